"""The words in which it is told what each theory of fairness picks, and why they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, islice

from detente.charts.agreement import Marked
from detente.core.record.case import Case
from detente.core.report import Report
from detente.core.solutions.agreement import Agreement, FrontierPoint, Picked
from detente.core.solutions.bargaining import Nothing, Solution, SolutionName

from . import words
from .agreement_words import issue_label, option, package
from .amounts import amount, gain, many

TIES_SHOWN = 3
"""How many of the points that one theory picks are shown; all are counted."""

THEORIES: Mapping[SolutionName, str] = {
    "nash": "Nash",
    "kalai-smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
    "leximin": "Leximin",
    "equal loss": "Equal loss",
    "raiffa": "Raiffa",
}

NOTHING: Mapping[Nothing, str] = {
    "no points": "there is no package",
    "no point suits all": "no package suits all",
    "nobody gains": "nobody would gain anything",
    "no shared gain": "no package lets all gain at once who could gain by themselves",
}

FIRST_SHOWN = (
    "Where several packages are worth the same to everybody, the first in the order of the record is "
    "shown; nothing speaks for it before the others."
)
COMPARES = "sets one party's unit against another's"


@dataclass(frozen=True, slots=True)
class Lettered:
    """A point that some theory picks, by a letter, with a package that reaches it."""

    letter: str
    package: Mapping[str, str]
    point: FrontierPoint

    @property
    def more(self) -> int | None:
        """How many more packages are worth the same to everybody; None: not counted."""
        return None if self.point.packages is None else self.point.packages - 1

    @property
    def heading(self) -> str:
        """The letter, and of how many packages worth the same this one is shown."""
        return (
            f"{self.letter} (1 of {amount(self.point.packages or 1)})" if self.more else self.letter
        )


@dataclass(frozen=True, slots=True)
class PickRow:
    """What one theory picks: a row for each point, the first with the theory's name."""

    theory: str
    compares: bool
    letter: str
    worth: tuple[str, ...]
    gains: tuple[str, ...]
    nothing: str
    more: int


def lettered(found: Agreement) -> tuple[Lettered, ...]:
    """Return the points that the theories pick, each once, by letters in the order of theories."""
    points: dict[tuple[Fraction, ...], FrontierPoint] = {}
    for each in found.solutions:
        for point in _shown(each):
            points.setdefault(point.utilities, point)
    return tuple(
        Lettered(letter, point.examples[0], point)
        for letter, point in zip(_letters(len(points)), points.values(), strict=True)
    )


def _letters(amount_of: int) -> list[str]:
    """Return letters, then numbers once they are used up."""
    names = (chr(ord("A") + n) if n < 26 else str(n + 1) for n in count())
    return list(islice(names, amount_of))


def _shown(picked: Picked) -> tuple[FrontierPoint, ...]:
    """Return the first points a theory picks, those that refining leaves before the others."""
    kept = set(picked.solution.refined)
    pairs = list(zip(picked.solution.picks, picked.points, strict=True))
    pairs.sort(key=lambda pair: pair[0] not in kept)
    return tuple(point for _, point in pairs[:TIES_SHOWN])


def pick_rows(found: Agreement) -> tuple[PickRow, ...]:
    """Return what each theory picks, all ties up to a few, with what each party gets and gains."""
    letters = {each.point.utilities: each.letter for each in lettered(found)}
    rows = []
    for each in found.solutions:
        solution = each.solution
        name, compares = THEORIES[solution.name], solution.compares_units
        shown = _shown(each)
        if not shown:
            why = NOTHING[solution.nothing] if solution.nothing else ""
            rows.append(PickRow(name, compares, "", (), (), f"nothing: {why}", 0))
        for number, point in enumerate(shown):
            last = number == len(shown) - 1
            rows.append(
                PickRow(
                    "" if number else name,
                    compares,
                    letters[point.utilities],
                    tuple(amount(value) for value in point.utilities),
                    tuple(gain(value) for value in point.gains),
                    "",
                    len(each.points) - len(shown) if last else 0,
                )
            )
    return tuple(rows)


def agreeing(found: Agreement) -> str:
    """Return in one sentence how far the theories agree; "" where they pick nothing."""
    picks: dict[tuple[int, ...], list[str]] = {}
    for each in found.solutions:
        if each.solution.picks:
            picks.setdefault(each.solution.refined, []).append(THEORIES[each.solution.name])
    if not picks:
        return ""
    if len(picks) == 1:
        (named,) = picks.values()
        return f"All {len(named)} pick the same." if len(named) > 1 else ""
    several = [words.joined(named) for named in picks.values() if len(named) > 1]
    parts = f"; {'; '.join(f'{each} agree' for each in several)}" if several else ""
    return f"They give {len(picks)} different answers{parts}."


