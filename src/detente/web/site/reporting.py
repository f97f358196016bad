"""The report: which sections, for whom, as of which day; read here, or taken along as a page or on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from typing import Any, Literal
from urllib.parse import urlencode

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.charts.script import EmbedScript
from detente.core.problems import listed
from detente.core.record.entry import PUBLIC
from detente.core.report import Report, analyse
from detente.web.report import report_page, sections_of
from detente.web.section_context import section_context
from detente.web.sections import SECTIONS
from detente.web.translation import N_

from . import pages
from .drawings import charts_of_page
from .exporting import for_reader, readers_of
from .jobs import Job
from .site import Site

Kind = Literal["page", "html", "pdf"]
"""Read here; a file that needs nothing else; a file for print."""
MEDIA: dict[str, str] = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
ALL = {"": N_("nobody's eyes but yours: all that is in the folder")}
TOO_LATE = N_("what changed cannot lie after the day itself")
JUDGED = frozenset({"agreement", "stability"})
"""Sections that rest on what takes long to reckon."""


@dataclass(frozen=True, slots=True)
class AskedReport:
    """Which report somebody asks for."""

    kind: Kind
    reader: str
    on: date
    since: date | None
    sections: tuple[str, ...]
    """Those chosen; none: all that have something to tell."""


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report as it was asked for, or why there is none."""

    context: dict[str, Any] | None = None
    data: bytes = b""
    note: str = ""
    missing: str = ""


class Reporting:
    """One method a route."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def report(self, request: Request) -> Response:
        """Return the page on which a report is chosen."""
        return await run_in_threadpool(self._choose, request)

    def _choose(self, request: Request, refused: str = "", status: int = 200) -> Response:
        asked = self._asked(request)
        since = asked.since
        if "since" not in request.query_params and asked.on - date.min > timedelta(days=7):
            since = asked.on - timedelta(days=pages.CHANGED_DAYS)
        return self._site.page(
            request,
            "report-choice",
            status,
            heading=self._site.gettext("Report"),
            all=SECTIONS,
            asked=asked,
            since=since,
            readers=self._readers(),
            refused=refused,
        )

    async def report_made(self, request: Request) -> Response:
        """Return the report to be read here, where the file of it is, or how far it is."""
        return await run_in_threadpool(self._made, request)

    def _made(self, request: Request) -> Response:
        asked = self._asked(request)
        if asked.since is not None and asked.since > asked.on:
            return self._choose(request, TOO_LATE, 422)
        job = self._job(asked)
        job.wait(pages.PATIENCE_SECONDS)
        waited, query = "waited" in request.query_params, _query(asked)
        is_open = "&open=1" if "open" in request.query_params else ""
        if job.state != "done" and not waited:
            return RedirectResponse(f"/report/made?{query}{is_open}&waited=1", 303)
        if job.state != "done":
            again = f"/report/made?{query}{is_open}"
            return self._site.page(
                request, "reckoning", heading=self._site.gettext("Report"), job=job, again=again
            )
        made: MadeReport = job.result
        if made.context is not None:
            return self._site.page(
                request,
                "report-read",
                heading=self._site.gettext("Report"),
                asked=asked,
                query=query,
                **made.context,
            )
        if waited or made.note or made.missing:
            return self._site.page(
                request,
                "report-ready",
                heading=self._site.gettext("Report"),
                asked=asked,
                query=query,
                made=made,
            )
        return RedirectResponse(f"/report/file?{query}{is_open}", 303)

    async def report_file(self, request: Request) -> Response:
        """Return the file of a report; lead to how far it is as long as there is none."""
        return await run_in_threadpool(self._file, request)

    def _file(self, request: Request) -> Response:
        asked = self._asked(request)
        if asked.since is not None and asked.since > asked.on:
            return self._choose(request, TOO_LATE, 422)
        job = self._job(asked)
        job.wait(pages.PATIENCE_SECONDS)
        made: MadeReport | None = job.result if job.state == "done" else None
        if made is None or not made.data:
            return RedirectResponse(f"/report/made?{_query(asked)}", 303)
        is_open = asked.kind == "pdf" and "open" in request.query_params
        how = "inline" if is_open else "attachment"
        headers = {
            "Content-Disposition": f'{how}; filename="report{for_reader(asked.reader)}-{asked.on}.{asked.kind}"',
            "Cache-Control": "no-store",
        }
        return Response(made.data, media_type=MEDIA[asked.kind], headers=headers)

    def _readers(self) -> dict[str, str]:
        """Whom a report can be for, with what people call them."""
        gettext = self._site.gettext
        everything = {reader: gettext(words) for reader, words in ALL.items()}
        return {**readers_of(self._site.case(), gettext), **everything}

    def _asked(self, request: Request) -> AskedReport:
        """What a request asks for; nobody else's and no other report."""
        given = request.query_params
        kind = given.get("as", "html")
        names = tuple(each for each in SECTIONS if each in given.getlist("section"))
        reader = given.get("for", PUBLIC)
        if (
            kind not in ("html", "pdf")
            or set(given.getlist("section")) - set(SECTIONS)
            or reader not in self._readers()
        ):
            raise pages.NotThere
        read_here: Kind = "page" if "open" in given else "html"
        try:
            since = date.fromisoformat(given.get("since", ""))
        except ValueError:
            since = None
        sections = names if len(names) < len(SECTIONS) else ()
        return AskedReport(
            "pdf" if kind == "pdf" else read_here, reader, self._site.day(request), since, sections
        )

    def _job(self, asked: AskedReport) -> Job:
        version, case = self._site.folder.current()[0], self._site.case()

        def work(job: Job) -> MadeReport:
            report = analyse(
                case,
                asked.on,
                asked.reader or None,
                asked.since,
                np.random.default_rng(0),
                judged=not asked.sections or not JUDGED.isdisjoint(asked.sections),
                progress=job.progress,
            )
            job.progress(0, 0)
            return MAKERS[asked.kind](report, asked.sections, job)

        return self._site.jobs.job(("report", version, asked), "report", work)


def _query(asked: AskedReport) -> str:
    """What asks for a report as a file."""
    pairs = [
        ("as", "pdf" if asked.kind == "pdf" else "html"),
        ("for", asked.reader),
        ("on", str(asked.on)),
        ("since", str(asked.since or "")),
        *(("section", each) for each in asked.sections),
    ]
    return urlencode(pairs)


def _read_here(report: Report, sections: tuple[str, ...], job: Job) -> MadeReport:
    named = sections_of(report, sections)
    return MadeReport(section_context(report, named, charts_of_page(report, named)))


def _as_page(report: Report, sections: tuple[str, ...], job: Job) -> MadeReport:
    return MadeReport(data=report_page(report, _script(), sections).encode())


def _on_paper(report: Report, sections: tuple[str, ...], job: Job) -> MadeReport:
    try:  # only now: it takes seconds to load, and may be missing
        paper = import_module("detente.web.paper")
    except OSError:  # raised where a library of the system cannot be loaded
        return MadeReport(missing="Pango, which sets the text of a PDF, is not installed here.")
    made = paper.report_on_paper(report, sections, job.progress)
    signs = listed(made.without_glyph)
    note = f"No font here has {signs}; boxes stand in their place." if signs else ""
    return MadeReport(data=made.data, note=note)


MAKERS = {"page": _read_here, "html": _as_page, "pdf": _on_paper}


@cache
def _script() -> str:
    return EmbedScript().text()
