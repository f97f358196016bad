"""Who moved after whose move: a table of rounds, and a coefficient only from eight on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import permutations
from typing import Literal

from ..record.dates import Date
from ..record.entry import about
from .order import TimeKey, order_is_known, surely_before, time_key
from .steps import Positions, PositionStep

ROUNDS_FOR_A_COEFFICIENT = 8
Direction = Literal["toward", "away", "both ways"]
Response = Literal["toward", "away", "both ways", "same time", "none"]


@dataclass(frozen=True, slots=True)
class Round:
    """One party's move in relation to another, and what the other did before the next move."""

    date: Date = about("when the first one moved")
    move: Direction = about("toward the other, away from it, or both on different issues")
    response: Response = about(
        "how the other moved next: toward, away, both ways, at the same time, or not at all"
    )
    entries: tuple[str, ...] = about("the ids of the positions of the move")
    response_entries: tuple[str, ...] = about("the ids of the positions of the response")


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """How one principal moved after another's moves: counts, with every round behind them."""

    party: str = about("who responds")
    other: str = about("whose moves it responds to")
    rounds: tuple[Round, ...] = about("the other's moves and the responses, the earliest first")
    cases: int = about("how many rounds have a move and a response that are toward or away")
    toward_after_toward: int = about("moved toward after the other had moved toward")
    away_after_toward: int = about("moved away after the other had moved toward")
    toward_after_away: int = about("moved toward after the other had moved away")
    away_after_away: int = about("moved away after the other had moved away")
    coefficient: Decimal | None = about(
        "share of moves toward after a move toward, less that after a move away; none under "
        "eight cases, or where the other moved one way only"
    )


@dataclass(frozen=True, slots=True)
class _Move:
    date: Date
    direction: Direction
    entries: tuple[str, ...]


def reciprocity(known: Positions, steps: tuple[PositionStep, ...]) -> tuple[Reciprocity, ...]:
    """Return who moved after whose move, for each two principals in the order of the record.

    All steps of a party at one time, on whatever issues, are one move in relation to another.
    A response is the first move surely after the other's, and not surely after the other's next
    one. A move of the same time, or of which the order is not known, is no response: the round
    is "same time". With a cases (toward, toward), b (toward, away), c (away, toward) and d (away,
    away), the coefficient is a / (a + b) - c / (c + d), rounded to two places. Pairs without
    a move are there, without rounds. Cost: linear in the moves, and in those that share a time.

    >>> from ..record.case import Case
    >>> from .steps import positions_in_time
    >>> reciprocity(positions_in_time(Case(title="t")), ())
    ()
    """
    return tuple(
        _between(party, other, _moves(steps, party, other), _moves(steps, other, party))
        for party, other in permutations(known.principals, 2)
    )


def _moves(steps: tuple[PositionStep, ...], party: str, other: str) -> list[_Move]:
    grouped: dict[TimeKey, list[tuple[PositionStep, str]]] = {}
    for step in steps:
        if step.party != party or step.date is None:
            continue
        for each in step.relations:
            if each.other == other and each.answer in ("moved toward", "moved away"):
                grouped.setdefault(time_key(step.date), []).append((step, each.answer))
    found = []
    for group in grouped.values():
        answers = {answer for _, answer in group}
        direction: Direction = "both ways"
        if len(answers) == 1:
            direction = "toward" if answers == {"moved toward"} else "away"
        entries = dict.fromkeys(entry for step, _ in group for entry in step.entries)
        date = group[0][0].date
        assert date is not None  # undated steps were left out
        found.append(_Move(date, direction, tuple(entries)))
    return sorted(found, key=lambda each: each.date.order)


def _between(party: str, other: str, mine: list[_Move], theirs: list[_Move]) -> Reciprocity:
    rounds = []
    for index, move in enumerate(theirs):
        following = theirs[index + 1] if index + 1 < len(theirs) else None
        rounds.append(_round(move, following, mine))
    counts = Counter((each.move, each.response) for each in rounds)
    a, b = counts["toward", "toward"], counts["toward", "away"]
    c, d = counts["away", "toward"], counts["away", "away"]
    return Reciprocity(
        party, other, tuple(rounds), a + b + c + d, a, b, c, d, _coefficient(a, b, c, d)
    )


def _round(move: _Move, following: _Move | None, mine: list[_Move]) -> Round:
    together = [each for each in mine if not order_is_known(each.date, move.date)]
    if together:
        entries = tuple(entry for each in together for entry in each.entries)
        return Round(move.date, move.direction, "same time", move.entries, entries)
    after = next((each for each in mine if surely_before(move.date, each.date)), None)
    if after is None or (following is not None and surely_before(following.date, after.date)):
        return Round(move.date, move.direction, "none", move.entries, ())
    return Round(move.date, move.direction, after.direction, move.entries, after.entries)


def _coefficient(a: int, b: int, c: int, d: int) -> Decimal | None:
    if a + b + c + d < ROUNDS_FOR_A_COEFFICIENT or not a + b or not c + d:
        return None
    exact = Context(prec=50)
    difference = exact.divide(Decimal(a * (c + d) - c * (a + b)), Decimal((a + b) * (c + d)))
    return difference.quantize(Decimal("0.01"), ROUND_HALF_EVEN)
