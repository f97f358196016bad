"""What was said or asked once, said or asked again elsewhere, as another, later or changed: nothing comes of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from detente.exchange.canonical import canonical, hash_of
from detente.exchange.manifest import MEDIATOR, NEUTRAL, SERVER
from detente.exchange.protocol import after, state_after
from detente.exchange.requests import authorization
from detente.exchange.service.client import ServerRefused
from detente.exchange.statements import (
    Close,
    Deposit,
    Release,
    Statement,
    Withdrawal,
    entry_of,
    speaker,
    statement_data,
)
from detente.store.exchange_index import ExchangeIndex

from .serving import NORTH, SOUTH, Answer, Clock, Site, Talks, site

ROLES = (NORTH, SOUTH, MEDIATOR, NEUTRAL)


@dataclass(frozen=True, slots=True)
class Stage:
    """An exchange that has ended, with all that was said in it; one of the same people that is open."""

    site: Site
    ended: Talks
    lapsed: Talks
    open: Talks

    def said(self) -> Iterator[tuple[Talks, int, Statement, str, bytes]]:
        """Each statement: where, at which index, what, its signature, and its capsules."""
        for talks in (self.ended, self.lapsed):
            for index, leaf in enumerate(talks.hosted.leaves):
                entry = entry_of(leaf)
                role = speaker(entry.statement)
                if role is not None:
                    capsules = b""
                    if isinstance(entry.statement, Deposit):
                        blob = talks.hosted.blob(entry.statement.capsules)
                        capsules = blob.read_bytes() if blob.exists() else b"{}"
                    yield talks, index, entry.statement, entry.signatures[role], capsules


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with site(tmp_path_factory.mktemp("replay")) as server:
        ended = Talks(server, "ended", neutral=True).open()
        ended.deposit(NORTH, b"first")
        ended.deposit(NORTH, b"second")
        ended.say(Withdrawal(ended.manifest.hash, NORTH, 2, ended.last_hash(NORTH)))
        ended.deposit(NORTH, b"third")
        ended.freeze().release()
        lapsed = Talks(server, "lapsed", neutral=True, deadline=server.clock() + 600).open()
        lapsed.deposit(NORTH)
        lapsed.lapse().confirm()
        still_open = Talks(server, "open", neutral=True).open()
        still_open.deposit(NORTH, b"here")
        still_open.confirm()
        yield Stage(server, ended, lapsed, still_open)


def submit(
    talks: Talks, role: str, statement: Statement, text: str, capsules: bytes = b""
) -> Answer:
    """Hand a statement in, in a new request signed by a role."""
    said = {"statement": statement_data(statement), "signature": text}
    body = canonical({**said, "capsules": capsules.decode("ascii")})
    target = f"/v1/exchanges/{talks.id}/entries"
    return talks.site.asker.ask("POST", target, talks.login(role), body)


def changed(statement: Any, name: str, value: object) -> Statement:
    """A statement with one field changed."""
    found: Statement = replace(statement, **{name: value})
    return found


def unchanged(*all_talks: Talks) -> tuple[Any, ...]:
    return tuple((each.hosted.tree.root(), each.hosted.state) for each in all_talks)


def test_all_kinds_of_statements_were_said(stage: Stage) -> None:
    kinds = [type(statement) for _, _, statement, _, _ in stage.said()]
    assert set(kinds) == {Deposit, Withdrawal, Release, Close}
    assert len(kinds) == 9


def test_a_statement_said_in_another_exchange_is_refused(stage: Stage) -> None:
    before = unchanged(stage.ended, stage.lapsed, stage.open)
    for talks, _, statement, text, capsules in stage.said():
        for other in {stage.ended, stage.lapsed, stage.open} - {talks}:
            for role in ROLES:
                got = submit(other, role, statement, text, capsules)
                assert (got.status, got.code) == (409, "refused")
    assert before == unchanged(stage.ended, stage.lapsed, stage.open)


def test_a_statement_said_by_another_is_refused(stage: Stage) -> None:
    before = unchanged(stage.ended, stage.lapsed)
    for talks, _, statement, text, capsules in stage.said():
        for role in set(ROLES) - {speaker(statement)}:
            got = submit(talks, role, statement, text, capsules)
            assert got.json()["error"]["rule"] == "signature"
            said_by = "party" if isinstance(statement, Deposit | Withdrawal) else "custodian"
            if hasattr(statement, said_by):
                got = submit(talks, role, changed(statement, said_by, role), text, capsules)
                assert got.status == 409
    assert before == unchanged(stage.ended, stage.lapsed)


def test_what_was_said_is_taken_in_once(stage: Stage) -> None:
    """The same again, by whoever said it, has the index it had; also when the exchange has ended."""
    before = unchanged(stage.ended, stage.lapsed)
    for talks, index, statement, text, capsules in stage.said():
        role = speaker(statement)
        if role in ROLES:
            got = submit(talks, str(role), statement, text, capsules)
            assert (got.status, got.json()["index"]) == (200, index)
    assert before == unchanged(stage.ended, stage.lapsed)


def test_a_statement_changed_in_any_field_is_refused(stage: Stage) -> None:
    before = unchanged(stage.ended, stage.lapsed)
    changes: dict[str, Any] = {
        "exchange": stage.open.manifest.hash,
        "version": 9,
        "previous": "0" * 64,
        "outer": "0" * 64,
        "outer_bytes": 5,
        "capsules": "0" * 64,
        "commitment": "0" * 64,
        "release_key": "0" * 64,
        "frozen": 0,
        "shares": {},
    }
    for talks, _, statement, text, capsules in stage.said():
        role = speaker(statement)
        for name, value in changes.items():
            if hasattr(statement, name) and role in ROLES:
                other = changed(statement, name, value)
                assert submit(talks, str(role), other, text, capsules).status == 409, name
    assert before == unchanged(stage.ended, stage.lapsed)


def test_nothing_new_is_taken_in_after_the_end(stage: Stage) -> None:
    """Rightly signed, next in order, and too late."""
    for talks in (stage.ended, stage.lapsed):
        before = unchanged(talks)
        version, previous = talks.hosted.state.last[NORTH]
        standing = talks.live(NORTH)
        late: list[Statement] = [
            replace(standing, version=version + 1, previous=previous),
            Withdrawal(talks.manifest.hash, NORTH, version, previous),
            Release(talks.manifest.hash, NEUTRAL, 0, {}),
            Close(talks.manifest.hash, talks.manifest.deadline),
        ]
        for statement in late:
            role = str(speaker(statement))
            who = role if role in ROLES else MEDIATOR
            text = talks.signed(statement) if role in ROLES else ""
            got = submit(talks, who, statement, text)
            assert got.status == 409
            assert got.json()["error"]["rule"] in ("phase", "signature")
        assert unchanged(talks) == before


def test_entries_put_in_again_by_the_server_count_for_nobody(stage: Stage) -> None:
    """A server that replays what was said, into this log or another's, changes nothing but voids."""
    for talks in (stage.ended, stage.lapsed):
        leaves = talks.hosted.leaves
        for target in (stage.ended, stage.lapsed, stage.open):
            state = state_after(target.manifest, target.hosted.leaves)
            for leaf in leaves:
                then = after(target.manifest, state, leaf)
                assert len(then.voids) == len(state.voids) + 1
                assert (then.phase, then.live, then.releases, then.last) == (
                    state.phase,
                    state.live,
                    state.releases,
                    state.last,
                )
                state = then
            assert {each.breach for each in state.voids} <= {SERVER, MEDIATOR, NEUTRAL}


