"""Judgements that do not fit the case."""

from __future__ import annotations

from typing import Any

import pytest

from ...builders import choice, estimate, judgement
from .cases import found, problems

ONE = estimate("1")


@pytest.mark.parametrize(
    "made",
    [
        judgement(),
        judgement(issue_order=(("truce",), ("border", "price"))),
        judgement(option_orders=choice(truce=(("partial",), ("full",)))),
        judgement(option_orders=choice(truce=(("partial", "full"),))),
        judgement(values={"truce": {"full": ONE, "partial": estimate("0", "0.5")}}),
        judgement(values={"price": {"5": ONE}}),
        judgement(weights={"truce": estimate("0")}),
    ],
    ids=["bare", "issue order", "option order", "tie", "values", "of a range", "weight 0"],
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
