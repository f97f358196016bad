"""A scenario as Genius XML: a domain, and a profile for each party."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from xml.sax.saxutils import quoteattr

from detente.core.problems import shown
from detente.core.record.issues import NumericRange
from detente.core.record.quantities import Number

from .scenario import Profile, Scenario, ScenarioIssue
from .target import Target, file_names, held_between, most, straight, weight_of, whole_numbers

_OTHER = "choose another format, or stay with the case"


def genius_files(scenario: Scenario, target: Target) -> dict[str, str]:
    """Return the files of a scenario by their names; what Genius cannot say is listed."""
    issues = list(enumerate(scenario.issues, 1))
    for _, issue in issues:
        if _kind(issue) == "":
            message = f'"{shown(issue.name)}" goes in steps other than 1'
            target.refuse(issue.name, message, "Genius knows whole and real numbers")
    head = f'<objective index="0" etype="objective" type="objective" description="" name={quoteattr(scenario.title)}>'
    domain = [
        "<negotiation_template>",
        f'<utility_space number_of_issues="{len(issues)}">',
        head,
        *(line for index, issue in issues for line in _issue(index, issue, None, "")),
        "</objective>",
        "</utility_space>",
        "</negotiation_template>",
    ]
    names = file_names((each.name for each in scenario.profiles), "domain")
    files = {"domain.xml": domain}
    for profile in scenario.profiles:
        nonlinear = bool(profile.together)
        target.nothing_but(profile, "discount", *(("together", "ceiling") if nonlinear else ()))
        inner = _rectangles if nonlinear else _additive
        files[f"{names[profile.name]}.xml"] = [
            '<utility_space type="nonlinear">' if nonlinear else "<utility_space>",
            head,
            *inner(scenario, profile, target),
            "</objective>",
            *_at_end(profile, target),
            "</utility_space>",
        ]
    return {name: "\n".join(lines) + "\n" for name, lines in files.items()}


def _at_end(profile: Profile, target: Target) -> Iterator[str]:
    if profile.discount is not None:
        yield f'<discount_factor value="{target.decimal(profile.discount, profile.name)}"/>'
    if profile.no_agreement is not None:
        yield f'<reservation value="{target.decimal(profile.no_agreement, profile.name)}"/>'


def _kind(issue: ScenarioIssue) -> str:
    bounds = issue.range
    if bounds is None:
        return "discrete"
    if bounds.step is None:
        return "real"
    whole = bounds.step == 1 and bounds.low % 1 == 0 and bounds.high % 1 == 0
    return "integer" if whole else ""


def _issue(
    index: int, issue: ScenarioIssue, evaluations: Mapping[str, str] | None, evaluator: str
) -> Iterator[str]:
    kind = _kind(issue)
    head = f'<issue index="{index}" name={quoteattr(issue.name)} etype="{kind}" type="{kind}" vtype="{kind}"'
    bounds = issue.range
    if bounds is None:
        yield f"{head}>"
        for number, value in enumerate(issue.values, 1):
            worth = "" if evaluations is None else f' evaluation="{evaluations[value]}"'
            yield f'<item index="{number}" value={quoteattr(value)} cost="0"{worth}/>'
    else:
        edges = f'lowerbound="{bounds.low:f}" upperbound="{bounds.high:f}"'
        yield f"{head} {edges}>" if kind == "integer" else f"{head}>"
        if kind == "real":
            yield f"<range {edges}/>"
        if evaluator:
            yield evaluator
    yield "</issue>"


def _additive(scenario: Scenario, profile: Profile, target: Target) -> Iterator[str]:
    if not target.complete(scenario, profile):
        return
    if not most(profile):
        message = "every package is worth 0 to this party"
        target.refuse(profile.name, message, "Genius needs a weight above 0")
        return
    weights = []
    for index, issue in enumerate(scenario.issues, 1):
        values = profile.values[issue.name]
        if any(each < 0 for each in values.values()):
            message = f'a value below 0 for "{shown(issue.name)}"'
            target.refuse(profile.name, message, "Genius knows evaluations of 0 and more")
            continue
        weight = weight_of(profile, issue.name)
        if issue.range is None:
            evaluations, largest = _evaluations(issue, values, target, profile.name)
            yield from _issue(index, issue, evaluations, "")
        else:
            largest = max(Fraction(1), *(Fraction(each) for each in values.values()))
            yield from _issue(
                index, issue, None, _evaluator(issue, values, largest, target, profile.name)
            )
        written = profile.weights.get(issue.name)
        kept = written if largest == 1 and written is not None else weight * largest
        weights.append(f'<weight index="{index}" value="{target.decimal(kept, profile.name)}"/>')
    yield from weights


def _evaluations(
    issue: ScenarioIssue, values: Mapping[str, Number], target: Target, where: str
) -> tuple[dict[str, str], Fraction]:
    """Return the evaluations of an issue's values, and the value that the largest stands for."""
    given = [values[each] for each in issue.values]
    largest = max(Fraction(each) for each in given)
    if largest == 0:  # Genius divides by the largest: all alike, with a weight of 0
        return dict.fromkeys(issue.values, "1"), Fraction(0)
    whole = whole_numbers(given)
    texts = (
        [str(each) for each in whole[0]]
        if whole is not None
        else [target.decimal(each, where) for each in given]
    )
    return dict(zip(issue.values, texts, strict=True)), largest


