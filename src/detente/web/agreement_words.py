"""The words in which it is told whether there is a deal: the answer, the zone, the frontier.

A package that a party would not prefer to no agreement is said to be one to which it "would
rather have no agreement", by the judgement used: nobody is called unreasonable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from detente.core.outcomes.frontier import Method
from detente.core.preferences.judging import Judged
from detente.core.record.case import Case
from detente.core.record.issues import Issue
from detente.core.record.judgements import Judgement
from detente.core.solutions.agreement import Agreement, NoAnswer, NoFrontier
from detente.core.solutions.zone import Refusal

from . import words
from .amounts import amount, many, percent

ISSUES_NAMED = 8
"""How many issues of a package are named in a sentence."""


def all_of(case: Case, parties: Sequence[str]) -> str:
    """Return parties of whom all are meant: "Union", "both Union and Company", "all of ..."."""
    names = words.names_of(case, parties)
    return {1: names, 2: f"both {names}"}.get(len(parties), f"all of {names}")


def issue_label(case: Case, issue_id: str) -> str:
    """Return the short name of an issue."""
    found = case.find(issue_id, "issues")
    return found.label if isinstance(found, Issue) else issue_id


def option(case: Case, issue_id: str, option_id: str) -> str:
    """Return an option in words, a number of a range with its unit."""
    found = case.find(issue_id, "issues")
    if not isinstance(found, Issue):
        return option_id
    if found.range is not None:
        return f"{option_id} {found.range.unit}".strip()
    return found.option_label(option_id)


def package(case: Case, chosen: Mapping[str, str]) -> str:
    """Return a package in words, of many issues the first: "Wage: 4 percent; Shift: eight hours"."""
    told, more = first_of(
        (
            f"{issue_label(case, issue)}: {option(case, issue, each)}"
            for issue, each in chosen.items()
        ),
        ISSUES_NAMED,
    )
    return "; ".join(told) + (f"; and {many(more, 'more issue')}" if more else "")


# The answer


def suits_all(found: Agreement) -> bool | None:
    """Return whether some package suits all; None where that is not known."""
    zone = found.zone
    if zone is None:
        return None
    if zone.method == "listed" or zone.acceptable:
        return zone.acceptable > 0
    if any(each.solution.nothing not in ("no points", "no point suits all")
           for each in found.solutions):  # fmt: skip
        return True
    if found.best:
        return True
    return False if found.exact and found.solutions else None


def headline(case: Case, found: Agreement) -> str:
    """Return the answer in one sentence or two."""
    if found.why_not:
        return NO_ANSWERS[found.why_not]
    zone = found.zone
    assert zone is not None  # there is one where there is an answer
    there_is, everybody = suits_all(found), all_of(case, found.parties)
    of = "" if zone.packages is None else f" of {amount(zone.packages)}"
    if there_is is None:
        looked = f" among {amount(zone.counted)} drawn at random" if zone.counted else ""
        return f"It is not known whether a package suits {everybody}: none was found{looked}."
    if found.not_judged and there_is:
        names = words.names_of(case, found.not_judged)
        return f"Not known: there is no judgement of {names}. Some package suits {everybody}."
    if there_is and zone.method == "listed":
        verb = "suits" if zone.acceptable == 1 else "suit"
        return f"Yes: {amount(zone.acceptable)}{of} {_packages(zone.packages)} {verb} {everybody}."
    if there_is:
        share = zone.refusals[0] if zone.refusals and not zone.refusals[0].parties else None
        told = between(share) if share is not None else "some"
        return f"Yes: {told}{of} {_packages(zone.packages)} suit {everybody}."
    first = f"No package{of} suits {everybody}."
    near = nearest(case, found)
    return f"{first} Nearest: {near[0]}." if near else first


def _packages(count: int | None) -> str:
    return "package" if count == 1 else "packages"


def nearest(case: Case, found: Agreement) -> tuple[str, ...]:
    """Return the packages that miss fewest parties and by least, with whom they miss."""
    misses = found.near_misses
    if misses is None:
        return ()
    by_point = {each.point: each for each in misses.misses}
    return tuple(
        f"{package(case, found.points[at].examples[0])}, which misses "
        + words.joined(
            f"{words.name_of(case, found.parties[party])} by {amount(by)}"
            for party, by in zip(by_point[at].parties, by_point[at].shortfalls, strict=True)
        )
        for at in misses.nearest
    )


NO_ANSWERS: Mapping[NoAnswer, str] = {
    "no issues": "There is no answer yet: no issue is recorded, so there is no package to look at.",
    "nobody is judged": (
        "There is no answer yet: no judgement says what the packages are worth to anybody."
    ),
    "judgements lack numbers": (
        "There is no answer in numbers yet: the judgements do not hold enough of them."
    ),
    "an issue has too many options": (
        "There is no answer: an issue has more options than can be looked at one by one. "
        "A range with a larger smallest change (step) has fewer."
    ),
    "no package is possible": (
        "No package is possible: the rules of the case leave none, or an issue has no option."
    ),
}


# Whose judgements


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """Parties, and whose judgement their numbers are."""

    parties: str
    author: str
    date: str
    basis: str


NOT_FACTS = (
    "All of this rests on judgements, not on facts. Each party's numbers are in a unit of its "
    "own; ≈ marks one that is rounded."
)
EXERCISE = "The numbers are an exercise: they are nobody's true preferences."


def judged_rows(case: Case, judged: Sequence[Judged]) -> tuple[JudgedRow, ...]:
    """Return whose judgements are used, those of one author, day and basis together."""
    judgements = dict(case.judgements)
    together: dict[tuple[str, str, str], list[str]] = {}
    for each in judged:
        key = (each.author, words.when(each.date), judgements[each.file].basis)
        together.setdefault(key, []).append(each.party)
    return tuple(
        JudgedRow(words.names_of(case, parties), *key) for key, parties in together.items()
    )


def exercise(case: Case, judged: Sequence[Judged], warning: str = EXERCISE) -> str:
    """Return the warning that numbers are an exercise, if a judgement used says that; else ""."""
    judgements: dict[str, Judgement] = dict(case.judgements)
    said = any("exercise" in judgements[each.file].basis.casefold() for each in judged)
    return warning if said else ""


def without_agreement(case: Case, found: Agreement) -> str:
    """Return what no agreement is worth to each: the point that all is measured from."""
    if not found.disagreement:
        return ""
    told = words.joined(
        f"{amount(value)} to {words.name_of(case, party)}"
        for party, value in zip(found.parties, found.disagreement, strict=True)
    )
    text = f"Gains are measured from no agreement, which is worth {told}."
    guessed = [p for p, assumed in zip(found.parties, found.assumed, strict=True) if assumed]
    if guessed:
        names = words.names_of(case, guessed)
        text += f" For {names} that is not judged: the worst possible package stands for it."
    return text


def not_judged(case: Case, found: Agreement) -> str:
    """Return which principals nobody judged, and which judgements do not count, or ""."""
    told = []
    if found.not_judged:
        told.append(f"Not judged, and so not counted: {words.names_of(case, found.not_judged)}.")
    if found.unused:
        told.append(not_used(case, found.unused))
    return " ".join(told)


def not_used(case: Case, unused: Sequence[Judged]) -> str:
    """Return which judgements do not count, or ""."""
    others = words.joined(
        f"{words.name_of(case, each.party)} by {each.author}, {words.when(each.date)}"
        for each in unused
    )
    return f"Not used: {others}; of each party the latest counts." if others else ""


# The zone


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """Packages by who would rather have no agreement."""

    who: str
    packages: str
    share: str
    part: float


def refusal_rows(case: Case, found: Agreement) -> tuple[RefusalRow, ...]:
    """Return how many packages suit all, and who would rather have none to the others."""
    if found.zone is None:
        return ()
    return tuple(
        RefusalRow(
            words.names_of(case, each.parties) or "nobody: they suit all",
            amount(each.packages),
            between(each),
            float(each.share),
        )
        for each in found.zone.refusals
    )


def between(refusal: Refusal) -> str:
    """Return a share of packages, of a sample between which bounds it is."""
    if refusal.share_low == refusal.share_high:
        return percent(float(refusal.share))
    low, high = percent(refusal.share_low), percent(refusal.share_high)
    if low == high:
        return low
    return f"{low.removesuffix(' %')} to {high}"


def zone_notes(case: Case, found: Agreement) -> tuple[str, ...]:
    """Return how the packages were counted, and what stands between the parties."""
    zone = found.zone
    if zone is None:
        return ()
    told = []
    if zone.method == "sampled":
        told.append(
            f"There are too many packages to count: {amount(zone.counted)} were drawn at random. "
            "The shares are between the bounds given with 95 percent certainty."
        )
    elif zone.method == "not counted":
        told.append("There are too many packages to count.")
    counted = zone.counted or 1
    if len(found.parties) > 2 and zone.counted:
        drawn = " of those drawn" if zone.method == "sampled" else ""
        told.extend(
            f"Suit all, or all but {'one' if most == 1 else amount(most)}: "
            f"{many(zone.all_but[most], 'package')}{drawn} ({percent(zone.all_but[most] / counted)})."
            for most in range(1, len(found.parties) - 1)
        )
        by_party = (
            f"{words.name_of(case, party)} {amount(whole)}{f' (alone {amount(alone)})' if alone else ''}"
            for party, whole, alone in zip(found.parties, zone.refuses, zone.alone, strict=True)
        )
        told.append(f"By party, would rather have none{drawn}: {', '.join(by_party)}.")
    for parties in zone.blocking:
        at_once = "" if len(parties) == 1 else " at once"
        told.append(f"No package suits {all_of(case, parties)}{at_once}.")
    return tuple(told)


# The frontier

_METHODS: Mapping[Method, str] = {
    "issues combined": "by combining the issues one by one",
    "issues eliminated": "by taking the issues out one after another",
    "packages listed": "by looking at every package",
    "integer programming": "point by point, by integer programming",
}

NO_FRONTIERS: Mapping[NoFrontier, str] = {
    "too entangled": (
        "The frontier was not computed: the rules and interactions tie too many issues together "
        "for so many parties."
    ),
    "too large": "The frontier is not shown: it is too large for the memory allowed.",
    "too many points": (
        "The frontier is not shown: too many packages beat no other, as they do with many parties."
    ),
    "the search did not end": "The frontier was not computed: the search was ended before it was done.",
}


def frontier_lines(case: Case, found: Agreement) -> tuple[str, ...]:
    """Return how many packages waste nothing, how that was found, and how sure it is."""
    if found.no_frontier:
        return (NO_FRONTIERS[found.no_frontier],)
    if found.frontier is None or found.method is None:
        return ()
    points = len(found.points)
    where = f" at {many(points, 'point')}" if found.counted else ""
    what = many(found.frontier, "package" if found.counted else "point")
    verb = "is" if found.frontier == 1 else "are"
    stands = "stands" if found.frontier == 1 else "stand"
    told = [
        f"{what} {verb} on the frontier{where if found.frontier != points else ''}: no other is as "
        "good for everybody and better for somebody."
        if found.solutions
        else f"{what} {stands} for the frontier: of packages worth nearly the same the solver "
        "may miss some."
        if found.method == "integer programming"
        else f"{what} {stands} for the frontier, which is too large to keep whole."
    ]
    how = _METHODS[found.method]
    if found.exact:
        told.append(f"This is exact; it was found {how}.")
    else:
        most = words.joined(
            f"{amount(by)} for {words.name_of(case, party)}"
            for party, by in zip(found.parties, found.bound, strict=True)
        )
        told.append(
            f"This is near, not exact; it was found {how}. A package left out can be better by "
            f"at most {most}."
        )
    if found.divided and not found.exact:
        names = words.joined(issue_label(case, each) for each in found.divided)
        told.append(f"{names} can take any number; it was divided into steps, so this is near.")
    return tuple(told)


Line = TypeVar("Line")


def first_of(lines: Iterable[Line], at_most: int) -> tuple[tuple[Line, ...], int]:
    """Return the first lines, and how many more there are.

    >>> first_of(["a", "b", "c"], 2)
    (('a', 'b'), 1)
    """
    listed = tuple(lines)
    return listed[:at_most], max(0, len(listed) - at_most)


Answer = Literal["yes", "no", "not known", "none"]


def answer_of(found: Agreement) -> Answer:
    """Return the answer in a word, for colours and marks."""
    if found.why_not:
        return "no" if found.why_not == "no package is possible" else "none"
    there_is = suits_all(found)
    return "not known" if there_is is None else "yes" if there_is else "no"
