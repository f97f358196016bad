"""Judgements that do not fit the case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from ...problems import Path, Problem, shown
from ..case import Case
from ..entry import PUBLIC, standing_entries
from ..issues import Issue
from ..judgements import Estimate, Judgement
from ..quantities import NumberUnreadable, parse_exact
from .references import unknown_option


def check_judgements(case: Case) -> Iterator[Problem]:
    """Yield what cannot be meant: open judgements, lists that leave out or repeat, odd numbers."""
    issues = {issue.id: issue for issue in case.issues}
    for file, judgement in case.judgements:
        path: Path = (file,)
        if not judgement.visible_to or PUBLIC in judgement.visible_to:
            yield Problem(
                "case-090",
                (*path, "visible_to"),
                "a judgement is private by nature, and this one is public"
                if judgement.visible_to
                else "the judgement names no readers",
                'add "visible_to:" with the parties (and mediator) who may see it',
            )
        yield from _orders(judgement, issues, path)
        yield from _values(judgement, issues, path)
        yield from _weights(judgement, path)
        yield from _packages(judgement, issues, path)
        yield from _time(judgement, path)


def _orders(judgement: Judgement, issues: dict[str, Issue], path: Path) -> Iterator[Problem]:
    named = [each for tie in judgement.issue_order for each in tie]
    yield from _twice(named, (*path, "issue_order"))
    for issue_id, order in judgement.option_orders.items():
        at = (*path, "option_orders", issue_id)
        if issue_id not in issues:
            yield _no_issue(issue_id, at)
            continue
        ranked = [each for tie in order for each in tie]
        yield from _twice(ranked, at)
        yield from _all_options(judgement, issues[issue_id], set(ranked), at, "an order of")


def _values(judgement: Judgement, issues: dict[str, Issue], path: Path) -> Iterator[Problem]:
    for issue_id, values in judgement.values.items():
        at = (*path, "values", issue_id)
        if issue_id not in issues:
            yield _no_issue(issue_id, at)
        else:
            yield from _all_options(judgement, issues[issue_id], set(values), at, "values for")
            yield from _line(issues[issue_id], values, at)


def _line(issue: Issue, values: Mapping[str, Estimate], path: Path) -> Iterator[Problem]:
    """Yield what keeps the points of a line from saying what every number of the range is worth."""
    bounds = issue.range
    if bounds is None or bounds.low >= bounds.high:
        return
    points: dict[Fraction, str] = {}
    for written in values:
        number = _number(written)
        if number is None:
            return
        if number in points:
            yield Problem(
                "case-095",
                (*path, written),
                f'"{shown(written)}" is the same number as "{shown(points[number])}"',
                "keep one of the two",
            )
        points.setdefault(number, written)
    for end in (bounds.low, bounds.high):
        if Fraction(end) not in points:
            yield Problem(
                "case-095",
                path,
                f"the line of values does not reach {end}",
                f"add a value for {end}: between two numbers values lie on a straight line",
            )


def _number(written: str) -> Fraction | None:
    try:
        return Fraction(parse_exact(written))
    except NumberUnreadable:
        return None


def _weights(judgement: Judgement, path: Path) -> Iterator[Problem]:
    for issue_id, weight in judgement.weights.items():
        if weight.low < 0:
            at = (*path, "weights", issue_id)
            yield Problem("case-093", at, "a weight is negative", "weights are 0 or more")
    if judgement.weights and all(each.low == 0 == each.high for each in judgement.weights.values()):
        yield Problem(
            "case-096",
            (*path, "weights"),
            "the weights add up to nothing",
            "give a weight above 0 to an issue that counts, or leave the weights out",
        )


def _packages(judgement: Judgement, issues: dict[str, Issue], path: Path) -> Iterator[Problem]:
    if not judgement.packages:
        return
    beside = [name for name in ("weights", "values", "interactions") if getattr(judgement, name)]
    if beside:
        yield Problem(
            "case-098",
            (*path, beside[0]),
            f'"{beside[0]}" stands beside values of whole packages',
            "keep one of the two: each says all that a package is worth",
        )
    wanted = standing_entries(issues.values())
    seen: dict[tuple[Fraction | str, ...], int] = {}
    for index, each in enumerate(judgement.packages):
        at = (*path, "packages", index, "package")
        package = each.package
        left = next((issue.id for issue in wanted if len(package.get(issue.id, ())) != 1), None)
        if left is not None:
            yield Problem(
                "case-098",
                at,
                f'the package does not settle "{shown(left)}" at one option',
                "name one option for every issue of the case",
            )
            continue
        settled = tuple(_same(issue, package[issue.id][0]) for issue in wanted)
        if settled in seen:
            yield Problem(
                "case-098",
                at,
                f"the package is that of entry {seen[settled] + 1} again",
                "keep one of the two",
            )
        seen.setdefault(settled, index)


def _same(issue: Issue, option: str) -> Fraction | str:
    """Return what is the same for two ways to write the same: a number for an issue of numbers."""
    number = _number(option) if issue.range is not None else None
    return option if number is None else number


def _time(judgement: Judgement, path: Path) -> Iterator[Problem]:
    if judgement.discount is not None and not 0 < judgement.discount <= 1:
        yield Problem(
            "case-097",
            (*path, "discount"),
            "the discount is not above 0 and at most 1",
            "write what is left after one round more: 0.9 if a tenth is lost, 1 if nothing",
        )
    if judgement.time_cost is not None and judgement.time_cost < 0:
        yield Problem(
            "case-097",
            (*path, "time_cost"),
            "the cost of time is below 0",
            "write what each round more takes away: 0 or more",
        )


def _no_issue(issue_id: str, path: Path) -> Problem:
    return Problem(
        "case-041",
        path,
        f'there is no issue "{shown(issue_id)}"',
        "correct the id, or add the issue",
    )


def _twice(ids: list[str], path: Path) -> Iterator[Problem]:
    for each in (item for item, count in Counter(ids).items() if count > 1):
        yield Problem(
            "case-092",
            path,
            f'"{shown(each)}" stands in the order twice',
            "keep one of the two places",
        )


def _all_options(
    judgement: Judgement, issue: Issue, named: set[str], path: Path, what: str
) -> Iterator[Problem]:
    known = [option.id for option in issue.options]
    for option in sorted(named):
        yield from unknown_option(issue, option, path)
    missing = [option for option in known if option not in named]
    if missing and issue.range is None:
        yield Problem(
            "case-091",
            path,
            f'party "{shown(judgement.party)}" has {what} {len(known) - len(missing)} of {len(known)} options',
            f'add "{missing[0]}", or leave all {len(known)} out',
        )
