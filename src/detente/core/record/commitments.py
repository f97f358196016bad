"""What was agreed and what came of it: deliveries, claims and findings kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from .case import Case
from .entry import about
from .known import known_on
from .obligations import Commitment

CommitmentStatus = Literal[
    "open",
    "overdue",
    "said to be kept",
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

    ``status`` says what a finding says where there is one; else what the sides
    say; else whether its date has passed. ``delivered`` adds up what the deliveries
    state in the commitment's own unit (best values, or low ones where no best is
    known); None where none states any.
    """

    commitment: Commitment = about("the entry")
    status: CommitmentStatus = about("what is found, or else said, or else due")
    delivered: Decimal | None = about("the sum of the deliveries, in the commitment's unit")
    late: bool = about("whether its date has passed without a finding that it was kept")


def commitments(case: Case, on: date | None = None) -> tuple[CommitmentState, ...]:
    """Return every commitment with what came of it, as known on a day.

    Superseded commitments are left out; the order is the record's. Without a
    day, nothing is overdue, for no day is given on which it could be.

    >>> commitments(Case(title="t"))
    ()
    """
    seen = known_on(case, on) if on else case
    superseded = {other for each in seen.commitments for other in each.supersedes}
    return tuple(_state(each, on) for each in seen.commitments if each.id not in superseded)


def _state(commitment: Commitment, on: date | None) -> CommitmentState:
    past = bool(on and commitment.due and commitment.due.surely_before(on))
    status = _status(commitment, past)
    return CommitmentState(
        commitment,
        status,
        _delivered(commitment),
        past and status not in ("found kept", "withdrawn"),
    )


def _status(commitment: Commitment, past: bool) -> CommitmentStatus:
    if commitment.withdrawn is not None:
        return "withdrawn"
    if commitment.findings:
        latest = max(
            commitment.findings,
            key=lambda each: each.date.order if each.date else (date.min, 0.0, date.min),
        )
        return _FOUND[latest.found]
    said = {claim.by: claim.says for claim in commitment.claims}
    if len(set(said.values())) > 1:
        return "contested"
    if said:
        return "said to be kept" if set(said.values()) == {"kept"} else "said not to be kept"
    return "overdue" if past else "open"


_FOUND: dict[str, CommitmentStatus] = {
    "kept": "found kept",
    "partly kept": "found partly kept",
    "not kept": "found not kept",
}


def _delivered(commitment: Commitment) -> Decimal | None:
    unit = commitment.quantity.unit if commitment.quantity else None
    amounts = []
    for delivery in commitment.deliveries:
        quantity = delivery.quantity
        if quantity and (unit is None or quantity.unit == unit):
            amounts.append(quantity.best if quantity.best is not None else quantity.low)
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
