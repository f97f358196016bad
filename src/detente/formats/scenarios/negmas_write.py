"""A scenario as NegMAS writes its own: an outcome space, and a utility function for each party."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from detente.core.problems import shown
from detente.core.record.quantities import Number
from detente.formats.writer import Bare, as_yaml

from .scenario import Profile, Scenario, ScenarioIssue, Together
from .target import Target, file_names, straight, value_on, weight_of

NUMBERS_AT_MOST = 1000
"""Up to how many numbers of an issue are written one by one."""


def negmas_files(scenario: Scenario, target: Target) -> dict[str, str]:
    """Return the files of a scenario by their names; what NegMAS cannot say is listed."""
    domain = {
        "type": "CartesianOutcomeSpace"
        if any(issue.range is not None and issue.range.step is None for issue in scenario.issues)
        else "DiscreteCartesianOutcomeSpace",
        "name": scenario.title,
        "issues": [_issue(issue, target) for issue in scenario.issues],
    }
    stem = file_names([scenario.title])[scenario.title]
    names = file_names((each.name for each in scenario.profiles), stem)
    files = {stem: domain}
    for profile in scenario.profiles:
        target.nothing_but(profile, "together", "packages", "discount", "time_cost")
        files[names[profile.name]] = _timed(profile, _function(scenario, profile, target), target)
    return {f"{name}.yml": as_yaml(data) for name, data in files.items()}


def _issue(issue: ScenarioIssue, target: Target) -> dict[str, Any]:
    bounds = issue.range
    if bounds is None:
        return {"type": "CategoricalIssue", "name": issue.name, "values": list(issue.values)}
    if bounds.step is None:
        ends = [Bare(_real(each)) for each in (bounds.low, bounds.high)]
        return {"type": "ContinuousIssue", "name": issue.name, "values": ends}
    numbers = [bounds.low, bounds.high, *([bounds.step] if bounds.step != 1 else [])]
    if any(each % 1 for each in numbers):
        message = f'"{shown(issue.name)}" goes in steps that are no whole numbers'
        target.refuse(issue.name, message, "NegMAS knows whole numbers in steps, and real numbers")
    return {
        "type": "ContiguousIssue",
        "name": issue.name,
        "values": [Bare(f"{int(each)}") for each in numbers],
    }


def _real(value: Any) -> str:
    text = format(value, "f")
    return text if "." in text else f"{text}.0"


def _timed(profile: Profile, function: dict[str, Any], target: Target) -> dict[str, Any]:
    """Return a function with its discount and its cost of time around it."""
    reserved = "-.inf"
    if profile.no_agreement is not None:
        reserved = target.decimal(profile.no_agreement, profile.name)
    found = {**function, "name": profile.name, "reserved_value": Bare(reserved)}
    for field, kind, key in (
        ("discount", "ExpDiscountedUFun", "discount"),
        ("time_cost", "LinDiscountedUFun", "cost"),
    ):
        number = getattr(profile, field)
        if number is not None:
            found = {
                "type": kind,
                "name": profile.name,
                key: Bare(target.decimal(number, profile.name)),
                "factor": "step",
                "reserved_value": Bare(reserved),
                "ufun": found,
            }
    return found


def _function(scenario: Scenario, profile: Profile, target: Target) -> dict[str, Any]:
    always = sum(Fraction(each.value) for each in profile.together if not each.when)
    rest = [each for each in profile.together if each.when]
    bias = {"bias": Bare(target.decimal(Fraction(always), profile.name))} if always else {}
    if profile.packages or (rest and not profile.values):
        whole = [
            Together({name: (value,) for name, value in package.items()}, worth)
            for package, worth in profile.packages
        ]
        return {**_rectangles(scenario, [*rest, *whole], profile.name, target), **bias}
    if rest:
        message = "values of options together cannot be said beside weights and values"
        target.refuse(profile.name, message, "choose another format, or stay with the case")
        return {}
    if not profile.values and profile.together:
        return {**_rectangles(scenario, [], profile.name, target), **bias}
    if not target.complete(scenario, profile):
        return {}
    return {
        "type": "LinearAdditiveUtilityFunction",
        "weights": [
            Bare(
                target.decimal(
                    profile.weights.get(issue.name, weight_of(profile, issue.name)), profile.name
                )
            )
            for issue in scenario.issues
        ],
        "values": [
            _values(issue, profile.values[issue.name], profile.name, target)
            for issue in scenario.issues
        ],
        **bias,
    }


def _values(
    issue: ScenarioIssue, values: Mapping[str, Number], where: str, target: Target
) -> dict[str, Any]:
    bounds = issue.range
    if bounds is None:
        table = {each: Bare(target.decimal(values[each], where)) for each in issue.values}
        return {"type": "TableFun", "mapping": table}
    line = straight(values, bounds)
    if line is not None:
        slope, first = line
        bias = first - slope * Fraction(bounds.low)
        return {
            "type": "AffineFun",
            "slope": Bare(target.decimal(slope, where)),
            "bias": Bare(target.decimal(bias, where)),
        }
    points = sorted((Fraction(at), Fraction(value)) for at, value in values.items())
    if len(points) == 3 and points[0][1] == points[2][1]:
        (start, floor), (middle, top), (end, _) = points
        numbers = {
            "start": start,
            "middle": middle,
            "end": end,
            "scale": top - floor,
            "bias": floor,
        }
        held = {name: Bare(target.decimal(each, where)) for name, each in numbers.items()}
        return {"type": "TriangularFun", **held}
    if bounds.step is None or (bounds.high - bounds.low) / bounds.step > NUMBERS_AT_MOST:
        message = f'the line of values for "{shown(issue.name)}" has corners'
        target.refuse(where, message, "NegMAS knows straight lines and triangles")
        return {}
    return {"type": "TableFun", "mapping": _each_number(issue, points, where, target)}


def _each_number(
    issue: ScenarioIssue, points: list[tuple[Fraction, Fraction]], where: str, target: Target
) -> dict[Bare, Bare]:
    assert issue.range is not None
    assert issue.range.step is not None
    low, step = Fraction(issue.range.low), Fraction(issue.range.step)
    found = {}
    for number in range(int((Fraction(issue.range.high) - low) // step) + 1):
        at = low + number * step
        found[Bare(str(int(at)))] = Bare(target.decimal(value_on(points, at), where))
    return found


def _rectangles(
    scenario: Scenario, together: list[Together], where: str, target: Target
) -> dict[str, Any]:
    by_name = {issue.name: (index, issue) for index, issue in enumerate(scenario.issues)}
    ranges = []
    for each in together:
        held: dict[int, Any] = {}
        for name, values in each.when.items():
            index, issue = by_name[name]
            held[index] = _held(issue, values, where, target)
        ranges.append(held)
    return {
        "type": "HyperRectangleUtilityFunction",
        "outcome_ranges": ranges,
        "utilities": [Bare(_real_text(target.decimal(each.value, where))) for each in together],
    }


def _real_text(text: str) -> str:
    return text if "." in text else f"{text}.0"


def _held(issue: ScenarioIssue, values: tuple[str, ...], where: str, target: Target) -> Any:
    """Return the values that a rectangle holds; the bounds themselves do not count in NegMAS."""
    if issue.range is None:
        return values[0] if len(values) == 1 else list(values)
    low, dots, high = values[0].partition("..")
    step = issue.range.step
    if len(values) == 1 and not dots:
        return Bare(low)
    if len(values) > 1 or step is None:
        message = f'several ranges, or a range of real numbers, of "{shown(issue.name)}"'
        target.refuse(where, message, "NegMAS knows one range of whole numbers in one place")
        return []
    ends = Fraction(low) - Fraction(step), Fraction(high) + Fraction(step)
    return [Bare(target.decimal(each, where)) for each in ends]
