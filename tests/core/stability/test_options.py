"""Which states are feasible, and who can move where, against the list of all combinations."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability.coalescing import merged
from detente.core.stability.moves import Cliques
from detente.core.stability.options import (
    Course,
    TooManyStates,
    bits,
    feasible_codes,
    moves_by_option,
    written,
)


def fits(pattern: str, state: str) -> bool:
    return all(one in ("-", other) for one, other in zip(pattern, state, strict=True))


@given(
    st.integers(0, 6).flatmap(
        lambda n: st.tuples(
            st.just(n), st.lists(st.text("YN-", min_size=n, max_size=n), max_size=5)
        )
    )
)
def test_what_fits_a_pattern_is_not_feasible(drawn: tuple[int, list[str]]) -> None:
    courses, patterns = drawn
    states = ["".join(letters) for letters in product("NY", repeat=courses)]
    wanted = sorted(
        sum(1 << place for place, letter in enumerate(state) if letter == "Y")
        for state in states
        if not any(fits(pattern, state) for pattern in patterns)
    )
    assert feasible_codes(courses, patterns, 1000).tolist() == wanted


def test_tight_rules_are_not_walked_around() -> None:
    """Sixty courses of action that each require the one before: 61 states out of 10^18."""
    chain = ["-" * place + "NY" + "-" * (58 - place) for place in range(59)]
    assert len(feasible_codes(60, chain, 200)) == 61


def test_too_many_states_are_refused_before_they_are_there() -> None:
    with pytest.raises(TooManyStates) as refused:
        feasible_codes(40, [], 1000)
    assert refused.value.allowed == 1000
    with pytest.raises(ValueError, match="62"):
        feasible_codes(63, [], 10)


def test_a_state_as_a_pattern_and_back() -> None:
    for code in range(16):
        assert bits(written(code, 4)) == (15, code)


def test_a_course_kept_unless_another_is_taken() -> None:
    """Invasion cannot be given up while the programme is kept: US and North Korea 2017."""
    courses = [Course("invade", 0, kept_unless=2), Course("abandon", 0)]
    moves = moves_by_option(np.arange(4), courses, 0)
    assert moves.targets(1) == (3,)  # invaded: it may abandon, and not withdraw at once
    assert moves.targets(3) == (0, 1, 2)


def test_a_course_that_can_only_be_taken_or_only_given_up() -> None:
    courses = [Course("strike", 0, "forward"), Course("delay", 0, "back"), Course("talk", 1)]
    moves = moves_by_option(np.arange(8), courses, 0)
    assert moves.targets(0) == (1,)
    assert moves.targets(2) == (0, 1, 3)
    assert moves.targets(1) == ()


def test_states_that_an_end_makes_one() -> None:
    codes = np.arange(8)
    moves = [Cliques.of(codes & ~np.int64(3)), Cliques.of(codes & ~np.int64(4))]
    found = merged(codes, moves, [2])
    assert found.labels(3) == ("NNN", "YNN", "-Y-", "NNY", "YNY")
    assert found.moves[0].targets(0) == (1, 2)
    assert found.moves[0].targets(2) == found.moves[1].targets(2) == ()
    assert found.moves[1].targets(1) == (4,)
    assert found.find(7) == found.find(2) == 2
    assert found.find(8) is None
    tight = merged(np.array([0, 1, 3, 4]), [Cliques.of(np.zeros(4, dtype=np.int64))], [2])
    assert tight.find(3) == tight.find(2) == 2  # what ended it names the state
    assert tight.find(6) is None  # the rules exclude it, though it names what ended it
    assert found.taken(0).tolist() == [False, True, False, False, True]
