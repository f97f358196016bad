"""What has happened already, and which requirements are met, contested or over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ..record.case import Case
from ..record.commitments import DONE, CommitmentState, commitments, day_of
from ..record.dates import Date
from ..record.due import DueItem, due
from ..record.entry import Entry, Supported
from ..record.events import Event
from ..record.meetings import Meeting, Proposal, ProposalDue
from ..record.obligations import Commitment, ConditionClaim, Deadline
from ..record.papers import handed_over
from .graph import Requirement, RequirementState, SequenceStep, StepState


class Standing:
    """What a case tells about steps and requirements on a day."""

    def __init__(
        self,
        case: Case,
        on: date,
        requirements: tuple[Requirement, ...],
        party: Callable[[str], str],
        became: Mapping[str, Entry],
    ) -> None:
        self.case, self.on, self.party = case, on, party
        self.stated = requirements
        self.entries: dict[str, Entry] = {entry.id: entry for _, _, entry in case.entries()}
        self.kept: dict[str, CommitmentState] = {
            each.commitment.id: each for each in commitments(case, on)
        }
        self.due: dict[str, DueItem] = {}
        self.met_deadlines: set[str] = set()
        for item in due(case, on):  # earliest last day first
            if item.block == "deadlines" and item.state == "done":
                self.met_deadlines.add(item.entry)
            if item.by is not None and item.state != "done":
                self._bound(item.entry, item)
                deadline = self.entries.get(item.entry)
                if isinstance(deadline, Deadline) and deadline.entry:
                    aim = became.get(deadline.entry)
                    self._bound(aim.id if aim else deadline.entry, item)
        self.wanted_by: dict[str, list[str]] = {}
        for requirement in requirements:
            for key in requirement.before:
                self.wanted_by.setdefault(key, []).append(party(requirement.required_by))

    def _bound(self, entry: str, item: DueItem) -> None:
        self.due.setdefault(entry, item)

    def step(self, step: SequenceStep) -> SequenceStep:
        """Return a step with its state, its planned date and the last day left for it."""
        entry = self.entries.get(step.entry)
        if entry is None:
            return step
        whole = step.key == step.entry
        over, done = self._done(entry, step.key)
        if not whole and not isinstance(entry, Commitment | Proposal):
            over, done = False, None  # whether this part came about, nobody recorded
        state: StepState = "done" if over else "ruled out" if self._ruled_out(entry) else "open"
        planned = entry.date if isinstance(entry, Meeting) and state == "open" else None
        if isinstance(entry, Meeting) and entry.current_status == "refused":
            planned = None
        bound = self.due.get(step.entry) if state == "open" else None
        return replace(
            step,
            state=state,
            done=done,
            planned=planned,
            latest=bound.by if bound else None,
            latest_from=bound.entry if bound else "",
        )

    def _done(self, entry: Entry, key: str) -> tuple[bool, Date | None]:
        """Return whether an entry came about, and when where that is known."""
        if entry.withdrawn is not None:
            return False, None
        if isinstance(entry, Meeting):
            held = entry.current_status == "held" and not self._ahead(entry.date)
            return held, (entry.date or _last(entry)) if held else None
        if isinstance(entry, Event):
            return (False, None) if self._ahead(entry.date) else (True, entry.date)
        if isinstance(entry, Proposal):
            handed = self._handed_over(entry, key)
            return handed is not None, handed
        if isinstance(entry, Deadline):
            if entry.id in self.met_deadlines:
                return True, _latest_day(entry.met) or entry.by
            return (True, entry.by) if _passed(entry.by, self.on) else (False, None)
        kept = self.kept.get(entry.id)
        if kept is None or kept.status not in DONE:
            return False, None
        made = kept.commitment
        return True, _latest_day(made.findings or made.claims or made.deliveries)

    def _ahead(self, day: Date | None) -> bool:
        return day is not None and day.surely_after(self.on)

    def _handed_over(self, paper: Proposal, key: str) -> Date | None:
        """When the last of those who require a paper got it; of nobody does, when anybody did."""
        wanting = {party for party in self.wanted_by.get(key, ()) if party} - set(paper.by)
        wanting = {party for party in wanting if party in self.entries}
        return handed_over(paper, ProposalDue(says="", to=tuple(sorted(wanting))))

    def _ruled_out(self, entry: Entry) -> bool:
        if entry.withdrawn is not None:
            return True
        if isinstance(entry, Meeting):
            return entry.current_status == "cancelled"
        if isinstance(entry, Proposal):
            return bool(entry.history) and entry.history[-1].status == "withdrawn"
        return False

    def requirements(self, steps: tuple[SequenceStep, ...]) -> tuple[Requirement, ...]:
        """Return the requirements as they stand, in the order stated."""
        by_key = {step.key: step for step in steps}
        return tuple(
            each if each.state == "met" else replace(each, state=state_of(each, by_key, self.on))
            for each in self.stated
        )


def state_of(
    requirement: Requirement, steps: Mapping[str, SequenceStep], on: date
) -> RequirementState:
    """Return whether a requirement is in force, met or over on a day.

    It is overtaken when its step happened all the same, lapsed after the last day on
    which it is required. It is met when the record shows its steps or every side says
    so; contested when the sides' last claims differ, or a claim says that it is not met
    though the record shows its steps before the claim. It is missed when it is not met
    and the last day to meet it has surely passed.
    """
    if requirement.then in steps and steps[requirement.then].state == "done":
        return "overtaken"
    if _passed(requirement.until, on):
        return "lapsed"
    done = [steps[key].done for key in requirement.first if _in_time(steps[key], requirement)]
    one_of = [steps[key].done for key in requirement.either if _in_time(steps[key], requirement)]
    shown = len(done) == len(requirement.first) and bool(one_of or not requirement.either)
    first_of = min((day.latest for day in one_of if day), default=None)
    since = max(
        (day for day in (*(each.latest for each in done if each), first_of) if day), default=None
    )
    said = claimed(requirement.claims, since if shown else None)
    if len(said) > 1 or (shown and said and said != {"met"}):
        return "contested"
    if shown or said == {"met"}:
        return "met"
    if _passed(requirement.by, on):
        return "missed"
    return "partly met" if done or one_of or said == {"partly met"} else "open"


def claimed(claims: tuple[ConditionClaim, ...], shown_since: date | None = None) -> set[str]:
    """Return what the sides' last claims say: the words they use, each once.

    Claims that something is not met count only from the day on which the record shows it.
    """
    last = {claim.by: claim for claim in sorted(claims, key=day_of)}
    return {
        claim.says
        for claim in last.values()
        if claim.says == "met" or shown_since is None or day_of(claim) >= shown_since
    }


def _in_time(step: SequenceStep, requirement: Requirement) -> bool:
    """Return whether a step is done, and not surely after the last day of a requirement."""
    if step.state != "done":
        return False
    by = requirement.by
    late = by is not None and not by.about and step.done and step.done.surely_after(by.latest)
    return not late


def _passed(day: Date | None, on: date) -> bool:
    return day is not None and not day.about and day.surely_before(on)


def _order(day: Date) -> tuple[date, bool, float, date]:
    return day.order


def _latest_day(parts: Sequence[Supported]) -> Date | None:
    return max((part.date for part in parts if part.date), key=_order, default=None)


def _last(meeting: Meeting) -> Date | None:
    return meeting.history[-1].date if meeting.history else None
