"""The pages on what holds: the conflict, a state, the ways from one, what would make one hold, what it hangs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from detente.core.stability.ahead import GoalTold, goal_told
from detente.core.stability.depends import depends
from detente.core.stability.five import CONCEPTS
from detente.core.stability.for_one import ForOne, for_one
from detente.core.stability.from_here import FromHere, from_here
from detente.core.stability.one_state import one_state
from detente.web import depends_words, stability_section, state_words, words
from detente.web import stability_words as held_words
from detente.web.state_numbers import NamedStates
from detente.web.translation import N_

from . import pages
from .holding import HeldPage, Known, NoSuchState, holding, same_page
from .jobs import Job
from .site import Site

HEADINGS = {
    "stability": N_("Stability"),
    "stability-state": N_("One state"),
    "stability-ways": N_("Ways from a state"),
    "stability-goal": N_("Make a state hold"),
    "stability-depends": N_("What it hangs on"),
}
"""The heading of each page, by its template."""

STEPS_DRAWN_AT_MOST = 20
"""A longer way is told, not drawn."""

Tell = Callable[[HeldPage], Response]


class Stabilizing:
    """One method a route."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def stability(self, request: Request) -> Response:
        """Return which states hold, the graph of moves, and why."""
        return await self._when_held(request, "stability", self._stability)

    async def stability_state(self, request: Request) -> Response:
        """Return all that is told of one state."""
        return await self._when_held(request, "stability-state", self._state)

    async def stability_ways(self, request: Request) -> Response:
        """Return what can be reached from a state, and the ways to those that hold."""
        return await self._when_held(request, "stability-ways", self._ways)

    async def stability_goal(self, request: Request) -> Response:
        """Return which changes of preference would make a state hold."""
        return await self._when_held(request, "stability-goal", self._goal)

    async def stability_depends(self, request: Request) -> Response:
        """Return what the states that hold hang on."""
        return await self._when_held(request, "stability-depends", self._depends)

    async def _when_held(self, request: Request, template: str, tell: Tell) -> Response:
        return await self._site.kept.answer(
            request, lambda asked: self._answer(asked, template, tell), older=True
        )

    def _answer(self, request: Request, template: str, tell: Tell) -> Response:
        """Tell it once what holds is reckoned, else how far that is; a state that is none is not there."""
        job = holding(self._site, self._site.day(request))
        job.wait(pages.PATIENCE_SECONDS)
        if job.state != "done":
            return self._waiting(request, template, job)
        known: Known = job.result
        told = HeldPage(self._site, request, known)
        if known.held.conflict is None:
            if template == "stability-state":
                raise pages.NotThere
            return self._page(told, "stability-none")
        try:
            return tell(told)
        except NoSuchState as wrong:
            return self._page(told, "stability-wrong", {"wrong": str(wrong)}, 404)

    def _waiting(self, request: Request, template: str, job: Job) -> Response:
        return self._site.page(
            request,
            "reckoning",
            heading=self._site.gettext(HEADINGS[template]),
            job=job,
            name="",
            again=same_page(request),
        )

    def _page(
        self, here: HeldPage, template: str, more: dict[str, Any] | None = None, status: int = 200
    ) -> Response:
        heading = self._site.gettext(HEADINGS.get(template, HEADINGS["stability"]))
        given = {
            "here": here,
            "case": here.case,
            "report": here.report,
            "conflict": here.known.held.analysis,
            "held": held_words,
            "holds": stability_section,
            "stated": state_words,
            "words": words,
            "today_again": same_page(here.request, "on"),
            "kept": [each for each in here.request.query_params.multi_items() if each[0] != "on"],
        }
        given |= more or {}
        return pages.told_page(self._site, here.request, template, heading, given, status)

    def _stability(self, told: HeldPage) -> Response:
        named = told.named()
        drawn = (
            told.picture(told.report.moves, named)
            if stability_section.answered(told.analysis)
            else {}
        )
        context = self._site.context(told.report, ("stability",))
        return self._page(
            told, "stability", context | {"charts": drawn} | {"page_of_state": told.state_page}
        )

    def _state(self, told: HeldPage) -> Response:
        state = told.state(told.request.path_params["state"])
        named = told.named()
        labels = named.labels
        name = told.conflict.name(state)
        found = one_state(told.conflict, told.found, state)
        reasons = replace(told.analysis, reasons=found.reasons)
        more: dict[str, Any] = {
            "heading": self._site.gettext("State %(number)s", number=named.numbers.number(name)),
            "name": name,
            "named": named,
            "found": found,
            "rows": state_words.verdict_rows(labels, told.analysis.parties, found.row),
            "doing": state_words.done_by(told.case, told.conflict.courses, found.row),
            "why": list(held_words.reason_lines(labels, reasons, name)),
            "out": [state_words.out_told(told.case, labels, each) for each in found.out],
            "into": [state_words.into_told(labels, each) for each in found.into],
        }
        return self._page(told, "stability-state", more)

    def _ways(self, told: HeldPage) -> Response:
        named = told.named()
        asked, to = told.asked("from"), None
        start = told.conflict.now if asked is None else asked
        if given := told.request.query_params.get("to"):
            to = told.state(given)
        choice: dict[str, Any] = {
            "named": named, "start": start, "to": to, "ticks": told.ticks(start),
            "choices": told.choices(named, start, to),
        }  # fmt: skip
        if start is not None:
            found = from_here(told.conflict, told.found, start, [] if to is None else [to])
            choice |= _ways(told, named, start, to, found)
        return self._page(told, "stability-ways", choice)

    def _goal(self, told: HeldPage) -> Response:
        named, goal = told.named(), told.asked("state")
        concept = told.concept()
        parties = told.analysis.parties
        given = told.request.query_params.get("party", "")
        party = parties.index(given) if given in parties else None
        asked: dict[str, Any] = {
            "named": named, "goal": goal, "concept": concept, "party": party,
            "choices": told.choices(named, goal), "ticks": told.ticks(goal),
            "parties": [(each, words.name_of(told.case, each)) for each in parties],
        }  # fmt: skip
        if goal is None:
            return self._page(told, "stability-goal", asked | {"blocks": None})
        key = ("goal", told.known.version, told.on, goal, concept, party)
        job = self._site.jobs.job(
            key, "what would make it hold", _goals(told, goal, concept, party)
        )
        job.wait(pages.PATIENCE_SECONDS)
        if job.state != "done":
            return self._waiting(told.request, "stability-goal", job)
        return self._page(told, "stability-goal", asked | {"blocks": _blocks(named, job.result)})

    def _depends(self, told: HeldPage) -> Response:
        named, concept = told.named(), told.concept()
        if concept is None:
            return self._page(told, "stability-depends", {"concept": None, "lines": None})
        key = ("depends", told.known.version, told.on, concept)
        job = self._site.jobs.job(
            key, "what it hangs on", lambda job: depends(told.conflict, concept, job.progress)
        )
        job.wait(pages.PATIENCE_SECONDS)
        if job.state != "done":
            return self._waiting(told.request, "stability-depends", job)
        given = {
            "named": named, "concept": concept, "depends_meaning": depends_words.MEANING,
            "lines": list(depends_words.lines(named.labels, job.result, None)),
        }  # fmt: skip
        return self._page(told, "stability-depends", given)


