"""Simultaneous stability of two parties: both change their courses of action at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...preferences.truths import Truth
from ..model import GraphModel
from ..moves import Moves
from ..two_parties import both_ranks
from ..verdicts import Deterrence
from .nash import nash
from .sequential import sequential


class NoCoursesOfAction(Exception):
    """States are not given as courses of action, so that moves cannot be made at once."""

    def __init__(self) -> None:
        super().__init__("the states are not given as courses of action taken or not")


def simultaneous(model: GraphModel, party: int) -> Truth:
    """Return for each state whether it holds for the party.

    A state ``s`` holds for ``i`` if for every improvement ``s1`` in ``R_i+(s)`` the other party
    ``j`` has an improvement ``q`` in ``R_j+(s)`` such that what ``i`` does in ``s1`` together with
    what ``j`` does in ``q`` is a state ``s2`` with ``s >=_i s2`` [Fraser 1984]. Both start from
    ``s``, and neither sees the other's move. What is done at once and is not feasible deters
    nobody. Without improvements a state holds, as it does under every other concept.

    Raises :class:`~detente.core.stability.two_parties.NotTwoParties`,
    :class:`~detente.core.stability.two_parties.PreferencesNotKnown`, and
    :class:`NoCoursesOfAction` in graph form. Cost: for each state the improvements of the one
    times those of the other.

    The prisoner's dilemma: from where both keep silent, two who break their silence end worse.

    >>> from ...preferences.rankings import ranks_in_order
    >>> from ..model import option_form
    >>> from ..options import Course
    >>> dilemma = option_form(("Ann", "Ben"), (Course("silent", 0), Course("silent", 1)),
    ...     np.arange(4), (ranks_in_order([[2], [3], [0], [1]], 4),
    ...     ranks_in_order([[1], [3], [0], [2]], 4)))
    >>> simultaneous(dilemma, 0).tolist()
    [True, False, True, True]
    """
    ranks = both_ranks(model)
    if model.codes is None:
        raise NoCoursesOfAction
    own = sum(1 << place for place, each in enumerate(model.courses) if each.party == party)
    mine = model.moves[party].improving(ranks[party])
    theirs = model.moves[1 - party].improving(ranks[1 - party])
    order = np.argsort(model.codes, kind="stable")
    holds = np.ones(model.states, dtype=bool)
    for state in np.flatnonzero(~nash(Deterrence(model), party)).tolist():
        joint = _joint(model.codes, np.int64(own), mine, theirs, state)
        place = np.searchsorted(model.codes, joint, sorter=order)
        found = order[np.minimum(place, model.states - 1)]
        feasible = model.codes[found] == joint
        deters = feasible & (ranks[party][found] <= ranks[party][state])
        holds[state] = bool(deters.any(axis=1).all())
    return holds


def _joint(
    codes: NDArray[np.int64], own: np.int64, mine: Moves, theirs: Moves, state: int
) -> NDArray[np.int64]:
    """Return what becomes of a state: a row for each improvement of the party, answers across."""
    improvements = codes[np.array(mine.targets(state), dtype=np.int64)]
    answers = codes[np.array(theirs.targets(state), dtype=np.int64)]
    return np.asarray((improvements & own)[:, None] | (answers & ~own)[None, :])


def sequential_or_simultaneous(model: GraphModel, party: int) -> Truth:
    """Return for each state whether it holds for the party by either concept, as first published.

    A state holds for ``i`` if it is sequentially stable, or if it is sequentially stable for
    neither party and holds simultaneously [Fraser 1984]: only an opponent that will move can be
    met by moving at once. Raises and costs as :func:`simultaneous`.

    >>> from ...preferences.rankings import ranks_in_order
    >>> from ..model import option_form
    >>> from ..options import Course
    >>> courses = (Course("advance", 0), Course("advance", 1))
    >>> ranks = ranks_in_order([[1], [2], [0], [3]], 4), ranks_in_order([[2], [1], [0], [3]], 4)
    >>> sequential_or_simultaneous(option_form(("A", "B"), courses, np.arange(4), ranks), 0)[0]
    np.True_
    """
    both_ranks(model)
    deterrence = Deterrence(model)
    mine, theirs = sequential(deterrence, party), sequential(deterrence, 1 - party)
    return np.asarray(mine | (~mine & ~theirs & simultaneous(model, party)))
