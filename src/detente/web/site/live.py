"""Changes as they come: server-sent events, as soon as a file of the case is another."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from .jobs import Job
from .site import Site

LOOK_SECONDS = 0.5
QUIET_SECONDS = 15.0
"""After how long something is sent though nothing changed, so that a closed connection is noticed."""
LISTENERS_AT_MOST = 20


class Live:
    """Tells each open page when the folder changes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._listening = 0

    async def live(self, request: Request) -> Response:
        """Return the stream of changes; it ends when the page is closed."""
        if self._listening >= LISTENERS_AT_MOST:
            return Response("too many pages are open\n", 503)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            self._events(request), media_type="text/event-stream", headers=headers
        )

    async def _stamp(self) -> str:
        return await run_in_threadpool(self._site.folder.stamp)

    async def _events(self, request: Request) -> AsyncIterator[str]:
        self._listening += 1
        try:
            stamp = request.query_params.get("seen") or await self._stamp()
            working = set(request.query_params.getlist("job"))  # it may have ended since
            yield "retry: 2000\n\n"
            quiet = 0.0
            while not await request.is_disconnected():
                now = await self._stamp()
                quiet += LOOK_SECONDS
                jobs = self._site.jobs.running()
                for job in jobs:
                    yield _told(self._site, job)
                ended, working = working - {each.id for each in jobs}, {each.id for each in jobs}
                if now != stamp or ended:
                    stamp, quiet = now, 0.0
                    yield "event: changed\ndata: {}\n\n"
                elif quiet >= QUIET_SECONDS:
                    quiet = 0.0
                    yield ": nothing new\n\n"
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            self._listening -= 1


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
    else:
        text = site.ngettext("%(done)s step", "%(done)s steps", done, done=f"{done:,}")
    data = {"id": job.id, "state": job.state, "text": text, "part": job.part or 0}
    return f"event: job\ndata: {json.dumps(data)}\n\n"
