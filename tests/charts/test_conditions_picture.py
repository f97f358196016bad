"""The picture of conditions: valid, whole, nothing of a label taken for markup, boxes apart."""

from __future__ import annotations

import re
from random import Random
from unicodedata import east_asian_width

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from detente.charts.conditions import STEPS_AT_MOST, conditions_picture, left_out
from detente.charts.theme import PAPER, SCREEN
from detente.core.record.case import Case
from detente.core.sequence.analysis import Sequence, analysed
from detente.core.sequence.graph import SequenceGraph
from tests.core.sequence.graphs import graph, needs, random_graph, step
from tests.core.strategies import quick

SVG = "{http://www.w3.org/2000/svg}"
LOCKED = graph(
    needs("talks", "paper", id="a"),
    needs("paper", "talks", id="b"),
    needs("summit", either=("talks", "call"), id="c"),
)


def found_in(made: SequenceGraph) -> Sequence:
    return analysed(made, Case(title="t"))


def drawn(made: SequenceGraph, labels: dict[str, str] | None = None, **askers: str) -> str:
    told = {each.key: each.key for each in made.steps} | (labels or {})
    return conditions_picture(found_in(made), told, askers)


def boxes_of(picture: str) -> dict[str, tuple[float, float, float, float]]:
    """Each box by its title: left, top, right, bottom."""
    found = {}
    for group in ElementTree.fromstring(picture).iter(f"{SVG}g"):
        (box,) = group.iter(f"{SVG}rect")
        x, y, width, height = (float(box.attrib[name]) for name in ("x", "y", "width", "height"))
        found[group.findtext(f"{SVG}title") or ""] = (x, y, x + width, y + height)
    return found


def arrows_of(picture: str) -> list[dict[str, str]]:
    paths = ElementTree.fromstring(picture).iter(f"{SVG}path")
    return [dict(path.attrib) for path in paths if "marker-end" in path.attrib]


def test_every_requirement_in_force_is_drawn_and_those_of_the_circle_are_marked() -> None:
    picture = drawn(LOCKED, a="North", b="South", c="East")
    assert set(boxes_of(picture)) == {"talks", "paper", "summit", "call"}
    arrows = arrows_of(picture)
    assert len(arrows) == 4
    assert [each["marker-end"] for each in arrows].count("url(#conditions-circle)") == 2
    assert sum("stroke-dasharray" in each["style"] for each in arrows) == 2
    words = [each.text for each in ElementTree.fromstring(picture).iter(f"{SVG}text")]
    assert {"North", "South", "or: East"} <= set(words)


def test_what_comes_first_stands_above_what_waits_for_it() -> None:
    boxes = boxes_of(drawn(graph(needs("b", "a"), needs("c", "b"), needs("c", "a"))))
    assert boxes["a"][3] < boxes["b"][1]
    assert boxes["b"][3] < boxes["c"][1]


def test_nothing_required_gives_no_picture() -> None:
    assert drawn(graph()) == ""
    assert drawn(graph(step("a"), step("b"))) == ""
    assert drawn(graph(needs("b", "a", state="met"))) == ""


@pytest.mark.parametrize(
    "label",
    [
        "</text><script>alert(1)</script>",
        "\"'&<>",
        "a\x00b\x1b[31mc\ud800",
        "",
        " ",
        "x" * 5_000,
        "word " * 1_000,
        "\u202eright to left\u202c",
        "\u05e9\u05dc\u05d5\u05dd \u0627\u0644\u0633\u0644\u0627\u0645",
        "漢字" * 40,
        "line\nline",
        "]]>",
    ],
)
def test_a_label_is_text_whatever_is_in_it(label: str) -> None:
    picture = drawn(LOCKED, {"talks": label}, a=label)
    tree = ElementTree.fromstring(picture)
    assert {each.tag.removeprefix(SVG) for each in tree.iter()} <= {
        "svg", "defs", "marker", "path", "g", "title", "rect", "text",
    }  # fmt: skip
    assert "\x00" not in picture
    assert "\u202e" not in picture
    assert all(len(each.text or "") <= 60 for each in tree.iter(f"{SVG}text"))
    picture.encode("utf-8")


