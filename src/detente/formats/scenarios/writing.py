"""A scenario to the files of a format, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from detente.core.problems import Problem

from .genius_write import genius_files
from .geniusweb_write import geniusweb_files
from .negmas_write import negmas_files
from .reading import FORMATS, check_names
from .scenario import Refused, Scenario
from .scores_write import score_files
from .target import Target

_WRITERS: Mapping[str, Callable[[Scenario, Target], dict[str, str]]] = MappingProxyType(
    {
        "genius": genius_files,
        "geniusweb": geniusweb_files,
        "negmas": negmas_files,
        "scores": score_files,
    }
)


@dataclass(frozen=True, slots=True)
class WrittenScenario:
    """The files of a scenario by their names; none if there are problems."""

    files: Mapping[str, str]
    problems: tuple[Problem, ...]
    rounded: int = 0


def scenario_files(scenario: Scenario, format_: str, digits: int | None = None) -> WrittenScenario:
    """Return the files that say a scenario in a format, or all that the format cannot say.

    ``digits``: to how many decimals a number is rounded that has no end as a decimal; None
    refuses it. Raises ``KeyError`` for no format. Cost: linear, but for a reservation bid of
    GeniusWeb, which is looked for.
    """
    target = Target(FORMATS[format_].partition(",")[0], digits)
    try:
        check_names(scenario, target.problems)
        files = _WRITERS[format_](scenario, target)
        target.problems.stop_at_errors()
    except Refused as refused:
        return WrittenScenario(MappingProxyType({}), refused.problems)
    return WrittenScenario(MappingProxyType(files), tuple(target.problems.found), target.rounded)
