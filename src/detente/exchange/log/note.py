"""Signed notes (C2SP signed-note): a text, a blank line, and lines that say who signed it.

Reading is stricter than the format asks: names are printable, and base64 has its one form, so that a
note that was read is written again as it was.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from detente.exchange.canonical import from_base64, to_base64

NOTE_SIGNATURE = 0x01
"""The algorithm of a log: Ed25519 over the text of the note."""
COSIGNATURE = 0x04
"""The algorithm of a witness: Ed25519 over the text and a time (cosignature/v1)."""
NUMBER_AT_MOST = 2**63 - 1
NOTE_BYTES_AT_MOST = 1 << 20
SIGNATURES_AT_MOST = 256
"""Enough for the log, and for witnesses of as many parties as an exchange can have."""
NAME_BYTES_AT_MOST = 255
_KEY_BYTES, _KEY_ID_BYTES = 32, 4
_MARK = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class NoteUnreadable(ValueError):
    """A text is not a signed note; what is wrong with it is said."""


class KeyUnreadable(ValueError):
    """A text is not a verifier key; what is wrong with it is said."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public key of a log or of a witness, with its name and what it signs.

    ``algorithm`` is NOTE_SIGNATURE or COSIGNATURE, ``key`` the 32 bytes of an Ed25519 public key.
    Raises ``ValueError`` for anything else.

    >>> VerifierKey("log.example/a", NOTE_SIGNATURE, bytes(32)).text[:27]
    'log.example/a+909b00fa+AQAA'
    """

    name: str
    algorithm: int
    key: bytes

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise ValueError("the name of a key is not a key name")
        if self.algorithm not in (NOTE_SIGNATURE, COSIGNATURE):
            raise ValueError("the algorithm of a key is not known")
        if len(self.key) != _KEY_BYTES:
            raise ValueError("an Ed25519 key has 32 bytes")

    @property
    def key_id(self) -> bytes:
        """The four bytes that name the key, with its name, in a signature line."""
        named = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.key
        return hashlib.sha256(named).digest()[:_KEY_ID_BYTES]

    @property
    def text(self) -> str:
        """The key as one word: name+id+base64."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.algorithm]) + self.key)}"


def verifier_key_of(text: str) -> VerifierKey:
    """Return the key that a text name+id+base64 stands for.

    Raises :class:`KeyUnreadable` for anything but the one way to write a key that is known here.
    """
    name, _, rest = text.partition("+")
    _, _, encoded = rest.partition("+")
    try:
        data = from_base64(encoded)
        found = VerifierKey(name, data[0] if data else 0, data[1:])
    except ValueError as error:
        raise KeyUnreadable("not a verifier key of a known kind") from error
    if found.text != text:
        raise KeyUnreadable("the id of a verifier key is not that of its name and key")
    return found


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature under a note: the name and the four-byte id of the key, and what it signed."""

    name: str
    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        if not is_name(self.name) or len(self.key_id) != _KEY_ID_BYTES or not self.signature:
            raise ValueError("not a signature line")

    @property
    def text(self) -> str:
        """The line as it stands in a note, without its newline."""
        return f"{_MARK}{self.name} {to_base64(self.key_id + self.signature)}"


def signature_line(key: VerifierKey, signature: bytes) -> SignatureLine:
    """Return the line that says that a key made a signature."""
    return SignatureLine(key.name, key.key_id, signature)


def signature_line_of(text: str) -> SignatureLine:
    """Return the signature line that a text (without newline) is; else raise :class:`NoteUnreadable`."""
    if not text.startswith(_MARK):
        raise NoteUnreadable("a signature line does not begin with a dash and a blank")
    name, _, encoded = text[len(_MARK) :].partition(" ")
    try:
        data = from_base64(encoded)
        return SignatureLine(name, data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])
    except ValueError as error:
        raise NoteUnreadable("a signature line is not name and base64") from error


def split_note(text: str) -> tuple[str, tuple[SignatureLine, ...]]:
    """Return the body of a note, with its last newline, and its signature lines in order.

    No signature is checked. Raises :class:`NoteUnreadable` for whatever is not a note, for one of
    more than 1 MiB, and for more than 64 signatures. :func:`joined_note` gives the same text again.

    >>> split_note("text\\n\\n— log.example AAAAAAA=\\n")
    ('text\\n', (SignatureLine(name='log.example', key_id=b'\\x00\\x00\\x00\\x00', signature=b'\\x00'),))
    """
    check_text(text)
    if not text.endswith("\n"):
        raise NoteUnreadable("a note does not end in a newline")
    end = text.rfind("\n\n")
    if end < 0:
        raise NoteUnreadable("a note has no blank line before its signatures")
    lines = text[end + 2 : -1].split("\n", SIGNATURES_AT_MOST)
    if len(lines) > SIGNATURES_AT_MOST:
        raise NoteUnreadable(f"a note has more than {SIGNATURES_AT_MOST} signatures")
    return text[: end + 1], tuple(signature_line_of(line) for line in lines)


def joined_note(body: str, lines: tuple[SignatureLine, ...]) -> str:
    """Return the note of a body, which ends in a newline, and signature lines."""
    return f"{body}\n" + "".join(f"{line.text}\n" for line in lines)


def check_text(text: str) -> None:
    """Raise :class:`NoteUnreadable` for a text that is too long, not UTF-8, or has control signs."""
    try:
        length = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise NoteUnreadable("a note is not UTF-8") from error
    if length > NOTE_BYTES_AT_MOST:
        raise NoteUnreadable(f"a note has more than {NOTE_BYTES_AT_MOST} bytes")
    if _CONTROL.search(text):
        raise NoteUnreadable("a note has a control character")


def is_name(text: str) -> bool:
    """Return whether a text can name a key or a log: printable, no blank, no plus, at most 255 bytes.

    >>> is_name("log.example/harbour"), is_name("a log"), is_name("a+b"), is_name("")
    (True, False, False, False)
    """
    return (
        0 < len(text) <= NAME_BYTES_AT_MOST
        and text.isprintable()
        and not any(sign == "+" or sign.isspace() for sign in text)
        and len(text.encode("utf-8")) <= NAME_BYTES_AT_MOST
    )


def number_of(text: str) -> int:
    """Return a whole number from 0 to 2^63 - 1 written in ASCII digits without leading zeros.

    Raises ``ValueError`` for anything else.

    >>> number_of("20852163")
    20852163
    """
    if not _NUMBER.fullmatch(text) or int(text) > NUMBER_AT_MOST:
        raise ValueError("not a whole number from 0 to 2^63 - 1 without leading zeros")
    return int(text)
