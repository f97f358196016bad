"""The picture of moves: every move is there, told without colour, and no line runs through a state."""

from __future__ import annotations

from itertools import combinations
from math import hypot
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from detente.charts.places import CLEAR, WIDTH, curve, head, places
from detente.charts.rendering import as_svg, specification_of
from detente.charts.stability import StateLabel, moves_chart
from detente.charts.theme import SCREEN
from detente.core.stability.around import Around, MoveBetween
from tests.core.strategies import quick

STATES = ("nothing", "strike", "pay", "strike + pay")
LABELS = {
    each: StateLabel(str(number), f"state {each}", holds=each == "pay")
    for number, each in enumerate(STATES, 1)
}
NAMES = {"union": "Union", "company": "Company", "city": "City"}
THERE = MoveBetween("union", "nothing", "strike", True)
BACK = MoveBetween("union", "strike", "nothing", False)
PAYS = MoveBetween("company", "nothing", "pay", None)


def picture(*moves: MoveBetween, **names: str) -> dict[str, Any]:
    chart = moves_chart(Around(STATES, moves, 0), LABELS, names or NAMES, "nothing")
    assert chart is not None
    return specification_of(chart)


def rows(specification: dict[str, Any], layer: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = specification["layer"][layer]["data"]["values"]
    return found


def test_a_move_and_the_way_back_are_one_line_with_two_heads() -> None:
    drawn = picture(THERE, BACK, PAYS)
    assert {(each["line"], each["party"], each["wide"]) for each in rows(drawn, 0)} == {
        (1, "Union", 2.8),
        (2, "Company", 1.1),
    }
    assert [(each["move"], each["large"]) for each in rows(drawn, 1)] == [
        ("Union from 1 to 2, which it prefers", 170),
        ("Union from 2 to 1", 55),
        ("Company from 1 to 3", 55),
    ]


def test_what_holds_is_told_by_shape_and_what_is_now_in_a_word() -> None:
    told = [(each["number"], each["shape"], each["now"]) for each in rows(picture(THERE), 2)]
    assert told == [("1", "circle", "now"), ("2", "circle", ""), ("3", "square", ""), ("4", "circle", "")]  # fmt: skip


def test_parties_differ_by_colour_and_dashes_and_only_those_that_move_are_named() -> None:
    encoding = picture(THERE, PAYS)["layer"][0]["encoding"]
    assert encoding["color"]["scale"]["domain"] == ["Union", "Company"]
    colours, dashes = encoding["color"]["scale"]["range"], encoding["strokeDash"]["scale"]["range"]
    assert len(set(colours)) == 2
    assert dashes[0] != dashes[1]
    many = {f"p{n}": f"Party {n}" for n in range(30)}
    moves = tuple(MoveBetween(each, "nothing", "pay", False) for each in many)
    encoding = picture(*moves, **many)["layer"][0]["encoding"]
    pairs = zip(encoding["color"]["scale"]["range"], encoding["strokeDash"]["scale"]["range"],
                strict=True)  # fmt: skip
    assert len({(colour, tuple(dash)) for colour, dash in pairs}) == 30


def test_parties_of_one_name_stay_apart() -> None:
    encoding = picture(THERE, PAYS, union="Same", company="Same")["layer"][0]["encoding"]
    assert encoding["color"]["scale"]["domain"] == ["Same (union)", "Same (company)"]


def test_the_words_for_it_tell_every_move() -> None:
    assert picture(THERE, PAYS)["description"] == (
        "Moves: Union from 1 to 2, which it prefers; Company from 1 to 3"
    )


def test_without_a_move_there_is_no_picture() -> None:
    assert moves_chart(Around(STATES, (), 0), LABELS, NAMES) is None


def test_it_can_be_drawn_on_any_ground() -> None:
    chart = moves_chart(Around(STATES, (THERE, BACK, PAYS), 0), LABELS, NAMES, "", SCREEN)
    assert chart is not None
    svg = as_svg(specification_of(chart), 620)
    for told in (">Union<", ">Company<", ">4<", "var(--kind-statement"):
        assert told in svg
    assert ">now<" not in svg


links_among = st.integers(1, 16).flatmap(
    lambda size: st.tuples(
        st.just(tuple(f"s{n}" for n in range(size))),
        st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=40),
    )
)


@quick
@given(links_among)
def test_states_stand_apart_in_the_picture_the_first_alone_on_top(
    made: tuple[tuple[str, ...], list[tuple[int, int]]],
) -> None:
    states, pairs = made
    where = places(states, [(states[a], states[b]) for a, b in pairs])
    assert set(where) == set(states)
    for one, other in combinations(where.values(), 2):
        assert hypot(one[0] - other[0], one[1] - other[1]) >= 60
    top = min(y for _, y in where.values())
    assert [state for state, (_, y) in where.items() if y == top] == ["s0"]
    assert all(30 < x < WIDTH - 30 for x, _ in where.values())


def test_lines_of_all_moves_of_a_large_picture_keep_clear_of_other_states() -> None:
    """Sixteen states of two courses for each of two parties: 48 lines."""
    states = tuple(f"{code:04b}" for code in range(16))
    links = [(a, b) for a in states for b in states
             if a != b and (a[:2] == b[:2] or a[2:] == b[2:])]  # fmt: skip
    where = places(states, links)
    hit = 0
    for first, then in links:
        others = [place for each, place in where.items() if each not in (first, then)]
        line = curve(where[first], where[then], others, [])
        assert (line[0], line[-1]) == (where[first], where[then])
        hit += any(hypot(x - a, y - b) < CLEAR for x, y in line for a, b in others)
    assert len(links) == 96
    assert hit == 0


def test_two_lines_between_the_same_states_are_not_one() -> None:
    first = curve((0.0, 50.0), (300.0, 50.0), [], [])
    assert curve((0.0, 50.0), (300.0, 50.0), [], [first]) != first


def test_a_head_stands_before_the_end_and_points_to_it() -> None:
    line = curve((300.0, 50.0), (300.0, 250.0), [], [])
    (x, y), (across, down) = head(line, 23.0)
    assert (x, across) == (300.0, 0.0)
    assert 215 < y <= 227
    assert down > 0


def test_a_way_lies_on_a_band_and_its_steps_are_numbered() -> None:
    way = (
        ("union", "nothing", "strike"),
        ("union", "strike", "nothing"),
        ("company", "nothing", "pay"),
    )
    moves = Around(STATES, (THERE, BACK, PAYS), 0)
    chart = moves_chart(moves, LABELS, NAMES, "nothing", way=way)
    assert chart is not None
    drawn = specification_of(chart)
    parts = [part for layer in drawn["layer"] for part in layer.get("layer", [layer])]
    data = [part["data"]["values"] for part in parts if "data" in part]
    band, lines = data[0], data[1]
    on_band = {(each["x"], each["y"]) for each in band}
    assert on_band == {(each["x"], each["y"]) for each in lines}  # each line is on the way
    there = [(each["x"], each["y"]) for each in band if each["line"] == 1]
    back = [(each["x"], each["y"]) for each in band if each["line"] == 2]
    assert there == back[::-1]
    together = [each["data"]["values"] for each in drawn["layer"] if "data" in each]
    (steps,) = (each for each in together if "told" in each[0])
    assert [each["told"] for each in steps] == ["1", "2", "3"]
    assert "<svg" in as_svg(drawn, 400)
