"""Symmetric sequential stability: a credible answer from which there is no escape."""

from __future__ import annotations

from ...preferences.truths import Truth
from ..verdicts import Deterrence


def symmetric_sequential(deterrence: Deterrence, party: int) -> Truth:
    """Return for each state whether it holds for the party.

    As sequential stability, and from ``s2`` no single move of the party leads to a state that it
    prefers to ``s`` [Rego 2017].
    """
    return deterrence.deterred(party, credible=True, escape=True)
