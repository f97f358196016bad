"""A scenario as other programs know it: issues and values by name, what each party wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from detente.core.problems import Place, Problem, Severity
from detente.core.record.issues import NumericRange
from detente.core.record.quantities import Number


def _none() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ScenarioIssue:
    """An issue by its name: the names of its values, or the numbers it can be settled at."""

    name: str
    values: tuple[str, ...] = ()
    range: NumericRange | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """What values of several issues are worth together; with an empty ``when``, always."""

    when: Mapping[str, tuple[str, ...]]
    value: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one party wants, by the names of issues and values.

    It means what a judgement means: weights times values, with what is worth something together,
    at most ``ceiling``; or ``packages``, each with one value for every issue. For an issue of
    numbers ``values`` are points of a line.
    """

    name: str
    weights: Mapping[str, Number] = field(default_factory=_none)
    values: Mapping[str, Mapping[str, Number]] = field(default_factory=_none)
    together: tuple[Together, ...] = ()
    packages: tuple[tuple[Mapping[str, str], Number], ...] = ()
    ceiling: Number | None = None
    no_agreement: Number | None = None
    discount: Number | None = None
    time_cost: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is to be settled, and what each party wants of it, in the order of the files."""

    title: str
    issues: tuple[ScenarioIssue, ...]
    profiles: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class ReadScenario:
    """What was found at a place; ``scenario`` is None if there is any error among the problems."""

    scenario: Scenario | None
    problems: tuple[Problem, ...]
    format: str = ""


class Refused(Exception):
    """A scenario cannot be read, or not be written in a format; ``problems`` say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


HERE = "."
"""The place of what is wrong with a scenario as a whole."""

PROBLEMS_AT_MOST = 100
"""How many problems of one scenario are listed."""


class Problems:
    """Collects what is wrong with a scenario; refuses to go on after a hundred mistakes."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(
        self, code: str, place: Place | str, message: str, hint: str, severity: Severity = "error"
    ) -> None:
        """List a problem at a place, or in a file as a whole."""
        where = place if isinstance(place, Place) else None
        file = place.file if isinstance(place, Place) else place
        self.found.append(Problem(code, (file,), message, hint, severity, where))
        if len(self.found) >= PROBLEMS_AT_MOST:
            raise Refused(*self.found)

    @property
    def errors(self) -> bool:
        """Whether any of the problems is an error."""
        return any(each.severity == "error" for each in self.found)

    def stop_at_errors(self) -> None:
        """Raise :class:`Refused` if there is any error."""
        if self.errors:
            raise Refused(*self.found)