def why(found: Agreement) -> tuple[tuple[str, str, str], ...]:
    """Return why they differ: per theory its name, what it looks at, and the key of its source."""
    return tuple(
        (THEORIES[each.solution.name], _reason(each.solution), each.solution.source)
        for each in found.solutions
    )


def _reason(solution: Solution) -> str:
    value = solution.value if solution.picks else None
    reached = "" if value is None else f" (here {amount(value)})"
    parties = len(solution.disagreement)
    text = {
        "nash": f"multiplies the gains and makes the product as large as it can be{reached}",
        "kalai-smorodinsky": (
            "gives each as large a part as it can of the most it could gain"
            + ("" if value is None else f" (here {amount(value * 100)} percent or more of it)")
        ),
        "egalitarian": f"makes the smallest gain as large as it can be{reached}",
        "utilitarian": f"makes the sum of the gains as large as it can be{reached}",
        "leximin": f"looks at the smallest gain first{reached}, then at the next, and so on",
        "equal loss": f"keeps the largest loss from a party's best as small as it can be{reached}",
        "raiffa": (
            f"raises everybody step by step, each time 1/{parties} of the way to its best"
            + ("" if solution.steps is None else f" (here {many(solution.steps, 'step')})")
        ),
    }[solution.name]
    if 0 < len(solution.refined) < len(solution.picks):
        text += f". Broken further, its tie of {len(solution.picks)} leaves {len(solution.refined)}"
    return text


# Marks in pictures


def marked(found: Agreement) -> tuple[Marked, ...]:
    """Return the points that theories pick, each with its letter and the theories."""
    pickers: dict[tuple[Fraction, ...], list[str]] = {}
    for each in found.solutions:
        for point in each.points:
            pickers.setdefault(point.utilities, []).append(THEORIES[each.solution.name])
    return tuple(
        Marked(
            each.letter,
            f"picked by {words.joined(pickers[each.point.utilities])}",
            each.point.utilities,
        )
        for each in lettered(found)
    )


def papers(report: Report) -> tuple[Marked, ...]:
    """Return the parties' papers that are whole packages, by their titles."""
    return tuple(
        Marked(
            words.name_of(report.case, each.proposal), "a paper of the record", each.worth.utilities
        )
        for each in report.offered
    )


def frontier_caption(found: Agreement, papers: Sequence[object]) -> str:
    """Return what the picture of the frontier shows, its marks told by their shapes."""
    offered = " A diamond is a party's paper." if papers else ""
    if len(found.parties) == 2:
        return (
            "What packages are worth to the two: a dot wastes nothing, a lettered square is picked "
            f"by a theory (the table below has all numbers), the cross is no agreement.{offered} "
            "In the shaded part both would rather agree."
        )
    papers_too = " Dotted lines are the parties' papers." if papers else ""
    return (
        "Each thin line is a package that wastes nothing: where it meets a party's upright line is "
        "what it is worth to that party, from the worst drawn to the best. Thick lettered lines are "
        f"picked by a theory (the table below has all numbers); the dashed line is no agreement.{papers_too}"
    )


# What the packages hold


@dataclass(frozen=True, slots=True)
class ContentRow:
    """An issue, and what each of some packages holds on it."""

    issue: str
    options: tuple[str, ...]


def contents(
    case: Case, packages: tuple[Mapping[str, str], ...]
) -> tuple[tuple[ContentRow, ...], tuple[ContentRow, ...]]:
    """Return the issues on which packages differ, and those on which they are the same.

    Of one package all issues are in the first part.
    """
    if not packages:
        return (), ()
    rows = [
        (
            len({each[issue] for each in packages}) > 1 or len(packages) == 1,
            ContentRow(
                issue_label(case, issue),
                tuple(option(case, issue, each[issue]) for each in packages),
            ),
        )
        for issue in packages[0]
    ]
    return (
        tuple(row for differs, row in rows if differs),
        tuple(row for differs, row in rows if not differs),
    )


def packages_of(found: tuple[Lettered, ...]) -> tuple[Mapping[str, str], ...]:
    """Return the packages, in order."""
    return tuple(each.package for each in found)


def same_worth(case: Case, each: Lettered) -> str:
    """Return that other packages are worth the same to everybody, with some of them; "" for none."""
    if each.more is None or each.more == 0:
        return ""
    others = [
        package(case, {key: value for key, value in other.items() if each.package[key] != value})
        for other in each.point.examples[1:]
    ]
    verb = "is" if each.more == 1 else "are"
    text = f"{many(each.more, 'more package')} {verb} worth the same to everybody"
    left = each.more - len(others)
    some = [f"with {other}" for other in others] + ([f"{amount(left)} more"] if left else [])
    return f"{text}: {', or '.join(some)}" if others else text
