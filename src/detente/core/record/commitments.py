"""What was agreed and what came of it: deliveries, claims and findings kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Literal

from .case import Case
from .entry import Supported, about, superseded_ids
from .known import known_on
from .obligations import Commitment

CommitmentStatus = Literal[
    "open",
    "overdue",
    "reported delivered",
    "said to be kept",
    "said to be partly kept",
    "said not to be kept",
    "contested",
    "found kept",
    "found partly kept",
    "found not kept",
    "withdrawn",
]


@dataclass(frozen=True, slots=True)
class CommitmentState:
    """A commitment as it stands.

    ``status`` says what the latest finding says where there is one; else what the
    sides say, each side's latest claim (a person speaks for the party); else whether deliveries of the whole quantity
    are reported; else whether its date has passed. ``delivered`` adds up what the deliveries
    state in the commitment's own unit (best values, or low ones where no best is
    known), each account for itself, and takes the highest account; None where none
    states any, or units differ and none is the commitment's.
    """

    commitment: Commitment = about("the entry")
    status: CommitmentStatus = about("what is found, or else said, or else due")
    delivered: Decimal | None = about("the sum of the deliveries, in the commitment's unit")
    late: bool = about("whether its date has passed and nothing says that it was carried out whole")


def commitments(case: Case, on: date | None = None) -> tuple[CommitmentState, ...]:
    """Return every commitment with what came of it, as known on a day.

    Superseded commitments are left out; the order is the record's. Without a
    day, nothing is overdue, for no day is given on which it could be.

    >>> commitments(Case(title="t"))
    ()
    """
    seen = known_on(case, on) if on else case
    superseded = superseded_ids(seen.commitments)
    party_of = {person.id: person.party for person in seen.people}
    return tuple(
        _state(each, on, party_of) for each in seen.commitments if each.id not in superseded
    )


def _state(commitment: Commitment, on: date | None, party_of: Mapping[str, str]) -> CommitmentState:
    due = commitment.due
    past = bool(on and due and not due.about and due.surely_before(on))
    delivered = _delivered(commitment)
    status = _status(commitment, delivered, past, party_of)
    late = past and status not in DONE
    return CommitmentState(commitment, status, delivered, late)


DONE = ("found kept", "said to be kept", "reported delivered", "withdrawn")
"""The statuses in which nothing more is owed."""


def _status(
    commitment: Commitment, delivered: Decimal | None, past: bool, party_of: Mapping[str, str]
) -> CommitmentStatus:
    if commitment.withdrawn is not None:
        return "withdrawn"
    if commitment.findings:
        return _FOUND[sorted(commitment.findings, key=day_of)[-1].found]
    claims = sorted(commitment.claims, key=day_of)
    said = {party_of.get(claim.by, claim.by): claim.says for claim in claims}
    whole = _whole(commitment, delivered)
    if len(set(said.values())) > 1 or (whole and "not kept" in said.values()):
        return "contested"
    if said:
        return _SAID[next(iter(said.values()))]
    if whole:
        return "reported delivered"
    return "overdue" if past else "open"


def _whole(commitment: Commitment, delivered: Decimal | None) -> bool:
    """Whether deliveries of all that was promised (at least) are reported."""
    promised = commitment.quantity
    if promised is None or delivered is None:
        return False
    least = promised.best if promised.best is not None else promised.low
    return least is not None and delivered >= least


_SAID: dict[str, CommitmentStatus] = {
    "kept": "said to be kept",
    "partly kept": "said to be partly kept",
    "not kept": "said not to be kept",
}


def day_of(part: Supported) -> date:
    """Return the day of a claim or finding; one without a day comes before all others."""
    return part.date.latest if part.date else date.min


_FOUND: dict[str, CommitmentStatus] = {
    "kept": "found kept",
    "partly kept": "found partly kept",
    "not kept": "found not kept",
}


def _delivered(commitment: Commitment) -> Decimal | None:
    stated = [each.quantity for each in commitment.deliveries if each.quantity]
    units = {quantity.unit for quantity in stated}
    if commitment.quantity is None and len(units) > 1:
        return None
    unit = commitment.quantity.unit if commitment.quantity else "".join(units)
    accounts: dict[str, Decimal] = {}
    for each in commitment.deliveries:
        quantity = each.quantity
        amount = (quantity.low if quantity.best is None else quantity.best) if quantity else None
        if quantity and amount is not None and quantity.unit == unit:
            before = accounts.get(each.according_to, Decimal(0))
            accounts[each.according_to] = _EXACT.add(before, amount)
    return max(accounts.values(), default=None)


_EXACT = Context(prec=100)
"""Adds without rounding: a number has 40 digits at most."""
