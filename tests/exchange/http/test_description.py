"""The API's description: it is OpenAPI 3.1, has just the routes that there are, and answers are as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.routing import Route

from detente.__about__ import __version__
from detente.exchange.canonical import hash_of
from detente.exchange.manifest import MEDIATOR
from detente.exchange.service.routes import ROUTES, ApiRoute, openapi
from detente.exchange.service.server import application

from .conftest import World
from .serving import NORTH, PHASES, STRANGER


def test_the_description_has_just_the_routes_that_there_are(world: World) -> None:
    got = world.site.asker.ask("GET", "/v1/openapi.json").json()
    assert got == openapi(__version__)
    said = {(method.upper(), path) for path, methods in got["paths"].items() for method in methods}
    there = {
        (method, each.path.replace(":path", ""))
        for each in application(world.site.hosting).routes
        if isinstance(each, Route)
        for method in each.methods or ()
        if method != "HEAD"
    }
    assert said == there
    assert len(application(world.site.hosting).routes) == len(ROUTES)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in openapi(__version__)["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def schemas(data: Any) -> Iterator[dict[str, Any]]:
    """Every schema in the description."""
    for name, each in data.items() if isinstance(data, dict) else enumerate(data):
        if name == "schema":
            yield each
        elif isinstance(each, dict | list):
            yield from schemas(each)


def test_the_description_is_built_as_openapi_asks() -> None:
    found = openapi(__version__)
    assert set(found) == {"openapi", "info", "paths", "components"}
    assert re.fullmatch(r"3\.1\.[0-9]+", found["openapi"])
    assert {"title", "version"} <= set(found["info"])
    names = [operation["operationId"] for _, _, operation in operations()]
    assert names == [each.name for each in ROUTES]
    for path, method, operation in operations():
        assert path.startswith("/")
        assert method in ("get", "put", "post")
        assert set(operation["responses"]) == {"200", "default"}
        assert all(each["description"] for each in operation["responses"].values())
        inside = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert inside == set(re.findall(r"{([a-z]+)}", path))
        assert all(each["required"] for each in operation["parameters"] if each["in"] == "path")
        assert all("schema" in each for each in operation["parameters"])
        assert ("requestBody" in operation) == (method != "get")
        for need in operation.get("security", ()):
            assert set(need) <= set(found["components"]["securitySchemes"])


def test_every_schema_of_the_description_is_one() -> None:
    found = openapi(__version__)
    components = found["components"]["schemas"]
    for each in (*schemas(found["paths"]), *components.values()):
        Draft202012Validator.check_schema(each)
        if "$ref" in each:
            assert each["$ref"].rpartition("/")[2] in components


def gives(route: ApiRoute) -> Draft202012Validator:
    assert isinstance(route.gives, dict)
    return Draft202012Validator(route.gives)


@pytest.mark.parametrize("route", ROUTES, ids=lambda each: each.name)
def test_answers_are_as_the_description_says(world: World, route: ApiRoute) -> None:
    error = Draft202012Validator(openapi(__version__)["components"]["schemas"]["Error"])
    talks = world.by_phase["released"]
    deposit = talks.live(NORTH)
    target = (
        route.path.replace("{exchange}", talks.id)
        .replace("{hash}", deposit.capsules if route.name == "capsules" else deposit.outer)
        .replace("{index}", "0")
        .replace("{path:path}", "checkpoint")
    )
    body = b"" if route.method == "GET" else b"{}"
    got = world.site.asker.ask(route.method, target, talks.login(MEDIATOR), body)
    if route.method == "GET":
        media = route.gives if isinstance(route.gives, str) else "application/json"
        assert got.headers["content-type"].partition(";")[0] == media
        if isinstance(route.gives, dict):
            gives(route).validate(got.json())
    else:
        error.validate(got.json())
    if route.who != "anybody":
        for key in (STRANGER, None):
            error.validate(world.site.asker.ask(route.method, target, key, body).json())


def test_what_changes_something_answers_as_the_description_says(world: World) -> None:
    by_name = {each.name: each for each in ROUTES}
    talks = world.by_phase["open"]
    state = talks.clients[MEDIATOR].state(talks.id, 0, 0)
    gives(by_name["state"]).validate(state)
    confirmed = talks.clients[MEDIATOR].confirm(talks.id, talks.lines(NORTH))
    gives(by_name["confirm"]).validate(confirmed)
    text = talks.people.signatures[NORTH]
    gives(by_name["sign"]).validate(talks.clients[NORTH].sign(talks.id, talks.manifest.hash, text))
    place = talks.clients[MEDIATOR].reserve("described")
    gives(by_name["reserve"]).validate(place)
    sealed = talks.sealed[NORTH]
    again = talks.clients[NORTH].submit(
        talks.id, sealed.deposit, talks.signed(sealed.deposit), sealed.capsules
    )
    gives(by_name["submit"]).validate(again)
    target = f"/v1/exchanges/{talks.id}/sealed/{hash_of(b'x')}"
    stored = world.site.asker.ask("PUT", target, talks.login(NORTH), b"x").json()
    gives(by_name["store"]).validate(stored)
    assert stored == {"stored": 1}
    assert {each.phase for each in world.by_phase.values()} == set(PHASES)
