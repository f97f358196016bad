"""The words in which movement is told: what moved, toward whom, how far apart the sides stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType

from detente.core.movement.cells import MovementCell
from detente.core.movement.distances import IssueDistance
from detente.core.movement.gaps import Gap
from detente.core.movement.movement import Movement
from detente.core.movement.relations import Relation
from detente.core.movement.steps import PositionStep
from detente.core.record.case import Case
from detente.core.record.issues import Issue
from detente.core.record.statements import Position

from . import words

KIND_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "moved toward": "▸",
        "moved away": "◂",
        "moved both ways": "◇",
        "new demand": "+",
        "withdrawn": "−",
        "retracted": "↩",
        "unchanged": "=",
        "stated": "•",
        "cannot be told": "?",
        "silent": "·",
    }
)
"""A sign for each kind of change, so that no meaning hangs on colour alone."""

MOVED = ("moved toward", "moved away", "moved both ways", "new demand", "withdrawn", "retracted")
"""The kinds that are movement."""

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "": "",
        "other is silent": "the other has no position on the issue to compare with",
        "nothing stood": "nothing stood before to compare with",
        "nothing stands": "nothing stands now to compare with",
        "nothing to measure": "what was said names no option or number",
        "ranges overlap": "the numbers are ranges, and these overlap",
        "options have no order": "the options form no scale, and none of them is the other's",
        "both nearer and farther": "nearer on some options, farther on others",
        "other says nothing of it": "the other has said nothing of these options",
        "depends on the other's order": "the other changed its position about the same time, "
        "and the answer depends on which came first",
        "order not known": "the dates do not tell which of the party's own positions came first",
        "before or after": "the dates do not tell whether it came before or after the day",
        "no other principal": "there is no other principal to compare with",
    }
)
"""Why something cannot be told."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What became of one party's position on one issue, ready to be shown."""

    issue: str
    party: str
    kind: str
    sign: str
    what: str
    before: str
    after: str
    times: int


