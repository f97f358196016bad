"""Every route, asked with every method by everybody, in every phase: what is not theirs is not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from detente.exchange.canonical import hash_of
from detente.exchange.manifest import MEDIATOR, NEUTRAL, signed_manifest_bytes
from detente.exchange.service.routes import ROUTES, ApiRoute

from .conftest import World
from .serving import (
    AS_SENT,
    NORTH,
    OTHER_MEDIATOR,
    PHASES,
    SOUTH,
    STRANGER,
    Answer,
    Forged,
    Talks,
    talks_in,
)

HEAVY = "DETENTE_HEAVY" in os.environ
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
MEMBERS = (MEDIATOR, NORTH, SOUTH, NEUTRAL)
PARTIES = (NORTH, SOUTH)
OUTSIDERS = ("other mediator", "member elsewhere", "stranger")
UNSIGNED = ("nobody", "other target", "other method", "other body", "old time", "early time")
ROLES = (*MEMBERS, *OUTSIDERS, *UNSIGNED, "used nonce")
SEALED_TEXT = b"not age, and kept only until the next start"

ALL = ("unopened", "open", "frozen", "released", "lapsed")
BEGUN = ("open", "frozen", "released", "lapsed")
ANYBODY = (*ROLES,)

ALLOWED: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {
    # route:      {who: in which phases}; whoever is not named here is told that nothing is there
    "about": {ANYBODY: ALL},
    "description": {ANYBODY: ALL},
    "reserve": {(MEDIATOR, "other mediator"): ALL},
    "propose": {(MEDIATOR,): ALL},  # the one who reserved the place
    "manifest": {MEMBERS: ALL},
    "sign": {MEMBERS: ALL},
    "state": {MEMBERS: ALL},
    "entries": {MEMBERS: ALL},
    "submit": {MEMBERS: ALL},
    "confirm": {MEMBERS: ALL},
    "receipt": {MEMBERS: BEGUN},
    "store": {PARTIES: ("open",)},
    "sealed": {(MEDIATOR,): ("frozen",), MEMBERS: ("released",)},
    "capsules": {(MEDIATOR, NEUTRAL): BEGUN},  # each holder of a share, here with a neutral
    "log": {MEMBERS: BEGUN},
}
TAKEN: dict[str, tuple[int, str]] = {
    # what whoever is allowed is told, where it is no 200: the bodies sent here say nothing
    "reserve": (400, "not-canonical"),
    "propose": (400, "manifest"),
    "sign": (400, "not-canonical"),
    "submit": (400, "not-canonical"),
    "confirm": (400, "not-canonical"),
}


def test_every_route_stands_in_the_table_of_what_is_allowed() -> None:
    assert list(ALLOWED) == [each.name for each in ROUTES]
    assert {phase for who in ALLOWED.values() for each in who.values() for phase in each} == set(
        PHASES
    )
    for route in ROUTES:
        everybody = {role for who in ALLOWED[route.name] for role in who}
        said = {
            "anybody": set(ROLES),
            "allowed mediators": everybody & {MEDIATOR, "other mediator"},
            "members": set(MEMBERS),
            "parties": set(PARTIES),
            "holders": {MEDIATOR, NEUTRAL},
            "readers": set(MEMBERS),
        }
        assert everybody == said[route.who], route.name


@dataclass(frozen=True, slots=True)
class Question:
    """One cell of the matrix."""

    path: str
    method: str
    role: str
    target: str
    body: bytes


def paths() -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.path for each in ROUTES))


def route_of(path: str, method: str) -> ApiRoute | None:
    """The route that answers; HEAD is answered as GET is, without a body."""
    wanted = "GET" if method == "HEAD" else method
    return next((each for each in ROUTES if (each.path, each.method) == (path, wanted)), None)


def target_of(path: str, exchange: str, sealed: str, capsules: str) -> str:
    hash_here = capsules if "/capsules/" in path else sealed
    filled = path.replace("{exchange}", exchange).replace("{hash}", hash_here)
    return filled.replace("{index}", "0").replace("{path:path}", "checkpoint")


def questions(exchange: str, sealed: str, capsules: str) -> Iterator[Question]:
    """Every path, method and role; a method that no route has is asked by three unless HEAVY."""
    for path in paths():
        for method in METHODS:
            route = route_of(path, method)
            storing = route is not None and route.name == "store"
            body = SEALED_TEXT if storing else b"{}" if method in ("POST", "PUT", "PATCH") else b""
            name = hash_of(SEALED_TEXT) if storing else sealed
            target = target_of(path, exchange, name, capsules)
            few = (MEDIATOR, "stranger", "nobody")
            for role in ROLES if route or HEAVY else few:
                yield Question(path, method, role, target, body)


def key_of(world: World, role: str) -> Ed25519PrivateKey | None:
    people = world.by_phase["open"]
    if role in MEMBERS:
        return people.login(role)
    others = {
        "other mediator": OTHER_MEDIATOR,
        "member elsewhere": world.elsewhere.login("party/east"),
        "stranger": STRANGER,
        "nobody": None,
    }
    return others.get(role, people.login(MEDIATOR))  # what is forged carries the mediator's key


NONCE = "ab" * 16


def forged_as(world: World, role: str, question: Question) -> Forged:
    now = world.site.clock()
    return {
        "other target": Forged(target=question.target + "x"),
        "other method": Forged(method="PUT" if question.method != "PUT" else "POST"),
        "other body": Forged(body=question.body + b" "),
        "old time": Forged(time=now - 121),
        "early time": Forged(time=now + 121),
        "used nonce": Forged(nonce=NONCE),
    }.get(role, AS_SENT)


def ask(world: World, question: Question) -> Answer:
    key = key_of(world, question.role)
    return world.site.asker.ask(
        question.method,
        question.target,
        key,
        question.body,
        forged_as(world, question.role, question),
    )


def expected(question: Question, phase: str | None) -> tuple[int, str]:
    """What the table says; ``phase`` is None for an exchange that does not exist, or is of others."""
    route = route_of(question.path, question.method)
    if route is None:
        return 404, "not-found"
    # A body that is another than was signed for is found once it has come, by members only.
    later = question.role == "other body" and question.method not in ("GET", "HEAD")
    if route.who != "anybody" and question.role in UNSIGNED and not later:
        return 401, "wrong-time" if question.role.endswith("time") else "not-signed"
    acting = MEDIATOR if question.role in ("other body", "used nonce") else question.role
    inside = "{exchange}" not in route.path or phase is not None
    theirs = any(
        (acting in who or question.role in who) and (phase or "open") in phases
        for who, phases in ALLOWED[route.name].items()
    )
    once = question.method in ("POST", "PUT")
    if route.name == "store" and acting == MEDIATOR and inside:
        return (401, "used-before") if question.role == "used nonce" else (404, "not-found")
    if not (inside and theirs):
        return 404, "not-found"
    if once and question.role == "used nonce":
        return 401, "used-before"
    if once and question.role == "other body":
        return 400, "not-right"
    return TAKEN.get(route.name, (200, ""))


def check(world: World, where: str, talks: Talks | None) -> int:
    """Ask all there is to ask of one exchange; return how much that was."""
    phase = talks.phase if talks else None
    exchange = talks.id if talks else "talks-that-never-were-01234567"
    begun = talks is not None and bool(talks.hosted.state.live)
    deposit = talks.live(NORTH) if talks and begun else None
    sealed, capsules = (deposit.outer, deposit.capsules) if deposit else ("0" * 64, "1" * 64)
    asked = 0
    nothing = world.site.asker.ask("GET", "/v1/nothing")
    for question in questions(exchange, sealed, capsules):
        got = ask(world, question)
        wanted = expected(question, phase)
        shown = f"{where}: {question.method} {question.path} by {question.role}"
        head = question.method == "HEAD"
        assert got.status == wanted[0], f"{shown}: {got}, not {wanted}"
        assert head or got.code == wanted[1], f"{shown}: {got}, not {wanted}"
        if got.status == 404:
            assert got.body == (b"" if head else nothing.body), shown
            assert {**got.headers, "date": ""} == {**nothing.headers, "date": ""}, shown
        asked += 1
    return asked


@pytest.fixture(scope="module", autouse=True)
def _used(world: World) -> None:
    """Use a nonce up."""
    target = f"/v1/exchanges/{world.by_phase['open'].id}/confirmations"
    key = world.by_phase["open"].login(MEDIATOR)
    got = world.site.asker.ask("POST", target, key, b"{}", Forged(nonce=NONCE))
    assert got.status == 400


@pytest.mark.parametrize("phase", PHASES)
def test_what_is_not_theirs_is_not_found_in_any_phase(world: World, phase: str) -> None:
    talks = world.by_phase[phase]
    before = (talks.phase, talks.hosted.tree.size, talks.hosted.checkpoint)
    assert before[0] == phase
    asked = check(world, phase, talks)
    assert asked > len(ROUTES) * len(ROLES)
    assert before == (talks.phase, talks.hosted.tree.size, talks.hosted.checkpoint)


def test_an_exchange_that_does_not_exist_is_answered_as_one_of_others(world: World) -> None:
    assert check(world, "nowhere", None) > len(ROUTES) * len(ROLES)
    # The members of the other exchange ask about theirs, and these people about the others'.
    other = world.elsewhere
    nothing = world.site.asker.ask("GET", "/v1/nothing").body
    for route in ROUTES:
        if "{exchange}" not in route.path or route.name == "propose":
            continue
        deposit = other.live("party/east")
        target = target_of(route.path, other.id, deposit.outer, deposit.capsules)
        for role in (NORTH, SOUTH):
            key = world.by_phase["open"].login(role)
            got = world.site.asker.ask(route.method, target, key, b"{}" * (route.method != "GET"))
            assert (got.status, got.body) == (404, nothing), (route.name, role)


def test_where_the_parties_are_the_third_custodian_each_gets_the_shares(world: World) -> None:
    for phase, talks in world.together.items():
        name = talks.live(NORTH).capsules
        target = f"/v1/exchanges/{talks.id}/capsules/{name}"
        got = {role: world.site.asker.ask("GET", target, talks.login(role)) for role in MEMBERS[:3]}
        assert {each.status for each in got.values()} == {200}, phase
        assert all(hash_of(each.body) == name for each in got.values())
        assert world.site.asker.ask("GET", target, STRANGER).status == 404


def test_only_files_of_deposits_that_stand_can_be_had(world: World) -> None:
    talks = world.by_phase["released"]
    deposit, key = talks.live(NORTH), talks.login(MEDIATOR)
    for kind, name in (
        ("sealed", deposit.capsules),
        ("capsules", deposit.outer),
        ("sealed", "0" * 64),
        ("sealed", deposit.outer.upper()),
        ("sealed", "keys.json"),
        ("capsules", "..%2fkeys.json"),
    ):
        got = world.site.asker.ask("GET", f"/v1/exchanges/{talks.id}/{kind}/{name}", key)
        assert got.status == 404, (kind, name)


@pytest.mark.parametrize("phase", BEGUN)
def test_a_manifest_in_the_place_of_one_that_all_signed_is_refused(
    world: World, phase: str
) -> None:
    talks = world.by_phase[phase]
    data = signed_manifest_bytes(talks.manifest, talks.people.signatures)
    target = f"/v1/exchanges/{talks.id}/manifest"
    got = world.site.asker.ask("PUT", target, talks.login(MEDIATOR), data)
    assert (got.status, got.code) == (409, "refused")
    # The place is another mediator's: to that one nothing is there.
    assert world.site.asker.ask("PUT", target, OTHER_MEDIATOR, data).status == 404


def test_every_answer_says_that_it_is_not_to_be_kept_or_run(world: World) -> None:
    talks = world.by_phase["released"]
    deposit = talks.live(NORTH)
    for route in ROUTES:
        target = target_of(route.path, talks.id, deposit.outer, deposit.capsules)
        body = b"{}" if route.method != "GET" else b""
        for key in (talks.login(MEDIATOR), STRANGER, None):
            got = world.site.asker.ask(route.method, target, key, body)
            assert got.headers["cache-control"] == "no-store", route.name
            assert got.headers["x-content-type-options"] == "nosniff"
            assert got.headers["content-security-policy"] == "default-src 'none'"
            assert "server" not in got.headers


def test_a_new_exchange_is_seen_by_its_members_only_once_it_is_proposed(world: World) -> None:
    talks = talks_in(world.site, "unopened", "brand-new")
    target = f"/v1/exchanges/{talks.id}"
    statuses = {
        name: world.site.asker.ask("GET", target, key).status
        for name, key in (
            (NORTH, talks.login(NORTH)),
            ("east", world.elsewhere.login("party/east")),
            ("other", OTHER_MEDIATOR),
        )
    }
    assert statuses == {NORTH: 200, "east": 404, "other": 404}