def _ways(
    told: HeldPage, named: NamedStates, start: int, to: int | None, found: FromHere
) -> dict[str, Any]:
    """Return what the page of ways is given: each way in steps, one of them drawn, what is reached."""
    begin, wanted = told.conflict.name(start), None if to is None else told.conflict.name(to)
    ways = found.ahead.ways
    drawn = next((each for each in ways if each.to == wanted), ways[0] if ways else None)
    steps = drawn.moves if drawn else ()
    before = [begin, *(each.state for each in steps)]
    on_it = [(each.party, at, each.state) for at, each in zip(before, steps, strict=False)]
    beside = told.drawn_with(start, steps) if len(steps) < STEPS_DRAWN_AT_MOST else None
    charts = told.picture(beside, named, on_it)
    lines = list(held_words.ahead_lines(named.labels, replace(found.ahead, ways=())))
    return {
        "found": found,
        "lines": lines,
        "ways": [_way(told, named, begin, each) for each in ways],
        "drawn": drawn,
        "charts": charts,
    }


def _way(told: HeldPage, named: NamedStates, begin: str, way: Any) -> dict[str, Any]:
    """Return one way: its steps in option form, and the states on it that hold already."""
    before = [begin, *(each.state for each in way.moves)]
    rests = [each for each in before[:-1] if told.holds_under(each)]
    return {
        "to": way.to,
        "kind": held_words.IMPROVING[way.improving],
        "steps": [
            state_words.step_told(told.case, named.labels, at, each)
            for at, each in zip(before, way.moves, strict=False)
        ],
        "rests": rests,
        "address": told.address("/view/stability/ways", from_=begin, to=way.to),
    }


def _goals(
    told: HeldPage, goal: int, concept: Any, party: int | None
) -> Callable[[Job], tuple[GoalTold | ForOne, ...]]:
    """Return the work of finding what would make a state hold, concept by concept."""
    asked = CONCEPTS if concept is None else (concept,)

    def work(job: Job) -> tuple[GoalTold | ForOne, ...]:
        made: list[GoalTold | ForOne] = []
        for each in asked:
            job.progress(len(made), len(asked))
            made.append(
                goal_told(told.conflict, each, goal)
                if party is None
                else for_one(told.conflict, told.found, each, party, goal)
            )
        return tuple(made)

    return work


def _blocks(named: NamedStates, found: tuple[GoalTold | ForOne, ...]) -> list[list[str]]:
    """Return what was found as sentences, those of concepts of which the same is told together."""
    goals = [each for each in found if isinstance(each, GoalTold)]
    ones = [each for each in found if isinstance(each, ForOne)]
    blocks = [list(held_words.goal_lines(named.labels, each)) for each in held_words.alike(goals)]
    return blocks + [list(state_words.for_one_lines(named.labels, each)) for each in ones]
