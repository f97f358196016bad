"""Pages that were made before: shown again while nothing changed, made anew by one for all who ask.

Of a large case a page takes a while to be made. After a change it is made anew beside the requests, and
until then the page is shown as it was, which it says itself; :class:`detente.web.site.live.Live`
tells open pages once theirs is there.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

BYTES_AT_MOST = 48 << 20
"""How much of pages is kept; those nobody asked for longest go first."""
WAITING_AT_MOST = 100
"""How many pages wait at most to be made anew; others are made when they are asked for."""
PARAMETERS = frozenset({"on", "q", "from", "file", "for"})
"""What an address may ask for if its page is kept; others (what was done just now) are for once."""
HEADERS = {"Cache-Control": "no-store"}
MAIN = b'<main id="main">'
DONE = b'<p class="done" role="status">%b</p>'
OLDER = (
    b'<p class="meta older">The case was changed a moment ago, and is being read in. This page is as '
    b'it was before. <a href="">Show it again</a></p>'
)

REST_SECONDS = 0.02
YIELDS_AT_MOST = 15
"""How often a page rests so long while a change is written."""
LONGEST_REST_SECONDS = 0.5
"""After a page was made anew, requests have the machine for themselves: half as long as it took, at most so long."""

What = tuple[str, ...]
Make = Callable[[Request], Response]


@dataclass
class Kept:
    """The pages. ``version`` tells what is another as soon as a page would be; both it and ``older`` are quick."""

    version: Callable[[], str]
    older: Callable[[], bool]
    """Whether a page may be shown as it was before a change while it is made anew."""
    defect: Callable[[Exception], None]
    done: Mapping[str, str] = field(default_factory=dict)
    """What a page says after something was done, by the parameter that tells it."""
    refused: tuple[type[Exception], ...] = ()
    """What is no defect: whoever asks next is told."""
    caught_up: int = 0
    """How often all pages that waited have been made anew."""
    _pages: OrderedDict[What, tuple[str, bytes]] = field(default_factory=OrderedDict)
    _bytes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _locks: dict[What, threading.Lock] = field(default_factory=dict)
    _waiting: OrderedDict[What, tuple[Request, Make]] = field(default_factory=OrderedDict)
    _works: bool = False
    _changing: int = 0

    async def answer(
        self, request: Request, make: Make, *also: str, older: bool = False
    ) -> Response:
        """Return the page that a request asks for: one made before, or one that ``make`` makes now.

        ``also`` is what else the page depends on; with ``older`` it may be shown as it was before a
        change, where it takes long to be made. All pages are one person's: with more, who asks is to be among
        ``also``. Raises what the making raises.
        """
        older = older and self.older()
        for _ in range(YIELDS_AT_MOST):
            if not self._changing:
                break
            await asyncio.sleep(REST_SECONDS)  # somebody waits for a change to be written
        asked = sorted(request.query_params.multi_items())
        said = next((self.done[key] for key, _ in asked if key in self.done), "")
        if said and older:
            asked = [pair for pair in asked if pair[0] not in self.done]
        if not PARAMETERS.issuperset(key for key, _ in asked):
            return await run_in_threadpool(make, request)
        what = (request.url.path, *(part for pair in asked for part in pair), *also)
        found = self._found(what)
        if found is not None:
            version, body = found
            before = DONE % said.encode() if said else b""
            if version == self.version():
                body = body.replace(MAIN, before + MAIN, 1) if before else body
                return HTMLResponse(body, headers=HEADERS)
            if older and self._later(what, _again(request, asked), make):
                body = body.replace(MAIN, before + MAIN + OLDER, 1)
                return HTMLResponse(body, headers=HEADERS)
        if said:
            return await run_in_threadpool(make, request)
        return await run_in_threadpool(self._made, what, request, make)

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Make no page anew meanwhile: somebody waits for a change to be written."""
        with self._lock:
            self._changing += 1
        try:
            yield
        finally:
            with self._lock:
                self._changing -= 1

    def _found(self, what: What) -> tuple[str, bytes] | None:
        with self._lock:
            if what in self._pages:
                self._pages.move_to_end(what)
            return self._pages.get(what)

    def _made(self, what: What, request: Request, make: Make) -> Response:
        """Make a page, or wait for who makes it."""
        with self._lock:
            lock = self._locks.setdefault(what, threading.Lock())
        try:
            with lock:
                version = self.version()  # before it is made: a change meanwhile is another one
                found = self._found(what)
                if found is not None and found[0] == version:
                    return HTMLResponse(found[1], headers=HEADERS)
                response = make(request)
                if response.status_code == 200 and not getattr(request.state, "passing", False):
                    self._keep(what, version, bytes(response.body))
                return response
        finally:
            with self._lock:
                self._locks.pop(what, None)

    def _keep(self, what: What, version: str, body: bytes) -> None:
        with self._lock:
            self._forget(what)
            self._pages[what] = (version, body)
            self._bytes += len(body)
            while self._bytes > BYTES_AT_MOST:
                self._forget(next(iter(self._pages)))

    def _forget(self, what: What) -> None:
        gone = self._pages.pop(what, None)
        self._bytes -= len(gone[1]) if gone else 0

    def _later(self, what: What, request: Request, make: Make) -> bool:
        """Let a page be made anew beside the requests; return whether it will be."""
        with self._lock:
            if what not in self._waiting and len(self._waiting) >= WAITING_AT_MOST:
                return False
            self._waiting.setdefault(what, (request, make))
            if not self._works:
                self._works = True
                threading.Thread(target=self._work, daemon=True).start()
        return True

    def _work(self) -> None:
        while True:
            while self._changing:
                time.sleep(REST_SECONDS)
            begun = time.monotonic()
            with self._lock:
                if not self._waiting:
                    self._works = False
                    self.caught_up += 1
                    return
                what, (request, make) = self._waiting.popitem(last=False)
            try:
                self._made(what, request, make)
            except Exception as error:  # noqa: BLE001 - the edge of a thread
                with self._lock:
                    self._forget(what)  # whoever asks next is told
                if not isinstance(error, self.refused):
                    self.defect(error)
            time.sleep(min((time.monotonic() - begun) / 2, LONGEST_REST_SECONDS))


def _again(request: Request, asked: list[tuple[str, str]]) -> Request:
    """The same request to be answered later, without what it says was done."""
    return Request({**request.scope, "query_string": urlencode(asked).encode(), "state": {}})
