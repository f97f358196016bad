"""The JSON API: the same as ``--json``, in parts where it is long, errors of one shape."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from detente.core.record.case import BLOCKS
from detente.formats.casefile import read_case
from detente.web.case_views import VIEWS
from detente.web.site.folder import CaseFolder, Written
from detente.web.site.routes import ROUTES

from ...cli.running import call
from .site_stage import SECRETS, TODAY, Stage


def sent(stage: Stage, block: str, body: Any) -> Any:
    headers = {"Origin": f"http://{stage.host}", "x-csrf": SECRETS.form}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return stage.owner.post(f"/api/v1/entries/{block}", content=data, headers=headers)


def test_it_tells_what_there_is(standing: Stage) -> None:
    found = standing.get("/api/v1").json()
    assert (found["title"], found["views"]) == ("Istanbul talks 2025", list(VIEWS))
    assert found["blocks"] == list(BLOCKS)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_what_the_command_prints(
    standing: Stage, capsys: pytest.CaptureFixture[str], view: str
) -> None:
    told = json.loads(call(capsys, "show", standing.folder, view, "--on", str(TODAY), "--json").out)
    found = standing.get(f"/api/v1/views/{view}?limit=1000").json()
    for name in set(told) - {"detente", "command", "on", "reader", "title", "what_if", "before",
                             "explanations", "codes"}:  # fmt: skip
        assert found[name] == told[name], name


def test_a_long_list_comes_in_parts(standing: Stage) -> None:
    whole = standing.get("/api/v1/views/timeline?limit=1000").json()
    assert whole["next"] is None
    parts, start = [], 0
    while start is not None:
        found = standing.get(f"/api/v1/views/timeline?limit=7&offset={start}").json()
        assert found["total"] == whole["total"] == len(whole["timeline"])
        parts += found["timeline"]
        start = found["next"]
    assert parts == whole["timeline"]
    assert standing.get("/api/v1/views/timeline?offset=999999999").json()["timeline"] == []
    assert standing.get("/api/v1/views/timeline?limit=0").json()["next"] is None


@pytest.mark.parametrize(
    "wrong", ["limit=-1", "limit=x", "offset=1.5", "limit=٣", f"limit={9**30}"]
)
def test_a_number_that_is_none_is_refused(standing: Stage, wrong: str) -> None:
    got = standing.get(f"/api/v1/views/timeline?{wrong}")
    assert got.status_code == 400
    assert got.json()["error"]["code"] == "not-right"


def test_entries_are_as_in_the_file(standing: Stage) -> None:
    found = standing.get("/api/v1/entries/parties").json()["entries"]
    assert found[0]["id"] == "russia"
    for block in BLOCKS:
        assert standing.get(f"/api/v1/entries/{block}").status_code == 200


def test_an_entry_is_added_or_all_its_problems_are_told(stage: Stage) -> None:
    got = sent(stage, "events", {"id": "rain", "date": "2025-05-29", "text": "It rained."})
    assert got.status_code in (201, 422), got.text
    entry = {"id": "host", "name": "Host", "role": "host", "evidence": "none"}
    got = sent(stage, "parties", entry)
    assert (got.status_code, got.json()["added"]) == (201, "host")
    assert read_case(stage.folder).find("host", "parties") is not None
    before = stage.text
    got = sent(stage, "parties", {"id": "Host!", "role": "king"})
    assert (got.status_code, stage.text) == (422, before)
    assert len(got.json()["error"]["problems"]) >= 2


@pytest.mark.parametrize("body", [b"", b"[]", b"3", b'"x"', b"null", b"{", b"\xff", b"[" * 100_000,
                                  b'{"a":' * 500 + b"1" + b"}" * 500, b'{"id": NaN}',
                                  b'{"\\ud800": 1}', b'{"id": "\\u0000"}', b'{"id": {"x": []}}',
                                  b'{"": ""}', b'{"id": 1e999}'])  # fmt: skip
def test_a_body_that_is_odd_changes_nothing(stage: Stage, body: bytes) -> None:
    before = stage.text
    got = sent(stage, "parties", body)
    assert got.status_code in (400, 422), got.text
    assert "error" in got.json()
    assert (stage.text, stage.defects) == (before, [])


def test_errors_have_one_shape(stage: Stage) -> None:
    schema = stage.get("/api/v1/openapi.json").json()["components"]["schemas"]["Error"]
    for path in (
        "/api/v1/views/x",
        "/api/v1/entries/x",
        "/api/v1/nothing",
        "/api/v1/views/due?limit=x",
    ):
        got = stage.get(path)
        assert got.status_code >= 400
        jsonschema.validate(got.json(), schema)
    (stage.folder / "case.yaml").write_text("format: 1\n", "utf-8")
    got = stage.get("/api/v1/views/due")
    assert (got.status_code, got.json()["error"]["code"]) == (409, "case-has-errors")
    assert stage.get("/api/v1/problems").json()["total"] > 0


def test_every_route_is_described(standing: Stage) -> None:
    found = standing.get("/api/v1/openapi.json").json()
    described = {(path, method.upper()) for path, each in found["paths"].items() for method in each}
    assert described == {
        (each.path, each.method) for each in ROUTES if each.path.startswith("/api")
    }


def test_an_entry_goes_after_what_was_changed_at_that_very_moment(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, file, tries = CaseFolder.write, stage.folder / "case.yaml", []

    def just_before(folder: CaseFolder, *given: str) -> Written:
        tries.append(given)
        if len(tries) == 1:
            file.write_text(f"{stage.text}# somebody else\n", "utf-8")
        return write(folder, *given)

    monkeypatch.setattr(CaseFolder, "write", just_before)
    entry = {"id": "host", "name": "Host", "role": "host", "evidence": "none"}
    assert sent(stage, "parties", entry).status_code == 201
    assert len(tries) == 2
    assert "# somebody else\n" in stage.text
    assert read_case(stage.folder).find("host", "parties") is not None
    assert stage.defects == []


def test_an_empty_day_is_today_and_described_so(standing: Stage) -> None:
    """It was answered, and the description said that it would not be."""
    described = standing.get("/api/v1/openapi.json").json()["paths"]["/api/v1/views/{view}"]["get"]
    [on] = [each for each in described["parameters"] if each["name"] == "on"]
    assert {"type": "string", "maxLength": 0} in on["schema"]["anyOf"]
    got = standing.get("/api/v1/views/due?on=")
    assert got.json()["on"] == standing.get("/api/v1/views/due").json()["on"]
