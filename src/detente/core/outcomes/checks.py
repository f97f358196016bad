"""Rules that leave no package: nothing could ever be agreed."""

from __future__ import annotations

from dataclasses import replace

from ..preferences.axes import TooManyOptions
from ..problems import Problem
from ..record.case import CASE_FILE, Case
from ..record.entry import standing_entries
from .counting import RulesTooEntangled, feasible_count
from .space import space_of


def check_packages(case: Case) -> tuple[Problem, ...]:
    """Return a problem if the rules of a case leave no package at all, at the last rule of a few.

    These few are such that without any one of them a package would be left. Withdrawn rules and
    those replaced do not count. Rules too entangled to count are passed over. No rules: none. Cost:
    counting the packages once, and if there are none, once more for each rule.
    """
    rules = standing_entries(case.rules)
    if not rules or any(not issue.options and issue.range is None for issue in case.issues):
        return ()
    try:
        if _possible(case):
            return ()
        needed = rules
        for rule in rules:
            fewer = tuple(each for each in needed if each is not rule)
            if not _possible(replace(case, rules=fewer)):
                needed = fewer
    except (RulesTooEntangled, TooManyOptions):
        return ()
    last = case.rules.index(needed[-1])
    names = ", ".join(f'"{each.id}"' for each in needed[:10])
    return (
        Problem(
            "case-081",
            (CASE_FILE, "rules", last),
            "the rules leave no package at all",
            f"change one of {names}" if len(needed) > 1 else f"change {names}",
        ),
    )


def _possible(case: Case) -> bool:
    return feasible_count(space_of(case)) > 0
