"""Hindriks, Jonker and Tykhonov 2007: the trace of their example and its sensitivity.

Negotiation Dynamics: Analysis, Concession Tactics, and Outcomes. IEEE/WIC/ACM International
Conference on Intelligent Agent Technology (IAT 2007), pages 427 to 433. The trace is one of
Itex's offers in a negotiation with Cypress.
"""

from __future__ import annotations

from decimal import Decimal

from detente.core.movement.step_types import step_types
from detente.core.record.judgements import Estimate

TRACE = (
    ("1", ".2121"),
    (".9039", ".3179"),
    (".9039", ".3179"),
    (".3942", ".3813"),
    (".8077", ".4944"),
    ("1", ".2121"),
    (".7597", ".5884"),
)
"""Itex's offers: the utility for Itex, then for Cypress."""
TYPES = ("concession", "silent", "concession", "fortunate", "selfish", "concession")


def exact(written: str) -> Estimate:
    return Estimate(low=Decimal(written), high=Decimal(written))


def test_the_types_of_the_steps_are_those_of_the_paper() -> None:
    found = step_types([(exact(own), exact(other)) for own, other in TRACE])
    assert found.types == tuple((each,) for each in TYPES)


def test_the_sensitivity_is_that_of_the_paper() -> None:
    # Concession, concession, fortunate, concession: 4. Silent and selfish: 2. 4 / 2 = 2.0.
    found = step_types([(exact(own), exact(other)) for own, other in TRACE])
    assert (found.sensitivity_low, found.sensitivity_high) == (Decimal("2.0"), Decimal("2.0"))
