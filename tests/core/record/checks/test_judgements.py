"""Judgements that do not fit the case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from detente.core.record.judgements import Interaction, PackageValue

from ...builders import choice, estimate, judgement
from .cases import found, problems

ONE = estimate("1")
FULL = PackageValue(package=choice(truce=("full",), border=("open",), price=("0.0",)), value=ONE)
OTHER = PackageValue(package=choice(truce=("partial",), border=("open",), price=("0",)), value=ONE)


@pytest.mark.parametrize(
    "made",
    [
        judgement(),
        judgement(issue_order=(("truce",), ("border", "price"))),
        judgement(option_orders=choice(truce=(("partial",), ("full",)))),
        judgement(option_orders=choice(truce=(("partial", "full"),))),
        judgement(values={"truce": {"full": ONE, "partial": estimate("0", "0.5")}}),
        judgement(values={"price": {"0": ONE, "10/3": ONE, "10": ONE}}),
        judgement(weights={"truce": estimate("0"), "border": ONE}),
        judgement(discount=Decimal(1), time_cost=Decimal(0)),
        judgement(interactions=(Interaction(when=choice(price=("2..4",)), value=ONE),)),
        judgement(interactions=(Interaction(when=choice(), value=estimate("-1")),)),
        judgement(no_agreement=estimate("2"), ceiling=Decimal(1)),
        judgement(packages=(FULL, OTHER)),
    ],
    ids=[
        "bare",
        "issue order",
        "option order",
        "tie",
        "values",
        "of a range",
        "weight 0",
        "time",
        "interaction",
        "constant",
        "ceiling below no agreement",
        "packages",
    ],
)
def test_judgements_that_fit_are_no_problem(made: Any) -> None:
    assert problems(made) == ()


@pytest.mark.parametrize("readers", [(), ("public",), ("north", "public")])
def test_a_judgement_is_private_by_nature(readers: tuple[str, ...]) -> None:
    assert found(judgement(visible_to=readers)) == [("case-090", "visible_to")]


def test_an_order_names_every_option() -> None:
    (problem,) = problems(judgement(option_orders=choice(truce=(("full",),))))
    assert problem.code == "case-091"
    assert problem.path == ("judgements/1.yaml", "option_orders", "truce")
    assert problem.message == 'party "north" has an order of 1 of 2 options'
    assert problem.hint == 'add "partial", or leave all 2 out'


def test_values_name_every_option() -> None:
    assert found(judgement(values={"truce": {"full": ONE}})) == [("case-091", "values.truce")]


def test_an_issue_stands_in_the_order_once() -> None:
    twice = judgement(issue_order=(("truce",), ("border", "truce")))
    assert found(twice) == [("case-092", "issue_order")]


def test_an_option_stands_in_the_order_once() -> None:
    twice = judgement(option_orders=choice(truce=(("full",), ("partial", "full"))))
    assert found(twice) == [("case-092", "option_orders.truce")]


def test_what_stands_there_three_times_is_told_once() -> None:
    assert len(found(judgement(issue_order=(("truce", "truce"), ("truce",))))) == 1


@pytest.mark.parametrize("weight", [estimate("-0.1", "0.5"), estimate("-1")])
def test_a_weight_is_not_negative(weight: Any) -> None:
    assert found(judgement(weights={"truce": weight})) == [("case-093", "weights.truce")]


def test_values_may_be_negative() -> None:
    values = {"truce": {"full": estimate("-1"), "partial": ONE}}
    assert problems(judgement(values=values, no_agreement=estimate("-2"))) == ()


def test_a_wrong_option_is_told_with_the_options_there_are() -> None:
    values = {"truce": {"full": ONE, "partial": ONE, "half": ONE}}
    (problem,) = problems(judgement(values=values))
    assert (problem.code, problem.hint) == ("case-044", "its options: full, partial")


def test_a_line_reaches_both_ends_of_its_range() -> None:
    line = {"2": ONE, "10": ONE}
    (problem,) = problems(judgement(values={"price": line}))
    assert (problem.code, problem.path[1:]) == ("case-095", ("values", "price"))
    assert problem.message == "the line of values does not reach 0"


def test_a_number_stands_on_a_line_once() -> None:
    line = {"0": ONE, "0.0": ONE, "10": ONE}
    assert found(judgement(values={"price": line})) == [("case-095", "values.price.0.0")]


def test_a_point_beyond_the_range_is_told() -> None:
    line = {"0": ONE, "10": ONE, "11": ONE}
    assert found(judgement(values={"price": line})) == [("case-047", "values.price")]


def test_weights_add_up_to_something() -> None:
    nothing = {"truce": estimate("0"), "border": estimate("0/3")}
    assert found(judgement(weights=nothing)) == [("case-096", "weights")]
    assert problems(judgement(weights={"truce": estimate("0", "0.1")})) == ()


@pytest.mark.parametrize(
    ("field", "number"),
    [("discount", "0"), ("discount", "1.01"), ("discount", "-0.5"), ("time_cost", "-0.1")],
)
def test_time_takes_something_and_never_all(field: str, number: str) -> None:
    assert found(judgement(**{field: Decimal(number)})) == [("case-097", field)]


def test_a_package_settles_every_issue_at_one_option() -> None:
    open_package = PackageValue(package=choice(truce=("full", "partial")), value=ONE)
    assert found(judgement(packages=(open_package,))) == [("case-098", "packages.0.package")]


def test_a_package_is_valued_once() -> None:
    again = PackageValue(package={**FULL.package, "price": ("0",)}, value=ONE)
    assert found(judgement(packages=(FULL, OTHER, again))) == [("case-098", "packages.2.package")]


def test_values_of_packages_stand_alone() -> None:
    beside = judgement(packages=(FULL,), weights={"truce": ONE})
    assert found(beside) == [("case-098", "weights")]


@pytest.mark.parametrize(
    ("numbers", "code"),
    [("2..11", "case-047"), ("-1", "case-047"), ("4..2", "case-060"), ("a..b", "case-047")],
)
def test_a_range_of_an_interaction_lies_in_that_of_its_issue(numbers: str, code: str) -> None:
    made = Interaction(when=choice(price=(numbers,)), value=ONE)
    assert found(judgement(interactions=(made,))) == [(code, "interactions.0.when.price.0")]


def test_only_an_interaction_may_name_a_range() -> None:
    valued = PackageValue(package={**FULL.package, "price": ("0..2",)}, value=ONE)
    assert [code for code, _ in found(judgement(packages=(valued,)))] == ["case-047"]
