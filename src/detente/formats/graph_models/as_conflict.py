"""A graph model from a file as a conflict whose states are called as the file calls them."""

from __future__ import annotations

from collections import Counter

from detente.core.stability.building import Conflict, NotRanked

from .model_file import GraphModelFile


def conflict_in(file: GraphModelFile) -> Conflict:
    """Return the conflict that a file tells of, its states by the file's own numbers.

    A state is also found by its pattern of yes and no, which says the same in every order of
    counting. Cost: linear in the states.
    """
    model = file.model
    return Conflict(
        model,
        course_names(file),
        file.status_quo,
        not_ranked=tuple(
            NotRanked(party, "no judgement of states")
            for party, ranks in zip(model.parties, model.ranks, strict=True)
            if ranks is None
        ),
        names=tuple(str(file.id_of(state)) for state in range(model.states)),
    )


def course_names(file: GraphModelFile) -> tuple[str, ...]:
    """Return what each course of action is called: with its party before it where two share a name.

    Cost: linear in the options.
    """
    times = Counter(each.name for each in file.options)
    return tuple(
        f"{file.parties[each.party]}: {each.name}" if times[each.name] > 1 else each.name
        for each in file.options
    )
