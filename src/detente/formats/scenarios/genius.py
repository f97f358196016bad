"""Genius: a domain and profiles in XML, as the competitions of 2010 to 2015 wrote them.

The utility of a package is the sum over the issues of weight times evaluation over the largest
evaluation of the issue, with the weights as written; for numbers, of weight times the evaluator,
held between 0 and 1. With hyper-rectangles it is the sum of those that hold the package, both
bounds included, over the largest utility stated, and at most 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from detente.core.problems import listed, shown
from detente.core.record.issues import NumericRange
from detente.core.record.quantities import Number, NumberUnreadable

from .genius_lines import line_of
from .genius_parts import attribute, bounds_of, kind_of, number
from .genius_rectangles import rectangles_of
from .numbers import quotient
from .scenario import Problems, Profile, ScenarioIssue
from .xml_tree import Element

DOMAIN, PROFILE = "negotiation_template", "utility_space"
_ONE, _NOTHING = Decimal(1), Decimal(0)


def domain_issues(root: Element, problems: Problems) -> tuple[ScenarioIssue, ...]:
    """Return the issues of a domain, in the order of the file, listing what is wrong."""
    made = (_issue(each, problems) for each in _elements(root.first(PROFILE) or root, problems))
    return tuple(each for each in made if each is not None)


def domain_title(root: Element) -> str:
    """Return the name of the domain's objective, or nothing where it is just called root."""
    for objective in (root.first(PROFILE) or root).all("objective"):
        name = objective.attributes.get("name", "").strip()
        return "" if name.lower() == "root" else name
    return ""


def _elements(space: Element, problems: Problems) -> Iterator[Element]:
    """Yield the issues of a domain or profile; objectives within objectives are listed."""
    for objective in space.all("objective"):
        for inner in objective.all("objective"):
            problems.add(
                "scenario-006",
                inner.place,
                "an objective stands within an objective",
                "put all issues into one objective, with the weight each has on the whole",
            )
        yield from objective.all("issue")


def _issue(element: Element, problems: Problems) -> ScenarioIssue | None:
    name, kind = attribute(element, "name", problems), kind_of(element)
    if name is None:
        return None
    if kind == "discrete":
        values = [attribute(item, "value", problems) for item in element.all("item")]
        if not values:
            hint = "add its items, or remove the issue"
            _impossible(element, f'the issue "{shown(name)}" has no values', hint, problems)
        return ScenarioIssue(name, tuple(each for each in values if each is not None))
    if kind not in ("integer", "real"):
        problems.add(
            "scenario-006",
            element.place,
            f'the issue "{shown(name)}" is of the type "{shown(kind)}"',
            "discrete, integer and real issues are read",
        )
        return None
    bounds = bounds_of(element, problems)
    if bounds is None:
        return None
    low, high = bounds
    whole = kind == "integer"
    if low > high or (whole and {Fraction(each).denominator for each in bounds} != {1}):
        hint = "lowerbound is at most upperbound; for an integer issue both are whole numbers"
        _impossible(element, f'the bounds of "{shown(name)}" hold no number', hint, problems)
        return None
    if low == high:  # a range of one number is one value
        return ScenarioIssue(name, (str(low),))
    bounds_read = NumericRange(low=low, high=high, step=_ONE if whole else None)
    return ScenarioIssue(name, range=bounds_read)


def _impossible(element: Element, message: str, hint: str, problems: Problems) -> None:
    problems.add("scenario-013", element.place, message, hint)


def profile(
    root: Element, name: str, issues: tuple[ScenarioIssue, ...], problems: Problems
) -> Profile:
    """Return what a profile says, held against its domain; what does not fit is listed.

    Without a reservation value, no agreement is worth 0; a discount of 0 counts as none, as in
    Genius.
    """
    known = {issue.name: issue for issue in issues}
    elements = _by_name(root, known, problems)
    by_index = {
        index: known[each]
        for each, element in elements.items()
        if (index := attribute(element, "index", problems)) is not None
    }
    for missing in (each for each in known if each not in elements):
        problems.add(
            "scenario-011",
            root.place,
            f'the profile lacks the issue "{shown(missing)}"',
            "a profile has every issue of its domain, by the same name",
        )
    made = Profile(
        name=name,
        no_agreement=_of_child(root, "reservation", problems) or _NOTHING,
        discount=_discount(root, problems),
    )
    utility = next((each for top in root.all("objective") for each in top.all("utility")), None)
    if utility is not None:
        for each, element in elements.items():
            _fits(known[each], element, problems)
        together = rectangles_of(utility, by_index, problems)
        return replace(made, together=together, ceiling=_ONE)
    values = {
        each: found
        for each, element in elements.items()
        if (found := _values(known[each], element, problems)) is not None
    }
    return replace(made, weights=_weights(root, by_index, problems), values=values)


