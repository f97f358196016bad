"""A scenario as GeniusWeb JSON: a domain, and a linear additive profile for each party."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from detente.core.problems import shown
from detente.formats.writer import Bare

from .numbers import decimal_text
from .scenario import Profile, Scenario, ScenarioIssue
from .target import Target, file_names, straight, weight_of

PACKAGES_AT_MOST = 100_000
"""How many sums are looked through for a package worth exactly as much as no agreement."""


def geniusweb_files(scenario: Scenario, target: Target) -> dict[str, str]:
    """Return the files of a scenario by their names; what GeniusWeb cannot say is listed."""
    domain = {
        "name": scenario.title,
        "issuesValues": {issue.name: _issue(issue, target) for issue in scenario.issues},
    }
    stem = file_names([scenario.title])[scenario.title]
    names = file_names((each.name for each in scenario.profiles), stem)
    files: dict[str, Any] = {stem: domain}
    for profile in scenario.profiles:
        target.nothing_but(profile)
        space = _space(scenario, profile, target) if target.complete(scenario, profile) else {}
        files[names[profile.name]] = {
            "LinearAdditiveUtilitySpace": {**space, "domain": domain, "name": profile.name}
        }
    return {f"{name}.json": _json(data) + "\n" for name, data in files.items()}


def _issue(issue: ScenarioIssue, target: Target) -> dict[str, Any]:
    bounds = issue.range
    if bounds is None:
        return {"values": list(issue.values)}
    if bounds.step is None:
        message = f'"{shown(issue.name)}" has no step between its numbers'
        target.refuse(issue.name, message, "GeniusWeb counts numbers in steps: give the range one")
        return {}
    numbers = {"low": bounds.low, "high": bounds.high, "step": bounds.step}
    return {"range": {name: Bare(format(each, "f")) for name, each in numbers.items()}}


def _space(scenario: Scenario, profile: Profile, target: Target) -> dict[str, Any]:
    where = profile.name
    total = sum((weight_of(profile, issue.name) for issue in scenario.issues), Fraction(0))
    if total != 1:
        message = (
            f"the weights add up to {shown(decimal_text(total) or str(total))}, not to exactly 1"
        )
        target.refuse(where, message, "GeniusWeb takes only weights that add up to exactly 1")
    utilities: dict[str, Any] = {}
    for issue in scenario.issues:
        values = profile.values[issue.name]
        if any(not 0 <= each <= 1 for each in values.values()):
            message = f'a value of "{shown(issue.name)}" is not between 0 and 1'
            target.refuse(where, message, "GeniusWeb takes only values from 0 to 1")
        if issue.range is None:
            held = {each: Bare(target.decimal(values[each], where)) for each in issue.values}
            utilities[issue.name] = {"DiscreteValueSetUtilities": {"valueUtilities": held}}
            continue
        if straight(values, issue.range) is None:
            message = f'the line of values for "{shown(issue.name)}" has corners'
            target.refuse(where, message, "GeniusWeb knows straight lines")
            continue
        ends = sorted((Fraction(at), at, value) for at, value in values.items())
        (_, low, first), (_, high, last) = ends[0], ends[-1]
        numbers = {
            "lowValue": Fraction(low),
            "lowUtility": first,
            "highValue": Fraction(high),
            "highUtility": last,
        }
        utilities[issue.name] = {
            "NumberValueSetUtilities": {
                name: Bare(target.decimal(each, where)) for name, each in numbers.items()
            }
        }
    weights = {
        issue.name: Bare(target.decimal(profile.weights.get(issue.name, Fraction(1)), where))
        for issue in scenario.issues
    }
    space = {"issueUtilities": utilities, "issueWeights": weights}
    return space | _reservation(scenario, profile, target)


def _reservation(scenario: Scenario, profile: Profile, target: Target) -> dict[str, Any]:
    """Return the bid that is worth exactly as much as no agreement, where it is worth anything."""
    wanted = Fraction(profile.no_agreement or 0)
    if wanted == 0:
        return {}
    bid = package_worth(scenario, profile, wanted)
    if bid is None:
        message = "no package is worth exactly as much as no agreement"
        hint = "GeniusWeb writes it as a package; choose another format, or stay with the case"
        target.refuse(profile.name, message, hint)
        return {}
    return {"reservationBid": {"issuevalues": bid}}


def package_worth(scenario: Scenario, profile: Profile, wanted: Fraction) -> dict[str, str] | None:
    """Return a package of exactly this utility, or None if there is none or it is not found.

    Exact, by the sums that the issues before can reach; after a hundred thousand sums it is
    given up.
    """
    sums: dict[Fraction, tuple[str, ...]] = {Fraction(0): ()}
    for issue in scenario.issues:
        weight, values = weight_of(profile, issue.name), profile.values[issue.name]
        names = issue.values if issue.range is None else tuple(values)
        reached: dict[Fraction, tuple[str, ...]] = {}
        for before, chosen in sums.items():
            for name in names:
                reached.setdefault(before + weight * Fraction(values[name]), (*chosen, name))
        if len(reached) > PACKAGES_AT_MOST:
            return None
        sums = reached
    found = sums.get(wanted)
    issues = [issue.name for issue in scenario.issues]
    return None if found is None else dict(zip(issues, found, strict=True))


def _json(data: Any, depth: int = 0) -> str:
    """Return JSON text in which numbers stand as they were written."""
    blanks = "  " * (depth + 1)
    if isinstance(data, Bare):
        return str(data)
    if isinstance(data, dict) and data:
        pairs = (f"{blanks}{_json(key)}: {_json(each, depth + 1)}" for key, each in data.items())
        return "{\n" + ",\n".join(pairs) + f"\n{'  ' * depth}}}"
    if isinstance(data, list) and data:
        return "[" + ", ".join(_json(each, depth + 1) for each in data) + "]"
    return json.dumps(data, ensure_ascii=False)
