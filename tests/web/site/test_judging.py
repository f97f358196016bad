"""Other numbers of a judgement: tried on the page of agreement, and saved as a new judgement."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from detente.core.preferences.judging import judged_parties
from detente.core.record.actors import Party
from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.judgements import Estimate, Judgement
from detente.core.report import analyse
from detente.formats.casefile import read_case
from detente.web.site.fields_sent import FIELDS_AT_MOST
from detente.web.site.judgement_fields import panels

from .site_stage import Stage

RUSSIA = "judgements/russia-exercise.yaml"
SAVED = "judgements/russia-2025-05-30.yaml"
REASONS = {"author": "An aide", "basis": "what if prisoners count more"}


def walk_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="walk">(.*?)</script>', page, re.S)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def fields_of(page: str, file: str) -> dict[str, str]:
    form = next(each for each in page.split("<form")[1:] if f'value="{file}"' in each)
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))


def test_numbers_left_as_they_are_change_nothing(standing: Stage) -> None:
    page = standing.reckoned("/view/agreement")
    tried = standing.post("/judgement/try", fields_of(page, RUSSIA)).text
    walk = walk_of(tried)
    assert walk.pop("before") == walk["points"]
    assert walk == walk_of(page)


def test_other_numbers_move_the_frontier_and_nothing_is_written(standing: Stage) -> None:
    page = standing.reckoned("/view/agreement")
    fields = {**fields_of(page, RUSSIA), "weight:prisoners": "0.9", "no_agreement": "1/10"}
    tried = standing.post("/judgement/try", fields)
    assert tried.status_code == 200
    assert walk_of(tried.text)["points"] != walk_of(page)["points"]
    assert walk_of(tried.text)["before"] == walk_of(page)["points"]
    assert "not what is recorded" in tried.text
    assert {each.name for each in (standing.folder / "judgements").iterdir()} == {
        f"{party}-exercise.yaml" for party in ("russia", "ukraine", "united-states")
    }


@pytest.mark.parametrize(
    ("name", "number", "told"),
    [
        ("weight:prisoners", "a lot", "neither a number nor a range"),
        ("weight:prisoners", "0,5", "a point for decimals"),
        ("weight:prisoners", "-1", "a weight is negative"),
        ("value:nato:kept", "0.7..0.2", "the range ends below its beginning"),
        ("no_agreement", "1/0", "neither a number nor a range"),
    ],
)
def test_a_number_that_cannot_be_meant_is_told_at_its_field(
    standing: Stage, name: str, number: str, told: str
) -> None:
    fields = {**fields_of(standing.reckoned("/view/agreement"), RUSSIA), name: number}
    answer = standing.post("/judgement/try", fields)
    assert answer.status_code == 422
    field = answer.text.split(f'name="{name}" value="{number}"')[1].split("</p>")[0]
    assert 'aria-invalid="true"' in field
    assert told in field


def test_they_are_saved_as_a_new_judgement_that_counts_and_can_be_taken_back(stage: Stage) -> None:
    fields = fields_of(stage.reckoned("/view/agreement"), RUSSIA)
    changed = {**fields, "weight:prisoners": "0.25"}
    refused = stage.post("/judgement/save", changed)
    assert refused.status_code == 422
    assert refused.text.count("this is needed") == 2
    saved = stage.post("/judgement/save", {**changed, **REASONS})
    assert (saved.status_code, saved.headers["location"]) == (303, "/view/agreement?saved=1")
    case = read_case(stage.folder)
    counting = {each.party: each.file for each in judged_parties(case)[0]}
    assert counting["russia"] == SAVED
    made, old = (dict(case.judgements)[each] for each in (SAVED, RUSSIA))
    assert (made.author, str(made.date)) == ("An aide", "2025-05-30")
    assert str(made.weights["prisoners"]) == "0.25"
    assert (made.visible_to, made.values, made.priorities) == (
        old.visible_to,
        old.values,
        old.priorities,
    )
    assert str(made.weights["nato"]) == "41/180"
    again = stage.post("/judgement/save", {**changed, **REASONS, "file": SAVED})
    assert again.status_code == 303
    assert {each.party: each.file for each in judged_parties(read_case(stage.folder))[0]}[
        "russia"
    ] == "judgements/russia-2025-05-30_02.yaml"
    for left in (1, 0):
        undo = re.search(r'name="number" value="(\d+)"', stage.get("/").text)
        assert undo is not None
        assert stage.post("/undo", {"number": undo[1]}).status_code == 303
        assert len(list((stage.folder / "judgements").glob("russia-2025*"))) == left


def test_what_somebody_added_to_a_new_judgement_is_not_taken_back(stage: Stage) -> None:
    fields = fields_of(stage.reckoned("/view/agreement"), RUSSIA)
    stage.post("/judgement/save", {**fields, **REASONS})
    file = stage.folder / SAVED
    file.write_text(file.read_text("utf-8") + "# mine\n", "utf-8")
    undo = re.search(r'name="number" value="(\d+)"', stage.get("/").text)
    assert undo is not None
    assert stage.post("/undo", {"number": undo[1]}).status_code == 409
    assert file.read_text("utf-8").endswith("# mine\n")


@pytest.mark.parametrize("file", ["case.yaml", "../x", "", "judgements/none.yaml"])
def test_only_a_judgement_that_counts_can_be_begun_from(standing: Stage, file: str) -> None:
    assert standing.post("/judgement/try", {"file": file}).status_code == 404
    assert standing.post("/judgement/save", {"file": file, **REASONS}).status_code == 404


def test_a_form_has_no_more_fields_than_can_be_sent() -> None:
    """The form of a judgement with 600 values was shown, and refused as too large."""
    options = {f"o{n}": Estimate.parse("1") for n in range(10)}
    judgement = Judgement(
        party="north",
        author="a",
        date=Date.parse("2025-05-01"),
        weights={f"i{n}": Estimate.parse("1") for n in range(60)},
        values={f"i{n}": options for n in range(60)},
    )
    north = Party(id="north", name="North", role="principal")
    case = Case(title="t", parties=(north,), judgements=(("judgements/north.yaml", judgement),))
    [panel] = panels(analyse(case, date(2025, 5, 30), None, judged=False))
    assert (len(panel.weights), panel.values, panel.left_out) == (60, (), 600)
    few = replace(judgement, values={f"i{n}": options for n in range(30)})
    case = replace(case, judgements=(("judgements/north.yaml", few),))
    [panel] = panels(analyse(case, date(2025, 5, 30), None, judged=False))
    fields = len(panel.weights) + sum(len(each) for _, each in panel.values)
    assert (fields, panel.left_out) == (360, 0)
    assert fields + 20 < FIELDS_AT_MOST
