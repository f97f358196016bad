"""What a report tells of which states hold: its states by number, and a table of what is done in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from detente.charts.stability import StateLabel
from detente.core.record.case import Case
from detente.core.record.conflict import CourseOfAction, courses_of
from detente.core.record.judgements import Judgement
from detente.core.report import Report
from detente.core.stability.analysis import ConflictAnalysis
from detente.core.stability.told import StateRow, StateVerdict

from . import stability_words as told
from . import words
from .conflict_labels import Labels, case_labels

STATES_AT_MOST = 24
"""A report lists so many states; the command lists more."""

IN_A_TABLE = 9
"""So many states stand side by side, as many as a narrow screen has room for."""

EXERCISE = "The judgements are an exercise: they are nobody's true preferences."
TOO_MANY_TO_DRAW = "There are too many states that hold for a picture of the moves between them."
MORE_HOLD = (
    "Not all states that hold for all are listed here; the command detente stability lists more."
)
NO_JUDGEMENT = (
    "No judgement that this reader may see says which states a party prefers: what hangs on that is "
    "not determined."
)
WORDS_OF_SIGNS: Mapping[str, str] = {
    told.SIGNS[True]: "holds for all",
    told.SIGNS[False]: "does not hold for all",
    told.SIGNS[None]: "not determined",
}
CAPTION = (
    "A thick line with a large arrowhead: the party prefers where it leads. A small arrowhead: the "
    "party can move there, and does not prefer it. Squares: states that hold for all under at least "
    "one concept; the thick border: as matters stand."
)


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course of action, and in which of the states it is taken."""

    course: str
    taken: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """A concept, and the sign of whether each of the states holds for all under it."""

    concept: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StateTable:
    """Some states side by side: what each party does in them, and under which concepts they hold."""

    numbers: tuple[str, ...]
    states: tuple[str, ...]
    now: tuple[bool, ...]
    parties: tuple[tuple[str, tuple[CourseRow, ...]], ...]
    concepts: tuple[ConceptRow, ...]


@dataclass(frozen=True, slots=True)
class WhyBlock:
    """Why a state holds for each party or not."""

    heading: str
    parties: tuple[tuple[str, tuple[str, ...]], ...]
    state: str


def answered(found: ConflictAnalysis) -> bool:
    """Return whether there is an answer that rests on anybody's preferences."""
    return not found.why_not and bool(found.judged)


def shown_states(report: Report) -> tuple[StateRow, ...]:
    """Return the states that are listed: those of the command, and those drawn beside them.

    The state as matters stand is always among them.
    """
    found = report.stability
    if found is None or not answered(found):
        return ()
    rows = told.shown_rows(found, told.asked(found))[:STATES_AT_MOST]
    drawn = set(report.moves.states) if report.moves else set()
    listed = {row.state for row in rows}
    more = tuple(row for row in found.rows if row.state in drawn and row.state not in listed)
    listed_first = (*rows, *more)
    if found.now and found.now not in {row.state for row in listed_first}:
        listed_first = (_as_matters_stand(found), *listed_first)
    return listed_first[:STATES_AT_MOST]


def _as_matters_stand(found: ConflictAnalysis) -> StateRow:
    """Return the row of the state as matters stand, from the reasons that are always given for it."""
    verdicts = []
    for concept in (each.concept for each in found.counts):
        told_of: dict[bool | None, list[str]] = {True: [], False: [], None: []}
        for each in found.reasons:
            if (each.state, each.concept) == (found.now, concept):
                told_of[each.holds].append(each.party)
        verdicts.append(StateVerdict(concept, *map(tuple, told_of.values())))
    return StateRow(found.now, "", tuple(verdicts))


def numbers(report: Report) -> dict[str, str]:
    """Return the number of each state that has one: those listed first, then those only drawn."""
    states = [row.state for row in shown_states(report)]
    if states and report.moves:
        states += [each for each in report.moves.states if each not in states]
    return {state: str(number) for number, state in enumerate(states, 1)}


def numbered_labels(report: Report, case: Case) -> Labels:
    """Return the labels of a case's conflict, each state that is listed with its number."""
    plain, found = case_labels(case, str), numbers(report)

    def state(name: str) -> str:
        number = found.get(name, "")
        return f"{number}: {plain.state(name)}" if number else plain.state(name)

    return replace(plain, state=state)


def unknown_lines(report: Report, case: Case) -> tuple[str, ...]:
    """Return what is not known of the parties' preferences, as far as the reader may see."""
    found = report.stability
    if found is None or found.why_not:
        return ()
    if not found.judged:
        return (NO_JUDGEMENT,)
    return tuple(told.unknown_lines(numbered_labels(report, case), found))


def who_can(case: Case, found: ConflictAnalysis) -> tuple[tuple[str, str], ...]:
    """Return for each party that decides on something its name, and what it can do."""
    labels = case_labels(case, str)
    return tuple(
        (labels.party(party), courses)
        for party, courses in labels.courses
        if party in found.parties
    )


