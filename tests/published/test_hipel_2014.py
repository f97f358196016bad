"""Hipel, Kilgour and Kinsara 2014: Syria, Iraq and the Euphrates.

Strategic Investigations of Water Conflicts in the Middle East, Group Decision and Negotiation 23,
pages 355 to 376.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np

from detente.core.stability.five import FIVE
from detente.core.stability.verdicts import verdict

from .graph_models import equilibria, facts, file_outside, from_catalogue, outside

FOLDER = "hipel-2014"
TARGET, SYRIA, IRAQ = 1, 0, 1


def test_equilibria() -> None:
    found = equilibria(from_catalogue(FOLDER))
    assert found["nash"] == found["smr"] == found["seq"] == found["sseq"] == [6]
    assert found["gmr"] == [1, 6]


def test_how_many_rankings_of_syria_make_state_2_hold() -> None:
    """Of all 720, Iraq's fixed. The handout of a program prints 420 where it is 384."""
    model = from_catalogue(FOLDER).model
    counts = dict.fromkeys(FIVE, 0)
    iraq = {name: bool(verdict(model, each, IRAQ).holds[TARGET]) for name, each in FIVE.items()}
    for order in permutations(range(model.states)):
        tried = replace(model, ranks=(np.array(order, dtype=np.int32), model.ranks[IRAQ]))
        for name in ("nash", "general", "symmetric", "sequential"):
            holds = verdict(tried, FIVE[name], SYRIA).holds[TARGET]
            counts[name] += bool(holds and iraq[name])
    assert counts == {
        "nash": 240, "sequential": 384, "general": 384, "symmetric": 300,
        "symmetric sequential": 0,
    }  # fmt: skip


def test_the_counts_are_those_outside() -> None:
    told = outside("gmcrplus_syriairaq.json")["reference"]["published"]["inverse"]
    expected = {"nash": 240, "seq": 384, "gmr": 384, "smr": 300}
    assert told["correct_counts_by_definition"] == expected


def test_the_catalogue_says_what_the_file_outside_says() -> None:
    assert facts(from_catalogue(FOLDER)) == facts(file_outside("gmcrplus_syriairaq.json"))
