"""The textual header of an age file: who can open it, line by line, and a code over all of it.

The format is that of age, version 1 (c2sp.org/age). What is read is read strictly: there is one way to write a header,
and whatever is written otherwise is refused.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEADER_BYTES_AT_MOST = 2 * 1024 * 1024
STANZAS_AT_MOST = 1024
FILE_KEY_BYTES = 16
CODE_BYTES = 32

_PROGRAM, _VERSION_LINE, _MARK = b"age-encryption.org/", b"age-encryption.org/v1\n", b"---"
_ARMOR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_COLUMNS = 64
_ARGUMENT = re.compile(r"[!-~]+")
_ARGUMENT_LINE = re.compile(rb"-> [!-~]+(?: [!-~]+)*")
_CODE_LINE = re.compile(rb"--- [A-Za-z0-9+/]{43}")


class CannotDecrypt(Exception):
    """A file cannot be decrypted."""


class NotAge(CannotDecrypt):
    """The bytes are no age file of the kind read here: its header is not as it has to be."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """One way to the file key: arguments, of which the first is the kind, and a body.

    Raises ValueError without arguments, or for one that is empty or holds anything but visible
    ASCII characters.
    """

    arguments: tuple[str, ...]
    body: bytes

    def __post_init__(self) -> None:
        if not self.arguments or not all(_ARGUMENT.fullmatch(each) for each in self.arguments):
            raise ValueError("a stanza has one or more arguments of visible characters")


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was read: its stanzas, the bytes the code is over, and the code."""

    stanzas: tuple[Stanza, ...]
    covered: bytes = field(repr=False)
    code: bytes


def to_base64(data: bytes) -> str:
    """Return bytes in base64 without padding.

    >>> to_base64(b"age")
    'YWdl'
    """
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").decode("ascii")


def from_base64(text: str | bytes) -> bytes:
    """Return the bytes a text in base64 stands for.

    Raises ValueError for padding, other characters, and bits left over that are not zero.

    >>> from_base64("YWdl")
    b'age'
    >>> from_base64("YWdlYQ==")
    Traceback (most recent call last):
    ValueError: not canonical base64
    """
    written = text.encode("utf-8") if isinstance(text, str) else text
    try:
        data = binascii.a2b_base64(written + b"=" * (-len(written) % 4), strict_mode=True)
    except binascii.Error:
        data = b""
    if binascii.b2a_base64(data, newline=False).rstrip(b"=") != written:
        raise ValueError("not canonical base64")
    return data


def write_header(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    """Return the header with these stanzas and the code that the file key gives.

    Raises ValueError without stanzas, and where there are more or longer ones than are read here.
    """
    if not 0 < len(stanzas) <= STANZAS_AT_MOST:
        raise ValueError(f"a header has 1 to {STANZAS_AT_MOST} stanzas")
    covered = _VERSION_LINE + b"".join(map(_written, stanzas)) + _MARK
    code = to_base64(_code(file_key, covered).finalize())
    written = covered + b" " + code.encode("ascii") + b"\n"
    if len(written) > HEADER_BYTES_AT_MOST:
        raise ValueError(f"a header has at most {HEADER_BYTES_AT_MOST} bytes")
    return written


def parse_header(data: bytes) -> tuple[Header, int]:
    """Return the header a file begins with, and where the bytes after it begin.

    Raises NotAge for anything but a header in its one right spelling with at most STANZAS_AT_MOST
    stanzas and HEADER_BYTES_AT_MOST bytes. The code is not checked: that needs the file key, see
    header_holds. Linear in the size of the header, whatever follows.
    """
    if not data.startswith(_VERSION_LINE):
        raise NotAge(_not_the_version(data))
    stanzas: list[Stanza] = []
    start = len(_VERSION_LINE)
    while data.startswith(b"->", start):
        if len(stanzas) == STANZAS_AT_MOST:
            raise NotAge(f"the header has more than {STANZAS_AT_MOST} stanzas")
        stanza, start = _stanza(data, start)
        stanzas.append(stanza)
    if not stanzas:
        raise NotAge("the header has no stanza after its first line")
    line, end = _line(data, start)
    if not _CODE_LINE.fullmatch(line):
        raise NotAge("a line of the header is neither of a stanza nor the last one")
    try:
        code = from_base64(line[len(_MARK) + 1 :])
    except ValueError:
        raise NotAge("the code of the header is not in canonical base64") from None
    return Header(tuple(stanzas), data[: start + len(_MARK)], code), end


def header_holds(header: Header, file_key: bytes) -> bool:
    """Return whether the code of a header is the one that the file key gives; in constant time."""
    try:
        _code(file_key, header.covered).verify(header.code)
    except InvalidSignature:
        return False
    return True


def _code(file_key: bytes, covered: bytes) -> HMAC:
    """Return the code over a header up to and including its mark, yet to be finished."""
    code = HMAC(HKDF(SHA256(), CODE_BYTES, salt=b"", info=b"header").derive(file_key), SHA256())
    code.update(covered)
    return code


def _written(stanza: Stanza) -> bytes:
    body = to_base64(stanza.body)
    # A body that fills its last line is ended by an empty one.
    lines = [body[at : at + _COLUMNS] for at in range(0, len(body) + 1, _COLUMNS)]
    return "\n".join(["-> " + " ".join(stanza.arguments), *lines, ""]).encode("ascii")


def _stanza(data: bytes, start: int) -> tuple[Stanza, int]:
    """Return the stanza that begins at a place, and where it ends."""
    line, start = _line(data, start)
    if not _ARGUMENT_LINE.fullmatch(line):
        raise NotAge("the first line of a stanza is malformed")
    arguments = tuple(line[3:].decode("ascii").split(" "))
    lines: list[bytes] = []
    while not lines or len(lines[-1]) == _COLUMNS:
        body_line, start = _line(data, start)
        if len(body_line) > _COLUMNS:
            raise NotAge(f"a line of a stanza's body is longer than {_COLUMNS} characters")
        lines.append(body_line)
    try:
        return Stanza(arguments, from_base64(b"".join(lines))), start
    except ValueError:
        raise NotAge("the body of a stanza is not in canonical base64") from None


def _line(data: bytes, start: int) -> tuple[bytes, int]:
    """Return the line that begins at a place, without its end, and where the next one begins."""
    end = data.find(b"\n", start, HEADER_BYTES_AT_MOST)
    if end < 0:
        raise NotAge("the header does not end, or is too long")
    return data[start:end], end + 1


def _not_the_version(data: bytes) -> str:
    if data[:1024].lstrip().startswith(_ARMOR):
        return "the file is armored as text; only the binary form is read"
    if data.startswith(_PROGRAM):
        return "the first line is that of a version of age that is not read here"
    return "the file does not begin as an age file does"
