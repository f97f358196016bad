"""Holes that a new user found, each with a test of its name."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from detente.cli.exchanging.session import workspace_in
from detente.exchange.canonical import canonical, object_of
from detente.exchange.manifest import MEDIATOR, signed_manifest_of

from .exchange_stage import AFTER_DEADLINE, Stage, is_one_refusal
from .running import terminal


def edited(room: Path, *, unsigned: bool = False) -> None:
    """Change what all agreed on in somebody's folder, as an editor would."""
    file = room / "manifest.json"
    text = file.read_text("utf-8").replace('"bytes_at_most":52428800', '"bytes_at_most":52428801')
    if unsigned:
        data = object_of(text.encode())
        text = canonical({**data, "signatures": {}}).decode()
    file.write_text(text, "utf-8")


@pytest.mark.parametrize("command", ["status", "custodian run --once", "witness --once", "release"])
def test_with_an_edited_manifest_nothing_is_confirmed_and_nobody_is_accused(
    stage: Stage, command: str
) -> None:
    stage.frozen()
    edited(stage.room(MEDIATOR))
    told = stage.act(MEDIATOR, command)
    assert told.code == 2
    assert is_one_refusal(told)
    assert "manifest.json was changed" in told.err
    assert "breach" not in told.out + told.err
    assert not (stage.room(MEDIATOR) / "evidence").exists()
    assert MEDIATOR not in stage.data("north", "status")["confirmed_by"]


def test_a_log_of_another_manifest_is_not_taken_in(stage: Stage) -> None:
    """Without signatures nothing shows that the manifest was edited; the first entry does."""
    stage.opened()
    room = stage.room("north")
    edited(room, unsigned=True)
    assert not signed_manifest_of((room / "manifest.json").read_bytes())[1]
    (room / "log.json").unlink(missing_ok=True)
    told = stage.act("north", "status")
    assert told.code == 3
    assert "of another exchange" in told.err
    assert "breach" not in told.out + told.err
    assert not (room / "evidence").exists()


def test_a_receipt_that_comes_after_the_lapse_does_not_say_that_all_are_in(stage: Stage) -> None:
    stage.opened()
    file = stage.paper("terms.txt")
    assert stage.act("north", "deposit", file, "--wait", "0").code == 0
    stage.clock.now = AFTER_DEADLINE
    stage.until(lambda part: part.look().state.phase == "lapsed")
    stage.confirm("south", MEDIATOR)
    told = stage.act("north", "deposit", file)
    assert told.code == 0, told.err
    assert "the exchange has lapsed" in told.out
    assert "all are in" not in told.out


def test_delegations_are_told_that_the_mediator_has_to_look(stage: Stage) -> None:
    stage.frozen()
    told = stage.act("north", "status")
    assert "is not confirmed yet, and nothing is given out before" in told.out
    assert "has to look before the deadline, 2 June 2025, 09:00:00 UTC: call them" in told.out
    assert "detente exchange release" not in told.out
    assert told.out.count("handed in version 1") == 2
    stage.clock.now = AFTER_DEADLINE
    assert "has to ask each of you" in stage.act("south", "status").out
    stage.clock.now -= 86_400
    stage.confirm_freeze()
    told = stage.act("north", "status")
    assert told.out.count("deposited version 1") == 2
    assert "handed in" not in told.out


def test_what_was_taken_back_is_not_said_to_have_never_come_in(stage: Stage) -> None:
    stage.opened()
    stage.deposit("north")
    assert stage.act("north", "withdraw", "--wait", "0").code == 0
    told = stage.deposit("north", "Other terms.\n")
    assert told.code == 0
    assert "never came in" not in told.out + told.err


def test_a_receipt_of_what_was_replaced_or_taken_back_says_so(stage: Stage) -> None:
    stage.opened()
    with stage.mediator_there():
        stage.act("north", "deposit", stage.paper("one.txt"))
        receipt = stage.room("north") / "receipts" / "north-deposit-1.tlog-proof"
        log = ("--log", stage.room("north") / "log")

        def told() -> str:
            assert stage.act("north", "status").code == 0
            return stage.call("exchange", "verify", receipt, *log).out.splitlines()[-1]

        assert told() == "The log holds it, and it counts."
        stage.act("north", "replace", stage.paper("two.txt", "Other terms.\n"))
        assert told() == "The log holds it, and it counted; version 2 took its place later."
        stage.act("north", "withdraw")
        assert told() == "The log holds it, and it counted; its owner took it back later."


@pytest.mark.parametrize("kind", ["empty", "pipe"])
def test_an_empty_file_or_a_pipe_is_not_handed_in(stage: Stage, kind: str) -> None:
    stage.opened()
    file = stage.paper("nothing.txt")
    if kind == "empty":
        file.write_bytes(b"")
    else:
        file.unlink()
        os.mkfifo(file)
    told = stage.act("north", "deposit", file)
    assert told.code == 2
    assert "there is nothing in it" in told.err
    assert stage.data("north", "status")["deposited"] == {}


@pytest.mark.parametrize("what", ["blobs", "one"])
def test_a_server_whose_sealed_files_are_gone_does_not_start(stage: Stage, what: str) -> None:
    stage.opened()
    stage.deposit("north")
    stage.server.stop()
    [blobs] = stage.server.folder.glob("exchanges/*/blobs")
    if what == "blobs":
        shutil.rmtree(blobs)
    else:
        max(blobs.iterdir(), key=lambda each: each.stat().st_size).unlink()
    told = stage.call(
        *("exchange", "serve", stage.server.folder, "--port", "0", "--name", "exchange.example"),
        *("--allow", stage.key(MEDIATOR) / "card.json"),
    )
    assert told.code == 3
    assert is_one_refusal(told)
    assert "missing" in told.err


def test_a_damaged_copy_of_the_log_is_mended_as_the_hint_says(stage: Stage) -> None:
    stage.opened()
    file = stage.room("north") / "log.json"
    assert stage.act("north", "status").code == 0
    file.write_bytes(file.read_bytes()[:-20])
    told = stage.act("north", "status")
    assert (told.code, "put log.json aside" in told.err) == (2, True)
    file.rename(file.with_name("log.json.aside"))
    assert stage.act("north", "status").code == 0
    assert workspace_in(stage.room("north")).followed().leaves


def test_a_mediator_without_a_place_on_the_server_is_told_what_it_takes(stage: Stage) -> None:
    stage.make_keys("other")
    cards = [
        word for who in ("north", "south") for word in ("--card", stage.key(who) / "card.json")
    ]
    told = stage.call(
        *("exchange", "new", stage.case, *cards, "--key", stage.key("other")),
        *("--server", stage.server.address, "--deadline", "2025-06-02T12:00Z"),
        *("--meeting", "june-meeting"),
    )
    assert told.code == 3
    assert "--allow CARD" in told.err


def test_who_gave_out_is_told_for_each_party(stage: Stage) -> None:
    stage.frozen()
    stage.confirm_freeze()
    assert stage.act("south", "release").code == 0
    assert "Their parts of the third share: South village." in stage.act("north", "status").out
    assert stage.act("north", "release").code == 0
    told = stage.act(MEDIATOR, "release")
    assert "opened already, without your shares" in told.out


def test_ctrl_c_at_the_very_beginning_is_no_traceback() -> None:
    child = terminal("exchange", "--help")
    child.sendintr()
    child.wait()
    assert "Traceback" not in (child.before or "")
