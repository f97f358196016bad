"""The JSON API: the views of the command line's ``--json``, one shape of errors, pages of long lists."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from detente.__about__ import __version__
from detente.core.record.case import BLOCKS
from detente.core.record.known import known_on
from detente.formats.data import as_data
from detente.formats.schema import case_schema
from detente.formats.writer import WouldNotRead, entry_data
from detente.web.case_views import VIEWS, case_view

from .openapi import description
from .pages import NotThere
from .site import Site

ITEMS_AT_MOST = 1000
ITEMS = 100
"""How many items of a list are returned, unless ``limit`` says otherwise."""
DEPTH_AT_MOST = 40
HALF_SIGN = re.compile(rb"\\u[dD][89a-fA-F]")


class NotRight(Exception):
    """The request does not say what is asked for here, or says it wrongly."""


class Api:
    """One method a route."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def api(self, request: Request) -> Response:
        """Return what there is: the case's title, its views and blocks."""
        title = await run_in_threadpool(self._site.title)
        return answer({"title": title, "views": list(VIEWS), "blocks": list(BLOCKS)})

    async def openapi(self, request: Request) -> Response:
        """Return the description of this API."""
        guard = self._site.guard
        assert guard is not None
        return answer(await run_in_threadpool(description, case_schema(), guard.cookie_name))

    async def api_view(self, request: Request) -> Response:
        """Return a view, as known on a day."""
        return await run_in_threadpool(self._view, request)

    def _view(self, request: Request) -> Response:
        view, on = request.path_params["view"], self._site.day(request)
        if view not in VIEWS:
            raise NotThere
        found = case_view(known_on(self._site.case(), on), view, on)
        data = {name: as_data(value) for name, value in found.items()}
        _part(request)  # is right, even where nothing is in parts
        lists = [name for name, value in data.items() if isinstance(value, list)]
        if len(data) == 1 and lists:
            data |= _page_of(request, lists[0], data[lists[0]])
        return answer({"on": str(on), "title": self._site.title(), **data})

    async def api_check(self, request: Request) -> Response:
        """Return all that is wrong in the case."""
        found = (await run_in_threadpool(self._site.folder.read)).problems
        data = [as_data(each) for each in found]
        return answer(_page_of(request, "problems", data))

    async def api_entries(self, request: Request) -> Response:
        """Return the entries of a block, as they stand in the file."""
        return await run_in_threadpool(self._entries, request)

    def _entries(self, request: Request) -> Response:
        block = request.path_params["block"]
        if block not in BLOCKS:
            raise NotThere
        case = known_on(self._site.case(), self._site.day(request))
        entries = [entry_data(each) for each in case.block(block)]
        return answer(_page_of(request, "entries", entries))

    async def api_add(self, request: Request) -> Response:
        """Add an entry, given as JSON with the fields that it has in the file."""
        return await run_in_threadpool(self._add, request)

    def _add(self, request: Request) -> Response:
        block = request.path_params["block"]
        if block not in BLOCKS:
            raise NotThere
        entry = _object(request.state.body)
        try:
            self._site.add(block, entry, f"add to {block}")
        except WouldNotRead as refused:
            problems = [as_data(each) for each in refused.problems]
            return error("would-not-read", "with this the case would have errors", 422, problems)
        return answer({"added": str(entry.get("id", ""))}, 201)


def answer(data: dict[str, Any], status: int = 200) -> Response:
    """Return data as JSON, with the version that made it."""
    text = json.dumps({"detente": __version__, **data}, ensure_ascii=False, allow_nan=False)
    headers = {"Cache-Control": "no-store"}
    body = text.encode("utf-8", "backslashreplace")
    return Response(body, status, media_type="application/json", headers=headers)


def error(code: str, message: str, status: int, problems: list[Any] | None = None) -> Response:
    """Return an error in the one shape that all have."""
    told: dict[str, Any] = {"code": code, "message": message}
    if problems is not None:
        told["problems"] = problems
    return answer({"error": told}, status)


def _page_of(request: Request, name: str, items: list[Any]) -> dict[str, Any]:
    """A part of a list, how many there are in all, and where the next part begins."""
    limit, offset = _part(request)
    after = offset + limit
    following = after if limit and after < len(items) else None
    return {name: items[offset:after], "total": len(items), "next": following}


def _part(request: Request) -> tuple[int, int]:
    """How many items of a list are asked for, and from which on."""
    return min(_number(request, "limit", ITEMS), ITEMS_AT_MOST), _number(request, "offset", 0)


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise NotRight(f"{name} is a number from 0 on")
    return int(text)


def read_json(body: bytes) -> Any:
    """Return what a body of JSON holds; raise :class:`NotRight` for what is none, and for half signs.

    Half of a sign (a surrogate) can be written in JSON, but in no file.
    """
    try:
        found = json.loads(body.decode(), parse_constant=_no_number)
        if HALF_SIGN.search(body):
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as wrong:
        raise NotRight("the body is no JSON") from wrong
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _object(body: bytes) -> dict[str, Any]:
    found = read_json(body)
    if not isinstance(found, dict) or not _shallow(found, DEPTH_AT_MOST):
        raise NotRight("the body is no JSON object, or nested too deep")
    return found


def _shallow(value: Any, depth: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_shallow(each, depth - 1) for each in inner)
