"""Stability of two parties that look a limited number of moves ahead, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...preferences.truths import Truth
from ..model import GraphModel
from ..moves import Moves, Values, greatest
from ..two_parties import both_ranks

Ends = tuple[frozenset[int], ...]
"""For each state, the states in which a sequence of moves is expected to end."""

HORIZON_AT_MOST = 10_000
"""After so many moves ahead without a repetition the search for a limit is given up."""


@dataclass(frozen=True, slots=True)
class Anticipations:
    """Where each of two parties expects things to end if it moves first, state by state.

    A party expects just the state itself where it stays.
    """

    horizon: int
    ends: tuple[Ends, Ends]

    def stays(self, party: int) -> Truth:
        """Return for each state whether a party whose move it is stays: whether it holds."""
        ends = enumerate(self.ends[party])
        return np.array([end == {state} for state, end in ends], dtype=bool)


class Anticipation:
    """Looks one move further ahead at each step."""

    def __init__(self, model: GraphModel) -> None:
        self.moves, self.ranks = model.moves, both_ranks(model)
        itself: Ends = tuple(frozenset({state}) for state in range(model.states))
        self.now = Anticipations(0, (itself, itself))

    def step(self) -> Anticipations:
        """Return the anticipations with one move more."""
        first = self._further(0, self.now.ends[1])
        second = self._further(1, self.now.ends[0])
        self.now = Anticipations(self.now.horizon + 1, (first, second))
        return self.now

    def _further(self, party: int, answers: Ends) -> Ends:
        ranks, moves = self.ranks[party], self.moves[party]
        worst = np.array([min(int(ranks[end]) for end in ends) for ends in answers], dtype=np.int32)
        best = greatest(moves, worst)
        stays = best <= ranks
        return tuple(
            frozenset({state}) if stays[state] else _expected(moves, worst, state, answers)
            for state in range(len(ranks))
        )


def _expected(moves: Moves, worst: Values, state: int, answers: Ends) -> frozenset[int]:
    """Return where the best moves end, all of them where several are as good."""
    targets = moves.targets(state)
    best = max(worst[target] for target in targets)
    return frozenset().union(*(answers[target] for target in targets if worst[target] == best))


def anticipations(model: GraphModel, horizon: int) -> Anticipations:
    """Return where each party expects things to end that looks ``horizon`` moves ahead.

    ``G_0(i, s) = s``. ``G_h(i, s)`` is ``s`` if ``i`` cannot move from ``s``, or if the best that
    its moves ``q`` lead to, ``G_{h-1}(j, q)`` by the other party's choice, is not better for ``i``
    than ``s``; else it is that best end [Kilgour 1985].

    With ties an end is a set, for which the source has no rule; here: a set is worth to a party
    what its worst member is, since the choice among the other's equals is the other's; and if
    several moves are best, all their ends are expected. Horizon 0: everything ends where it is.

    Raises :class:`~detente.core.stability.two_parties.NotTwoParties` (for more parties there is
    no agreed definition), :class:`~detente.core.stability.two_parties.PreferencesNotKnown`, and
    ``ValueError`` for a horizon below 0. Cost: linear in the moves and the horizon.

    >>> from ...preferences.rankings import ranks_in_order
    >>> from ..moves import Arcs
    >>> ranks = ranks_in_order([[1], [2], [0]], 3), ranks_in_order([[2], [1], [0]], 3)
    >>> chain = GraphModel(("Ann", "Ben"), (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)])), ranks,
    ...     ("first", "second", "third"))
    >>> [sorted(end) for end in anticipations(chain, 2).ends[0]]
    [[2], [1], [2]]
    """
    if horizon < 0:
        raise ValueError("a horizon is at least 0")
    anticipation = Anticipation(model)
    for _ in range(horizon):
        anticipation.step()
    return anticipation.now


def limited(model: GraphModel, party: int, horizon: int) -> Truth:
    """Return for each state whether it holds for a party that looks ``horizon`` moves ahead.

    It does if ``G_h(i, s) = s`` [Kilgour 1985]; with horizon 1 that is Nash stability. Raises and
    costs as :func:`anticipations`, and ``ValueError`` for a horizon below 1.

    >>> from ...preferences.rankings import ranks_in_order
    >>> from ..moves import Arcs
    >>> ranks = ranks_in_order([[1], [0], [2]], 3), ranks_in_order([[2], [1], [0]], 3)
    >>> chain = GraphModel(("Ann", "Ben"), (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)])), ranks,
    ...     ("first", "second", "third"))
    >>> limited(chain, 0, 1).tolist(), limited(chain, 0, 2).tolist()
    ([False, True, True], [True, True, True])
    """
    if horizon < 1:
        raise ValueError("a party looks at least one move ahead")
    return anticipations(model, horizon).stays(party)


@dataclass(frozen=True, slots=True, eq=False)
class NonMyopic:
    """What holds however far two parties look ahead.

    ``period`` is after how many further moves the anticipations are the same again, from horizon
    ``begins`` on: 1, they have a limit; more, they have none; None, no repetition was found.
    ``holds`` is there for each party unless that is so: from some horizon on, at every horizon.
    """

    begins: int | None
    period: int | None
    holds: tuple[Truth, Truth] | None

    @property
    def has_limit(self) -> bool:
        """Whether the anticipations of both parties stay the same from some horizon on."""
        return self.period == 1


def non_myopic(model: GraphModel, horizon_at_most: int = HORIZON_AT_MOST) -> NonMyopic:
    """Return which states hold for each party at every horizon from some horizon on.

    The anticipations of one horizon make those of the next, so that from the first whole
    repetition on they run in a circle, and what holds all round it holds for ever [Kilgour 1985].
    Two horizons with the same verdicts are no repetition yet. The source speaks of non-myopic
    stability where the circle is of one: see ``has_limit``.

    ``horizon_at_most``: where to give up, since circles can be long. Raises as
    :func:`anticipations`. Cost: linear in the moves for each horizon, up to a few times the
    horizon at which the first repetition comes; memory linear in the states [Brent 1980].

    >>> from ...preferences.rankings import ranks_in_order
    >>> from ..moves import Arcs
    >>> ranks = ranks_in_order([[1], [0], [2]], 3), ranks_in_order([[2], [1], [0]], 3)
    >>> chain = GraphModel(("Ann", "Ben"), (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)])), ranks,
    ...     ("first", "second", "third"))
    >>> found = non_myopic(chain)
    >>> found.has_limit, found.begins, found.holds[1].tolist()
    (True, 2, [True, False, True])
    """
    period = _period(model, horizon_at_most)
    if period is None:
        return NonMyopic(None, None, None)
    behind, ahead = Anticipation(model), Anticipation(model)
    behind.step()
    for _ in range(period + 1):
        ahead.step()
    while behind.now.ends != ahead.now.ends:
        behind.step()
        ahead.step()
    begins, holds = behind.now.horizon, (behind.now.stays(0), behind.now.stays(1))
    for _ in range(period - 1):
        now = behind.step()
        holds = holds[0] & now.stays(0), holds[1] & now.stays(1)
    return NonMyopic(begins, period, holds)


def _period(model: GraphModel, horizon_at_most: int) -> int | None:
    """Return after how many moves more the anticipations come again, sooner or later."""
    anticipation = Anticipation(model)
    waiting = anticipation.step()
    while anticipation.now.horizon < horizon_at_most:
        if anticipation.step().ends == waiting.ends:
            return anticipation.now.horizon - waiting.horizon
        if anticipation.now.horizon >= 2 * waiting.horizon + 1:
            waiting = anticipation.now
    return None


def stackelberg(model: GraphModel, leader: int) -> Truth:
    """Return the states that hold where one party leads and the other follows.

    They hold for the leader that looks two moves ahead, ``L_2``, and for the follower that looks
    one ahead, ``L_1`` [Kilgour 1985; Fang 1993]. Raises as :func:`anticipations`. Cost: linear in
    the moves.

    >>> from ...preferences.rankings import ranks_in_order
    >>> from ..moves import Arcs
    >>> ranks = ranks_in_order([[1], [0], [2]], 3), ranks_in_order([[2], [1], [0]], 3)
    >>> chain = GraphModel(("Ann", "Ben"), (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)])), ranks,
    ...     ("first", "second", "third"))
    >>> stackelberg(chain, 0).tolist(), stackelberg(chain, 1).tolist()
    ([True, False, True], [False, False, True])
    """
    return limited(model, leader, 2) & limited(model, 1 - leader, 1)
