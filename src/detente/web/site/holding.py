"""What the pages on what holds are told from: the conflict as reckoned, how states are named, the picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

from detente.charts.stability import StateLabel
from detente.core.record.case import Case
from detente.core.record.conflict import NOTHING, courses_of
from detente.core.report import STATES_AT_MOST
from detente.core.stability.analysis import ConflictAnalysis
from detente.core.stability.around import STATES_AT_MOST as DRAWN_AT_MOST
from detente.core.stability.around import Around, between
from detente.core.stability.building import Conflict
from detente.core.stability.five import CONCEPTS, ConceptName, Stability
from detente.core.stability.from_here import holds_under, may_hold
from detente.core.stability.held import Held, held
from detente.core.stability.told import MoveTold
from detente.web import stability_section, state_words, words
from detente.web.conflict_labels import case_labels, no_state
from detente.web.state_numbers import NamedStates, named_states

from .jobs import Job
from .moves_picture import moves_picture
from .site import Site
from .told import Told

CHOICES_AT_MOST = 64
"""So many states can be chosen from a list; any by what is done in it."""


class NoSuchState(Exception):
    """There is no state of that name; the words say why."""


@dataclass(frozen=True, slots=True)
class Known:
    """A case as known on a day, with what holds in its conflict."""

    report: Told
    held: Held
    version: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A state that can be chosen: its name, and what a list says of it."""

    name: str
    told: str


def holding(site: Site, on: date) -> Job:
    """Return the job that reckons what holds, begun if it was not; it gives :class:`Known`."""
    version = site.folder.current()[0]
    report = site.report(on)

    def work(job: Job) -> Known:
        found = held(report.case, STATES_AT_MOST, job.progress)
        told = report.with_parts(stability=found.analysis, moves=found.moves)
        return Known(told, found, version)

    return site.jobs.job((version, on, "what holds"), "what holds", work)


def same_page(request: Request, *without: str) -> str:
    """Return the address of a request, but for some of what it asks for."""
    kept = [each for each in request.query_params.multi_items() if each[0] not in without]
    return quote(request.url.path) + (f"?{urlencode(kept, quote_via=quote)}" if kept else "")


class HeldPage:
    """One answer to a request: how its states are named, and the pages that they lead to."""

    def __init__(self, site: Site, request: Request, known: Known) -> None:
        self.site, self.request, self.known = site, request, known
        self.report = known.report
        self.on = site.day(request)
        self.case: Case = site.isolated(known.report)

    @property
    def conflict(self) -> Conflict:
        """The conflict, where there is one."""
        assert self.known.held.conflict is not None
        return self.known.held.conflict

    @property
    def found(self) -> Stability:
        """Its verdicts."""
        assert self.known.held.found is not None
        return self.known.held.found

    @property
    def analysis(self) -> ConflictAnalysis:
        """What is told of it at once."""
        assert self.known.held.analysis is not None
        return self.known.held.analysis

    def address(self, path: str, **asked: str) -> str:
        """Return the address of one of our pages, on the day that is looked at."""
        if self.on != self.site.today():
            asked["on"] = str(self.on)
        given = {name.rstrip("_"): value for name, value in asked.items()}
        return path + (f"?{urlencode(given, quote_via=quote)}" if given else "")

    def state_page(self, name: str) -> str:
        """Return the address of a state's page."""
        return self.address(f"/stability/{quote(name, safe='')}")

    def named(self) -> NamedStates:
        """Return how this page names states; it remembers which it named."""
        listed = stability_section.numbers(self.report)
        return named_states(self.case, self.conflict, listed, self.state_page)

    def name(self, state: int | None) -> str:
        """Return the name of a state; empty for none."""
        return "" if state is None else self.conflict.name(state)

    def words(self, name: str) -> str:
        """Return a state in words, by its name."""
        return case_labels(self.case, str).state(name)

    def state(self, name: str) -> int:
        """Return a state by its name; raise :class:`NoSuchState` with the words for why there is none."""
        place = self.conflict.find(name)
        if place is None:
            raise NoSuchState(no_state(self.named().labels, name))
        return place

    def asked(self, field: str) -> int | None:
        """Return the state that a form asks for, by its name or by what is done in it; None: none."""
        given = self.request.query_params
        if "ticked" in given:
            return self.state(" + ".join(dict.fromkeys(given.getlist("taken"))) or NOTHING)
        return self.state(given[field]) if given.get(field) else None

    def concept(self) -> ConceptName | None:
        """Return the concept that a form asks for; None: all."""
        given = self.request.query_params.get("concept", "")
        return next((each for each in CONCEPTS if each == given), None)

    def choices(self, named: NamedStates, *more: int | None) -> tuple[Choice, ...]:
        """Return the states to choose from: those of the table, as matters stand, and some more."""
        rows = [row.state for row in self.analysis.rows[:CHOICES_AT_MOST]]
        others = (*more, self.conflict.now)
        names = [*rows, *(self.conflict.name(each) for each in others if each is not None)]
        numbers = {name: named.numbers.number(name) for name in names}
        ordered = sorted(numbers, key=lambda name: int(numbers[name].replace(",", "")))
        now = self.analysis.now
        return tuple(
            Choice(
                name,
                f"{numbers[name]}: {named.words(name)}{' (as matters stand)' if name == now else ''}",
            )
            for name in ordered
        )

    def ticks(self, state: int | None) -> tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]:
        """Return for each party each course of action, with whether it is done in a state."""
        taken = () if state is None else courses_of(self.conflict.name(state))
        by_party: dict[str, list[tuple[str, str, bool]]] = {}
        for each in self.conflict.courses:
            entry: Any = self.case.find(each, "conflict")
            by_party.setdefault(entry.party, []).append((each, entry.label, each in taken))
        return tuple((words.name_of(self.case, who), tuple(all_)) for who, all_ in by_party.items())

    def holds_under(self, name: str) -> tuple[ConceptName, ...]:
        """Return the concepts under which a state surely holds for all."""
        return holds_under(self.found, self.state(name))

    def holding(self, name: str) -> str:
        """Return in words under which concepts a state holds for all."""
        state = self.state(name)
        return state_words.holding(holds_under(self.found, state), may_hold(self.found, state))

    def picture(
        self, moves: Around | None, named: NamedStates, way: Sequence[tuple[str, str, str]] = ()
    ) -> Mapping[str, Any]:
        """Return the graph of moves among some states as a chart of a page; empty for none."""
        if moves is None:
            return {}
        labels = {
            name: StateLabel(
                named.numbers.number(name), named.words(name), bool(self.holds_under(name))
            )
            for name in moves.states
        }
        addresses = {each.number: self.state_page(name) for name, each in labels.items()}
        parties = {each: words.name_of(self.report.case, each) for each in self.analysis.parties}
        drawn = moves_picture(moves, labels, parties, self.analysis.now, addresses, way)
        return {"moves": {"svg": drawn, "specification": None}} if drawn else {}

    def drawn_with(self, start: int, steps: Iterable[MoveTold]) -> Around:
        """Return the states to draw beside a way: those on it, and others while there is room."""
        model = self.conflict.model
        on_it = [start, *(self.state(each.state) for each in steps)]
        if model.states <= DRAWN_AT_MOST:
            return between(self.conflict, (*on_it, *range(model.states)))
        others = (
            [self.state(each) for each in self.report.moves.states] if self.report.moves else []
        )
        room = max(DRAWN_AT_MOST, len(on_it))
        return between(self.conflict, list(dict.fromkeys((*on_it, *others)))[:room])