def test_lines_of_wide_signs_fit_into_their_box() -> None:
    picture = drawn(
        LOCKED, {"talks": "漢字" * 40, "paper": "한국" * 5 + " and words in latin letters"}
    )
    for each in ElementTree.fromstring(picture).iter(f"{SVG}text"):
        signs = each.text or ""
        assert sum(2 if east_asian_width(sign) == "W" else 1 for sign in signs) <= 24


def test_no_arrow_leaves_the_picture() -> None:
    made = graph(*(needs("goal", f"a{n}") for n in range(8)), needs("a0", "goal"))
    picture = drawn(made)
    width = float(ElementTree.fromstring(picture).attrib["width"])
    for arrow in arrows_of(picture):
        (x0, _), (x1, _), (x2, _), (x3, _) = (
            tuple(float(each) for each in pair.split())
            for pair in re.findall(r"[\d.-]+ [\d.-]+", arrow["d"])
        )
        for part in (n / 20 for n in range(21)):
            left = 1 - part
            x = left**3 * x0 + 3 * left**2 * part * x1 + 3 * left * part**2 * x2 + part**3 * x3
            assert 0 <= x <= width


def test_of_many_steps_the_blocked_ones_are_drawn_and_the_others_counted() -> None:
    chain = [needs(f"s{n + 1:02}", f"s{n:02}") for n in range(60)]
    made = graph(*chain, needs("x", "y"), needs("y", "x"))
    picture = drawn(made)
    assert len(boxes_of(picture)) == STEPS_AT_MOST
    assert {"x", "y"} <= set(boxes_of(picture))
    assert left_out(found_in(made)) == 63 - STEPS_AT_MOST
    assert left_out(found_in(LOCKED)) == 0
    assert left_out(found_in(graph())) == 0


def test_colours_are_of_the_theme_and_a_picture_alone_brings_its_ground() -> None:
    found = found_in(LOCKED)
    labels = {each.key: each.key for each in LOCKED.steps}
    picture = conditions_picture(found, labels, {}, SCREEN)
    assert "var(--ground-ink" in picture
    assert PAPER.ground["ink"] in conditions_picture(found, labels, {})
    tree = ElementTree.fromstring(picture)
    alone = ElementTree.fromstring(conditions_picture(found, labels, {}, alone=True))
    assert PAPER.ground["surface"] in (alone.get("style") or "")
    assert alone.get("aria-label")  # it has no caption beside it
    assert tree.get("aria-labelledby")
    references = re.findall(r"url\(#([^)]+)\)", picture)
    assert set(references) <= {each.get("id") for each in tree.iter(f"{SVG}marker")}


@given(st.integers(0, 10_000))
@quick
def test_no_two_boxes_overlap_and_all_is_inside_the_picture(seed: int) -> None:
    chance = Random(seed)
    made = random_graph(chance, 14)
    labels = {each.key: f"{each.key} {'word ' * chance.randint(0, 30)}" for each in made.steps}
    picture = drawn(made, labels)
    linked = {(key, each.then) for each in made.in_force() for key in each.before}
    if not linked:
        assert picture == ""
        return
    tree = ElementTree.fromstring(picture)
    width, height = (float(each) for each in tree.attrib["viewBox"].split()[2:])
    boxes = list(boxes_of(picture).values())
    assert len(boxes) == len({key for link in linked for key in link})
    assert len(arrows_of(picture)) == len(linked)
    for index, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height
        for other in boxes[:index]:
            apart = other[2] < left or right < other[0] or other[3] < top or bottom < other[1]
            assert apart
    for arrow in arrows_of(picture):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", arrow["d"])]
        assert all(-1 <= y <= height + 1 for y in (numbers[1], numbers[-1]))
