"""A package named on the command line: a paper of the record, or an option for each issue."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import click

from detente.core.outcomes.space import BargainingProblem, forbidden_by, space_of
from detente.core.preferences.utility import utility
from detente.core.problems import did_you_mean, listed, shown
from detente.core.record.case import Case
from detente.core.record.entry import standing_entries
from detente.core.record.meetings import Proposal
from detente.core.solutions.settlement import NotAPackage, outcome_of
from detente.core.solutions.table import Table


def package_named(case: Case, named: str) -> dict[str, str]:
    """Return the package meant; refuse what is none, with what is wrong and how to mend it.

    Raises :class:`~detente.core.preferences.axes.TooManyOptions`.
    """
    if not named.strip():
        raise _refused("nothing is named; write issue=option,... or the id of a paper")
    found = _written(named) if "=" in named else _of_paper(case, named)
    space = space_of(case, package=found)
    nobody = utility("", [[0] * len(axis.options) for axis in space.axes])
    table = Table(BargainingProblem(space, (nobody,)), (Fraction(0),), (False,))
    try:
        return space.package(outcome_of(table, found))
    except NotAPackage as error:
        raise _refused(f"{shown(str(error))}; {error.hint}") from error


def _refused(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="--package")


def _written(named: str) -> dict[str, str]:
    """Return what issue=option,issue=option says."""
    found: dict[str, str] = {}
    for part in named.split(","):
        issue, sign, option = (each.strip() for each in part.partition("="))
        if not part.strip():
            raise _refused("a comma has nothing before or after it; remove it")
        if not (issue and sign and option):
            raise _refused(f'"{shown(part)}" is not issue=option; write for instance wage=3')
        if issue in found:
            raise _refused(
                f'"{shown(issue)}" is named twice; a package has one option of each issue'
            )
        found[issue] = option
    return found


def _of_paper(case: Case, named: str) -> dict[str, str]:
    """Return the package that a paper of the record amounts to."""
    paper = case.find(named, "proposals")
    known = [each.id for each in case.proposals if each.package]
    if not isinstance(paper, Proposal):
        near = did_you_mean(named, known)
        papers = f"papers with a package: {listed(known) or 'none'}"
        hint = f'did you mean "{near}"?' if near else papers
        raise _refused(f'"{shown(named)}" is no paper of this case; {hint}; or issue=option,...')
    if not paper.package:
        raise _refused(
            f'for "{shown(named)}" no package is recorded; add "package" to it, or write issue=option,...'
        )
    several = [issue for issue, options in paper.package.items() if len(options) != 1]
    if several:
        raise _refused(
            f'"{shown(named)}" leaves more than one option on {listed(several)}; write issue=option,...'
        )
    return {issue: options[0] for issue, options in paper.package.items()}


def forbidding(case: Case, package: dict[str, str]) -> tuple[str, ...]:
    """Return the ids of the rules that forbid a package, in the order of the record."""
    space = space_of(case, package=package)
    outcome = space.outcome(package)
    if outcome is None:
        return ()
    return tuple(
        rule.id
        for rule in standing_entries(case.rules)
        if not replace(space, forbidden=tuple(forbidden_by(rule, space.axes))).allows(outcome)
    )
