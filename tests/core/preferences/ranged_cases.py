"""Small cases with a range, rules and interactions at odd numbers, and what rules forbid the slow way."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import strategies as st

from detente.core.numbers import written
from detente.core.record.case import Case
from detente.core.record.issues import NumericRange, Rule
from detente.core.record.judgements import Judgement
from detente.core.record.quantities import parse_exact
from tests.core.builders import case_of, issue, party, rule

from .judgements import among, estimates, judged, together

LOW, HIGH = 0, 4
PARTIES = ("north", "south")
ODD = ("0", "0.1", "1", "1.3", "1.4", "4/3", "10/7", "2", "2.9", "3", "3.95", "4")
"""Some are steps of the range, some are ends of it, some lie close together."""

_options = {
    "border": st.sampled_from([("open",), ("shut",), ("open", "shut")]),
    "price": st.lists(st.sampled_from(ODD), min_size=1, max_size=2, unique=True).map(tuple),
}
_numbers = st.integers(-6, 6).map(str)


@st.composite
def rules(draw: st.DrawFn, name: str) -> Rule:
    """One issue brings it into force, the other is bound."""
    first, second = draw(st.permutations(list(_options)))
    effect = draw(st.sampled_from(["excludes", "requires"]))
    return rule(
        name, when={first: draw(_options[first])}, **{"excludes": {}}
        | {effect: {second: draw(_options[second])}},
    )  # fmt: skip


@st.composite
def _judgements(draw: st.DrawFn, of: str) -> Judgement:
    ends = sorted(draw(st.lists(st.sampled_from(ODD), min_size=2, max_size=2)), key=Fraction)
    prices = st.one_of(_options["price"], st.just(("..".join(ends),)))
    whens = st.one_of(
        st.fixed_dictionaries({"price": prices}),
        st.fixed_dictionaries({"price": prices, "border": _options["border"]}),
    )
    corners = {"0", "4", *draw(st.sets(st.sampled_from(["0.7", "1.3", "22/7"]), max_size=2))}
    return judged(
        party=of,
        values={
            "price": estimates(**{each: draw(_numbers) for each in sorted(corners)}),
            "border": estimates(open=draw(_numbers), shut=draw(_numbers)),
        },
        weights=draw(st.sampled_from([{}, estimates(price="0.3", border="2")])),
        interactions=tuple(
            together(draw(_numbers), **when) for when in draw(st.lists(whens, max_size=3))
        ),
        ceiling=draw(st.none() | st.integers(-2, 6)),
        no_agreement=estimates(none="0")["none"],
    )


@st.composite
def ranged_cases(draw: st.DrawFn) -> Case:
    """A price of 0 to 4, without a step, and a border; up to three rules, two judgements."""
    made = [draw(rules(f"rule-{number}")) for number in range(draw(st.integers(0, 3)))]
    judgements = tuple((f"judgements/{of}.yaml", draw(_judgements(of))) for of in PARTIES)
    price = NumericRange(low=parse_exact(str(LOW)), high=parse_exact(str(HIGH)))  # type: ignore[arg-type]
    return case_of(
        *(party(each) for each in PARTIES),
        issue("price", options=(), range=price),
        issue("border", options=("open", "shut")),
        *made,
        judgements=judgements,
    )


def finer_packages() -> list[dict[str, str]]:
    """Packages at every odd number, beside each of them, and at many others."""
    beside = [Fraction(each) + by for each in ODD for by in (Fraction(-1, 997), Fraction(1, 997))]
    numbers = {Fraction(each) for each in ODD} | {Fraction(at, 13) for at in range(52)} | {*beside}
    return [
        {"price": written(number), "border": border}
        for number in sorted(numbers)
        if LOW <= number <= HIGH
        for border in ("open", "shut")
    ]


def slow_allows(rules: tuple[Rule, ...], package: Mapping[str, str]) -> bool:
    """Return whether rules allow a package, by what docs/reference/case-format.md says."""
    for each in rules:
        if all(among(package[name], options) for name, options in each.when.items()):
            if any(among(package[name], options) for name, options in each.excludes.items()):
                return False
            if not all(among(package[name], options) for name, options in each.requires.items()):
                return False
    return True
