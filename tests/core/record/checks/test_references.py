"""Ids that stand twice, references to nothing or to the wrong thing, and circles."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.checks.references import circles
from detente.core.record.entry import Dispute
from detente.core.record.obligations import Step

from ...builders import (
    case_of,
    choice,
    commitment,
    condition,
    deadline,
    event,
    evidence,
    issue,
    judgement,
    lever,
    meeting,
    met,
    paper_due,
    paper_step,
    party,
    person,
    position,
    proposal,
    rule,
    statement,
)
from .cases import found, problems


def test_the_sound_world_has_no_problems() -> None:
    assert problems() == ()


@pytest.mark.parametrize(
    "entry",
    [
        position(by="ada", statement="heard"),
        rule(),
        proposal(
            package=choice(truce=("full",), price=("7.5",)),
            history=(paper_step(at="summit", by="ada"),),
            due=(paper_due(before="summit"),),
        ),
        condition(first=(Step(what="meet", entry="summit"),), met=(met("south", "met"),)),
        commitment(meeting="summit", issues=("truce",)),
        deadline(for_=("north", "ada"), before="summit"),
        lever(on=("north",)),
        event(according_to="report", actors=("ada",)),
        statement(to=("south", "ada"), issues=("truce", "price")),
    ],
    ids=lambda entry: entry.id,
)
def test_references_that_meet_are_no_problem(entry: Any) -> None:
    assert problems(entry) == ()


def test_an_id_stands_once_in_the_whole_case() -> None:
    assert found(event("heard")) == [("case-040", "events.0.id")]
    assert found(party("north")) == [("case-040", "parties.2.id")]


def test_an_id_that_stands_three_times_is_told_twice() -> None:
    assert [code for code, _ in found(event("x"), event("x"), event("x"))] == ["case-040"] * 2


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (statement(speaker="nobody"), "statements.1.speaker"),
        (statement(to=("south", "nobody")), "statements.1.to.1"),
        (statement(evidence=(evidence("nothing"),)), "statements.1.evidence.0.document"),
        (statement(visible_to=("nobody",)), "statements.1.visible_to.0"),
        (statement(disputed=(Dispute(by="nobody"),)), "statements.1.disputed.0.by"),
        (person("bob", party="nobody"), "people.1.party"),
        (party("east", member_of=("nobody",)), "parties.2.member_of.0"),
        (position(issue="nothing"), "positions.0.issue"),
        (proposal(package=choice(nothing=("full",))), "proposals.0.package.nothing"),
        (condition(then=Step(what="x", entry="nothing")), "conditions.0.then.entry"),
        (deadline(for_=("nobody",)), "deadlines.0.for.0"),
        (position(supersedes=("nothing",)), "positions.0.supersedes.0"),
        (judgement(party="nobody"), "party"),
        (judgement(issue_order=(("truce", "nothing"),)), "issue_order.0.1"),
        (judgement(option_orders=choice(nothing=())), "option_orders.nothing"),
        (judgement(values={"nothing": {}}), "values.nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_reference_to_nothing_is_told_where_it_stands(entry: Any, place: str) -> None:
    assert found(entry) == [("case-041", place)]


def test_public_and_mediator_are_readers_without_being_parties() -> None:
    assert problems(statement(visible_to=("mediator", "north"))) == ()


def test_a_near_miss_is_hinted_at() -> None:
    (problem,) = problems(statement(speaker="nort"))
    assert problem.hint == 'did you mean "north"?'


def test_a_long_wrong_id_is_not_repeated_in_full() -> None:
    (problem,) = problems(statement(speaker="secret" * 100))
    assert len(problem.message) < 100


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (statement(speaker="report"), "statements.1.speaker"),
        (meeting(hosts=("ada",)), "meetings.1.hosts.0"),
        (position(issue="south"), "positions.0.issue"),
        (statement(evidence=(evidence("heard"),)), "statements.1.evidence.0.document"),
        (commitment(owed_to=("ada",)), "commitments.0.owed_to.0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_reference_to_the_wrong_kind_of_thing_is_told_apart(entry: Any, place: str) -> None:
    assert found(entry) == [("case-042", place)]


def test_a_circle_of_memberships_is_told_once_at_its_smallest_id() -> None:
    circle = (party("b", member_of=("a",)), party("a", member_of=("b",)))
    assert found(*circle) == [("case-043", "parties.3.member_of")]


def test_two_circles_are_told_apart() -> None:
    itself = (party("c", member_of=("c",)), party("d", member_of=("d",)))
    assert [code for code, _ in found(*itself)] == ["case-043"] * 2


def test_a_party_that_only_leads_into_a_circle_is_not_part_of_it() -> None:
    entries = (party("a", member_of=("a",)), party("c", member_of=("a",)))
    assert found(*entries) == [("case-043", "parties.2.member_of")]


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (position(options=("full", "half")), "positions.0.options.1"),
        (rule(when=choice(truce=("half",))), "rules.0.when.truce.0"),
        (rule(excludes=choice(border=("half",))), "rules.0.excludes.border.0"),
        (proposal(package=choice(truce=("half",))), "proposals.0.package.truce.0"),
        (
            judgement(option_orders=choice(truce=(("full",), ("partial", "half")))),
            "option_orders.truce",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_option_that_the_issue_does_not_have(entry: Any, place: str) -> None:
    assert found(entry) == [("case-044", place)]


def test_an_entry_cannot_supersede_itself() -> None:
    assert found(position(supersedes=("stands",))) == [("case-045", "positions.0.supersedes.0")]


def test_entries_cannot_supersede_one_another_in_a_circle() -> None:
    circle = (position("a", supersedes=("b",)), position("b", supersedes=("a",)))
    assert found(*circle) == [("case-045", "positions.0.supersedes")]


def test_an_entry_supersedes_one_of_its_own_block() -> None:
    assert found(position(supersedes=("heard",))) == [("case-046", "positions.0.supersedes.0")]
    assert problems(position("new", supersedes=("stands",)), position()) == ()


@pytest.mark.parametrize("written", ["full", "11", "-1", "7 percent", ""])
def test_a_package_settles_a_range_at_a_number_within_it(written: str) -> None:
    assert found(proposal(package=choice(price=(written,)))) == [
        ("case-047", "proposals.0.package.price.0")
    ]


@pytest.mark.parametrize("written", ["0", "10", "5.25"])
def test_the_bounds_of_a_range_belong_to_it(written: str) -> None:
    assert problems(proposal(package=choice(price=(written,)))) == ()


def test_a_position_without_its_issue_is_one_problem_not_two() -> None:
    assert found(position(issue="nothing", options=("half",))) == [
        ("case-041", "positions.0.issue")
    ]


def test_no_private_words_stand_in_a_message() -> None:
    secret = statement(text="the secret words", speaker="nobody", note="the secret words")
    for problem in problems(secret, issue("empty", ())):
        assert "secret" not in problem.message + problem.hint


@pytest.mark.parametrize(
    ("links", "found_circles"),
    [
        ({}, []),
        ({"a": ("b",)}, []),
        ({"a": ("a",)}, [("a",)]),
        ({"b": ("a",), "a": ("b",)}, [("a", "b")]),
        ({"c": ("a",), "a": ("b",), "b": ("c",)}, [("a", "b", "c")]),
        ({"a": ("b", "c"), "b": ("c",), "c": ("a",)}, [("a", "b", "c")]),
        ({"a": ("b",), "b": ("c",), "c": ("b",)}, [("b", "c")]),
        ({"a": ("a", "b"), "b": ("a",)}, [("a",), ("a", "b")]),
        ({"a": ("b",), "b": ("a",), "x": ("y", "a"), "y": ("x",)}, [("a", "b"), ("x", "y")]),
    ],
)
def test_a_circle_is_told_once_from_its_smallest_id_on(
    links: dict[str, tuple[str, ...]], found_circles: list[tuple[str, ...]]
) -> None:
    assert list(circles(links)) == found_circles


@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), unique=True).map(tuple)
    )
)
def test_a_circle_is_found_whenever_there_is_one(links: dict[str, tuple[str, ...]]) -> None:
    """The twin: a name that can be reached from itself lies on a circle."""
    reach = {name: set(following) for name, following in links.items()}
    for _ in range(6):
        for reached in reach.values():
            reached.update(*[reach.get(each, set()) for each in list(reached)])
    found_circles = list(circles(links))
    assert bool(found_circles) == any(name in reach[name] for name in reach)
    for circle in found_circles:
        for one, following in zip(circle, (*circle[1:], circle[0]), strict=True):
            assert following in links[one]


def test_a_long_chain_of_memberships_is_followed_to_its_end() -> None:
    chain = [party(f"p{n}", member_of=(f"p{n + 1}",)) for n in range(2000)]
    assert list(circles({each.id: each.member_of for each in chain})) == []
    assert case_of(*chain).find("p1999") is chain[-1]
