"""The words for one state of a conflict: who does what in it, what a move changes, what would make it hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from detente.core.record.case import Case
from detente.core.record.conflict import CourseOfAction, courses_of
from detente.core.record.entry import standing_entries
from detente.core.stability.around import MoveBetween
from detente.core.stability.five import CONCEPTS, ConceptName
from detente.core.stability.for_one import ForOne
from detente.core.stability.told import MoveTold, StateRow

from . import words
from .amounts import many
from .conflict_labels import Labels
from .stability_words import CONCEPT_LABELS, SIGNS, change_told, shares_told

DONE: Mapping[bool | None, str] = MappingProxyType(
    {True: "done", False: "not done", None: "no longer matters"}
)
PREFERS: Mapping[bool | None, str] = MappingProxyType(
    {
        True: "which it prefers",
        False: "which it does not prefer",
        None: "whether it prefers that is not known",
    }
)
BAND_CAPTION = "The broad band with numbers: the way, step by step. "
WRITE_AN_ORDER = (
    "A judgement orders the states by what the party wishes, the most important first, under "
    "priorities, or one by one under state_order. Each party's stands in a file of its own in the "
    "folder judgements."
)


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A party, or all, and by concept the sign of whether a state holds for it."""

    who: str
    signs: tuple[tuple[str, str], ...]
    """Each sign with what it means."""


def holding(concepts: Sequence[ConceptName], may_hold: bool) -> str:
    """Return under which concepts a state holds for all: "holds for all under Nash".

    ``may_hold``: whether it may under others, as far as preferences are known.

    >>> holding((), False), holding((), True)
    ('does not hold for all under any concept', 'may hold for all: not all preferences are known')
    """
    more = "; it may under others, as far as is known" if may_hold else ""
    if not concepts:
        return (
            "may hold for all: not all preferences are known"
            if may_hold
            else "does not hold for all under any concept"
        )
    if len(concepts) == len(CONCEPTS):
        return "holds for all under every concept"
    return f"holds for all under {words.joined(CONCEPT_LABELS[each] for each in concepts)}{more}"


def short_holding(concepts: Sequence[ConceptName], may_hold: bool) -> str:
    """Return the same for a cell of a table.

    >>> short_holding(("nash",), False), short_holding((), False), short_holding((), True)
    ('Nash', 'no', 'not known')
    """
    if len(concepts) == len(CONCEPTS):
        return "every concept"
    nothing = "not known" if may_hold else "no"
    return ", ".join(CONCEPT_LABELS[each] for each in concepts) or nothing


def verdict_rows(labels: Labels, parties: Iterable[str], row: StateRow) -> tuple[VerdictRow, ...]:
    """Return for each party, and for all, by concept whether a state holds."""
    told: list[tuple[str, list[bool | None]]] = []
    for party in parties:
        told.append(
            (
                labels.party(party),
                [
                    True if party in each.holds_for else False if party in each.not_for else None
                    for each in row.verdicts
                ],
            )
        )
    told.append(
        (
            "for all",
            [
                True if each.equilibrium else False if each.not_for else None
                for each in row.verdicts
            ],
        )
    )
    meaning = {True: "holds", False: "does not hold", None: "not determined"}
    return tuple(
        VerdictRow(who, tuple((SIGNS[each], meaning[each]) for each in signs))
        for who, signs in told
    )


def done_by(
    case: Case, courses: Iterable[str], row: StateRow
) -> tuple[tuple[str, tuple[tuple[str, bool | None], ...]], ...]:
    """Return for each party what it can do, and whether that is done in a state.

    None: it no longer matters, since the conflict has ended.
    """
    taken = courses_of(row.state)
    by_party: dict[str, list[tuple[str, bool | None]]] = {}
    for place, each in enumerate(courses):
        entry = case.find(each, "conflict")
        assert isinstance(entry, CourseOfAction)  # the state is of this case
        done = None if row.pattern[place : place + 1] == "-" else each in taken
        by_party.setdefault(entry.party, []).append((entry.label, done))
    return tuple((words.name_of(case, who), tuple(own)) for who, own in by_party.items())


def step_told(case: Case, labels: Labels, before: str, step: MoveTold) -> str:
    """Return a move and what it changes: "North moves to state 3. Newly done: a strike."."""
    changed = _changed(case, before, step)
    return f"{labels.party(step.party)} moves to {labels.named(step.state)}.{changed}"


