"""Each indicator of conduct on a small case, counted by hand in a comment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from detente.core.movement.reciprocity import Reciprocity

from ..builders import (
    commitment,
    deadline,
    event,
    evidence,
    found,
    kept,
    lever,
    paper_step,
    person,
    proposal,
    statement,
    withdrawal,
)
from .scenes import at, conduct, priced

NORTH_ALL = at("all", "2025-05-01", "north", "demands", "all")
SOUTH_NONE = at("none", "2025-05-01", "south", "demands", "none")
BEA = person("bea", party="south")


# First move


def test_who_moved_first() -> None:
    # On the scale north moves on 3 May, south on 5 May; on the price south moves on 4 May.
    # In all: 3 moves, north first. On the choice nobody moves.
    case = conduct(
        NORTH_ALL,
        SOUTH_NONE,
        at("north-2", "2025-05-03", "north", "demands", "more", supersedes=("all",)),
        at("south-2", "2025-05-05", "south", "demands", "some", supersedes=("none",)),
        priced("p-north", "2025-05-01", "north", "demands", "8"),
        priced("p-south", "2025-05-01", "south", "offers", "2"),
        priced("p-south-2", "2025-05-04", "south", "offers", "3", evidence=(evidence(),)),
    )
    told = {each.issue: (each.parties, each.cases, each.entries) for each in case.first_moves}
    assert told == {
        "": (("north",), 3, ("north-2",)),
        "scale": (("north",), 2, ("north-2",)),
        "choice": ((), 0, ()),
        "price": (("south",), 1, ("p-south-2",)),
    }
    assert case.first_moves[3].evidence == (evidence(),)


@pytest.mark.parametrize("date", ["2025-05-03", "2025-05", "2025-05-02..2025-05-09"])
def test_of_moves_that_may_be_the_first_all_are_named(date: str) -> None:
    case = conduct(
        at("all", "2025-04-01", "north", "demands", "all"),
        at("none", "2025-04-01", "south", "demands", "none"),
        at("north-2", "2025-05-03", "north", "demands", "more", supersedes=("all",)),
        at("south-2", date, "south", "demands", "some", supersedes=("none",)),
    )
    first = case.first_moves[1]
    assert (set(first.parties), first.order_known) == ({"north", "south"}, False)


def test_hours_of_one_day_tell_who_was_first() -> None:
    case = conduct(
        NORTH_ALL,
        SOUTH_NONE,
        at("south-2", "2025-05-03T12:00Z", "south", "demands", "some", supersedes=("none",)),
        at("north-2", "2025-05-03T10:00Z", "north", "demands", "more", supersedes=("all",)),
    )
    assert (case.first_moves[1].parties, case.first_moves[1].order_known) == (("north",), True)


# Taken back, added


def test_what_was_taken_back() -> None:
    # An offer withdrawn, an offer worsened, a paper withdrawn: 3. The demand withdrawn is none.
    case = conduct(
        SOUTH_NONE,
        at(
            "offer",
            "2025-05-02",
            "north",
            "offers",
            "some",
            withdrawn=withdrawal(date="2025-05-03"),
        ),
        priced(
            "demand", "2025-05-01", "south", "demands", "1", withdrawn=withdrawal(date="2025-05-09")
        ),
        priced("five", "2025-05-01", "north", "offers", "5"),
        priced("six", "2025-05-04", "north", "offers", "6", supersedes=("five",)),
        proposal("paper", history=(paper_step(), paper_step("withdrawn", "2025-05-22", to=()))),
    )
    assert [(each.party, each.issue, each.paper, str(each.date)) for each in case.retractions] == [
        ("north", "scale", "", "2025-05-03"),
        ("north", "price", "", "2025-05-04"),
        ("north", "", "paper", "2025-05-22"),
    ]
    assert case.retractions[1].entries == ("five", "six")


def test_demands_added_after_a_deadline_or_after_being_met() -> None:
    # North demands "more"; south offers it on 3 May; north demands "all" beside it on 12 May, after
    # the last day of the ultimatum (10 May) that was for it: 1 demand added, after both.
    case = conduct(
        at("more", "2025-05-01", "north", "demands", "more"),
        at("gives", "2025-05-03", "south", "offers", "more"),
        deadline(for_=("north",), by="2025-05-10"),
        deadline("open", for_=("north",), by="2025-05-20"),
        deadline("not-ours", set_by="west", by="2025-05-10"),
        at("also", "2025-05-12", "north", "demands", "all"),
    )
    (told,) = case.added_demands
    assert (told.party, told.kind, told.deadlines, told.met_by) == (
        "north",
        "new",
        ("ultimatum",),
        ("gives",),
    )


def test_a_new_demand_of_which_nothing_came_before_says_so() -> None:
    case = conduct(NORTH_ALL, priced("late", "2025-05-09", "north", "demands", "5"))
    (told,) = case.added_demands
    assert (told.kind, told.deadlines, told.met_by) == ("new", (), ())


# Words and deeds


def test_words_beside_deeds() -> None:
    # South: two concessions in words (4 and 20 May), one deed that gives way (10 May, with north):
    # the first concession is followed by a deed, the second not. One accusation; one entry without
    # a kind, and one that is taken back. North: the deed.
    case = conduct(
        BEA,
        statement("concedes", date="2025-05-04", speaker="bea", kind="CONCEDE"),
        statement("again", date="2025-05-20", speaker="south", kind="CAMEO 081"),
        statement("accuses", speaker="south", kind="ACCUSE"),
        statement("says", speaker="south"),
        statement("back", speaker="south", kind="AGREE", withdrawn=withdrawal()),
        event("frees", date="2025-05-10", actors=("south", "north"), kind="CAMEO 0841"),
    )
    north, south = case.words_and_deeds
    assert (south.concede, south.retreat, south.followed) == (
        ("concedes", "again"),
        ("frees",),
        ("concedes",),
    )
    assert south.cooperation_in_words == ("concedes", "again")
    assert (south.cooperation_in_deeds, south.conflict_in_words) == (("frees",), ("accuses",))
    assert (south.conflict_in_deeds, south.without_kind, south.cases) == ((), 1, 4)
    assert (north.retreat, north.cases) == (("frees",), 1)


# Agreements


def test_claims_and_findings_stay_apart() -> None:
    # Three commitments of the north: found kept; claimed by both, differently; nothing said.
    case = conduct(
        BEA,
        commitment(
            "found", findings=(found("kept", date="2025-05-05"),), claims=(kept("bea", "not kept"),)
        ),
        commitment("claimed", claims=(kept("north", "kept"), kept("south", "not kept"))),
        commitment("open", due="2025-05-10"),
        commitment("back", withdrawn=withdrawal()),
    )
    told = [
        (each.commitment, each.finding, each.own_claim, each.others_claims, each.status, each.late)
        for each in case.agreements_kept
    ]
    assert told == [
        ("found", "kept", "", ("south: not kept",), "found kept", False),
        ("claimed", "", "kept", ("south: not kept",), "contested", False),
        ("open", "", "", (), "overdue", True),
    ]


# Reciprocity


def north_after_south(*entries: Any) -> Reciprocity:
    return conduct(*entries).reciprocity[0]


def test_who_moved_after_whose_move() -> None:
    # South moves toward north on 3 May (1 to 2), north toward south on 5 May (9 to 8): an answer.
    # South moves away on 7 May (2 to 1), and again toward on 9 May; north does not move between.
    # North moves away on 11 May. Rounds of the north after the south: toward-toward 1,
    # away-none 1, toward-away 1. 2 cases.
    told = north_after_south(
        priced("s1", "2025-05-01", "south", "offers", "1"),
        priced("n1", "2025-05-01", "north", "demands", "9"),
        priced("s2", "2025-05-03", "south", "offers", "2"),
        priced("n2", "2025-05-05", "north", "demands", "8"),
        priced("s3", "2025-05-07", "south", "offers", "1"),
        priced("s4", "2025-05-09", "south", "offers", "2"),
        priced("n3", "2025-05-11", "north", "demands", "9"),
    )
    assert (told.party, told.other) == ("north", "south")
    assert [(each.move, each.response) for each in told.rounds] == [
        ("toward", "toward"),
        ("away", "none"),
        ("toward", "away"),
    ]
    assert (told.toward_after_toward, told.away_after_toward, told.cases) == (1, 1, 2)
    assert told.coefficient is None
    assert told.rounds[0].response_entries == ("n2",)


def test_moves_of_one_day_answer_nothing() -> None:
    told = north_after_south(
        priced("s1", "2025-05-01", "south", "offers", "1"),
        priced("n1", "2025-05-01", "north", "demands", "9"),
        priced("s2", "2025-05-03", "south", "offers", "2"),
        priced("n2", "2025-05-03", "north", "demands", "8"),
    )
    assert [each.response for each in told.rounds] == ["same time"]


@pytest.mark.parametrize(("rounds", "coefficient"), [(7, None), (8, Decimal("0.75"))])
def test_a_coefficient_only_from_eight_cases_on(rounds: int, coefficient: Decimal | None) -> None:
    # South moves in turn toward (to 2) and away (to 1); north answers each the next day: toward
    # and away, except that after the last move away (the eighth) it moves toward. Four moves
    # toward, all answered toward: 4 / 4. Four away, one answered toward: 1 / 4. 1 - 1/4 = 0.75.
    entries = [
        priced("s0", "2025-05-01", "south", "offers", "1"),
        priced("n0", "2025-05-01", "north", "demands", "5"),
    ]
    north = [4, 5, 4, 5, 4, 5, 4, 3]
    for number in range(rounds):
        day = 2 * number + 3
        south = 2 if number % 2 == 0 else 1
        entries.append(priced(f"s{day}", f"2025-05-{day:02}", "south", "offers", str(south)))
        entries.append(
            priced(f"n{day}", f"2025-05-{day + 1:02}", "north", "demands", str(north[number]))
        )
    told = north_after_south(*entries)
    assert (len(told.rounds), told.cases, told.coefficient) == (rounds, rounds, coefficient)


# Bargaining codes


def test_bargaining_codes_are_counted_with_their_entries() -> None:
    # North: initiation 2 (first offer, paper), accommodation 2 (a move toward, a concession in words),
    # retraction 1 (a move away), commitment 1 (red line), threat 2 (a lever threatened, a threat in
    # words), agreement 1. The concession that a position was read from counts with the position.
    # Soft 4, hard 4: 4 of 8. Positive 1, negative 0: 1 of 1.
    case = conduct(
        SOUTH_NONE,
        at("offer", "2025-05-01", "north", "offers", "all"),
        at(
            "nearer",
            "2025-05-03",
            "north",
            "demands",
            "some",
            supersedes=("offer",),
            statement="told",
        ),
        at("farther", "2025-05-05", "north", "demands", "more", supersedes=("nearer",)),
        at("line", "2025-05-05", "north", "red line", "none", "some"),
        statement("told", kind="CONCEDE"),
        statement("concedes", kind="CONCEDE"),
        statement("agrees", kind="AGREE"),
        statement("nothing"),
        event("threat", actors=("north",), kind="CAMEO 138"),
        lever(held_by="north", status="threatened"),
        lever("other", held_by="north", status="available"),
        proposal("paper", history=(paper_step(),)),
    )
    north, south = case.bargaining_codes
    assert {each.code: set(each.entries) for each in north.coded} == {
        "initiation": {"offer", "paper"},
        "accommodation": {"nearer", "concedes"},
        "retraction": {"farther", "line"},  # of one day: one act
        "commitment": {"line"},
        "threat": {"threat", "aid"},
        "agreement": {"agrees"},
    }
    assert (north.soft, north.hard, north.soft_share) == (4, 4, Decimal("0.50"))
    assert (north.positive, north.negative, north.positive_share) == (1, 0, Decimal("1.00"))
    assert (south.soft, south.soft_share, south.positive_share) == (0, None, None)


def test_without_anything_recorded_there_is_nothing_to_count() -> None:
    empty = conduct()
    for name in (
        "answer_times",
        "paper_timings",
        "retractions",
        "added_demands",
        "agreements_kept",
    ):
        assert getattr(empty, name) == ()
    assert all(not each.parties for each in empty.first_moves)
    assert all(each.raised == () for each in empty.issue_shares)
    assert all(each.rounds == () for each in empty.reciprocity)
    assert all(each.cases == 0 for each in empty.words_and_deeds)
    assert all(each.coded == () for each in empty.bargaining_codes)
