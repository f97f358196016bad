"""Whole exchanges on the command line, by each of the rules that can be agreed on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from detente.exchange.manifest import MEDIATOR
from detente.exchange.service.client import ServerRefused
from detente.exchange.service.keyfiles import custody_key
from detente.exchange.service.workspace import Workspace

from .exchange_stage import Stage

PASSPHRASE = "four unrelated words here"


def opened_texts(stage: Stage, who: str) -> dict[str, str]:
    """What somebody reads of each party, once it is opened."""
    opened = stage.data(who, "open")["opened"]
    return {party: Path(path).read_text() for party, path in opened.items()}


def all_texts(stage: Stage) -> dict[str, str]:
    return {who: f"The terms of {who}.\n" for who in stage.parties}


def test_three_parties_hand_in_and_all_read_all(stage: Stage) -> None:
    stage.make_keys("east")
    stage.parties = ("north", "south", "east")
    stage.opened()
    for who in ("north", "south"):
        assert stage.deposit(who).code == 0
    stage.confirm("east", MEDIATOR)
    assert stage.data("east", "status")["missing"] == ["east"]
    assert stage.deposit("east").code == 0
    stage.confirm_freeze()
    assert stage.act(MEDIATOR, "custodian run", "--once").code == 0
    for who in stage.parties:
        assert opened_texts(stage, who) == all_texts(stage)


def test_without_the_mediator_all_three_parties_have_to_give_out_their_parts(stage: Stage) -> None:
    stage.make_keys("east")
    stage.parties = ("north", "south", "east")
    stage.frozen()
    stage.confirm_freeze()
    for who in ("north", "south"):
        assert stage.act(who, "release").code == 0
    assert stage.data("north", "status")["phase"] == "frozen"
    assert stage.act("north", "open").code == 3
    assert stage.act("east", "release").code == 0
    for who in stage.parties:
        assert opened_texts(stage, who) == all_texts(stage)


def with_neutral(stage: Stage) -> Stage:
    stage.make_keys("watch")
    stage.frozen("--neutral", str(stage.key("watch") / "card.json"))
    told = stage.sign("watch", "--yes")
    assert (told.code, "joined" in told.out) == (0, True)
    return stage


def test_a_neutral_joins_by_signing_and_opens_where_the_mediator_does_not(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_neutral(stage).confirm_freeze()
    told = stage.act("watch", "custodian run", "--once")  # leaves it to the mediator at first
    assert (told.code, "given out" in told.out) == (0, False)
    assert stage.act("north", "release").code == 3  # with a neutral the parties hold no parts
    stage.clock.now += 601
    told = stage.act("watch", "custodian run", "--once")
    assert "your shares are given out" in told.out
    assert stage.data("north", "status")["released_by"] == ["server", "neutral"]
    stage.confirm("north", MEDIATOR)
    custody = Workspace(stage.room("north")).manifest.members["neutral"].custody
    assert custody_key(stage.key("watch"), custody) is not None
    stage.act("watch", "custodian run", "--once")
    assert custody_key(stage.key("watch"), custody) is None
    for who in stage.parties:
        assert opened_texts(stage, who) == all_texts(stage)
    told = stage.act("watch", "open")
    assert told.code == 3
    assert "The terms" not in told.out + told.err


def test_a_neutral_gives_nothing_out_before_the_freeze_is_confirmed(stage: Stage) -> None:
    with_neutral(stage)
    for command in (("release",), ("custodian run", "--once")):
        stage.clock.now += 601
        stage.act("watch", *command)
        assert stage.data("north", "status")["released_by"] == []
    told = stage.act("watch", "release")
    assert (told.code, "not confirmed yet" in told.err) == (3, True)


def test_nobody_gets_a_sealed_file_before_the_freeze_is_confirmed(stage: Stage) -> None:
    """Not even the mediator, who would check it: the server waits for the quorum."""
    stage.frozen()
    with stage.part("north") as part:
        names = [live.deposit.outer for live in part.look().state.live.values()]
    with stage.part(MEDIATOR) as part:
        for name in names:
            with pytest.raises(ServerRefused, match="not-found"):
                part.client.sealed(part.id, name, 1 << 30)
        stage.confirm_freeze()
        assert all(part.client.sealed(part.id, name, 1 << 30) for name in names)


def test_a_mediator_who_reads_opens_them_too(stage: Stage) -> None:
    stage.frozen("--mediator-reads")
    stage.confirm_freeze()
    assert stage.act(MEDIATOR, "open").code == 3
    assert stage.act(MEDIATOR, "custodian run", "--once").code == 0
    for who in (*stage.parties, MEDIATOR):
        assert opened_texts(stage, who) == all_texts(stage)


def test_where_nothing_is_replaced_a_deposit_stands_to_the_end(stage: Stage) -> None:
    stage.opened("--no-replacing")
    assert stage.deposit("north").code == 0
    told = stage.act("north", "replace", stage.paper("other.txt"))
    assert (told.code, "nothing can be replaced" in told.err) == (3, True)
    assert stage.deposit("south").code == 0
    stage.confirm_freeze()
    assert stage.act(MEDIATOR, "custodian run", "--once").code == 0
    assert opened_texts(stage, "south") == all_texts(stage)


@pytest.mark.parametrize("count", [0, 2])
def test_as_many_parties_confirm_as_was_agreed(count: int, stage: Stage) -> None:
    stage.opened("--witness-parties", str(count))
    for who in stage.parties:
        assert stage.deposit(who).code == 0
    stage.confirm(MEDIATOR)
    if count:
        assert stage.data("south", "status")["released_by"] == []  # north has not looked yet
        stage.confirm("north")
    stage.until(lambda part: "server" in part.look().state.releases)
    assert stage.act(MEDIATOR, "custodian run", "--once").code == 0
    assert opened_texts(stage, "north") == all_texts(stage)


def test_with_locked_keys_all_goes_as_with_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETENTE_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(
        "detente.exchange.service.keyfiles._HARDNESS", 2**4
    )  # it is tested elsewhere
    for who in stage.parties:
        shutil.rmtree(stage.key(who))
        (stage.folder / f"sheet-{who}.html").unlink()
        told = stage.make_keys(who, "--json")
        assert told.code == 0, told.err
    stage.frozen()
    monkeypatch.setenv("DETENTE_PASSPHRASE", "another one")
    for command in ("status", "witness", "release", "open", "withdraw"):
        told = stage.act("north", command)
        assert (told.code, "passphrase does not open" in told.err) == (3, True), command
        assert "another one" not in told.out + told.err
    monkeypatch.setenv("DETENTE_PASSPHRASE", PASSPHRASE)
    stage.confirm_freeze()
    assert stage.act(MEDIATOR, "custodian run", "--once").code == 0
    assert opened_texts(stage, "north") == all_texts(stage)
    stage.confirm("north", MEDIATOR)
    assert "ended: released" in stage.act("south", "witness").out
