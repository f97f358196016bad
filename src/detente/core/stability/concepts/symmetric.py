"""Symmetric metarationality: an answer from which there is no escape."""

from __future__ import annotations

from ...preferences.truths import Truth
from ..verdicts import Deterrence


def symmetric(deterrence: Deterrence, party: int) -> Truth:
    """Return for each state whether it holds for the party.

    As general metarationality, and from ``s2`` no single move of the party leads to a state that
    it prefers to ``s`` [Howard 1971].
    """
    return deterrence.deterred(party, credible=False, escape=True)
