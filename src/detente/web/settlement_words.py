"""The words for trades, for a package on the table, and for what is found without a frontier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction

from detente.core.record.case import Case
from detente.core.solutions.adjusted_winner import AdjustedWinner
from detente.core.solutions.agreement import Agreement
from detente.core.solutions.direct import BestForOne, Direct
from detente.core.solutions.settlement import Assessment, Change
from detente.core.solutions.trades import Trade

from . import words
from .agreement_words import all_of, issue_label, option, package
from .amounts import amount, gain, many
from .fairness_words import COMPARES, THEORIES

NEARLY = Fraction(1, 10**5)
"""What is proved and what is reached count as the same in words if they are nearer than this."""


def worths(
    case: Case, parties: Sequence[str], utilities: Sequence[Fraction], gains: Sequence[Fraction]
) -> str:
    """Return what a package is worth to each: "0.69 to Union (+0.24), 0.55 to Company (+0.25)"."""
    return ", ".join(
        f"{amount(value)} to {words.name_of(case, party)} ({gain(more)})"
        for party, value, more in zip(parties, utilities, gains, strict=True)
    )


def changes(case: Case, parties: Sequence[str], values: Sequence[Fraction]) -> str:
    """Return what changes for each: "Union +0.1, Company -0.05"; who keeps what it has is left out."""
    told = [
        f"{words.name_of(case, party)} {gain(value)}"
        for party, value in zip(parties, values, strict=True)
        if value
    ]
    return ", ".join(told) or "no change for anybody"


# Trades

TRADES = "Each side gives on the issue that it minds less and gets its way on the one that it minds more."


def linked(case: Case, found: Agreement, trade: Trade) -> str:
    """Return two issues worth linking, in a sentence: each side gets its way on one of them."""
    first, second = trade.first, trade.second
    one, two = (words.name_of(case, each.party) for each in (first, second))
    return _sentence(
        f"{two} gets its way on {issue_label(case, first.issue)} "
        f"({option(case, first.issue, first.after)}), {one} on {issue_label(case, second.issue)} "
        f"({option(case, second.issue, second.after)}), instead of the other way round: "
        f"{changes(case, found.parties, trade.gains)}. {_rate(case, trade)}"
    )


def traded(case: Case, found: Agreement, trade: Trade) -> str:
    """Return a trade from a package on the table, in a sentence."""
    steps = " and ".join(
        f"{words.name_of(case, each.party)} gives on {issue_label(case, each.issue)} "
        f"({option(case, each.issue, each.before)} → {option(case, each.issue, each.after)})"
        for each in (trade.first, trade.second)
    )
    return _sentence(f"{steps}: {changes(case, found.parties, trade.gains)}. {_rate(case, trade)}")


def _sentence(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _rate(case: Case, trade: Trade) -> str:
    one, two = (issue_label(case, each.issue) for each in (trade.first, trade.second))
    if trade.rate_low is None or trade.rate_high is None:
        text = "What one step is worth depends on the other, so this is told of both steps whole."
    else:
        text = (
            f"It pays both at any rate from {amount(trade.rate_low)} to {amount(trade.rate_high)} of the "
            f"step on {two} for the whole step on {one}."
        )
    if trade.others_lose:
        verb = "loses" if len(trade.others_lose) == 1 else "lose"
        text += f" {words.names_of(case, trade.others_lose)} {verb} by it."
    return text


PAIRS_SHOWN = 3
"""How many pairs of issues are named that were not tried; all are counted."""


def not_tried(case: Case, asked: Assessment) -> str:
    """Return between which issues no trades were looked for, for so many options; "" for none."""
    if not asked.not_tried:
        return ""
    kept = asked.not_tried[:PAIRS_SHOWN]
    pairs = [" with ".join(issue_label(case, each) for each in pair) for pair in kept]
    left = len(asked.not_tried) - len(kept)
    more = f"; and {many(left, 'more pair')}" if left else ""
    return f"For so many options, trades were not looked for between {'; '.join(pairs)}{more}."


# Without values or without a frontier


def fallback_line(case: Case, found: Agreement) -> str:
    """Return what fallback bargaining picks; "" where it was not looked at or nothing suits all."""
    pick = found.fallback
    if pick is None or pick.depth is None or not pick.shown:
        return ""
    more = f", and {amount(pick.packages - 1)} more" if pick.packages > 1 else ""
    return (
        "Fallback bargaining counts only the order in which each ranks the packages, not the values: "
        f"going down their rankings together, all meet at rank {amount(pick.depth)} of "
        f"{amount(pick.ranked)}: {package(case, pick.shown[0].package)}{more} [Brams2001]."
    )


def offers_line(case: Case, found: Agreement) -> str:
    """Return what the parties would propose in turn where time matters to both, or ""."""
    offers = found.offers
    if offers is None or not offers.pairs:
        return ""
    names = [words.name_of(case, party) for party in found.parties]
    pair = offers.pairs[0]
    same = pair.by_first[0] == pair.by_second[0]
    asked = (
        [("both", pair.by_first[0])]
        if same
        else [
            (names[0], pair.by_first[0]),
            (names[1], pair.by_second[0]),
        ]
    )
    proposed = "; ".join(
        f"{name} would propose {package(case, point.examples[0])}, worth "
        f"{worths(case, found.parties, point.utilities, point.gains)}"
        for name, index in asked
        for point in (found.points[index],)
    )
    kept = words.joined(
        f"{amount(each)} for {name}" for each, name in zip(offers.discounts, names, strict=True)
    )
    more = f" There are {offers.count - 1:,} more such pairs." if offers.count > 1 else ""
    return (
        f"If both proposed in turn, and of each gain a round later were left {kept}, then each would "
        f"accept the other's proposal at once: {proposed}.{more} [Rubinstein1982]"
    )


def division_line(case: Case, found: Agreement) -> str:
    """Return how Adjusted Winner divides the issues, or ""."""
    division = found.division
    if division is None:
        return ""
    names = [words.name_of(case, party) for party in found.parties]
    sides = [
        f"{name} wins {words.joined(_parts(case, division, side)) or 'nothing'}"
        for side, name in enumerate(names)
    ]
    points = " and ".join(
        f"{amount(total)} for {name}" for total, name in zip(division.totals, names, strict=True)
    )
    holds = [
        word
        for word, so in (
            ("equitable", division.equitable),
            ("envy-free", division.envy_free),
            ("efficient", division.efficient),
        )
        if so
    ]
    told = f" It is {words.joined(holds)}." if holds else ""
    return (
        f"Adjusted Winner, where an issue may be divided: {'; '.join(sides)}. In points: {points}."
        f"{told} [Brams1996]"
    )


def _parts(case: Case, division: AdjustedWinner, side: int) -> Iterable[str]:
    for share in division.shares:
        part = (share.first, share.second)[side]
        if part == 1:
            yield issue_label(case, share.item)
        elif part:
            yield f"{part.numerator}/{part.denominator} of {issue_label(case, share.item)}"


def direct_lines(case: Case, found: Agreement) -> tuple[str, ...]:
    """Return what was found without an exact frontier: each party's best, each theory's package."""
    lines = []
    if found.best:
        most = ", ".join(_most_for(case, found, each) for each in found.best)
        lines.append(f"The most that each can have if all are suited: {most}.")
    for each in found.direct:
        lines.append(
            f"{THEORIES[each.name]}: {package(case, each.worth.package)}; worth "
            f"{worths(case, found.parties, each.worth.utilities, each.worth.gains)}. It reaches "
            f"{amount(Fraction(each.value))}; {_proved(each)}."
        )
    if found.direct_ended:
        names = words.joined(THEORIES[name] for name in found.direct_ended)
        lines.append(
            f"{names}: the search ended before it had a package that suits all; whether there is "
            "one is not known."
        )
    return tuple(lines)


def _most_for(case: Case, found: Agreement, best: BestForOne) -> str:
    """Return the most that a party was found to have, and what is proved where that differs."""
    reached = best.worth.utilities[found.parties.index(best.party)]
    told = f"{words.name_of(case, best.party)} {amount(reached)}"
    if best.bound - reached <= NEARLY * abs(reached):
        return told
    return f"{told} found, and no more than {_rounded_up(best.bound)} proved"


def _proved(found: Direct) -> str:
    """Return what no package exceeds; where that is as good as reached, without a number."""
    if found.bound == found.value:
        return "that no package reaches more is proved"
    if Fraction(found.bound) - Fraction(found.value) <= NEARLY * abs(Fraction(found.value)):
        return "that no package reaches more, but for a hundred-thousandth, is proved"
    return f"that no package reaches more than {_rounded_up(Fraction(found.bound))} is proved"


def _rounded_up(number: Fraction) -> str:
    """Return a number of four digits that is not below it."""
    up = Context(prec=4, rounding=ROUND_CEILING)
    return amount(Fraction(up.divide(Decimal(number.numerator), Decimal(number.denominator))))


# A package on the table


def assessment_lines(
    case: Case, found: Agreement, asked: Assessment, forbidden_by: Sequence[str]
) -> tuple[str, ...]:
    """Return what a package is worth, who would rather have none, and whether better ones exist."""
    worth = asked.worth
    lines = [f"{package(case, worth.package)}."]
    if forbidden_by:
        word = "rule" if len(forbidden_by) == 1 else "rules"
        verb = "forbids" if len(forbidden_by) == 1 else "forbid"
        lines.append(
            f"The {word} {words.joined(forbidden_by)} {verb} this package; the numbers tell what it "
            "would be worth."
        )
    lines.append(
        f"It is worth {worths(case, found.parties, worth.utilities, worth.gains)}. "
        + (
            f"{words.names_of(case, asked.refuses)} would rather have no agreement."
            if asked.refuses
            else f"It suits {all_of(case, found.parties)}."
        )
    )
    lines.append(better(asked))
    return tuple(lines)


def better(asked: Assessment) -> str:
    """Return how many packages are better for all than the one on the table."""
    meant = "as good for everybody and better for somebody"
    if asked.efficient:
        return f"It wastes nothing: no package is {meant}."
    if asked.better:
        verb = "is" if asked.better == 1 else "are"
        return f"{many(asked.better, 'package')} {verb} {meant}."
    if asked.efficient is False:
        return f"There are packages that are {meant}; how many is not known."
    return f"Whether a package is {meant} is not known."


def change_title(asked: Assessment) -> str:
    """Return how many issues have to be settled otherwise for something better for all."""
    count = asked.fewest_changes or 0
    return f"The smallest change to something better: {many(count, 'issue')} settled otherwise"


def change(case: Case, found: Agreement, before: Mapping[str, str], to: Change) -> str:
    """Return a change in a sentence: what is settled otherwise and what each gains by it."""
    steps = "; ".join(
        f"{issue_label(case, issue)}: {option(case, issue, before[issue])} → "
        f"{option(case, issue, to.worth.package[issue])}"
        for issue in to.changes
    )
    return f"{steps}: {changes(case, found.parties, to.improvements)}"


def distance_lines(case: Case, found: Agreement, asked: Assessment) -> tuple[str, ...]:
    """Return how far a package is from the frontier and from what each theory picks."""
    far = asked.distances
    if far is None:
        return ()
    lines = []
    if far.shared_gain is not None and far.shared_gain > 0:
        lines.append(
            f"At most {amount(far.shared_gain)} could be gained by everybody at once (this {COMPARES})."
        )
    together: dict[str, list[str]] = {}
    for each in far.solutions:
        for difference in each.differences[:1]:
            told = changes(case, found.parties, difference.changes)
            together.setdefault(told, []).append(THEORIES[each.name])
    lines += [f"To {words.joined(names)}: {told}." for told, names in together.items()]
    return tuple(lines)
