"""In which states a statement over courses of action is so."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..record.formulas import Formula

Truth = NDArray[np.bool_]
"""For each state whether something is so."""


def truth(formula: Formula, taken: Callable[[str], Truth]) -> Truth:
    """Return for each state whether a statement is so; ``taken`` tells it of a name.

    ``a IF b`` is so unless ``b`` is so and ``a`` is not. Cost: the words times the states.

    >>> from ..record.formulas import parse_formula
    >>> columns = {"pay": np.array([True, False]), "stay": np.array([False, False])}
    >>> truth(parse_formula("stay IF pay"), columns.__getitem__).tolist()
    [False, True]
    """
    if not formula.word:
        return taken(formula.name)
    parts = [truth(part, taken) for part in formula.parts]
    match formula.word:
        case "not":
            return ~parts[0]
        case "and":
            return np.asarray(np.logical_and.reduce(parts))
        case "or":
            return np.asarray(np.logical_or.reduce(parts))
        case "if":
            return parts[0] | ~parts[1]
        case _:
            return np.asarray(parts[0] == parts[1])
