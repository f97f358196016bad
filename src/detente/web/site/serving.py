"""The local program as a process: it listens on this machine only, and opens the browser."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from detente.exchange.service.serving import Listening, Telling, configured
from detente.formats.files import write_whole
from detente.store.desk import Desk

from .application import application
from .folder import CaseFolder
from .site import Site, new_secrets

HOST = "127.0.0.1"
M_ARENA_MAX, ARENAS = -8, 2
"""The number that glibc's malloc.h gives the setting, and how many arenas there are at most."""
SWITCH_SECONDS = 0.0005
"""How long work beside the requests goes on at most before an answer that is ready is sent."""
WHOLE_SEARCH = 2
"""The generation that Python's search for garbage names when it looks at everything."""
SEARCH_SECONDS = 60.0


def serve_case(
    folder: Path,
    port: int,
    started: Callable[[str], None],
    desk: Desk,
    defect: Callable[[Exception], None],
    day: date | None = None,
) -> None:
    """Serve a case until the process is told to end.

    ``started`` is called with the first address once connections are taken: whoever has it may do
    all that the case's owner may. ``defect`` is told of each defect of ours.
    With ``day`` it is that day in all pages.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    clock = _clock if day is None else partial(_clock_on, day)
    site = Site(CaseFolder(folder), new_secrets(), desk, clock, defect, tour=day is not None)
    guard = application(site)

    def listening(address: str) -> None:
        guard.port = int(address.rpartition(":")[2])
        started(f"{address}/enter?token={site.secrets.entrance}")

    _with_few_arenas()
    server = Telling(configured(guard, Listening(HOST, port)), listening)
    site.ending = lambda: server.should_exit
    with seldom_searched(time.monotonic):
        server.run()


@contextlib.contextmanager
def seldom_searched(clock: Callable[[], float]) -> Iterator[None]:
    """Let what outlived a whole search for garbage be left out of the next ones for a minute.

    A case of 10,000 entries is searched in a fifth of a second, in which nothing is answered, and it is never
    garbage that only a search finds. What becomes such garbage meanwhile is freed after that time.
    """
    until = clock()

    def searching(phase: str, about: dict[str, Any]) -> None:
        nonlocal until
        if about["generation"] < WHOLE_SEARCH:
            return
        if phase == "stop":
            gc.freeze()
        elif clock() >= until:
            gc.unfreeze()
            until = clock() + SEARCH_SECONDS

    gc.callbacks.append(searching)
    try:
        yield
    finally:
        gc.callbacks.remove(searching)
        gc.unfreeze()


def _with_few_arenas() -> None:
    """Let all threads use the memory that one of them freed: glibc keeps it apart, and the process grows."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):  # another C library has no such thing
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


def _clock() -> datetime:
    return datetime.now().astimezone()


def _clock_on(day: date) -> datetime:
    return datetime.combine(day, _clock().timetz())


def open_browser(address: str, folder: Path) -> bool:
    """Open the browser on an address by a page in a private folder; return whether one was opened.

    The address itself would stand in the list of processes, where all users of the machine read it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    page = folder / "open.html"
    text = (
        '<!doctype html><meta charset="utf-8"><title>Opening</title>'
        f'<meta http-equiv="refresh" content="0;url={address}"><a href="{address}">Open the case</a>'
    )
    write_whole(page, text.encode())
    os.chmod(page, 0o600)
    return webbrowser.open(page.as_uri())
