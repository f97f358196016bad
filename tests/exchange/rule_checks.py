"""What must hold of the rule, one thing at a time; run against the rule, and against its mutants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any, NamedTuple

from detente.exchange.canonical import hash_of
from detente.exchange.signing import signature
from detente.exchange.statements import Entry, Opening, entry_bytes, statement_bytes

from .people import DEADLINE, OPENED
from .rule_oracle import seen
from .rule_play import Play, exchange, share_of

Module = Any
"""The module of the rule, or a mutant of it."""
NORTH, SOUTH, WEST = "party/north", "party/south", "party/west"


class Void(NamedTuple):
    """Where the last entry of a log, and it alone, is void."""

    rule: str
    breach: str
    build: Callable[[Play], None]
    exchange: tuple[int, bool, bool] = (2, False, True)
    opened: bool = True


def _signed_otherwise(play: Play, signatures: dict[str, str]) -> None:
    play.put(entry_bytes(Entry(OPENED, play.deposit(NORTH), signatures)))


def _half(play: Play) -> None:
    """One deposit is in, of two."""
    play.say(play.deposit(NORTH))


def _after(begin: Callable[[Play], object], *what: Callable[[Play], object]) -> Any:
    def build(play: Play) -> None:
        for each in (begin, *what):
            each(play)

    return build


def _frozen(*what: Callable[[Play], object]) -> Any:
    return _after(Play.all_deposit, *what)


def _late(play: Play) -> None:
    play.now = DEADLINE + 1


def _lapsed(*what: Callable[[Play], object]) -> Any:
    return _after(_half, _late, lambda play: play.say(play.close()), *what)


def _gives(who: str, **changes: Any) -> Callable[[Play], None]:
    return lambda play: play.say(play.release(who, **changes))


def _deposits(who: str, time: int | None = None, **changes: Any) -> Callable[[Play], None]:
    return lambda play: play.say(play.deposit(who, **changes), time)


def _withdraws(who: str, time: int | None = None, **changes: Any) -> Callable[[Play], None]:
    return lambda play: play.say(play.withdrawal(who, **changes), time)


def _another_purpose(play: Play) -> None:
    said = play.deposit(NORTH)
    key = play.all_of.keys[NORTH].signer
    _signed_otherwise(play, {NORTH: signature(key, "request", statement_bytes(said))})


def _opening_without(play: Play) -> None:
    signatures = dict(list(play.all_of.signatures.items())[1:])
    play.put(entry_bytes(Entry(OPENED, Opening(play.manifest.hash), signatures)))


OTHER = hash_of(b"another")
WRONG = bytes(32)
THREE, NEUTRAL, ONCE = (3, False, True), (2, True, True), (2, False, False)
VOID: dict[str, Void] = {
    "bytes that are no entry": Void("form", "server", lambda play: play.put(b"{}")),
    "an entry cut off": Void("form", "server", lambda play: play.put(play.leaves[0][:-1])),
    "an entry with a blank more": Void(
        "form", "server", lambda play: play.put(play.leaves[0] + b" ")
    ),
    "an entry of another exchange": Void("exchange", "server", _deposits(NORTH, exchange=OTHER)),
    "an opening of another exchange": Void(
        "exchange", "server", lambda play: play.say(Opening(OTHER)), opened=False
    ),
    "a time that goes back": Void("time", "server", _deposits(NORTH, OPENED - 1)),
    "a time before 1970": Void(
        "time", "server", lambda play: play.say(Opening(play.manifest.hash), -1), opened=False
    ),
    "an opening that not all signed": Void("signature", "server", _opening_without, opened=False),
    "a deposit of nobody": Void("signature", "server", _deposits("party/nobody")),
    "a deposit of the mediator": Void("signature", "server", _deposits("mediator")),
    "a deposit of the server": Void("signature", "server", _deposits("server")),
    "a deposit signed by another": Void(
        "signature", "server", lambda play: play.say(play.deposit(NORTH), by=SOUTH)
    ),
    "a deposit not signed": Void(
        "signature", "server", lambda play: _signed_otherwise(play, {})
    ),
    "a deposit signed by two": Void(
        "signature",
        "server",
        lambda play: _signed_otherwise(
            play, {who: play.sign(who, play.deposit(NORTH)) for who in (NORTH, SOUTH)}
        ),
    ),
    "a deposit signed in the name of another": Void(
        "signature",
        "server",
        lambda play: _signed_otherwise(play, {SOUTH: play.sign(SOUTH, play.deposit(NORTH))}),
    ),
    "a signature for another purpose": Void("signature", "server", _another_purpose),
    "a close that a party signed": Void(
        "signature", "server", _after(_late, lambda play: play.say(play.close(), by=NORTH))
    ),
    "a second opening": Void(
        "phase", "server", lambda play: play.say(Opening(play.manifest.hash))
    ),
    "a deposit before the opening": Void("phase", "server", _half, opened=False),
    "a close before the opening": Void(
        "phase", "server", _after(_late, lambda play: play.say(play.close())), opened=False
    ),
    "a deposit when frozen": Void("phase", "server", _frozen(_deposits(NORTH))),
    "a withdrawal when frozen": Void("phase", "server", _frozen(_withdraws(NORTH))),
    "a close when frozen": Void(
        "phase", "server", _frozen(_late, lambda play: play.say(play.close()))
    ),
    "a deposit when lapsed": Void("phase", "server", _lapsed(_deposits(SOUTH))),
    "a second close": Void("phase", "server", _lapsed(lambda play: play.say(play.close()))),
    "a release when open": Void("phase", "mediator", _after(_half, _gives("mediator"))),
    "a release when lapsed": Void("phase", "mediator", _lapsed(_gives("mediator"))),
    "a release that names a later freeze": Void(
        "phase", "mediator", _frozen(_gives("mediator", frozen=3))
    ),
    "a release that names an earlier freeze": Void(
        "phase", "server", _frozen(_gives("server", frozen=1))
    ),
    "a right release after the end is the server's breach": Void(
        "phase", "server", _frozen(_gives("server"), _gives("mediator"), _gives(NORTH))
    ),
    "a wrong release after the end is the custodian's breach": Void(
        "phase", NORTH, _frozen(_gives("server"), _gives("mediator"), _gives(NORTH, frozen=1))
    ),
    "a deposit one second late": Void("deadline", "server", _deposits(NORTH, DEADLINE + 1)),
    "a withdrawal one second late": Void(
        "deadline", "server", _after(_half, _withdraws(NORTH, DEADLINE + 1))
    ),
    "a close at the deadline": Void(
        "deadline", "server", lambda play: play.say(play.close(), DEADLINE)
    ),
    "a close that names an earlier deadline": Void(
        "deadline", "server", _after(_late, lambda play: play.say(play.close(deadline=DEADLINE - 1)))
    ),
    "a close that names a later deadline": Void(
        "deadline", "server", _after(_late, lambda play: play.say(play.close(deadline=DEADLINE + 1)))
    ),
    "a first deposit of version 2": Void("version", "server", _deposits(NORTH, version=2)),
    "a version again": Void(
        "version", "server", _after(_half, _deposits(NORTH, version=1))
    ),
    "a version left out": Void("version", "server", _after(_half, _deposits(NORTH, version=3))),
    "a version again after a withdrawal": Void(
        "version", "server", _after(_half, _withdraws(NORTH), _deposits(NORTH, version=1))
    ),
    "a withdrawal of nothing": Void("version", "server", _withdraws(NORTH)),
    "a withdrawal of the next version": Void(
        "version", "server", _after(_half, _withdraws(NORTH, version=2))
    ),
    "a withdrawal of a version replaced": Void(
        "version", "server", _after(_half, _half, _withdraws(NORTH, version=1))
    ),
    "a second withdrawal": Void(
        "version", "server", _after(_half, _withdraws(NORTH), _withdraws(NORTH))
    ),
    "a first deposit that follows on something": Void(
        "previous", "server", _deposits(NORTH, previous=OTHER)
    ),
    "a second deposit that follows on nothing": Void(
        "previous", "server", _after(_half, _deposits(NORTH, previous=""))
    ),
    "a withdrawal that follows on something else": Void(
        "previous", "server", _after(_half, _withdraws(NORTH, previous=OTHER))
    ),
    "a second deposit where there is none": Void(
        "replacing", "server", _after(_half, _half), ONCE
    ),
    "a deposit after a withdrawal where there is no second": Void(
        "replacing", "server", _after(_half, _withdraws(NORTH), _half), ONCE
    ),
    "a byte too many": Void("size", "server", _deposits(NORTH, outer_bytes=1_271_972)),
    "a share too few": Void(
        "holders",
        "server",
        lambda play: play.say(play.deposit(NORTH, shares={"server": OTHER, "mediator": OTHER})),
    ),
    "a share too many": Void(
        "holders",
        "server",
        lambda play: play.say(
            play.deposit(NORTH, shares=dict.fromkeys((*play.manifest.holders, WEST), OTHER))
        ),
    ),
    "shares for parties where a neutral is the third": Void(
        "holders",
        "server",
        _deposits(NORTH, shares=dict.fromkeys(("server", "mediator", NORTH, SOUTH), OTHER)),
        NEUTRAL,
    ),
    "a release by a party that is no custodian": Void(
        "holders", NORTH, _frozen(_gives(NORTH)), NEUTRAL
    ),
    "a release for a part of the deposits": Void(
        "holders",
        "mediator",
        _frozen(_gives("mediator", shares={NORTH: share_of(NORTH, 1, "mediator")})),
    ),
    "a release for more than the deposits": Void(
        "holders",
        "mediator",
        _frozen(_gives("mediator", shares=dict.fromkeys((NORTH, SOUTH, WEST), WRONG))),
    ),
    "a wrong share": Void(
        "share",
        "mediator",
        _frozen(
            _gives("mediator", shares={NORTH: share_of(NORTH, 1, "mediator"), SOUTH: WRONG})
        ),
    ),
    "the share of another custodian": Void(
        "share",
        "mediator",
        _frozen(
            _gives("mediator", shares={each: share_of(each, 1, "server") for each in (NORTH, SOUTH)})
        ),
    ),
    "the share of a version replaced": Void(
        "share",
        "server",
        _after(
            _half,
            Play.all_deposit,
            _gives("server", shares={each: share_of(each, 1, "server") for each in (NORTH, SOUTH)}),
        ),
    ),
    "a release by nobody": Void("signature", "server", _frozen(_gives("server", custodian="x"))),
    "a custodian twice": Void("twice", "server", _frozen(_gives("server"), _gives("server"))),
    "a custodian again after the end": Void(
        "twice", "server", _frozen(_gives("server"), _gives("mediator"), _gives("mediator"))
    ),
}  # fmt: skip


@cache
def _played(case: Void | Counts) -> Play:
    play = Play(exchange(*case.exchange), case.opened)
    case.build(play)
    return play


def check_void(rule: Module, case: Void) -> None:
    """All entries but the last one count; that changes nothing but size and voids."""
    play = _played(case)
    before = rule.state_after(play.manifest, play.leaves[:-1])
    state = rule.after(play.manifest, before, play.leaves[-1])
    void = rule.Void(len(play.leaves) - 1, case.rule, case.breach)
    assert not before.voids, before.voids
    assert state.voids == (void,), (state.voids, void)
    assert replace(state, size=before.size, voids=()) == before
    assert state.size == len(play.leaves)


class Counts(NamedTuple):
    """A log of which every entry counts, and where that leads."""

    phase: str
    frozen: int | None
    ended: int | None
    build: Callable[[Play], None]
    exchange: tuple[int, bool, bool] = (2, False, True)
    opened: bool = True


COUNTS: dict[str, Counts] = {
    "an opening opens": Counts("open", None, None, lambda play: None),
    "the last missing deposit is the freeze": Counts("frozen", 2, None, _frozen()),
    "of three the third is": Counts("frozen", 3, None, _frozen(), THREE),
    "a deposit at the deadline counts": Counts(
        "frozen", 2, None, _after(_half, _deposits(SOUTH, DEADLINE))
    ),
    "a withdrawal at the deadline counts": Counts(
        "open", None, None, _after(_half, _withdraws(NORTH, DEADLINE))
    ),
    "a close one second after the deadline counts": Counts(
        "lapsed", None, 2, _after(_half, _late, lambda play: play.say(play.close()))
    ),
    "a replacement keeps the others": Counts("frozen", 3, None, _after(_half, Play.all_deposit)),
    "a withdrawal unmakes a deposit": Counts(
        "open", None, None, _after(_half, _withdraws(NORTH), _deposits(SOUTH))
    ),
    "a deposit after a withdrawal is the next version": Counts(
        "frozen", 4, None, _after(_half, _withdraws(NORTH), Play.all_deposit)
    ),
    "the largest size counts": Counts("open", None, None, _deposits(NORTH, outer_bytes=1_271_971)),
    "one custodian does not release": Counts("frozen", 2, None, _frozen(_gives("server"))),
    "two custodians release": Counts(
        "released", 2, 4, _frozen(_gives("server"), _gives("mediator"))
    ),
    "one party is not the third custodian": Counts(
        "frozen", 2, None, _frozen(_gives("mediator"), _gives(NORTH))
    ),
    "the parties alone are one custodian": Counts(
        "frozen", 2, None, _frozen(_gives(NORTH), _gives(SOUTH))
    ),
    "all parties and the mediator release": Counts(
        "released", 2, 5, _frozen(_gives(NORTH), _gives("mediator"), _gives(SOUTH))
    ),
    "two of three parties are not the third custodian": Counts(
        "frozen", 3, None, _frozen(_gives(NORTH), _gives("server"), _gives(WEST)), THREE
    ),
    "a neutral and the server release": Counts(
        "released", 2, 4, _frozen(_gives("neutral"), _gives("server")), NEUTRAL
    ),
    "releases can come long after the deadline, or before": Counts(
        "released", 2, 4, _frozen(_gives("server"), _late, _gives("mediator"))
    ),
    "where nothing is replaced, each deposits once": Counts("frozen", 2, None, _frozen(), ONCE),
}


def check_counts(rule: Module, case: Counts) -> None:
    """Every entry counts, as bytes and as an entry; and the oracle says the same."""
    play = _played(case)
    state = rule.state_after(play.manifest, iter(play.leaves))
    assert not state.voids, state.voids
    assert (state.phase, state.frozen, state.ended) == (case.phase, case.frozen, case.ended)
    assert seen(play.manifest, state) == play.oracle.told()
    before = rule.state_after(play.manifest, play.leaves[:-1])
    entry = play.oracle.counted[-1][1]
    assert rule.after(play.manifest, before, entry) == state
    assert rule.refusal(play.manifest, before, entry) is None
    assert rule.state_after(play.manifest, play.leaves[-1:], before) == state  # on from there


def check_beginnings(rule: Module) -> None:
    """Without entries it is unopened; a void entry counts as one, and is the refusal of it."""
    play = Play(exchange(), opened=False)
    state = rule.state_after(play.manifest, [])
    assert state == rule.State()
    assert seen(play.manifest, state) == play.oracle.told()
    assert (state.size, state.time, state.phase, state.voids) == (0, 0, "unopened", ())
    entry = play.entry(play.deposit(NORTH), OPENED)
    assert rule.refusal(play.manifest, state, entry) == rule.Void(0, "phase", "server")
    late = rule.after(play.manifest, state, b"rubbish")
    assert rule.refusal(play.manifest, late, entry) == rule.Void(1, "phase", "server")
    # The opening is the first entry of the log, or there is none.
    opening = play.entry(Opening(play.manifest.hash), OPENED)
    assert rule.refusal(play.manifest, late, opening) == rule.Void(1, "phase", "server")
    play.say(Opening(play.manifest.hash), 0)
    assert rule.state_after(play.manifest, play.leaves).phase == "open"


def check_limits(rule: Module) -> None:
    """How large a sealed proposal can be, for some exchanges."""
    two, three = exchange(2).manifest, exchange(3).manifest
    found = [rule.outer_bytes_at_most(each) for each in (two, three, replace(two, bytes_at_most=1))]
    assert found == [1_271_971, 1_276_067, 87_082]


def check_custodians(rule: Module) -> None:
    """Which custodians are done, by who gave out."""
    two, neutral = exchange(2).manifest, exchange(2, neutral=True).manifest
    parties = [((), ()), ([NORTH], ()), ([NORTH, SOUTH], (3,)), (["mediator", "server"], (1, 2))]
    third = [(["neutral", "mediator"], (2, 3)), ([NORTH, SOUTH], ()), (["server"], (1,))]
    cases = [(two, *each) for each in parties] + [(neutral, *each) for each in third]
    for manifest, roles, wanted in cases:
        assert rule.custodians_done(manifest, dict.fromkeys(roles)) == wanted


CHECKS: dict[str, Callable[[Module], None]] = {
    **{f"void: {name}": partial(check_void, case=case) for name, case in VOID.items()},
    **{name: partial(check_counts, case=case) for name, case in COUNTS.items()},
    "beginnings": check_beginnings,
    "limits": check_limits,
    "custodians": check_custodians,
}  # fmt: skip
