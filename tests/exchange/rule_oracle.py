"""The rule of an exchange told a second time, to be held against the first.

Nothing is carried along but the list of entries that counted: whatever is asked is answered by
looking through all of it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from detente.exchange.canonical import NotCanonical
from detente.exchange.manifest import Manifest, signatures_wrong
from detente.exchange.protocol import State
from detente.exchange.signing import holds
from detente.exchange.statements import (
    Close,
    Deposit,
    Entry,
    Opening,
    Release,
    Statement,
    Withdrawal,
    binding,
    entry_of,
    share_hash,
    statement_bytes,
    statement_hash,
)

Fault = tuple[str, str]
"""The rule that an entry breaks, and whose breach it is."""


class Told(NamedTuple):
    """Where an exchange stands, in a form that both tellings can be put into."""

    size: int
    time: int
    phase: str
    live: frozenset[tuple[str, int, int, str]]
    last: frozenset[tuple[str, int, str]]
    missing: tuple[str, ...]
    frozen: int | None
    ended: int | None
    gave_out: frozenset[str]
    voids: tuple[tuple[int, str, str], ...]


def seen(manifest: Manifest, state: State) -> Told:
    """Return where an exchange stands by the rule under test."""
    live = {
        (role, each.index, each.time, statement_hash(each.deposit))
        for role, each in state.live.items()
    }
    return Told(
        state.size,
        state.time,
        state.phase,
        frozenset(live),
        frozenset((role, *each) for role, each in state.last.items()),
        state.missing(manifest),
        state.frozen,
        state.ended,
        frozenset(state.releases),
        tuple((each.index, each.rule, each.breach) for each in state.voids),
    )


class Oracle:
    """An exchange as the second telling has it."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.parties = [each.role for each in manifest.parties]
        self.counted: list[tuple[int, Entry]] = []
        self.voids: list[tuple[int, str, str]] = []

    @property
    def size(self) -> int:
        return len(self.counted) + len(self.voids)

    def take(self, leaf: bytes) -> Fault | None:
        """Add an entry; return what is wrong with it, None if it counts."""
        try:
            entry = entry_of(leaf)
        except NotCanonical:
            fault: Fault | None = ("form", "server")
        else:
            fault = next(self._faults(entry), None)
        if fault:
            self.voids.append((self.size, *fault))
        else:
            self.counted.append((self.size, entry))
        return fault

    def told(self) -> Told:
        live = self.live()
        return Told(
            self.size,
            max((entry.time for _, entry in self.counted), default=0),
            self.phase(),
            frozenset(
                (role, index, entry.time, statement_hash(entry.statement))
                for role, (index, entry) in live.items()
            ),
            frozenset(
                (role, *self.last(role)) for role in self.parties if self.last(role) != (0, "")
            ),
            tuple(role for role in self.parties if role not in live),
            self.frozen(),
            self.ended(),
            frozenset(self.gave_out()),
            tuple(self.voids),
        )

    # What has been said so far

    def _said_by(self, party: str) -> list[tuple[int, Entry]]:
        return [
            (index, entry)
            for index, entry in self.counted
            if isinstance(entry.statement, Deposit | Withdrawal) and entry.statement.party == party
        ]

    def last(self, party: str) -> tuple[int, str]:
        """The last version of a party, and the hash of its last statement."""
        said = [entry.statement for _, entry in self._said_by(party)]
        versions = [each.version for each in said if isinstance(each, Deposit)]
        return max(versions, default=0), statement_hash(said[-1]) if said else ""

    def live(self, until: int | None = None) -> dict[str, tuple[int, Entry]]:
        """By party, its deposit that stands, and where; after the entries up to an index."""
        found = {}
        for party in self.parties:
            said = [each for each in self._said_by(party) if until is None or each[0] <= until]
            if said and isinstance(said[-1][1].statement, Deposit):
                found[party] = said[-1]
        return found

    def deposit(self, party: str) -> Deposit:
        said = self.live()[party][1].statement
        assert isinstance(said, Deposit)
        return said

    def frozen(self) -> int | None:
        """Where, for the first time, all parties had a deposit."""
        places = (index for index, _ in self.counted)
        return next((each for each in places if len(self.live(each)) == len(self.parties)), None)

    def gave_out(self) -> dict[str, int]:
        """Who gave out, and where."""
        return {
            entry.statement.custodian: index
            for index, entry in self.counted
            if isinstance(entry.statement, Release)
        }

    def _third(self) -> list[str]:
        return ["neutral"] if self.manifest.neutral else self.parties

    def ended(self) -> int | None:
        """Where it was closed, or where the second custodian was through."""
        for index, entry in self.counted:
            if isinstance(entry.statement, Close):
                return index
        where = self.gave_out()
        custodians = (["server"], ["mediator"], self._third())
        through = sorted(
            max(where[role] for role in roles) for roles in custodians if where.keys() >= set(roles)
        )
        return through[1] if len(through) > 1 else None

    def phase(self) -> str:
        if not self.counted:
            return "unopened"
        if any(isinstance(entry.statement, Close) for _, entry in self.counted):
            return "lapsed"
        if self.frozen() is None:
            return "open"
        return "frozen" if self.ended() is None else "released"

    # What is wrong with an entry: all that is, in the order in which it is asked

    def _faults(self, entry: Entry) -> Iterator[Fault]:
        said = entry.statement
        if said.exchange != self.manifest.hash:
            yield "exchange", "server"
        if any(entry.time < other.time for _, other in self.counted) or entry.time < 0:
            yield "time", "server"
        if not self._is_signed(entry, said):
            yield "signature", "server"
        if isinstance(said, Opening):
            if self.size:
                yield "phase", "server"
        elif isinstance(said, Release):
            yield from self._release_faults(said)
        else:
            yield from self._party_faults(entry.time, said)

    def _is_signed(self, entry: Entry, said: Statement) -> bool:
        if isinstance(said, Opening):
            return not signatures_wrong(self.manifest, entry.signatures)
        roles = ("party", "custodian")
        role = next((getattr(said, name) for name in roles if hasattr(said, name)), "server")
        keys = {"server": self.manifest.server.signer}
        keys |= {each.role: each.signer for each in self.manifest.parties}
        keys["mediator"] = self.manifest.mediator.signer
        if self.manifest.neutral:
            keys["neutral"] = self.manifest.neutral.signer
        return (
            role in keys
            and list(entry.signatures) == [role]
            and holds(keys[role], "statement", statement_bytes(said), entry.signatures[role])
        )

    def _party_faults(self, time: int, said: Deposit | Withdrawal | Close) -> Iterator[Fault]:
        if self.phase() != "open":
            yield "phase", "server"
        late = time > self.manifest.deadline
        if isinstance(said, Close):
            if not late or said.deadline != self.manifest.deadline:
                yield "deadline", "server"
            return
        if said.party not in self.parties:
            yield "signature", "server"
        if late:
            yield "deadline", "server"
        version, previous = self.last(said.party)
        if isinstance(said, Withdrawal):
            if said.party not in self.live() or said.version != version:
                yield "version", "server"
        elif said.version != version + 1:
            yield "version", "server"
        if said.previous != previous:
            yield "previous", "server"
        if isinstance(said, Deposit):
            if said.version > 1 and not self.manifest.replacing:
                yield "replacing", "server"
            if said.outer_bytes > size_limit(self.manifest):
                yield "size", "server"
            if sorted(said.shares) != sorted(["server", "mediator", *self._third()]):
                yield "holders", "server"

    def _release_faults(self, said: Release) -> Iterator[Fault]:
        """A custodian answers for what it says; the server for taking in what came too late."""
        who = said.custodian
        if who not in ("server", "mediator", *self._third()):
            yield "holders", who
        if who in self.gave_out():
            yield "twice", "server"
        if self.frozen() is None or said.frozen != self.frozen():
            yield "phase", who
        if self.phase() != "frozen":
            yield "phase", "server"
        if sorted(said.shares) != sorted(self.parties):
            yield "holders", who
        for party, share in said.shares.items():
            deposit = self.deposit(party)
            bound = binding(self.manifest.hash, party, deposit.version)
            if deposit.shares[who] != share_hash(bound, who, share):
                yield "share", who


def size_limit(manifest: Manifest) -> int:
    """The largest file agreed and 8 KiB, an eighth more and a bit, the recipients, and 64 KiB."""
    file = manifest.bytes_at_most + 8 * 1024
    heads = 2 * 1024 * (2 * len(manifest.parties) + 2)
    return file + file * 13 // 100 + heads + 64 * 1024