def state_tables(report: Report, case: Case) -> tuple[StateTable, ...]:
    """Return the states that are listed as tables in option form, a few side by side in each."""
    rows = shown_states(report)
    found = report.stability
    if found is None or not rows:
        return ()
    beside = -(-len(rows) // max(1, -(-len(rows) // IN_A_TABLE)))
    return tuple(
        _table(case, found, rows[begin : begin + beside], begin)
        for begin in range(0, len(rows), beside)
    )


def _table(
    case: Case, found: ConflictAnalysis, rows: tuple[StateRow, ...], begin: int
) -> StateTable:
    taken = [frozenset(courses_of(row.state)) for row in rows]
    by_party: dict[str, list[CourseRow]] = {party: [] for party in found.parties}
    for each in found.courses:
        entry = case.find(each, "conflict")
        assert isinstance(entry, CourseOfAction)  # the analysis is of this case
        by_party[entry.party].append(CourseRow(entry.label, tuple(each in done for done in taken)))
    return StateTable(
        tuple(str(begin + number) for number in range(1, len(rows) + 1)),
        tuple(row.state for row in rows),
        tuple(row.state == found.now for row in rows),
        tuple((words.name_of(case, party), tuple(own)) for party, own in by_party.items()),
        tuple(
            ConceptRow(
                told.CONCEPT_LABELS[each.concept],
                tuple(told.sign(row, each.concept) for row in rows),
            )
            for each in found.counts
        ),
    )


def left_out(report: Report) -> str:
    """Return what is said of the states that are not listed; empty for none."""
    found, rows = report.stability, shown_states(report)
    if found is None or not rows:
        return ""
    wanted = told.shown_rows(found, told.asked(found))
    missing = {row.state for row in wanted} - {row.state for row in rows}
    return MORE_HOLD if missing else told.left_out(found, rows)


def concept_lines(found: ConflictAnalysis) -> tuple[tuple[str, str], ...]:
    """Return each concept with its meaning."""
    return tuple(
        (told.CONCEPT_LABELS[each.concept], told.CONCEPT_MEANINGS[each.concept])
        for each in found.counts
    )


def why_blocks(report: Report, case: Case) -> tuple[WhyBlock, ...]:
    """Return why the state as matters stand and those that hold for all hold or not, by party."""
    found = report.stability
    if found is None or not answered(found):
        return ()
    labels = numbered_labels(report, case)
    return tuple(
        WhyBlock(
            f"Why “{labels.state(name)}”{' (as matters stand)' if name == found.now else ''} "
            "holds, or not",
            tuple((said, tuple(why)) for said, why in told.reason_lines(labels, found, name)),
            name,
        )
        for name in dict.fromkeys(each.state for each in found.reasons)
    )


def ahead_lines(report: Report, case: Case) -> Iterable[str]:
    """Return in sentences what can come of the state as matters stand."""
    found = report.stability
    if found is None or found.ahead is None or not answered(found):
        return ()
    return told.ahead_lines(numbered_labels(report, case), found.ahead)


def exercise(case: Case, found: ConflictAnalysis) -> str:
    """Return the warning that judgements are an exercise, if one that is used says that; else ""."""
    judgements: dict[str, Judgement] = dict(case.judgements)
    said = any("exercise" in judgements[each.file].basis.casefold() for each in found.judged)
    return EXERCISE if said else ""


def judged_lines(case: Case, found: ConflictAnalysis) -> tuple[tuple[str, str, str, str], ...]:
    """Return whose judgements are used: the parties, the author, the day and the basis."""
    judgements = dict(case.judgements)
    together: dict[tuple[str, str, str], list[str]] = {}
    for each in found.judged:
        key = (each.author, words.when(each.date), judgements[each.file].basis)
        together.setdefault(key, []).append(each.party)
    return tuple((words.names_of(case, parties), *key) for key, parties in together.items())


def drawn_states(report: Report, case: Case) -> dict[str, StateLabel]:
    """Return what each state of the picture is called, and whether it holds."""
    found = report.stability
    if found is None or report.moves is None:
        return {}
    labels, known = case_labels(case, str), numbers(report)
    holding = {row.state for row in found.rows if any(each.equilibrium for each in row.verdicts)}
    return {
        each: StateLabel(known[each], labels.state(each), each in holding)
        for each in report.moves.states
        if each in known
    }


def drawn_only(report: Report) -> tuple[str, ...]:
    """Return the states of the picture that are in no table."""
    listed = {row.state for row in shown_states(report)}
    drawn = report.moves.states if report.moves and listed else ()
    return tuple(each for each in drawn if each not in listed)


def only_drawn(report: Report, case: Case) -> tuple[str, ...]:
    """Return the states of the picture that are in no table, by number and in words."""
    labels = numbered_labels(report, case)
    return tuple(labels.state(each) for each in drawn_only(report))
