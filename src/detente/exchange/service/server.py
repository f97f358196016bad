"""The server as an ASGI application: it stores, orders and logs, and can read nothing."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from detente.__about__ import __version__
from detente.exchange.canonical import (
    NotCanonical,
    hash_of,
    is_hash,
    object_of,
    to_base64,
    with_fields,
)
from detente.exchange.manifest import (
    MEDIATOR,
    PARTY,
    Manifest,
    signed_manifest_bytes,
    signed_manifest_of,
)
from detente.exchange.protocol import outer_bytes_at_most
from detente.exchange.requests import EMPTY_BODY, Signed, signed_request
from detente.exchange.statements import Deposit, Opening, speaker, statement_of

from .answers import (
    HEADERS,
    NotFound,
    NotRight,
    NotSigned,
    TooLarge,
    TooSlow,
    answer,
    error_answer,
    refused_answer,
)
from .hosted import Halted, Hosted, Refused
from .hosting import Hosting
from .routes import ROUTES, openapi
from .uploads import stored

REQUEST_SECONDS = 120
"""How far the time of a request may be from the server's."""
BODY_BYTES_AT_MOST = 4 << 20
BODY_SECONDS_AT_MOST = 60
WAIT_SECONDS_AT_MOST = 30
TICK_SECONDS = 0.2
LOOK_SECONDS = 0.02
ENTRIES_AT_ONCE = 1000
READING = ("GET", "HEAD")
"""Methods that change nothing: who sends them again learns what is there, and no more."""
_TILE = re.compile(r"checkpoint|confirmed|tile/(?:[0-9]{1,2}|entries)/[x0-9/]+(?:\.p/[0-9]{1,3})?")

Handler = Callable[[Request], Awaitable[Response]]


