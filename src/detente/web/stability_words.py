"""The words for which states of a conflict hold, for whom, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from detente.core.record.case import Case
from detente.core.stability.analysis import (
    ROWS_AT_MOST,
    ConflictAnalysis,
    MoveTold,
    StateRow,
    WhyHolds,
)
from detente.core.stability.five import ConceptName
from detente.core.stability.reasons import WITHOUT_ESCAPE

from . import words
from .amounts import many

CONCEPT_LABELS: Mapping[ConceptName, str] = MappingProxyType(
    {
        "nash": "Nash",
        "general": "general",
        "symmetric": "symmetric",
        "sequential": "sequential",
        "symmetric sequential": "symmetric sequential",
    }
)

CONCEPT_LETTERS: Mapping[ConceptName, str] = MappingProxyType(
    {
        "nash": "N",
        "general": "G",
        "symmetric": "S",
        "sequential": "Q",
        "symmetric sequential": "SQ",
    }
)
"""What stands at the head of a narrow column."""

CONCEPT_MEANINGS: Mapping[ConceptName, str] = MappingProxyType(
    {
        "nash": "nobody can move to anything it prefers",
        "general": "whoever could gain by a move has to reckon with an answer that takes the gain away",
        "symmetric": "as general, and no further move of its own would make that good",
        "sequential": "as general, by answers only that are gains for those who give them",
        "symmetric sequential": "as sequential, and no further move of its own would make that good",
    }
)

SIGNS: Mapping[bool | None, str] = MappingProxyType({True: "●", False: "·", None: "?"})
"""Whether a state holds for all: certainly, not, or not determined."""

LEGEND = (
    "● holds for all, · does not, ? not determined. Never for: whom it suits under none of these."
)

ALL_SHOWN = 16
"""Of so many states all are listed; of more, those that hold."""

NOT_FACTS = (
    "All of this rests on the judgements of what each party prefers, and on the courses of action "
    "that are recorded. What holds in this picture may not hold outside it."
)

WHY_NOT: Mapping[str, str] = MappingProxyType(
    {
        "no courses of action": "The case records no courses of action: nobody can do or leave anything.",
        "too many courses of action": "There are too many courses of action: 62 at most can be reckoned with.",
        "no state is possible": "The rules exclude every state.",
        "too many states": "More states are possible than can be looked at one by one.",
    }
)

WHAT_IS_NEEDED = (
    'Under "conflict", the case says what each party can do or leave; its judgements order the '
    "states, by statements in order of importance or one by one."
)

NOT_RANKED: Mapping[str, str] = MappingProxyType(
    {
        "no judgement of states": "no judgement says which states it prefers",
        "the order leaves states out": "the order of the states leaves some out",
        "a statement cannot be read": "a statement of its judgement cannot be read",
        "a weight is a range": "a weight is a range, which gives no order",
    }
)


def state(case: Case, name: str) -> str:
    """Return a state in words: "Delay; Insist"; what is taken, by their labels."""
    if name == "nothing":
        return "nothing is done"
    courses = {each.id: each.label for each in case.conflict}
    return "; ".join(courses.get(each, each) for each in name.split(" + "))


def headline(found: ConflictAnalysis) -> str:
    """Return the answer in a sentence: how many states hold for all."""
    if found.why_not:
        return WHY_NOT[found.why_not]
    certain = {each.concept: each.equilibria for each in found.counts}
    least = min(certain.values(), default=0)
    most = max(certain.values(), default=0)
    if most == 0:
        open_ones = any(each.possible for each in found.counts)
        return (
            f"Of {many(found.states, 'state')} it is not determined which hold for all."
            if open_ones
            else f"None of {many(found.states, 'state')} holds for all."
        )
    span = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    verb = "holds" if most == 1 else "hold"
    return f"{span} of {many(found.states, 'state')} {verb} for all, by how far the parties look ahead."


def course_lines(case: Case, found: ConflictAnalysis) -> Iterable[tuple[str, str]]:
    """Yield for each party its name and what it can do, with what cannot be undone."""
    limits = {"only taken": "cannot be taken back", "only given up": "cannot be taken up again"}
    for party in found.parties:
        told = []
        for each in case.conflict:
            if each.party != party or each.id not in found.courses:
                continue
            notes = [limits[each.changes]] if each.changes in limits else []
            if each.kept_unless:
                others = words.joined((state(case, other) for other in each.kept_unless), "or")
                notes.append(f"given up only while this is done: {others}")
            if each.ends:
                notes.append("ends the conflict")
            told.append(each.label + (f" ({', '.join(notes)})" if notes else ""))
        yield words.name_of(case, party), "; ".join(told)


def unknown_lines(case: Case, found: ConflictAnalysis) -> Iterable[str]:
    """Yield what is not known of parties' preferences, and what follows."""
    for each in found.not_ranked:
        yield f"{words.name_of(case, each.party)}: {NOT_RANKED[each.why]}; what hangs on it is not determined."
    for party in found.not_moving:
        yield f"{words.name_of(case, party)} cannot move in any state, so that every state holds for it."


