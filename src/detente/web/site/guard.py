"""What a request has to show before any handler sees it: the right host, the cookie, the right origin."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READING = ("GET", "HEAD")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),  # with no-referrer browsers hide where a form comes from
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
)
"""On every answer, whatever it is."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one run of the program knows, and its person's browser: made anew each time it starts."""

    entrance: str = field(repr=False)
    """In the first address, exchanged for the cookie."""
    cookie: str = field(repr=False)
    form: str = field(repr=False)
    """In every form and every script's request, so that no other page can send them."""


class Guard:
    """Lets a request through to the application only if it comes from the person's own browser.

    Another page cannot: it knows no token, and its origin is another. Another user of the machine
    cannot: the cookie is not theirs. A name that leads here (DNS rebinding) is another host.
    """

    def __init__(self, app: ASGIApp, secrets: Secrets, open_paths: Iterable[str]) -> None:
        self.app, self.secrets, self.open_paths = app, secrets, frozenset(open_paths)
        self.port = 0
        """Where it listens; set once that is known."""

    @property
    def cookie_name(self) -> str:
        """The cookie's name; another for each port, for browsers keep them by host alone."""
        return f"detente-{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The only hosts that it answers for."""
        return tuple(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_encoded(HEADERS)]
            await send(message)

        refused = self.refused(scope)
        await (refused or self.app)(scope, receive, sending)

    def refused(self, scope: Scope) -> Response | None:
        """Return the answer for a request that is not let through, or None for one that is."""
        headers = Headers(scope=scope)
        if headers.getlist("host") not in [[host] for host in self.hosts]:
            return PlainTextResponse("this is not the address of this program\n", 421)
        if scope["path"] in self.open_paths:
            return None
        given = cookie_parser(headers.get("cookie", "")).get(self.cookie_name, "")
        if not hmac.compare_digest(given.encode(), self.secrets.cookie.encode()):
            words = "Open the address that detente serve printed when it started.\n"
            return PlainTextResponse(words, 403)
        if scope["method"] in READING:
            return None
        return self._refused_change(headers)

    def _refused_change(self, headers: Headers) -> Response | None:
        """Refuse what would change something and does not come from one of our own pages."""
        own = {f"http://{host}" for host in self.hosts}
        if headers.get("origin") != f"http://{headers['host']}" or headers["origin"] not in own:
            return PlainTextResponse("this does not come from one of our pages\n", 403)
        return None


def right_form(secrets: Secrets, given: str) -> bool:
    """Return whether a form holds this run's token."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), secrets.form.encode())


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers]


def cookie_header(guard: Guard) -> dict[str, Any]:
    """Return the arguments by which the cookie is set."""
    return {
        "key": guard.cookie_name,
        "value": guard.secrets.cookie,
        "httponly": True,
        "samesite": "strict",
        "path": "/",
    }
