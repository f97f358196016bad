"""Coalitions that act as one party: another notion than that of coalitions of parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model import GraphModel
from ..options import moves_by_option
from ..relations import Deterring, Group, relations_by_ranks, relations_of
from ..sets import meet, move_rows, require_small
from .simultaneous import NoCoursesOfAction


def merged(model: GraphModel, groups: Sequence[Group]) -> Deterring:
    """Return the conflict in which each group of parties acts as one.

    In one move a group changes any courses of action of its members. A state is better for it if
    it is for all of them, and deters it otherwise. The members do not move by themselves any more.
    So do widely used programs treat coalitions; the five concepts are then asked of the
    groups, in their order. It differs from :mod:`~detente.core.stability.concepts.coalitions`: a
    group passes in one move over states between that are not feasible, and to the steps of an
    answer applies that whole groups must prefer them.

    In option form only: raises
    :class:`~detente.core.stability.concepts.simultaneous.NoCoursesOfAction` in graph form,
    ``ValueError`` unless each party stands in one group,
    :class:`~detente.core.stability.two_parties.PreferencesNotKnown` and
    :class:`~detente.core.stability.sets.TooLargeForSets`. Moves are made anew from the courses of
    action: what was taken out of a party's moves one by one is there again. Cost: listing the
    moves.

    >>> import numpy as np
    >>> from ...preferences.rankings import ranks_in_order
    >>> from ..model import option_form
    >>> from ..options import Course
    >>> same = ranks_in_order([[3], [0], [1, 2]], 4)
    >>> model = option_form(("Ann", "Ben"), (Course("a", 0), Course("b", 1)), np.arange(4),
    ...     (same, same))
    >>> merged(model, [(0, 1)]).holds("nash", (0,)).tolist()
    [False, False, False, True]
    """
    if model.codes is None:
        raise NoCoursesOfAction
    require_small(model)
    if not all(groups) or sorted(party for group in groups for party in group) != list(
        range(len(model.parties))
    ):
        raise ValueError("not each party stands in one group")
    place = {party: number for number, group in enumerate(groups) for party in group}
    courses = tuple(replace(course, party=place[course.party]) for course in model.courses)
    together = replace(
        model,
        parties=tuple(model.parties[group[0]] for group in groups),
        moves=tuple(moves_by_option(model.codes, courses, each) for each in range(len(groups))),
        ranks=tuple(None for _ in groups),
        courses=courses,
    )
    moves, alone = move_rows(together), relations_by_ranks(model)
    better = []
    for first, *rest in groups:
        rows = alone[first].incentive
        for party in rest:
            (rows,) = meet([rows], [alone[party].incentive])
        better.append(rows)
    return Deterring(moves, tuple(relations_of(rows) for rows in better))
