"""Witnesses and custodians on the command line, and what is shown on a terminal."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from detente.exchange.following import Followed
from detente.exchange.manifest import MEDIATOR
from detente.exchange.service.client import Unreachable
from detente.exchange.service.keyfiles import custody_key
from detente.exchange.service.taking_part import Part
from detente.exchange.service.workspace import Workspace

from .exchange_stage import PEOPLE, Stage, is_one_refusal
from .running import END, Outcome, terminal


def test_a_witness_tells_what_it_sees_and_confirms(stage: Stage) -> None:
    stage.opened()
    stage.deposit("north")
    told = stage.act("south", "witness", "--once")
    assert told.code == 0
    assert "North village deposited version 1" in told.out
    assert "party/south" in stage.data("north", "status")["confirmed_by"]


def test_ctrl_c_ends_a_witness_without_noise(stage: Stage) -> None:
    stage.opened()
    stage.clock.now = int(time.time())  # the program below has a clock of its own
    child = terminal(
        *("exchange", "witness", "--in", stage.room("north"), "--key", stage.key("north"))
    )
    child.expect("the exchange was opened")
    child.kill(signal.SIGINT)
    child.expect(END)
    child.wait()
    assert "Traceback" not in child.before
    assert "stopped" in child.before
    assert child.exitstatus == 130


def test_a_witness_waits_for_a_server_that_goes_away_at_the_very_end(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.released()
    looked, looks = [], Part.look

    def away_at_the_second(part: Part) -> Followed:
        looked.append(part)
        if len(looked) == 2:
            raise Unreachable("the server cannot be reached")
        return looks(part)

    monkeypatch.setattr(Part, "look", away_at_the_second)
    monkeypatch.setattr("detente.cli.exchanging.witness.RETRY_SECONDS", 0)
    told = stage.act("north", "witness")
    assert (told.code, len(looked)) == (0, 4)
    assert "waiting, and trying again" in told.err
    assert "ended: released" in told.out


def test_the_custodian_opens_all_and_keeps_a_bundle(stage: Stage) -> None:
    stage.frozen()
    stage.confirm_freeze()
    told = stage.act(MEDIATOR, "custodian run", "--once")
    assert told.code == 0
    assert "your shares are given out" in told.out
    assert (stage.room(MEDIATOR) / "bundle.zip").is_file()
    assert stage.data("north", "status")["phase"] == "released"
    before = stage.key(MEDIATOR)
    manifest = Workspace(stage.room(MEDIATOR)).manifest
    assert custody_key(before, manifest.mediator.custody) is not None
    stage.confirm("north")
    ended = stage.act(MEDIATOR, "custodian run")  # without --once it ends by itself
    assert "ended: released: all can be opened" in ended.out
    assert custody_key(before, manifest.mediator.custody) is None


def test_a_bundle_is_made_also_where_others_released(stage: Stage) -> None:
    stage.released()
    (stage.room(MEDIATOR) / "bundle.zip").unlink()
    told = stage.act(MEDIATOR, "release")
    assert told.code == 0
    assert "given out already" in told.out
    assert (stage.room(MEDIATOR) / "bundle.zip").is_file()


def test_a_party_is_no_custodian_that_runs(stage: Stage) -> None:
    stage.opened()
    told = stage.act("north", "custodian run", "--once")
    assert told.code == 3
    assert is_one_refusal(told)
    assert "witness" in told.err


def test_shares_are_given_out_once_all_are_in_and_by_the_mediator_last(stage: Stage) -> None:
    stage.opened()
    for who in PEOPLE:
        told = stage.act(who, "release")
        assert (told.code, is_one_refusal(told)) == (3, True)
    stage.deposit("north")
    stage.deposit("south")
    told = stage.act(MEDIATOR, "release")  # the freeze is not confirmed: the server waits
    assert (told.code, "the mediator gives out last" in told.err) == (3, True)


def test_nobody_gives_shares_out_on_a_freeze_that_is_not_confirmed(stage: Stage) -> None:
    stage.frozen()
    for who in PEOPLE[1:]:  # the parties alone are no quorum
        told = stage.act(who, "release")
        assert told.code == 3
        assert "not confirmed yet" in told.err
    assert stage.data("north", "status")["released_by"] == []


def test_without_the_mediator_the_server_and_all_parties_open(stage: Stage) -> None:
    stage.frozen()
    stage.confirm_freeze()
    assert "given: the server exchange.example" in stage.act("north", "status").out
    outcomes: list[Outcome] = [stage.act(who, "release") for who in ("north", "south")]
    assert [each.code for each in outcomes] == [0, 0]
    assert stage.data("north", "status")["phase"] == "released"
    custody = Workspace(stage.room("north")).manifest.members["party/north"].custody
    assert custody_key(stage.key("north"), custody) is not None
    opened = stage.data("north", "open")
    assert custody_key(stage.key("north"), custody) is None  # the exchange has ended
    assert set(opened["opened"]) == {"north", "south"}
    assert Path(opened["opened"]["south"]).read_text() == "The terms of south.\n"


# progress


def test_a_large_file_shows_how_far_it_is_on_a_terminal(stage: Stage) -> None:
    stage.clock.now = int(time.time())
    stage.opened("--deadline", "2090-01-01T00:00Z")
    large = stage.paper("large.bin", os.urandom(6 << 20))
    child = terminal(
        *("exchange", "deposit", large, "--wait", "0"),
        *("--in", stage.room("north"), "--key", stage.key("north")),
        size=(50, 90),
    )
    child.expect(END)
    child.wait()
    assert "sealing and sending" in child.before
    assert "handed in as entry 1" in child.before
    assert child.exitstatus == 0
    assert child.before.count("\x1b[?25l") == child.before.count("\x1b[?25h")  # the cursor is back
    assert "Traceback" not in child.before
