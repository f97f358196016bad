"""Something wrong in each place it can be: the right role is named, and honest proposals open all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from detente.exchange.canonical import canonical, hash_of
from detente.exchange.manifest import MEDIATOR, NEUTRAL, SERVER
from detente.exchange.protocol import Live, State, after, refusal, state_after
from detente.exchange.seal import Faulty, Sealed, share_in
from detente.exchange.service.client import ServerRefused
from detente.exchange.service.opening import OpenedAll, check_sealed, open_all
from detente.exchange.statements import Release, entry_bytes

from ..people import DEADLINE, OPENED, People, people
from .lying import Lie, honest, sealed_with, turned
from .serving import Talks, site

NORTH, SOUTH, WEST = "party/north", "party/south", "party/west"
PARTIES = (NORTH, SOUTH, WEST)
TEXTS = {role: f"What {role} proposes.".encode() for role in PARTIES}


@cache
def everybody(neutral: bool) -> People:
    return people("north", "south", "west", neutral=neutral)


@cache
def honest_deposit(neutral: bool, role: str) -> Sealed:
    return honest(everybody(neutral).manifest, role, TEXTS[role])


def deposits(all_of: People, lie: Lie) -> dict[str, Sealed]:
    """North lies; the others are honest."""
    manifest, neutral = all_of.manifest, all_of.manifest.neutral is not None
    sealed = {role: honest_deposit(neutral, role) for role in PARTIES}
    if lie == Lie():
        return sealed
    return {**sealed, NORTH: sealed_with(manifest, NORTH, TEXTS[NORTH], lie)}


def frozen(all_of: People, sealed: Mapping[str, Sealed]) -> State:
    entries = [all_of.opening()]
    entries += [all_of.signed(each.deposit, OPENED + 10) for each in sealed.values()]
    state = state_after(all_of.manifest, map(entry_bytes, entries))
    assert (state.phase, state.voids) == ("frozen", ())
    return state


def own_release(all_of: People, sealed: Mapping[str, Sealed], state: State, holder: str) -> Release:
    """What a custodian gives out; raises Faulty where a share cannot be had."""
    assert state.frozen is not None
    shares = {
        role: share_in(all_of.manifest, each.deposit, holder, each.capsules, all_of.custody[holder])
        for role, each in sealed.items()
    }
    return Release(all_of.manifest.hash, holder, state.frozen, shares)


def released(
    all_of: People, sealed: Mapping[str, Sealed], holders: tuple[str, ...] = (SERVER, MEDIATOR)
) -> State:
    state = frozen(all_of, sealed)
    for holder in holders:
        said = all_of.signed(own_release(all_of, sealed, state, holder), DEADLINE + 1)
        state = after(all_of.manifest, state, said)
    assert not state.voids
    assert state.phase == "released"
    return state


def opened_by(
    all_of: People, sealed: Mapping[str, Sealed], state: State, reader: str = SOUTH
) -> OpenedAll:
    def fetch(live: Live) -> bytes:
        return sealed[live.deposit.party].outer

    return open_all(all_of.manifest, state, fetch, [all_of.keys[reader].content])


def only_norths_fault(found: OpenedAll) -> str:
    """Check that the others' texts opened and north alone is named; return why."""
    assert {each.party: each.content for each in found.proposals} == {
        role: TEXTS[role] for role in (SOUTH, WEST)
    }
    assert [fault.role for fault in found.faults] == [NORTH]
    return found.faults[0].why


@pytest.mark.parametrize("neutral", [False, True])
def test_this_way_of_sealing_without_a_lie_opens(neutral: bool) -> None:
    all_of = everybody(neutral)
    sealed = deposits(all_of, Lie())
    third = (NEUTRAL,) if neutral else PARTIES
    for holders in ((SERVER, MEDIATOR), (SERVER, *third), (MEDIATOR, *third)):
        found = opened_by(all_of, sealed, released(all_of, sealed, holders))
        assert {each.party: each.content for each in found.proposals} == TEXTS
        assert found.faults == ()


HOLDERS = [
    (neutral, holder)
    for neutral, holders in (
        (True, (SERVER, MEDIATOR, NEUTRAL)),
        (False, (SERVER, MEDIATOR, *PARTIES)),
    )
    for holder in holders
]


