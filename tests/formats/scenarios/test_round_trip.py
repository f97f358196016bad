"""To a format and back: every package is worth exactly what it was, or it is told why not."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings

from detente.core.record.checks import check
from detente.formats.casefile import read_folder
from detente.formats.scenarios.cases import case_of, scenario_of
from detente.formats.scenarios.reading import FORMATS, read_scenario
from detente.formats.scenarios.scenario import Profile, Scenario
from detente.formats.scenarios.writing import scenario_files
from detente.formats.writer import case_text, judgement_text

from .made import ON, put, read, scenarios, worth, worth_in

SHARED = Path(__file__).parents[4] / "shared" / "data"
KEPT = ("genius", "geniusweb", "negmas")
"""Formats that keep the names of issues and values."""

_PRICE = '<issue index="1" name="Price ($)" vtype="discrete">'
_WEEKS = '<issue index="2" name="Weeks" vtype="integer" lowerbound="1" upperbound="5">'
_SHARE = '<issue index="3" name="Share" vtype="discrete">'


def _profile(first: str, price: str, line: str, share: str, weights: str, least: str) -> str:
    """Return a profile; evaluations and weights are separated by blanks."""
    names = (("$4.37", "$4.12"), ("1/2", "all"))
    items = [
        "".join(
            f'<item value="{value}" evaluation="{each}"/>'
            for value, each in zip(values, given.split(), strict=True)
        )
        for values, given in zip(names, (price, share), strict=True)
    ]
    weighed = "".join(
        f'<weight index="{index}" value="{each}"/>' for index, each in enumerate(weights.split(), 1)
    )
    return (
        f'<utility_space><objective name="{first}">{_PRICE}{items[0]}</issue>{_WEEKS}{line}</issue>'
        f"{_SHARE}{items[1]}</issue>{weighed}</objective>"
        f'<reservation value="{least}"/></utility_space>'
    )


_DOWN = '<evaluator ftype="linear" slope="-0.125" offset="1"/>'
_UP = '<evaluator ftype="linear" slope="0.25" offset="0"/>'
GENIUS = {
    "domain.xml": f"""<negotiation_template><utility_space><objective name="root">
{_PRICE}<item value="$4.37"/><item value="$4.12"/></issue>
{_WEEKS}</issue>{_SHARE}<item value="1/2"/><item value="all"/></issue>
</objective></utility_space></negotiation_template>""",
    "Cypress.xml": _profile("root", "2 4", _DOWN, "0.8 1", "0.5 0.25 0.25", "0.75"),
    "Itex.xml": _profile("root", "8 2", _UP, "1 4", "0.125 0.375 0.5", "0"),
}
"""A scenario that Genius, GeniusWeb and NegMAS can all say; weights add up to 1."""


@pytest.fixture
def cypress(tmp_path: Path) -> Scenario:
    return read(put(tmp_path / "cypress", GENIUS))


def test_a_scenario_is_read_as_counted_by_hand(cypress: Scenario) -> None:
    """$4.37, 1 week, half: 0.5 x 2/4 + 0.25 x 1 + 0.25 x 0.8 = 0.7 and 0.125 + 0 + 0.5/4 = 0.25."""
    first, second = worth(cypress)
    assert len(first) == 2 * 5 * 2
    assert (float(first[0]), float(second[0])) == (0.7, 0.25)
    assert (float(max(first)), float(max(second))) == (1.0, 1.0)


@pytest.mark.parametrize(("one", "other"), list(permutations(KEPT, 2)))
def test_from_one_format_to_another_and_back(
    cypress: Scenario, one: str, other: str, tmp_path: Path
) -> None:
    expected = worth(cypress)
    for number, format_ in enumerate((one, other, one)):
        written = scenario_files(cypress, format_)
        assert written.problems == ()
        found = read_scenario(put(tmp_path / f"{number}", written.files))
        assert found.scenario is not None, found.problems
        assert (found.format, found.problems) == (format_, ())
        assert found.scenario.issues == cypress.issues
        cypress = found.scenario
        assert [each.name for each in cypress.profiles] == ["Cypress", "Itex"]
        assert [float(each.no_agreement or 0) for each in cypress.profiles] == [0.75, 0.0]
        assert worth(cypress) == expected


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_any_scenario_comes_back_from_a_case(scenario: Scenario) -> None:
    case = case_of(scenario, "somebody", ON)
    assert check(case) == ()
    with tempfile.TemporaryDirectory() as place:
        texts = {file: judgement_text(each) for file, each in case.judgements}
        found = read_folder(put(Path(place), {"case.yaml": case_text(case), **texts}))
    assert found.problems == ()
    assert found.case is not None
    assert worth_in(found.case) == worth(scenario)
    back = scenario_of(found.case)
    assert back.problems == ()
    assert back.scenario == scenario


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_any_scenario_comes_back_from_a_format_or_is_told(format_: str, scenario: Scenario) -> None:
    written = scenario_files(scenario, format_)
    if not written.files:
        assert {each.code for each in written.problems} <= {"scenario-020", "scenario-021"}
        return
    with tempfile.TemporaryDirectory() as place:
        back = read(put(Path(place), written.files))
    assert sorted(worth(back)) == sorted(worth(scenario))  # files are read in their own order
    if format_ in KEPT:
        assert [each.name for each in back.issues] == [each.name for each in scenario.issues]
        assert [each.values for each in back.issues] == [each.values for each in scenario.issues]
    by_name = {each.name: each for each in back.profiles}
    for each in scenario.profiles:
        again = by_name.get(each.name)
        if again is not None:
            assert (again.no_agreement or 0) == (each.no_agreement or 0)
            assert (again.discount or 1) == (each.discount or 1)


@pytest.mark.parametrize("format_", FORMATS)
def test_of_many_scenarios_some_can_be_said(format_: str) -> None:
    """The test above would prove nothing if every scenario were told to be beyond the format."""
    said = 0

    @settings(max_examples=100, database=None, deadline=None)
    @given(scenarios())
    def count(scenario: Scenario) -> None:
        nonlocal said
        said += bool(scenario_files(scenario, format_).files)

    count()
    assert said >= 3


@pytest.mark.parametrize(
    "folder",
    [*sorted(SHARED.glob("genius/y*/*")), *sorted(SHARED.glob("geniusweb/domain0*")),
     *sorted(path.parent for path in SHARED.glob("scorable/*/config.txt"))],
    ids=lambda path: path.name,
)  # fmt: skip
def test_published_scenarios_come_back_as_they_were(folder: Path, tmp_path: Path) -> None:
    found = read_scenario(folder)
    assert found.scenario is not None
    case = case_of(found.scenario, "somebody", ON)
    assert scenario_of(case).scenario == found.scenario
    written = scenario_files(found.scenario, found.format)
    assert written.problems == ()
    again = read(put(tmp_path / "again", written.files))
    assert again.issues == found.scenario.issues
    assert {each.name: _said(each) for each in again.profiles} == {
        each.name: _said(each) for each in found.scenario.profiles
    }


def _said(profile: Profile) -> tuple[object, ...]:
    """Return all that a profile says, weights multiplied in: an issue of 0 may be said in two ways."""
    worth = {
        issue: {
            value: Fraction(each) * Fraction(profile.weights.get(issue, 1))
            for value, each in values.items()
        }
        for issue, values in profile.values.items()
    }
    together = sorted((sorted(each.when.items()), each.value) for each in profile.together)
    return worth, together, profile.ceiling, profile.no_agreement, profile.discount
