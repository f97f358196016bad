"""Score sheets: for each party a line of points for each issue and, last, the least it accepts.

The folder holds ``config.txt``, a line for each party that begins with its name and the name of
its file, and the files in ``scores_files/``. A package is worth the sum of its points. The least a
party accepts is its value of no agreement: with exactly as many points a package is acceptable.
"""

from __future__ import annotations

import string
from decimal import Decimal

from detente.core.problems import Place, shown
from detente.core.record.quantities import Number, NumberUnreadable

from .numbers import number_in
from .scenario import Problems, Profile, ScenarioIssue

CONFIG, FOLDER, ENDING = "config.txt", "scores_files", ".txt"
ISSUES_AT_MOST = len(string.ascii_uppercase)


def parties_of(text: str, problems: Problems) -> tuple[tuple[str, str], ...]:
    """Return each party's name and file from the text of ``config.txt``."""
    found: dict[str, str] = {}
    for index, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, comma, rest = (each.strip() for each in line.partition(","))
        file = rest.partition(",")[0].strip()
        if not name or not comma or not file or not file.isprintable() or {"/", "\\"} & {*file}:
            problems.add(
                "scenario-007",
                Place(CONFIG, index, 1),
                "the line does not name a party and its file",
                "write: name, name of its file in scores_files without .txt",
            )
        elif name in found:
            problems.add(
                "scenario-009",
                Place(CONFIG, index, 1),
                f'the party "{shown(name)}" stands here a second time',
                "give each party a name of its own",
            )
        else:
            found[name] = file
    return tuple(found.items())


def points_in(text: str, file: str, problems: Problems) -> list[list[Decimal]]:
    """Return the lines of numbers in a party's file; what is no number is listed."""
    lines: list[list[Decimal]] = []
    for index, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        numbers: list[Decimal] = []
        column = 1
        for part in line.split(","):
            try:
                numbers.append(number_in(part.strip()))
            except NumberUnreadable:
                problems.add(
                    "scenario-008",
                    Place(file, index, column),
                    "this is not a number that can be kept exactly",
                    "a line holds numbers with commas between, with a point for decimals: 14, 8.5, 0",
                )
            column += len(part) + 1
        lines.append(numbers)
    return lines


def issues_of(lines: list[list[Decimal]]) -> tuple[ScenarioIssue, ...]:
    """Return the issues A, B, ... with values A1, A2, ..., as many as a party has points for."""
    return tuple(
        ScenarioIssue(letter, tuple(f"{letter}{n}" for n in range(1, len(points) + 1)))
        for letter, points in zip(string.ascii_uppercase, lines[:-1], strict=False)
    )


def profile(
    name: str,
    file: str,
    lines: list[list[Decimal]],
    issues: tuple[ScenarioIssue, ...],
    problems: Problems,
) -> Profile:
    """Return what a party's file says, held against the issues of the first file."""
    counts, wanted = [len(each) for each in lines], [len(issue.values) for issue in issues]
    if counts != [*wanted, 1] or not wanted:
        problems.add(
            "scenario-018",
            file,
            f"lines of {_many(counts)} numbers, where the first party has {_many([*wanted, 1])}",
            "all parties have points for the same values of the same issues; the last line is "
            "the least the party accepts; decimals have a point, for a comma begins another number",
        )
        return Profile(name=name)
    values: dict[str, dict[str, Number]] = {
        issue.name: dict(zip(issue.values, points, strict=True))
        for issue, points in zip(issues, lines, strict=False)
    }
    return Profile(name=name, values=values, no_agreement=lines[-1][0])


def _many(counts: list[int]) -> str:
    return ", ".join(map(str, counts[:30])) or "no"
