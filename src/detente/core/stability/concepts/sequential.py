"""Sequential stability: an answer by moves that are improvements for who makes them."""

from __future__ import annotations

from ...preferences.truths import Truth
from ..verdicts import Deterrence


def sequential(deterrence: Deterrence, party: int) -> Truth:
    """Return for each state whether it holds for the party.

    A state ``s`` holds for a party ``i`` if for every improvement ``s1`` in ``R_i+(s)`` the others
    can reach, each by moves that improve on the state they leave, some ``s2`` with ``s >=_i s2``
    [Fraser 1984].
    """
    return deterrence.deterred(party, credible=True, escape=False)
