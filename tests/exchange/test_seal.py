"""Sealing and opening: who can read what, when, and who is named when something is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.exchange.encryption.keys import Identity
from detente.exchange.manifest import MEDIATOR, NEUTRAL, SERVER
from detente.exchange.protocol import state_after
from detente.exchange.seal import (
    Faulty,
    Sealed,
    inner_of,
    opened,
    padded_length,
    release_seed,
    seal,
    share_in,
)
from detente.exchange.statements import Release, entry_bytes

from .people import DEADLINE, OPENED, People, chance_from, people

TEXT = b"Article 1. A ceasefire from midnight."
NORTH, SOUTH = "party/north", "party/south"


def sealed_by(all_of: People, role: str, content: bytes = TEXT, version: int = 1) -> Sealed:
    return seal(all_of.manifest, role, version, "", ("terms.txt", content), chance_from(role + "x"))


def releases(all_of: People, sealed: dict[str, Sealed], *holders: str) -> dict[str, Release]:
    manifest = all_of.manifest
    return {
        holder: Release(
            manifest.hash,
            holder,
            2,
            {
                role: share_in(
                    manifest, each.deposit, holder, each.capsules, all_of.custody[holder]
                )
                for role, each in sealed.items()
            },
        )
        for holder in holders
    }


@pytest.mark.parametrize("neutral", [False, True])
@pytest.mark.parametrize(
    "holders",
    [(SERVER, MEDIATOR), (SERVER, "third"), (MEDIATOR, "third"), (SERVER, MEDIATOR, "third")],
)
def test_any_two_custodians_open_all(neutral: bool, holders: tuple[str, ...]) -> None:
    all_of = people(neutral=neutral)
    third = (NEUTRAL,) if neutral else (NORTH, SOUTH)
    found = tuple(x for each in holders for x in (third if each == "third" else (each,)))
    sealed = {role: sealed_by(all_of, role) for role in (NORTH, SOUTH)}
    given_out = releases(all_of, sealed, *found)
    for role, each in sealed.items():
        seed = release_seed(all_of.manifest, each.deposit, given_out)
        inner = inner_of(each.deposit, each.outer, seed)
        for reader in (NORTH, SOUTH):
            for identity in (all_of.keys[reader].content, all_of.recovery[reader]):
                got = opened(all_of.manifest, each.deposit, inner, [identity])
                assert (got.party, got.version, got.name, got.content) == (
                    role,
                    1,
                    "terms.txt",
                    TEXT,
                )
        for other in (all_of.keys[MEDIATOR].content, all_of.custody[SERVER]):
            with pytest.raises(Faulty, match="not encrypted to this key"):
                opened(all_of.manifest, each.deposit, inner, [other])


def test_one_custodian_or_a_part_of_the_parties_opens_nothing() -> None:
    all_of = people()
    sealed = {role: sealed_by(all_of, role) for role in (NORTH, SOUTH)}
    for holders in ((SERVER,), (MEDIATOR,), (SERVER, NORTH), (NORTH, SOUTH), (MEDIATOR, SOUTH)):
        with pytest.raises(Faulty):
            release_seed(all_of.manifest, sealed[NORTH].deposit, releases(all_of, sealed, *holders))


def test_a_reading_mediator_reads() -> None:
    all_of = people(mediator_reads=True)
    sealed = {role: sealed_by(all_of, role) for role in (NORTH, SOUTH)}
    given_out = releases(all_of, sealed, SERVER, MEDIATOR)
    each = sealed[NORTH]
    inner = inner_of(
        each.deposit, each.outer, release_seed(all_of.manifest, each.deposit, given_out)
    )
    content = opened(all_of.manifest, each.deposit, inner, [all_of.keys[MEDIATOR].content]).content
    assert content == TEXT


def test_nothing_of_the_text_shows_in_what_is_stored_or_signed() -> None:
    all_of = people()
    each = sealed_by(all_of, NORTH, b"CANARY" * 1000)
    assert b"CANARY" not in each.outer + each.capsules + repr(each).encode()
    assert b"terms" not in each.outer + each.capsules + repr(each).encode()


@given(st.binary(max_size=3000), st.text(st.characters(codec="utf-8"), max_size=20))
def test_what_is_sealed_is_what_is_opened(content: bytes, name: str) -> None:
    all_of = people()
    try:
        each = seal(all_of.manifest, NORTH, 1, "", (name, content), chance_from("a"))
    except ValueError:
        return
    given_out = releases(all_of, {NORTH: each}, SERVER, MEDIATOR)
    inner = inner_of(
        each.deposit, each.outer, release_seed(all_of.manifest, each.deposit, given_out)
    )
    got = opened(all_of.manifest, each.deposit, inner, [all_of.keys[SOUTH].content])
    assert (got.name, got.content) == (name, content)


def test_a_share_of_another_deposit_holder_or_key_names_the_depositor() -> None:
    all_of = people()
    north, south = sealed_by(all_of, NORTH), sealed_by(all_of, SOUTH)
    mixed = replace(north.deposit, capsules=south.deposit.capsules)
    for deposit, capsules, custody in (
        (mixed, south.capsules, all_of.custody[SERVER]),
        (north.deposit, north.capsules, all_of.custody[MEDIATOR]),
    ):
        with pytest.raises(Faulty) as caught:
            share_in(all_of.manifest, deposit, SERVER, capsules, custody)
        assert caught.value.role == NORTH
    with pytest.raises(Faulty) as caught:
        share_in(all_of.manifest, north.deposit, SERVER, south.capsules, all_of.custody[SERVER])
    assert caught.value.role == SERVER


def test_changed_files_name_whoever_changed_them() -> None:
    all_of = people()
    each = sealed_by(all_of, NORTH)
    seed = release_seed(
        all_of.manifest, each.deposit, releases(all_of, {NORTH: each}, SERVER, MEDIATOR)
    )
    with pytest.raises(Faulty) as caught:
        inner_of(each.deposit, each.outer[:-1] + b"\0", seed)
    assert caught.value.role == SERVER
    with pytest.raises(Faulty) as caught:
        inner_of(each.deposit, each.outer, bytes(32))
    assert caught.value.role == NORTH
    inner = inner_of(each.deposit, each.outer, seed)
    other = replace(each.deposit, commitment="0" * 64)
    with pytest.raises(Faulty, match="committed") as caught:
        opened(all_of.manifest, other, inner, [all_of.keys[SOUTH].content])
    assert caught.value.role == NORTH


def test_shares_that_give_another_key_than_the_one_signed_for_name_the_depositor() -> None:
    all_of = people()
    each = sealed_by(all_of, NORTH)
    given_out = releases(all_of, {NORTH: each}, SERVER, MEDIATOR)
    liar = replace(each.deposit, release_key="0" * 64)
    with pytest.raises(Faulty, match="another key") as caught:
        release_seed(all_of.manifest, liar, given_out)
    assert caught.value.role == NORTH


@given(st.integers(1, 1 << 40))
def test_padding_adds_at_most_an_eighth_and_keeps_order(length: int) -> None:
    padded = padded_length(length)
    assert length <= padded <= length * 1.125
    assert padded_length(padded) == padded
    assert padded_length(length + 1) >= padded


def test_a_whole_exchange_is_folded_to_released() -> None:
    all_of = people()
    sealed = {role: sealed_by(all_of, role) for role in (NORTH, SOUTH)}
    entries = [all_of.opening()]
    entries += [all_of.signed(each.deposit, OPENED + 10) for each in sealed.values()]
    given_out = releases(all_of, sealed, SERVER, MEDIATOR)
    entries += [all_of.signed(each, DEADLINE + 10) for each in given_out.values()]
    leaves = [entry_bytes(each) for each in entries]
    phases = [state_after(all_of.manifest, leaves[:count]).phase for count in range(6)]
    assert phases == ["unopened", "open", "open", "frozen", "frozen", "released"]
    assert not state_after(all_of.manifest, leaves).voids


def test_the_third_identity_is_another_each_time() -> None:
    all_of = people()
    one = seal(all_of.manifest, NORTH, 1, "", ("a", TEXT), chance_from("1")).deposit
    two = seal(all_of.manifest, NORTH, 1, "", ("a", TEXT), chance_from("2")).deposit
    assert one.release_key != two.release_key
    assert one.commitment != two.commitment
    assert Identity(bytes(32)).text.startswith("AGE-SECRET-KEY-PQ-1")
