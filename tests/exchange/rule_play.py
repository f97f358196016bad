"""Logs of an exchange made entry by entry, right ones and wrong ones in every way."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from detente.exchange.canonical import hash_of
from detente.exchange.signing import signature, signer
from detente.exchange.statements import (
    Close,
    Deposit,
    Entry,
    Opening,
    Release,
    Statement,
    Withdrawal,
    binding,
    entry_bytes,
    share_hash,
    speaker,
    statement_bytes,
)

from .people import DEADLINE, OPENED, People, people, seed_of
from .rule_oracle import Oracle, size_limit

NAMES = ("north", "south", "west")


@cache
def exchange(parties: int = 2, neutral: bool = False, replacing: bool = True) -> People:
    """The same exchange each time, without making its keys again."""
    return people(*NAMES[:parties], neutral=neutral, replacing=replacing)


def share_of(party: str, version: int, holder: str) -> bytes:
    """The share that a deposit is said to have had for a holder."""
    return hashlib.sha256(f"{party} {version} {holder}".encode()).digest()


@cache
def _signed(key: bytes, statement: bytes) -> str:
    return signature(signer(key), "statement", statement)


class Play:
    """A log that grows; the second telling of the rule says what would be right next."""

    def __init__(self, all_of: People, opened: bool = True) -> None:
        self.all_of, self.manifest = all_of, all_of.manifest
        self.oracle = Oracle(all_of.manifest)
        self.leaves: list[bytes] = []
        self.now = OPENED
        if opened:
            self.say(Opening(self.manifest.hash))

    @property
    def parties(self) -> list[str]:
        return [each.role for each in self.manifest.parties]

    def put(self, leaf: bytes) -> None:
        """Add bytes as they are."""
        self.leaves.append(leaf)
        self.oracle.take(leaf)

    def entry(self, said: Statement, time: int, by: str | None = None) -> Entry:
        """The entry of a statement, signed by whoever says it or by another in its place."""
        who = speaker(said)
        if who is None:
            return Entry(time, said, self.all_of.signatures)
        return Entry(time, said, {who: self.sign(by or who, said)})

    def sign(self, who: str, said: Statement) -> str:
        if who == "server":
            return _signed(self.all_of.server_signer, statement_bytes(said))
        if who not in self.all_of.keys:
            return _signed(seed_of(who), statement_bytes(said))
        key = self.all_of.keys[who].signer
        return _signed(key.private_bytes_raw(), statement_bytes(said))

    def say(self, said: Statement, time: int | None = None, by: str | None = None) -> None:
        self.put(entry_bytes(self.entry(said, self.now if time is None else time, by)))

    # What is right next

    def deposit(self, party: str, **changes: Any) -> Deposit:
        version, previous = self.oracle.last(party)
        version = changes.get("version", version + 1)
        bound = binding(self.manifest.hash, party, version)
        said = Deposit(
            exchange=self.manifest.hash,
            party=party,
            version=version,
            previous=previous,
            outer=hash_of(party.encode()),
            outer_bytes=1000,
            capsules=hash_of(b"capsules"),
            commitment=hash_of(b"commitment"),
            release_key=hash_of(b"release key"),
            shares={
                holder: share_hash(bound, holder, share_of(party, version, holder))
                for holder in self.manifest.holders
            },
        )
        return replace(said, **changes)

    def withdrawal(self, party: str, **changes: Any) -> Withdrawal:
        version, previous = self.oracle.last(party)
        said = Withdrawal(self.manifest.hash, party, max(version, 1), previous)
        return replace(said, **changes)

    def close(self, **changes: Any) -> Close:
        return replace(Close(self.manifest.hash, self.manifest.deadline), **changes)

    def release(self, who: str, **changes: Any) -> Release:
        shares = {
            party: share_of(party, self.oracle.deposit(party).version, who)
            for party in self.oracle.live()
        }
        said = Release(self.manifest.hash, who, self.oracle.frozen() or 0, shares)
        return replace(said, **changes)

    def all_deposit(self) -> None:
        for party in self.parties:
            self.say(self.deposit(party))


# Sequences of events, drawn by Hypothesis or from a seed


class Event(NamedTuple):
    """What is tried next: what, by whom, how it is wrong, and when."""

    what: str
    who: int
    twist: int
    step: int


WHATS = (
    ("right",) * 8 + ("deposit",) * 4 + ("release",) * 4 + ("withdraw",) * 2
    + ("close", "opening", "copy", "garbage")
)  # fmt: skip
STEPS = (0,) * 30 + (1, 60, 60, 3600, -1, -3600, 10**6, 10**6 + 1, 10**6 + 2, 10**7)
"""Seconds; from a million on: just before the deadline, at it, just after it, long after it."""
TWISTS = (0,) * 12 + tuple(range(1, 25))
EVENTS_AT_MOST = 24


def drawn(chance: random.Random) -> list[Event]:
    """A sequence of events from a seed."""
    return [
        Event(
            chance.choice(WHATS), chance.randrange(6), chance.choice(TWISTS), chance.choice(STEPS)
        )
        for _ in range(chance.randrange(4, EVENTS_AT_MOST))
    ]


def played(all_of: People, events: list[Event], opened: bool = True) -> Play:
    """The log that a sequence of events gives."""
    play = Play(all_of, opened)
    for event in events:
        _happens(play, event)
    return play


def _happens(play: Play, event: Event) -> None:
    time = play.now + event.step
    if event.step >= 10**6:
        time = DEADLINE + (event.step - 10**6 - 1 if event.step < 10**7 else 5000)
    play.now = max(play.now, time)
    if event.what == "garbage" or (event.what == "copy" and not play.leaves):
        play.put(_garbage(play, event))
    elif event.what == "copy":
        play.put(play.leaves[event.twist % len(play.leaves)])
    else:
        _twisted(play, event, _statement(play, event), time)


def _statement(play: Play, event: Event) -> Statement:
    party = play.parties[event.who % len(play.parties)]
    if event.what == "right":
        return _right(play, event.who)
    if event.what == "opening":
        return Opening(play.manifest.hash)
    if event.what == "close":
        return play.close()
    if event.what == "withdraw":
        return play.withdrawal(party)
    if event.what == "release":
        return play.release(play.manifest.holders[event.who % len(play.manifest.holders)])
    return play.deposit(party)


def _right(play: Play, who: int) -> Statement:
    """What brings the exchange on."""
    phase = play.oracle.phase()
    if phase == "unopened":
        return Opening(play.manifest.hash)
    if phase == "open" and play.now > DEADLINE:
        return play.close()
    if phase == "open":
        return play.deposit(next(each for each in play.parties if each not in play.oracle.live()))
    left = [each for each in play.manifest.holders if each not in play.oracle.gave_out()]
    return play.release((left or ["server"])[who % max(len(left), 1)])


def _garbage(play: Play, event: Event) -> bytes:
    leaf = play.leaves[-1] if play.leaves else b"{}"
    kinds = (b"", b"{}", b"[]", b"\xff\xfe", leaf[:-1], leaf + b"\n", leaf.replace(b":", b": ", 1),
             b'{"signatures":{},"statement":{"type":[]},"time":"2025-06-01T09:00:00Z",'
             b'"type":"detente/entry/v1"}', leaf.replace(b'"time":"2025', b'"time":"0999', 1))  # fmt: skip
    return kinds[event.twist % len(kinds)]


def _twisted(play: Play, event: Event, said: Statement, time: int) -> None:
    """Add a statement that is wrong in one way; twist 0 is right, and so are some others."""
    other = play.parties[(event.who + 1) % len(play.parties)]
    who = speaker(said)
    if event.twist == 1:
        play.say(replace(said, exchange=hash_of(b"another")), time)
    elif event.twist == 2:
        play.say(said, time, other if other != who else "mediator")
    elif event.twist == 3 and who:
        play.put(entry_bytes(Entry(time, said, {who: "A" * 86 + "=="})))
    elif event.twist == 4 and who:
        signed = {who: play.sign(who, said), other: play.sign(other, said)}
        play.put(entry_bytes(Entry(time, said, signed)))
    elif event.twist == 5:
        play.put(entry_bytes(Entry(time, said, {})))
    elif event.twist == 6 and isinstance(said, Deposit | Withdrawal):
        play.say(replace(said, party="mediator"), time)
    elif event.twist == 7 and isinstance(said, Deposit | Withdrawal):
        play.say(replace(said, party="party/nobody"), time)
    else:
        twists = _TWISTS.get(type(said), ())
        change = twists[(event.twist - 8) % len(twists)] if event.twist > 7 and twists else None
        play.say(replace(said, **change(play, said)) if change else said, time)


Change = Callable[[Play, Any], Mapping[str, Any]]
_TWISTS: dict[type, tuple[Change, ...]] = {
    Deposit: (
        lambda play, said: {"version": said.version + 1},
        lambda play, said: {"version": max(said.version - 1, 1)},
        lambda play, said: {"previous": hash_of(b"another")},
        lambda play, said: {"previous": ""},
        lambda play, said: {"outer_bytes": size_limit(play.manifest)},
        lambda play, said: {"outer_bytes": size_limit(play.manifest) + 1},
        lambda play, said: {"shares": dict(list(said.shares.items())[1:])},
        lambda play, said: {"shares": {**said.shares, "party/nobody": "0" * 64}},
        lambda play, said: {"shares": {**said.shares, "mediator": "0" * 64}},
    ),
    Withdrawal: (
        lambda play, said: {"version": said.version + 1},
        lambda play, said: {"version": max(said.version - 1, 1)},
        lambda play, said: {"previous": hash_of(b"another")},
        lambda play, said: {"previous": ""},
    ),
    Close: (
        lambda play, said: {"deadline": said.deadline + 1},
        lambda play, said: {"deadline": said.deadline - 86_400},
    ),
    Release: (
        lambda play, said: {"frozen": said.frozen + 1},
        lambda play, said: {"frozen": max(said.frozen - 1, 0)},
        lambda play, said: {"shares": dict(list(said.shares.items())[1:])},
        lambda play, said: {"shares": {**said.shares, "party/nobody": bytes(32)}},
        lambda play, said: {"shares": dict.fromkeys(said.shares, bytes(32))},
        lambda play, said: {"shares": {**said.shares, play.parties[-1]: bytes(32)}},
        lambda play, said: {"custodian": "nobody"},
        lambda play, said: {"custodian": "mediator"},
        lambda play, said: {"custodian": play.parties[0]},
    ),
}  # fmt: skip
