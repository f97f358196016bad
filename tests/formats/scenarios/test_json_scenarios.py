"""GeniusWeb and NegMAS: what each part means, counted by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.formats.scenarios.reading import read_scenario
from detente.formats.scenarios.writing import scenario_files

from .made import put, read, worth

ISSUES = {
    "water": {"values": ["tap", "well"]},
    "rent": {"range": {"low": 1, "high": 2, "step": 0.5}},
}
SPACE: dict[str, Any] = {
    "issueUtilities": {
        "water": {"DiscreteValueSetUtilities": {"valueUtilities": {"tap": 1, "well": 0.25}}},
        "rent": {
            "NumberValueSetUtilities": {
                "lowValue": 1, "lowUtility": 1, "highValue": 2, "highUtility": 0.5,
            }
        },
    },
    "issueWeights": {"water": 0.6, "rent": 0.4},
    "name": "Gardeners",
}  # fmt: skip


def geniusweb(**changes: Any) -> dict[str, str]:
    """Return the files of a scenario; changes are made to the profile."""
    space = {**SPACE, "domain": {"name": "Allotment", "issuesValues": ISSUES}, **changes}
    return {
        "domain.json": json.dumps({"name": "Allotment", "issuesValues": ISSUES}),
        "gardeners.json": json.dumps({"LinearAdditiveUtilitySpace": space}),
    }


def test_numbers_of_geniusweb_lie_on_a_straight_line(tmp_path: Path) -> None:
    """tap at 1, 1.5 and 2: 0.6 + 0.4 x 1, 0.75 and 0.5; the well takes 0.45 from each."""
    scenario = read(put(tmp_path / "s", geniusweb()))
    assert (scenario.title, scenario.profiles[0].name) == ("Allotment", "Gardeners")
    assert [float(each) for each in worth(scenario)[0]] == [1.0, 0.9, 0.8, 0.55, 0.45, 0.35]
    assert scenario.profiles[0].no_agreement == 0


def test_no_agreement_is_worth_what_the_reservation_bid_is(tmp_path: Path) -> None:
    bid = {"issuevalues": {"water": "well", "rent": "1.5"}}
    scenario = read(put(tmp_path / "s", geniusweb(reservationBid=bid)))
    assert float(scenario.profiles[0].no_agreement or 0) == 0.45
    written = scenario_files(scenario, "geniusweb")
    assert written.problems[0].message.endswith(
        "no package is worth exactly as much as no agreement"
    )


def test_a_reservation_bid_at_the_ends_of_ranges_is_found_again(tmp_path: Path) -> None:
    bid = {"issuevalues": {"water": "well", "rent": 2}}
    scenario = read(put(tmp_path / "s", geniusweb(reservationBid=bid)))
    again = read(put(tmp_path / "t", scenario_files(scenario, "geniusweb").files))
    assert again == scenario


def test_what_weights_add_up_to_is_told_as_it_is_and_once(tmp_path: Path) -> None:
    """The sum was told in floating point: "1.0, not exactly 1"."""
    files, zeros = geniusweb(), "0" * 19
    files["gardeners.json"] = files["gardeners.json"].replace(
        '"water": 0.6', f'"water": 0.6{"0" * 18}1'
    )
    written = scenario_files(read(put(tmp_path / "s", files)), "geniusweb")
    assert [each.message for each in written.problems] == [
        f'"Gardeners": the weights add up to 1.{zeros}1, not to exactly 1'
    ]


def test_a_profile_alone_brings_its_domain(tmp_path: Path) -> None:
    files = geniusweb()
    del files["domain.json"]
    assert len(read(put(tmp_path / "s", files)).issues) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issueWeights": {"water": 1}}, "scenario-011"),
        ({"issueWeights": {"water": 1, "rent": 0, "wine": 1}}, "scenario-010"),
        ({"issueWeights": {"water": -1, "rent": 2}}, "scenario-014"),
        ({"issueWeights": {"water": 0, "rent": 0}}, "scenario-014"),
        ({"issueWeights": {"water": "many", "rent": 0.4}}, "scenario-008"),
        ({"issueUtilities": {}}, "scenario-011"),
        ({"domain": {"name": "x", "issuesValues": {}}}, "scenario-012"),
        ({"issueUtilities": {**SPACE["issueUtilities"], "rent": {"x": 1}}}, "scenario-012"),
        ({"reservationBid": {"issuevalues": {"water": "lake"}}}, "scenario-010"),
    ],
)
def test_a_profile_that_does_not_fit_is_told(
    changes: dict[str, Any], code: str, tmp_path: Path
) -> None:
    found = read_scenario(put(tmp_path / "s", geniusweb(**changes)))
    assert found.scenario is None
    assert code in {each.code for each in found.problems}
    assert all(each.place is not None and each.place.line == 1 for each in found.problems)


SPACE_YAML = """type: negmas.outcomes.CartesianOutcomeSpace
name: Allotment
issues:
  - {type: CategoricalIssue, name: water, values: [tap, well]}
  - {type: ContiguousIssue, name: plots, values: [0, 3]}
