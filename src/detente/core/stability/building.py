"""From a case to a conflict: the courses of action recorded, and the judgements of its states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from ..preferences.judging import Judged, judged_parties
from ..preferences.rankings import (
    Ranks,
    StatesNotRanked,
    ranks_by_priority,
    ranks_by_weight,
    ranks_in_order,
)
from ..preferences.truths import Truth, truth
from ..record.case import Case
from ..record.conflict import NOTHING, CourseOfAction, courses_of
from ..record.entry import about, standing_entries
from ..record.formulas import FormulaUnreadable, parse_formula
from ..record.issues import Rule
from ..record.judgements import Judgement
from .coalescing import Merged, merged
from .model import GraphModel
from .options import COURSES_AT_MOST, Course, Direction, feasible_codes, moves_by_option

STATES_AT_MOST = 2**22
"""More states than this are refused, unless more are asked for: they take some gigabytes."""

_DIRECTIONS: Mapping[str, Direction] = {
    "both ways": "both",
    "only taken": "forward",
    "only given up": "back",
}

WhyNoConflict = Literal[
    "no courses of action", "too many courses of action", "no state is possible"
]
WhyNotRanked = Literal[
    "no judgement of states",
    "the order leaves states out",
    "the order names a state twice",
    "a statement cannot be read",
    "a weight is a range",
]


class NoConflict(Exception):
    """A case of which no model can be made."""

    def __init__(self, why: WhyNoConflict) -> None:
        super().__init__(why)
        self.why: WhyNoConflict = why


@dataclass(frozen=True, slots=True)
class NotRanked:
    """A party whose preferences among the states are not known, and why."""

    party: str = about("the party", refers="parties")
    why: WhyNotRanked = about("what is missing")
    missing: tuple[str, ...] = about("states that the order leaves out, ten at most", default=())
    amount: int = about("how many states it leaves out", default=0)


@dataclass(frozen=True, slots=True, eq=False)
class Conflict:
    """A graph model with what its states are called, and what it was made of.

    The model's parties are those who decide on a course of action, in the order of the record.
    ``now`` is the state as matters stand; None if the rules exclude it. States are called by
    ``names`` where there are any, else by the courses of action taken in them, joined by +.
    """

    model: GraphModel
    courses: tuple[str, ...]
    now: int | None
    judged: tuple[Judged, ...] = ()
    not_ranked: tuple[NotRanked, ...] = ()
    states: Merged | None = None
    names: tuple[str, ...] = ()

    def name(self, state: int) -> str:
        """Return what a state is called."""
        if self.states is None:
            return self.names[state]
        return name_of(int(self.states.codes[state]), self.courses)

    def find(self, name: str) -> int | None:
        """Return the state of that name, or of that pattern of yes and no; None: there is not one.

        The courses of action of a state may stand in any order.
        """
        if self.states is None:
            if name in self.names:
                return self.names.index(name)
            same = [e for e in range(self.model.states) if name and self.model.name(e) == name]
            return same[0] if len(same) == 1 else None
        code = code_of(name, self.courses)
        return None if code < 0 else self.states.find(code)


def conflict_of(
    case: Case, author: str | None = None, states_at_most: int = STATES_AT_MOST
) -> Conflict:
    """Return the conflict that a case records.

    Of each party the latest judgement counts, or the latest by ``author``. Entries that are
    withdrawn or replaced do not count. Raises :class:`NoConflict`, and
    :class:`~detente.core.stability.options.TooManyStates`. Cost: see
    :func:`~detente.core.stability.options.feasible_codes`; then linear in the states.
    """
    courses = standing_entries(case.conflict)
    if not courses:
        raise NoConflict("no courses of action")
    if len(courses) > COURSES_AT_MOST:
        raise NoConflict("too many courses of action")
    deciding = {each.party for each in courses}
    parties = tuple(p.id for p in standing_entries(case.parties) if p.id in deciding)
    courses = tuple(each for each in courses if each.party in parties)
    if not courses:  # who decides on them is withdrawn, or hidden from the reader
        raise NoConflict("no courses of action")
    ids = tuple(each.id for each in courses)
    codes = feasible_codes(len(courses), _patterns(case, courses), states_at_most)
    if not len(codes):
        raise NoConflict("no state is possible")
    options = tuple(_course(each, parties, ids) for each in courses)
    moves = tuple(moves_by_option(codes, options, party) for party in range(len(parties)))
    ends = [1 << place for place, each in enumerate(courses) if each.ends]
    states = merged(codes, moves, ends) if ends else Merged(codes, moves)
    judged, _ = judged_parties(case, author, "states")
    by_party = {each.party: each for each in judged if each.party in parties}
    judgements = dict(case.judgements)
    ranks: list[Ranks | None] = []
    not_ranked: list[NotRanked] = []
    for party in parties:
        made = judgements[by_party[party].file] if party in by_party else None
        found = ranks_of(made, party, ids, states)
        ranks.append(None if isinstance(found, NotRanked) else found)
        if isinstance(found, NotRanked):
            not_ranked.append(found)
    model = GraphModel(
        parties, states.moves, tuple(ranks), states.labels(len(ids)), options, states.codes
    )
    taken = sum(1 << place for place, each in enumerate(courses) if each.taken)
    now = states.find(taken)
    return Conflict(model, ids, now, tuple(by_party.values()), tuple(not_ranked), states)


def _course(entry: CourseOfAction, parties: tuple[str, ...], ids: tuple[str, ...]) -> Course:
    unless = sum(1 << place for place, each in enumerate(ids) if each in entry.kept_unless)
    never = bool(entry.kept_unless) and not unless
    direction = _DIRECTIONS[entry.changes]
    return Course(
        entry.id,
        parties.index(entry.party),
        "forward" if never and direction == "both" else direction,
        unless,
    )


def _patterns(case: Case, courses: tuple[CourseOfAction, ...]) -> list[str]:
    """Return what the rules of a case exclude, as patterns of yes and no."""
    ids = [each.id for each in courses]
    found: list[str] = []
    for rule in standing_entries(case.rules):
        if (rule.together or rule.without) and set(rule.together) <= set(ids):
            found.append(_pattern(ids, rule.together, rule.without))
        for together, without in _from_options(rule, courses):
            found.append(_pattern(ids, together, without))
    return found


def _pattern(ids: list[str], together: tuple[str, ...], without: tuple[str, ...]) -> str:
    return "".join("Y" if e in together else "N" if e in without else "-" for e in ids)


def _from_options(
    rule: Rule, courses: tuple[CourseOfAction, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield what a rule between options excludes of the courses of action that stand for them."""

    def standing_for(issue: str, options: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(e.id for e in courses if e.issue == issue and e.option in options)

    if not rule.when:
        return
    for when in product(*(standing_for(*each) for each in rule.when.items())):
        for issue, options in rule.excludes.items():
            for other in standing_for(issue, options):
                yield (*when, other), ()
        for issue, options in rule.requires.items():
            wanted = standing_for(issue, options)
            if wanted:
                yield when, wanted


def ranks_of(
    judgement: Judgement | None, party: str, ids: tuple[str, ...], states: Merged
) -> Ranks | NotRanked:
    """Return a party's ranks of the states by a judgement, or why there are none.

    From an order of the states, else statements in order of importance, else weights. Where
    several states are one, what the others do in it counts as not done.
    """
    if judgement is None:
        return NotRanked(party, "no judgement of states")
    if judgement.state_order:
        return _ordered(judgement, party, ids, states)
    columns = {each: states.taken(place) for place, each in enumerate(ids)}
    none = np.zeros(len(states.codes), dtype=bool)

    def taken(name: str) -> Truth:
        return columns.get(name, none)

    formulas = [each.formula for each in judgement.priorities if each.formula]
    if formulas:
        try:
            truths = [truth(parse_formula(each), taken) for each in formulas]
        except FormulaUnreadable:
            return NotRanked(party, "a statement cannot be read")
        return ranks_by_priority(truths, len(states.codes))
    if judgement.course_weights:
        weights = judgement.course_weights
        if any(each.low != each.high for each in weights.values()):
            return NotRanked(party, "a weight is a range")
        return ranks_by_weight(
            [each.low for each in weights.values()],
            [taken(name) for name in weights],
            len(states.codes),
        )
    return NotRanked(party, "no judgement of states")


def _ordered(
    judgement: Judgement, party: str, ids: tuple[str, ...], states: Merged
) -> Ranks | NotRanked:
    groups: list[list[int]] = []
    for tie in judgement.state_order:
        found = [states.find(code_of(each, ids)) for each in tie]
        groups.append(list(dict.fromkeys(each for each in found if each is not None)))
    try:
        return ranks_in_order(groups, len(states.codes))
    except StatesNotRanked as error:
        if not error.missing:
            return NotRanked(party, "the order names a state twice")
        missing = tuple(name_of(int(states.codes[each]), ids) for each in error.missing[:10])
        return NotRanked(party, "the order leaves states out", missing, len(error.missing))


def code_of(name: str, ids: tuple[str, ...]) -> int:
    """Return a state written as its courses of action as a number; -1 where one is unknown.

    >>> code_of("strike + talk", ("talk", "leave", "strike")), code_of("nothing", ("talk",))
    (5, 0)
    """
    code = 0
    for each in courses_of(name):
        if each not in ids:
            return -1
        code |= 1 << ids.index(each)
    return code


def name_of(code: int, ids: tuple[str, ...]) -> str:
    """Return a state as its courses of action, in the order of the record.

    >>> name_of(5, ("talk", "leave", "strike"))
    'talk + strike'
    """
    return " + ".join(each for place, each in enumerate(ids) if code >> place & 1) or NOTHING
