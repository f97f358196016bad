"""How conditions, deadlocks and the ways out of them look in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.core.record.case import Case
from detente.core.sequence.analysis import FreedDeadlock, Sequence
from detente.core.sequence.graph import Requirement
from detente.core.sequence.times import StepTimes
from detente.web import sequence_words as told
from detente.web import words

from .blocks import indented, quotations
from .console import console

WIDE_ENOUGH = 76
"""From how many columns on the times stand in a table; below, one step under the other."""

STEPS_LISTED_AT_MOST = 60
"""How many steps of each round, and links of a circle, are listed; JSON has all."""


def conditions_view(
    case: Case, found: Sequence, before: Sequence | None
) -> Iterable[RenderableType]:
    """Yield what is printed; ``before`` is how it stands without the what-if, if there is one."""
    if before is not None:
        yield from _compared(case, found, before)
    if not found.graph.requirements:
        yield Text("no condition is recorded yet, and nothing waits for anything", "italic")
    for number, freed in enumerate(found.deadlocks, 1):
        yield from _deadlock(case, found, freed, number)
    if found.graph.requirements and not found.deadlocks:
        yield Text("No deadlock: no steps wait for one another.", "bold green4")
        yield Text("")
    if found.dead_ends:
        yield Text("Nobody can meet these any more", "bold")
        for each in found.dead_ends:
            yield indented(f"{told.dead_end(found, case, each)}. [{each.requirement}]")
        yield Text("")
    yield from _order(case, found)
    yield from _path(case, found)
    yield from _times(case, found)
    yield from _requirements(case, found)


def _compared(case: Case, found: Sequence, before: Sequence) -> Iterable[RenderableType]:
    """What the what-if changes, first of all."""
    yield Text("What if (nothing is recorded)", "bold")
    for line in told.compared(case, found, before):
        yield indented(line)
    yield Text("")


def _deadlock(
    case: Case, found: Sequence, freed: FreedDeadlock, number: int
) -> Iterable[RenderableType]:
    title = f"Deadlock {number}" if len(found.deadlocks) > 1 else "Deadlock"
    yield Text.assemble((title, "bold red3"), (f": {told.heading(freed)}", "bold"))
    for each in freed.deadlock.circle[:STEPS_LISTED_AT_MOST]:
        requirement = found.graph.requirement(each.requirement)
        yield Text("")
        yield indented(Text(told.link(found, case, each), "bold"))
        yield from _behind(case, requirement)
    yield from _more(len(freed.deadlock.circle))
    if freed.deadlock.closed:
        closed = words.joined((told.step(found, case, key) for key in freed.deadlock.closed), "or")
        yield Text("")
        yield indented(f"The other way is closed too, for now: {closed}")
    yield Text("")
    if told.lapses(freed):
        yield indented(told.lapses(freed))
        yield Text("")
    yield Text("Smallest ways out", "bold")
    yield indented(told.ways_heading(freed))
    for index, each_set in enumerate(told.ways(freed), 1):
        for place, given in enumerate(each_set):
            mark = f"{index}. " if place == 0 else "   and "
            sentence = told.requirement(found, case, found.graph.requirement(given))
            yield indented(f"{mark}{sentence} [{given}]")
    for way in freed.exchange.ways:
        joined = told.at_once(found, case, way.steps)
        yield indented(
            f"Or at the same time, none before the other: {joined} [{', '.join(way.requirements)}]"
        )
    if freed.exchange.hindered_by:
        yield indented(told.hindered(case, found, freed.exchange.hindered_by))
    yield Text("")


def _behind(case: Case, requirement: Requirement) -> Iterable[RenderableType]:
    """Who requires something, how it stands, and the words behind it."""
    asked = f", {told.lead(requirement)}" if requirement.lead_days else ""
    yield Padding(
        Text.assemble(
            f"{told.who(case, requirement)}{asked} · {told.state(requirement)} ",
            (f"[{requirement.id}]", "dim"),
        ),
        (0, 0, 0, 4),
    )
    if requirement.claims:
        yield indented(Text(told.claims(case, requirement)), 4)
    yield Padding(quotations(case, requirement.evidence), (0, 0, 0, 4), expand=False)
    for note in told.notes(case, requirement):
        yield indented(Text(f"Note: {note}", "italic"), 4)


def _order(case: Case, found: Sequence) -> Iterable[RenderableType]:
    if not found.order and not found.blocked:
        return
    yield Text("What can happen, in which order", "bold")
    for number, keys in enumerate(found.order, 1):
        mark = "now" if number == 1 else "then"
        named = [told.step(found, case, key) for key in keys[:STEPS_LISTED_AT_MOST]]
        more = f"; and {len(keys) - len(named)} more" if len(keys) > len(named) else ""
        yield indented(Text.assemble((f"{mark:<5}", "bold"), "; ".join(named) + more))
    if found.blocked:
        named = [told.step(found, case, key) for key in found.blocked[:STEPS_LISTED_AT_MOST]]
        left = len(found.blocked) - len(named)
        yield indented(
            Text.assemble(
                ("not as the conditions are stated: ", "bold red3"),
                "; ".join(named) + (f"; and {left} more" if left else ""),
            )
        )
    yield Text("")


def _path(case: Case, found: Sequence) -> Iterable[RenderableType]:
    if not found.next_meeting:
        return
    yield Text(told.path_title(found, case), "bold")
    if not found.critical_path:
        yield indented("As the conditions are stated, it cannot take place: see above.")
    elif len(found.critical_path) == 1:
        yield indented("Nothing has to come before it.")
    for key in found.critical_path if len(found.critical_path) > 1 else ():
        times = found.time(key)
        yield indented(
            f"{told.step(found, case, key)}: {told.earliest(times)}, {told.latest(times, case)}"
        )
    yield Text("")


def _times(case: Case, found: Sequence) -> Iterable[RenderableType]:
    all_dated = [each for each in found.times if each.latest or each.waits_for]
    if not all_dated:
        return
    dated = all_dated[:STEPS_LISTED_AT_MOST]
    yield Text("When", "bold")
    if console().width < WIDE_ENOUGH:
        for each in dated:
            yield indented(Text(told.step(found, case, each.key), "bold"))
            yield indented(Text(", ".join(part for part in _when(case, each) if part)), 4)
    else:
        table = Table(box=None, pad_edge=False, show_header=False)
        for ratio in (5, 3, 3, 2):
            table.add_column(ratio=ratio, overflow="fold")
        for each in dated:
            style = "red3" if (each.slack_days or 0) < 0 else ""
            table.add_row(told.step(found, case, each.key), *_when(case, each), style=style)
        yield Padding(table, (0, 0, 0, 2))
    yield from _more(len(all_dated))
    yield Text("")


def _more(count: int) -> Iterable[RenderableType]:
    """Say how many are not listed, if any."""
    if count > STEPS_LISTED_AT_MOST:
        yield indented(Text(f"and {count - STEPS_LISTED_AT_MOST} more: see --json", "italic"))


def _when(case: Case, times: StepTimes) -> tuple[str, str, str]:
    return told.earliest(times), told.latest(times, case), told.slack(times)


def _requirements(case: Case, found: Sequence) -> Iterable[RenderableType]:
    """All that is required: what blocks what."""
    shown = found.graph.requirements
    if not shown:
        return
    yield Text("What has to come before what", "bold")
    for each in shown:
        style = "" if each.in_force else "dim"
        yield indented(
            Text.assemble(
                (told.requirement(found, case, each), style),
                (f" · {told.state(each)} · {words.source(case, each.evidence)}", "dim"),
                (f" [{each.id}]", "dim"),
            )
        )