def application(hosting: Hosting, halted: Callable[[str], None] = lambda _: None) -> Starlette:
    """Return the application that serves all exchanges of a folder.

    ``halted`` is told the id of an exchange that takes nothing in any more, once.
    """
    handlers = _Handlers(hosting)
    routes = [
        Route(each.path, _guarded(getattr(handlers, each.name)), methods=[each.method])
        for each in ROUTES
    ]

    @contextlib.asynccontextmanager
    async def ticking(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(_tick(hosting, halted))
        yield
        task.cancel()

    found = Starlette(
        routes=routes,
        lifespan=ticking,
        exception_handlers={404: _nothing, 405: _nothing, 500: _defect},
    )
    found.router.redirect_slashes = False  # it would send on to the host that the request names
    return found


async def _tick(hosting: Hosting, halted: Callable[[str], None]) -> None:
    while True:
        with contextlib.suppress(Halted):  # each request is told so
            await run_in_threadpool(hosting.tick)
        for name in hosting.newly_halted():
            halted(name)
        await asyncio.sleep(TICK_SECONDS)


async def _nothing(request: Request, error: Exception) -> Response:
    return error_answer("not-found", "there is no such thing here for you", 404)


async def _defect(request: Request, error: Exception) -> Response:
    return error_answer("defect", "a defect of the server", 500)


def _guarded(handler: Handler) -> Handler:
    """A handler whose refusals become answers."""

    async def guarded(request: Request) -> Response:
        try:
            _check_spelling(request)
            return await handler(request)
        except ClientDisconnect:
            return error_answer("too-slow", "the body did not come", 408)
        except Exception as error:
            told = refused_answer(error)
            if told is None:
                raise
            return told

    return guarded


class _Handlers:
    """One method a route."""

    def __init__(self, hosting: Hosting) -> None:
        self.hosting = hosting

    # Who asks

    async def _signed(self, request: Request) -> Signed:
        """Who signed the request; that it is not one of before is for :meth:`_new` to check."""
        now = self.hosting.clock()
        header = request.headers.get("authorization", "")
        signed = signed_request(request.method, _target(request), header)
        if signed is None or (request.method in READING and signed.body != EMPTY_BODY):
            raise NotSigned("not-signed", now)
        if abs(signed.time - now) > REQUEST_SECONDS:
            raise NotSigned("wrong-time", now)
        return signed

    async def _new(self, request: Request, signed: Signed) -> Signed:
        """The same, if it was not seen before. Asked of members only: others fill no index."""
        if request.method not in READING:
            now, keep = self.hosting.clock(), 2 * REQUEST_SECONDS + 1
            if not await run_in_threadpool(self.hosting.index.first_time, signed.nonce, now, keep):
                raise NotSigned("used-before", now)
        return signed

    async def _member(self, request: Request) -> tuple[Hosted, str, Signed]:
        """The exchange, the role of whoever asks, and the request; what is not theirs is not found."""
        signed = await self._signed(request)
        hosted = self.hosting.exchanges.get(request.path_params["exchange"])
        role = hosted.holds_login(signed.login) if hosted else None
        if hosted is None or role is None:
            raise NotFound
        now, apart = self.hosting.clock(), _manifest(hosted).tolerance_seconds
        if abs(signed.time - now) > apart:  # it could not confirm what is stamped here
            raise NotSigned("wrong-time", now)
        return hosted, role, await self._new(request, signed)

    async def _body(self, request: Request, signed: Signed) -> bytes:
        parts: list[bytes] = []
        length = 0
        try:
            async with asyncio.timeout(BODY_SECONDS_AT_MOST):
                async for part in request.stream():
                    length += len(part)
                    if length > BODY_BYTES_AT_MOST:
                        raise TooLarge
                    parts.append(part)
        except TimeoutError as error:
            raise TooSlow from error
        body = b"".join(parts)
        if hash_of(body) != signed.body:
            raise NotRight
        return body

    # Before the exchange

    async def about(self, request: Request) -> Response:
        name, now = self.hosting.name, self.hosting.clock()
        return answer({"name": name, "detente": __version__, "time": now})

    async def description(self, request: Request) -> Response:
        return answer(openapi(__version__))

    async def reserve(self, request: Request) -> Response:
        signed = await self._signed(request)
        if signed.login not in self.hosting.allowed:
            raise NotFound
        await self._new(request, signed)
        body = object_of(await self._body(request, signed), BODY_BYTES_AT_MOST)
        said = with_fields(body, "a reservation", {"name": str})
        return answer(await run_in_threadpool(self.hosting.reserve, said["name"], signed.login))

    async def propose(self, request: Request) -> Response:
        signed = await self._signed(request)
        identity = request.path_params["exchange"]
        if self.hosting.reserved.get(identity) != signed.login:
            raise NotFound
        await self._new(request, signed)
        data = await self._body(request, signed)
        manifest, signatures = await run_in_threadpool(signed_manifest_of, data)
        if manifest.mediator.login != signed.login:
            raise Refused("signature")
        if self.hosting.exchanges[identity].tree.size:
            raise Refused("phase")
        await run_in_threadpool(self.hosting.propose, identity, manifest, signatures)
        return self._state(self.hosting.exchanges[identity])

    async def manifest(self, request: Request) -> Response:
        hosted, _, _ = await self._member(request)
        with hosted.lock:
            data = signed_manifest_bytes(_manifest(hosted), hosted.signatures)
        return Response(data, media_type="application/json", headers=HEADERS)

    async def sign(self, request: Request) -> Response:
        hosted, role, signed = await self._member(request)
        body = object_of(await self._body(request, signed))
        said = with_fields(body, "a signature", {"manifest": str, "signature": str})
        if said["manifest"] != _manifest(hosted).hash:
            raise Refused("exchange")
        await run_in_threadpool(hosted.sign_manifest, role, said["signature"])
        return self._state(hosted)

    # The exchange

    def _state(self, hosted: Hosted, **more: Any) -> Response:
        with hosted.lock:
            confirmed, checkpoint = hosted.confirmed, hosted.checkpoint
            return answer(
                {
                    "phase": hosted.state.phase,
                    "size": hosted.tree.size,
                    "confirmed": confirmed.checkpoint.size if confirmed else 0,
                    "version": hosted.version,
                    "checkpoint": checkpoint.text if checkpoint else "",
                    "time": self.hosting.clock(),
                    **more,
                }
            )

    async def state(self, request: Request) -> Response:
        hosted, _, _ = await self._member(request)
        seen, wait = _number(request, "version", -1), _number(request, "wait", 0)
        loop = asyncio.get_running_loop()
        until = loop.time() + min(wait, WAIT_SECONDS_AT_MOST)
        while hosted.version == seen and loop.time() < until:
            await asyncio.sleep(LOOK_SECONDS)
        return self._state(hosted)

    async def entries(self, request: Request) -> Response:
        hosted, _, _ = await self._member(request)
        start = _number(request, "from", 0)
        with hosted.lock:
            size, checkpoint = hosted.tree.size, hosted.checkpoint
            leaves = hosted.leaves[start : min(size, start + ENTRIES_AT_ONCE)]
        text = checkpoint.text if checkpoint else ""
        return answer({"entries": [to_base64(leaf) for leaf in leaves], "checkpoint": text})

    async def submit(self, request: Request) -> Response:
        hosted, role, signed = await self._member(request)
        body = object_of(await self._body(request, signed), BODY_BYTES_AT_MOST)
        fields: dict[str, type] = {"statement": dict, "signature": str, "capsules": str}
        said = with_fields(body, "a statement", fields)
        statement = statement_of(said["statement"])
        capsules = said["capsules"].encode() or None
        if isinstance(statement, Opening) or speaker(statement) != role:
            raise Refused("signature")
        if capsules and not isinstance(statement, Deposit):
            raise NotCanonical("only a deposit has capsules")
        index = await run_in_threadpool(hosted.submit, statement, said["signature"], role, capsules)
        return self._state(hosted, index=index)

    async def confirm(self, request: Request) -> Response:
        hosted, _, signed = await self._member(request)
        body = object_of(await self._body(request, signed))
        said = with_fields(body, "a confirmation", {"lines": list})
        if not all(isinstance(each, str) for each in said["lines"]):
            raise NotCanonical("a line that is no text")
        await run_in_threadpool(hosted.confirm, said["lines"])
        await run_in_threadpool(hosted.release_if_confirmed)
        return self._state(hosted)

    async def receipt(self, request: Request) -> Response:
        hosted, _, _ = await self._member(request)
        index = request.path_params["index"]
        text = hosted.receipt(int(index)) if re.fullmatch("[0-9]{1,9}", index) else None
        if text is None:
            raise NotFound
        return PlainTextResponse(text, headers=HEADERS)

    # Files

    async def store(self, request: Request) -> Response:
        hosted, role, signed = await self._member(request)
        name = request.path_params["hash"]
        if not role.startswith(PARTY) or hosted.state.phase != "open":
            raise NotFound
        if not is_hash(name) or signed.body != name:
            raise NotRight
        limit = outer_bytes_at_most(_manifest(hosted))
        announced = request.headers.get("content-length", "0")
        if re.fullmatch("[0-9]{1,15}", announced) is None or int(announced) > limit:
            raise TooLarge
        return answer({"stored": await stored(hosted, role, name, request.stream(), limit)})

    async def sealed(self, request: Request) -> Response:
        hosted, role, _ = await self._member(request)
        phase = hosted.state.phase
        if phase != "released" and not (role == MEDIATOR and hosted.freeze_is_confirmed):
            raise NotFound
        return self._file(hosted, request.path_params["hash"], "outer")

    async def capsules(self, request: Request) -> Response:
        hosted, role, _ = await self._member(request)
        if role not in _manifest(hosted).holders:
            raise NotFound
        return self._file(hosted, request.path_params["hash"], "capsules")

    def _file(self, hosted: Hosted, name: str, kind: str) -> Response:
        with hosted.lock:
            said = [each.deposit for each in hosted.state.live.values()]
        if name not in {getattr(deposit, kind) for deposit in said}:
            raise NotFound
        media_type = "application/json" if kind == "capsules" else "application/octet-stream"
        return _WholeFile(hosted.blob(name), media_type)

    async def log(self, request: Request) -> Response:
        hosted, _, _ = await self._member(request)
        path = request.path_params["path"]
        file = hosted.folder / "log" / path
        if not _TILE.fullmatch(path) or not file.is_file():
            raise NotFound
        return _WholeFile(file)


class _WholeFile(FileResponse):
    """A file, never a part of it: nobody needs one, and errors keep their one shape."""

    def __init__(self, path: Path, media_type: str = "application/octet-stream") -> None:
        headers = {**HEADERS, "Accept-Ranges": "none"}
        super().__init__(path, media_type=media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [each for each in scope["headers"] if each[0] != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)


def _check_spelling(request: Request) -> None:
    """Each path has one spelling, without escapes: those of other spellings are not there."""
    if request.scope["raw_path"] != request.scope["path"].encode():
        raise NotFound


def _target(request: Request) -> str:
    """What was asked for, byte by byte as it was sent: that is what is signed."""
    path, query = request.scope["raw_path"], request.scope["query_string"]
    return bytes(path + b"?" + query if query else path).decode("ascii", "replace")


def _manifest(hosted: Hosted) -> Manifest:
    if hosted.manifest is None:
        raise NotFound
    return hosted.manifest


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not re.fullmatch("[0-9]{1,12}", text):
        raise NotRight
    return int(text)
