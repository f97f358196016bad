"""The smallest sets that hit all: against trying all sets."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.sequence.hitting_sets import HittingSets, smallest_hitting_sets
from tests.core.strategies import quick

ELEMENTS = tuple("abcdefg")
families = st.lists(st.frozensets(st.sampled_from(ELEMENTS), min_size=1), max_size=6)


def search(
    family: Collection[frozenset[str]],
    needed: Collection[str] = (),
    ties: int = 1000,
    tries: int = 1000,
) -> HittingSets:
    """Let the search ask for one collection after the other that a set does not hit."""

    def missing(chosen: Collection[str]) -> Collection[str] | None:
        return next((sorted(each) for each in family if each.isdisjoint(chosen)), None)

    return smallest_hitting_sets(
        missing, ELEMENTS, tuple(needed), ties_at_most=ties, tries_at_most=tries
    )


def tried(
    family: Collection[frozenset[str]], needed: Collection[str] = ()
) -> list[tuple[str, ...]]:
    """All smallest sets, found by trying every set."""
    for size in range(len(ELEMENTS) + 1):
        found = [
            each
            for each in combinations(ELEMENTS, size)
            if set(needed) <= set(each) and not any(one.isdisjoint(each) for one in family)
        ]
        if found:
            return found
    raise AssertionError("all elements hit everything")


@given(families)
@quick
def test_they_are_those_found_by_trying_all_sets(family: list[frozenset[str]]) -> None:
    found = search(family)
    assert list(found.sets) == tried(family)
    assert (found.all_found, found.at_least) == (True, len(found.sets[0]))


@given(families, st.frozensets(st.sampled_from(ELEMENTS), max_size=2))
@quick
def test_what_is_needed_in_any_case_is_in_every_set(
    family: list[frozenset[str]], needed: frozenset[str]
) -> None:
    assert list(
        search([*family, *(frozenset([each]) for each in needed)], sorted(needed)).sets
    ) == tried(family, needed)


@given(families.filter(lambda family: len(tried(family)) > 1))
@quick
def test_of_too_many_ties_as_many_are_listed_as_asked_for(family: list[frozenset[str]]) -> None:
    wanted = len(tried(family)) - 1
    found = search(family, ties=wanted)
    assert (len(found.sets), found.all_found) == (wanted, False)
    assert set(found.sets) <= set(tried(family))


@pytest.mark.parametrize("missing_at_first", [True, False])
def test_nothing_will_do(missing_at_first: bool) -> None:
    def missing(chosen: Collection[str]) -> Collection[str] | None:
        return [] if missing_at_first or "a" in chosen else ["a"]

    found = smallest_hitting_sets(missing, ELEMENTS, ties_at_most=10, tries_at_most=10)
    assert found == HittingSets((), True, None)


def test_nothing_has_to_be_hit() -> None:
    assert search([]) == HittingSets(((),), True, 0)


def test_a_search_that_ends_early_says_how_many_are_needed_at_least() -> None:
    family = [frozenset(each) for each in combinations(ELEMENTS, 2)]  # all but one are needed
    found = search(family, ties=0, tries=1)
    assert (found.sets, found.all_found) == ((), False)
    assert found.at_least is not None
    assert found.at_least <= 6
    assert list(search(family).sets) == tried(family)
