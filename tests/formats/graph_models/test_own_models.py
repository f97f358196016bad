"""Our JSON of graph models: what it says, form by form, and what is told of mistakes in it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from detente.core.stability.options import Course
from detente.formats.graph_models.model_file import Preference
from detente.formats.graph_models.reading import model_in, read_model

from .made import QUEUE, STRIKE, file_with, read, told


def ranks(file_preferences: object, **changes: object) -> list[int]:
    """Return the ranks of the union's states NN, YN, NY, YY by what is said of it."""
    file = file_with(
        preferences={"Union": file_preferences, "Owners": {"statements": []}}, **changes
    )
    found = file.model.ranks[0]
    assert found is not None
    return list(map(int, found))


def test_option_form() -> None:
    found = read(STRIKE)
    assert found.problems == ()
    assert found.format == "gmcr-case"
    assert found.file is not None
    file = found.file
    assert file.parties == ("Union", "Owners")
    assert file.options == (Course("strike", 0), Course("raise", 1))
    assert [file.pattern_of(state) for state in range(4)] == ["NN", "YN", "NY", "YY"]
    assert [file.model.moves[0].targets(state) for state in range(4)] == [(1,), (0,), (3,), (2,)]
    assert [file.model.moves[1].targets(state) for state in range(4)] == [(2,), (3,), (0,), (1,)]
    assert [list(map(int, each)) for each in file.model.ranks if each is not None] == [
        [0, 1, 3, 2],
        [2, 0, 1, 0],
    ]


def test_graph_form() -> None:
    found = read(QUEUE).file
    assert found is not None
    assert [found.model.moves[0].targets(state) for state in range(3)] == [(1,), (), ()]
    assert [found.model.moves[1].targets(state) for state in range(3)] == [(), (0, 2), ()]
    assert found.preferences[0] == (
        Preference("payoffs", numbers=(Decimal(1), Decimal(2), Decimal("0.5"))),
    )
    assert [list(map(int, each)) for each in found.model.ranks if each is not None] == [
        [1, 2, 0],
        [1, 0, 1],
    ]
    assert [found.model.name(state) for state in range(3)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"ranking": [3, 4, 2, 1]}, [0, 1, 3, 2]),
        ({"ranking": ["NY", "YY", "YN", "NN"]}, [0, 1, 3, 2]),
        ({"ranking": [[3, "YY"], [2, 1]]}, [0, 0, 1, 1]),
        ({"ranking_decimal": [2, 3, 1, 0]}, [0, 1, 3, 2]),
        ({"payoffs": [-1, 0.25, 30, 2.50]}, [0, 1, 3, 2]),
        ({"payoffs": [1, 1.0, 2, 1e0]}, [0, 0, 1, 0]),
        ({"statements": ["-Y", "N-"]}, [1, 0, 3, 2]),
        ({"statements": ["YN or NY", "-Y"]}, [0, 2, 3, 1]),
        ({"formulas": ["raise", "NOT strike"]}, [1, 0, 3, 2]),
        ({"formulas": ["2", "not 1"]}, [1, 0, 3, 2]),
        ({"formulas": ["raise IF strike"]}, [1, 0, 1, 1]),
        ({"statements": []}, [0, 0, 0, 0]),
    ],
)
def test_a_preference_in_each_form(said: object, expected: list[int]) -> None:
    assert ranks(said) == expected


def test_several_forms_that_agree() -> None:
    said = {"ranking": [3, 4, 2, 1], "payoffs": [1, 2, 9, 4], "ranking_decimal": [2, 3, 1, 0]}
    assert ranks(said) == [0, 1, 3, 2]


def test_states_may_have_numbers_and_names_of_their_own_in_any_order() -> None:
    listing = [
        {"id": 30, "yn": "YY", "name": "both"},
        {"id": 10, "yn": "NN"},
        {"id": 20, "yn": "NY", "decimal": 2},
    ]
    file = file_with(
        feasible_states=listing,
        status_quo=10,
        preferences={"Union": {"ranking": [20, 30, 10]}, "Owners": {"payoffs": [1, 2, 3]}},
    )
    assert [file.pattern_of(state) for state in range(3)] == ["NN", "NY", "YY"]
    assert [file.id_of(state) for state in range(3)] == [10, 20, 30]
    assert [list(map(int, each)) for each in file.model.ranks if each is not None] == [
        [0, 2, 1],
        [1, 2, 0],
    ]
    assert file.status_quo == 0
    assert file.names == ("", "", "both")


