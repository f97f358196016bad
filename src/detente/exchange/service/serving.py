"""The server as a process: its socket, its certificate, its end."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from .clock import wall_clock
from .hosting import Hosting
from .index import Index
from .server import application

CONNECTIONS_AT_MOST = 400
KEEP_ALIVE_SECONDS = 30
HEADER_BYTES_AT_MOST = 32 << 10


class NotEncrypted(Exception):
    """The server would be reached over a network without encryption."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens, and how what it hears is encrypted."""

    host: str
    port: int
    certificate: Path | None = None
    certificate_key: Path | None = None
    behind_proxy: bool = False
    """A proxy before it encrypts."""


def serve(
    folder: Path,
    index: Index,
    name: str,
    allowed: frozenset[str],
    listening: Listening,
    started: Callable[[str], None],
    halted: Callable[[str], None],
) -> None:
    """Serve the exchanges in a folder until the process is told to end.

    ``started`` is called with the address once connections are taken, ``halted`` with the id of
    an exchange that takes nothing in any more because the disk or the index failed. Raises :class:`NotEncrypted`
    for a host that others reach without encryption, and what ``Hosting`` raises.
    """
    if not (listening.certificate or listening.behind_proxy or _own_machine(listening.host)):
        raise NotEncrypted("without a certificate the server listens on this machine only")
    hosting = Hosting(folder, index, wall_clock, secrets.token_bytes, allowed, name)
    try:
        Telling(configured(application(hosting, halted), listening), started).run()
    finally:
        hosting.close()


def configured(app: ASGIApp, listening: Listening) -> uvicorn.Config:
    """Return how the server's process takes requests: its limits, and nothing that it would tell."""
    return uvicorn.Config(
        app,
        host=listening.host,
        port=listening.port,
        http=_Impatient,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS_AT_MOST,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=HEADER_BYTES_AT_MOST,
        ssl_certfile=listening.certificate,
        ssl_keyfile=listening.certificate_key,
    )


class _Impatient(H11Protocol):
    """A connection that ends if no whole request comes or no answer is read, and makes room when there are too many.

    Without this, so many strangers who connect and say nothing would shut out everybody else.
    """

    _ending: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _since = 0.0

    @property
    def _idle(self) -> bool:
        return bool(getattr(self.cycle, "response_complete", True))  # None before the first

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()
        if len(self.connections) >= CONNECTIONS_AT_MOST:
            idle = [
                each for each in self.connections if isinstance(each, _Impatient) and each._idle
            ]
            if idle:
                longest = min(idle, key=lambda each: each._since)
                longest.transport.close()
                self.connections.discard(longest)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for each in (self._ending, self._unread):
            if each is not None:
                each.cancel()

    def pause_writing(self) -> None:
        """Wait until what was sent is read; who reads nothing of it for long is not waited for."""
        super().pause_writing()
        self._unread = self.loop.call_later(KEEP_ALIVE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()

    def _wait(self) -> None:
        """Begin to wait for the next request, whose last header has to come in time."""
        if self._ending is not None:
            self._ending.cancel()
        self._since = self.loop.time()
        self._ending = self.loop.call_later(KEEP_ALIVE_SECONDS, self._end_if_idle)

    def _end_if_idle(self) -> None:
        if self._idle and not self.transport.is_closing():
            self.transport.close()


class Telling(uvicorn.Server):
    """Says where it listens once it does; port 0 is any free one."""

    def __init__(self, config: uvicorn.Config, started: Callable[[str], None]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup()
        for server in self.servers if self.started else ():
            for socket in server.sockets:
                host, port = socket.getsockname()[:2]
                scheme = "https" if self.config.is_ssl else "http"
                shown = f"[{host}]" if ":" in host else host
                self._started(f"{scheme}://{shown}:{port}")


def _own_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