def _by_name(
    root: Element, known: Mapping[str, ScenarioIssue], problems: Problems
) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for element in _elements(root, problems):
        name = attribute(element, "name", problems)
        if name is None:
            continue
        if name not in known or name in found:
            what = "has twice" if name in found else "has an issue its domain does not have:"
            problems.add(
                "scenario-010",
                element.place,
                f'the profile {what} "{shown(name)}"',
                f"the domain's issues: {listed(known)}",
            )
            continue
        found[name] = element
    return found


def _of_child(root: Element, tag: str, problems: Problems) -> Decimal | None:
    child = root.first(tag)
    return None if child is None else number(child, "value", problems)


def _discount(root: Element, problems: Problems) -> Decimal | None:
    written = _of_child(root, "discount_factor", problems)
    if written is None or 0 < written <= 1:
        return written
    element = root.first("discount_factor") or root
    if written == 0:
        problems.add(
            "scenario-016",
            element.place,
            "a discount of 0 counts as none",
            "nothing needs doing; Genius takes it so, and 0 would leave nothing after one round",
            "warning",
        )
    else:
        problems.add(
            "scenario-014",
            element.place,
            "the discount is not between 0 and 1",
            "write the part of a value that is left at the end of the time",
        )
    return None


def _weights(
    root: Element, by_index: Mapping[str, ScenarioIssue], problems: Problems
) -> dict[str, Number]:
    found: dict[str, Number] = {}
    named: set[str] = set()
    for objective in root.all("objective"):
        for element in objective.all("weight"):
            index, weight = (
                attribute(element, "index", problems),
                number(element, "value", problems),
            )
            if index is None:
                continue
            issue = by_index.get(index)
            if issue is None or issue.name in named:
                problems.add(
                    "scenario-010",
                    element.place,
                    f"a weight for index {shown(index)}, which is no issue's or has one already",
                    "one weight for each issue, by the issue's index",
                )
                continue
            named.add(issue.name)
            if weight is not None and weight < 0:
                hint = "weights are 0 or more"
                problems.add("scenario-014", element.place, "a weight is negative", hint)
            elif weight is not None:
                found[issue.name] = weight
    for name in (issue.name for issue in by_index.values() if issue.name not in named):
        problems.add(
            "scenario-011",
            root.place,
            f'the issue "{shown(name)}" has no weight',
            'add <weight index="..." value="..."/> for it; 0 if it does not count',
        )
    if found and not any(found.values()):
        problems.add(
            "scenario-014",
            root.place,
            "the weights add up to nothing",
            "give a weight above 0 to an issue that counts",
        )
    return found


def _fits(issue: ScenarioIssue, element: Element, problems: Problems) -> bool:
    """Return whether an issue of a profile has the type and bounds it has in the domain."""
    of_profile = _issue(element, problems)
    if of_profile is None:
        return False
    if (issue.range is None) != (of_profile.range is None) or (
        issue.range is not None and of_profile.range != issue.range
    ):
        problems.add(
            "scenario-012",
            element.place,
            f'"{shown(issue.name)}" has other bounds, or another type, than in the domain',
            "write the domain's",
        )
        return False
    return True


def _values(
    issue: ScenarioIssue, element: Element, problems: Problems
) -> Mapping[str, Number] | None:
    if not _fits(issue, element, problems):
        return None
    if issue.range is not None:
        return line_of(element, issue.range, problems)
    if kind_of(element) != "discrete":  # a range of one number
        one = Decimal(issue.values[0])
        line = line_of(element, NumericRange(low=one, high=one, step=_ONE), problems)
        return None if line is None else dict(zip(issue.values, line.values(), strict=False))
    evaluations: dict[str, Decimal | None] = {}
    for item in element.all("item"):
        value, evaluation = attribute(item, "value", problems), number(item, "evaluation", problems)
        if value is None:
            continue
        if value not in issue.values or value in evaluations:
            what = (
                "twice"
                if value in evaluations
                else "of an issue that does not have it in its domain"
            )
            problems.add(
                "scenario-010",
                item.place,
                f'the value "{shown(value)}" {what}',
                f"the issue's values: {listed(issue.values)}",
            )
            continue
        if evaluation is not None and evaluation < 0:
            hint = "evaluations are 0 or more"
            problems.add("scenario-014", item.place, "an evaluation is negative", hint)
        evaluations[value] = evaluation
    missing = [each for each in issue.values if each not in evaluations]
    if missing:
        problems.add(
            "scenario-011",
            element.place,
            f'the issue "{shown(issue.name)}" lacks an evaluation for "{shown(missing[0])}"',
            "a profile has an evaluation for every value of its domain",
        )
        return None
    known = {value: each for value, each in evaluations.items() if each is not None}
    largest = max(known.values(), default=_NOTHING)
    if largest <= 0 or len(known) < len(evaluations):
        return {value: max(each, _NOTHING) for value, each in known.items()}
    try:
        return {each: quotient(known[each], largest) for each in issue.values}
    except NumberUnreadable:
        problems.add(
            "scenario-008",
            element.place,
            "an evaluation has more digits than can be kept",
            "round it to twelve decimals or so",
        )
        return None
