"""Requests to a server, signed by whoever makes them, so that a password is never sent."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .canonical import canonical, hash_of, is_hash
from .signing import holds, is_public_key, public_text, signature

SCHEME = "Detente"
_VALUE = re.compile(
    r'Detente login="([A-Za-z0-9+/=]{44})", time="(0|[1-9][0-9]{0,11})", nonce="([0-9a-f]{32})", '
    r'body="([0-9a-f]{64})", signature="([A-Za-z0-9+/=]{88})"'
)
EMPTY_BODY = hash_of(b"")


@dataclass(frozen=True, slots=True)
class Signed:
    """Who makes a request, when, and what it carries; the signature has been found right."""

    login: str
    time: int
    nonce: str
    body: str
    """SHA-256 of the body that is to follow."""


def authorization(
    key: Ed25519PrivateKey, method: str, target: str, body_hash: str, moment: tuple[int, str]
) -> str:
    """Return the header ``Authorization`` of a request.

    ``target`` is the path with its query; ``moment`` the seconds since 1970, and a nonce of 32
    hexadecimal digits that is never used again.
    """
    time, nonce = moment
    login = public_text(key)
    signed = signature(key, "request", _message(login, (method, target), (time, nonce), body_hash))
    return (
        f'{SCHEME} login="{login}", time="{time}", nonce="{nonce}", '
        f'body="{body_hash}", signature="{signed}"'
    )


def signed_request(method: str, target: str, header: str) -> Signed | None:
    """Return who signed a request, or None if nobody did: the header is missing or wrong.

    That the time is near and the nonce new is for the caller to check.
    """
    found = _VALUE.fullmatch(header)
    if found is None:
        return None
    login, time, nonce, body, signed = found.groups()
    if not is_public_key(login) or not is_hash(body):
        return None
    try:
        message = _message(login, (method, target), (int(time), nonce), body)
    except ValueError:  # a target that is no text
        return None
    if not holds(login, "request", message, signed):
        return None
    return Signed(login, int(time), nonce, body)


def _message(login: str, what: tuple[str, str], moment: tuple[int, str], body: str) -> bytes:
    method, target = what
    time, nonce = moment
    return canonical(
        {
            "login": login,
            "method": method,
            "target": target,
            "time": time,
            "nonce": nonce,
            "body": body,
        }
    )
