"""A judgement from nothing, by a form: what is not known is left empty."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from detente.core.solutions.agreement import agreement
from detente.formats.casefile import read_case

from .site_stage import Stage

PAGE = "/new-judgement"
RUSSIA: dict[str, Any] = {
    "party": "russia",
    "author": "An aide",
    "basis": "a guess for the rehearsal",
    "visible_to": ["russia", "mediator"],
    "no_agreement": "1/4",
    "weight:nato": "2",
    "value:nato:kept": "0",
    "value:nato:put-off": "0.25..0.5",
    "value:nato:given-up": "1",
}


def test_it_holds_what_was_written_and_nothing_else(stage: Stage) -> None:
    got = stage.post(PAGE, RUSSIA)
    assert got.status_code == 303, unescape(got.text)[-2000:]
    made = dict(read_case(stage.folder).judgements)["judgements/russia-2025-05-30.yaml"]
    assert (made.author, made.visible_to) == ("An aide", ("russia", "mediator"))
    assert {issue: str(each) for issue, each in made.weights.items()} == {"nato": "2"}
    assert {option: str(each) for option, each in made.values["nato"].items()} == {
        "kept": "0",
        "put-off": "0.25..0.5",
        "given-up": "1",
    }
    assert str(made.no_agreement) == "1/4"
    assert list(made.values) == ["nato"]
    assert "has no values for" in unescape(stage.reckoned("/view/agreement"))


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"party": ""}, "party", "this is needed"),
        ({"visible_to": []}, "visible_to", "this is needed"),
        ({"value:nato:kept": "nothing"}, "value-nato-kept", "neither a number nor a range"),
        ({"weight:nato": "-2"}, "weight-nato", "a weight is negative"),
        ({"no_agreement": "2..1"}, "no_agreement", "ends below its beginning"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_lost(
    standing: Stage, change: dict[str, Any], field: str, told: str
) -> None:
    before = sorted((standing.folder / "judgements").iterdir())
    got = standing.post(PAGE, {**RUSSIA, **change})
    assert got.status_code == 422
    page = unescape(got.text)
    assert told in page.split(f'id="wrong-{field}"')[1].split("</span>")[0]
    assert "a guess for the rehearsal" in page
    assert sorted((standing.folder / "judgements").iterdir()) == before


def test_a_value_left_out_is_told(standing: Stage) -> None:
    got = standing.post(PAGE, {**RUSSIA, "value:nato:kept": ""})
    assert got.status_code == 422
    assert "kept" in unescape(got.text).split('role="alert"')[1].split("</p>")[0]


def test_judgements_on_all_parties_make_an_answer(stage: Stage) -> None:
    for each in (stage.folder / "judgements").iterdir():
        each.unlink()
    case = read_case(stage.folder)
    for party in ("russia", "ukraine"):
        fields = {**RUSSIA, "party": party, "visible_to": ["mediator"]}
        for issue in case.issues:
            for number, option in enumerate(issue.options):
                worth = number if party == "russia" else len(issue.options) - number
                fields[f"value:{issue.id}:{option.id}"] = str(worth)
            fields[f"weight:{issue.id}"] = "1"
        assert stage.post(PAGE, fields).status_code == 303
    assert (
        agreement(read_case(stage.folder)).why_not is None
        or not agreement(read_case(stage.folder)).why_not
    )
    assert 'id="walk"' in stage.reckoned("/view/agreement")


def test_a_party_that_is_not_there_is_none(standing: Stage) -> None:
    assert standing.post(PAGE, {**RUSSIA, "party": "../x"}).status_code == 404


def test_a_judgement_sent_twice_is_one(stage: Stage) -> None:
    before = len(list((stage.folder / "judgements").iterdir()))
    assert {stage.post(PAGE, RUSSIA).status_code for _ in range(2)} == {303}
    assert len(list((stage.folder / "judgements").iterdir())) == before + 1