def test_a_signature_of_one_manifest_is_none_of_another(stage: Stage) -> None:
    fresh = Talks(stage.site, "fresh", neutral=True)
    for role, text in stage.open.people.signatures.items():
        for said in (stage.open.manifest.hash, fresh.manifest.hash):
            with pytest.raises(ServerRefused) as caught:
                fresh.clients[role].sign(fresh.id, said, text)
            assert caught.value.code == "refused"
    own = fresh.people.signatures
    with pytest.raises(ServerRefused):  # somebody else's, in one's own name
        fresh.clients[SOUTH].sign(fresh.id, fresh.manifest.hash, own[NORTH])
    with pytest.raises(ServerRefused):  # a neutral signs nothing
        fresh.clients[NEUTRAL].sign(fresh.id, fresh.manifest.hash, own[NORTH])
    assert fresh.phase == "unopened"
    assert fresh.open().phase == "open"


def test_a_confirmation_is_of_one_checkpoint_only(stage: Stage) -> None:
    talks = Talks(stage.site, "confirmed").open()
    old = talks.lines(MEDIATOR, NORTH)
    elsewhere = stage.open.lines(MEDIATOR, NORTH)
    talks.deposit(NORTH)
    for lines in (old, elsewhere, [old[0]], [elsewhere[1]]):
        with pytest.raises(ServerRefused) as caught:
            talks.clients[MEDIATOR].confirm(talks.id, lines)
        assert caught.value.code == "refused"
    state = talks.clients[MEDIATOR].state(talks.id)
    assert (state["size"], state["confirmed"]) == (2, 0)
    for _ in range(3):  # the same again is as once
        talks.confirm()
    assert talks.clients[MEDIATOR].state(talks.id)["confirmed"] == 2


def requests_of(talks: Talks) -> Iterator[tuple[str, str, str, bytes]]:
    """A request of each kind by a member: who, method, target and body."""
    base = f"/v1/exchanges/{talks.id}"
    live = talks.live(NORTH)
    statement = {
        "statement": statement_data(live),
        "signature": talks.signed(live),
        "capsules": "",
    }
    yield NORTH, "GET", base + "?version=0&wait=0", b""
    yield NORTH, "GET", base + "/entries?from=0", b""
    yield NORTH, "GET", base + "/manifest", b""
    yield NORTH, "GET", base + "/receipts/0", b""
    yield MEDIATOR, "GET", base + f"/capsules/{live.capsules}", b""
    yield NORTH, "POST", base + "/entries", canonical(statement)
    yield NORTH, "POST", base + "/confirmations", canonical({"lines": talks.lines(NORTH)})
    yield (
        NORTH,
        "POST",
        base + "/signatures",
        canonical({"manifest": talks.manifest.hash, "signature": talks.people.signatures[NORTH]}),
    )
    yield NORTH, "PUT", base + f"/sealed/{hash_of(b'sealed')}", b"sealed"


