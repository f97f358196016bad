"""A case for other programs and other people: a file of what its reader may see, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from detente.core.record.case import Case
from detente.core.record.entry import MEDIATOR, PUBLIC
from detente.core.record.known import seen_by
from detente.web.exports import WRITERS, Export
from detente.web.translation import N_

from .forms import EVERYBODY, THE_MEDIATOR
from .pages import NotThere
from .site import Site

KINDS = {
    "xlsx": N_("a workbook: the matrix of positions, then a sheet for each block"),
    "csv": N_("the positions, as text in columns"),
    "zip": N_("all blocks as CSV files in one archive"),
    "json": N_("the case as data"),
    "md": N_("where things stand, as Markdown"),
    "ics": N_("meetings and last days, as a calendar"),
}
"""What each kind of file is, by its ending."""
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}


class Exporting:
    """One method a route."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def exports(self, request: Request) -> Response:
        """Return the page with what can be written, and for whom."""
        return await self._site.kept.answer(request, self._page)

    def _page(self, request: Request) -> Response:
        readers = readers_of(self._site.case(), self._site.gettext)
        chosen = request.query_params.get("for", PUBLIC)
        if chosen not in readers:
            raise NotThere
        return self._site.page(
            request,
            "export",
            heading=self._site.gettext("Export"),
            kinds=KINDS,
            readers=readers,
            reader=chosen,
        )

    async def exported(self, request: Request) -> Response:
        """Return the case as a file, for one reader."""
        return await run_in_threadpool(self._file, request)

    def _file(self, request: Request) -> Response:
        kind, reader = request.path_params["kind"], request.query_params.get("for", PUBLIC)
        case, on = self._site.case(), self._site.day(request)
        if kind not in KINDS or reader not in readers_of(case):
            raise NotThere
        data = WRITERS[kind](Export(seen_by(case, reader, on), on, reader))
        headers = {
            "Content-Disposition": f'attachment; filename="case{for_reader(reader)}-{on}.{kind}"',
            "Cache-Control": "no-store",
        }
        return Response(data, media_type=MEDIA[kind], headers=headers)


def for_reader(reader: str) -> str:
    """Return what the name of a file tells of whom it is for: nothing for everybody; "" may see all."""
    if not reader:
        return "-whole"
    return "" if reader == PUBLIC else f"-for-{reader}"


def readers_of(case: Case, gettext: Callable[[str], str] = str) -> dict[str, str]:
    """Return who a file can be for, with what people call them."""
    words = {PUBLIC: gettext(EVERYBODY), MEDIATOR: gettext(THE_MEDIATOR)}
    return {**words, **{each.id: each.label for each in case.parties}}
