"""The rule of an exchange: one pure function, folded over the log's entries.

``open -> frozen -> released``, or ``open -> lapsed``, and nothing else. The order in the log decides, not
clocks. Server, mediator, delegations and the offline checker all run this same code. An entry that
breaks the rule is void for everybody; it stays in the log, with the rule that voided it and whose
breach it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from .canonical import NotCanonical
from .manifest import MEDIATOR, NEUTRAL, PARTY, SERVER, Manifest, signatures_wrong
from .signing import holds
from .statements import (
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
    speaker,
    statement_bytes,
    statement_hash,
)

Phase = Literal["unopened", "open", "frozen", "released", "lapsed"]
Rule = Literal[
    "form",  # not an entry
    "exchange",  # of another exchange
    "time",  # earlier than the entry before it
    "signature",  # not signed by whoever says it
    "phase",  # not in this phase
    "deadline",  # deposited or withdrawn late, or closed early
    "version",  # not the next version, or not the one that stands
    "previous",  # does not follow on this party's last statement
    "replacing",  # a second version where there is none
    "size",  # larger than agreed
    "holders",  # shares for others than the custodians, or not for all deposits
    "share",  # not the share that was deposited
    "twice",  # given out already
]


@dataclass(frozen=True, slots=True)
class Void:
    """An entry that counts for nobody, with the rule that voided it and whose breach it is."""

    index: int
    rule: Rule
    breach: str
    """The role: the server, which must not take such an entry in; or a custodian that gave out something
    wrong, or too early."""


@dataclass(frozen=True, slots=True)
class Live:
    """A deposit that stands."""

    index: int
    time: int
    deposit: Deposit


@dataclass(frozen=True, slots=True)
class State:
    """Where an exchange stands after so many entries."""

    size: int = 0
    phase: Phase = "unopened"
    time: int = 0
    live: Mapping[str, Live] = field(default_factory=lambda: MappingProxyType({}))
    """By party's role, the deposit that stands."""
    last: Mapping[str, tuple[int, str]] = field(default_factory=lambda: MappingProxyType({}))
    """By party's role, its last version and the hash of its last statement."""
    frozen: int | None = None
    """The index of the deposit that was the last one missing."""
    ended: int | None = None
    """The index of the entry that closed the exchange, or released it."""
    releases: Mapping[str, Release] = field(default_factory=lambda: MappingProxyType({}))
    voids: tuple[Void, ...] = ()

    def missing(self, manifest: Manifest) -> tuple[str, ...]:
        """Return the roles of the parties that have no deposit, in the manifest's order."""
        return tuple(each.role for each in manifest.parties if each.role not in self.live)


class _Breaks(Exception):
    """An entry breaks a rule."""

    def __init__(self, rule: Rule, breach: str = SERVER) -> None:
        super().__init__(rule)
        self.rule: Rule = rule
        self.breach = breach


def after(manifest: Manifest, state: State, leaf: bytes | Entry) -> State:
    """Return the state after one more entry; an entry that breaks the rule changes nothing but voids.

    Never raises: whatever the bytes are. Cost: independent of the entries before.
    """
    try:
        entry = leaf if isinstance(leaf, Entry) else entry_of(leaf)
        _signed(manifest, state, entry)
        changed = _counted(manifest, state, entry)
    except NotCanonical:
        return _voided(state, "form", SERVER)
    except _Breaks as broken:
        return _voided(state, broken.rule, broken.breach)
    return replace(changed, size=state.size + 1, time=entry.time)


def _voided(state: State, rule: Rule, breach: str) -> State:
    void = Void(state.size, rule, breach)
    return replace(state, size=state.size + 1, voids=(*state.voids, void))


def state_after(
    manifest: Manifest, leaves: Iterable[bytes | Entry], state: State | None = None
) -> State:
    """Return the state after these entries of a log: from the first, or on from a state before.

    After none it is ``unopened``, or the state before.
    """
    found = state or State()
    for leaf in leaves:
        found = after(manifest, found, leaf)
    return found


def refusal(manifest: Manifest, state: State, entry: Entry) -> Void | None:
    """Return why an entry would be void as the next one, or None if it would count."""
    voids = after(manifest, state, entry).voids
    return voids[-1] if len(voids) > len(state.voids) else None


