"""What is written of a graph model is read back as it was, in our form and in that of GMCR+."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.preferences.rankings import ranks_in_order
from detente.core.stability.model import GraphModel, option_form
from detente.core.stability.moves import Arcs
from detente.core.stability.options import Course, bits, feasible_codes
from detente.formats.graph_models.from_model import file_of, infeasible_patterns
from detente.formats.graph_models.model_file import GraphModelFile
from detente.formats.graph_models.reading import model_in
from detente.formats.graph_models.writing import gmcr_text, model_text

from .made import QUEUE, STRIKE, read

PARTIES = ["Union", "Owners", "Mayor"]


def facts(model: GraphModel) -> tuple[object, ...]:
    """Return what makes a model."""
    return (
        model.parties,
        [[moves.targets(state) for state in range(model.states)] for moves in model.moves],
        [each if each is None else each.tolist() for each in model.ranks],
        [model.pattern(state) for state in range(model.states)],
    )


def again(file: GraphModelFile) -> GraphModelFile:
    """Return what is read back of what is written."""
    text = model_text(file)
    found = model_in(text.encode(), "again.json")
    assert found.file is not None, (text, found.problems)
    assert model_text(found.file) == text
    return found.file


def shuffled_groups(draw: st.DrawFn, names: list[Any]) -> list[Any]:
    """Return an order of all names, some of them tied."""
    order = draw(st.permutations(names))
    groups: list[list[Any]] = []
    for name in order:
        if draw(st.booleans()) and groups:
            groups[-1].append(name)
        else:
            groups.append([name])
    return [each[0] if len(each) == 1 else each for each in groups]


@st.composite
def preferences(draw: st.DrawFn, states: int, options: int) -> dict[str, Any]:
    form = draw(st.sampled_from(("ranking", "payoffs", "statements", "formulas", "none")))
    pattern = st.text("YN-", min_size=options, max_size=options)
    if form == "ranking":
        return {"ranking": shuffled_groups(draw, list(range(1, states + 1)))}
    if form == "payoffs":
        numbers = st.integers(-5, 5) | st.sampled_from((0.5, 1.25, -3.75))
        return {"payoffs": draw(st.lists(numbers, min_size=states, max_size=states))}
    if form == "statements":
        joined = st.lists(pattern, min_size=1, max_size=3).map(" or ".join)
        return {"statements": draw(st.lists(joined, max_size=4))}
    if form == "formulas":
        words = st.sampled_from(
            ("1", "NOT 1", "o1 IF 1", f"{options} AND o1", f"(1 OR {options}) IFF o1")
        )
        return {"formulas": draw(st.lists(words, max_size=3))}
    return {}


@st.composite
def option_files(draw: st.DrawFn, *, known: bool = False) -> dict[str, Any]:
    """A file in option form, of up to 4 options and 3 parties."""
    parties = PARTIES[: draw(st.integers(1, 3))]
    count = draw(st.integers(1, 4))
    options = [
        {
            "name": f"o{place}",
            "dm": draw(st.sampled_from(parties)),
            "direction": draw(st.sampled_from(("both", "fwd", "back"))),
        }
        for place in range(1, count + 1)
    ]
    pattern = st.text("YN-", min_size=count, max_size=count)
    infeasible = draw(st.lists(pattern, max_size=2))
    states = len(feasible_codes(count, infeasible, 100))
    if not states:
        infeasible, states = [], 2**count
    told = {party: draw(preferences(states, count)) for party in parties}
    if known:
        told = {party: each or {"statements": []} for party, each in told.items()}
    return {
        "schema": "gmcr-case/1", "title": "made", "id": draw(st.sampled_from(("", "a-b"))) or "x",
        "decision_makers": parties, "options": options, "infeasible": infeasible,
        "preferences": told, "status_quo": draw(st.integers(1, states)),
    }  # fmt: skip


@settings(max_examples=150)
@given(option_files())
def test_a_file_in_option_form(data: dict[str, Any]) -> None:
    found = read(data).file
    assert found is not None
    back = again(found)
    assert back == found
    assert facts(back.model) == facts(found.model)


@settings(max_examples=150)
@given(option_files(known=True))
def test_the_form_of_gmcr(data: dict[str, Any]) -> None:
    found = read(data).file
    assert found is not None
    written = gmcr_text(found)
    assert written.problems == ()
    back = model_in(written.text.encode(), "made.gmcr")
    assert back.format == "gmcr"
    assert back.file is not None, back.problems
    assert facts(back.file.model) == facts(found.model)
    assert gmcr_text(back.file).text == written.text


@st.composite
def graph_files(draw: st.DrawFn) -> dict[str, Any]:
    """A file with moves one by one, its states numbered or listed."""
    states = draw(st.integers(1, 5))
    ids = draw(st.lists(st.integers(0, 99), min_size=states, max_size=states, unique=True))
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(
        lambda each: each[0] != each[1]
    )
    moves = {
        party: sorted(draw(st.sets(pairs, max_size=6))) if states > 1 else []
        for party in PARTIES[:2]
    }
    named = draw(st.booleans())
    listing = [{"id": each, **({"name": f"s{each}"} if named else {})} for each in ids]
    return {
        "schema": "gmcr-case/1", "title": "made", "decision_makers": PARTIES[:2],
        "feasible_states": listing, "moves": moves, "source": {"refs": ["A 1990"], "pages": [1, 2.50]},
        "preferences": {party: {"ranking": shuffled_groups(draw, ids)} for party in PARTIES[:2]},
    }  # fmt: skip


@settings(max_examples=150)
@given(graph_files())
def test_a_file_with_moves_one_by_one(data: dict[str, Any]) -> None:
    found = read(data).file
    assert found is not None
    back = again(found)
    assert back == found
    assert facts(back.model) == facts(found.model)


@settings(max_examples=100)
@given(
    option_files(known=True), st.sets(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=4)
)
def test_a_model_made_elsewhere(data: dict[str, Any], gone: set[tuple[int, int]]) -> None:
    """Some moves are taken away first: the form by options stays, with these moves removed."""
    found = read(data).file
    assert found is not None
    model = found.model
    moves = tuple(
        Arcs.of(
            model.states,
            [(s, t) for s in range(model.states) for t in each.targets(s) if (s, t) not in gone],
        )
        for each in model.moves
    )
    less = GraphModel(model.parties, moves, model.ranks, (), model.courses, model.codes)
    file = file_of(less, "made")
    assert file.moves is None
    assert facts(again(file).model) == facts(less)


def test_a_model_with_moves_beyond_its_options_is_told_move_by_move() -> None:
    courses = (Course("a", 0), Course("b", 1))
    ranks = ranks_in_order([[3], [0, 1, 2]], 4)
    model = option_form(("one", "two"), courses, feasible_codes(2, [], 9), (ranks, None))
    beyond = Arcs.of(4, [(0, 3)])
    model = GraphModel(model.parties, (beyond, beyond), model.ranks, (), courses, model.codes)
    back = again(file_of(model, "made", 0))
    assert back.moves == (((0, 3),), ((0, 3),))
    assert back.patterns == ("NN", "YN", "NY", "YY")
    assert back.status_quo == 0
    assert back.model.ranks[1] is None


@given(st.integers(1, 6), st.data())
def test_patterns_of_what_is_infeasible_fit_all_else_once(
    options: int, data: st.DataObject
) -> None:
    every = range(2**options)
    codes = sorted(data.draw(st.sets(st.sampled_from(every))))
    patterns = infeasible_patterns(np.array(codes, dtype=np.int64), options)
    for code in every:
        fit = [each for each in patterns if code & bits(each)[0] == bits(each)[1]]
        assert len(fit) == (code not in codes)


def test_what_gmcr_cannot_hold_is_told_and_nothing_written() -> None:
    graph, unknown = read(QUEUE).file, read({**STRIKE, "preferences": {}}).file
    removed = read({**STRIKE, "removed_moves": {"Union": [[1, 2]]}}).file
    listed = read(
        {**STRIKE, "feasible_states": [{"yn": each} for each in ("NN", "YN", "NY", "YY")]}
    ).file
    for file, what in (
        (graph, "one by one"),
        (unknown, "without pref"),
        (removed, "removed"),
        (listed, "patterns"),
    ):
        assert file is not None
        written = gmcr_text(file)
        assert written.text == ""
        assert [each.code for each in written.problems] == ["model-022"]
        assert what in written.problems[0].message


def test_of_very_many_states_the_list_is_left_out() -> None:
    options = [{"name": f"o{place}", "dm": PARTIES[place % 2]} for place in range(13)]
    data = {
        **STRIKE,
        "options": options,
        "preferences": {party: {"statements": ["Y" * 13]} for party in PARTIES[:2]},
    }
    found = read(data).file
    assert found is not None
    assert "feasible_states" not in model_text(found)
    assert again(found) == found