"""
HEAD = "name: Gardeners\nreserved_value: 0.5\n"
ADDITIVE = (
    HEAD
    + """type: LinearAdditiveUtilityFunction
weights: [2, 0.5]
bias: 0.25
values:
  - {type: TableFun, mapping: {tap: 1, well: -1}}
"""
)


def negmas(function: str, tmp_path: Path) -> list[float]:
    """Return what each package is worth."""
    files = {"allotment.yml": SPACE_YAML, "gardeners.yml": function}
    scenario = read(put(tmp_path / "s", files))
    assert scenario.profiles[0].name == "Gardeners"
    return [float(each) for each in worth(scenario)[0]]


@pytest.mark.parametrize(
    ("function", "numbers"),
    [
        ("{type: AffineFun, slope: 2, bias: 1}", [1, 3, 5, 7]),
        ("{type: LinearFun, slope: -2}", [0, -2, -4, -6]),
        ("{type: IdentityFun}", [0, 1, 2, 3]),
        ("{type: ConstFun, bias: 4}", [4, 4, 4, 4]),
        ("{type: TriangularFun, start: 0, middle: 1, end: 3, scale: 2, bias: 1}", [1, 3, 2, 1]),
        ("{type: TableFun, mapping: {0: 5, 1: 1, 2: 0, 3: 8}}", [5, 1, 0, 8]),
        ("{0: 5, 1: 1, 2: 0, 3.0: 8}", [5, 1, 0, 8]),
    ],
)
def test_functions_of_negmas(function: str, numbers: list[float], tmp_path: Path) -> None:
    found = negmas(f"{ADDITIVE}  - {function}\n", tmp_path)
    assert found == [0.25 + 2 * side + 0.5 * each for side in (1, -1) for each in numbers]


def test_bounds_of_rectangles_do_not_count_in_negmas(tmp_path: Path) -> None:
    function = (
        HEAD
        + """type: HyperRectangleUtilityFunction
outcome_ranges: [{0: tap, 1: [0, 3]}, {1: 3}, null]
utilities: [1, 2, 4]
weights: [1, 0.5, 0.25]
"""
    )
    assert negmas(function, tmp_path) == [1, 2, 2, 2, 1, 1, 1, 2]


def test_discounts_are_taken_off_in_steps(tmp_path: Path) -> None:
    inner = "".join(f"  {line}\n" for line in f"{ADDITIVE}  - {{type: IdentityFun}}".splitlines())
    head = "type: ExpDiscountedUFun\nname: Gardeners\nfactor: step\ndiscount: 0.9\n"
    text = f"{head}reserved_value: -.inf\nufun:\n{inner}"
    files = {"allotment.yml": SPACE_YAML, "gardeners.yml": text}
    (found,) = read(put(tmp_path / "s", files)).profiles
    assert (str(found.discount), str(found.no_agreement)) == ("0.9", "0.5")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("LinearAdditive", "WeightedSum", "scenario-006"),
        ("weights: [2, 0.5]", "weights: [2]", "scenario-011"),
        ("weights: [2, 0.5]", "weights: [0, 0]", "scenario-014"),
        ("{tap: 1, well: -1}", "{tap: 1}", "scenario-011"),
        ("{tap: 1, well: -1}", "{tap: 1, well: -1, lake: 3}", "scenario-010"),
        ("IdentityFun", "SinFun", "scenario-006"),
        ("bias: 0.25", "bias: .nan", "scenario-008"),
        ("name: Gardeners", "name: &a Gardeners", "scenario-003"),
        ("name: Gardeners", "name: !!python/object:os.system x", "scenario-003"),
        ("name: Gardeners", "name: a\nname: b", "scenario-002"),
    ],
)
def test_a_function_that_does_not_fit_is_told(
    old: str, new: str, code: str, tmp_path: Path
) -> None:
    text = f"{ADDITIVE}  - {{type: IdentityFun}}\n"
    assert old in text
    files = {"allotment.yml": SPACE_YAML, "gardeners.yml": text.replace(old, new)}
    found = read_scenario(put(tmp_path / "s", files))
    assert found.scenario is None
    assert code in {each.code for each in found.problems}
