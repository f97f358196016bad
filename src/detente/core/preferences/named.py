"""The numbers that a case names on its ranges: by rules, by judgements, by papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from types import MappingProxyType

from ..record.case import Case
from ..record.entry import standing_entries
from ..record.issues import Choice
from ..record.quantities import NumberUnreadable, parse_exact


@dataclass(frozen=True, slots=True)
class Named:
    """The numbers named on one issue: by rules and interactions, and as points merely.

    ``points`` are the corners of lines and what papers propose: nothing changes at them at once.
    """

    holding: frozenset[Fraction] = frozenset()
    points: frozenset[Fraction] = frozenset()


def numbers_named(
    case: Case, package: Mapping[str, str] = MappingProxyType({})
) -> Mapping[str, Named]:
    """Return the numbers that a case names, for each issue with a range.

    By the rules that stand, by interactions and whole packages of judgements (of a range
    ``low..high`` both ends), by the points of their lines, by papers that stand, by a
    ``package`` that is asked about. What is no number is passed over. No range: nothing. Cost: linear in what is named.

    >>> numbers_named(Case(title="t"))
    {}
    """
    ranges = [each.id for each in standing_entries(case.issues) if each.range is not None]
    if not ranges:
        return {}
    holding = _by_issue(ranges, _on_which_something_hangs(case))
    asked = ((issue, (option,)) for issue, option in package.items())
    points = _by_issue(ranges, chain(_on_the_way(case), asked))
    return {each: Named(frozenset(holding[each]), frozenset(points[each])) for each in ranges}


Naming = tuple[str, Iterable[str]]


def _on_which_something_hangs(case: Case) -> Iterator[Naming]:
    choices: list[Choice] = []
    for rule in standing_entries(case.rules):
        choices += (rule.when, rule.excludes, rule.requires)
    for _, judgement in case.judgements:
        choices += (each.when for each in judgement.interactions)
        choices += (each.package for each in judgement.packages)
    for choice in choices:
        yield from choice.items()


def _on_the_way(case: Case) -> Iterator[Naming]:
    for _, judgement in case.judgements:
        yield from judgement.values.items()
    for paper in standing_entries(case.proposals):
        yield from paper.package.items()


def _by_issue(issues: Iterable[str], named: Iterable[Naming]) -> Mapping[str, set[Fraction]]:
    found: dict[str, set[Fraction]] = {issue: set() for issue in issues}
    for issue, written in named:
        if issue in found:
            found[issue].update(_numbers(written))
    return found


def _numbers(written: Iterable[str]) -> Iterator[Fraction]:
    for each in written:
        for part in each.split(".."):
            try:
                yield Fraction(parse_exact(part.strip()))
            except NumberUnreadable:
                continue
