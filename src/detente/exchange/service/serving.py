"""The server as a process: its socket, its certificate, its end."""

from __future__ import annotations

import ipaddress
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

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


def wall_clock() -> int:
    """Return the seconds since 1970 in UTC, whatever the time zone of the machine."""
    return int(time.time())


def serve(
    folder: Path,
    index: Index,
    name: str,
    allowed: frozenset[str],
    listening: Listening,
    started: Callable[[str], None],
) -> None:
    """Serve the exchanges in a folder until the process is told to end.

    ``started`` is called with the address once connections are taken. Raises :class:`NotEncrypted`
    for a host that others reach without encryption, and what ``Hosting`` raises.
    """
    if not (listening.certificate or listening.behind_proxy or _own_machine(listening.host)):
        raise NotEncrypted("without a certificate the server listens on this machine only")
    hosting = Hosting(folder, index, wall_clock, secrets.token_bytes, allowed, name)
    config = uvicorn.Config(
        application(hosting),
        host=listening.host,
        port=listening.port,
        http="h11",
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
    try:
        _Telling(config, started).run()
    finally:
        hosting.close()


class _Telling(uvicorn.Server):
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
