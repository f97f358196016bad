"""The rule of an exchange: each of its parts, and the whole of it against a second telling."""

from __future__ import annotations

import os
import random
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detente.exchange import protocol
from detente.exchange.protocol import Rule, State, after, refusal, state_after
from detente.exchange.statements import entry_of

from .rule_checks import CHECKS, VOID
from .rule_oracle import seen
from .rule_play import EVENTS_AT_MOST, STEPS, TWISTS, WHATS, Event, Play, exchange, played

HEAVY = "DETENTE_HEAVY" in os.environ
EXCHANGES = st.builds(exchange, st.sampled_from((2, 3)), st.booleans(), st.booleans())
EVENTS = st.lists(
    st.builds(
        Event,
        st.sampled_from(WHATS),
        st.integers(0, 5),
        st.sampled_from(TWISTS),
        st.sampled_from(STEPS),
    ),
    max_size=EVENTS_AT_MOST,
)
PLAYS = st.builds(played, EXCHANGES, EVENTS, st.sampled_from((True,) * 9 + (False,)))
ORDER = {"unopened": 0, "open": 1, "frozen": 2, "lapsed": 3, "released": 3}


@pytest.mark.parametrize("name", CHECKS)
def test_the_rule_holds(name: str) -> None:
    CHECKS[name](protocol)


def test_every_rule_has_a_log_that_breaks_it() -> None:
    assert {case.rule for case in VOID.values()} == set(get_args(Rule))


@settings(max_examples=3000 if HEAVY else 150)
@given(PLAYS)
@example(played(exchange(), [Event("withdraw", 0, 0, 0)]))
def test_two_tellings_of_the_rule_agree_after_every_sequence(play: Play) -> None:
    state, oracle = State(), type(play.oracle)(play.manifest)
    frozen: set[int | None] = set()
    phases = ["unopened"]
    for leaf in play.leaves:
        state = after(play.manifest, state, leaf)
        oracle.take(leaf)
        frozen.add(state.frozen)
        phases.append(state.phase)
    assert seen(play.manifest, state) == oracle.told()
    # It only goes on; and it is frozen once at most, and then it never lapses.
    assert sorted(phases, key=ORDER.__getitem__) == phases
    assert len(frozen - {None}) <= 1
    assert not {"frozen", "released"} & set(phases) or "lapsed" not in phases


@settings(max_examples=300 if HEAVY else 25)
@given(PLAYS, st.data())
def test_what_comes_later_changes_nothing_of_what_was(play: Play, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, len(play.leaves)))
    early = state_after(play.manifest, play.leaves[:count])
    late = state_after(play.manifest, play.leaves)
    assert state_after(play.manifest, play.leaves[count:], early) == late
    assert late.voids[: len(early.voids)] == early.voids
    assert all(each.index >= count for each in late.voids[len(early.voids) :])
    assert early.frozen is None or late.frozen == early.frozen
    assert early.ended is None or (late.ended, late.phase) == (early.ended, early.phase)
    assert early.releases.items() <= late.releases.items()
    assert early.time <= late.time
    if early.frozen is not None:
        assert late.live == early.live


@settings(max_examples=300 if HEAVY else 25)
@given(PLAYS, st.randoms(use_true_random=False))
def test_void_entries_count_for_nobody_wherever_they_stand(
    play: Play, chance: random.Random
) -> None:
    """Void entries next to each other change places, or go; nothing else changes but the indexes.

    Only the first place is another: an opening counts there and nowhere else.
    """
    manifest, before = play.manifest, State()
    run: list[bytes] = []
    start = before
    for leaf in play.leaves:
        state = after(manifest, before, leaf)
        if len(state.voids) == len(before.voids):
            run, start = [], state
        else:
            run.append(leaf)
            told, then = seen(manifest, state), seen(manifest, before)
            assert told == then._replace(size=told.size, voids=told.voids)
        before = state
    if start.size:
        mixed = start
        for leaf in chance.sample(run, len(run)):
            mixed = after(manifest, mixed, leaf)
        assert _rules(mixed) == _rules(before)
        assert seen(manifest, mixed)._replace(voids=()) == seen(manifest, before)._replace(voids=())


def _rules(state: State) -> list[tuple[str, str]]:
    return sorted((each.rule, each.breach) for each in state.voids)


def test_whatever_the_bytes_are_the_rule_never_raises() -> None:
    manifest, play = exchange().manifest, Play(exchange())
    for value in (b"[]", b"{}", b"null", b'"x"', b"1", b'{"a":1}'):
        leaf = play.leaves[0]
        for part in (b'"detente/opening/v1"', b'"detente/entry/v1"', b'"2025-06-01T09:00:00Z"'):
            assert part in leaf
            assert state_after(manifest, [leaf.replace(part, value)]).voids[0].rule == "form"


def test_an_honest_custodian_is_not_blamed_for_a_server_that_repeats_its_release() -> None:
    play = Play(exchange())
    play.all_deposit()
    play.say(play.release("server"))
    play.say(play.release("mediator"))
    play.put(play.leaves[-1])
    (void,) = state_after(play.manifest, play.leaves).voids
    assert (void.rule, void.breach) == ("twice", "server")


def test_a_refusal_is_told_before_the_entry_is_in_the_log() -> None:
    play = Play(exchange())
    state = state_after(play.manifest, play.leaves)
    play.say(play.close())
    void = refusal(play.manifest, state, entry_of(play.leaves[-1]))
    assert void is not None
    assert (void.index, void.rule) == (1, "deadline")
