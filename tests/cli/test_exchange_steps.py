"""The steps of a sealed exchange on the command line, from the first deposit to the custodians' part."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente.exchange.manifest import MEDIATOR
from detente.exchange.service.client import Client, Unreachable
from detente.exchange.service.workspace import Workspace
from detente.exchange.statements import statement_hash

from .exchange_stage import AFTER_DEADLINE, Stage, is_one_refusal, masked

STORED = Path(__file__).parent / "stored_exchange"
PHASES = ("unopened", "open", "frozen", "released", "lapsed")


def sealed_statement(stage: Stage, who: str) -> str:
    """The hash of the statement that waits to be sent."""
    waiting = Workspace(stage.room(who)).sending()
    assert waiting is not None
    return statement_hash(waiting[0].deposit)


def receipts(stage: Stage, who: str) -> list[str]:
    return sorted(each.name for each in (stage.room(who) / "receipts").glob("*"))


# deposit


def test_deposited_is_said_once_the_receipt_is_here(stage: Stage) -> None:
    stage.opened()
    with stage.mediator_there():
        told = stage.act("north", "deposit", stage.paper("terms.txt"))
    assert told.code == 0, told.err
    assert told.out.startswith("deposited: version 1, 1 June 2025, 09:00:00 UTC\n  receipt ")
    assert "missing   South village; deadline 2 June 2025" in told.out
    assert receipts(stage, "north") == ["north-deposit-1.tlog-proof"]
    assert Workspace(stage.room("north")).sending() is None


def test_with_the_mediator_away_it_is_not_confirmed_and_status_fetches_the_receipt(
    stage: Stage,
) -> None:
    stage.opened()
    told = stage.deposit("north")
    assert told.code == 0
    assert "not confirmed yet: the mediator and 1 party have to" in told.out
    assert "deposited" not in told.out
    assert stage.act("north", "status").code == 0
    assert receipts(stage, "north") == []
    stage.confirm(MEDIATOR)
    assert stage.act("north", "status").code == 0
    assert receipts(stage, "north") == ["north-deposit-1.tlog-proof"]
    assert Workspace(stage.room("north")).sending() is None


def test_a_second_deposit_is_refused_and_the_first_stands(stage: Stage) -> None:
    stage.opened()
    stage.deposit("north")
    stage.confirm("north", MEDIATOR)
    stage.act("north", "status")
    told = stage.deposit("north", "other terms")
    assert told.code == 3
    assert is_one_refusal(told)
    assert "detente exchange replace" in told.err
    assert stage.data("north", "status")["deposited"]["north"]["version"] == 1


def test_replace_withdraw_and_deposit_again(stage: Stage) -> None:
    stage.opened()
    file = stage.paper("second.txt", "second terms")
    for command in ("replace", "withdraw"):
        more = [file] if command == "replace" else []
        told = stage.act("north", command, *more, "--wait", "0")
        assert told.code == 3, command
        assert "nothing of yours stands" in told.err
    versions = []
    with stage.mediator_there():
        for command, more in (
            ("deposit", [file]),
            ("replace", [stage.paper("third.txt")]),
            ("withdraw", []),
            ("deposit", [file]),
        ):
            data = stage.data("north", command, *more)
            assert data["command"] == f"exchange {command}"
            assert data["confirmed"]
            versions.append(data["version"])
    assert versions == [1, 2, 2, 3]
    assert receipts(stage, "north") == [
        f"north-{each}.tlog-proof"
        for each in ("deposit-1", "deposit-2", "deposit-3", "withdrawal-2")
    ]


def test_the_receipt_of_a_withdrawal_is_fetched_later_as_well(stage: Stage) -> None:
    stage.opened()
    stage.deposit("north")
    assert "not confirmed yet" in stage.act("north", "withdraw", "--wait", "0").out
    stage.confirm(MEDIATOR)
    assert stage.act("north", "status").code == 0
    assert "north-withdrawal-1.tlog-proof" in receipts(stage, "north")


def test_a_replacement_is_handed_in_though_the_first_has_no_receipt_yet(stage: Stage) -> None:
    """Before, the first was sent again in its place, and that was not told."""
    stage.opened()
    stage.deposit("north")
    file = stage.paper("second.txt", "second terms")
    data = stage.data("north", "replace", file, "--wait", "0")
    assert (data["version"], data["sent_again"]) == (2, False)
    again = stage.act("north", "deposit", file, "--wait", "0")
    assert again.code == 0
    assert "it was sealed before, from the same file" in again.out
    assert stage.data("north", "status")["deposited"]["north"]["version"] == 2


def test_where_nothing_is_replaced_that_is_said_before_anything_is_sealed(stage: Stage) -> None:
    stage.opened("--no-replacing")
    stage.deposit("north")
    stage.confirm(MEDIATOR)
    stage.act("north", "status")
    told = stage.act("north", "replace", stage.paper("second.txt"), "--wait", "0")
    assert told.code == 3
    assert is_one_refusal(told)
    assert "withdraw" in told.err
    assert Workspace(stage.room("north")).sending() is None


@pytest.mark.parametrize("breaks", ["store", "submit"])
def test_where_the_connection_breaks_the_same_sealed_file_is_sent_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    stage.opened()
    with monkeypatch.context() as patch:

        def broken(*_: object, **__: object) -> None:
            raise Unreachable("the server cannot be reached")

        patch.setattr(Client, breaks, broken)
        told = stage.deposit("north")
    assert told.code == 3
    assert is_one_refusal(told)
    sealed = sealed_statement(stage, "north")
    told = stage.deposit("north")
    assert told.code == 0, told.err
    assert "it was sealed before, from the same file" in told.out
    with stage.part("north") as part:
        assert statement_hash(part.look().state.live["party/north"].deposit) == sealed


def test_a_draft_that_never_came_in_is_not_handed_in_for_another_file(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.opened()
    with monkeypatch.context() as patch:

        def broken(*_: object, **__: object) -> None:
            raise Unreachable("the server cannot be reached")

        patch.setattr(Client, "store", broken)
        assert stage.deposit("north", "a draft").code == 3
    draft = sealed_statement(stage, "north")
    told = stage.deposit("north", "the final text")
    assert told.code == 0, told.err
    assert "it is put aside for the file named now" in told.err
    assert sealed_statement(stage, "north") != draft
    with stage.part("north") as part:
        assert statement_hash(part.look().state.live["party/north"].deposit) != draft


def test_what_was_taken_in_unheard_is_not_handed_in_twice(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.opened()
    submit = Client.submit
    with monkeypatch.context() as patch:

        def unheard(*given: object) -> None:
            submit(*given)  # type: ignore[arg-type]
            raise Unreachable("the server cannot be reached")

        patch.setattr(Client, "submit", unheard)
        assert stage.deposit("north").code == 3
    sealed = sealed_statement(stage, "north")
    assert stage.deposit("north").code == 0
    with stage.part("north") as part:
        seen = part.look()
        assert statement_hash(seen.state.live["party/north"].deposit) == sealed
        assert len(seen.leaves) == 2


def test_with_the_server_away_each_step_waits_and_works_later(stage: Stage) -> None:
    stage.opened()
    file = stage.paper("terms.txt")
    steps: list[tuple[str, list[str | Path]]] = [
        ("deposit", [file, "--wait", "0"]),
        ("replace", [file, "--wait", "0"]),
        ("withdraw", ["--wait", "0"]),
        ("witness", ["--once"]),
        ("record", ["--case", stage.case]),
    ]
    for command, more in steps:
        stage.server.stop()
        told = stage.act("north", command, *more)
        assert told.code == 3, (command, told)
        assert is_one_refusal(told), told.err
        assert Workspace(stage.room("north")).sending() is None or command != "deposit"
        stage.server.start()
        told = stage.act("north", command, *more)
        assert told.code == 0, (command, told.err)
    stage.server.stop()
    told = stage.act("north", "status")
    assert told.code == 0
    assert "The server cannot be reached: this is what was seen here before." in told.out
    assert stage.data("north", "status", "--offline")["server_reached"] is True


@pytest.mark.parametrize("who", [MEDIATOR, "stranger"])
def test_who_is_no_party_hands_nothing_in(stage: Stage, who: str) -> None:
    stage.opened()
    stage.make_keys("stranger")
    told = stage.call(
        *("exchange", "deposit", stage.paper("terms.txt"), "--in", stage.room("north")),
        *("--key", stage.key(who)),
    )
    assert told.code == 3
    assert is_one_refusal(told)


def test_files_that_cannot_be_handed_in(stage: Stage) -> None:
    stage.opened("--megabytes", "1")
    for path in (stage.folder / "missing.txt", stage.folder):
        told = stage.act("north", "deposit", path)
        assert (told.code, is_one_refusal(told)) == (2, True)
    large = stage.paper("large.bin", bytes((1 << 20) + 1))
    told = stage.act("north", "deposit", large)
    assert told.code == 2
    assert "larger than the 1 MB agreed" in told.err
    assert Workspace(stage.room("north")).sending() is None


def test_before_all_have_signed_and_after_the_deadline_nothing_is_taken(stage: Stage) -> None:
    stage.drafted()
    stage.sign("north", "--yes")
    told = stage.deposit("north")
    assert (told.code, "all have to sign" in told.err) == (3, True)
    stage.sign("south", "--yes")
    stage.clock.now = AFTER_DEADLINE
    told = stage.deposit("north")
    assert told.code == 3
    assert is_one_refusal(told)
    assert "the exchange has lapsed" in told.err or "deadline" in told.err


def test_a_deadline_that_passes_on_the_way_is_told_as_that(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.opened()
    store = Client.store

    def late(*given: object) -> None:
        stage.clock.now = AFTER_DEADLINE
        stage.until(lambda part: part.look().state.phase == "lapsed")
        store(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Client, "store", late)
    told = stage.deposit("north")
    assert told.code == 3
    assert is_one_refusal(told)
    assert "the exchange has lapsed" in told.err


def test_once_all_are_in_nothing_changes(stage: Stage) -> None:
    stage.frozen()
    again = stage.deposit("south")
    assert again.code == 0  # its receipt is waited for
    other = stage.act("south", "deposit", stage.paper("other.txt"), "--wait", "0")
    assert other.code == 3
    assert "nothing can be changed now" in other.err
    told = stage.act("south", "replace", stage.paper("other.txt"), "--wait", "0")
    assert told.code == 3
    assert "nothing can be changed now" in told.err
    told = stage.act("north", "withdraw")
    assert told.code == 3
    assert "nothing can be changed now" in told.err
    assert stage.data("north", "status")["deposited"]["south"]["version"] == 1


def test_the_last_deposit_tells_that_all_are_in(stage: Stage) -> None:
    stage.opened()
    with stage.mediator_there():
        stage.act("north", "deposit", stage.paper("terms.txt"))
        told = stage.act("south", "deposit", stage.paper("terms.txt"))
    assert "all are in: nothing can be changed or taken back" in told.out


# status


def staged(stage: Stage, phase: str) -> Stage:
    if phase == "unopened":
        stage.drafted()
        assert stage.sign("north", "--yes").code == 0
        return stage
    if phase == "open":
        stage.opened()
        stage.deposit("north")
        stage.confirm("north", MEDIATOR)
        return stage
    if phase == "frozen":
        stage.frozen()
        stage.confirm_freeze()
        return stage
    return stage.released() if phase == "released" else stage.lapsed()


@pytest.mark.parametrize("phase", PHASES)
def test_the_words_of_status_are_the_stored_ones(stage: Stage, phase: str) -> None:
    staged(stage, phase)
    told = stage.act("north", "status")
    assert told.code == 0, told.err
    text = masked(told.out + told.err, stage.folder)
    file = STORED / f"status-{phase}.txt"
    if os.environ.get("DETENTE_UPDATE") == "1":
        STORED.mkdir(exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    assert text == file.read_text("utf-8")
    assert stage.data("north", "status")["phase"] == phase


def test_no_stored_words_are_left_over() -> None:
    assert {each.name for each in STORED.iterdir()} == {f"status-{each}.txt" for each in PHASES}


def test_status_keeps_the_log_as_files_for_other_tools(stage: Stage) -> None:
    stage.opened()
    stage.deposit("north")
    assert stage.act("north", "status").code == 0
    folder = stage.room("north") / "log"
    assert (folder / "checkpoint").read_text().startswith("exchange.example/june-meeting-")
    assert (folder / "tile" / "entries" / "000.p" / "2").is_file()
    assert (folder / "tile" / "0" / "000.p" / "2").is_file()


def test_the_stored_words_hold_no_line_too_long_for_a_letter() -> None:
    for each in STORED.iterdir():
        assert max(map(len, each.read_text("utf-8").splitlines())) <= 110