def test_joined_states_leave_options_open() -> None:
    listing = [
        {"id": 1, "yn": "NN"},
        {"id": 2, "yn": "NY"},
        {"id": 3, "yn": "Y-", "name": "strike"},
    ]
    data = {
        **STRIKE,
        "feasible_states": listing,
        "moves": {"Union": [[1, 3], [2, 3]], "Owners": [[1, 2]]},
        "preferences": {
            "Union": {"formulas": ["NOT strike"]},
            "Owners": {"ranking": ["NN", 2, "Y-"]},
        },
    }
    found = read(data)
    assert found.problems == ()
    assert found.file is not None
    assert [found.file.model.name(state) for state in range(3)] == ["NN", "NY", "strike"]
    assert [list(map(int, each)) for each in found.file.model.ranks if each is not None] == [
        [1, 1, 0],
        [2, 1, 0],
    ]
    data["preferences"] = {"Union": {"formulas": ["raise"]}, "Owners": {"ranking": [1, 2, 3]}}
    assert told(data) == [("model-012", "state 3 leaves open what a statement speaks of")]


def test_moves_can_be_taken_away() -> None:
    file = file_with(removed_moves={"Union": [["YN", "NN"]]})
    assert file.removed == (((1, 0),), ())
    assert [file.model.moves[0].targets(state) for state in range(4)] == [(1,), (), (3,), (2,)]


def test_other_fields_are_kept_and_sources_found() -> None:
    file = file_with(source={"refs": ["A 1990"], "page": 3}, note=[1.50, None, {"é": True}])
    assert file.sources == ("A 1990",)
    assert dict(file.beside)["note"] == '[1.5, null, {"é": true}]'
    assert file_with(source="B 1991").sources == ("B 1991",)
    assert file_with().sources == ()


