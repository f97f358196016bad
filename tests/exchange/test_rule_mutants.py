"""Each mutant of the rule is noticed; all of them with DETENTE_HEAVY=1, else a sample."""

from __future__ import annotations

import os
import random

import pytest

from detente.exchange import protocol

from .rule_mutants import EQUIVALENT, module_of, mutants, survives

HEAVY = "DETENTE_HEAVY" in os.environ
ALL = list(mutants())
SAMPLE = 15


def test_the_rule_itself_passes_what_its_mutants_do_not() -> None:
    assert survives(protocol, True, 20)
    assert survives(module_of(None), True, 20)


def test_of_a_sample_of_mutants_none_survives() -> None:
    chosen = random.Random(2).sample(ALL, SAMPLE)
    survivors = {each.name for each in chosen if survives(module_of(each), True, 20)}
    assert survivors <= set(EQUIVALENT)


@pytest.mark.skipif(not HEAVY, reason="takes minutes; set DETENTE_HEAVY=1")
def test_no_mutant_survives_but_those_that_do_the_same() -> None:
    survivors = [each.name for each in ALL if survives(module_of(each), True, 300)]
    by_sequences = [each.name for each in ALL if survives(module_of(each), False, 300)]
    print(f"\n{len(ALL)} mutants; {len(by_sequences)} survive sequences alone: {by_sequences}")
    assert survivors == list(EQUIVALENT)
