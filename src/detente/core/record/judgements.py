"""What somebody believes a party wants: dated, authored, private by nature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .dates import Date
from .entry import about


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number as it is known: exactly, or between two bounds (inclusive)."""

    low: Decimal = about("the lowest value it may have")
    high: Decimal = about("the highest value it may have")


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """A wish over options; earlier ones in the list count more than all later ones together."""

    statement: str = about('the wish, for instance "no ceasefire unless territory is settled"')
    issues: tuple[str, ...] = about("the issues it speaks of", refers="issues", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One package against another."""

    better: Mapping[str, tuple[str, ...]] = about("the package preferred", refers="options")
    worse: Mapping[str, tuple[str, ...]] = about("the package it is preferred to", refers="options")
    equal: bool = about("whether the two are as good as each other", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """An estimate of what a party wants. Every part is optional: nothing need be made up."""

    party: str = about("the party judged", refers="parties")
    author: str = about("whose judgement it is")
    date: Date = about("when it was made")
    visible_to: tuple[str, ...] = about(
        "the parties (and mediator) who may see it; required, and never public",
        refers="parties",
        default=(),
    )
    issue_order: tuple[tuple[str, ...], ...] = about(
        "issues from the most to the least important; a list within the list is a tie",
        refers="issues",
        default=(),
    )
    option_orders: Mapping[str, tuple[tuple[str, ...], ...]] = about(
        "per issue, options from best to worst; a list within the list is a tie", default={}
    )
    priorities: tuple[Priority, ...] = about("wishes in order of importance", default=())
    weights: Mapping[str, Estimate] = about(
        "weight per issue, exact or a range", refers="issues", default={}
    )
    values: Mapping[str, Mapping[str, Estimate]] = about(
        "per issue, a value for every option, exact or a range", default={}
    )
    comparisons: tuple[Comparison, ...] = about("whole packages compared", default=())
    no_agreement: Estimate | None = about("the value of no agreement", default=None)
    basis: str = about("what the judgement rests on", default="")
