"""One way to write each value: canonical JSON (RFC 8785), base64, hashes and moments.

Whatever is signed or hashed is written in this form, and whatever is read is refused in any other:
so no two texts mean the same, and no bit of a text can change unseen.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785

from detente.core.record.texts import UNFIT

DEPTH_AT_MOST = 12
NUMBER_AT_MOST = 2**53 - 1
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_HASH = re.compile(r"[0-9a-f]{64}")


class NotCanonical(ValueError):
    """The bytes are not the one way to write a value; what is wrong with them is said."""


def canonical(value: Any) -> bytes:
    """Return a value as canonical JSON: keys in order, no blanks, UTF-8 (RFC 8785).

    >>> canonical({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    return rfc8785.dumps(value)


def object_of(
    data: bytes, bytes_at_most: int = 1 << 20, *, of_lines: bool = False
) -> dict[str, Any]:
    """Return the object that canonical JSON holds; raise :class:`NotCanonical` for anything else.

    Only objects, lists, texts, whole numbers, true, false and null; texts are in Unicode's composed
    form (NFC), without control characters and marks that turn the direction of writing; with
    ``of_lines`` they may have several lines.

    >>> object_of(b'{"a":[1,"x"]}')
    {'a': [1, 'x']}
    """
    if len(data) > bytes_at_most:
        raise NotCanonical(f"more than {bytes_at_most} bytes")
    if data.count(b"[") + data.count(b"{") > 100_000:
        raise NotCanonical("too many parts")
    try:
        value = json.loads(data.decode("utf-8"), parse_float=_no_float, parse_constant=_no_float)
    except NotCanonical:
        raise
    except (ValueError, RecursionError) as error:
        raise NotCanonical("not JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise NotCanonical("not a JSON object")
    _check(value, 0, of_lines)
    if canonical(value) != data:
        raise NotCanonical("not in canonical form (RFC 8785)")
    return value


def _no_float(text: str) -> Any:
    raise NotCanonical("a number that is not whole")


def _check(value: Any, depth: int, of_lines: bool) -> None:
    if depth > DEPTH_AT_MOST:
        raise NotCanonical("nested too deep")
    if isinstance(value, dict):
        for key, each in value.items():
            _check(key, depth + 1, False)
            _check(each, depth + 1, of_lines)
    elif isinstance(value, list):
        for each in value:
            _check(each, depth + 1, of_lines)
    elif isinstance(value, str):
        if not unicodedata.is_normalized("NFC", value):
            raise NotCanonical("a text that is not in Unicode's composed form (NFC)")
        if UNFIT.search(value) or "\t" in value or ("\n" in value and not of_lines):
            raise NotCanonical("a text with a control character")
    elif isinstance(value, int) and abs(value) > NUMBER_AT_MOST:
        raise NotCanonical("a number that is too large")


def to_base64(data: bytes) -> str:
    """Return bytes in base64 with its padding.

    >>> to_base64(b"ab")
    'YWI='
    """
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes:
    """Return the bytes of a base64 text; only its one canonical form is read.

    Python's own reader takes texts whose last bits are not zero; these are refused here.

    >>> from_base64("YWI=")
    b'ab'
    >>> from_base64("YWJ=")
    Traceback (most recent call last):
    detente.exchange.canonical.NotCanonical: not in canonical base64
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error) as error:
        raise NotCanonical("not in canonical base64") from error
    if to_base64(data) != text:
        raise NotCanonical("not in canonical base64")
    return data


def hash_of(data: bytes) -> str:
    """Return the SHA-256 of bytes in lower case hexadecimal.

    >>> hash_of(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def tagged_hash(tag: str, *parts: bytes) -> str:
    """Return the SHA-256 of parts under a tag that says what they are, each part with its length."""
    digest = hashlib.sha256(f"detente/{tag}/v1\n".encode())
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def is_hash(value: object) -> bool:
    """Return whether a value is a SHA-256 in lower case hexadecimal."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def moment_text(seconds: int) -> str:
    """Return a moment, in seconds since 1970 in UTC, as text.

    >>> moment_text(1748854800)
    '2025-06-02T09:00:00Z'
    """
    return (datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat() + "Z"  # noqa: DTZ001


def seconds_of(text: object) -> int:
    """Return the seconds since 1970 of a moment written as ``2025-06-02T09:00:00Z``.

    Raises :class:`NotCanonical` for any other form, and for moments that are none.
    """
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise NotCanonical("not a moment written as 2025-06-02T09:00:00Z")
    try:
        return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    except (ValueError, OverflowError) as error:
        raise NotCanonical("not a moment that there is") from error


def with_fields(value: object, what: str, fields: Mapping[str, type]) -> dict[str, Any]:
    """Return an object that has exactly these fields, each of its type; else refuse it."""
    if not isinstance(value, dict) or set(value) != set(fields):
        raise NotCanonical(f"{what} does not have the fields {', '.join(fields)}")
    for name, kind in fields.items():
        if type(value[name]) is not kind:
            raise NotCanonical(f'"{name}" of {what} is not of its type')
    return value
