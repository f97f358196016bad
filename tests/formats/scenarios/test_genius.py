"""Genius XML: what each part means, counted by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from detente.formats.scenarios.reading import read_scenario

from .made import put, read, worth

TWO = '<item index="1" value="tap"/><item index="2" value="well"/>'


def domain(issue: str) -> str:
    return f"<negotiation_template><utility_space><objective>{issue}</objective></utility_space></negotiation_template>"


def profile(issue: str, weights: str = '<weight index="1" value="1"/>', end: str = "") -> str:
    return f"<utility_space><objective>{issue}{weights}</objective>{end}</utility_space>"


def values(tmp_path: Path, kind: str, bounds: str, evaluator: str) -> list[float]:
    """Return what each number of an issue is worth."""
    head = f'<issue index="1" name="n" type="{kind}" {bounds}>'
    files = {
        "d.xml": domain(f"{head}</issue>"),
        "p.xml": profile(f"{head}{evaluator}</issue>"),
    }
    return [float(each) for each in worth(read(put(tmp_path / "s", files)))[0]]


WHOLE = 'lowerbound="2" upperbound="6"'


def test_slope_and_offset_of_whole_numbers_count_from_the_lower_bound(tmp_path: Path) -> None:
    line = '<evaluator ftype="linear" slope="0.25" offset="0"/>'
    assert values(tmp_path, "integer", WHOLE, line) == [0, 0.25, 0.5, 0.75, 1]


def test_parameters_count_from_zero(tmp_path: Path) -> None:
    line = '<evaluator ftype="linear" parameter0="0.25" parameter1="0.125"/>'
    assert values(tmp_path, "integer", WHOLE, line) == [0.5, 0.625, 0.75, 0.875, 1]


def test_values_of_a_line_are_held_between_0_and_1(tmp_path: Path) -> None:
    line = '<evaluator ftype="linear" slope="0.4" offset="-0.2"/>'
    assert values(tmp_path, "integer", WHOLE, line) == [0, 0.2, 0.6, 1, 1]


def test_a_triangle_rises_to_its_top_and_falls(tmp_path: Path) -> None:
    line = '<evaluator ftype="triangular" parameter0="2" parameter1="6" parameter2="3"/>'
    found = values(tmp_path, "integer", WHOLE, line)
    assert found == pytest.approx([0, 1, 2 / 3, 1 / 3, 0])


def test_a_constant_is_the_same_everywhere(tmp_path: Path) -> None:
    line = '<evaluator ftype="constant" parameter0="0.3"/>'
    assert values(tmp_path, "integer", WHOLE, line) == [0.3] * 5


def test_real_numbers_keep_the_corners_of_their_line(tmp_path: Path) -> None:
    head = '<issue index="1" name="n" type="real"><range lowerbound="0.5" upperbound="2.0"/>'
    line = '<evaluator ftype="linear" parameter0="-0.5" parameter1="0.75"/></issue>'
    files = {"d.xml": domain(f"{head}</issue>"), "p.xml": profile(head + line)}
    scenario = read(put(tmp_path / "s", files))
    assert scenario.issues[0].range is not None
    assert scenario.issues[0].range.step is None
    held = {Fraction(at): value for at, value in scenario.profiles[0].values["n"].items()}
    assert held == {Fraction(1, 2): 0, Fraction(2, 3): 0, Fraction(2): 1}


def test_evaluations_are_divided_by_the_largest(tmp_path: Path) -> None:
    head = '<issue index="1" name="n" type="discrete">'
    items = '<item value="tap" evaluation="30"/><item value="well" evaluation="5"/></issue>'
    end = '<reservation value="0.5"/><discount_factor value="0.9"/>'
    files = {
        "d.xml": domain(f"{head}{TWO}</issue>"),
        "p.xml": profile(head + items, '<weight index="1" value="0.5"/>', end),
    }
    (found,) = read(put(tmp_path / "s", files)).profiles
    assert [str(each) for each in found.values["n"].values()] == ["30/30", "5/30"]
    assert (str(found.no_agreement), str(found.discount)) == ("0.5", "0.9")


def test_without_a_reservation_value_no_agreement_is_worth_nothing(tmp_path: Path) -> None:
    head = f'<issue index="1" name="n" type="discrete">{TWO}</issue>'
    given = head.replace("/>", ' evaluation="1"/>')
    files = {"d.xml": domain(head), "p.xml": profile(given)}
    (found,) = read(put(tmp_path / "s", files)).profiles
    assert found.no_agreement == 0
    assert found.discount is None


RECTANGLES = """<utility maxutility="10"><ufun aggregation="sum" weight="2">
<hyperRectangle utility="3"><INCLUDES index="1" min="3" max="4"/></hyperRectangle>
<hyperRectangle utility="1" weight="0.5"/>
<ufun aggregation="sum"><hyperRectangle utility="4"><INCLUDES index="1" min="4" max="6"/></hyperRectangle></ufun>
</ufun></utility>"""


def test_rectangles_add_up_to_at_most_1(tmp_path: Path) -> None:
    """All: 0.5 x 2 x 1/10. From 3 to 4: 2 x 3/10 more. From 4 to 6: 2 x 4/10 more. At most 1."""
    head = f'<issue index="1" name="n" type="integer" {WHOLE}/>'
    files = {"d.xml": domain(head), "p.xml": profile(head + RECTANGLES, "")}
    found = worth(read(put(tmp_path / "s", files)))[0]
    assert [float(each) for each in found] == [0.1, 0.7, 1.0, 0.9, 0.9]


def test_a_range_of_one_number_is_one_value(tmp_path: Path) -> None:
    line = '<evaluator ftype="linear" slope="0.1" offset="0.7"/>'
    assert values(tmp_path, "integer", 'lowerbound="3" upperbound="3"', line) == [0.7]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('ftype="linear"', 'ftype="triangular"', "scenario-007"),
        ('slope="0.25"', 'slope="1e99"', "scenario-008"),
        ('slope="0.25"', 'slope="Infinity"', "scenario-008"),
        ('slope="0.25"', 'slope="0.12345678901234567890123456789012345678901"', "scenario-008"),
        ('<evaluator ftype="linear" slope="0.25" offset="0"/>', "", "scenario-011"),
        ('name="n"', "", "scenario-007"),
        ('value="1"/>', 'value="0"/>', "scenario-014"),
        ('index="1" value', 'index="7" value', "scenario-010"),
        ("</objective>", '<objective name="more"/></objective>', "scenario-006"),
        ("</objective></utility_space>", "</objective>", "scenario-002"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    old: str, new: str, code: str, tmp_path: Path
) -> None:
    head = f'<issue index="1" name="n" type="integer" {WHOLE}>'
    line = '<evaluator ftype="linear" slope="0.25" offset="0"/></issue>'
    text = profile(head + line)
    assert old in text
    files = {"d.xml": domain(f"{head}</issue>"), "p.xml": text.replace(old, new)}
    found = read_scenario(put(tmp_path / "s", files))
    assert found.scenario is None
    assert code in {each.code for each in found.problems}
    assert all(each.path == ("p.xml",) for each in found.problems)
