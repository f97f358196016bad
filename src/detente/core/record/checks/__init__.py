"""Everything that can be wrong in a case, all of it at once, in the order of the record."""

from __future__ import annotations

from itertools import islice

from ...problems import PROBLEMS_AT_MOST, Problem
from ..case import BLOCKS, CASE_FILE, Case, Placed
from .coherence import check_coherence
from .conditions import check_conditions
from .conflict import check_conflict
from .dates import check_dates
from .evidence import check_evidence
from .judgements import check_judgements
from .privacy import check_privacy
from .references import check_references


def check(case: Case, among: Placed | None = None) -> tuple[Problem, ...]:
    """Return every problem of a case, in the order of its blocks.

    Of each kind of check a thousand at most are listed. An empty case has no
    problems. ``among`` are the only entries that are looked at one by one; the others are known to
    have no problem, and are looked at only beside others. Cost: linear in the entries, and in the size of
    each text for each distinct quotation from it.

    >>> check(Case(title="Harbour strike"))
    ()
    """
    checks = (
        check_references(case, among),
        check_evidence(case, among),
        check_privacy(case, among),
        check_dates(case, among),
        check_coherence(case, among),
        check_conditions(case),
        check_conflict(case),
        check_judgements(case),
    )
    found = (problem for each in checks for problem in islice(each, PROBLEMS_AT_MOST))
    return tuple(sorted(found, key=_place_in_case))


def _place_in_case(problem: Problem) -> tuple[bool, str, int, int]:
    file, *steps = problem.path
    block = _BLOCKS.index(steps[0]) if steps and steps[0] in _BLOCKS else -1
    position = steps[1] if len(steps) > 1 and isinstance(steps[1], int) else -1
    return (file != CASE_FILE, str(file), block, position)


_BLOCKS = tuple(BLOCKS)
