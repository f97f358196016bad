"""How far the states that hold depend on neighbouring ranks of each party."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..preferences.rankings import Ranks, dense
from ..preferences.truths import Truth
from ..record.entry import about
from .equilibria import for_each_party
from .five import FIVE, ConceptName
from .inverse import with_ranks
from .model import GraphModel
from .reasons import CREDIBLE
from .verdicts import Progress, Verdict, verdicts

Alteration = Literal["exchanged", "tied", "lifted", "lowered"]
"""What is done to neighbouring ranks: see :func:`sensitivity`."""


@dataclass(frozen=True, slots=True)
class Altered:
    """The smallest kind of change of one party's ranking, and what holds then and what not."""

    party: int = about("the party whose ranking is altered")
    kind: Alteration = about(
        "two neighbouring ranks exchanged or tied; one state of a tie lifted above the others or "
        "lowered below them"
    )
    higher: tuple[int, ...] = about("the states that are better, or the one that is taken out")
    lower: tuple[int, ...] = about("the states that are worse, or the others of the tie")
    appear: tuple[int, ...] = about("states that hold for all only then")
    vanish: tuple[int, ...] = about("states that no longer hold for all then")

    @property
    def matters(self) -> bool:
        """Whether other states hold."""
        return bool(self.appear or self.vanish)


@dataclass(frozen=True, slots=True)
class Rests:
    """How far one state that holds depends on one party's ranking."""

    state: int = about("a state that holds for all")
    party: int = about("the party")
    altered: int = about("how many alterations of the party's ranking were tried")
    vanishes: int = about("after how many of them the state no longer holds")


def sensitivity(
    model: GraphModel,
    concepts: Sequence[ConceptName],
    parties: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> tuple[Altered, ...]:
    """Return for each small alteration of a ranking which states appear or vanish that hold for all.

    Neighbouring ranks, from the best down: all states of the one change places with all of the
    next ("exchanged"), or all of both become as good as each other ("tied"). Of a tie, one state
    becomes better than the others ("lifted") or worse ("lowered", not of two, where it is the
    same as to lift the other). Parties whose preferences are not known are left out; what
    "holds" is what certainly does. One rank: no neighbours. ``progress`` is told how many
    alterations are done and of how many. Cost: two verdicts of the party for each pair of
    ranks, and for each state of a tie; those of all where concepts ask for credible answers.

    >>> from .moves import Arcs
    >>> from ..preferences.rankings import ranks_in_order
    >>> ranks = ranks_in_order([[1], [0]], 2)
    >>> model = GraphModel(("Ann",), (Arcs.of(2, [(0, 1)]),), (ranks,), ("before", "after"))
    >>> [(each.kind, each.appear, each.vanish) for each in sensitivity(model, ["nash"])]
    [('exchanged', (0,), ()), ('tied', (0,), ())]
    """
    chosen = for_each_party(model, concepts)
    base = [_verdict(model, chosen, party) for party in range(len(model.parties))]
    before = _all(base)
    asked = range(len(model.parties)) if parties is None else parties
    tried = [
        (party, *each)
        for party in asked
        if (ranks := model.ranks[party]) is not None
        for each in _alterations(ranks)
    ]
    found: list[Altered] = []
    for party, kind, higher, lower in tried:
        ranks = model.ranks[party]
        assert ranks is not None
        changed = with_ranks(model, party, _altered(ranks, kind, higher, lower))
        after = _all(
            [
                _verdict(changed, chosen, each)
                if each == party or chosen[each] in CREDIBLE
                else base[each]
                for each in range(len(model.parties))
            ]
        )
        appear, vanish = (np.flatnonzero(x).tolist() for x in (after & ~before, before & ~after))
        found.append(Altered(party, kind, higher, lower, tuple(appear), tuple(vanish)))
        if progress is not None:
            progress(len(found), len(tried))
    return tuple(found)


def robustness(
    model: GraphModel, concepts: Sequence[ConceptName], found: Sequence[Altered]
) -> tuple[Rests, ...]:
    """Return for each state that holds for all, and each party altered, how often it vanishes.

    By state, then in the order of the parties. Cost: that of the concepts, once.

    >>> from .moves import Arcs
    >>> from ..preferences.rankings import ranks_in_order
    >>> ranks = ranks_in_order([[1], [0]], 2)
    >>> model = GraphModel(("Ann",), (Arcs.of(2, [(0, 1)]),), (ranks,), ("before", "after"))
    >>> robustness(model, ["nash"], sensitivity(model, ["nash"]))
    (Rests(state=1, party=0, altered=2, vanishes=0),)
    """
    chosen = for_each_party(model, concepts)
    holds = _all([_verdict(model, chosen, party) for party in range(len(model.parties))])
    by_party = {
        party: [each for each in found if each.party == party]
        for party in sorted({each.party for each in found})
    }
    return tuple(
        Rests(state, party, len(tried), sum(state in each.vanish for each in tried))
        for state in np.flatnonzero(holds).tolist()
        for party, tried in by_party.items()
    )


def _alterations(
    ranks: Ranks,
) -> Iterator[tuple[Alteration, tuple[int, ...], tuple[int, ...]]]:
    """Yield what can be done to neighbouring ranks, from the best down."""
    levels = [tuple(np.flatnonzero(ranks == rank).tolist()) for rank in np.unique(ranks)[::-1]]
    for place, level in enumerate(levels):
        for state in level if len(level) > 1 else ():
            others = tuple(each for each in level if each != state)
            yield "lifted", (state,), others
            if len(level) > 2:
                yield "lowered", (state,), others
        if place + 1 < len(levels):
            yield "exchanged", level, levels[place + 1]
            yield "tied", level, levels[place + 1]


def _altered(
    ranks: Ranks, kind: Alteration, higher: tuple[int, ...], lower: tuple[int, ...]
) -> Ranks:
    """Return the ranking after one alteration."""
    wide = 2 * ranks.astype(np.int64)
    match kind:
        case "exchanged":
            wide[list(higher)], wide[list(lower)] = wide[lower[0]], wide[higher[0]]
        case "tied":
            wide[list(higher)] = wide[lower[0]]
        case "lifted":
            wide[list(higher)] += 1
        case "lowered":
            wide[list(higher)] -= 1
    return dense(wide)


def _verdict(model: GraphModel, chosen: tuple[ConceptName, ...], party: int) -> Verdict:
    name = chosen[party]
    return verdicts(model, {name: FIVE[name]}, [party])[name, party]


def _all(each: Sequence[Verdict]) -> Truth:
    return np.asarray(np.logical_and.reduce([one.holds for one in each]))