@pytest.mark.parametrize(("neutral", "holder"), HOLDERS)
@pytest.mark.parametrize("to_another", [False, True])
def test_a_wrong_capsule_names_the_depositor_to_its_holder_and_troubles_no_other(
    neutral: bool, holder: str, to_another: bool
) -> None:
    all_of = everybody(neutral)
    lie = Lie(capsule_to=holder) if to_another else Lie(capsule_of=holder)
    sealed = deposits(all_of, lie)
    state = frozen(all_of, sealed)
    with pytest.raises(Faulty) as caught:
        own_release(all_of, sealed, state, holder)
    assert caught.value.role == NORTH
    third = (NEUTRAL,) if neutral else PARTIES
    ways = ((SERVER, MEDIATOR), (SERVER, *third), (MEDIATOR, *third))
    for holders in [each for each in ways if holder not in each][:1]:
        found = opened_by(all_of, sealed, released(all_of, sealed, holders))
        assert {each.party: each.content for each in found.proposals} == TEXTS


@pytest.mark.parametrize(("neutral", "holder"), HOLDERS)
def test_a_wrong_share_that_was_signed_for_names_the_depositor(neutral: bool, holder: str) -> None:
    """The custodian gives out what it was given, and is not to blame."""
    all_of = everybody(neutral)
    sealed = deposits(all_of, Lie(share_of=holder))
    third = (NEUTRAL,) if neutral else PARTIES
    ways = ((SERVER, MEDIATOR), (SERVER, *third), (MEDIATOR, *third))
    for holders in ways:
        found = opened_by(all_of, sealed, released(all_of, sealed, holders))
        if holder in holders:
            assert "key" in only_norths_fault(found)
        else:
            assert found.faults == ()


LIES = {
    "wrong release key": Lie(release_key=turned),
    "rubbish outer": Lie(outer=lambda data: bytes(len(data))),
    "outer cut short": Lie(outer=lambda data: data[:-20]),
    "outer with more behind it": Lie(outer=lambda data: data + b"x"),
    "rubbish inner": Lie(inner=lambda data: b"no age file" * 50),
    "inner cut short": Lie(inner=lambda data: data[:-1]),
    "for nobody who reads": Lie(not_readers=(SOUTH,)),
    "commitment to another text": Lie(committed=turned),
    "another party in it": Lie(header={"party": SOUTH}),
    "another version in it": Lie(header={"version": 2}),
    "another exchange in it": Lie(header={"exchange": "0" * 64}),
    "another kind of header": Lie(header={"type": "detente/payload/v2"}),
    "a length below none": Lie(header={"length": -1}),
    "a length beyond the end": Lie(header={"length": 1 << 40}),
    "a name that is none": Lie(header={"name": 7}),
    "a field more": Lie(header={"more": 1}),
    "a salt that is none": Lie(header={"salt": "x"}),
    "padding that is not zero": Lie(payload=lambda data: data + b"\1"),
    "no padding": Lie(payload=lambda data: data.rstrip(b"\0")[:-1]),
    "an empty payload": Lie(payload=lambda data: b""),
    "a header beyond the end": Lie(payload=lambda data: b"\xff\xff\xff\xff" + data),
}


@pytest.mark.parametrize("name", LIES)
def test_each_lie_names_the_depositor_and_the_honest_open(name: str) -> None:
    all_of = everybody(True)
    sealed = deposits(all_of, LIES[name])
    only_norths_fault(opened_by(all_of, sealed, released(all_of, sealed)))


@pytest.mark.parametrize("left_out", [SOUTH, WEST])
def test_whoever_is_left_out_is_told_by_whom_and_the_other_reads(left_out: str) -> None:
    all_of = everybody(False)
    sealed = deposits(all_of, Lie(not_readers=(left_out,)))
    state = released(all_of, sealed)
    assert "not encrypted" in only_norths_fault(opened_by(all_of, sealed, state, left_out))
    reads = WEST if left_out == SOUTH else SOUTH
    assert len(opened_by(all_of, sealed, state, reads).proposals) == 3


@pytest.mark.parametrize("role", PARTIES)
@pytest.mark.parametrize("change", [turned, lambda data: data[:-1], lambda data: b""])
def test_a_stored_file_that_was_changed_names_the_server(role: str, change: object) -> None:
    assert callable(change)
    all_of = everybody(True)
    sealed = deposits(all_of, Lie())
    state = released(all_of, sealed)
    altered = {**sealed, role: replace(sealed[role], outer=change(sealed[role].outer))}
    found = opened_by(all_of, altered, state)
    assert [fault.role for fault in found.faults] == [SERVER]
    assert {each.party for each in found.proposals} == set(PARTIES) - {role}


