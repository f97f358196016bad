"""A scenario as score sheets: a file of points for each party, and who is who."""

from __future__ import annotations

from fractions import Fraction

from detente.core.problems import shown

from .scenario import Profile, Scenario
from .scores import CONFIG, ENDING, FOLDER, ISSUES_AT_MOST
from .target import Target, file_names, weight_of


def score_files(scenario: Scenario, target: Target) -> dict[str, str]:
    """Return the files of a scenario by their names; what score sheets cannot say is listed.

    Sheets hold no names of issues and values, only their order.
    """
    if len(scenario.issues) > ISSUES_AT_MOST:
        hint = "choose another format"
        target.refuse(scenario.title, f"more than {ISSUES_AT_MOST} issues", hint)
    for issue in scenario.issues:
        if issue.range is not None:
            message = f'"{shown(issue.name)}" is settled at a number'
            target.refuse(issue.name, message, "score sheets hold points for single values only")
    names = file_names(each.name for each in scenario.profiles)
    lines = []
    files = {}
    for profile in scenario.profiles:
        if "," in profile.name or "\n" in profile.name:
            target.refuse(profile.name, "the party's name holds a comma", "give it another name")
        lines.append(f"{profile.name},{names[profile.name].replace(',', '_')},player,cooperative,")
        target.nothing_but(profile)
        files[f"{FOLDER}/{names[profile.name]}{ENDING}"] = _points(scenario, profile, target)
    return {CONFIG: "\n".join(lines) + "\n", **files}


def _points(scenario: Scenario, profile: Profile, target: Target) -> str:
    if profile.no_agreement is None:
        message = "there is no value of no agreement, the least the party accepts"
        target.refuse(profile.name, message, "add no_agreement to the judgement")
    if not target.complete(scenario, profile) or profile.no_agreement is None:
        return ""
    lines = []
    for issue in scenario.issues:
        weight = weight_of(profile, issue.name)
        values = profile.values[issue.name]
        worth = (
            values[each] if weight == 1 else weight * Fraction(values[each])
            for each in (issue.values if issue.range is None else ())
        )
        lines.append(", ".join(target.decimal(each, profile.name) for each in worth))
    lines.append(target.decimal(profile.no_agreement, profile.name))
    return "\n".join(lines) + "\n"
