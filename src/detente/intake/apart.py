"""Reads a document in a process of its own: what hangs, eats or crashes does so there."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Any

from .documents import Extracted, Kind, NotExtracted, broken
from .limits import SECONDS_AT_MOST, TEXT_AT_MOST
from .plain import check_size

_HEAD_AT_MOST = 1024 * 1024
"""Of the line before the text: title, pages and notes."""
COMMAND = (sys.executable, "-P", "-m", "detente.intake.child")
"""What starts the process; the kind of the document follows."""
_NAMES = {"html": "HTML", "docx": "DOCX", "pdf": "PDF"}


def read_apart(kind: Kind, data: bytes, seconds: float = SECONDS_AT_MOST) -> Extracted:
    """Return what a process of its own reads in a document; it is ended when its time is over.

    Raises :class:`NotExtracted` with what the process refuses, and when it takes too long,
    crashes, or answers anything else than it should.
    """
    with subprocess.Popen(  # noqa: S603 - our own program, without a shell
        [*COMMAND, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        late = threading.Event()
        clock = threading.Timer(seconds, _end, (process, late))
        feeder = threading.Thread(target=_feed, args=(process.stdin, data), daemon=True)
        clock.start()
        feeder.start()
        try:
            assert process.stdout is not None
            head = process.stdout.readline(_HEAD_AT_MOST)
            text = process.stdout.read(TEXT_AT_MOST + 1)
        finally:
            clock.cancel()
            process.kill()
            process.wait()
            feeder.join()
    if late.is_set():
        raise NotExtracted(
            f"it takes longer than {seconds:g} seconds to read",
            "save it anew, split it, or save it as text",
        )
    return _answer(kind, head, text)


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _feed(stream: IO[bytes] | None, data: bytes) -> None:
    assert stream is not None
    with suppress(OSError):  # the process has ended, or needs no more
        stream.write(data)
    with suppress(OSError):
        stream.close()


def _answer(kind: Kind, head: bytes, text: bytes) -> Extracted:
    """Return the answer of the process as a value; whatever else it said is a broken document."""
    if not head:
        raise NotExtracted(
            f"the reader of {_NAMES[kind]} breaks down on it",
            "open it in its program and save it anew, or save it as text",
        )
    try:
        told: dict[str, Any] = json.loads(head)
        if "message" in told:
            raise NotExtracted(str(told["message"]), str(told["hint"]))
        if len(text) != told["length"]:
            raise broken(_NAMES[kind])
        signs = text.decode("utf-8")
        pages = tuple(int(each) for each in told["pages"])
        notes = tuple(str(each) for each in told["notes"])
        found = Extracted(signs, kind, str(told["title"]), pages, notes)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise broken(_NAMES[kind]) from None
    check_size(found.text)
    return found
