"""Problems as values: where, what, and how to mend it."""

from __future__ import annotations

from detente.core.problems import Place, Problem, has_errors

ERROR = Problem("case-031", ("case.yaml", "parties", 0), '"name" is missing', "add it")
WARNING = Problem("case-052", ("case.yaml",), "no text", "add it", "warning")


def test_a_problem_is_an_error_unless_it_says_otherwise() -> None:
    assert ERROR.severity == "error"
    assert ERROR.place is None


def test_only_errors_count_as_errors() -> None:
    assert not has_errors(())
    assert not has_errors((WARNING, WARNING))
    assert has_errors((WARNING, ERROR))
    assert has_errors(each for each in (ERROR,))


def test_a_problem_gets_its_place_and_stays_the_same_otherwise() -> None:
    place = Place("case.yaml", 14, 9)
    placed = ERROR.at(place)
    assert placed.place == place
    assert ERROR.place is None
    assert placed.at(Place("case.yaml", 1, 1)) == ERROR.at(Place("case.yaml", 1, 1))