def test_a_file_on_the_disk(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text(json.dumps(STRIKE), "utf-8")
    assert read_model(tmp_path / "m.json").file == read(STRIKE).file
    for wrong in (tmp_path, tmp_path / "none.json", tmp_path / "a\0b"):
        assert [each.code for each in read_model(wrong).problems] == ["model-001"]


MISTAKES: tuple[tuple[dict[str, object], list[str]], ...] = (
    ({"title": ""}, ["model-007"]),
    ({"title": 3}, ["model-005"]),
    ({"decision_makers": "Union"}, ["model-005"]),
    ({"decision_makers": []}, ["model-005"]),
    ({"decision_makers": ["Union", "Owners\u202e"]}, ["model-007"]),
    ({"options": [{"name": "a", "dm": "Union"}, {"name": "a", "dm": "Union"}]}, ["model-007"]),
    ({"options": [{"name": "a", "dm": "Onion"}]}, ["model-008"]),
    ({"options": [{"name": "a", "dm": "Union", "direction": "up"}]}, ["model-005"]),
    ({"options": [{"name": "a", "dm": "Union", "index": 2}]}, ["model-017"]),
    ({"options": "strike"}, ["model-005"]),
    ({"options": None}, ["model-005"]),
    ({"infeasable": ["YY"]}, ["model-005"]),
    ({"infeasible": ["Y?"]}, ["model-012"]),
    ({"infeasible": ["YY or NN"]}, ["model-012"]),
    ({"infeasible": [7]}, ["model-005"]),
    ({"infeasible": ["--"]}, ["model-016"]),
    ({"feasible_states": []}, ["model-016"]),
    ({"feasible_states": [{"yn": "Y-"}]}, ["model-012"]),
    ({"feasible_states": [{"yn": "YY", "decimal": 1}]}, ["model-017"]),
    ({"feasible_states": [{"yn": "YY"}, {"yn": "YY"}]}, ["model-010"]),
    ({"feasible_states": [{"id": 1}]}, ["model-005"]),
    ({"infeasible": [], "feasible_states": [{"yn": "YY"}]}, ["model-017"]),
    ({"infeasible": ["YY"], "feasible_states": [{"yn": "YY"}]}, ["model-017", "model-017"]),
    ({"n_states": 5}, ["model-017"]),
    ({"n_moves": {"Union": 3}}, ["model-017"]),
    ({"n_moves": {"Union": 4, "Owners": 4}}, []),
    ({"status_quo": 0}, ["model-009"]),
    ({"status_quo": "Y"}, ["model-009"]),
    ({"status_quo": -1}, ["model-005"]),
    ({"status_quo": 1.0}, ["model-005"]),
    ({"removed_moves": {"Union": [[1, 4]]}}, ["model-015"]),
    ({"removed_moves": {"Union": [[1, 2], [1, 2]]}}, ["model-015"]),
    ({"removed_moves": {"Mayor": [[1, 2]]}}, ["model-008"]),
    ({"removed_moves": {"Union": [[1, 2, 3]]}}, ["model-005"]),
    ({"moves": {"Union": [[1, 9]]}, "n_states": 4}, ["model-009"]),
    ({"moves": {"Union": [[1, 2]]}, "n_states": 0}, ["model-016"]),
    ({"moves": {"Union": [[1, 2]]}}, ["model-005"]),
    ({"moves": {"Union": [[1, 2]]}, "n_states": 4, "infeasible": ["YY"]}, ["model-005"]),
    ({"moves": {"Union": [[1, 2]]}, "n_states": 10**12}, ["model-003"]),
)


@pytest.mark.parametrize(("changes", "codes"), MISTAKES, ids=lambda each: str(each)[:60])
def test_what_is_wrong_is_told(changes: dict[str, object], codes: list[str]) -> None:
    found = read({**STRIKE, **changes})
    wrong = [each for each in found.problems if each.severity == "error"]
    assert [each.code for each in wrong] == codes
    assert (found.file is None) is bool(wrong)
    assert all(each.place is not None for each in wrong)


@pytest.mark.parametrize(
    ("said", "code", "message"),
    [
        ({"ranking": [3, 4, 2]}, "model-014", "ranking: state 1 is left out"),
        ({"ranking": [1, 3, [2, 1], 4]}, "model-014", "ranking: state 1 is named more than once"),
        ({"ranking": [[3], 1, 2, 4, 5]}, "model-009", "ranking: there is no state 5"),
        ({"ranking_decimal": [0, 1, 2, 4]}, "model-009", "ranking_decimal: there is no state 4"),
        ({"ranking": [[], 1, 2, 3, 4]}, "model-005", "ranking: a tie of no states"),
        ({"ranking": {"1": 2}}, "model-005", "ranking: a list is expected here"),
        ({"payoffs": [1, 2, 3]}, "model-014", "payoffs: 3 numbers for 4 states"),
        ({"payoffs": [1, 2, 3, "4"]}, "model-006", "payoffs: not a number that can be kept exactly"),
        ({"statements": ["Y"]}, "model-013", "statement 1: expected 2 letters, one for each option at letter 2"),
        ({"statements": ["YN", "Yn"]}, "model-013", "statement 2: expected Y, N or - at letter 2"),
        ({"statements": ["YN or "]}, "model-013", "statement 1: expected 2 letters, one for each option at letter 7"),
        ({"statements": ["YN  or  Y?"]}, "model-013", "statement 1: expected Y, N or - at letter 10"),
        ({"formulas": ["(raise"]}, "model-013", "formula 1: expected a closing parenthesis at letter 7"),
        ({"formulas": ["3"]}, "model-011", 'formula 1: there is no one option "3"'),
        ({"formulas": [7]}, "model-005", "formulas: a text is expected here"),
        ({"rankings": [1]}, "model-005", 'a preference has no field "rankings"'),
        ({"distinct_levels": 3, "statements": []}, "model-017", "distinct_levels: 1 were counted"),
        ([3, 4], "model-005", "preferences: a group is expected here"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_preference(said: object, code: str, message: str) -> None:
    data = {**STRIKE, "preferences": {"Union": said, "Owners": {"statements": []}}}
    found = [each for each in read(data).problems if each.severity == "error"]
    assert (found[0].code, found[0].message) == (code, message)
    assert len([each for each in found if each.code == code]) == 1


def test_an_option_of_a_name_that_two_parties_have_is_named_by_its_number() -> None:
    options = [{"name": "act", "dm": "Union"}, {"name": "act", "dm": "Owners"}]
    assert ranks({"formulas": ["2", "1"]}, options=options) == [0, 1, 2, 3]
    said = {"Union": {"formulas": ["act"]}, "Owners": {"statements": []}}
    assert told({**STRIKE, "options": options, "preferences": said}) == [
        ("model-011", 'formula 1: there is no one option "act"')
    ]


def test_mistakes_of_several_parts_are_told_at_once_with_their_places() -> None:
    text = """{
 "schema": "gmcr-case/1", "title": "t", "decision_makers": ["a", "b"], "n_states": 3,
 "moves": {"a": [[1, 1]], "b": [[1, 4]]},
 "preferences": {"a": {"ranking": [1, 2]}, "b": {"payoffs": [1, NaN, 3]}}, "status_quo": 9
}"""
    found = model_in(text.encode(), "m.json")
    assert found.file is None
    places = [
        (each.code, each.place and (each.place.line, each.place.column)) for each in found.problems
    ]
    assert places == [
        ("model-015", (3, 18)), ("model-009", (3, 37)), ("model-014", (4, 35)),
        ("model-006", (4, 65)), ("model-009", (4, 90)), ("model-019", (4, 17)),
        ("model-019", (4, 17)),
    ]  # fmt: skip


def test_what_is_not_known_is_none_and_told() -> None:
    for preferences in (
        {"Union": {"ranking": [3, 4, 2, 1]}},
        {"Union": {"ranking": [3, 4, 2, 1]}, "Owners": {}},
    ):
        found = read({**STRIKE, "preferences": preferences})
        assert found.file is not None
        assert found.file.model.ranks[1] is None
        assert [(each.code, each.severity) for each in found.problems] == [("model-020", "warning")]
