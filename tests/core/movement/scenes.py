"""Small negotiations for tests of movement: two principals, or three, and one issue or two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from detente.core.movement.movement import Conduct, Movement, movement
from detente.core.movement.steps import PositionStep
from detente.core.record.case import Case
from detente.core.record.quantities import Quantity
from detente.core.record.statements import Position

from ..builders import case_of, issue, number_issue, on, party, position, withdrawal

NORTH, SOUTH, WEST = party("north"), party("south"), party("west")
SCALE = issue("scale", options=("none", "some", "more", "all"), ordered=True)
CHOICE = issue("choice", options=("red", "green", "blue"))
PRICE = number_issue("price", 0, 10, "percent")
LAST_DAY = "2025-05-31"


def moved(*entries: Any, day: str = LAST_DAY, since: str = "", **changes: Any) -> Movement:
    """Return the movement of a case of north and south, on a scale, a choice and a price."""
    case = case_of(NORTH, SOUTH, SCALE, CHOICE, PRICE, *entries, **changes)
    return movement(case, on(day), on(since) if since else None)


def conduct(*entries: Any, day: str = LAST_DAY) -> Conduct:
    """Return the conduct of such a case."""
    return moved(*entries, day=day).conduct


def at(id: str, date: str, who: str, stance: str, *options: str, **changes: Any) -> Position:
    """Return a position on the scale."""
    made = {"party": who, "issue": "scale", "options": options, "stance": stance, "date": date}
    return position(id, **{**made, **changes})


def priced(id: str, date: str, who: str, stance: str, written: str, **changes: Any) -> Position:
    """Return a position on the price; "2..4" is a range, ">=4" and "<=4" have one bound."""
    low, _, high = written.lstrip("<>=").partition("..")
    value = Quantity.parse(f"{low} percent")
    if high:
        one, two = Quantity.parse(low).best, Quantity.parse(high).best
        value = Quantity(low=one, high=two, unit="percent")
    elif written.startswith(">="):
        value = replace(value, best=None, low=value.best)
    elif written.startswith("<="):
        value = replace(value, best=None, high=value.best)
    made = {"party": who, "issue": "price", "options": (), "value": value}
    return position(id, **{**made, "stance": stance, "date": date, **changes})


def step_of(found: Movement, *entries: str) -> PositionStep:
    """Return the step in which these positions came or went."""
    (step,) = (each for each in found.steps if set(each.entries) == set(entries))
    return step


def answer(step: PositionStep, other: str) -> tuple[str, str, str]:
    """Return what a step is in relation to another party: answer, ground, reason."""
    (found,) = (each for each in step.relations if each.other == other)
    return found.answer, found.ground, found.reason


stances = st.sampled_from(
    ("demands", "offers", "accepts", "could accept", "reserves", "refuses", "red line")
)
written_dates = st.sampled_from(
    (
        "2025-05-01",
        "2025-05-02",
        "2025-05-03",
        "2025-05-04",
        "about 2025-05-03",
        "2025-05",
        "2025-05-02..2025-05-03",
        "2025-05-03T10:00Z",
        "2025-05-03T12:00Z",
    )
)


@st.composite
def positions_taken(draw: st.DrawFn, at_most: int = 7) -> tuple[Position, ...]:
    """Positions of three parties on the scale, the choice and the price, with ids p0, p1, ..."""
    taken: list[Position] = []
    for number in range(draw(st.integers(0, at_most))):
        on_what = draw(st.sampled_from((SCALE, CHOICE, PRICE)))
        names = [option.id for option in on_what.options]
        options: tuple[str, ...] = ()
        value = None
        if names:
            options = tuple(draw(st.lists(st.sampled_from(names), max_size=2, unique=True)))
        else:
            low = draw(st.integers(0, 9))
            value = Quantity.parse(f"{low} percent")
        earlier = draw(st.lists(st.integers(0, number - 1), max_size=1)) if number else []
        mark = draw(st.sampled_from((None, None, None, "2025-05-03", "2025-05-09", "")))
        taken.append(
            position(
                f"p{number}",
                party=draw(st.sampled_from(("north", "south", "west"))),
                issue=on_what.id,
                options=options,
                value=value,
                stance=draw(stances),
                date=draw(written_dates),
                supersedes=tuple(f"p{each}" for each in earlier),
                withdrawn=None if mark is None else withdrawal(**({"date": mark} if mark else {})),
            )
        )
    return tuple(taken)


def three(*taken: Any) -> Case:
    """Return a case of north, south and west on a scale, a choice and a price."""
    return case_of(NORTH, SOUTH, WEST, SCALE, CHOICE, PRICE, *taken)
