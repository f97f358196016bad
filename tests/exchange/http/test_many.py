"""Many delegations, many exchanges: none keeps another waiting, and all who confirm find room."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from detente.exchange.manifest import MEDIATOR
from detente.exchange.protocol import outer_bytes_at_most, state_after
from detente.exchange.service import hosted
from detente.exchange.service.opening import open_all

from .serving import NORTH, SOUTH, Talks, site, talks_in

HEAVY = "DETENTE_HEAVY" in os.environ
COUNT = 100 if HEAVY else 5
SECONDS_AT_MOST = 600 if HEAVY else 60


def test_many_delegations_go_from_deposit_to_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All deposit at once, all but the mediator confirm first, and everybody's text opens."""
    if not HEAVY:
        monkeypatch.setattr(hosted, "CONFIRMATIONS_AT_MOST", 3)
    begun = time.monotonic()
    with site(tmp_path / "many") as server:
        talks = Talks(server, "many", *(f"p{number:03}" for number in range(COUNT))).open()
        roles = [each.role for each in talks.manifest.parties]
        with ThreadPoolExecutor(4) as pool:
            indices = list(pool.map(talks.deposit, roles))
        assert sorted(indices) == list(range(1, COUNT + 1))
        assert talks.phase == "frozen"
        # More parties confirm than there is room for; the mediator's place stays free.
        for role in (*roles[: hosted.CONFIRMATIONS_AT_MOST + 2], MEDIATOR):
            talks.confirm(role)
        assert talks.clients[MEDIATOR].state(talks.id)["confirmed"] == COUNT + 1
        talks.say(talks.own_release(MEDIATOR))
        assert talks.phase == "released"
        last = roles[-1]
        leaves, _ = talks.clients[last].entries(talks.id, 0)
        limit = outer_bytes_at_most(talks.manifest)
        found = open_all(
            talks.manifest,
            state_after(talks.manifest, leaves),
            lambda live: talks.clients[last].sealed(talks.id, live.deposit.outer, limit),
            [talks.people.keys[last].content],
        )
        assert found.faults == ()
        assert {each.party: each.content for each in found.proposals} == {
            role: f"by {role}".encode() for role in roles
        }
    assert time.monotonic() - begun < SECONDS_AT_MOST


def test_a_deposit_that_comes_last_from_several_at_once_freezes_once(tmp_path: Path) -> None:
    with site(tmp_path / "race") as server:
        talks = Talks(server, "race", "a", "b", "c", "d").open()
        roles = [each.role for each in talks.manifest.parties]
        talks.deposit(roles[0])
        with ThreadPoolExecutor(3) as pool:
            indices = list(pool.map(talks.deposit, roles[1:]))
        assert sorted(indices) == [2, 3, 4]
        assert talks.hosted.state.frozen == 4
        assert not talks.hosted.state.voids


def test_an_exchange_whose_shares_were_damaged_does_not_keep_others_from_their_end(
    tmp_path: Path,
) -> None:
    """One file on the server's disk is changed; the exchange beside it lapses at its deadline."""
    with site(tmp_path / "damaged") as server:
        damaged = Talks(server, "a-damaged").open().freeze()
        blob = damaged.hosted.blob(damaged.live(NORTH).capsules)
        blob.write_bytes(blob.read_bytes()[:-1] + b" ")
        beside = talks_in(server, "open", "b-beside")
        lines = damaged.lines(MEDIATOR, NORTH)
        with pytest.raises(Exception, match="share"):
            damaged.clients[MEDIATOR].confirm(damaged.id, lines)
        server.clock.now = beside.manifest.deadline + 1
        until = time.monotonic() + 10
        while beside.phase == "open" and time.monotonic() < until:
            time.sleep(0.05)
        assert beside.phase == "lapsed"
        assert damaged.phase == "frozen"
        assert damaged.clients[SOUTH].state(damaged.id)["confirmed"] == 3
