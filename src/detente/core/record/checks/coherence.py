"""Entries that contradict themselves or one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from ...problems import Path, Problem, shown
from ..case import CASE_FILE, Case, Placed
from ..issues import Issue, Rule
from ..meetings import Proposal
from ..obligations import Commitment
from ..statements import Position
from .references import unknown_option


def check_coherence(case: Case, among: Placed | None = None) -> Iterator[Problem]:
    """Yield issues without options, positions off their issue, rules that cannot be, and more."""
    issues = {issue.id: issue for issue in case.issues}
    rules = _by_option_and_issue(case.rules)
    for block, position, entry in among if among is not None else case.entries():
        path: Path = (CASE_FILE, block, position)
        if isinstance(entry, Issue):
            yield from _issue(entry, path)
        elif isinstance(entry, Rule):
            yield from _rule(entry, path)
        elif isinstance(entry, Position):
            yield from _position(entry, issues.get(entry.issue), path)
        elif isinstance(entry, Commitment):
            yield from _commitment(entry, path)
        elif isinstance(entry, Proposal):
            yield from _proposal(entry, rules, path)


def _issue(issue: Issue, path: Path) -> Iterator[Problem]:
    if bool(issue.options) == (issue.range is not None):
        what = "both options and a range" if issue.options else "neither options nor a range"
        yield Problem(
            "case-070", (*path, "options"), f"the issue has {what}", "give it one of the two"
        )
    seen: set[str] = set()
    for index, option in enumerate(issue.options):
        if option.id in seen:
            yield Problem(
                "case-071",
                (*path, "options", index, "id"),
                f'the option "{option.id}" stands here a second time',
                "options of one issue have different ids",
            )
        seen.add(option.id)
    if issue.range and issue.range.low >= issue.range.high:
        yield Problem(
            "case-060",
            (*path, "range"),
            "the range holds no two numbers",
            "low has to be smaller than high",
        )


def _rule(rule: Rule, path: Path) -> Iterator[Problem]:
    speaks_of_states = bool(rule.together or rule.without)
    if speaks_of_states:
        yield from _rule_of_states(rule, path)
    elif not rule.when or not (rule.excludes or rule.requires):
        missing = '"excludes" or "requires"' if rule.when else '"when"'
        if not rule.when and not rule.excludes and not rule.requires:
            missing = '"when" with "excludes" or "requires", or "together"'
        yield Problem("case-072", path, "the rule has no effect", f"add {missing}")
    for name, choice in (("excludes", rule.excludes), ("requires", rule.requires)):
        for issue_id, options in choice.items():
            if issue_id in rule.when:
                yield Problem(
                    "case-073",
                    (*path, name, issue_id),
                    f'the rule speaks of the issue "{issue_id}" on both sides',
                    "a package has one option for each issue: use another issue",
                )
            if name == "requires" and set(options) <= set(rule.excludes.get(issue_id, ())):
                yield Problem(
                    "case-073",
                    (*path, name, issue_id),
                    f'all it requires for "{issue_id}" it also excludes',
                    "remove one of the two",
                )


def _rule_of_states(rule: Rule, path: Path) -> Iterator[Problem]:
    if rule.when or rule.excludes or rule.requires:
        yield Problem(
            "case-073",
            (*path, "together" if rule.together else "without"),
            "the rule speaks of packages, and also of states of the conflict",
            "make two rules of it: neither part limits the other",
        )
    for index, course in enumerate(rule.without):
        if course in rule.together:
            yield Problem(
                "case-073",
                (*path, "without", index),
                f'the rule names "{shown(course)}" both in "together" and in "without"',
                "remove one of the two",
            )


def _position(position: Position, issue: Issue | None, path: Path) -> Iterator[Problem]:
    if issue is None:
        return
    if issue.range is not None:
        if position.options:
            yield Problem(
                "case-047",
                (*path, "options"),
                f'the issue "{issue.id}" is settled at a number, not by options',
                'write "value" with the number and its unit',
            )
        yield from _value_in_range(position, issue, path)
        return
    if position.value is not None:
        yield Problem(
            "case-047",
            (*path, "value"),
            f'the issue "{issue.id}" is settled by options, not at a number',
            'write "options" with the ids meant',
        )
    for index, option in enumerate(position.options):
        yield from unknown_option(issue, option, (*path, "options", index))


def _value_in_range(position: Position, issue: Issue, path: Path) -> Iterator[Problem]:
    value, bounds = position.value, issue.range
    if value is None or bounds is None or bounds.low >= bounds.high:
        return
    if value.unit and bounds.unit and value.unit != bounds.unit:
        yield Problem(
            "case-048",
            (*path, "value"),
            f'given in "{shown(value.unit)}", but the issue counts in "{shown(bounds.unit)}"',
            "use the issue's unit",
        )
        return
    for number in (value.low, value.best, value.high):
        if number is not None and not bounds.low <= number <= bounds.high:
            yield Problem(
                "case-047",
                (*path, "value"),
                f"{number} lies outside the issue's range, {bounds.low} to {bounds.high}",
                "correct the value, or widen the range",
            )
            return


def _commitment(entry: Commitment, path: Path) -> Iterator[Problem]:
    if not set(entry.owed_by).isdisjoint(entry.owed_to):
        yield Problem(
            "case-074",
            (*path, "owed_to"),
            "a party owes this to itself",
            "name the party to which it is owed",
        )


_Rules = dict[tuple[str, str, str], list[Rule]]


def _by_option_and_issue(rules: tuple[Rule, ...]) -> _Rules:
    """Return the rules by an option that brings them into force and an issue they bind.

    The option is one of the first issue in ``when``: a package without it is not concerned.
    """
    found: _Rules = {}
    for rule in rules:
        for issue, options in islice(rule.when.items(), 1):
            for option in dict.fromkeys(options):
                for bound in dict.fromkeys((*rule.excludes, *rule.requires)):
                    found.setdefault((issue, option, bound), []).append(rule)
    return found


def _proposal(proposal: Proposal, rules: _Rules, path: Path) -> Iterator[Problem]:
    package = proposal.package
    chosen = ((issue, option) for issue, some in package.items() for option in some[:1])
    concerned = {
        rule.id: rule
        for each in chosen
        for issue in package
        for rule in rules.get((*each, issue), ())
    }
    for rule in concerned.values():
        if breaks(proposal.package, rule):
            yield Problem(
                "case-075",
                (*path, "package"),
                f'the package breaks the rule "{rule.id}"',
                "correct the package, or the rule",
                "warning",
            )


def breaks(package: Mapping[str, tuple[str, ...]], rule: Rule) -> bool:
    """Return whether a package, which may be partial, surely breaks a rule.

    An issue on which the package is silent breaks nothing.
    """
    if not all(
        issue in package and set(package[issue]) <= set(options)
        for issue, options in rule.when.items()
    ):
        return False
    excluded = any(
        issue in package and set(package[issue]) <= set(options)
        for issue, options in rule.excludes.items()
    )
    lacking = any(
        issue in package and set(package[issue]).isdisjoint(options)
        for issue, options in rule.requires.items()
    )
    return excluded or lacking
