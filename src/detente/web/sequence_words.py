"""The words in which conditions, deadlocks and ways out are told."""

from __future__ import annotations

from collections.abc import Iterable

from detente.core.record.case import Case
from detente.core.record.entry import Entry
from detente.core.sequence.analysis import FreedDeadlock, Sequence
from detente.core.sequence.deadlocks import CircleLink, DeadEnd
from detente.core.sequence.graph import Requirement, SequenceStep
from detente.core.sequence.times import StepTimes

from . import words


def step(found: Sequence, case: Case, key: str) -> str:
    """Return a step in words: "the union's paper handed over"."""
    return step_words(found.graph.step(key), case)


def step_words(one: SequenceStep, case: Case) -> str:
    """Return a step in words; one without an entry in those of its condition."""
    entry = case.find(one.entry, one.block) if one.entry else None
    if entry is None or one.key != one.entry:
        return _with_part(one)
    title = str(getattr(entry, "title", "") or getattr(entry, "what", one.what)).rstrip(".")
    match one.block:
        case "proposals":
            return f"{title} handed over"
        case "deadlines":
            return f"deadline: {title}"
    return title


def _with_part(one: SequenceStep) -> str:
    """Return the words of a step with the part of it that is meant, unless they name it."""
    what = one.what.rstrip(".")
    return what if one.part.casefold() in what.casefold() else f"{what} ({one.part})"


def short_step(one: SequenceStep, case: Case) -> str:
    """Return a step in few words, for a picture."""
    entry = case.find(one.entry, one.block) if one.entry and one.key == one.entry else None
    return str(getattr(entry, "title", "") or _with_part(one))


def who(case: Case, requirement: Requirement) -> str:
    """Return who requires something: "required by Ukraine", or what else makes it wait."""
    if requirement.kind == "trigger":
        return "set in motion only after that"
    name = words.name_of(case, requirement.required_by)
    if requirement.kind == "paper":
        return f"wanted so by {name}"
    return f"required by {name}"


def lead(requirement: Requirement) -> str:
    """Return how long before something is asked for: "at least 4 days before"; "" for nothing."""
    if not requirement.lead_days:
        return ""
    return f"at least {_days(requirement.lead_days)} before"


def _days(count: int) -> str:
    return f"{count:,} day{'' if abs(count) == 1 else 's'}"


def requirement(found: Sequence, case: Case, one: Requirement) -> str:
    """Return a requirement in one sentence without its end."""
    steps = [step(found, case, key) for key in one.first]
    if one.either:
        alternatives = " or ".join(step(found, case, key) for key in one.either)
        steps.append(f"either {alternatives}" if len(one.either) > 1 else alternatives)
    days = f" ({lead(one)})" if one.lead_days else ""
    before = words.joined(steps)
    then = step(found, case, one.then)
    if one.kind == "trigger":
        return f"only after this: {before}{days}; then: {then}"
    name = words.name_of(case, one.required_by)
    return f"{name}: first {before}{days}, then {then}"


def claims(case: Case, one: Requirement) -> str:
    """Return what is said about whether a requirement is met: "not met, says Umerov (...)"."""
    return "; ".join(
        f"{claim.says}, says {words.name_of(case, claim.by)}"
        + (f" ({words.when(claim.date)})" if claim.date else "")
        for claim in one.claims
    )


STATES = {
    "open": "open",
    "partly met": "partly met",
    "said met": "said to be met, but not by who requires it",
    "contested": "disputed whether it is met",
    "missed": "its last day has passed",
    "met": "met",
    "lapsed": "no longer required",
    "overtaken": "overtaken: it happened all the same",
    "waived": "waived, if so",
}


def state(one: Requirement) -> str:
    """Return how a requirement stands, with its own dates."""
    text = STATES[one.state]
    if one.by and one.state == "missed":
        text += f", {words.when(one.by)}"
    elif one.by and one.in_force:
        text += f", to be met by {words.when(one.by)}"
    if one.until and one.in_force:
        text += f", required until {words.when(one.until)}"
    return text


def notes(case: Case, one: Requirement) -> tuple[str, ...]:
    """Return the note of the condition or other entry that states a requirement first."""
    stated = case.find(one.entries[0]) if one.entries else None
    return (stated.note,) if isinstance(stated, Entry) and stated.note else ()


def link(found: Sequence, case: Case, each: CircleLink) -> str:
    """Return a link of a circle: "A waits for B"."""
    return f"{step(found, case, each.waits)} ← only after: {step(found, case, each.for_)}"


