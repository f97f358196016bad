"""Fraser and Hipel 1984: the missiles in Cuba.

Conflict Analysis: Models and Resolutions, North-Holland.
"""

from __future__ import annotations

from .graph_models import equilibria, facts, file_outside, from_catalogue, stable

FOLDER = "fraser-hipel-1984"


def test_equilibria() -> None:
    found = equilibria(from_catalogue(FOLDER))
    assert found["nash"] == [6]
    assert found["seq"] == found["sseq"] == [5, 6, 7]
    assert found["gmr"] == found["smr"] == [1, 2, 3, 5, 6, 7, 8]


def test_party_by_party() -> None:
    found = stable(from_catalogue(FOLDER))
    assert found["nash"] == {"US": [2, 3, 5, 6, 12], "USSR": [1, 6, 7, 8]}
    assert found["seq"] == {"US": [2, 3, 5, 6, 7, 12], "USSR": [1, 5, 6, 7, 8]}


def test_what_the_equilibria_are() -> None:
    """The Soviet Union withdraws: after a strike, before anything, or under the blockade."""
    file = from_catalogue(FOLDER)
    assert [file.pattern_of(state) for state in (4, 5, 6)] == ["NNYN", "YNYN", "NYYN"]


def test_the_catalogue_says_what_the_file_outside_says() -> None:
    assert facts(from_catalogue(FOLDER)) == facts(file_outside("gmcrplus_cuban.json"))
