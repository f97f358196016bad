"""The numbers of judgements as fields of forms, and forms as judgements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from detente.core.preferences.judging import judged_parties
from detente.core.problems import Problem
from detente.core.record.case import Case
from detente.core.record.judgements import Estimate, Judgement
from detente.core.record.quantities import NumberUnreadable
from detente.core.report import Report
from detente.formats.casefile import JUDGEMENTS

WEIGHT, VALUE, NONE = "weight:", "value:", "no_agreement"
"""How the names of fields begin; after them stand ids, in which no colon can be."""
NUMBERS_AT_MOST = 450
"""Of a judgement with more numbers than a form may have fields only the weights are fields."""
SAME_DAY_AT_MOST = 99


@dataclass(frozen=True, slots=True)
class NumberField:
    """One number of a judgement."""

    name: str
    label: str
    text: str
    """The number or range as the judgement has it."""
    low: float
    high: float
    """Between what a slider moves it."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The numbers of the judgement that counts for a party."""

    party: str
    file: str
    author: str
    basis: str
    readers: tuple[str, ...]
    """Who may see it: ids of parties, or the words that stand for everybody and the mediator."""
    no_agreement: NumberField | None
    weights: tuple[NumberField, ...]
    values: tuple[tuple[str, tuple[NumberField, ...]], ...]
    """For each issue its words, and the fields of its options."""
    left_out: int
    """How many values have no field."""

    @property
    def numbers(self) -> bool:
        """Whether there is any number that could be another."""
        return bool(self.weights or self.values or self.no_agreement)


def panels(report: Report) -> tuple[Panel, ...]:
    """Return the panel of each party's judgement that counts, in the order of the parties."""
    judgements = dict(report.case.judgements)
    found, _ = judged_parties(report.case)
    return tuple(_panel(report.case, each.file, judgements[each.file]) for each in found)


def _panel(case: Case, file: str, judgement: Judgement) -> Panel:
    labels = {issue.id: issue.label for issue in case.issues}
    options = {option.id: option.label for issue in case.issues for option in issue.options}
    every = [each for values in judgement.values.values() for each in values.values()]
    best = max((float(each.high) for each in every), default=1.0)
    least = min((float(each.low) for each in every), default=0.0)
    total = sum(float(each.high) for each in judgement.weights.values()) or 1.0
    few = len(every) + len(judgement.weights) <= NUMBERS_AT_MOST
    none = judgement.no_agreement
    return Panel(
        judgement.party,
        file,
        judgement.author,
        judgement.basis,
        judgement.visible_to,
        None
        if none is None
        else NumberField(
            NONE, "no agreement", str(none), *_span(none, min(least, 0.0) * total, best * total)
        ),
        tuple(
            NumberField(
                f"{WEIGHT}{issue}", labels.get(issue, issue), str(each), *_span(each, 0.0, total)
            )
            for issue, each in judgement.weights.items()
        ),
        tuple(
            (
                labels.get(issue, issue),
                tuple(
                    NumberField(
                        f"{VALUE}{issue}:{option}",
                        options.get(option, option),
                        str(each),
                        *_span(each, min(least, 0.0), best),
                    )
                    for option, each in values.items()
                ),
            )
            for issue, values in (judgement.values.items() if few else ())
        ),
        0 if few else len(every),
    )


def _span(each: Estimate, low: float, high: float) -> tuple[float, float]:
    """What a slider spans: from low to high, and what the number itself takes in."""
    low, high = min(low, float(each.low)), max(high, float(each.high))
    return (low, high) if low < high else (low - 1.0, high + 1.0)


def with_numbers(
    file: str, judgement: Judgement, written: Mapping[str, str]
) -> tuple[Judgement, dict[str, Problem]]:
    """Return a judgement with the numbers written in fields, and what is wrong, by field.

    A field that holds what the judgement holds changes nothing; one that the judgement has not is
    passed over.
    """
    problems: dict[str, Problem] = {}

    def read(name: str, now: Estimate) -> Estimate:
        text = written.get(name, str(now))
        if text == str(now):
            return now
        made = estimate(text, (file, name))
        if isinstance(made, Problem):
            problems[name] = made
            return now
        return made

    weights = {issue: read(f"{WEIGHT}{issue}", each) for issue, each in judgement.weights.items()}
    values = {
        issue: {option: read(f"{VALUE}{issue}:{option}", each) for option, each in options.items()}
        for issue, options in judgement.values.items()
    }
    none = judgement.no_agreement
    made = replace(
        judgement,
        weights=weights,
        values=values,
        no_agreement=None if none is None else read(NONE, none),
    )
    return made, problems


def estimate(text: str, path: tuple[str, ...]) -> Estimate | Problem:
    """Return the number or range that a text writes, or what is wrong with it."""
    try:
        made = Estimate.parse(text)
    except NumberUnreadable as error:
        message = str(error) if error.hint else "neither a number nor a range"
        hint = error.hint or "write 0.4 (a point for decimals, not a comma), 1/3 or 0.3..0.5"
        return Problem("case-035", path, message, hint)
    if made.low > made.high:
        message = "the range ends below its beginning"
        return Problem("case-060", path, message, "write the lower number first")
    return made


def by_field(problems: Iterable[Problem]) -> dict[str, Problem]:
    """Return problems of a judgement by the field of the form that each belongs to."""
    found: dict[str, Problem] = {}
    for each in problems:
        _, *steps = (str(step) for step in each.path)
        match steps:
            case ["weights", issue, *_]:
                name = f"{WEIGHT}{issue}"
            case ["values", issue, option, *_]:
                name = f"{VALUE}{issue}:{option}"
            case [first, *_]:
                name = first
            case _:
                name = ""
        found.setdefault(name, each)
    return found


def free_file(case: Case, made: Judgement, beside: str) -> str | None:
    """Return the name of a file for a new judgement, which then is the one that counts; None for none.

    Of judgements of one day the last by file counts.
    """
    taken = {file for file, _ in case.judgements}
    first = f"{made.party}-{made.date}"
    stem = PurePosixPath(beside).stem
    numbers = range(2, SAME_DAY_AT_MOST + 1)
    names = [first, *(f"{first}_{n:02}" for n in numbers), *(f"{stem}_{n:02}" for n in numbers)]
    for name in names:
        file = f"{JUDGEMENTS}/{name}.yaml"
        if file in taken:
            continue
        with_it = replace(case, judgements=(*case.judgements, (file, made)))
        if file in {each.file for each in judged_parties(with_it)[0]}:
            return file
    return None
