"""Shares: any two of three hold the secret, one holds nothing, and other programs agree."""

from __future__ import annotations

import importlib
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.exchange.shares import Chance, all_together, secret_from_two, together, two_of_three

from .people import chance_from

shamir: Any = importlib.import_module("pyshamir.shamir")  # it says nothing of its types

SECRETS = st.binary(min_size=1, max_size=40)
PAIRS = tuple(itertools.combinations((1, 2, 3), 2))


def always(byte: int) -> Chance:
    """Chance that gives one byte again and again."""
    return lambda count: bytes([byte]) * count


@given(SECRETS, st.data())
def test_any_two_shares_give_the_secret_back(secret: bytes, data: st.DataObject) -> None:
    slopes = data.draw(st.binary(min_size=len(secret), max_size=len(secret)))
    shares = two_of_three(secret, lambda count: slopes)
    assert {len(each) for each in shares.values()} == {len(secret)}
    for pair in PAIRS:
        assert secret_from_two({number: shares[number] for number in pair}) == secret
    assert secret_from_two(shares) == secret


@given(SECRETS, st.text(max_size=5))
def test_another_program_puts_our_shares_together(secret: bytes, seed: str) -> None:
    shares = two_of_three(secret, chance_from(seed))
    theirs = {number: bytearray(share + bytes([number])) for number, share in shares.items()}
    for pair in PAIRS:
        assert shamir.combine([theirs[number] for number in pair]) == secret
    assert shamir.combine(list(theirs.values())) == secret


@given(SECRETS)
def test_we_put_the_shares_of_another_program_together(secret: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shamir, "generate_x_coordinates", lambda count: bytes(range(count)))
        theirs = shamir.split(secret, 3, 2)
    shares = {each[-1]: bytes(each[:-1]) for each in theirs}
    assert set(shares) == {1, 2, 3}
    assert secret_from_two(shares) == secret
    for pair in PAIRS:
        assert secret_from_two({number: shares[number] for number in pair}) == secret


@pytest.mark.parametrize("number", [1, 2, 3])
def test_one_share_tells_nothing_each_value_comes_once_whatever_the_secret(number: int) -> None:
    for secret in range(256):
        found = [two_of_three(bytes([secret]), always(slope))[number] for slope in range(256)]
        assert sorted(found) == [bytes([each]) for each in range(256)]


def test_the_slope_zero_is_as_good_as_another() -> None:
    """A sharing that left it out would tell that no share is the secret itself."""
    shares = two_of_three(b"key", bytes)
    assert shares == {1: b"key", 2: b"key", 3: b"key"}
    assert secret_from_two(shares) == b"key"


def test_wrong_numbers_lengths_and_counts_are_refused() -> None:
    one, two, three = two_of_three(b"key", chance_from("x")).values()
    for shares in ({}, {1: one}, {0: one, 1: two}, {1: one, 4: two}, {0: b"", 1: b"", 2: b""}):
        with pytest.raises(ValueError, match="two of the shares 1, 2 and 3"):
            secret_from_two(shares)
    for shares in ({1: one, 2: two[:-1]}, {1: one, 2: two, 3: three + b"x"}, {1: b"", 3: three}):
        with pytest.raises(ValueError, match="not of one length"):
            secret_from_two(shares)


def test_a_third_share_that_does_not_fit_is_refused() -> None:
    shares = two_of_three(b"key", chance_from("x"))
    for number in (1, 2, 3):
        wrong = {**shares, number: bytes([shares[number][0] ^ 1]) + shares[number][1:]}
        with pytest.raises(ValueError, match="do not belong together"):
            secret_from_two(wrong)


def test_chance_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        two_of_three(b"key", lambda count: bytes(count + 1))


@given(SECRETS, st.integers(1, 6), st.text(max_size=5))
def test_all_parts_together_give_the_secret_back(secret: bytes, count: int, seed: str) -> None:
    parts = all_together(secret, count, chance_from(seed))
    assert len(parts) == count
    assert together(parts) == secret
    assert together(parts[::-1]) == secret


def test_a_part_left_out_leaves_every_secret_possible() -> None:
    for secret in range(256):
        first = {all_together(bytes([secret]), 2, always(part))[1] for part in range(256)}
        assert len(first) == 256


def test_parts_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        together((b"ab", b"a"))
