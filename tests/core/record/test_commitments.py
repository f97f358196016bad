"""What was agreed: findings before claims, claims before dates; deliveries added up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from detente.core.record.case import Case
from detente.core.record.commitments import CommitmentState, commitments
from detente.core.record.obligations import Commitment
from detente.core.record.quantities import Quantity

from ..builders import (
    case_of,
    commitment,
    delivery,
    found,
    ids,
    kept,
    on,
    party,
    person,
    withdrawal,
)
from ..strategies import broad, cases


def state(made: Commitment, day: str = "2025-05-30") -> CommitmentState:
    (only,) = commitments(case_of(made), on(day))
    return only


def test_the_order_is_that_of_the_record_without_the_superseded() -> None:
    case = case_of(commitment("z"), commitment("a"), commitment("b", supersedes=("a",)))
    assert ids(each.commitment for each in commitments(case)) == ["z", "b"]


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ((), "open"),
        ((kept("north", "kept"),), "said to be kept"),
        ((kept("north", "not kept"),), "said not to be kept"),
        ((kept("north", "partly kept"),), "said to be partly kept"),
        ((kept("north", "kept"), kept("south", "kept")), "said to be kept"),
        ((kept("north", "kept"), kept("south", "not kept")), "contested"),
        ((kept("north", "kept"), kept("south", "partly kept")), "contested"),
        ((kept("north", "partly kept"), kept("south", "not kept")), "contested"),
        ((kept("south", "not kept"), kept("south", "kept")), "said to be kept"),
    ],
)
def test_without_a_finding_the_last_claim_of_each_side_counts(
    claims: tuple[object, ...], status: str
) -> None:
    assert state(commitment(claims=claims)).status == status


def test_the_latest_claim_of_a_side_counts_in_whatever_order_they_are_written() -> None:
    late, early = (
        kept("south", "kept", date="2025-05-20"),
        kept("south", "not kept", date="2025-05-10"),
    )
    assert state(commitment(claims=(late, early))).status == "said to be kept"
    assert state(commitment(claims=(early, late))).status == "said to be kept"


def test_where_the_whole_quantity_is_delivered_it_is_reported_delivered() -> None:
    half, whole = (delivery("10 trucks"),), (delivery("10 trucks"), delivery("10.0 trucks"))
    owed: dict[str, Any] = {"quantity": Quantity.parse("20 trucks"), "due": "2025-05-20"}
    assert state(commitment(deliveries=half, **owed)).status == "overdue"
    delivered = state(commitment(deliveries=whole, **owed))
    assert (delivered.status, delivered.late) == ("reported delivered", False)


def test_a_delivery_of_all_of_it_against_a_claim_that_it_was_not_kept_is_contested() -> None:
    made = commitment(
        quantity=Quantity.parse("20 trucks"),
        deliveries=(delivery("20 trucks"),),
        claims=(kept("south", "not kept"),),
    )
    assert state(made).status == "contested"


def test_at_least_so_much_is_delivered_whole_when_so_much_is() -> None:
    made = commitment(
        quantity=Quantity(low=Decimal(1000), unit="people"), deliveries=(delivery("1000 people"),)
    )
    assert state(made).status == "reported delivered"


def test_two_accounts_of_one_delivery_are_not_two_deliveries() -> None:
    told_by = [replace(delivery("500 people"), according_to=each) for each in ("north", "south")]
    made = commitment(quantity=Quantity.parse("1000 people"), deliveries=tuple(told_by))
    assert state(made).delivered == 500
    assert state(made).status == "open"


@pytest.mark.parametrize("what", ["kept", "partly kept", "not kept"])
def test_a_finding_counts_before_every_claim(what: str) -> None:
    made = commitment(
        findings=(found(what),), claims=(kept("north", "kept"), kept("south", "not kept"))
    )
    assert state(made).status == f"found {what}"


def test_the_latest_finding_counts_in_whatever_order_they_are_written() -> None:
    early, late = found("not kept", date="2025-05-10"), found("kept", date="2025-05-20")
    assert state(commitment(findings=(late, early))).status == "found kept"
    assert state(commitment(findings=(early, late))).status == "found kept"


def test_a_dated_finding_is_later_than_one_without_a_date() -> None:
    made = commitment(findings=(found("kept", date="2025-05-20"), found("not kept")))
    assert state(made).status == "found kept"


def test_a_withdrawn_commitment_is_withdrawn_whatever_was_found() -> None:
    made = commitment(findings=(found("not kept"),), due="2025-05-10", withdrawn=withdrawal())
    assert state(made).status == "withdrawn"
    assert not state(made).late


def test_the_last_day_itself_is_not_overdue() -> None:
    made = commitment(due="2025-05-20")
    assert (state(made, "2025-05-20").status, state(made, "2025-05-20").late) == ("open", False)
    assert (state(made, "2025-05-21").status, state(made, "2025-05-21").late) == ("overdue", True)


def test_without_a_day_nothing_is_overdue() -> None:
    (only,) = commitments(case_of(commitment(due="2000-01-01")))
    assert (only.status, only.late) == ("open", False)


@pytest.mark.parametrize(
    ("changes", "late"),
    [
        ({"claims": (kept("north", "kept"),)}, False),
        ({"claims": (kept("north", "partly kept"),)}, True),
        ({"findings": (found("partly kept"),)}, True),
        ({"findings": (found("not kept"),)}, True),
        ({"findings": (found("kept"),)}, False),
    ],
)
def test_what_says_that_it_was_carried_out_ends_lateness(
    changes: dict[str, Any], late: bool
) -> None:
    assert state(commitment(due="2025-05-10", **changes)).late is late


def test_deliveries_in_the_unit_of_the_commitment_are_added_up() -> None:
    parts = (delivery("400 people"), delivery("250.5 people"), delivery("7 trucks"), delivery())
    made = commitment(quantity=Quantity.parse("1000 people"), deliveries=parts)
    assert state(made).delivered == Decimal("650.5")


def test_where_no_best_value_is_known_the_low_one_is_added() -> None:
    parts = (
        delivery(quantity=Quantity(low=Decimal(3), high=Decimal(9), unit="trucks")),
        delivery(quantity=Quantity(high=Decimal(9), unit="trucks")),
        delivery("2 trucks"),
    )
    made = commitment(quantity=Quantity.parse("20 trucks"), deliveries=parts)
    assert state(made).delivered == 5


def test_where_no_delivery_states_an_amount_none_is_given() -> None:
    assert state(commitment(deliveries=(delivery(),))).delivered is None
    assert state(commitment()).delivered is None


def test_nothing_delivered_is_another_thing_than_not_known() -> None:
    made = commitment(quantity=Quantity.parse("20 trucks"), deliveries=(delivery("0 trucks"),))
    assert state(made).delivered == 0


def test_different_units_are_never_added_up() -> None:
    """Five trucks and a hundred rifles are not 105 of anything."""
    made = commitment(deliveries=(delivery("5 trucks"), delivery("100 rifles")))
    assert state(made).delivered is None


def test_amounts_are_added_up_exactly() -> None:
    large = "1" + "0" * 30
    parts = (delivery(f"{large} coins"), delivery("1 coins"))
    made = commitment(quantity=Quantity.parse(f"{large} coins"), deliveries=parts)
    assert state(made).delivered == Decimal("1" + "0" * 29 + "1")


def test_as_known_on_a_day_later_deliveries_claims_and_findings_are_not_known() -> None:
    made = commitment(
        quantity=Quantity.parse("10 trucks"),
        deliveries=(delivery("4 trucks", "2025-05-10"), delivery("6 trucks", "2025-05-20")),
        claims=(kept("north", "kept", date="2025-05-20"),),
        findings=(found("kept", date="2025-05-25"),),
    )
    assert state(made, "2025-05-19").delivered == 4
    assert state(made, "2025-05-19").status == "open"
    assert state(made, "2025-05-20").delivered == 10
    assert state(made, "2025-05-24").status == "said to be kept"
    assert state(made, "2025-05-25").status == "found kept"


@broad
@given(cases("commitments", at_most=3))
def test_a_finding_decides_and_else_no_status_speaks_of_one(case: Case) -> None:
    for each in commitments(case):
        entry = each.commitment
        finds = each.status.startswith("found ")
        assert finds == bool(entry.findings and entry.withdrawn is None)
        if finds:
            assert each.status.removeprefix("found ") in {one.found for one in entry.findings}
        if not entry.deliveries:
            assert each.delivered is None


def test_a_person_and_the_persons_party_are_one_side() -> None:
    claims = (kept("ada", "not kept", date="2025-05-01"), kept("north", "kept", date="2025-05-10"))
    (state,) = commitments(case_of(party(), person(), commitment(claims=claims)))
    assert state.status == "said to be kept"
