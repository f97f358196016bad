"""GeniusWeb: a domain and linear additive profiles in JSON.

The utility of a package is the sum over the issues of weight times utility of the value; for an
issue of numbers, utilities lie on the straight line between its two ends. The reservation bid is
the package that no agreement is worth as much as; without one, no agreement is worth 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from detente.core.problems import shown
from detente.core.record.issues import NumericRange
from detente.core.record.judgements import Estimate, value_of
from detente.core.record.quantities import Number, NumberUnreadable
from detente.formats.yaml_text import Node

from .node_parts import Parts
from .numbers import exact
from .scenario import Profile, ScenarioIssue

DOMAIN, PROFILE = "issuesValues", "LinearAdditiveUtilitySpace"
_DISCRETE = ("DiscreteValueSetUtilities", "discreteutils")
_NUMBERS = ("NumberValueSetUtilities", "numberutils")


def domain_issues(root: Node, parts: Parts) -> tuple[ScenarioIssue, ...]:
    """Return the issues of a domain, in the order of the file, listing what is wrong."""
    pairs = parts.pairs(parts.field(root, DOMAIN), "issuesValues")
    made = (_issue(key.text.strip(), node, parts) for key, node in pairs)
    return tuple(each for each in made if each is not None)


def _issue(name: str, node: Node, parts: Parts) -> ScenarioIssue | None:
    bounds = node.get("range") if node.kind == "mapping" else None
    if bounds is not None:
        return _numeric(name, bounds, parts)
    values = [parts.text(each) for each in parts.items(parts.field(node, "values"), "values")]
    if not values and node.get("values") is not None:
        hint = "add its values, or remove the issue"
        parts.add("scenario-013", node, f'the issue "{shown(name)}" has no values', hint)
    return ScenarioIssue(name, tuple(each for each in values if each is not None))


def _numeric(name: str, node: Node, parts: Parts) -> ScenarioIssue | None:
    if node.kind == "list" and len(node.items) == 3:
        numbers = [parts.number(each) for each in node.items]
    else:
        numbers = [parts.number(parts.field(node, each)) for each in ("low", "high", "step")]
    low, high, step = numbers
    if low is None or high is None or step is None:
        return None
    if low > high or step <= 0:
        hint = "low is at most high, and the step above 0"
        parts.add("scenario-013", node, f'the range of "{shown(name)}" holds no number', hint)
        return None
    if low == high:
        return ScenarioIssue(name, (str(low),))
    return ScenarioIssue(name, range=NumericRange(low=low, high=high, step=step))


def profile(root: Node, name: str, issues: tuple[ScenarioIssue, ...], parts: Parts) -> Profile:
    """Return what a profile says, held against its domain; what does not fit is listed."""
    space = parts.field(root, PROFILE)
    if space is None:
        return Profile(name=name)
    known: dict[str, object] = {issue.name: issue for issue in issues}
    _same_domain(space, issues, parts)
    weights: dict[str, Number] = {}
    for key, node in parts.pairs(parts.field(space, "issueWeights"), "issueWeights"):
        weight = parts.number(node)
        if parts.one_of(key.text.strip(), known, key, "issue") and weight is not None:
            if weight < 0:
                parts.add("scenario-014", node, "a weight is negative", "weights are 0 or more")
            weights[key.text.strip()] = weight
    if weights and not any(weights.values()):
        hint = "give a weight above 0 to an issue that counts"
        parts.add("scenario-014", space, "the weights add up to nothing", hint)
    utilities = {
        key.text.strip(): node
        for key, node in parts.pairs(parts.field(space, "issueUtilities"), "issueUtilities")
        if parts.one_of(key.text.strip(), known, key, "issue")
    }
    values: dict[str, Mapping[str, Number]] = {}
    for issue in issues:
        given = utilities.get(issue.name)
        if given is None or issue.name not in weights:
            what = "utilities" if given is None else "weight"
            hint = "a profile has a weight and utilities for every issue of its domain"
            message = f'there is no {what} for the issue "{shown(issue.name)}"'
            parts.add("scenario-011", space, message, hint)
            continue
        values[issue.name] = _values(issue, given, parts)
    written = space.get("name")
    called = parts.text(written) if written is not None and not written.empty else None
    found = Profile(name=called or name, weights=weights, values=values)
    return _with_no_agreement(found, space.get("reservationBid"), parts)


def _same_domain(space: Node, issues: tuple[ScenarioIssue, ...], parts: Parts) -> None:
    own = space.get("domain")
    if own is None or own.empty:
        return
    mine = {issue.name: (set(issue.values), issue.range) for issue in domain_issues(own, parts)}
    if mine != {issue.name: (set(issue.values), issue.range) for issue in issues}:
        parts.add(
            "scenario-012",
            own,
            "the profile is made for another domain",
            "put only profiles of one domain into a folder",
        )


def _values(issue: ScenarioIssue, node: Node, parts: Parts) -> Mapping[str, Number]:
    wanted = _DISCRETE if issue.range is None else _NUMBERS
    inner = next((found for each in wanted if (found := node.get(each)) is not None), None)
    if inner is None and issue.range is None and len(issue.values) == 1:
        inner = next((found for each in _NUMBERS if (found := node.get(each)) is not None), None)
        if inner is not None:  # a range of one number
            utility = parts.number(parts.field(inner, "lowUtility"))
            return {} if utility is None else {issue.values[0]: utility}
    if inner is None:
        hint = f"write {wanted[0]} for it"
        parts.add("scenario-012", node, f'"{shown(issue.name)}" is of another type', hint)
        return {}
    return _line(issue, inner, parts) if issue.range is not None else _table(issue, inner, parts)


def _line(issue: ScenarioIssue, node: Node, parts: Parts) -> Mapping[str, Number]:
    names = ("lowValue", "lowUtility", "highValue", "highUtility")
    low, first, high, last = (parts.number(parts.field(node, each)) for each in names)
    if low is None or first is None or high is None or last is None or issue.range is None:
        return {}
    if (low, high) != (issue.range.low, issue.range.high):
        hint = "write the domain's"
        message = f'"{shown(issue.name)}" has other bounds than in the domain'
        parts.add("scenario-012", node, message, hint)
    return {str(issue.range.low): first, str(issue.range.high): last}


def _table(issue: ScenarioIssue, node: Node, parts: Parts) -> Mapping[str, Number]:
    known: dict[str, object] = dict.fromkeys(issue.values)
    found: dict[str, Number] = {}
    for key, each in parts.pairs(parts.field(node, "valueUtilities"), "valueUtilities"):
        utility = parts.number(each)
        if parts.one_of(key.text.strip(), known, key, "value") and utility is not None:
            found[key.text.strip()] = utility
    missing = [each for each in issue.values if each not in found]
    if missing:
        message = f'the issue "{shown(issue.name)}" has no utility for "{shown(missing[0])}"'
        hint = "a profile has a utility for every value of its domain"
        parts.add("scenario-011", node, message, hint)
    return {each: found[each] for each in issue.values if each in found}


def _with_no_agreement(found: Profile, bid: Node | None, parts: Parts) -> Profile:
    no_agreement: Number = Decimal(0)
    if bid is not None and not bid.empty:
        total = Fraction(0)
        for key, node in parts.pairs(parts.field(bid, "issuevalues"), "issuevalues"):
            value = parts.text(node)
            name = key.text.strip()
            known: dict[str, object] = dict.fromkeys(found.values)
            if value is None or not parts.one_of(name, known, key, "issue"):
                continue
            points = {
                key: Estimate(low=each, high=each) for key, each in found.values[name].items()
            }
            worth = value_of(points, value)
            if worth is None:
                parts.one_of(value, {}, node, "value")
                continue
            total += Fraction(found.weights[name]) * Fraction(worth.low)
        try:
            no_agreement = exact(total)
        except NumberUnreadable:
            hint = "round the weights and utilities to twelve decimals or so"
            message = "the value of the reservation bid has more digits than can be kept"
            parts.add("scenario-008", bid, message, hint)
    return Profile(
        name=found.name, weights=found.weights, values=found.values, no_agreement=no_agreement
    )


def is_domain(root: Node) -> bool:
    """Return whether a file is a GeniusWeb domain."""
    return root.kind == "mapping" and root.get(DOMAIN) is not None


def is_profile(root: Node) -> bool:
    """Return whether a file is a GeniusWeb profile: one group called after its kind of space."""
    keys = [key.text for key in islice(root.keys, 2)]
    return len(keys) == 1 and keys[0].endswith(("UtilitySpace", "Profile", "PartialOrdering"))


def domain_name(root: Node) -> str:
    """Return the name of a domain, or nothing."""
    name = root.get("name")
    return name.text.strip() if name is not None and name.kind == "scalar" else ""
