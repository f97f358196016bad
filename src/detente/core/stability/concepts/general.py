"""General metarationality: for each improvement the others have an answer."""

from __future__ import annotations

from ...preferences.truths import Truth
from ..verdicts import Deterrence


def general(deterrence: Deterrence, party: int) -> Truth:
    """Return for each state whether it holds for the party.

    A state ``s`` holds for a party ``i`` if for every improvement ``s1`` in ``R_i+(s)`` the others
    can reach by joint moves some ``s2`` with ``s >=_i s2`` [Howard 1971].
    """
    return deterrence.deterred(party, credible=False, escape=False)
