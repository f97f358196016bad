"""Each sentence about which states hold, once; and nothing hostile in any of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from detente.core.stability.ahead import Ahead, GoalTold, PreferenceChange, WayTold
from detente.core.stability.analysis import (
    ROWS_AT_MOST,
    ConflictAnalysis,
    EquilibriaCounted,
    WhyNot,
)
from detente.core.stability.building import NotRanked
from detente.core.stability.five import CONCEPTS, ConceptName
from detente.core.stability.options import Course
from detente.core.stability.told import (
    ImprovementTold,
    MoveTold,
    StateRow,
    StateVerdict,
    WhyHolds,
)
from detente.web import stability_words as told
from detente.web.conflict_labels import Labels, case_labels, file_labels
from detente.web.state_signs import OTHERS_AT_MOST, also_named, letters, with_signs

from ..core.builders import case_of, course, party
from ..formats.graph_models.made import QUEUE, STRIKE, read

LABELS = Labels("t", str.title, lambda name: f"the {name}", ())


def counted(*certain: int, possible: int = 0, states: int = 8, **more: Any) -> ConflictAnalysis:
    counts = tuple(
        EquilibriaCounted(concept, number, possible)
        for concept, number in zip(CONCEPTS, certain, strict=False)
    )
    return ConflictAnalysis(states=states, counts=counts, **more)


def row(state: str, *not_for: str, unknown: tuple[str, ...] = ()) -> StateRow:
    holds = tuple(each for each in ("north", "south") if each not in (*not_for, *unknown))
    return StateRow(state, "", (StateVerdict("nash", holds, not_for, unknown),))


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (counted(2, 3), "2 to 3 of 8 states hold for all, by how far the parties look ahead."),
        (counted(0, 1), "0 to 1 of 8 states holds for all, by how far the parties look ahead."),
        (counted(2, 2), "2 of 8 states hold for all under each concept."),
        (counted(1), "1 of 8 states holds for all."),
        (counted(0, 0), "None of 8 states holds for all."),
        (counted(0, possible=3), "Of 8 states it is not determined which hold for all."),
        (
            counted(1, possible=3),
            "1 of 8 states holds for all. More may: some preferences are not known.",
        ),
        (counted(), "None of 8 states holds for all."),
    ],
)
def test_the_headline(found: ConflictAnalysis, says: str) -> None:
    assert told.headline(found) == says


@pytest.mark.parametrize("why", [each for each in WhyNot.__args__ if each])  # type: ignore[attr-defined]
def test_each_reason_for_no_answer_has_words(why: WhyNot) -> None:
    assert told.headline(ConflictAnalysis(why_not=why)).endswith(".")


def test_what_is_not_known_is_said() -> None:
    found = counted(
        1, not_ranked=(NotRanked("north", "a weight is a range"),), not_moving=("south",)
    )
    assert list(told.unknown_lines(LABELS, found)) == [
        "North: a weight is a range, which gives no order; what hangs on it is not determined.",
        "South cannot move in any state, so that every state holds for it.",
    ]
    assert list(told.unknown_lines(LABELS, counted(1))) == []


def test_few_states_are_all_listed_and_of_many_those_that_hold() -> None:
    rows = (row("a"), row("b", "north"), row("c", "south"))
    few = counted(1, states=3, rows=rows, now="c")
    assert told.shown_rows(few, ()) == rows
    assert told.left_out(few, rows) == ""
    many = replace(few, states=40)
    shown = told.shown_rows(many, ("b",))
    assert [each.state for each in shown] == ["a", "b", "c"]
    assert [each.state for each in told.shown_rows(many, ())] == ["a", "c"]
    assert told.left_out(many, shown) == (
        "37 other states certainly hold for all under none of these."
    )
    assert told.left_out(replace(few, states=4), rows).startswith("1 other state certainly holds")
    full = tuple(row(str(number)) for number in range(ROWS_AT_MOST))
    assert told.left_out(counted(99, states=100, rows=full), full) == (
        "36 more states are not listed; some of them may hold for all."
    )


def test_the_signs_of_the_table() -> None:
    assert [
        told.sign(each, "nash")
        for each in (row("a"), row("a", "north"), row("a", unknown=("south",)))
    ] == ["●", "·", "?"]
    both = StateRow(
        "a",
        "",
        (
            StateVerdict("nash", (), ("north", "south"), ()),
            StateVerdict("general", ("north",), ("south",), ()),
        ),
    )
    assert told.not_for(LABELS, both) == "South"
    assert told.not_for(LABELS, row("a")) == ""
    assert "Never for" in told.legend(["", "South"])
    assert "Never for" not in told.legend(["", ""])
    assert "Never for" not in told.legend([])


def why(concept: ConceptName, who: str, holds: bool | None, *moves: ImprovementTold) -> WhyHolds:
    return WhyHolds("now", concept, who, holds, moves)


def reasons(*given: WhyHolds) -> list[tuple[str, list[str]]]:
    parties = tuple(dict.fromkeys(each.party for each in given))
    found = ConflictAnalysis(parties=parties, reasons=given)
    return list(told.reason_lines(LABELS, found, "now"))


def test_parties_of_which_the_same_is_told_are_named_together() -> None:
    assert reasons(why("nash", "north", True), why("nash", "south", True)) == [
        ("North and South: holds", ["No move of its own leads to anything it prefers."])
    ]
    assert reasons(why("nash", "north", True), why("nash", "south", None)) == [
        ("North: holds", ["No move of its own leads to anything it prefers."]),
        ("South: not determined (Nash)", []),
    ]
    assert reasons(why("nash", "north", True), why("general", "north", True))[0][0] == (
        "North: holds under every concept"
    )


def test_an_improvement_is_told_with_each_answer_and_its_concepts() -> None:
    answer = (MoveTold("south", "b"), MoveTold("east", "c"))
    deterred = ImprovementTold("a", True, answer)
    ((heading, lines),) = reasons(
        why("nash", "north", False, ImprovementTold("a", False)),
        why("general", "north", True, deterred),
        why("symmetric", "north", True, deterred),
        why("sequential", "north", False, ImprovementTold("a", False)),
    )
    assert heading == "North: holds (general, symmetric); does not hold (Nash, sequential)"
    assert lines == [
        "It could move to “the a”, which it prefers. What deters it: South moves to “the b”, then "
        "East to “the c”. That is no better for it than to stay, and no move of its own would make "
        "that good (general, symmetric). Nothing deters it (sequential)."
    ]
    but = [why("nash", "north", False), *(why(each, "north", True) for each in CONCEPTS[1:])]
    assert reasons(*but)[0][0] == "North: holds under all but Nash"
    every = [why(concept, "north", False, ImprovementTold("a", False)) for concept in CONCEPTS]
    assert reasons(*every) == [
        ("North: does not hold", ["It could move to “the a”, which it prefers. Nothing deters it."])
    ]
    plain = [why("general", "north", True, deterred)]
    assert "make that good" not in reasons(*plain)[0][1][0]


def test_what_can_come_of_a_state() -> None:
    ways = (
        WayTold("b", True, (MoveTold("north", "b"),)),
        WayTold("c", False, (MoveTold("south", "a"), MoveTold("north", "c"))),
    )
    assert list(told.ahead_lines(LABELS, Ahead("now", 1, 0, 0, (), ("d", "e")))) == [
        "From “the now” moves lead to 1 other state, to none by improvements alone: nobody has a "
        "reason of its own to make the first move.",
        "No moves lead to “the d” or “the e” from there.",
    ]
    assert list(told.ahead_lines(LABELS, Ahead("now", 3, 1, 0, ways))) == [
        "From “the now” moves lead to 3 other states, to 1 state by improvements alone.",
        "To “the b”, by improvements: North moves to “the b”.",
        "To “the c”, not by improvements alone: South moves to “the a”, then North to “the c”.",
    ]
    open_way = (WayTold("b", None, (MoveTold("north", "b"),)),)
    assert list(told.ahead_lines(LABELS, Ahead("now", 3, 1, 2, open_way))) == [
        "From “the now” moves lead to 3 other states, to 1 of them by improvements alone, and to 2 more "
        "perhaps, by preferences that are not known.",
        "To “the b”, whether by improvements is not determined: North moves to “the b”.",
    ]
    assert list(told.ahead_lines(LABELS, Ahead("now", 0, 0, 0, ()))) == [
        "Nobody can move from “the now”."
    ]


CHANGE = PreferenceChange("north", 2, ("a", "b"), 0, ())
GOAL = GoalTold("g", "nash", "possible", 2, 2, (CHANGE,))


def goal(*given: GoalTold) -> list[str]:
    return list(told.goal_lines(LABELS, given))


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (GoalTold("g", "nash", None), "Nash: not determined, for want of preferences."),
        (GoalTold("g", "nash", "possible"), "Nash: it holds for all as it is."),
        (GoalTold("g", "nash", "impossible"), "Nash: no change of preferences makes it hold."),
        (
            GoalTold("g", "nash", "not settled"),
            "Nash: no change was found that makes it hold; that there is none is not proved.",
        ),
        (
            GOAL,
            "Nash: it would hold for all if 2 pairs of states changed order (no fewer will do).",
        ),
        (
            replace(GOAL, pairs=5),
            "Nash: it would hold for all if 5 pairs of states changed order "
            "(at least 2 are needed).",
        ),
        (
            replace(GOAL, at_least=0),
            "Nash: it would hold for all if 2 pairs of states changed order "
            "(at least 1 is needed).",
        ),
        (
            replace(GOAL, pairs=1, at_least=0),
            "Nash: it would hold for all if 1 pair of states changed order (no fewer will do).",
        ),
    ],
)
def test_what_would_have_to_change_under_a_concept(found: GoalTold, says: str) -> None:
    assert goal(found)[0] == says


def test_a_change_of_preference_in_words() -> None:
    deterred = ImprovementTold("d", True, (MoveTold("south", "e"),))
    settled = (deterred, ImprovementTold("f", False))
    change = replace(CHANGE, more=3, settled=settled, share=Fraction(1, 3))
    assert goal(replace(GOAL, changes=(change,)))[1] == (
        "North would have to find “the g” at least as good as “the a”, “the b” and 3 more (2 pairs). "
        "The move to “the d” is then deterred: South moves to “the e”. Of all strict orders that it "
        "could have, the state holds for it by about 33.3 percent."
    )
    assert goal(GOAL)[1] == (
        "North would have to find “the g” at least as good as “the a” and “the b” (2 pairs)."
    )


def test_the_same_under_several_concepts_is_told_once_with_each_share() -> None:
    half = replace(GOAL, changes=(replace(CHANGE, share=Fraction(1, 2)),))
    third = replace(half, concept="general", changes=(replace(CHANGE, share=Fraction(1, 3)),))
    fewer = replace(third, concept="symmetric", pairs=1)
    assert told.alike([half, third, fewer]) == [[half, third], [fewer]]
    first, second = goal(half, third)
    assert first.startswith("Nash, general: it would")
    assert second.endswith("by 50 percent (Nash) and about 33.3 percent (general).")
    assert goal(half, replace(half, concept="general"))[1].endswith("by 50 percent.")
    assert told.alike([]) == []


# Signs


def test_states_go_by_letters_or_by_their_numbers() -> None:
    assert [letters(each) for each in (0, 25, 26, 27, 701, 702)] == [
        "a", "z", "aa", "ab", "zz", "aaa",
    ]  # fmt: skip
    signed = with_signs(LABELS, ["x", "y", "x"])
    assert (signed.named("x"), signed.named("y")) == ("state a", "state b")
    assert signed.named("z") == "“the z”"
    numbered = with_signs(replace(LABELS, numbered=True), ["7"])
    assert (numbered.named("7"), numbered.named("8")) == ("state 7", "“the 8”")


def test_states_that_only_sentences_name_are_found_in_order() -> None:
    improvement = ImprovementTold("b", True, (MoveTold("north", "c"),))
    change = replace(CHANGE, below=("g", "h"), settled=(ImprovementTold("i", False),))
    found = ConflictAnalysis(
        reasons=(why("general", "north", True, improvement),),
        ahead=Ahead("now", 1, 1, 0, (WayTold("e", True, (MoveTold("north", "e"),)),), ("f",)),
        goal=(replace(GOAL, changes=(change,)),),
    )
    assert also_named(found, ["now", "g"], ["now"]) == ("b", "c", "e", "f", "h", "i")
    assert also_named(found, ["now", "g"], []) == ("e", "f", "h", "i")
    assert also_named(ConflictAnalysis(), [], []) == ()
    many = tuple(str(number) for number in range(OTHERS_AT_MOST + 1))
    long = replace(found, goal=(replace(GOAL, changes=(replace(CHANGE, below=many),)),))
    assert len(also_named(long, [], [])) == OTHERS_AT_MOST


# Labels

HOSTILE = "a\x1b[31m\u202eb"
SHOWN = "a\ufffd[31m\ufffdb"


def test_the_labels_of_a_case() -> None:
    case = case_of(
        party("north"), party("south"),
        course("strike", label="the strike", changes="only taken", ends=True),
        course("talk", label="talks", party="south", kept_unless=("strike",)),
    )  # fmt: skip
    labels = case_labels(case)
    strike = "the strike (cannot be taken back, ends the conflict)"
    assert labels.courses == (
        ("north", strike),
        ("south", "talks (given up only while this is done: the strike)"),
    )
    assert labels.ids[0] == ("north", (("strike", strike),))
    assert labels.state("talk + strike") == "talks; the strike"
    assert labels.state("nothing") == labels.in_words("nothing") == "nothing is done"
    assert labels.parties(["north", "south"]) == "North and South"


def test_the_labels_of_a_graph_model() -> None:
    strike = read(STRIKE).file
    assert strike is not None
    labels = file_labels(strike)
    assert labels.courses == (("Union", "strike"), ("Owners", "raise"))
    numbers = [str(strike.id_of(state)) for state in range(4)]
    assert {labels.in_words(each) for each in numbers} == {
        "nothing is done", "strike", "raise", "strike; raise",
    }  # fmt: skip
    assert labels.state(numbers[0]).startswith(f"{numbers[0]}: ")
    queue = read(QUEUE).file
    assert queue is not None
    plain = file_labels(queue)
    assert (plain.state("1"), plain.in_words("1")) == ("1", "")
    assert plain.courses[0] == ("First", "moves between states")


def test_control_characters_are_made_visible_everywhere() -> None:
    case = replace(
        case_of(party("north", name=HOSTILE, short=HOSTILE), course("strike", label=HOSTILE)),
        title=HOSTILE,
    )
    labels = case_labels(case)
    of_case = [labels.title, labels.party("north"), labels.state("strike"), labels.state(HOSTILE)]
    of_case += [labels.courses[0][1], labels.ids[0][1][0][1]]
    assert [text.replace(SHOWN, "") for text in of_case] == [""] * 6
    strike = read(STRIKE).file
    assert strike is not None
    options = (Course(HOSTILE, 0), *strike.options[1:])
    hostile = file_labels(replace(strike, title=HOSTILE, options=options))
    taken = next(n for n in range(4) if strike.pattern_of(n) == "YN")
    of_file = [hostile.title, hostile.party(HOSTILE), hostile.courses[0][1]]
    of_file += [hostile.in_words(str(strike.id_of(taken))), hostile.state(HOSTILE)]
    assert of_file == [SHOWN] * 5
