"""What the server answers: JSON of one shape, and errors of one shape that say nothing private."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

from detente.exchange.canonical import NotCanonical
from detente.exchange.manifest import ManifestUnreadable
from detente.exchange.seal import Faulty

from .hosted import Halted, Refused
from .index import IndexUnavailable

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
}


class NotFound(Exception):
    """There is no such thing for whoever asks: it is not there, or not theirs."""


class NotSigned(Exception):
    """The request is not signed, or its time is too far from the server's."""

    def __init__(self, code: str, server_time: int) -> None:
        super().__init__(code)
        self.code, self.server_time = code, server_time


class TooLarge(Exception):
    """The body is over its limit."""


class TooSlow(Exception):
    """The body did not come in time."""


class NoRoom(Exception):
    """The server's disk is full, or cannot be written; what came is not kept."""


class NotRight(Exception):
    """The body is not what was announced or asked for."""


STATUS: Mapping[type[Exception], tuple[int, str, str]] = {
    NotFound: (404, "not-found", "there is no such thing here for you"),
    TooLarge: (413, "too-large", "the body is larger than agreed"),
    TooSlow: (408, "too-slow", "the body did not come in time"),
    NoRoom: (507, "no-room", "the server has no room, or cannot write"),
    NotRight: (400, "not-right", "the body is not what was announced"),
    NotCanonical: (400, "not-canonical", "the body is not in its one form"),
    ManifestUnreadable: (400, "manifest", "the manifest is not one"),
    Faulty: (422, "share", "the server's share does not open, or is not the one signed for"),
    Halted: (503, "halted", "the server takes nothing in until it is started again"),
    IndexUnavailable: (503, "halted", "the server takes nothing in until it is started again"),
}
"""Each refusal with its status, its code and its words. No words come from the request."""


def answer(data: Any, status: int = 200) -> Response:
    """Return data as JSON."""
    return JSONResponse(data, status, headers=HEADERS)


def error_answer(code: str, message: str, status: int, **more: Any) -> Response:
    """Return an error in the one shape all have."""
    return answer({"error": {"code": code, "message": message, **more}}, status)


def refused_answer(error: Exception) -> Response | None:
    """Return the answer for a refusal, or None if it is none."""
    if isinstance(error, Refused):
        return error_answer("refused", "the exchange does not take this in", 409, rule=error.rule)
    if isinstance(error, NotSigned):
        words = "the request is not signed, or its time is too far from the server's"
        return error_answer(error.code, words, 401, server_time=error.server_time)
    for kind, (status, code, message) in STATUS.items():
        if isinstance(error, kind):
            return error_answer(code, message, status)
    return None
