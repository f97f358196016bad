"""What is said in an exchange, and the log's entries that hold it.

A statement says what somebody does: deposit, withdraw, close, release. An entry is a statement with the
time the server gave it and the signature of whoever says it. Both are canonical JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .canonical import (
    NotCanonical,
    canonical,
    from_base64,
    hash_of,
    is_hash,
    moment_text,
    object_of,
    seconds_of,
    tagged_hash,
    to_base64,
    with_fields,
)

ENTRY_BYTES_AT_MOST = 65_535
"""What one entry of a log in tiles can hold."""
SHARE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Opening:
    """The first entry: the manifest, signed by all."""

    exchange: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """A sealed proposal was handed in; hashes of all its parts."""

    exchange: str
    party: str
    """The depositor's role."""
    version: int
    previous: str
    """Hash of this party's statement before, empty for its first."""
    outer: str
    """Hash of what is stored: the proposal under both its layers."""
    outer_bytes: int
    capsules: str
    """Hash of the shares, each encrypted to its holder."""
    commitment: str
    """Hash of the padded text with its salt."""
    release_key: str
    shares: Mapping[str, str]
    """For each holder, the hash of its share."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A party takes its deposit back."""

    exchange: str
    party: str
    version: int
    previous: str


@dataclass(frozen=True, slots=True)
class Close:
    """The server ends an exchange in which something was missing at the deadline."""

    exchange: str
    deadline: int


@dataclass(frozen=True, slots=True)
class Release:
    """A custodian gives out its shares of all frozen deposits."""

    exchange: str
    custodian: str
    frozen: int
    """The index of the entry that froze the exchange."""
    shares: Mapping[str, bytes]
    """For each party's role, this custodian's share."""


Statement = Opening | Deposit | Withdrawal | Close | Release

_TYPES: dict[str, type[Any]] = {
    "detente/opening/v1": Opening,
    "detente/deposit/v1": Deposit,
    "detente/withdrawal/v1": Withdrawal,
    "detente/close/v1": Close,
    "detente/release/v1": Release,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}
_FIELDS: dict[type[Any], dict[str, type]] = {
    Opening: {"exchange": str},
    Deposit: {
        "exchange": str,
        "party": str,
        "version": int,
        "previous": str,
        "outer": str,
        "outer_bytes": int,
        "capsules": str,
        "commitment": str,
        "release_key": str,
        "shares": dict,
    },
    Withdrawal: {"exchange": str, "party": str, "version": int, "previous": str},
    Close: {"exchange": str, "deadline": str},
    Release: {"exchange": str, "custodian": str, "frozen": int, "shares": dict},
}
_HASHES = ("exchange", "outer", "capsules", "commitment", "release_key")


def statement_data(statement: Statement) -> dict[str, Any]:
    """Return a statement as plain data, its type included."""
    data = {name: getattr(statement, name) for name in _FIELDS[type(statement)]}
    if isinstance(statement, Close):
        data["deadline"] = moment_text(statement.deadline)
    elif isinstance(statement, Deposit):
        data["shares"] = dict(statement.shares)
    elif isinstance(statement, Release):
        data["shares"] = {role: to_base64(share) for role, share in statement.shares.items()}
    return {"type": _NAMES[type(statement)], **data}


def statement_bytes(statement: Statement) -> bytes:
    """Return what is signed of a statement: its canonical JSON."""
    return canonical(statement_data(statement))


def statement_hash(statement: Statement) -> str:
    """Return the SHA-256 of a statement, by which the next one names it."""
    return hash_of(statement_bytes(statement))


def statement_of(data: object) -> Statement:
    """Return the statement that plain data holds; raise :class:`NotCanonical` for anything else."""
    name = data.get("type") if isinstance(data, dict) else None
    if not isinstance(name, str) or name not in _TYPES:
        raise NotCanonical("no statement of a type that this version knows")
    kind = _TYPES[name]
    found = with_fields(data, "a statement", {"type": str, **_FIELDS[kind]})
    values = {name: value for name, value in found.items() if name != "type"}
    if any(not is_hash(values[name]) for name in _HASHES if name in values):
        raise NotCanonical("a hash that is none")
    if values.get("previous") and not is_hash(values["previous"]):
        raise NotCanonical("a hash that is none")
    if any(values.get(name, 1) < low for name, low in _LOWEST.items()):
        raise NotCanonical("a number out of range")
    if kind is Close:
        values["deadline"] = seconds_of(values["deadline"])
    elif kind is Deposit and not all(is_hash(each) for each in values["shares"].values()):
        raise NotCanonical("a hash that is none")
    elif kind is Release:
        values["shares"] = {role: _share(text) for role, text in values["shares"].items()}
    statement: Statement = kind(**values)
    return statement


_LOWEST = {"version": 1, "outer_bytes": 1, "frozen": 0}


def _share(text: object) -> bytes:
    share = from_base64(text) if isinstance(text, str) else b""
    if len(share) != SHARE_BYTES:
        raise NotCanonical("a share that is none")
    return share


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log: a statement, when the server took it in, and who signed it."""

    time: int
    statement: Statement
    signatures: Mapping[str, str]
    """By role: one of whoever says it; of the opening, all."""


ENTRY_TYPE = "detente/entry/v1"


def entry_bytes(entry: Entry) -> bytes:
    """Return an entry as canonical JSON: these bytes are a leaf of the log."""
    return canonical(
        {
            "type": ENTRY_TYPE,
            "time": moment_text(entry.time),
            "statement": statement_data(entry.statement),
            "signatures": dict(entry.signatures),
        }
    )


def entry_of(data: bytes) -> Entry:
    """Return the entry that a leaf holds; raise :class:`NotCanonical` for anything else."""
    fields: dict[str, type] = {"type": str, "time": str, "statement": dict, "signatures": dict}
    found = with_fields(object_of(data, ENTRY_BYTES_AT_MOST), "an entry", fields)
    if found["type"] != ENTRY_TYPE:
        raise NotCanonical(f'the type is not "{ENTRY_TYPE}"')
    if not all(isinstance(each, str) for each in found["signatures"].values()):
        raise NotCanonical("a signature that is none")
    return Entry(seconds_of(found["time"]), statement_of(found["statement"]), found["signatures"])


def speaker(statement: Statement) -> str | None:
    """Return the role that has to sign a statement; None for the opening, which all sign."""
    if isinstance(statement, Deposit | Withdrawal):
        return statement.party
    if isinstance(statement, Release):
        return statement.custodian
    return "server" if isinstance(statement, Close) else None


def binding(exchange: str, party: str, version: int) -> bytes:
    """Return what ties a share to one deposit: a hash of the manifest, the party and the version."""
    parts = (exchange.encode(), party.encode(), str(version).encode())
    return bytes.fromhex(tagged_hash("binding", *parts))


def share_hash(bound: bytes, holder: str, share: bytes) -> str:
    """Return the hash that a deposit names for a holder's share."""
    return tagged_hash("share", bound, holder.encode(), share)


def release_key_hash(bound: bytes, seed: bytes) -> str:
    """Return the hash that a deposit names for its release key."""
    return tagged_hash("release-key", bound, seed)
