"""Which courses of action make a difference: against models made without them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.stability.effectiveness import effectiveness
from detente.core.stability.five import ConceptName
from detente.core.stability.model import GraphModel, option_form
from detente.core.stability.moves import Arcs
from detente.core.stability.options import Course, Direction
from detente.core.stability.restricting import within

from ..strategies import quick
from .question_models import CONCEPTS, graph_models, holds, stored_option_form

few = settings(max_examples=40, deadline=None)


@st.composite
def models_of_options(draw: st.DrawFn) -> GraphModel:
    """Return a small model in option form."""
    directions: list[Direction] = ["both", "both", "forward", "back"]
    courses = tuple(
        Course(f"c{number}", draw(st.integers(0, 1)), draw(st.sampled_from(directions)))
        for number in range(draw(st.integers(1, 3)))
    )
    every = list(range(1 << len(courses)))
    codes = sorted(draw(st.sets(st.sampled_from(every), min_size=1)))
    ranks = tuple(
        np.array(
            draw(st.lists(st.integers(0, 4), min_size=len(codes), max_size=len(codes))),
            dtype=np.int32,
        )
        for _ in range(2)
    )
    return option_form(("Ann", "Ben"), courses, np.array(codes, dtype=np.int64), ranks)


def all_hold(model: GraphModel, concept: str) -> set[int]:
    parties = range(len(model.parties))
    return {s for s in range(model.states) if all(holds(model, concept, p, s) for p in parties)}


@few
@given(models_of_options(), st.sampled_from(CONCEPTS))
def test_effects_are_those_of_the_model_made_anew(model: GraphModel, concept: ConceptName) -> None:
    assert model.codes is not None
    before = all_hold(model, concept)
    found = effectiveness(model, [concept])
    assert [(e.course, e.fixed) for e in found] == [
        (course, fixed) for course in range(len(model.courses)) for fixed in ("removed", "forced")
    ]
    for each in found:
        wanted = each.fixed == "forced"
        left = [s for s, c in enumerate(model.codes.tolist()) if (c >> each.course & 1) == wanted]
        assert each.states == len(left)
        after = set()
        if left:
            anew = option_form(
                model.parties,
                model.courses,
                model.codes[left],
                tuple(None if ranks is None else ranks[left] for ranks in model.ranks),
            )
            after = {left[state] for state in all_hold(anew, concept)}
        assert set(each.appear) == after - before
        assert set(each.vanish) == (before & set(left)) - after
        assert set(each.gone) == before - set(left)
        assert each.matters == bool(each.appear or each.vanish)


@quick
@given(graph_models(states=6), st.data())
def test_a_part_has_the_moves_between_what_is_kept(model: GraphModel, data: st.DataObject) -> None:
    kept = np.array(
        data.draw(st.lists(st.booleans(), min_size=model.states, max_size=model.states))
    )
    part = within(model, kept)
    names = np.flatnonzero(kept).tolist()
    assert part.states == len(names)
    for party, moves in enumerate(model.moves):
        for number, state in enumerate(names):
            assert part.name(number) == model.name(state)
            assert [names[t] for t in part.moves[party].targets(number)] == [
                t for t in moves.targets(state) if kept[t]
            ]


def test_chains_are_kept_too() -> None:
    better = Arcs.of(3, [(0, 1), (1, 2), (0, 2)])
    from_groups = within(
        GraphModel(
            ("Ann",),
            (better.improving(np.array([0, 1, 2], dtype=np.int32)),),
            (None,),
            ("a", "b", "c"),
        ),
        np.array([True, False, True]),
    )
    assert from_groups.moves[0].targets(0) == (1,)


def test_without_the_attack_syria_keeps_the_water() -> None:
    model, _ = stored_option_form("gmcrplus_syriairaq")
    found = {(each.course, each.fixed): each for each in effectiveness(model, ["nash"])}
    # Without Iraq's attack (course 2) the states are 1, 2 and 3, and Syria likes 1 best.
    removed = found[2, "removed"]
    assert (removed.states, removed.appear, removed.vanish, removed.gone) == (3, (0,), (), (5,))
    # With it always: 4, 5 and 6, of which Syria likes 6 best, as before.
    forced = found[2, "forced"]
    assert (forced.appear, forced.vanish, forced.gone) == ((), (), ())


def test_graph_form_has_no_courses() -> None:
    model = GraphModel(("Ann",), (Arcs.of(1, []),), (None,), ("a",))
    assert effectiveness(model, ["nash"]) == ()