def shown_rows(found: ConflictAnalysis, asked: Sequence[str]) -> tuple[StateRow, ...]:
    """Return the states to list: all of a few, else those that hold for all, now, or are asked for."""
    if len(found.rows) == found.states <= ALL_SHOWN:
        return found.rows
    return tuple(
        row
        for row in found.rows
        if row.state in (found.now, *asked) or any(each.equilibrium for each in row.verdicts)
    )


def left_out(found: ConflictAnalysis, rows: Sequence[StateRow]) -> str:
    """Return what is said of the states not listed; empty for none."""
    holding = sum(any(each.equilibrium for each in row.verdicts) for row in rows)
    more = found.states - len(rows)
    if not more:
        return ""
    if holding >= ROWS_AT_MOST:
        return f"{more:,} more states are not listed; some of them may hold for all."
    verb = "holds" if more == 1 else "hold"
    return f"{many(more, 'other state')} certainly {verb} for all under none of these."


def sign(row: StateRow, concept: ConceptName) -> str:
    """Return the sign of whether a state holds for all under a concept."""
    verdict = next(each for each in row.verdicts if each.concept == concept)
    if verdict.equilibrium:
        return SIGNS[True]
    return SIGNS[False] if verdict.not_for else SIGNS[None]


def not_for(case: Case, row: StateRow) -> str:
    """Return for whom a state does not hold under any of the concepts; empty for nobody."""
    sets = [frozenset(each.not_for) for each in row.verdicts]
    named = dict.fromkeys(party for each in row.verdicts for party in each.not_for)
    return words.names_of(case, (party for party in named if all(party in each for each in sets)))


def reason_lines(case: Case, found: ConflictAnalysis, name: str) -> Iterable[tuple[str, list[str]]]:
    """Yield for each party a heading, and in sentences why a state holds for it or not."""
    for party in found.parties:
        mine = [each for each in found.reasons if (each.state, each.party) == (name, party)]
        yield words.name_of(case, party) + ": " + _verdict(mine), list(_improvements(case, mine))


def _verdict(reasons: Sequence[WhyHolds]) -> str:
    """Return under which concepts a state holds for a party."""
    holding = [CONCEPT_LABELS[each.concept] for each in reasons if each.holds]
    unknown = [CONCEPT_LABELS[each.concept] for each in reasons if each.holds is None]
    if len(holding) == len(reasons):
        return "it holds" + ("" if len(reasons) == 1 else " under every concept")
    parts = []
    if holding:
        parts.append(f"it holds ({', '.join(holding)})")
    if unknown:
        parts.append(f"not determined ({', '.join(unknown)})")
    left = [CONCEPT_LABELS[each.concept] for each in reasons if each.holds is False]
    if left:
        parts.append("it does not hold" + (f" ({', '.join(left)})" if holding or unknown else ""))
    return "; ".join(parts)


def _improvements(case: Case, reasons: Sequence[WhyHolds]) -> Iterable[str]:
    """Yield a sentence for each improvement, with its answers and the concepts they serve."""
    improvements = dict.fromkeys(i.state for each in reasons for i in each.improvements)
    if not improvements and any(each.holds for each in reasons):
        yield "There is nothing it prefers that one move of its own leads to."
    for target in improvements:
        answers: dict[tuple[MoveTold, ...] | None, list[WhyHolds]] = {}
        for each in reasons:
            if each.concept == "nash":
                continue
            for told in each.improvements:
                if told.state == target:
                    answers.setdefault(told.answer if told.deterred else None, []).append(each)
        gain = f"It could move to “{state(case, target)}”, which it prefers."
        yield " ".join([gain, *(_answered(case, told, c) for told, c in answers.items())])


def _answered(case: Case, answer: tuple[MoveTold, ...] | None, reasons: Sequence[WhyHolds]) -> str:
    """Return a sentence on one answer, with the concepts under which it is one."""
    names = [CONCEPT_LABELS[each.concept] for each in reasons]
    under = f" ({', '.join(names)})" if len(names) < len(CONCEPT_LABELS) - 1 else ""
    if answer is None:
        return f"Nothing deters it{under}."
    steps = ", then ".join(_step(case, each) for each in answer)
    tail = ""
    if any(each.concept in WITHOUT_ESCAPE for each in reasons):
        tail = ", and no move of its own would make that good"
    return f"What deters it: {steps}. That is no better for it than now{tail}{under}."


def _step(case: Case, step: MoveTold) -> str:
    return f"{words.name_of(case, step.party)} moves to “{state(case, step.state)}”"
