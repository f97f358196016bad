"""A mediator whose machine was away at the deadline: what it saw too late, it does not confirm."""

from __future__ import annotations

import pytest

from detente.exchange.manifest import MEDIATOR

from .exchange_stage import AFTER_DEADLINE, BEGUN, Stage

DEADLINE = BEGUN + 86_400


def test_what_the_mediator_first_sees_after_the_deadline_is_not_confirmed(stage: Stage) -> None:
    """The server could have taken the last text in late, and stamped it in time."""
    stage.frozen()
    stage.clock.now = AFTER_DEADLINE
    told = stage.act(MEDIATOR, "custodian run", "--once")
    assert told.code == 0
    assert (
        "not confirmed: the server says that all were in at 1 June 2025, 09:00:00 UTC" in told.err
    )
    assert "custodian run --all-were-in-time" in told.err
    stage.confirm("north", "south")
    for _ in range(2):  # nor at any later look
        assert stage.act(MEDIATOR, "custodian run", "--once").code == 0
    status = stage.act(MEDIATOR, "status")
    assert "not confirmed: the server says that all were in" in status.out
    found = stage.data("north", "status")
    assert (found["phase"], found["released_by"]) == ("frozen", [])
    assert MEDIATOR not in found["confirmed_by"]
    for who in ("north", "south", MEDIATOR):
        assert stage.act(who, "open").code == 3
    told = stage.act("south", "release")
    assert (told.code, "not confirmed yet" in told.err) == (3, True)


def test_if_all_say_that_they_were_in_time_the_mediator_confirms(stage: Stage) -> None:
    stage.frozen()
    stage.clock.now = AFTER_DEADLINE
    stage.act(MEDIATOR, "custodian run", "--once")
    stage.confirm("north")
    told = stage.act(MEDIATOR, "custodian run", "--once", "--all-were-in-time")
    assert (told.code, told.err) == (0, "")
    stage.until(lambda part: "server" in part.look().state.releases)
    assert stage.act(MEDIATOR, "custodian run", "--once").code == 0  # it has been said once
    stage.confirm("north")
    assert set(stage.data("south", "open")["opened"]) == {"north", "south"}


def test_only_the_mediator_says_that_all_were_in_time(stage: Stage) -> None:
    stage.make_keys("watch")
    stage.frozen("--neutral", str(stage.key("watch") / "card.json"))
    assert stage.sign("watch", "--yes").code == 0
    told = stage.act("watch", "custodian run", "--once", "--all-were-in-time")
    assert (told.code, "only the mediator" in told.err) == (3, True)


def test_at_the_deadline_and_what_clocks_may_differ_it_is_in_time(stage: Stage) -> None:
    stage.frozen()
    stage.clock.now = DEADLINE + 60
    told = stage.act(MEDIATOR, "custodian run", "--once")
    assert (told.code, told.err) == (0, "")
    assert "server" in stage.data("north", "status")["released_by"]  # so it is confirmed


def test_what_was_seen_in_time_is_confirmed_later_too(stage: Stage) -> None:
    stage.frozen()
    with stage.part(MEDIATOR) as part:
        part._confirm = lambda seen: None  # type: ignore[method-assign]  # the line breaks just then
        assert part.look().state.frozen is not None
    stage.clock.now = AFTER_DEADLINE
    told = stage.act(MEDIATOR, "custodian run", "--once")
    assert (told.code, told.err) == (0, "")
    assert "server" in stage.data("north", "status")["released_by"]


def test_an_exchange_that_lapses_is_confirmed_whenever_the_mediator_looks(stage: Stage) -> None:
    stage.opened()
    stage.deposit("north")
    stage.clock.now = AFTER_DEADLINE + 86_400
    stage.until(lambda part: part.look().state.phase == "lapsed")
    assert MEDIATOR in stage.data("north", "status")["confirmed_by"]


def test_a_custodian_goes_on_while_the_freeze_is_not_confirmed_yet(stage: Stage) -> None:
    """The mediator may see the last deposit before any party has confirmed it."""
    stage.frozen("--witness-parties", "2")
    told = stage.act(MEDIATOR, "custodian run", "--once")
    assert (told.code, told.err) == (0, "")
    assert stage.data("south", "status")["released_by"] == []
    stage.confirm("north", "south")
    stage.until(lambda part: "server" in part.look().state.releases)
    told = stage.act(MEDIATOR, "custodian run", "--once")
    assert "your shares are given out" in told.out


def test_a_member_whose_clock_is_off_is_told_so_and_sees_nothing_that_it_refuses_later(
    stage: Stage,
) -> None:
    stage.opened()
    stage.clock.now += 61
    with stage.part("north") as part:  # its own clock, ahead of the server's
        part.look()
    held = stage.server.hosting.clock
    stage.server.hosting.clock = lambda: stage.clock.now - 61
    try:
        told = stage.act("north", "status")
        assert told.code == 3
        assert "the server's clock says" in told.err
    finally:
        stage.server.hosting.clock = held


def test_a_custodian_waits_while_the_clocks_differ_and_goes_on_after(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unattended mediator that ended for a passing difference would be away at the deadline."""
    stage.frozen()
    stage.confirm_freeze()
    monkeypatch.setattr("detente.cli.exchanging.witness.RETRY_SECONDS", 0)
    hosting, right = stage.server.hosting, stage.server.hosting.clock
    asked: list[None] = []

    def ahead_at_first() -> int:
        asked.append(None)
        return right() + (61 if len(asked) < 4 else 0)

    hosting.clock = ahead_at_first
    told = stage.act(MEDIATOR, "custodian run", "--once")
    assert (told.code, "the server's clock says" in told.err) == (3, True)  # asked once, it tells
    asked.clear()
    told = stage.act(MEDIATOR, "custodian run")
    assert told.err.count("further apart than agreed") == 1
    assert "your shares are given out" in told.out
