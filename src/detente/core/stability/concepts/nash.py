"""Nash stability: no improvement."""

from __future__ import annotations

from ...preferences.truths import Truth
from ..verdicts import Deterrence


def nash(deterrence: Deterrence, party: int) -> Truth:
    """Return for each state whether it holds for the party.

    A state holds for a party if no single move of its own leads to a state that it prefers:
    ``R_i+(s)`` is empty [Nash 1951].
    """
    return ~deterrence.improved(party)