class Caught:
    """A request as it was seen on the way, to be sent again as it is or changed."""

    def __init__(self, stage: Stage, request: tuple[str, str, str, bytes]) -> None:
        role, self.method, self.target, self.body = request
        self.asker, self.key = stage.site.asker, stage.open.login(role)
        self.header = self.asker.signed(self.method, self.target, self.key, self.body)

    def send(
        self, method: str = "", target: str = "", body: bytes | None = None, header: str = ""
    ) -> Answer:
        return self.asker.ask(
            method or self.method,
            target or self.target,
            body=self.body if body is None else body,
            headers={"Authorization": header or self.header},
        )


def all_caught(stage: Stage) -> list[Caught]:
    return [Caught(stage, each) for each in requests_of(stage.open)]


def test_a_request_that_changes_something_is_taken_once(stage: Stage) -> None:
    for caught in all_caught(stage):
        assert caught.send().status == 200, caught.target
        again = caught.send()
        if caught.method == "GET":
            assert again.status == 200
        else:
            assert (again.status, again.code) == (401, "used-before"), caught.target


def test_a_nonce_counts_once_whoever_else_signs_with_it(stage: Stage) -> None:
    caught = next(each for each in all_caught(stage) if each.method == "POST")
    moment = (stage.site.clock(), secrets.token_hex(16))
    statuses = []
    for key in (caught.key, stage.open.login(SOUTH), caught.key):
        header = signed(key, caught, moment)
        statuses.append(caught.send(header=header).status)
    assert statuses[0] == 200
    assert statuses[1:] == [401, 401]


def signed(key: Ed25519PrivateKey, caught: Caught, moment: tuple[int, str]) -> str:
    return authorization(key, caught.method, caught.target, hash_of(caught.body), moment)


def test_a_request_changed_on_the_way_is_of_nobody(stage: Stage) -> None:
    before = unchanged(stage.open, stage.ended)
    for caught in all_caught(stage):
        here, there = stage.open.id, stage.ended.id
        targets = [
            caught.target + "&x=1",
            caught.target + "?x=1",
            caught.target.replace(here, there),
            caught.target.partition("?")[0] + "?from=1",
            caught.target.replace("version=0", "version=1").replace("from=0", "from=00"),
        ]
        for target in targets:
            if target != caught.target:
                assert caught.send(target=target).status in (401, 404), target
        for method in {"GET", "POST", "PUT", "HEAD"} - {caught.method}:
            assert caught.send(method=method).status in (401, 404)
        if caught.method != "GET":
            for body in (b"", caught.body + b" ", caught.body[:-1], b"{}"):
                fresh = Caught(stage, (NORTH, caught.method, caught.target, caught.body))
                got = fresh.send(body=body)
                assert (got.status, got.code) == (400, "not-right")
                assert fresh.send().code == "used-before"  # used up, even so
    assert unchanged(stage.open, stage.ended) == before


def test_any_sign_of_the_header_changed_makes_it_of_nobody(stage: Stage) -> None:
    caught = all_caught(stage)[0]
    for place in range(8, len(caught.header)):
        sign = caught.header[place]
        other = "0" if sign != "0" else "1"
        header = caught.header[:place] + other + caught.header[place + 1 :]
        assert caught.send(header=header).status == 401, (place, sign)
    doubled = caught.header + ", " + caught.header
    for header in (doubled, caught.header.lower(), caught.header + " ", "Basic eA=="):
        assert caught.send(header=header).status == (200 if header.endswith('" ') else 401)


def test_a_request_is_too_old_or_too_early_beyond_what_clocks_may_differ(stage: Stage) -> None:
    """Whose clock is further off could not confirm what is stamped here, then or later."""
    clock = stage.site.clock
    for caught in all_caught(stage):
        for moved, wanted in ((61, 401), (-61, 401), (60, 200)):
            clock.now += moved
            try:
                got = caught.send()
            finally:
                clock.now -= moved
            assert got.status == wanted, (caught.target, moved, got)


def test_a_nonce_stays_used_when_the_server_starts_again(tmp_path: Path) -> None:
    clock, address = Clock(), f"sqlite:///{tmp_path / 'index.sqlite'}"
    index = ExchangeIndex(address)
    with site(tmp_path / "site", index, clock) as server:
        talks = Talks(server, "again").open()
        target, body = f"/v1/exchanges/{talks.id}/confirmations", canonical({"lines": []})
        header = server.asker.signed("POST", target, talks.login(NORTH), body)
        sent = {"Authorization": header}
        assert server.asker.ask("POST", target, body=body, headers=sent).status == 200
    index.close()
    index = ExchangeIndex(address)
    for later in (0, 60):
        with site(tmp_path / "site", index, clock) as server:
            clock.now += later
            got = server.asker.ask("POST", target, body=body, headers=sent)
            assert (got.status, got.code) == (401, "used-before")
    index.close()