def heading(freed: FreedDeadlock) -> str:
    """Return what kind of deadlock it is: "3 steps wait for one another"."""
    steps, circle = len(freed.deadlock.steps), len(freed.deadlock.circle)
    text = f"{steps} steps wait for one another"
    if circle < steps:
        text += f"; the shortest circle has {circle}"
    if freed.deadlock.shortest > 1:
        text += f", and {freed.deadlock.shortest} circles are as short"
    return text


def lapses(freed: FreedDeadlock) -> str:
    """Return when a deadlock ends by itself; "" where it does not."""
    if freed.lapses is None:
        return ""
    return f"It ends by itself after {words.when(freed.lapses)}, when conditions in it end."


def ways_heading(freed: FreedDeadlock) -> str:
    """Return how many conditions have to give way."""
    ways = freed.waivers
    if not ways.sets:
        if ways.at_least is None:
            return "No waiver frees it: a step in it was ruled out."
        return (
            f"At least {ways.at_least} conditions have to give way. The smallest sets were not found: "
            f"the search was ended. These {len(ways.enough)} would do:"
        )
    count = len(ways.sets[0])
    which = "one of these" if len(ways.sets) > 1 else "this"
    many = "1 condition has" if count == 1 else f"{count} conditions have"
    more = "" if ways.all_listed else f", and more than the {len(ways.sets)} listed would do"
    if len(ways.sets) > 1 and count > 1:
        which = "one of these sets"
    return f"{many} to give way, {which}{more}:"


def ways(freed: FreedDeadlock) -> tuple[tuple[str, ...], ...]:
    """Return the sets that are told: the smallest ones, else one that would do."""
    found = freed.waivers
    return found.sets or ((found.enough,) if found.enough else ())


def at_once(found: Sequence, case: Case, steps: Iterable[str]) -> str:
    """Return steps that would happen at the same time."""
    return words.joined(step(found, case, key) for key in steps)


def hindered(case: Case, found: Sequence, ids: Iterable[str]) -> str:
    """Return why doing things at the same time frees nothing."""
    asked = dict.fromkeys(
        f"{words.name_of(case, one.required_by)} asks for {_days(one.lead_days)} in between"
        if one.lead_days
        else "the last day of a condition has passed"
        for one in (found.graph.requirement(each) for each in ids)
    )
    return f"At the same time it cannot be done: {words.joined(asked)}."


def dead_end(found: Sequence, case: Case, one: DeadEnd) -> str:
    """Return why nobody can meet a requirement any more."""
    required = found.graph.requirement(one.requirement)
    if one.steps:
        gone = words.joined(step(found, case, key) for key in one.steps)
        return f"{requirement(found, case, required)}. Ruled out: {gone}"
    assert required.by is not None  # missed only where there is a last day
    return f"{requirement(found, case, required)}. Its last day was {words.when(required.by)}"


def earliest(times: StepTimes) -> str:
    """Return when a step can happen at the earliest."""
    if times.earliest is None:
        return "not as the conditions are stated"
    return f"from {words.day(times.earliest)}"


def latest(times: StepTimes, case: Case) -> str:
    """Return by when a step has to happen, and who says so where somebody does."""
    if times.latest is None:
        return "no last day"
    says = f" (says {words.name_of(case, times.latest_says)})" if times.latest_says else ""
    return f"by {'about ' if times.uncertain else ''}{words.day(times.latest)}{says}"


def slack(times: StepTimes) -> str:
    """Return how many days there are for a step; "" where nothing says."""
    days = times.slack_days
    if days is None:
        return ""
    return f"{_days(days)} to spare" if days >= 0 else f"{_days(-days)} too late"


def path_title(found: Sequence, case: Case) -> str:
    """Return what the critical path leads to."""
    return f"Critical path to the next meeting: {words.name_of(case, found.next_meeting)}"


def compared(case: Case, found: Sequence, before: Sequence) -> tuple[str, ...]:
    """Return what a what-if changes: deadlocks, what could then happen, what could not any more."""
    freed = [key for key in before.blocked if key not in found.blocked]
    stuck = [key for key in found.blocked if key not in before.blocked]
    known = {step.key for step in found.graph.steps}
    lines = [f"deadlocks: {len(found.deadlocks)}, instead of {len(before.deadlocks)}"]
    for title, keys in (("could then happen", freed), ("could not happen any more", stuck)):
        named = [step(found, case, key) for key in keys if key in known]
        if named:
            lines.append(f"{title}: {words.joined(named)}")
    return tuple(lines)
