"""The server's API as a member's machine sees it: signed requests, answers read with limits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from detente.exchange.canonical import canonical, from_base64, hash_of
from detente.exchange.requests import EMPTY_BODY, authorization
from detente.exchange.shares import Chance
from detente.exchange.statements import Statement, statement_data

from .clock import Clock

JSON_BYTES_AT_MOST = 96 << 20
SECONDS = 60.0
PART_BYTES = 1 << 16
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Progress = Callable[[int, int], None]


class AddressUnfit(Exception):
    """The server's address is none, or would send over the network without encryption."""


class Unreachable(Exception):
    """The server cannot be reached, or does not answer as a server of an exchange."""


class ServerRefused(Exception):
    """The server does not do what was asked; its code and, of a statement, the rule it breaks."""

    def __init__(self, code: str, rule: str = "", server_time: int = 0) -> None:
        super().__init__(f"the server refuses: {rule or code}")
        self.code, self.rule, self.server_time = code, rule, server_time


def checked_address(address: str) -> str:
    """Return a server's address without what follows the host; raise :class:`AddressUnfit`.

    >>> checked_address("https://exchange.example/")
    'https://exchange.example'
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise AddressUnfit("the server's address is not one") from error
    if (
        parts.scheme not in ("http", "https")
        or not host
        or parts.username
        or parts.query
        or parts.path.strip("/")
    ):
        raise AddressUnfit("the server's address is not one; write https://HOST")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise AddressUnfit("http is for this machine only; write https://HOST")
    return f"{parts.scheme}://{parts.netloc}"


class Client:
    """Somebody's connection to a server. Close it after use."""

    def __init__(
        self, address: str, login: Ed25519PrivateKey, clock: Clock, chance: Chance
    ) -> None:
        self.address = checked_address(address)
        self._login, self._clock, self._chance = login, clock, chance
        self._http = httpx.Client(timeout=SECONDS, follow_redirects=False)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def about(self) -> dict[str, Any]:
        """Return the server's name, version and time; nobody has to sign for that."""
        return self._json("GET", "/v1")

    def reserve(self, name: str) -> dict[str, Any]:
        """Return a new place for an exchange, with the server's keys for it."""
        return self._json("POST", "/v1/exchanges", canonical({"name": name}))

    def propose(self, exchange: str, signed_manifest: bytes) -> dict[str, Any]:
        """Hand a draft of the manifest in."""
        return self._json("PUT", f"/v1/exchanges/{exchange}/manifest", signed_manifest)

    def manifest(self, exchange: str) -> bytes:
        """Return the manifest with the signatures that the server has."""
        return self._bytes("GET", f"/v1/exchanges/{exchange}/manifest", JSON_BYTES_AT_MOST)

    def sign(self, exchange: str, manifest_hash: str, text: str) -> dict[str, Any]:
        """Hand a signature of the manifest in."""
        body = canonical({"manifest": manifest_hash, "signature": text})
        return self._json("POST", f"/v1/exchanges/{exchange}/signatures", body)

    def state(self, exchange: str, version: int = -1, wait: int = 0) -> dict[str, Any]:
        """Return where the exchange stands; wait so many seconds for another version than this."""
        query = f"?version={version}&wait={wait}" if version >= 0 else ""
        return self._json("GET", f"/v1/exchanges/{exchange}{query}")

    def entries(self, exchange: str, start: int) -> tuple[list[bytes], str]:
        """Return the log's entries from an index on, and its newest checkpoint."""
        found = self._json("GET", f"/v1/exchanges/{exchange}/entries?from={start}")
        try:
            return [from_base64(each) for each in found["entries"]], str(found["checkpoint"])
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise Unreachable("the server's answer is not one") from error

    def submit(
        self, exchange: str, statement: Statement, text: str, capsules: bytes = b""
    ) -> dict[str, Any]:
        """Say something; return the index that its entry has."""
        said = {"statement": statement_data(statement), "signature": text}
        body = canonical({**said, "capsules": capsules.decode("ascii")})
        return self._json("POST", f"/v1/exchanges/{exchange}/entries", body)

    def confirm(self, exchange: str, lines: list[str]) -> dict[str, Any]:
        """Confirm the newest checkpoint."""
        body = canonical({"lines": lines})
        return self._json("POST", f"/v1/exchanges/{exchange}/confirmations", body)

    def receipt(self, exchange: str, index: int) -> bytes:
        """Return an entry's receipt; :class:`ServerRefused` ``not-found`` if it is not confirmed."""
        return self._bytes("GET", f"/v1/exchanges/{exchange}/receipts/{index}", 1 << 20)

    def store(self, exchange: str, outer: bytes, progress: Progress) -> None:
        """Send a sealed file."""
        target = f"/v1/exchanges/{exchange}/sealed/{hash_of(outer)}"
        self._bytes("PUT", target, JSON_BYTES_AT_MOST, outer, progress)

    def sealed(self, exchange: str, name: str, bytes_at_most: int) -> bytes:
        """Return a sealed file."""
        return self._bytes("GET", f"/v1/exchanges/{exchange}/sealed/{name}", bytes_at_most)

    def capsules(self, exchange: str, name: str) -> bytes:
        """Return the encrypted shares of a deposit."""
        return self._bytes("GET", f"/v1/exchanges/{exchange}/capsules/{name}", 1 << 20)

    def _json(self, method: str, target: str, body: bytes = b"") -> dict[str, Any]:
        return _object(self._bytes(method, target, JSON_BYTES_AT_MOST, body))

    def _bytes(
        self,
        method: str,
        target: str,
        bytes_at_most: int,
        body: bytes = b"",
        progress: Progress | None = None,
    ) -> bytes:
        body_hash = hash_of(body) if body else EMPTY_BODY
        moment = (self._clock(), self._chance(16).hex())
        signed = authorization(self._login, method, target, body_hash, moment)
        headers = {"Authorization": signed, "Content-Length": str(len(body))}
        try:
            with self._http.stream(
                method,
                self.address + target,
                headers=headers,
                content=_parts(body, progress) if body else None,
            ) as response:
                return _checked(response, bytes_at_most)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unreachable(f"the server cannot be reached at {self.address}") from error


def _parts(body: bytes, progress: Progress | None) -> Iterator[bytes]:
    for start in range(0, len(body), PART_BYTES):
        yield body[start : start + PART_BYTES]
        if progress:
            progress(min(start + PART_BYTES, len(body)), len(body))


def _checked(response: httpx.Response, bytes_at_most: int) -> bytes:
    """The body of an answer, if it is a good one and not too long."""
    parts, length = [], 0
    for part in response.iter_bytes():
        length += len(part)
        if length > bytes_at_most:
            raise Unreachable("the server's answer is too long")
        parts.append(part)
    body = b"".join(parts)
    if response.status_code == httpx.codes.OK:
        return body
    error = _object(body).get("error")
    told: Mapping[str, Any] = error if isinstance(error, dict) else {}
    code, rule, time = told.get("code"), told.get("rule", ""), told.get("server_time", 0)
    if not isinstance(code, str) or not re.fullmatch("[a-z-]{1,40}", code):
        raise Unreachable("there is no server of an exchange at this address")
    raise ServerRefused(code, str(rule)[:80], time if isinstance(time, int) else 0)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreachable("there is no server of an exchange at this address") from error
    if not isinstance(found, dict):
        raise Unreachable("there is no server of an exchange at this address")
    return found
