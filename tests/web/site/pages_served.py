"""A small program that serves pages as the local program does, under its policy or a stricter one."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

BUILT = Path(__file__).parents[3] / "src" / "detente" / "web" / "site" / "built"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LISTEN = """addEventListener("securitypolicyviolation", (event) =>
  console.error("policy: " + event.violatedDirective + " " + event.blockedURI));"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="csrf" content="the-token"><link rel="icon" href="/icon">
<link rel="stylesheet" href="/assets/site.css">
{scripts}</head><body><nav><a href="/today" data-key="g t">Today</a>
<a href="/positions" data-key="g p">Positions</a></nav><div id="live" role="status"></div>
<main><h1>{title}</h1>{body}</main></body></html>"""


@dataclass
class Program:
    """What is served, and what came in."""

    pages: dict[str, str] = field(default_factory=dict)
    posted: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    listeners: list[asyncio.Queue[str | None]] = field(default_factory=list)
    address: str = ""
    loop: asyncio.AbstractEventLoop | None = None

    def wait_for_listeners(self, count: int) -> None:
        """Wait until so many pages listen."""
        deadline = time.monotonic() + 5
        while len(self.listeners) != count and time.monotonic() < deadline:
            time.sleep(0.01)

    def tell(self, event: str, data: Any) -> None:
        """Send an event to the page that listens, once it does."""
        self.wait_for_listeners(1)
        assert self.loop is not None
        for queue in self.listeners:
            text = f"event: {event}\ndata: {json.dumps(data)}\n\n"
            self.loop.call_soon_threadsafe(queue.put_nowait, text)

    async def page(self, request: Request) -> Response:
        """Answer with a page that a test wrote, or say which one was asked for."""
        path = request.url.path
        body = self.pages.get(path, f"<p>{path}</p>")
        sources = ["site.js", "editor.js"] if "data-editor" in body else ["site.js"]
        scripts = "".join(f'<script src="/assets/{name}" defer></script>' for name in sources)
        return HTMLResponse(PAGE.format(title=path, body=body, scripts=scripts))

    async def sent(self, request: Request) -> Response:
        """Take a form."""
        async with request.form(max_files=5) as form:
            fields = {
                key: value if isinstance(value, str) else [value.filename, (await value.read())]
                for key, value in form.items()
            }
        self.posted.append((request.url.path, fields))
        return HTMLResponse(PAGE.format(title="taken", body="", scripts=""))

    async def check(self, request: Request) -> Response:
        """Take the editor's text and answer with the problems a test wrote."""
        given = await request.json()
        self.posted.append((request.headers.get("x-csrf", ""), given))
        return JSONResponse({"problems": self.problems})

    async def words(self, request: Request) -> Response:
        """Answer with what can be completed."""
        return JSONResponse(
            {
                "blocks": {"parties": ["id", "name"], "positions": ["party", "issue", "stance"]},
                "ids": [
                    {"id": "ukraine", "label": "Ukraine", "block": "parties"},
                    {"id": "ceasefire", "label": "Ceasefire", "block": "issues"},
                ],
            }
        )

    async def live(self, request: Request) -> Response:
        """Send events as they come."""
        self.loop = asyncio.get_running_loop()
        queue: asyncio.Queue[str | None] = asyncio.Queue()

        async def events() -> AsyncIterator[str]:
            self.listeners.append(queue)
            try:
                yield ": here\n\n"
                while (text := await queue.get()) is not None:
                    yield text
            finally:
                self.listeners.remove(queue)

        return StreamingResponse(events(), media_type="text/event-stream")


async def _asset(request: Request) -> Response:
    return FileResponse(BUILT / Path(request.path_params["name"]).name)


async def _icon(request: Request) -> Response:
    return Response(b"<svg xmlns='http://www.w3.org/2000/svg'/>", media_type="image/svg+xml")


class _WithPolicy:
    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                policy = (b"content-security-policy", POLICY.encode())
                message["headers"] = [*message["headers"], policy]
            await send(message)

        await self.app(scope, receive, sending)


@contextmanager
def served() -> Iterator[Program]:
    """Serve on a free port of this machine until the block ends."""
    program = Program()
    app = Starlette(
        routes=[
            Route("/assets/{name}", _asset),
            Route("/icon", _icon),
            Route("/live", program.live),
            Route("/edit/check", program.check, methods=["POST"]),
            Route("/edit/words", program.words),
            Route("/{path:path}", program.page),
            Route("/{path:path}", program.sent, methods=["POST"]),
        ]
    )
    here = socket.create_server(("127.0.0.1", 0))
    program.address = f"http://127.0.0.1:{here.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(
            _WithPolicy(app), log_level="critical", ws="none", timeout_graceful_shutdown=1
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [here]}, daemon=True)
    thread.start()
    try:
        yield program
    finally:
        for queue in program.listeners:
            if program.loop is not None:
                program.loop.call_soon_threadsafe(queue.put_nowait, None)
        server.should_exit = True
        thread.join(5)
        here.close()


@contextmanager
def watched(browser: Any) -> Iterator[Any]:
    """Make a context in which what goes against the policy is said in the console."""
    context = browser.new_context(locale="en-US")
    context.set_default_timeout(5000)
    context.add_init_script(LISTEN)
    yield context
    context.close()


@contextmanager
def silent_page(context: Any) -> Iterator[Any]:
    """Open a page whose console has to stay silent to the end: no error, nothing against the policy."""
    said: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    opened.close()
    assert said == []
