"""Reading the graph out of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from ..record.became import as_they_became
from ..record.case import Case
from ..record.dates import Date
from ..record.entry import Entry, standing_entries
from ..record.known import known_on
from ..record.meetings import Proposal
from ..record.obligations import Commitment, Condition, Deadline, Lever, Step
from ..record.papers import handed_over
from ..record.steps import step_key
from .graph import Requirement, SequenceGraph, SequenceStep, evidence_of
from .standing import Standing

_STEPS = ("meetings", "proposals", "commitments", "events", "deadlines")


def sequence_graph(case: Case, on: date) -> SequenceGraph:
    """Return the steps and requirements of a case, as known on a day.

    Steps are what conditions, deadlines, levers and commitments name, and what lies
    ahead: meetings planned, papers awaited, commitments not yet carried out.
    A meeting or paper that another took the place of is that other. A paper
    wanted before a meeting by somebody else than its author is a requirement on the
    meeting; one that its author offers at a meeting is one on the paper; both are
    one with a condition of the same party that names the same steps. Conditions that were
    withdrawn or superseded are left out. Cost: linear in the entries.

    >>> sequence_graph(Case(title="t"), date(2025, 5, 30)).steps
    ()
    """
    unused: dict[str, Any] = dict.fromkeys(
        ("statements", "positions", "issues", "rules", "conflict"), ()
    )
    building = _Building(known_on(replace(case, **unused), on), on)
    for condition in standing_entries(building.case.conditions):
        building.add(_of_condition(condition, building))
    for proposal in building.current("proposals"):
        for requirement in _of_paper(proposal, building):
            building.add(requirement)
    for block in ("deadlines", "commitments", "levers"):
        for entry in standing_entries(building.case.block(block)):
            building.add_trigger(entry)
    building.add_what_lies_ahead()
    return building.graph()


class _Building:
    """The graph while it is being put together."""

    def __init__(self, case: Case, on: date) -> None:
        self.case, self.on = case, on
        self.entries: dict[str, tuple[str, Entry]] = {}
        for block in _STEPS:
            for old, entry in as_they_became(case.block(block)).items():
                self.entries[old] = (block, entry)
        self.party_of = {person.id: person.party for person in case.people}
        self.steps: dict[str, SequenceStep] = {}
        self.requirements: dict[str, Requirement] = {}
        self.same: dict[tuple[str, str, str], str] = {}

    def current(self, block: str) -> tuple[Entry, ...]:
        return tuple(standing_entries(self.case.block(block)))

    def party(self, who: str) -> str:
        return self.party_of.get(who, who)

    def key(self, step: Step) -> str:
        """Return the key of a step, which is then one of the graph's."""
        block, entry = self.entries.get(step.entry, ("", None))
        step = replace(step, entry="" if entry is None else entry.id)
        key = step_key(step)
        if key not in self.steps:
            self.steps[key] = SequenceStep(
                key=key,
                what=step.what,
                part=step.part,
                entry=step.entry if entry is not None else "",
                block=block,
            )
        return key

    def key_of(self, entry: Entry, block: str, what: str) -> str:
        """Return the key of a step that is the whole of an entry."""
        if entry.id not in self.steps:
            self.steps[entry.id] = SequenceStep(
                key=entry.id, what=what, entry=entry.id, block=block
            )
        return entry.id

    def add(self, requirement: Requirement) -> None:
        """Add a requirement; a paper's is one with what the same party requires of it already."""
        subjects = [(requirement.party, key, requirement.then) for key in requirement.first]
        other = self.same.get(subjects[0]) if requirement.kind == "paper" else None
        if other is not None:
            before = self.requirements[other]
            self.requirements[other] = replace(
                before,
                entries=tuple(dict.fromkeys((*before.entries, *requirement.entries))),
                evidence=evidence_of(before.evidence, requirement.evidence),
            )
            return
        for subject in subjects:
            self.same.setdefault(subject, requirement.id)
        self.requirements[requirement.id] = requirement

    def add_trigger(self, entry: Entry) -> None:
        assert isinstance(entry, Deadline | Commitment | Lever)  # the blocks that have "after"
        if not entry.after:
            return
        block = type(entry).__name__.lower() + "s"
        self.add(
            Requirement(
                id=entry.id,
                kind="trigger",
                first=tuple(dict.fromkeys(self.key(step) for step in entry.after)),
                then=self.key_of(entry, block, entry.what),
                entries=(entry.id,),
                evidence=evidence_of(entry.evidence),
            )
        )

    def add_what_lies_ahead(self) -> None:
        for block in ("meetings", "proposals", "commitments"):
            for entry in self.current(block):
                what = getattr(entry, "title", "") or getattr(entry, "what", "")
                if entry.id not in self.steps and lies_ahead(entry):
                    self.key_of(entry, block, what)

    def graph(self) -> SequenceGraph:
        became = {old: entry for old, (_, entry) in self.entries.items()}
        requirements = tuple(self.requirements.values())
        standing = Standing(self.case, self.on, requirements, self.party, became)
        steps = tuple(standing.step(step) for step in self.steps.values())
        if not self.requirements:
            steps = tuple(step for step in steps if step.state == "open")
        return SequenceGraph(self.on, steps, standing.requirements(steps))


def lies_ahead(entry: Entry) -> bool:
    """Return whether an entry is a step by itself: something with a date still to come."""
    if isinstance(entry, Proposal):
        return bool(entry.due)
    if isinstance(entry, Commitment):
        return entry.due is not None
    status = getattr(entry, "current_status", None)
    return status == "planned"


def _of_condition(entry: Entry, building: _Building) -> Requirement:
    assert isinstance(entry, Condition)  # only conditions are given
    return Requirement(
        id=entry.id,
        kind="condition",
        required_by=entry.required_by,
        party=building.party(entry.required_by),
        first=tuple(dict.fromkeys(building.key(step) for step in entry.first)),
        either=tuple(dict.fromkeys(building.key(step) for step in entry.either)),
        then=building.key(entry.then),
        lead_days=entry.lead_days,
        by=entry.by,
        until=entry.until,
        claims=entry.met,
        entries=(entry.id,),
        evidence=evidence_of(entry.evidence),
    )


def _of_paper(entry: Entry, building: _Building) -> Iterator[Requirement]:
    assert isinstance(entry, Proposal)  # only papers are given
    for number, due in enumerate(entry.due, 1):
        offered = building.party(due.says) in entry.by
        meeting = due.at if offered else due.before
        block, found = building.entries.get(meeting, ("", None))
        if found is None or block != "meetings":
            continue
        paper = building.key_of(entry, "proposals", entry.title)
        talks = building.key_of(found, "meetings", getattr(found, "title", ""))
        done: Date | None = handed_over(entry, due)
        yield Requirement(
            id=f"{entry.id}:due-{number}",
            kind="paper",
            required_by=due.says,
            party=building.party(due.says),
            first=(talks,) if offered else (paper,),
            then=paper if offered else talks,
            state="met" if done is not None else "open",
            entries=(entry.id,),
            evidence=evidence_of(due.evidence or entry.evidence),
        )
