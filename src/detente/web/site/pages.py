"""The pages that only tell: today, each view, a source, what is wrong."""

from __future__ import annotations

import hmac
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from detente.core.record.case import CASE_FILE
from detente.web.report import colours, static_file

from .agreement_page import agreement_told
from .guard import cookie_header
from .lists import bounded, few_in_cells, few_moves, part_of
from .routes import SECTION_PAGES
from .site import Site
from .supposing import conditions_told

CHANGED_DAYS = 7
"""What changed within so many days is told where nobody has looked before."""
JUDGED = ("agreement",)
PATIENCE_SECONDS = 0.8
"""How long a page waits for what it rests on, before it tells how far that is."""
CACHED = {"Cache-Control": "no-cache"}
FEWER = {"positions": few_in_cells, "movement": few_moves}
"""What makes large views fit on a page."""


class NotThere(Exception):
    """The case has no such page."""


class Pages:
    """One method a route."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def enter(self, request: Request) -> Response:
        """Exchange the token of the first address for the cookie, and lead on to the case.

        A page that leads on by itself, not a redirect: the cookie is sent only with what comes from
        one of our own pages.
        """
        guard = self._site.guard
        assert guard is not None
        given = request.query_params.get("token", "")
        if not hmac.compare_digest(given.encode(), self._site.secrets.entrance.encode()):
            words = "<!doctype html><title>Not the address</title><p>This is not the address that "
            return HTMLResponse(words + "detente serve printed when it was started.</p>", 403)
        page = HTMLResponse(
            '<!doctype html><html lang="en"><meta http-equiv="refresh" content="0;url=/">'
            '<link rel="icon" href="data:,"><title>Opening</title><p><a href="/">Open the case</a></p></html>',
            headers={"Cache-Control": "no-store"},
        )
        page.set_cookie(**cookie_header(guard))
        return page

    async def asset(self, request: Request) -> Response:
        """Return a style sheet or a script."""
        name = request.path_params["name"]
        data = _assets().get(name)
        if data is None:
            raise NotThere
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        return Response(data, media_type=kind, headers=CACHED)

    async def today(self, request: Request) -> Response:
        """Return what is due, what changed, and what is wrong."""
        since = self._since(self._site.day(request))
        return await self._site.kept.answer(request, self._today, str(since), older=True)

    def _today(self, request: Request) -> Response:
        site, on = self._site, self._site.day(request)
        since = self._since(on)
        report = site.report(on, since)
        context = site.context(report, ("now", "due", "changes"))
        problems = site.folder.read().problems
        return self._told(request, "today", site.gettext("Today"), context, problems=problems)

    def _since(self, on: date) -> date:
        """The day of the last visit; of the week before where there was none, or it is not told."""
        site, week = self._site, timedelta(days=CHANGED_DAYS)
        last = site.visit_before()
        if last is not None and on == site.today():
            return datetime.fromtimestamp(last, site.clock().tzinfo or UTC).date()
        return max(on, date.min + week) - week

    async def section(self, request: Request) -> Response:
        """Return one view of the case."""
        return await self._site.kept.answer(request, self._section, older=True)

    def _section(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in SECTION_PAGES:
            raise NotThere
        title, sections = SECTION_PAGES[name]
        title = self._site.gettext(title)
        if name == "sources":
            return self._sources(request)
        if name in JUDGED:
            return self._reckoned(request, name, title, sections)
        told = self._site.report(self._site.day(request))
        if name == "conditions":
            supposed = conditions_told(self._site, request, told)
            return self._told(request, "conditions", title, supposed)
        drawn, part = bounded(told, name, request.query_params, request.url.path)
        shown, hidden = FEWER[name](drawn) if name in FEWER else (drawn, 0)
        looked_for = part is not None and part.wish
        context = self._site.context(shown, sections, None if looked_for else drawn)
        more = {"name": name, "part": part, "hidden": hidden}
        return self._told(request, "section", title, context, **more)

    def _reckoned(
        self, request: Request, name: str, title: str, sections: tuple[str, ...]
    ) -> Response:
        """A view that rests on judgements: told once it is reckoned, else how far that is."""
        job = self._site.reckoning(self._site.day(request))
        job.wait(PATIENCE_SECONDS)
        if job.state != "done":
            return self._site.page(request, "reckoning", heading=title, job=job, name=name)
        report = job.result
        context = self._site.context(report, sections, report)
        if name == "agreement":
            told = agreement_told(report, report)
            return self._told(request, "agreement", title, context, **told)
        return self._told(request, "section", title, context, name=name)

    async def cancelled(self, request: Request) -> Response:
        """End long work at its next step."""
        job = self._site.jobs.find(request.path_params["job"])
        if job is None:
            raise NotThere
        job.cancel()
        await run_in_threadpool(job.wait, PATIENCE_SECONDS)
        return RedirectResponse("/?ended=1", 303)

    def _sources(self, request: Request) -> Response:
        told = self._site.report(self._site.day(request))
        asked, path = request.query_params, request.url.path
        shown, part = part_of(told.listed, lambda each: each.document.title, asked, path)
        context = self._site.context(told.with_parts(documents=shown), ())
        return self._told(
            request, "sources", self._site.gettext("Sources"), context, name="sources", part=part
        )

    async def history(self, request: Request) -> Response:
        """Return where one party stood on one issue, from the first to the last."""
        return await self._site.kept.answer(request, self._history, older=True)

    def _history(self, request: Request) -> Response:
        party, issue = (request.path_params[each] for each in ("party", "issue"))
        report = self._site.report(self._site.day(request))
        cell = next(
            (each for each in report.positions.cells if (each.party, each.issue) == (party, issue)),
            None,
        )
        if cell is None:
            raise NotThere
        context = self._site.context(report, ())
        found = report.case.find(issue, "issues")
        return self._told(
            request, "history", self._site.gettext("History"), context, cell=cell, issue=found
        )

    async def source(self, request: Request) -> Response:
        """Return a source's text with its evidence marked."""
        return await self._site.kept.answer(request, self._source, older=True)

    def _source(self, request: Request) -> Response:
        wanted = request.path_params["document"]
        report = self._site.report(self._site.day(request))
        quoted = report.quoted(wanted)
        context = self._site.context(report, ())
        if quoted is None:
            later = self._site.case().find(wanted, "documents")
            if later is None:
                raise NotThere
            heading = self._site.gettext("Not known yet")
            return self._told(request, "not-known", heading, context, later=later)
        return self._told(request, "source", quoted.document.title, context, quoted=quoted)

    async def problems(self, request: Request) -> Response:
        """Return all that is wrong in the case."""
        return await self._site.kept.answer(request, self._problems)

    def _problems(self, request: Request) -> Response:
        found = self._site.folder.read().problems
        heading = self._site.gettext("Problems")
        mendable = self._site.folder.has_text(CASE_FILE)
        return self._site.page(
            request, "problems", problems=found, heading=heading, mendable=mendable
        )

    def _told(
        self, request: Request, template: str, heading: str, context: dict[str, Any], **more: Any
    ) -> Response:
        return told_page(self._site, request, template, heading, context, **more)


def told_page(
    site: Site,
    request: Request,
    template: str,
    heading: str,
    context: dict[str, Any],
    status: int = 200,
    **more: Any,
) -> Response:
    """Return a page that tells of a day, with the days that there are to choose from."""
    span = site.report(site.today()).span
    told = {"heading": heading, "first": span.first, "last": span.last, **context, **more}
    return site.page(request, template, status, **told)


@cache
def _assets() -> dict[str, bytes]:
    """The style sheets and scripts by name; scripts are there only if they were built."""
    style = colours() + static_file("report.css") + static_file("pages.css")
    found = {"pages.css": style.encode()}
    built = resources.files("detente.web.site").joinpath("built")
    if built.is_dir():
        found |= {
            each.name: each.read_bytes()
            for each in built.iterdir()
            if each.name.endswith((".js", ".css"))
        }
    return found
