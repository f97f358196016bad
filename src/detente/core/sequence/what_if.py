"""What if: conditions waived or met, and meetings moved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from ..problems import did_you_mean, shown
from ..record.case import Case
from ..record.dates import Date
from ..record.known import known_on
from .analysis import Sequence, analysed
from .building import sequence_graph
from .graph import SequenceGraph
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
    done on the day asked about; ``moved`` gives meetings another day. Nothing is
    recorded. Raises :class:`UnknownInWhatIf` for an id that is none of these.

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
    meetings = tuple(
        replace(meeting, date=Date.of(moved[meeting.id])) if meeting.id in moved else meeting
        for meeting in case.meetings
    )
    return replace(case, meetings=meetings)


def _changed(graph: SequenceGraph, waived: Collection[str], met: Collection[str]) -> SequenceGraph:
    requirements = {each.id: each for each in graph.requirements}
    steps = {each.key: each for each in graph.steps}
    named = {**steps, **{" ".join(each.what.split()).casefold(): each for each in graph.steps}}
    for each in waived:
        if each not in requirements:
            raise _unknown(each, requirements, "is no condition that could be waived")
        requirements[each] = replace(requirements[each], state="waived")
    supposed = set()
    for each in met:
        if each in requirements:
            requirements[each] = replace(requirements[each], state="met")
        elif (step := named.get(each) or named.get(" ".join(each.split()).casefold())) is not None:
            steps[step.key] = replace(step, state="done", done=Date.of(graph.on))
            supposed.add(step.key)
        else:
            raise _unknown(each, {**requirements, **steps}, "is neither a condition nor a step")
    for key, requirement in requirements.items():
        if requirement.state in ("waived", "met") or supposed.isdisjoint(
            (*requirement.before, requirement.then)
        ):
            continue
        untold = replace(requirement, claims=())  # what was said before does not count
        state = state_of(untold, steps, graph.on)
        requirements[key] = replace(requirement, state=state)
    return SequenceGraph(graph.on, tuple(steps.values()), tuple(requirements.values()))


def _unknown(name: str, known: Collection[str], what: str) -> UnknownInWhatIf:
    near = did_you_mean(name, known)
    hint = f'; did you mean "{near}"?' if near else ""
    return UnknownInWhatIf(f'"{shown(name)}" {what}{hint}')
