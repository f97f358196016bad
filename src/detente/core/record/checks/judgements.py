"""Judgements that do not fit the case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...problems import Path, Problem, shown
from ..case import Case
from ..entry import PUBLIC
from ..issues import Issue
from ..judgements import Estimate, Judgement
from .references import unknown_option


def check_judgements(case: Case) -> Iterator[Problem]:
    """Yield orders, weights and values that leave out or repeat an option, and open ones."""
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
    for issue_id, weight in judgement.weights.items():
        yield from _negative(weight, (*path, "weights", issue_id))


def _negative(weight: Estimate, path: Path) -> Iterator[Problem]:
    if weight.low < 0:
        yield Problem("case-093", path, "a weight is negative", "weights are 0 or more")


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
