"""The local program as an ASGI application: the guard, the routes, and what refusals look like."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from detente.formats.files import NotWritten
from detente.formats.sheets.limits import FILE_AT_MOST as SHEET_BYTES_AT_MOST
from detente.formats.writer import ChangedUnderneath, WouldOverwrite
from detente.intake.limits import BYTES_AT_MOST as DOCUMENT_BYTES_AT_MOST
from detente.intake.limits import MEBIBYTE
from detente.store.desk import DeskUnavailable
from detente.web.translation import N_

from .api import Api, NotRight, error
from .editing import Editing, NotTheNewest
from .exporting import Exporting
from .fields_sent import fields_sent
from .folder import NoSuchFile, TextTooLarge
from .guard import READING, Guard, right_form
from .helping import Helping
from .importing import Importing
from .intaking import Intaking
from .jobs import TooBusy
from .judging import Judging, NewerTried, TookTooLong
from .live import Live
from .new_judgement import NewJudgement
from .pages import NotThere, Pages
from .reporting import Reporting
from .routes import ROUTES, PageRoute
from .site import CaseHasErrors, NotAllowed, Site, WrongDay
from .stabilizing import Stabilizing

TEXT_BYTES_AT_MOST = 50 << 20
"""A text of 16 MiB, as a form sends it: each byte as three signs."""
BODY_BYTES_AT_MOST = 4 << 20
"""Of whatever else is sent, but for documents."""
BODY_SECONDS = 60.0
"""How long the body of a request may take to come; it comes from this machine."""

Handler = Callable[[Request], Awaitable[Response]]


class TooLarge(MultiPartException):
    """The body of the request is larger than anything that is sent here."""

    def __init__(self) -> None:
        super().__init__("too large")  # of this kind, so that files read so far are closed


class TooSlow(MultiPartException):
    """The body of the request did not come in time."""

    def __init__(self) -> None:
        super().__init__("too slow")


class NotOurForm(Exception):
    """The form does not hold this run's token: another page sent it, or the program was started anew."""


REFUSALS: dict[type[Exception], tuple[int, str, str]] = {
    NotAllowed: (403, N_("Not for you"), N_("You may not do this here.")),
    NotThere: (404, N_("Not here"), N_("There is no such page in this case.")),
    NoSuchFile: (
        404,
        N_("Not here"),
        N_("There is no such file in this case, or it cannot be read."),
    ),
    NotOurForm: (
        403,
        N_("Sent from elsewhere"),
        N_(
            "The program was started anew since this page was loaded, or another page sent this. "
            "Nothing was changed. Load the page again, and repeat."
        ),
    ),
    TooLarge: (
        413,
        N_("Too large"),
        N_("This is larger than what can be kept here. Nothing was changed."),
    ),
    TooSlow: (
        408,
        N_("Too slow"),
        N_("It did not come in time. Nothing was changed; send it again."),
    ),
    TextTooLarge: (
        413,
        N_("Too large"),
        N_("A file of a case holds at most 16 MiB. Nothing was changed."),
    ),
    NotWritten: (507, N_("Not written"), N_("The disk refused it. Nothing was changed.")),
    ChangedUnderneath: (
        409,
        N_("Changed meanwhile"),
        N_(
            "Somebody changed the file at this very moment. Nothing was written; go back and repeat."
        ),
    ),
    DeskUnavailable: (
        503,
        N_("Not now"),
        N_("What was done before cannot be read now; nothing was changed."),
    ),
    TooBusy: (
        503,
        N_("Not now"),
        N_("As much is being reckoned as this machine should; try again later."),
    ),
    TookTooLong: (
        503,
        N_("Not now"),
        N_(
            "This takes longer than can be waited for at a slider. Nothing was changed; save the numbers as a new "
            "judgement in the case's text to have it reckoned."
        ),
    ),
    NewerTried: (409, N_("Not told"), N_("Other numbers were tried meanwhile.")),
    NotTheNewest: (
        409,
        N_("Not taken back"),
        N_(
            "Something else was changed since this page was loaded. Nothing was taken back; look at the page anew."
        ),
    ),
    WrongDay: (
        400,
        N_("Not a day"),
        N_(
            "A day is written as year, month and day: 2025-05-30. Choose one above a page, or leave it out for today."
        ),
    ),
    CaseHasErrors: (
        409,
        N_("Not now"),
        N_(
            "The case has errors, which somebody made elsewhere meanwhile. Nothing was changed. Mend them in another "
            "tab, then go back here and send it again."
        ),
    ),
    NotRight: (400, N_("Not right"), N_("This request is not one that is answered here.")),
    WouldOverwrite: (
        409,
        N_("Not changed"),
        N_("What stands in an entry is never changed by a form."),
    ),
}
"""Each refusal with its status, its heading and its words."""


