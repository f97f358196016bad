"""Checkpoints (C2SP tlog-checkpoint): how many entries a log has and their root, signed and witnessed.

The log signs the text; witnesses sign the text and the time at which they saw it
(C2SP tlog-cosignature, cosignature/v1). The format lets a reader pass over lines it does not know; here
every line must be known and right, so that no bit of a file can change unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from detente.exchange.canonical import from_base64, to_base64

from .note import (
    COSIGNATURE,
    NOTE_SIGNATURE,
    NUMBER_AT_MOST,
    SignatureLine,
    VerifierKey,
    is_name,
    joined_note,
    number_of,
    signature_line,
    split_note,
)
from .tree import EMPTY_ROOT, HASH_BYTES

_TIME_BYTES = 8
_TIME_AT_MOST = 253_402_300_799  # the end of the year 9999: later times cannot be told


class CheckpointUnreadable(ValueError):
    """A text is not the body of a checkpoint; what is wrong with it is said."""


class SignatureWrong(ValueError):
    """A signature under a checkpoint is missing, wrong, repeated, out of order or of an unknown key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: its name (``origin``), its number of entries, the root over them.

    Raises ``ValueError`` for an origin that cannot name a key, a size beyond 2^63 - 1, a root that is
    not 32 bytes, and an empty log with another root than the SHA-256 of nothing.

    >>> print(Checkpoint("log.example/harbour", 0, EMPTY_ROOT).body, end="")
    log.example/harbour
    0
    47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not is_name(self.origin):
            raise ValueError("the origin of a checkpoint is not a name")
        if not 0 <= self.size <= NUMBER_AT_MOST:
            raise ValueError("the size of a checkpoint is out of range")
        if len(self.root) != HASH_BYTES:
            raise ValueError("the root of a checkpoint does not have 32 bytes")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise ValueError("the root of an empty log is not the hash of nothing")

    @property
    def body(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    def signed_by(self, log_key: Ed25519PrivateKey) -> str:
        """Return the checkpoint's note with the log's signature; the key's name is the origin."""
        key = log_verifier_key(self.origin, log_key.public_key())
        line = signature_line(key, log_key.sign(self.body.encode()))
        return joined_note(self.body, (line,))

    def cosigned(self, name: str, witness_key: Ed25519PrivateKey, seconds: int) -> SignatureLine:
        """Return the line by which a witness says that it saw this checkpoint, and when.

        ``seconds`` are since 1970 in UTC, to the end of the year 9999; else ``ValueError``.
        """
        if not 0 <= seconds <= _TIME_AT_MOST:
            raise ValueError("the time of a cosignature is out of range")
        key = witness_verifier_key(name, witness_key.public_key())
        signed = witness_key.sign(_cosigned_message(self.body, seconds))
        return signature_line(key, seconds.to_bytes(_TIME_BYTES, "big") + signed)


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint whose signatures have all been found right.

    ``cosignatures`` are (name, seconds since 1970) in order of names; ``text`` is the note as it was.
    """

    checkpoint: Checkpoint
    cosignatures: tuple[tuple[str, int], ...]
    text: str


def log_verifier_key(origin: str, key: Ed25519PublicKey) -> VerifierKey:
    """Return the verifier key of a log."""
    return VerifierKey(origin, NOTE_SIGNATURE, key.public_bytes_raw())


def witness_verifier_key(name: str, key: Ed25519PublicKey) -> VerifierKey:
    """Return the verifier key of a witness."""
    return VerifierKey(name, COSIGNATURE, key.public_bytes_raw())


def checkpoint_of(body: str) -> Checkpoint:
    """Return the checkpoint that the body of a note is; no signature is checked.

    Raises :class:`CheckpointUnreadable` for anything but origin, size and root in their one form;
    extension lines are refused.
    """
    parts = body.split("\n", 4)
    if len(parts) != 4 or parts[3]:
        raise CheckpointUnreadable("a checkpoint is not three lines")
    try:
        return Checkpoint(parts[0], number_of(parts[1]), from_base64(parts[2]))
    except ValueError as error:
        raise CheckpointUnreadable(f"a checkpoint cannot be read: {error}") from error


def read_checkpoint(
    text: str, log_key: VerifierKey, cosigner_keys: Mapping[str, VerifierKey]
) -> SignedCheckpoint:
    """Return a checkpoint with the log's signature and those of the witnesses that signed it.

    The log's line comes first; then come lines of known witnesses, each at most once, in order of
    their names. How many of them are enough is for the caller to say. Raises ``NoteUnreadable``,
    :class:`CheckpointUnreadable` or :class:`SignatureWrong` for any other text; ``ValueError`` for keys
    that are not fit together: of another kind or name, or one key for two.
    """
    _check_keys(log_key, cosigner_keys)
    body, lines = split_note(text)
    checkpoint = checkpoint_of(body)
    first, *others = lines
    if checkpoint.origin != log_key.name or not _is_of(first, log_key):
        raise SignatureWrong("the first signature is not that of the log")
    if not _holds(log_key, first.signature, body.encode()):
        raise SignatureWrong("the signature of the log is wrong")
    cosignatures: list[tuple[str, int]] = []
    for line in others:
        key = cosigner_keys.get(line.name)
        if key is None or not _is_of(line, key):
            raise SignatureWrong("a signature is not that of a known witness")
        if cosignatures and line.name <= cosignatures[-1][0]:
            raise SignatureWrong("a cosignature is repeated or not in order of names")
        cosignatures.append((line.name, _cosigned_at(line, key, body)))
    return SignedCheckpoint(checkpoint, tuple(cosignatures), text)


def with_cosignatures(text: str, lines: Iterable[SignatureLine]) -> str:
    """Return a checkpoint's note with further cosignatures, in order of their names.

    Nothing is checked but the form: read the result with :func:`read_checkpoint`. A line that is there
    already stays once; another line of the same name raises :class:`SignatureWrong`.
    """
    body, (first, *others) = split_note(text)
    by_name: dict[str, SignatureLine] = {}
    for line in (*others, *lines):
        if by_name.setdefault(line.name, line) != line:
            raise SignatureWrong("two different cosignatures have one name")
    return joined_note(body, (first, *(by_name[name] for name in sorted(by_name))))


def _check_keys(log_key: VerifierKey, cosigner_keys: Mapping[str, VerifierKey]) -> None:
    if log_key.algorithm != NOTE_SIGNATURE:
        raise ValueError("the key of the log is not one for notes")
    for name, key in cosigner_keys.items():
        if key.name != name or key.algorithm != COSIGNATURE:
            raise ValueError("the key of a witness is of another name or kind")
    keys = [log_key.key, *(key.key for key in cosigner_keys.values())]
    # A cosignature does not name its witness: one key would count twice.
    if len(set(keys)) != len(keys):
        raise ValueError("the log and its witnesses share a key")


def _is_of(line: SignatureLine, key: VerifierKey) -> bool:
    return line.name == key.name and line.key_id == key.key_id


def _cosigned_at(line: SignatureLine, key: VerifierKey, body: str) -> int:
    """The time in a cosignature that is right."""
    seconds = int.from_bytes(line.signature[:_TIME_BYTES], "big")
    if seconds > _TIME_AT_MOST:
        raise SignatureWrong("the time of a cosignature is out of range")
    if not _holds(key, line.signature[_TIME_BYTES:], _cosigned_message(body, seconds)):
        raise SignatureWrong("the cosignature of a witness is wrong")
    return seconds


def _cosigned_message(body: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


def _holds(key: VerifierKey, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
