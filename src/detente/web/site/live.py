"""Changes as they come: server-sent events, as soon as a file of the case is another."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from .jobs import Job
from .site import Site

LOOK_SECONDS = 0.5
QUIET_SECONDS = 15.0
"""After how long something is sent though nothing changed, so that a closed connection is noticed."""
LISTENERS_AT_MOST = 20


class Watch:
    """Looks at the folder for all who listen, at most twice a second however many they are."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._looked = -LOOK_SECONDS
        self._lock = asyncio.Lock()
        self.stamp = ""

    async def now(self) -> str:
        """Return what is another as soon as a file is."""
        async with self._lock:
            clock = asyncio.get_running_loop().time()
            if clock - self._looked >= LOOK_SECONDS * 0.9:
                self._looked = clock
                self.stamp = await run_in_threadpool(self._site.folder.stamp)
        return self.stamp


class Live:
    """Tells each open page when the folder changes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._watch = Watch(site)
        self._listening = 0

    async def live(self, request: Request) -> Response:
        """Return the stream of changes; it ends when the page is closed."""
        if self._listening >= LISTENERS_AT_MOST:
            return Response("too many pages are open\n", 503)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            self._events(request), media_type="text/event-stream", headers=headers
        )

    async def _events(self, request: Request) -> AsyncIterator[str]:
        self._listening += 1
        try:
            stamp = request.query_params.get("seen") or await self._watch.now()
            working = set(request.query_params.getlist("job"))  # it may have ended since
            caught_up = self._site.kept.caught_up
            yield f"retry: 2000\n{_now('here', stamp)}"
            quiet = 0.0
            while not self._site.ending() and not await request.is_disconnected():
                now = await self._watch.now()
                quiet += LOOK_SECONDS
                jobs = self._site.jobs.running()
                for job in jobs:
                    yield _told(self._site, job)
                ended, working = working - {each.id for each in jobs}, {each.id for each in jobs}
                made = self._site.kept.caught_up  # pages that were shown as they were before
                if now != stamp or ended or made != caught_up:
                    stamp, caught_up, quiet = now, made, 0.0
                    yield _now("changed", now)
                elif quiet >= QUIET_SECONDS:
                    quiet = 0.0
                    yield ": nothing new\n\n"
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            self._listening -= 1


def _now(event: str, stamp: str) -> str:
    """An event that tells how the case is."""
    return f"event: {event}\ndata: {json.dumps({'seen': stamp})}\n\n"


def _told(site: Site, job: Job) -> str:
    done, of = job.steps
    if of:
        text = site.ngettext(
            "%(done)s of %(of)s step",
            "%(done)s of %(of)s steps",
            of,
            done=f"{done:,}",
            of=f"{of:,}",
        )
    elif done:
        text = site.ngettext("%(done)s step", "%(done)s steps", done, done=f"{done:,}")
    else:
        text = ""
    data: dict[str, Any] = {"id": job.id, "state": job.state, "text": text}
    if job.part is not None:  # else nobody knows, and the bar says so
        data["part"] = job.part
    return f"event: job\ndata: {json.dumps(data)}\n\n"
