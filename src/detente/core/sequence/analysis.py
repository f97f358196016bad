"""What comes before what in a case: everything a view of the conditions tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..record.case import Case
from ..record.dates import Date
from ..record.entry import about
from ..record.rounds import next_meeting
from .building import sequence_graph
from .deadlocks import DeadEnd, Deadlock, dead_ends, deadlocks
from .graph import SequenceGraph
from .possible import Demands, possible
from .times import StepTimes, critical_path, step_times
from .ways_out import Exchange, WaysOut, exchange, waivers


@dataclass(frozen=True, slots=True)
class FreedDeadlock:
    """A deadlock with the smallest ways out of it."""

    deadlock: Deadlock = about("the steps, requirements and shortest circle")
    waivers: WaysOut = about("the smallest sets of requirements whose waiver frees it")
    exchange: Exchange = about("what frees it if done at the same time")
    lapses: Date | None = about(
        "the day after whose end it is no longer there, where conditions in it end"
    )


@dataclass(frozen=True, slots=True)
class Sequence:
    """What has to come before what, as known on a day.

    ``order`` has a round of steps that can happen next, then those that can happen after
    these, and so on; steps of a round are in the order of the record.
    """

    graph: SequenceGraph = about("the steps and requirements")
    deadlocks: tuple[FreedDeadlock, ...] = about("steps that wait for one another")
    dead_ends: tuple[DeadEnd, ...] = about("requirements that nobody can meet any more")
    blocked: tuple[str, ...] = about("steps that cannot happen as things stand")
    order: tuple[tuple[str, ...], ...] = about("the open steps that can happen, round by round")
    times: tuple[StepTimes, ...] = about("the open steps: when at the earliest, when at the latest")
    next_meeting: str = about("the next meeting planned, if any")
    critical_path: tuple[str, ...] = about("the steps that decide when it can take place")

    def time(self, key: str) -> StepTimes:
        """Return the times of an open step; raise ``KeyError`` if there is none."""
        for each in self.times:
            if each.key == key:
                return each
        raise KeyError(key)


def sequence(case: Case, on: date) -> Sequence:
    """Return what has to come before what in a case, as known on a day.

    No conditions give no deadlock. Ties are kept: every smallest way out is listed, up to
    a hundred. Cost: linear in the entries, but for the ways out of deadlocks
    (:func:`detente.core.sequence.ways_out.waivers`).

    >>> sequence(Case(title="t"), date(2025, 5, 30)).deadlocks
    ()
    """
    return analysed(sequence_graph(case, on), case)


def analysed(graph: SequenceGraph, case: Case) -> Sequence:
    """Return what follows from a graph of steps and requirements of a case."""
    demands = Demands.of(graph)
    rounds = possible(demands).rounds
    times = step_times(graph, demands, rounds)
    by_key = {each.key: each for each in times}
    ahead = next_meeting(case, graph.on)
    goal = ahead.id if ahead is not None and ahead.id in by_key else ""
    last = max((rounds[key] for key in by_key if key in rounds), default=0)
    return Sequence(
        graph,
        tuple(
            FreedDeadlock(
                each, waivers(demands, each), exchange(demands, each), _lapses(demands, each)
            )
            for each in deadlocks(demands)
        ),
        dead_ends(demands),
        tuple(key for key in by_key if key not in rounds),
        tuple(
            tuple(key for key in by_key if rounds.get(key) == number)
            for number in range(1, last + 1)
        ),
        times,
        goal,
        critical_path(by_key, goal) if goal else (),
    )


def _lapses(demands: Demands, deadlock: Deadlock) -> Date | None:
    """Return the earliest end of conditions after which every step of a deadlock can happen."""
    ending = [each for some in demands.into.values() for each in some if each.until]
    days = {each.until.latest: each.until for each in ending if each.until}
    for day in sorted(days):
        over = [each.id for each in ending if each.until and each.until.latest <= day]
        rounds = possible(demands, waived=over).rounds
        if all(key in rounds for key in deadlock.steps):
            return days[day]
    return None
