"""Every package of a case with its utility, the slow way: option by option, straight from a judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from detente.core.record.case import Case
from detente.core.record.issues import Issue
from detente.core.record.judgements import Judgement
from tests.core.preferences.judgements import slow_part

Package = Mapping[str, str]


def packages(case: Case) -> Iterator[Package]:
    """Yield every package of a case without rules, option by option."""
    names = [issue.id for issue in case.issues]
    for chosen in product(*(settled(issue) for issue in case.issues)):
        yield dict(zip(names, chosen, strict=True))


def settled(issue: Issue) -> list[str]:
    """Return all that an issue can be settled at."""
    bounds = issue.range
    if bounds is None:
        return [option.id for option in issue.options]
    assert bounds.step is not None
    count = int((bounds.high - bounds.low) / bounds.step)
    return [str(bounds.low + number * bounds.step) for number in range(count + 1)]


class Table:
    """What each option of each issue adds, worked out once: quick enough for ten thousands."""

    def __init__(self, case: Case, judgement: Judgement) -> None:
        self.parts = [
            [slow_part(judgement, issue.id, option) for option in settled(issue)]
            for issue in case.issues
        ]

    def utilities(self) -> list[Fraction]:
        """Return the utility of every package, in the order of :func:`packages`."""
        sums = [Fraction(0)]
        for parts in self.parts:
            sums = [total + part for total in sums for part in parts]
        return sums
