"""Who is let in: the owner's browser, and nobody else; every route, every method, every token."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from detente.web.site import rights
from detente.web.site.guard import HEADERS
from detente.web.site.routes import ROUTES, PageRoute

from .site_stage import SECRETS, Stage

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X")
PATHS = {
    "name": "positions",
    "party": "russia",
    "issue": "nato",
    "document": "x",
    "state": "nothing",
    "block": "events",
         "view": "due", "job": "x", "kind": "csv", "token": "x"}  # fmt: skip
SITE = Path(rights.__file__).parent


def path_of(route: PageRoute) -> str:
    return route.path.replace(":path", "").format(**PATHS)


def asked(stage: Stage, method: str, path: str, **headers: str) -> Any:
    client = stage.stranger
    client.cookies.clear()
    return client.request(method, path, headers=headers)


@pytest.mark.parametrize("route", ROUTES, ids=lambda each: each.name)
@pytest.mark.parametrize("method", METHODS)
def test_without_the_right_cookie_nobody_sees_anything(
    standing: Stage, route: PageRoute, method: str
) -> None:
    if route.open:
        pytest.skip("it is the door")
    name = standing.guard.cookie_name
    wrong = ("", f"{name}=", f"{name}=x", f"{name}={SECRETS.form}", f"{name}={SECRETS.entrance}",
             f"detente={SECRETS.cookie}", f"detente-1={SECRETS.cookie}",
             f"{name}={SECRETS.cookie}x", f"{name}={SECRETS.cookie[:-1]}")  # fmt: skip
    for cookie in wrong:
        given = {"Cookie": cookie} if cookie else {}
        got = asked(standing, method, path_of(route), Origin=f"http://{standing.host}", **given)
        assert got.status_code == 403, cookie
        assert "Istanbul" not in got.text
    assert standing.defects == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda each: each.name)
@pytest.mark.parametrize("host", ["evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "",
                                  "127.0.0.1.evil.example:PORT", "localhost.:PORT", "0.0.0.0:PORT"])  # fmt: skip
def test_a_name_that_leads_here_is_not_answered_for(
    standing: Stage, route: PageRoute, host: str
) -> None:
    cookie = f"{standing.guard.cookie_name}={SECRETS.cookie}"
    host = host.replace("PORT", str(standing.port))
    got = asked(standing, route.method, path_of(route), Host=host, Cookie=cookie)
    assert got.status_code == 421
    assert "Istanbul" not in got.text


@pytest.mark.parametrize("route", [each for each in ROUTES if each.method == "POST"],
                         ids=lambda each: each.name)  # fmt: skip
@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "https://127.0.0.1:PORT",
                                    "http://127.0.0.1:1", "http://localhost:PORT"])  # fmt: skip
def test_another_page_changes_nothing(stage: Stage, route: PageRoute, origin: str | None) -> None:
    """Not even with the cookie, which browsers would not send, and the form's token."""
    before = stage.text
    headers = {"Cookie": f"{stage.guard.cookie_name}={SECRETS.cookie}", "x-csrf": SECRETS.form}
    if origin is not None:
        headers["Origin"] = origin.replace("PORT", str(stage.port))
    got = stage.stranger.post(path_of(route), data={"csrf": SECRETS.form}, headers=headers)
    assert got.status_code == 403
    assert stage.text == before


@pytest.mark.parametrize("route", [each for each in ROUTES if each.method == "POST"],
                         ids=lambda each: each.name)  # fmt: skip
@pytest.mark.parametrize("token", [None, "", "x", SECRETS.cookie, SECRETS.entrance])
def test_a_form_without_its_token_changes_nothing(
    stage: Stage, route: PageRoute, token: str | None
) -> None:
    before, data = stage.text, {} if token is None else {"csrf": token}
    got = stage.owner.post(path_of(route), data=data, headers={"Origin": f"http://{stage.host}"})
    assert got.status_code == 403
    assert "Nothing was changed" in got.text
    assert stage.text == before


@pytest.mark.parametrize("route", ROUTES, ids=lambda each: each.name)
@pytest.mark.parametrize("method", METHODS)
def test_a_route_has_its_methods_only(standing: Stage, route: PageRoute, method: str) -> None:
    allowed = {each.method for each in ROUTES if each.path == route.path}
    if method in allowed or (method == "HEAD" and "GET" in allowed):
        return
    got = standing.owner.request(
        method, path_of(route), headers={"Origin": f"http://{standing.host}"}
    )
    assert got.status_code in (404, 405)
    assert standing.defects == []


def test_the_entrance_gives_the_cookie_to_who_has_the_address(standing: Stage) -> None:
    for token in ("", "x", SECRETS.cookie, SECRETS.form, SECRETS.entrance + "x", "\u00e9"):
        got = asked(standing, "GET", f"/enter?token={token}")
        assert (got.status_code, "set-cookie" in got.headers) == (403, False)
    got = asked(standing, "GET", f"/enter?token={SECRETS.entrance}")
    cookie = got.headers["set-cookie"]
    assert got.status_code == 200
    assert cookie.startswith(f"detente-{standing.port}={SECRETS.cookie};")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert 'content="0;url=/"' in got.text
    assert SECRETS.entrance not in got.text


def test_it_leads_nowhere_else(standing: Stage) -> None:
    for more in ("&next=http://evil.example", "&url=//evil.example"):
        got = asked(standing, "GET", f"/enter?token={SECRETS.entrance}{more}")
        assert "evil" not in got.text + str(got.headers)
    for path in ("//evil.example", "/\\evil.example", "/view//evil.example", "/view/positions/"):
        got = standing.get(f"http://{standing.host}{path}")
        assert got.status_code == 404, path
        assert "location" not in got.headers


@pytest.mark.parametrize("path", ["/", "/enter", "/nothing", "/view/nothing", "/assets/pages.css",
                                  "/help", "/enter?token=the-entrance"])  # fmt: skip
def test_every_answer_carries_the_policy(standing: Stage, path: str) -> None:
    for client in (standing.owner, standing.stranger):
        headers = client.get(path).headers
        for name, value in HEADERS:
            assert headers.get_list(name) == [value]
        assert "unsafe" not in headers["content-security-policy"]


def test_every_route_asks_whether_the_person_may(
    standing: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the one function that decides says no, nothing is shown and nothing is done."""
    monkeypatch.setattr("detente.web.site.site.may", lambda *_: False)
    for route in ROUTES:
        if route.open:
            continue
        ask = standing.get if route.method == "GET" else standing.post
        got = ask(path_of(route))
        assert got.status_code == 403, route.name


def test_only_one_function_decides_what_a_person_may() -> None:
    """No handler compares persons itself."""
    for file in SITE.glob("*.py"):
        if file.name == "rights.py":
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Compare):
                names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
                assert not names & {"LOCAL", "Person"}, file.name


def test_nobody_may_do_nothing() -> None:
    assert not any(rights.may(None, each) for each in ("read", "write", "compute"))
    assert not rights.may(rights.Person("somebody"), "read")
