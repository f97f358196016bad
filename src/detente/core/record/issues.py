"""What is talked about: issues, their options, and rules between options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .entry import ID_PATTERN, Entry, about

Choice = Mapping[str, tuple[str, ...]]
"""Options by issue: ``{"ceasefire": ("full", "limited")}``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to settle an issue."""

    id: str = about("a name for references", pattern=ID_PATTERN)
    label: str = about("the option in a few words")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericRange:
    """The numbers an issue can be settled at."""

    low: Decimal = about("the lowest number")
    high: Decimal = about("the highest number")
    unit: str = about("what is counted: percent, km, people", default="")
    step: Decimal | None = about("the smallest change, if any", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Entry):
    """A question to be settled, with the options there are.

    Which party an option favours is a judgement and is not stated here.
    """

    question: str = about("the question to be settled")
    short: str = about("a short name for tables", default="")
    options: tuple[Option, ...] = about("the ways to settle it", default=())
    ordered: bool = about("whether the options form a scale, in the order given", default=False)
    range: NumericRange | None = about("for numbers, instead of options", default=None)

    @property
    def label(self) -> str:
        """The short name where there is one, else the question."""
        return self.short or self.question

    def option_label(self, option_id: str) -> str:
        """Return the option in words; an unknown id is returned as it is."""
        for option in self.options:
            if option.id == option_id:
                return option.label
        return option_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Entry):
    """Which options exclude or require one another in any package; which states cannot be.

    Whenever a package has one of the ``when`` options on each of these issues,
    it must not have any option of ``excludes`` and must have one of each issue
    in ``requires``. In no state of the conflict are all courses of action of ``together`` taken
    and none of ``without``.
    """

    when: Choice = about(
        "options by issue that bring the rule into force", refers="options", default={}
    )
    excludes: Choice = about("options that are then impossible", refers="options", default={})
    requires: Choice = about("options of which one is then needed", refers="options", default={})
    together: tuple[str, ...] = about(
        "courses of action that are never all taken ...", refers="conflict", default=()
    )
    without: tuple[str, ...] = about(
        "... unless one of these is taken too", refers="conflict", default=()
    )
