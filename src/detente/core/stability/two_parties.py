"""What only models of two parties have: the other one."""

from __future__ import annotations

from ..preferences.rankings import Ranks
from .model import GraphModel

PARTIES = 2


class NotTwoParties(Exception):
    """A concept that is defined for two parties, asked of a model with another number of them."""

    def __init__(self, parties: int) -> None:
        super().__init__(f"the model has {parties} parties where two are needed")
        self.parties = parties


class PreferencesNotKnown(Exception):
    """A concept that needs the preferences of a party, which are not known."""

    def __init__(self, party: int) -> None:
        super().__init__("the preferences of a party are not known")
        self.party = party


def known_ranks(model: GraphModel, party: int) -> Ranks:
    """Return a party's ranks; raises :class:`PreferencesNotKnown`."""
    ranks = model.ranks[party]
    if ranks is None:
        raise PreferencesNotKnown(party)
    return ranks


def both_ranks(model: GraphModel) -> tuple[Ranks, Ranks]:
    """Return the ranks of the two parties of a model.

    Raises :class:`NotTwoParties` and :class:`PreferencesNotKnown`.

    >>> from ..preferences.rankings import ranks_in_order
    >>> from .moves import Arcs
    >>> alone = GraphModel(("Ann",), (Arcs.of(1, []),), (ranks_in_order([[0]], 1),), ("here",))
    >>> both_ranks(alone)
    Traceback (most recent call last):
    ...
    detente.core.stability.two_parties.NotTwoParties: the model has 1 parties where two are needed
    """
    if len(model.parties) != PARTIES:
        raise NotTwoParties(len(model.parties))
    return known_ranks(model, 0), known_ranks(model, 1)