def application(site: Site) -> Guard:
    """Return the application that serves a case to its one local person."""
    handlers: dict[str, Handler] = {}
    for part in (
        Pages(site),
        Helping(site),
        Editing(site),
        Live(site),
        Api(site),
        Exporting(site),
        Intaking(site),
        Judging(site),
        NewJudgement(site),
        Importing(site),
        Reporting(site),
        Stabilizing(site),
    ):
        handlers |= {name: getattr(part, name) for name in dir(part) if not name.startswith("_")}
    routes = [
        Route(each.path, _guarded(site, each, handlers[each.name]), methods=[each.method])
        for each in ROUTES
    ]

    async def nothing(request: Request, _: Any) -> Response:
        if _wants_data(request):
            return error("not-here", "there is no such thing here", 404)
        return await run_in_threadpool(_refused, site, request, NotThere())

    found = Starlette(routes=routes, exception_handlers={404: nothing, 405: nothing, 500: _defect})
    found.router.redirect_slashes = False
    guard = Guard(found, site.secrets, {each.path for each in ROUTES if each.open})
    site.guard = guard
    site.kept.refused = tuple(REFUSALS)
    return guard


def _guarded(site: Site, route: PageRoute, handler: Handler) -> Handler:
    """A handler that asks whether the person may, reads the form, and tells refusals in words."""

    async def guarded(request: Request) -> Response:
        try:
            if not route.open:
                site.check(request, route.action)
            if request.method not in READING:
                await _read_body(site, request)
            return await handler(request)
        except ClientDisconnect:
            return Response(status_code=400)
        except CaseHasErrors as errors:
            if _wants_data(request):
                return error("case-has-errors", "the case cannot be told while it has errors", 409)
            if request.method in READING:
                return RedirectResponse("/problems", 303)
            return await run_in_threadpool(_refused, site, request, errors)
        except tuple(REFUSALS) as refusal:
            return await run_in_threadpool(_refused, site, request, refusal)
        except Exception as defect:  # noqa: BLE001 - the edge: told in words, without content
            site.defect(defect)
            return await _defect(request, defect)
        finally:
            await getattr(request.state, "form", FormData()).close()
            request.state.form, request.state.body = FormData(), b""  # connections keep requests

    return guarded


async def _read_body(site: Site, request: Request) -> None:
    """Read the body with its limits into ``request.state``: bytes, and the fields of a form."""
    kind = request.headers.get("content-type", "")
    form = FormData()
    if kind.startswith("multipart/form-data"):
        request.state.body = b""
        form = await _with_files(request)
    else:
        is_text = request.url.path.startswith("/edit")
        body = bytearray()
        async for part in _limited(request, TEXT_BYTES_AT_MOST if is_text else BODY_BYTES_AT_MOST):
            body += part
        request.state.body = body
    if kind.startswith("application/x-www-form-urlencoded"):
        fields = await run_in_threadpool(fields_sent, request.state.body)
        request.state.body = b""  # told in the fields; it may be large
        if fields is None:
            raise TooLarge
        form = FormData([*fields])
    request.state.form = form
    given = request.headers.get("x-csrf", "") or str(form.get("csrf", ""))
    if not right_form(site.secrets, given):
        raise NotOurForm


async def _limited(request: Request, bytes_at_most: int) -> AsyncGenerator[bytes, None]:
    length, stream = 0, request.stream()
    until = asyncio.get_running_loop().time() + BODY_SECONDS
    while True:
        try:
            async with asyncio.timeout_at(until):
                part = await anext(stream, None)
        except TimeoutError as error:
            raise TooSlow from error
        if part is None:
            return
        length += len(part)
        if length > bytes_at_most:
            raise TooLarge
        yield part


async def _with_files(request: Request) -> FormData:
    """The fields and the one file of a form, or its one large text; what is no such form is refused."""
    path, files, part_bytes = request.url.path, 1, MEBIBYTE
    most = SHEET_BYTES_AT_MOST if path == "/import" else DOCUMENT_BYTES_AT_MOST
    if path == "/edit":  # one large text, as it is
        most, files, part_bytes = TEXT_BYTES_AT_MOST, 0, TEXT_BYTES_AT_MOST + 2 * MEBIBYTE
    stream = _limited(request, most + MEBIBYTE)
    try:
        parser = MultiPartParser(
            request.headers, stream, max_files=files, max_fields=20, max_part_size=part_bytes
        )
        form = await parser.parse()
        "".join(each for _, each in form.multi_items() if isinstance(each, str)).encode()
        return form
    except (TooLarge, TooSlow):
        raise
    except (MultiPartException, KeyError, UnicodeError, LookupError) as error:
        raise NotRight("the form cannot be read") from error


def _refused(site: Site, request: Request, refusal: Exception) -> Response:
    status, heading, words = next(
        said for kind, said in REFUSALS.items() if isinstance(refusal, kind)
    )
    if _wants_data(request):
        code = heading.lower().replace(" ", "-")
        return error(code, str(refusal) if isinstance(refusal, NotRight) else words, status)
    return site.page(request, "refused", status, heading=site.gettext(heading), words=words)


def _wants_data(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/edit/"))


async def _defect(request: Request, _: Any) -> Response:
    if _wants_data(request):
        return error("defect", "a defect of detente; nothing was changed", 500)
    words = "<!doctype html><title>A defect</title><p>A defect of detente; nothing was changed.</p>"
    return HTMLResponse(words, 500)