def _evaluator(
    issue: ScenarioIssue,
    values: Mapping[str, Number],
    largest: Fraction,
    target: Target,
    where: str,
) -> str:
    bounds = issue.range
    line = None
    if bounds is not None:
        line = straight(values, bounds) or held_between(values, bounds, largest)
    if bounds is None or line is None:
        return _triangle(bounds, values, largest, target, where, issue.name)
    slope, first = line[0] / largest, line[1] / largest
    up = target.decimal(slope, where)
    if bounds.step is not None:
        begin = target.decimal(first, where)
        return f'<evaluator ftype="linear" offset="{begin}" slope="{up}"/>'
    begin = target.decimal(first - slope * Fraction(bounds.low), where)
    return f'<evaluator ftype="linear" parameter0="{begin}" parameter1="{up}"/>'


def _triangle(
    bounds: NumericRange | None,
    values: Mapping[str, Number],
    largest: Fraction,
    target: Target,
    where: str,
    name: str,
) -> str:
    points = sorted((Fraction(at), Fraction(value) / largest) for at, value in values.items())
    if bounds is not None and len(points) == 3 and [each for _, each in points] == [0, 1, 0]:
        left, top, right = (target.decimal(at, where) for at, _ in points)
        return f'<evaluator ftype="triangular" parameter0="{left}" parameter1="{right}" parameter2="{top}"/>'
    message = f'the line of values for "{shown(name)}" has corners'
    target.refuse(where, message, "Genius knows straight lines, and triangles from 0 to 1 to 0")
    return ""


def _rectangles(scenario: Scenario, profile: Profile, target: Target) -> Iterator[str]:
    if profile.values or any(_kind(issue) != "integer" for issue in scenario.issues):
        message = "values together are known with nothing beside them, for whole numbers only"
        target.refuse(profile.name, message, _OTHER)
        return
    for index, issue in enumerate(scenario.issues, 1):
        yield from _issue(index, issue, None, "")
    found = whole_numbers(each.value for each in profile.together)
    if found is None:
        message = "values together that have no common whole number to be counted in"
        target.refuse(profile.name, message, _OTHER)
        return
    worths, largest = found
    capped = profile.ceiling is not None and Fraction(profile.ceiling) < most(profile)
    if (capped and profile.ceiling != 1) or (not capped and most(profile) > 1):
        message = "a package may be worth more than 1, or its highest value is another"
        target.refuse(profile.name, message, "Genius holds every utility to 1: scale the values")
    indexes = {issue.name: index for index, issue in enumerate(scenario.issues, 1)}
    yield f'<utility maxutility="{largest}">'
    yield '<ufun type="PlainUfun" weight="1" aggregation="sum">'
    for each, worth in zip(profile.together, worths, strict=True):
        yield f'<hyperRectangle utility="{worth}">'
        for name, values in each.when.items():
            low, dots, high = values[0].partition("..")
            if len(values) != 1:
                message = f'several ranges of "{shown(name)}" in one place'
                target.refuse(profile.name, message, "write one range, or several interactions")
            yield f'<INCLUDES index="{indexes[name]}" min="{low}" max="{high if dots else low}"/>'
        yield "</hyperRectangle>"
    yield "</ufun>"
    yield "</utility>"
