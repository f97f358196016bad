"""The words for one state, and the numbers by which pages name states and link to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from detente.core.record.case import Case
from detente.core.stability.ahead import PreferenceChange
from detente.core.stability.around import MoveBetween
from detente.core.stability.building import Conflict, conflict_of
from detente.core.stability.five import CONCEPTS
from detente.core.stability.for_one import ForOne, OtherStands
from detente.core.stability.told import MoveTold, StateRow, StateVerdict
from detente.formats.casefile import read_case
from detente.web import state_words as told
from detente.web.conflict_labels import Labels, case_labels
from detente.web.state_numbers import named_states

from ..core.builders import case_of, course, party
from .conftest import HARM, harmed

LABELS = Labels("t", str.title, lambda name: f"the {name}", ())


@pytest.fixture
def strike() -> Case:
    courses = (
        course("strike", label="strike"),
        course("talk", label="talk"),
        course("leave", label="leave", party="south", ends=True),
        course("pay", label="pay", party="south"),
    )
    return case_of(parties=(party("north"), party("south")), conflict=courses)


def addressed(name: str) -> str:
    return f"/stability/{name}"


def test_every_state_has_a_number_of_its_own_and_those_of_the_table_keep_theirs(
    strike: Case,
) -> None:
    conflict = conflict_of(strike)
    listed = {"pay": "1", "nothing": "2"}
    named = named_states(strike, conflict, listed, addressed)
    names = [conflict.name(each) for each in range(conflict.model.states)]
    found = {name: named.numbers.number(name) for name in names}
    assert sorted(map(int, found.values())) == list(range(1, len(names) + 1))
    assert {name: found[name] for name in listed} == listed
    assert len(named.numbers) == len(names)
    assert list(named.numbers) == ["pay", "nothing"]
    with pytest.raises(KeyError):
        named.numbers["no such state"]
    assert named.numbers.get("no such state") is None


def test_a_sentence_links_each_state_that_it_names(strike: Case) -> None:
    conflict = conflict_of(strike)
    named = named_states(strike, conflict, {"pay": "1"}, addressed)
    line = f"From {named.labels.named('pay')} to {named.labels.named('nothing')}."
    assert named.linked(line) == (
        'From <a href="/stability/pay" title="pay">state 1</a> to '
        '<a href="/stability/nothing" title="nothing is done">state 2</a>.'
    )
    capital = line[0].upper() + "State".join(line[1:].split("state", 1))
    assert ">State 1</a>" in named.linked(capital)
    assert named.asked() == (("pay", "1"), ("nothing", "2"))


def test_a_label_that_looks_like_our_marks_is_no_link(strike: Case) -> None:
    courses = tuple(
        replace(each, label=f"{each.label} state \ufff91\ufffb{HARM}") for each in strike.conflict
    )
    hostile = replace(strike, conflict=courses, parties=harmed(strike.parties))
    conflict = conflict_of(hostile)
    named = named_states(hostile, conflict, {"pay": "1"}, addressed)
    assert named.numbers["pay"] == "1"
    shown = named.linked(f"{named.labels.state('pay')} {named.labels.party('north')}")
    assert "<a " not in shown
    assert "<script" not in shown
    assert "<svg" not in shown
    link = named.link("pay")
    assert "<script" not in link
    assert '"><svg' not in link
    assert "\u202e" not in link


def test_long_words_are_cut_where_the_mouse_rests(strike: Case) -> None:
    courses = tuple(replace(each, label="x" * 500) for each in strike.conflict)
    long = replace(strike, conflict=courses)
    named = named_states(long, conflict_of(long), {}, addressed)
    assert f'title="{"x" * 300}…"' in named.link("pay")


@pytest.mark.parametrize(
    ("before", "move", "says"),
    [
        ("nothing", MoveTold("north", "strike"), "North moves to “strike”. Newly done: strike."),
        ("strike", MoveTold("north", "nothing"), "North moves to “nothing is done”. No longer done: strike."),
        ("strike", MoveTold("north", "talk"), "North moves to “talk”. Newly done: talk. No longer done: strike."),
        ("strike + pay", MoveTold("south", "leave"), "South moves to “leave”. Newly done: leave."),
        ("leave", MoveTold("north", "leave"), "North moves to “leave”."),
    ],
)  # fmt: skip
def test_a_move_tells_what_it_changes(strike: Case, before: str, move: MoveTold, says: str) -> None:
    labels = replace(case_labels(strike), party=str.title)
    assert told.step_told(strike, labels, before, move) == says


def test_a_move_tells_whether_it_is_preferred(strike: Case) -> None:
    labels = replace(case_labels(strike), party=str.title)
    for improves, words in ((True, "which it prefers"), (False, "which it does not prefer"),
                            (None, "whether it prefers that is not known")):  # fmt: skip
        move = MoveBetween("north", "nothing", "strike", improves)
        out = told.out_told(strike, labels, move)
        assert out == f"North can move to “strike”, {words}. Newly done: strike."
    assert told.into_told(labels, MoveBetween("north", "strike", "nothing", None)) == (
        "From “strike”, by North, of which it is not known whether it prefers this one."
    )


def test_what_each_party_does_in_a_state_and_what_no_longer_matters(strike: Case) -> None:
    conflict: Conflict = conflict_of(strike)
    place = conflict.find("leave")
    assert place is not None
    ended = StateRow("leave", conflict.model.name(place), ())
    assert told.done_by(strike, conflict.courses, ended) == (
        ("North", (("strike", None), ("talk", None))),
        ("South", (("leave", True), ("pay", None))),
    )
    row = StateRow("strike", "YNNN", ())
    assert told.done_by(strike, conflict.courses, row)[0] == (
        "North",
        (("strike", True), ("talk", False)),
    )


def test_for_whom_a_state_holds_by_concept() -> None:
    row = StateRow(
        "a", "", (StateVerdict("nash", ("north",), (), ("south",)), StateVerdict("general", ("north", "south"), (), ()))
    )  # fmt: skip
    north, south, for_all = told.verdict_rows(LABELS, ("north", "south"), row)
    assert (north.who, north.signs) == ("North", (("●", "holds"), ("●", "holds")))
    assert south.signs == (("?", "not determined"), ("●", "holds"))
    assert for_all.signs == (("?", "not determined"), ("●", "holds"))


def test_under_which_concepts_a_state_holds() -> None:
    assert told.holding(("nash", "general"), True) == (
        "holds for all under Nash and general; it may under others, as far as is known"
    )
    assert told.holding(CONCEPTS, False) == "holds for all under every concept"
    assert told.short_holding(CONCEPTS, False) == "every concept"


def test_what_one_party_would_have_to_prefer_is_told_way_by_way() -> None:
    ways = (
        PreferenceChange("north", 1, ("b",), 0, (), Fraction(1, 2)),
        PreferenceChange("north", 3, ("c", "d"), 0, (), Fraction(1, 2)),
    )
    others = (OtherStands("south", "holds"), OtherStands("east", "depends"),
              OtherStands("west", "does not hold"), OtherStands("sky", None))  # fmt: skip
    found = ForOne("a", "nash", "north", False, ways, True, Fraction(1, 2), others)
    assert list(told.for_one_lines(LABELS, found)) == [
        "Nash: it does not hold for North. 2 ways to change that, the fewest changes first; there are no other ways.",
        "Way 1: North would have to find “the a” at least as good as “the b” (1 pair).",
        "Way 2: North would have to find “the a” at least as good as “the c” and “the d” (3 pairs).",
        "North: of all strict orders that it could have, the state holds for it by 50 percent.",
        "Whatever North prefers, it holds for South.",
        "Whatever North prefers, it does not hold for West: so it cannot hold for all.",
        "Whether it holds for East hangs on what North comes to prefer.",
        "Whether it holds for Sky is not determined.",
    ]
    assert list(told.for_one_lines(LABELS, replace(found, holds=True, ways=(), others=()))) == [
        "Nash: it holds for North as it is.",
        "North: of all strict orders that it could have, the state holds for it by 50 percent.",
    ]
    unknown = replace(found, holds=None, ways=(), others=(), share=None)
    assert list(told.for_one_lines(LABELS, unknown)) == [
        "Nash: not determined, for want of preferences."
    ]
    more = list(told.for_one_lines(LABELS, replace(found, all_found=False)))
    assert more[0].endswith("there may be other ways.")


def test_the_example_for_a_case_without_a_conflict_can_be_pasted(tmp_path: Path) -> None:
    """What the empty page says to write is read without a problem, and something holds then."""
    text = (
        "format: 1\ntitle: t\nparties:\n  - {id: a, name: A, role: principal, evidence: none}\n"
        "  - {id: b, name: B, role: principal, evidence: none}\n"
    )
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    case = read_case(tmp_path)
    (tmp_path / "case.yaml").write_text(text + told.example_conflict(case), "utf-8")
    (tmp_path / "judgements").mkdir()
    judgement = told.example_judgement(case, date(2026, 1, 2))
    (tmp_path / "judgements" / "a.yaml").write_text(judgement, "utf-8")
    conflict = conflict_of(read_case(tmp_path))
    assert (conflict.model.states, [each.party for each in conflict.not_ranked]) == (4, ["b"])
    empty = told.example_conflict(Case(title="t"))
    assert "party: one-party" in empty
    assert "party: another-party" in empty
