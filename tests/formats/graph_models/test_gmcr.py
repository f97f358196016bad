"""The JSON of GMCR+, by a file made up in its form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from detente.core.stability.options import Course
from detente.formats.graph_models.model_file import GraphModelFile, ReadModel
from detente.formats.graph_models.reading import model_in

MILL: dict[str, Any] = {
    "program": "gmcr-py",
    "decisionMakers": [
        {"name": "Union", "options": [1, 0], "preferences": [[[2, "Y"]], [[0, "N"], [1, "N"]]]},
        {
            "name": "Owners",
            "options": [2],
            "preferences": [
                {"compound": True, "members": [[[0, "N"]], [[2, "Y"], [1, "N"]]]},
                [[2, "N"]],
            ],
        },
    ],
    "options": [
        {"name": "strike", "permittedDirection": "both"},
        {"name": "leave", "permittedDirection": "fwd"},
        {"name": "raise", "permittedDirection": "back"},
    ],
    "infeasibles": [[[0, "Y"], [1, "Y"]]],
    "useManualPreferenceRanking": False,
    "coalitions": [0, 1],
}


def read(**changes: object) -> ReadModel:
    return model_in(json.dumps({**MILL, **changes}).encode(), "mill.gmcr")


def people(*changes: dict[str, object]) -> list[dict[str, object]]:
    return [
        {**each, **change} for each, change in zip(MILL["decisionMakers"], changes, strict=True)
    ]


def ranks(file: GraphModelFile | None) -> list[list[int] | None]:
    assert file is not None
    return [each if each is None else list(map(int, each)) for each in file.model.ranks]


def test_options_states_and_statements() -> None:
    found = read()
    assert found.problems == ()
    assert found.format == "gmcr"
    file = found.file
    assert file is not None
    assert file.title == "mill"
    assert file.options == (
        Course("strike", 0),
        Course("leave", 0, "forward"),
        Course("raise", 1, "back"),
    )
    assert file.infeasible == ("YY-",)
    assert [file.pattern_of(state) for state in range(6)] == [
        "NNN",
        "YNN",
        "NYN",
        "NNY",
        "YNY",
        "NYY",
    ]
    assert file.preferences[1][0].statements == ("N-- or -NY", "--N")
    assert ranks(file)[0] == [1, 0, 0, 3, 2, 2]


def test_a_compound_condition_is_so_where_one_of_its_members_is() -> None:
    """The owners: nobody strikes, or they pay those who stay; then, not to pay.

    First: NNN yes, YNN no, NYN yes, NNY yes, YNY yes (pays, stays), NYY yes.
    """
    assert ranks(read().file)[1] == [2, 0, 2, 1, 1, 1]


@pytest.mark.parametrize(
    ("flag", "order"),
    [
        ("useManualPreferenceRanking", "preferenceRanking"),
        ("useManualPreferenceVectors", "preferenceVector"),
    ],
)
def test_an_order_counts_where_the_file_says_so(flag: str, order: str) -> None:
    told = people({order: [6, [5, 4], 3, 2, 1]}, {order: [1, 2, 3, 4, 5, 6]})
    changes: dict[str, object] = {"decisionMakers": told, "useManualPreferenceRanking": False}
    assert ranks(read(**changes).file) == ranks(read().file)
    changes[flag] = True
    assert ranks(read(**changes).file) == [[0, 1, 2, 3, 3, 4], [5, 4, 3, 2, 1, 0]]


def test_without_preferences_nothing_is_known_but_no_statement_is_a_tie() -> None:
    found = read(decisionMakers=people({"preferences": None}, {"preferences": []}))
    assert ranks(found.file) == [None, [0] * 6]
    assert [(each.code, each.severity) for each in found.problems] == [("model-020", "warning")]


def test_what_makes_another_model_is_left_out_and_told() -> None:
    found = read(coalitions=[[0, 1]], decisionMakers=people({"misperceptions": [[[0, "Y"]]]}, {}))
    assert ranks(found.file) == ranks(read().file)
    assert [each.code for each in found.problems] == ["model-021", "model-021"]


MISRANKED = people(
    {"preferenceRanking": [1, 2, 3, 4, 5]}, {"preferenceRanking": [1, 1, 2, 3, 4, 5, 6]}
)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"decisionMakers": {}}, ["model-005"]),
        ({"options": []}, ["model-011", "model-011", "model-011"]),
        ({"decisionMakers": people({"options": [0]}, {})}, ["model-011"]),
        ({"decisionMakers": people({"options": [0, 1, 2]}, {})}, ["model-011"]),
        ({"decisionMakers": people({"options": ["0", 1]}, {})}, ["model-005", "model-011"]),
        ({"decisionMakers": people({"name": "Owners"}, {})}, ["model-007"]),
        ({"infeasibles": [[[3, "Y"]]]}, ["model-011"]),
        ({"infeasibles": [[[0, "y"]]]}, ["model-012"]),
        ({"infeasibles": [[[0, "Y"], [0, "N"]]]}, ["model-012"]),
        ({"infeasibles": [[[0]]]}, ["model-005"]),
        ({"infeasibles": [[]]}, ["model-016"]),
        ({"infeasibles": [{"compound": True}]}, ["model-005"]),
        ({"useManualPreferenceRanking": "yes"}, ["model-005"]),
        ({"useManualPreferenceRanking": True, "decisionMakers": MISRANKED}, ["model-014", "model-014"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(changes: dict[str, object], codes: list[str]) -> None:
    found = read(**changes)
    assert found.file is None
    assert [each.code for each in found.problems if each.severity == "error"] == codes
