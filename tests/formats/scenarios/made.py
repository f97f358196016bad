"""Scenarios for the tests: arbitrary ones for Hypothesis, and files on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.issues import NumericRange
from detente.core.record.quantities import Number, Ratio
from detente.formats.scenarios.cases import case_of
from detente.formats.scenarios.reading import read_scenario
from detente.formats.scenarios.scenario import Profile, Scenario, ScenarioIssue, Together
from tests.core.preferences.judgements import slow_value

from .utilities import Package, packages

ON = Date.parse("2026-01-01")
NAMES = (
    "a", "A", "A b", "no", "1", "1.0", "on", "null", "~", "5% off", "19'' LCD", "$4.37", "x<y & z",
    "<b>", "a: b", "# one", "- two", "Hafen Süd", "市", "دع", "é", '"q"', "{x}", "[y]", "a,b", "a/b", "..",
    "domain", "c1-i1", "2025-05-29", "true", "1e3", "0x10", "C:\\x", "x" * 90,
)  # fmt: skip
"""Names that look like something else in one format or another."""

names = st.sampled_from(NAMES)
decimals = st.decimals(0, 3, places=2)
numbers: st.SearchStrategy[Number] = decimals | st.builds(
    Ratio, st.integers(0, 9), st.integers(1, 9)
)
ranges = st.builds(
    lambda low, steps, step: NumericRange(low=low, high=low + steps * step, step=step),
    st.integers(-3, 3).map(Decimal),
    st.integers(1, 4),
    st.sampled_from((Decimal(1), Decimal(2), Decimal("0.5"))),
)


@st.composite
def issues(draw: st.DrawFn, *, simple: bool = False) -> tuple[ScenarioIssue, ...]:
    """One to three issues, of values or of numbers; simple ones of values only."""
    found = []
    for name in draw(st.lists(names, min_size=1, max_size=3, unique=True)):
        if simple or draw(st.integers(0, 2)):
            values = draw(st.lists(names, min_size=1, max_size=4, unique=True))
            found.append(ScenarioIssue(name, tuple(values)))
        else:
            found.append(ScenarioIssue(name, range=draw(ranges)))
    return tuple(found)


def _points(draw: st.DrawFn, issue: ScenarioIssue) -> Mapping[str, Number]:
    if issue.range is None:
        return {value: draw(numbers) for value in issue.values}
    bounds = issue.range
    ends = {str(bounds.low): draw(numbers), str(bounds.high): draw(numbers)}
    assert bounds.step is not None
    middle = bounds.low + bounds.step
    return (
        {**ends, str(middle): draw(numbers)}
        if draw(st.booleans()) and middle < bounds.high
        else ends
    )


def _held(draw: st.DrawFn, issue: ScenarioIssue) -> tuple[str, ...]:
    if issue.range is None:
        return tuple(
            draw(st.lists(st.sampled_from(issue.values), min_size=1, max_size=2, unique=True))
        )
    bounds = issue.range
    assert bounds.step is not None
    count = int((bounds.high - bounds.low) / bounds.step)
    low = draw(st.integers(0, count))
    high = draw(st.integers(low, count))
    first, last = bounds.low + low * bounds.step, bounds.low + high * bounds.step
    return (f"{first}..{last}" if first != last else str(first),)


@st.composite
def profiles(draw: st.DrawFn, about: tuple[ScenarioIssue, ...], name: str) -> Profile:
    """What a party wants: sums, sums with more, rectangles alone, or a table of packages."""
    kind = draw(st.sampled_from(("plain", "weights", "unit", "together", "both", "table")))
    more: dict[str, Any] = {"no_agreement": draw(st.none() | numbers)}
    if draw(st.booleans()):
        more["discount"] = draw(st.sampled_from((Decimal("0.9"), Decimal(1), Ratio(1, 3))))
    if draw(st.integers(0, 4)) == 0:
        more["time_cost"] = draw(decimals)
    if kind == "table":
        scenario = Scenario(title="t", issues=about, profiles=())
        case = case_of(scenario, "a", ON)
        table = []
        for package in packages(case):
            by_name = {
                issue.question: issue.option_label(package[issue.id]) for issue in case.issues
            }
            table.append((by_name, draw(numbers)))
        return Profile(name=name, packages=tuple(table), **more)
    if kind in ("together", "both"):
        more["together"] = tuple(
            Together({each.name: _held(draw, each) for each in chosen}, draw(numbers))
            for chosen in draw(
                st.lists(
                    st.lists(st.sampled_from(about), max_size=2, unique=True),
                    min_size=1,
                    max_size=3,
                )
            )
        )
        if draw(st.booleans()):
            more["ceiling"] = Decimal(1)
    if kind == "together":
        return Profile(name=name, **more)
    values = {issue.name: _points(draw, issue) for issue in about}
    weights: dict[str, Number] = {issue.name: draw(numbers) for issue in about}
    if kind == "unit":  # weights of 1 in all, values between 0 and 1
        weights = {issue.name: Ratio(1, len(about)) for issue in about}
        values = {
            name: {key: Fraction(each) / 9 for key, each in held.items()}
            for name, held in values.items()
        }
    if kind == "plain" or not any(weights.values()):
        weights = {}
    return Profile(name=name, weights=weights, values=values, **more)


@st.composite
def simple_profiles(draw: st.DrawFn, about: tuple[ScenarioIssue, ...], name: str) -> Profile:
    """Weights and values in decimals, and a value of no agreement."""
    return Profile(
        name=name,
        weights={issue.name: draw(decimals) + 1 for issue in about} if draw(st.booleans()) else {},
        values={issue.name: {value: draw(decimals) for value in issue.values} for issue in about},
        no_agreement=draw(decimals),
    )


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """One to three parties over one to three issues."""
    simple = draw(st.booleans())
    about = draw(issues(simple=simple))
    who = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    return Scenario(
        title=draw(names),
        issues=about,
        profiles=tuple(
            draw(simple_profiles(about, name) if simple else profiles(about, name)) for name in who
        ),
    )


def put(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a new folder; return it."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read(folder: Path, wanted: str | None = None) -> Scenario:
    """Return the scenario in a folder, which has to be one without mistakes."""
    found = read_scenario(folder, wanted)
    assert found.scenario is not None, found.problems
    return found.scenario


def worth(scenario: Scenario) -> list[list[Fraction]]:
    """Return what each package is worth to each party, in the order of issues and values."""
    case = case_of(scenario, "a", ON)
    return worth_in(case)


def worth_in(case: Case) -> list[list[Fraction]]:
    """Return what each package of a case is worth to each party, in the order of the parties."""
    every: list[Package] = list(packages(case))
    judged = {judgement.party: judgement for _, judgement in case.judgements}
    return [[slow_value(judged[party.id], each) for each in every] for party in case.parties]
