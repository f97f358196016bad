"""What a format can hold: numbers as decimals, lines as slopes; what it cannot is listed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise

from detente.core.problems import shown
from detente.core.record.issues import NumericRange
from detente.core.record.quantities import Number, Ratio

from .numbers import decimal_text, rounded
from .scenario import HERE, Problems, Profile, Scenario

LARGEST_WHOLE = 10**15
"""Up to which number whole numbers stand for the values of an issue."""


class Target:
    """Collects what a format cannot hold, and how many numbers were rounded to fit."""

    def __init__(self, format_: str, digits: int | None) -> None:
        self.format = format_
        self.digits = digits
        self.problems = Problems()
        self.rounded = 0

    def refuse(self, where: str, message: str, hint: str) -> None:
        """List something that the format cannot say of a party or an issue."""
        self.problems.add("scenario-020", HERE, f'"{shown(where)}": {message}', hint)

    def decimal(self, value: Number, where: str) -> str:
        """Return a number as a decimal; one without an end is rounded if that is wanted."""
        text = decimal_text(value)
        if text is not None and len(text) <= 60:
            return text
        if self.digits is not None:
            self.rounded += 1
            return format(rounded(value, self.digits), "f")
        self.problems.add(
            "scenario-021",
            HERE,
            f'"{shown(where)}": {shown(str(value))} has no end as a decimal, '
            f"and {self.format} knows no fractions",
            "say --round 12 to round such numbers to twelve decimals",
        )
        return "0"

    def nothing_but(self, profile: Profile, *names: str) -> None:
        """List the parts of a profile that are none of those named."""
        said = {
            "together": ("together", "values of options together"),
            "packages": ("packages", "values of whole packages"),
            "ceiling": ("ceiling", "a highest value"),
            "discount": ("discount", "a discount"),
            "time_cost": ("time_cost", "a cost of time"),
        }
        for key, (field, words) in said.items():
            held = getattr(profile, field)
            if key == "discount" and held == 1:
                continue
            if key == "time_cost" and held == 0:
                continue
            if key == "ceiling" and (held is None or Fraction(held) >= most(profile)):
                continue
            if held and key not in names:
                hint = "choose another format, or stay with the case"
                self.refuse(profile.name, f"{words} cannot be said in {self.format}", hint)

    def complete(self, scenario: Scenario, profile: Profile) -> bool:
        """Return whether a profile has a value for every issue; list what is missing."""
        missing = [
            issue.name
            for issue in scenario.issues
            if issue.name not in profile.values
            or (profile.weights and issue.name not in profile.weights)
        ]
        for name in missing[:10]:
            hint = "give the issue a weight and values; 0 if it does not count"
            self.refuse(profile.name, f'there is no weight or no value for "{shown(name)}"', hint)
        return not missing


def most(profile: Profile) -> Fraction:
    """Return a number that no package of a profile is worth more than."""
    best = sum(
        weight_of(profile, name) * max((Fraction(each) for each in values.values()), default=0)
        for name, values in profile.values.items()
    )
    more = sum(max(Fraction(0), Fraction(each.value)) for each in profile.together)
    whole = max((Fraction(value) for _, value in profile.packages), default=Fraction(0))
    return Fraction(best) + more + whole


def weight_of(profile: Profile, issue: str) -> Fraction:
    """Return the weight of an issue: 1 where a profile has no weights at all."""
    return Fraction(profile.weights.get(issue, 0) if profile.weights else 1)


def straight(
    values: Mapping[str, Number], bounds: NumericRange
) -> tuple[Fraction, Fraction] | None:
    """Return the slope of a line and its value at the low end, or None if it has a corner."""
    line = sorted((Fraction(at), Fraction(value)) for at, value in values.items())
    slopes = {
        (after - before) / (right - left) for (left, before), (right, after) in pairwise(line)
    }
    if len(slopes) != 1 or line[0][0] != bounds.low:
        return None
    return slopes.pop(), line[0][1]


def held_between(
    values: Mapping[str, Number], bounds: NumericRange, largest: Fraction
) -> tuple[Fraction, Fraction] | None:
    """Return slope and value at the low end of a line that is only held between 0 and a number.

    None if there is no such line that gives every number of the range its value.
    """
    line = sorted((Fraction(at), Fraction(value)) for at, value in values.items())
    low, high = Fraction(bounds.low), Fraction(bounds.high)
    for (left, before), (right, after) in pairwise(line):
        slope = (after - before) / (right - left)
        if not slope:
            continue
        first = before - slope * (left - low)
        corners = [low + (edge - first) / slope for edge in (Fraction(0), largest)]
        beside = {
            number
            for corner in corners
            for number in (
                (Fraction(corner // 1), Fraction(-(-corner // 1)))
                if bounds.step == 1
                else (corner,)
            )
            if low <= number <= high
        }
        held = {
            at: min(largest, max(Fraction(0), first + slope * (at - low)))
            for at in (beside | {at for at, _ in line})
        }
        if all(value == value_on(line, at) for at, value in held.items()):
            return slope, first
    return None


def value_on(line: list[tuple[Fraction, Fraction]], at: Fraction) -> Fraction:
    """Return the value of a number on a line through points in order, the first at most it.

    >>> value_on([(Fraction(0), Fraction(0)), (Fraction(4), Fraction(1))], Fraction(1))
    Fraction(1, 4)
    """
    for (left, before), (right, after) in pairwise(line):
        if at <= right:
            return before + (after - before) * (at - left) / (right - left)
    return line[-1][1]


def whole_numbers(values: Iterable[Number]) -> tuple[list[int], int] | None:
    """Return numbers as whole numbers over one denominator, or None if they are too large.

    Fractions over the same denominator stay as they were written.
    """
    given = list(values)
    written = {each.written[1] for each in given if isinstance(each, Ratio)}
    if len(written) == 1 and all(isinstance(each, Ratio) for each in given):
        below = written.pop()
    else:
        below = math.lcm(*(Fraction(each).denominator for each in given))
    found = [int(Fraction(each) * below) for each in given]
    if max(map(abs, [*found, below])) > LARGEST_WHOLE:
        return None
    return found, below


def file_names(names: Iterable[str], *taken: str) -> dict[str, str]:
    """Return a file's name without ending for each name: itself where it can be one, else near it."""
    used = {each.lower() for each in taken}
    found: dict[str, str] = {}
    for name in names:
        stem = re.sub(r"[^\w .()+-]", "_", name)[:80].strip(" .") or "party"
        candidate, number = stem, 1
        while candidate.lower() in used:
            number += 1
            candidate = f"{stem}-{number}"
        used.add(candidate.lower())
        found[name] = candidate
    return found
