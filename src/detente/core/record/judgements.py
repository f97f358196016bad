"""What somebody believes a party wants: dated, authored, private by nature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .dates import Date
from .entry import about
from .issues import Choice


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
class Interaction:
    """What options on several issues are worth together, beyond their own values."""

    when: Choice = about(
        "options by issue that must all be in the package; for a range also low..high",
        refers="options",
    )
    value: Estimate = about("what they add together; below zero, what they take away")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageValue:
    """What one whole package is worth."""

    package: Choice = about("an option for every issue", refers="options")
    value: Estimate = about("what the package is worth")


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
    interactions: tuple[Interaction, ...] = about(
        "what options on several issues are worth together", default=()
    )
    packages: tuple[PackageValue, ...] = about(
        "values of whole packages, instead of weights and values: all of them", default=()
    )
    ceiling: Decimal | None = about(
        "the highest value a package can have; one that adds up to more has this", default=None
    )
    comparisons: tuple[Comparison, ...] = about("whole packages compared", default=())
    no_agreement: Estimate | None = about("the value of no agreement", default=None)
    discount: Decimal | None = about(
        "what is left of a value after one round more: above 0, at most 1", default=None
    )
    time_cost: Decimal | None = about("what each round more takes from a value", default=None)
    basis: str = about("what the judgement rests on", default="")