def _signed(manifest: Manifest, state: State, entry: Entry) -> None:
    """Check what holds for every entry: exchange, time, signatures."""
    said = entry.statement
    if said.exchange != manifest.hash:
        raise _Breaks("exchange")
    if entry.time < state.time:
        raise _Breaks("time")
    role = speaker(said)
    if role is None:
        if signatures_wrong(manifest, entry.signatures):
            raise _Breaks("signature")
        return
    key = manifest.signing_key(role)
    if key is None or set(entry.signatures) != {role}:
        raise _Breaks("signature")
    if not holds(key, "statement", statement_bytes(said), entry.signatures[role]):
        raise _Breaks("signature")


def _counted(manifest: Manifest, state: State, entry: Entry) -> State:
    said: Statement = entry.statement
    if isinstance(said, Opening):
        if state.size:  # the first entry of a log, or none
            raise _Breaks("phase")
        return replace(state, phase="open")
    if isinstance(said, Release):
        return _released(manifest, state, said)
    if state.phase != "open":
        raise _Breaks("phase")
    if isinstance(said, Close):
        if said.deadline != manifest.deadline or entry.time <= manifest.deadline:
            raise _Breaks("deadline")
        return replace(state, phase="lapsed", ended=state.size)
    if not said.party.startswith(PARTY):
        raise _Breaks("signature")
    if entry.time > manifest.deadline:
        raise _Breaks("deadline")
    if isinstance(said, Withdrawal):
        return _withdrawn(state, said)
    return _deposited(manifest, state, entry.time, said)


def _deposited(manifest: Manifest, state: State, time: int, said: Deposit) -> State:
    version, previous = state.last.get(said.party, (0, ""))
    if said.version != version + 1:
        raise _Breaks("version")
    if said.previous != previous:
        raise _Breaks("previous")
    if version and not manifest.replacing:
        raise _Breaks("replacing")
    if said.outer_bytes > outer_bytes_at_most(manifest):
        raise _Breaks("size")
    if set(said.shares) != set(manifest.holders):
        raise _Breaks("holders")
    live = {**state.live, said.party: Live(state.size, time, said)}
    last = {**state.last, said.party: (said.version, statement_hash(said))}
    complete = len(live) == len(manifest.parties)
    return replace(
        state,
        live=live,
        last=last,
        phase="frozen" if complete else "open",
        frozen=state.size if complete else None,
    )


def _withdrawn(state: State, said: Withdrawal) -> State:
    standing = state.live.get(said.party)
    if standing is None or said.version != standing.deposit.version:
        raise _Breaks("version")
    version, previous = state.last[said.party]
    if said.previous != previous:
        raise _Breaks("previous")
    live = {role: each for role, each in state.live.items() if role != said.party}
    return replace(
        state, live=live, last={**state.last, said.party: (version, statement_hash(said))}
    )


def _released(manifest: Manifest, state: State, said: Release) -> State:
    who = said.custodian
    if who not in manifest.holders:
        raise _Breaks("holders", who)
    if who in state.releases:
        raise _Breaks("twice")
    if said.frozen != state.frozen:
        raise _Breaks("phase", who)
    if state.phase != "frozen":  # rightly said, but taken in when all was out already
        raise _Breaks("phase")
    if set(said.shares) != set(state.live):
        raise _Breaks("holders", who)
    for role, share in said.shares.items():
        deposit = state.live[role].deposit
        bound = binding(manifest.hash, role, deposit.version)
        if share_hash(bound, who, share) != deposit.shares[who]:
            raise _Breaks("share", who)
    releases = {**state.releases, who: said}
    done = len(custodians_done(manifest, releases)) >= 2
    return replace(
        state,
        releases=releases,
        phase="released" if done else "frozen",
        ended=state.size if done else None,
    )


def custodians_done(manifest: Manifest, releases: Mapping[str, Release]) -> tuple[int, ...]:
    """Return the numbers of the custodians that gave out all: 1 server, 2 mediator, 3 the third.

    Where the parties together are the third, it is done when all of them are.
    """
    third = (NEUTRAL,) if manifest.neutral else tuple(each.role for each in manifest.parties)
    wanted = {1: (SERVER,), 2: (MEDIATOR,), 3: third}
    return tuple(
        number for number, roles in wanted.items() if all(role in releases for role in roles)
    )


def outer_bytes_at_most(manifest: Manifest) -> int:
    """Return how large a sealed proposal can be for a file of the largest size agreed.

    An upper bound: padding adds at most 12 percent, encryption 16 bytes for each 64 KiB and some
    2 KiB for each recipient.
    """
    recipients = 2 * len(manifest.parties) + 2
    return (manifest.bytes_at_most + 8192) * 113 // 100 + 2048 * recipients + 65_536
