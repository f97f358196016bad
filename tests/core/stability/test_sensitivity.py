"""Which states depend on neighbouring ranks: hand counts, and each alteration made anew."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.stability.five import ConceptName
from detente.core.stability.inverse import with_ranks
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs
from detente.core.stability.sensitivity import Altered, robustness, sensitivity

from .question_models import CONCEPTS, graph_models, holds, stored_option_form

few = settings(max_examples=40, deadline=None)


def all_hold(model: GraphModel, concept: str) -> set[int]:
    parties = range(len(model.parties))
    return {s for s in range(model.states) if all(holds(model, concept, p, s) for p in parties)}


def altered_slowly(groups: list[list[int]], tried: Altered) -> list[list[int]]:
    """Return the groups of states, best first, after an alteration, group by group."""
    higher, lower = list(tried.higher), list(tried.lower)
    made: list[list[int]] = []
    for group in groups:
        if tried.kind in ("lifted", "lowered") and sorted(group) == sorted(higher + lower):
            made += [higher, lower] if tried.kind == "lifted" else [lower, higher]
        elif group == higher:
            made += [lower, higher] if tried.kind == "exchanged" else [sorted(higher + lower)]
        elif group != lower:
            made.append(group)
    return made


def grouped(ranks: list[int]) -> list[list[int]]:
    return [
        [s for s, r in enumerate(ranks) if r == rank] for rank in sorted(set(ranks), reverse=True)
    ]


@few
@given(graph_models(states=4), st.sampled_from(CONCEPTS))
def test_each_alteration_changes_what_it_says(model: GraphModel, concept: ConceptName) -> None:
    before = all_hold(model, concept)
    found = sensitivity(model, [concept])
    wanted = 0
    for ranks in model.ranks:
        assert ranks is not None
        groups = grouped(ranks.tolist())
        wanted += 2 * (len(groups) - 1)
        wanted += sum(2 if len(g) == 2 else 2 * len(g) if len(g) > 2 else 0 for g in groups)
    assert len(found) == len(set(found)) == wanted
    for tried in found:
        ranks = model.ranks[tried.party]
        assert ranks is not None
        groups = altered_slowly(grouped(ranks.tolist()), tried)
        made = np.zeros(model.states, dtype=np.int32)
        for rank, group in enumerate(reversed(groups)):
            made[group] = rank
        after = all_hold(with_ranks(model, tried.party, made), concept)
        assert set(tried.appear) == after - before
        assert set(tried.vanish) == before - after
    for each in robustness(model, [concept], found):
        assert each.state in before
        mine = [tried for tried in found if tried.party == each.party]
        assert (each.altered, each.vanishes) == (
            len(mine),
            sum(each.state in tried.vanish for tried in mine),
        )


def test_a_party_with_one_rank_or_none_is_not_altered() -> None:
    level = np.zeros(1, dtype=np.int32)
    one = GraphModel(("Ann",), (Arcs.of(1, []),), (level,), ("a",))
    assert sensitivity(one, ["nash"]) == ()
    unknown = GraphModel(("Ann",), (Arcs.of(2, [(0, 1)]),), (None,), ("a", "b"))
    assert sensitivity(unknown, ["nash"]) == ()
    assert robustness(unknown, ["nash"], ()) == ()


def test_the_war_of_syria_and_iraq_rests_on_two_neighbours() -> None:
    model, _ = stored_option_form("gmcrplus_syriairaq")
    told: list[tuple[int, int]] = []
    found = sensitivity(model, ["nash"], progress=lambda done, of: told.append((done, of)))
    assert told == [(number, 20) for number in range(1, 21)]
    # State 6 is the only one that is Nash for both: Syria stays for 6 > 4 and 5, and Iraq for
    # 6 > 3. Syria has 2 between 6 and 4; Iraq has 1 and 5 between 6 and 3: no neighbours. So what
    # makes a difference lets other states appear, as Syria's 6 > 2, which do not meet: none.
    assert all(not each.vanish for each in found)
    appear = {(each.party, each.kind, each.higher, each.lower): each.appear for each in found}
    # Iraq: 2 > 4 > 6 > 1 > 5 > 3, between 1 and 4, 2 and 5, 3 and 6: none of them neighbours.
    assert not any(each for (party, *_), each in appear.items() if party == 1)


def test_parties_named_otherwise_change_nothing() -> None:
    model, _ = stored_option_form("gmcrplus_syriairaq")
    turned = GraphModel(
        model.parties[::-1],
        model.moves[::-1],
        model.ranks[::-1],
        tuple(model.name(s) for s in range(model.states)),
    )
    for concept in CONCEPTS:
        here = {
            (e.party, e.kind, e.higher, e.appear, e.vanish) for e in sensitivity(model, [concept])
        }
        there = {
            (1 - e.party, e.kind, e.higher, e.appear, e.vanish)
            for e in sensitivity(turned, [concept])
        }
        assert here == there
