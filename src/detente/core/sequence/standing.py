"""What has happened already, and which requirements are met, contested or over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ..record.case import Case
from ..record.commitments import DONE, CommitmentState, commitments, day_of
from ..record.dates import Date
from ..record.due import DueItem, due
from ..record.entry import Entry, Supported, superseded_ids
from ..record.events import Event
from ..record.meetings import Meeting, Proposal, ProposalDue
from ..record.obligations import Commitment, ConditionClaim, Deadline
from ..record.papers import handed_over
from .graph import LastDay, Requirement, RequirementState, SequenceStep, StepState


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
        self.last_days: dict[str, list[LastDay]] = {}
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
        self.replaced = {
            old
            for block in ("meetings", "proposals")
            for old in superseded_ids(case.block(block))
            if old in became and became[old].id == old
        }
        self.principals = {each.id for each in case.parties if each.role == "principal"}
        self.wanted_by: dict[str, list[str]] = {}
        for requirement in requirements:
            for key in requirement.before:
                self.wanted_by.setdefault(key, []).append(requirement.party)

    def _bound(self, entry: str, item: DueItem) -> None:
        assert item.by is not None  # only these bind
        last = LastDay(
            item.by, item.entry, item.says, self.party(item.says), item.block == "proposals"
        )
        self.last_days.setdefault(entry, []).append(last)

    def step(self, step: SequenceStep) -> SequenceStep:
        """Return a step with its state, its planned date and the last day left for it."""
        entry = self.entries.get(step.entry)
        if entry is None:
            return step
        over, done = self._done(entry, step.key)
        if step.key != step.entry and not isinstance(entry, Commitment | Proposal):
            over, done = False, None  # whether this part came about, nobody recorded
        state: StepState = "done" if over else "ruled out" if self._ruled_out(entry) else "open"
        planned = entry.date if isinstance(entry, Meeting) and state == "open" else None
        if isinstance(entry, Meeting) and entry.current_status == "refused":
            planned = None
        return replace(
            step,
            state=state,
            done=done,
            planned=planned,
            last_days=tuple(self.last_days.get(step.entry, ())) if state == "open" else (),
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
        """When the last of the principals who require a paper got it; else when anybody did."""
        wanting = self.principals.intersection(self.wanted_by.get(key, ())) - set(paper.by)
        return handed_over(paper, ProposalDue(says="", to=tuple(sorted(wanting))))

    def _ruled_out(self, entry: Entry) -> bool:
        if entry.withdrawn is not None or entry.id in self.replaced:
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
            each if each.state == "met" else self._as_it_stands(each, by_key)
            for each in self.stated
        )

    def _as_it_stands(
        self, requirement: Requirement, steps: Mapping[str, SequenceStep]
    ) -> Requirement:
        """Return a requirement with its state; a paper counts once it reached who requires it."""
        papers = {}
        for key in requirement.before:
            entry = self.entries.get(steps[key].entry)
            if not isinstance(entry, Proposal) or steps[key].state == "ruled out":
                continue
            reader = requirement.party in self.principals and requirement.party not in entry.by
            to = (requirement.party,) if reader else ()
            done = handed_over(entry, ProposalDue(says="", to=to))
            state: StepState = "done" if done else "open"
            papers[key] = replace(steps[key], state=state, done=done)
        seen = {**steps, **papers} if papers else steps
        found = state_of(requirement, seen, self.on, self.party)
        since = _shown_since(requirement, seen) if found == "met" else None
        return replace(requirement, state=found, met_since=since)


def _itself(who: str) -> str:
    return who


def state_of(
    requirement: Requirement,
    steps: Mapping[str, SequenceStep],
    on: date,
    party: Callable[[str], str] = _itself,
) -> RequirementState:
    """Return whether a requirement is in force, met or over on a day.

    It is overtaken when its step happened all the same, lapsed after the last day on
    which it is required. It is met when the record shows its steps, or when whoever
    requires it says so and no side says otherwise; said met when only others say so. It is
    contested when the sides' last claims differ, or a claim says that it is not met though
    the record shows its steps before the claim; ``party`` gives the side of who claims. It is missed when it is not met
    and the last day to meet it has surely passed.
    """
    if requirement.then in steps and steps[requirement.then].state == "done":
        return "overtaken"
    if _passed(requirement.until, on):
        return "lapsed"
    shown = _is_shown(requirement, steps)
    since = _shown_since(requirement, steps) if shown else None
    claims = claimed(requirement.claims, since.latest if since else None, party)
    said = set(claims.values())
    if len(said) > 1 or (shown and said and said != {"met"}):
        return "contested"
    if shown or (said == {"met"} and (requirement.party or "") in (*claims, "")):
        return "met"
    if said == {"met"}:
        return "said met"
    done = any(_in_time(steps[key], requirement) for key in requirement.before)
    if _passed(requirement.by, on):
        return "missed"
    return "partly met" if done or said == {"partly met"} else "open"


def _is_shown(requirement: Requirement, steps: Mapping[str, SequenceStep]) -> bool:
    """Whether the record shows the steps of a requirement: all of the first, one of either."""
    either = requirement.either
    return all(_in_time(steps[key], requirement) for key in requirement.first) and (
        not either or any(_in_time(steps[key], requirement) for key in either)
    )


def _shown_since(requirement: Requirement, steps: Mapping[str, SequenceStep]) -> Date | None:
    """Return since when the record shows a requirement met; None where no day is known."""

    def days(keys: tuple[str, ...]) -> list[Date]:
        found = (steps[key].done for key in keys if _in_time(steps[key], requirement))
        return [day for day in found if day is not None]

    needed = days(requirement.first)
    if one_of := days(requirement.either):
        needed.append(min(one_of, key=_by_last))
    return max(needed, key=_by_last, default=None)


def _by_last(day: Date) -> date:
    return day.latest


def claimed(
    claims: tuple[ConditionClaim, ...],
    shown_since: date | None = None,
    party: Callable[[str], str] = _itself,
) -> dict[str, str]:
    """Return the last claim of each side: what it says, by the side.

    Claims that something is not met count only from the day on which the record shows it.
    """
    last = {party(claim.by): claim for claim in sorted(claims, key=day_of)}
    return {
        side: claim.says
        for side, claim in last.items()
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
