"""What if: conditions waived or met, and meetings moved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from ..problems import did_you_mean, listed, shown
from ..record.became import as_they_became
from ..record.case import Case
from ..record.dates import Date
from ..record.known import known_on
from .analysis import Sequence, analysed
from .building import sequence_graph
from .graph import Requirement, SequenceGraph, SequenceStep
from .standing import state_of


class UnknownInWhatIf(Exception):
    """What is to be waived, met or moved is not in the graph; the message says what and a hint."""


def what_if(
    case: Case,
    on: date,
    *,
    waived: Collection[str] = (),
    met: Collection[str] = (),
    moved: Mapping[str, date] | None = None,
) -> Sequence:
    """Return what would have to come before what, if some things were otherwise.

    ``waived`` are ids of requirements that nobody insists on any more; ``met`` ids of
    requirements, or of steps (an entry's id, or the words of a step), that are taken as met or
    done on the day asked about, and what has a trigger as done; ``moved`` gives meetings another day. Nothing is
    recorded. A meeting that another took the place of is that other. Raises
    :class:`UnknownInWhatIf` for an id that is none of these, and for words that
    several steps share.

    >>> what_if(Case(title="t"), date(2025, 5, 30)).deadlocks
    ()
    """
    known = _with_moved(known_on(case, on), moved or {})
    graph = sequence_graph(known, on)
    return analysed(_changed(graph, waived, met), known)


def _with_moved(case: Case, moved: Mapping[str, date]) -> Case:
    ids = [meeting.id for meeting in case.meetings]
    for meeting_id in moved:
        if meeting_id not in ids:
            raise _unknown(meeting_id, ids, "is no meeting of this case")
    became = as_they_became(case.meetings)
    days = {became[meeting_id].id: day for meeting_id, day in moved.items()}
    meetings = tuple(
        replace(meeting, date=Date.of(days[meeting.id])) if meeting.id in days else meeting
        for meeting in case.meetings
    )
    return replace(case, meetings=meetings)


def _changed(graph: SequenceGraph, waived: Collection[str], met: Collection[str]) -> SequenceGraph:
    requirements = {each.id: each for each in graph.requirements}
    steps = {each.key: each for each in graph.steps}
    for each in waived:
        if each not in requirements:
            raise _unknown(each, requirements, "is no condition that could be waived")
        requirements[each] = replace(requirements[each], state="waived")
        _without_wishes(steps, requirements[each])
    supposed = set()
    for each in met:
        if each in requirements and each not in steps:
            requirements[each] = replace(requirements[each], state="met")
        else:
            key = each if each in steps else _by_words(each, graph)
            steps[key] = replace(steps[key], state="done", done=Date.of(graph.on))
            supposed.add(key)
            for part in [each for each in steps.values() if each.entry == key and each.key != key]:
                steps[part.key] = replace(part, state="done", done=Date.of(graph.on))
                supposed.add(part.key)
    for key, requirement in requirements.items():
        if requirement.state in ("waived", "met") or supposed.isdisjoint(
            (*requirement.before, requirement.then)
        ):
            continue
        untold = replace(requirement, claims=())  # what was said before does not count
        state = state_of(untold, steps, graph.on)
        requirements[key] = replace(requirement, state=state)
    return SequenceGraph(graph.on, tuple(steps.values()), tuple(requirements.values()))


def _without_wishes(steps: dict[str, SequenceStep], waived: Requirement) -> None:
    """Leave out the days by which the side that waives a requirement wanted its papers."""
    for key in waived.before:
        kept = tuple(
            each
            for each in steps[key].last_days
            if not (
                each.wish and each.entry in (*waived.entries, key) and each.party == waived.party
            )
        )
        steps[key] = replace(steps[key], last_days=kept)


def _by_words(words: str, graph: SequenceGraph) -> str:
    """Return the key of the step with these words; one that is nothing but words comes first."""
    plain = _plain(words)
    keys = [step.key for step in graph.steps if plain in (_plain(step.what), _plain(step.key))]
    only = [key for key in keys if key == f"“{plain}”"] or keys
    if len(only) == 1:
        return only[0]
    if keys:
        raise UnknownInWhatIf(f'"{shown(words)}" may be any of several steps: {listed(keys)}')
    known = [each.id for each in graph.requirements] + [each.key for each in graph.steps]
    raise _unknown(words, known, "is neither a condition nor a step")


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _unknown(name: str, known: Collection[str], what: str) -> UnknownInWhatIf:
    near = did_you_mean(name, known)
    hint = f'; did you mean "{near}"?' if near else ""
    return UnknownInWhatIf(f'"{shown(name)}" {what}{hint}')