def out_told(case: Case, labels: Labels, move: MoveBetween) -> str:
    """Return a move out of a state: who can make it and prefers it or not, and what it changes."""
    changed = _changed(case, move.start, MoveTold(move.party, move.end))
    who, to = labels.party(move.party), labels.named(move.end)
    return f"{who} can move to {to}, {PREFERS[move.improves]}.{changed}"


def _changed(case: Case, before: str, step: MoveTold) -> str:
    """Return what somebody does newly and no longer; what others do no longer matters after an end."""
    old, new = courses_of(before), courses_of(step.state)
    own: dict[str, CourseOfAction] = {}
    for each in (*old, *new):
        entry = case.find(each, "conflict")
        if isinstance(entry, CourseOfAction) and entry.party == step.party:
            own[each] = entry
    ended = any(own[each].ends for each in new if each in own)
    newly = [own[each].label for each in new if each in own and each not in old]
    no_longer = [own[each].label for each in old if each in own and each not in new and not ended]
    told = f" Newly done: {'; '.join(newly)}." if newly else ""
    return told + (f" No longer done: {'; '.join(no_longer)}." if no_longer else "")


def into_told(labels: Labels, move: MoveBetween) -> str:
    """Return a move into a state: from where, by whom, and whether who moves prefers that."""
    prefers = {
        True: "which prefers this one",
        False: "which does not prefer this one",
        None: "of which it is not known whether it prefers this one",
    }[move.improves]
    return f"From {labels.named(move.start)}, by {labels.party(move.party)}, {prefers}."


# What one party would have to prefer


def for_one_lines(labels: Labels, found: ForOne) -> Iterable[str]:
    """Yield in sentences what one party would have to prefer for a state to hold for it, and for whom else."""
    concept, who = CONCEPT_LABELS[found.concept], labels.party(found.party)
    if found.holds is None:
        yield f"{concept}: not determined, for want of preferences."
    elif found.holds:
        yield f"{concept}: it holds for {who} as it is."
    else:
        more = "there are no other ways" if found.all_found else "there may be other ways"
        yield f"{concept}: it does not hold for {who}. {_ways(found)}, the fewest changes first; {more}."
    for place, each in enumerate(found.ways, 1):
        yield f"Way {place}: {change_told(labels, found.state, each)}"
    if shares := shares_told({found.concept: found.share}):
        yield f"{who}: {shares[0].lower()}{shares[1:]}"
    yield from _for_others(labels, found)


def _ways(found: ForOne) -> str:
    ways = many(len(found.ways), "way")
    return f"{ways} to change that"


def _for_others(labels: Labels, found: ForOne) -> Iterable[str]:
    """Yield for whom else the state holds, whatever the party prefers."""
    who = labels.party(found.party)
    said = {
        "holds": f"Whatever {who} prefers, it holds for {{}}.",
        "does not hold": f"Whatever {who} prefers, it does not hold for {{}}: so it cannot hold for all.",
        "depends": f"Whether it holds for {{}} hangs on what {who} comes to prefer.",
        None: "Whether it holds for {} is not determined.",
    }
    for standing, sentence in said.items():
        parties = [each.party for each in found.others if each.standing == standing]
        if parties:
            yield sentence.replace("{}", labels.parties(parties))


# Where nothing can be told yet


def example_conflict(case: Case) -> str:
    """Return an example of courses of action, for the parties of a case."""
    first, second = _two_parties(case)
    return (
        "conflict:\n"
        f"  - {{id: strike, party: {first}, label: a strike, evidence: none}}\n"
        f"  - {{id: offer, party: {second}, label: a better offer, evidence: none}}\n"
    )


def example_judgement(case: Case, on: date) -> str:
    """Return an example of a judgement that orders the states of that."""
    first, _ = _two_parties(case)
    return (
        f"format: 1\nparty: {first}\nauthor: your name\ndate: {on}\nvisible_to: [{first}]\n"
        "basis: what it rests on\n"
        "priorities:\n"
        "  - {statement: there is a better offer, formula: offer}\n"
        "  - {statement: no strike, formula: NOT strike}\n"
    )


def _two_parties(case: Case) -> tuple[str, str]:
    """Return the ids of two parties, those at the table first; made up where there are none."""
    standing = standing_entries(case.parties)
    at_the_table = [each.id for each in standing if each.role == "principal"]
    found = [*at_the_table, *(each.id for each in standing), "one-party", "another-party"]
    first, second, *_ = dict.fromkeys(found)
    return first, second
