"""Words for what happens in an exchange."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from detente.core.record.texts import visible
from detente.exchange.following import Followed
from detente.exchange.manifest import MEDIATOR, NEUTRAL, PARTY, SERVER, Manifest
from detente.exchange.protocol import Void
from detente.exchange.statements import Close, Deposit, Opening, Release, Statement, Withdrawal
from detente.web.words import day

RULES = {
    "form": "it is not an entry",
    "exchange": "it is of another exchange",
    "time": "it is stamped earlier than the entry before it",
    "signature": "it is not signed by whoever says it",
    "phase": "the exchange is past that, or not yet there",
    "deadline": "it is on the wrong side of the deadline",
    "version": "it is not the next version, or not the one that stands",
    "previous": "it does not follow on the party's last statement",
    "replacing": "what was handed in may not be replaced here",
    "size": "it is larger than agreed",
    "holders": "the shares are not those of all deposits and custodians",
    "share": "a share is not the one that was deposited",
    "twice": "these shares were given out already",
}
"""What each rule means."""

PHASES = {
    "unopened": "not open yet: not all have signed",
    "open": "open",
    "frozen": "frozen: all are in, nothing can be changed or taken back",
    "released": "released: all can be opened",
    "lapsed": "lapsed: something was missing at the deadline, nothing is ever opened",
}


def moment(seconds: int) -> str:
    """Return a moment for people.

    >>> moment(1748854800)
    '2 June 2025, 09:00:00 UTC'
    """
    found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return f"{day(found.date())}, {found:%H:%M:%S} UTC"


def span(seconds: int) -> str:
    """Return a length of time for people, in its two largest units.

    >>> span(93784), span(59), span(3600)
    ('1 d 2 h', '59 s', '1 h')
    """
    parts = []
    for name, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2]) or "0 s"


def who(manifest: Manifest, role: str) -> str:
    """Return what people call whoever has a role; with the part they play where it is not a party."""
    if role == SERVER:
        return f"the server {visible(manifest.name(role))}"
    if role not in manifest.members:
        return "somebody who is no member"
    name = visible(manifest.name(role))
    if role.startswith(PARTY):
        return name
    part = {MEDIATOR: "mediator", NEUTRAL: "third custodian"}[role]
    return f"{name} ({part})"


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return names as people list them.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    found = list(names)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def said(manifest: Manifest, statement: Statement) -> str:
    """Return what a statement says, in a sentence without its time."""
    if isinstance(statement, Opening):
        return "the exchange was opened: all had signed the manifest"
    if isinstance(statement, Close):
        return "the exchange was closed: something was missing at the deadline"
    if isinstance(statement, Release):
        return f"{who(manifest, statement.custodian)} gave out its shares"
    name = who(manifest, statement.party)
    if isinstance(statement, Withdrawal):
        return f"{name} took version {statement.version} back"
    assert isinstance(statement, Deposit)
    return f"{name} deposited version {statement.version}"


def late_words(seen: Followed) -> str:
    """Return why a mediator does not confirm that all are in, and what there is to do."""
    assert seen.state.frozen is not None
    entry = seen.entry(seen.state.frozen)
    stamped = moment(entry.time) if entry else "an unknown time"
    return (
        f"the server says that all were in at {stamped}; here that was first seen at "
        f"{moment(seen.freeze_seen)}, after the deadline. Ask each delegation whether it had handed in "
        "in time; only if all say so: detente exchange custodian run --all-were-in-time"
    )


def void_words(manifest: Manifest, void: Void) -> str:
    """Return why an entry counts for nobody, and whose breach that is."""
    return (
        f"entry {void.index} counts for nobody: {RULES[void.rule]}; "
        f"this is a breach of {who(manifest, void.breach)}"
    )