@pytest.mark.parametrize("name", ["rubbish outer", "wrong release key"])
def test_the_mediator_sees_what_will_not_open_before_it_gives_out(name: str) -> None:
    all_of = everybody(True)
    sealed = deposits(all_of, LIES[name])
    state = frozen(all_of, sealed)
    given = {each: own_release(all_of, sealed, state, each) for each in (SERVER, MEDIATOR)}
    faults = check_sealed(
        all_of.manifest, state, given, lambda live: sealed[live.deposit.party].outer
    )
    assert [fault.role for fault in faults] == [NORTH]


@pytest.mark.parametrize(("neutral", "holder"), HOLDERS)
@pytest.mark.parametrize("role", PARTIES)
def test_a_custodian_that_gives_out_another_share_is_named(
    neutral: bool, holder: str, role: str
) -> None:
    all_of = everybody(neutral)
    sealed = deposits(all_of, Lie())
    state = frozen(all_of, sealed)
    right = own_release(all_of, sealed, state, holder)
    others = [each for each in right.shares if each != role]
    wrong: list[tuple[str, dict[str, bytes]]] = [
        ("share", {**right.shares, role: turned(right.shares[role])}),
        ("share", {**right.shares, role: right.shares[others[0]]}),
        ("holders", {each: right.shares[each] for each in others}),
        ("holders", {**right.shares, "party/east": right.shares[role]}),
        ("holders", {}),
    ]
    for rule, shares in wrong:
        said = all_of.signed(replace(right, shares=shares), DEADLINE + 1)
        void = refusal(all_of.manifest, state, said)
        assert void is not None
        assert (void.rule, void.breach) == (rule, holder)
        assert after(all_of.manifest, state, said).releases == {}


def test_the_server_takes_in_no_capsule_that_it_cannot_open(tmp_path: Path) -> None:
    with site(tmp_path / "capsules") as server:
        talks = Talks(server, "capsules").open()
        for lie in (
            Lie(capsule_of=SERVER),
            Lie(capsule_to=SERVER),
            Lie(capsule_text=lambda data: canonical({"server": "x"})),
            Lie(capsule_text=lambda data: b"no JSON"),
            Lie(capsule_text=lambda data: canonical({"server": "é" * 9})),
        ):
            sealed = sealed_with(talks.manifest, NORTH, b"text", lie)
            talks.clients[NORTH].store(talks.id, sealed.outer, lambda done, of: None)
            said = sealed.capsules if sealed.capsules.isascii() else b"{}"
            with pytest.raises(ServerRefused) as caught:
                talks.clients[NORTH].submit(
                    talks.id, sealed.deposit, talks.signed(sealed.deposit), said
                )
            assert caught.value.code in ("share", "refused"), lie
            assert talks.hosted.tree.size == 1
        # Others' capsules instead of the ones signed for, and none at all.
        right = honest(talks.manifest, NORTH, b"text")
        talks.clients[NORTH].store(talks.id, right.outer, lambda done, of: None)
        other = sealed_with(talks.manifest, NORTH, b"text", Lie(capsule_of=SERVER))
        for capsules in (other.capsules, b"", b"{}"):
            with pytest.raises(ServerRefused) as caught:
                talks.clients[NORTH].submit(
                    talks.id, right.deposit, talks.signed(right.deposit), capsules
                )
            assert caught.value.code == "refused"
        assert hash_of(right.capsules) == right.deposit.capsules
        assert talks.hand_in(NORTH, right) == 1


def test_the_server_takes_in_no_share_that_was_not_deposited(tmp_path: Path) -> None:
    with site(tmp_path / "shares") as server:
        talks = Talks(server, "shares", neutral=True).open().freeze().confirm()
        size = talks.hosted.tree.size
        for holder in (MEDIATOR, NEUTRAL):
            right = talks.own_release(holder)
            wrong = replace(right, shares={**right.shares, NORTH: turned(right.shares[NORTH])})
            with pytest.raises(ServerRefused) as caught:
                talks.say(wrong)
            assert (caught.value.code, caught.value.rule) == ("refused", "share")
        assert talks.hosted.tree.size == size
        assert talks.say(talks.own_release(MEDIATOR)) == size
        assert talks.phase == "released"