@dataclass(frozen=True, slots=True)
class StepRow:
    """One change of position with both wordings, ready to be shown.

    ``before`` no longer stands; ``beside`` stood before and stands still, told where nothing
    went; ``after`` is what came.
    """

    when: str
    issue: str
    party: str
    kind: str
    sign: str
    what: str
    distance: str
    before: tuple[Position, ...]
    beside: tuple[Position, ...]
    after: tuple[Position, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DistanceRow:
    """How far apart two principals stand on an issue, over time, ready to be shown."""

    issue: str
    parties: str
    points: tuple[tuple[str, str], ...]
    now: str


def headline(found: Movement) -> str:
    """Return in a sentence or two how much moved, and what did not."""
    start = f"since {words.day(found.since)}" if found.since else "since first stated"
    kinds = Counter[str](each.kind for each in found.cells)
    around = sum(1 for each in found.cells if each.around)
    moved = sum(kinds[each] for each in MOVED)
    spoken = sum(kinds.values()) - kinds["silent"]
    if not spoken:
        return "No position is recorded, so nothing can have moved."
    rest = []
    if kinds["unchanged"]:
        rest.append(f"{_positions(kinds['unchanged'])} as before")
    if kinds["stated"]:
        first = "first recorded after that day" if found.since else "as first stated"
        verb = "is" if kinds["stated"] == 1 else "are"
        rest.append(f"{kinds['stated']} {verb} {first}")
    if around:
        verb = "is" if around == 1 else "are"
        rest.append(f"{around} {verb} dated in a span around that day")
    if kinds["cannot be told"] > around:
        rest.append(f"of {kinds['cannot be told'] - around} it cannot be told")
    told = "; ".join(rest)
    if not moved:
        if set(kinds) <= {"stated", "silent"} and not found.since:
            many = "position stands" if spoken == 1 else "positions stand"
            return f"No movement is recorded; {spoken} {many} as stated."
        return f"No movement is recorded {start}; {told}."
    many = "position has" if moved == 1 else "positions have"
    return f"{moved} {many} moved {start}" + (f"; {told}." if told else ".")


def compared_with(found: Movement) -> str:
    """Return what "before" means where movement is since a day; else empty."""
    if found.since is None:
        return ""
    return f"Before is where each stood at the end of {words.day(found.since)}, as far as is known now."


def _positions(count: int) -> str:
    return f"{count} {'position stands' if count == 1 else 'positions stand'}"


def change_rows(case: Case, found: Movement) -> tuple[ChangeRow, ...]:
    """Return what became of each position, issues and parties in the order of the record.

    Parties that are silent on an issue and always were are left out.
    """
    return tuple(
        ChangeRow(
            _issue(case, cell.issue).label,
            words.name_of(case, cell.party),
            cell.kind,
            KIND_SIGNS[cell.kind],
            what(case, cell, found.since is not None),
            wording(case, cell.before),
            wording(case, cell.after),
            cell.changes,
        )
        for cell in found.cells
        if cell.before or cell.after or cell.changes
    )


def what(case: Case, found: MovementCell | PositionStep, since: bool = False) -> str:
    """Return the kind of change in words: "toward Union", "withdrawn", "cannot be told: ..."."""
    kind = found.kind
    if kind == "cannot be told":
        return f"cannot be told: {REASONS[found.reason]}"
    if kind == "stated":
        first = not isinstance(found, PositionStep) or found.first
        return "first recorded" if since and first else "first stated" if first else "stated anew"
    if kind == "unchanged":
        return "unchanged" if isinstance(found, MovementCell) else "unchanged in what it amounts to"
    directions = _directions(case, found.relations)
    if kind in ("moved toward", "moved away", "moved both ways"):
        return directions
    return f"{kind} ({directions})" if directions else kind


def _directions(case: Case, relations: Iterable[Relation]) -> str:
    parts = []
    for answer, preposition in (("moved toward", "toward"), ("moved away", "away from")):
        others = [each.other for each in relations if each.answer == answer]
        if others:
            parts.append(f"{preposition} {words.names_of(case, others)}")
    return ", ".join(parts)


def wording(case: Case, positions: Iterable[Position]) -> str:
    """Return positions in few words: "demands: 7 percent; refuses: ..."; empty for none."""
    return "; ".join(f"{each.stance}: {words.options_of(case, each)}" for each in positions)


def step_rows(case: Case, found: Movement) -> tuple[StepRow, ...]:
    """Return every change of position after the day asked about, with both wordings."""
    return tuple(_step_row(case, step, found.since is not None) for step in found.steps)


def _step_row(case: Case, step: PositionStep, since: bool) -> StepRow:
    issue = _issue(case, step.issue)
    notes = []
    untold = [each for each in step.relations if each.answer == "cannot be told"]
    if step.kind != "cannot be told":
        notes += [
            f"in relation to {words.name_of(case, each.other)} it cannot be told: "
            f"{REASONS[each.reason]}"
            for each in untold
        ]
    if step.unordered:
        notes.append(f"order not known to: {', '.join(step.unordered)}")
    gone = tuple(each for each in step.before if each not in step.after)
    notes += [_taken_back(case, each) for each in gone if each.withdrawn is not None]
    if step.disputed:
        notes.append("disputed")
    return StepRow(
        words.when(step.date),
        issue.label,
        words.name_of(case, step.party),
        step.kind,
        KIND_SIGNS[step.kind],
        what(case, step, since),
        "; ".join(_distance_change(case, issue, each) for each in step.relations if each.before),
        gone,
        () if gone else step.before,
        tuple(each for each in step.after if each not in step.before),
        tuple(notes),
    )


def _taken_back(case: Case, position: Position) -> str:
    mark = position.withdrawn
    assert mark is not None  # only these are told
    by = f" by {words.name_of(case, mark.by)}" if mark.by else ""
    quoted = f" “{' '.join(mark.evidence[0].words.split())}”" if mark.evidence else ""
    return f"taken back{by}{': ' + mark.why if mark.why else ''}{quoted}"


def _distance_change(case: Case, issue: Issue, found: Relation) -> str:
    assert found.before is not None  # only these are told
    name = words.name_of(case, found.other)
    if found.before == found.after or found.after is None:
        return f"distance to {name}: {gap_words(issue, found.before)}"
    return f"distance to {name}: {_number(found.before)} → {gap_words(issue, found.after)}"


def gap_words(issue: Issue, found: Gap) -> str:
    """Return a distance in words: "1 step", "1.5 to 2 percent"."""
    return f"{_number(found)} {unit_of(issue, found.high)}".strip()


def unit_of(issue: Issue, amount: Decimal) -> str:
    """Return what is counted on an issue: its unit, or steps on its scale."""
    if issue.range is not None:
        return issue.range.unit
    return "step" if amount == 1 else "steps"


def _number(found: Gap) -> str:
    low, high = (words.number(_plain(each)) for each in (found.low, found.high))
    return low if low == high else f"{low} to {high}"


def _plain(value: Decimal) -> Decimal:
    """Return a number without zeros at its end: 3.0 as 3."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


OVERLAPS: Mapping[str, str] = MappingProxyType(
    {
        "same": "both would settle for the same",
        "some": "some in common",
        "none": "nothing in common",
        "unknown": "not known",
    }
)
NOT_KNOWN: Mapping[str, str] = MappingProxyType(
    {
        "nobody speaks": "neither says anything",
        "one is silent": "one is silent",
        "nothing to measure": "one names no option or number",
        "no order": "",
    }
)


def distance_words(case: Case, found: IssueDistance) -> str:
    """Return how far apart two principals stand: "2 percent", "1 step", "nothing in common"."""
    if found.low is not None and found.high is not None:
        if found.high == 0:
            return "no distance"
        return gap_words(_issue(case, found.issue), Gap(found.low, found.high))
    why = NOT_KNOWN[found.not_known]
    return f"not known: {why}" if why else OVERLAPS[found.overlap]


def distance_names(case: Case, found: Movement) -> tuple[tuple[str, str], ...]:
    """Return, for each distance, whose and on what it is, and how far, for a chart."""
    return tuple(
        (
            f"{_issue(case, each.issue).label}: "
            + " – ".join(words.name_of(case, party) for party in each.parties),
            distance_words(case, each),
        )
        for each in found.distances
    )


def distance_rows(case: Case, found: Movement) -> tuple[DistanceRow, ...]:
    """Return, for each issue and two principals, the distance at each date, the last one as now."""
    rows = []
    for (issue, parties), series in groupby(
        found.distances, key=lambda each: (each.issue, each.parties)
    ):
        points = tuple(
            (words.when(each.date) + ("" if each.order_known else "?"), distance_words(case, each))
            for each in series
        )
        names = " – ".join(words.name_of(case, each) for each in parties)
        rows.append(DistanceRow(_issue(case, issue).label, names, points, points[-1][1]))
    return tuple(rows)


def _issue(case: Case, issue_id: str) -> Issue:
    return next(each for each in case.issues if each.id == issue_id)
