"""A file to a graph model: which format it is in, and everything that is wrong with it."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from detente.core.problems import shown
from detente.formats.scenarios.json_text import json_node
from detente.formats.scenarios.scenario import Problems, Refused

from . import gmcr, own
from .fields import Fields
from .limits import BYTES_AT_MOST
from .model_file import ReadModel

FORMATS: Mapping[str, str] = MappingProxyType(
    {"gmcr-case": "graph model, JSON", "gmcr": "GMCR+, JSON"}
)
"""The formats of graph models, each with its name in words."""

ENDINGS = (".json", ".gmcr")
"""How the names of such files end."""


def read_model(source: str | Path) -> ReadModel:
    """Return the graph model in a file, with every problem in it; never raises for what is in it.

    Cost: that of :func:`model_in`.
    """
    problems = Problems()
    try:
        data = _bytes_of(Path(source), problems)
    except Refused as refused:
        return ReadModel(None, refused.problems)
    return model_in(data, Path(source).name)


def model_in(data: bytes, name: str) -> ReadModel:
    """Return the graph model in the text of a file called ``name``, with every problem in it.

    The format is known by what stands in it. A model too large to build is refused before it is
    built. Cost: linear in the text; finding the feasible states and the moves; sorting the
    states for each statement of a preference.

    >>> found = model_in(b'''{"schema": "gmcr-case/1", "title": "A strike", "decision_makers":
    ... ["Union", "Owners"], "options": [{"name": "strike", "dm": "Union"}, {"name": "pay",
    ... "dm": "Owners"}], "preferences": {"Union": {"ranking": [3, 4, 2, 1]},
    ... "Owners": {"formulas": ["NOT strike", "NOT pay"]}}}''', "strike.json")
    >>> found.file.model.states, found.file.model.ranks[1].tolist(), found.problems
    (4, [3, 1, 2, 0], ())
    """
    problems = Problems()
    fields = Fields(name, problems)
    chosen = ""
    try:
        if len(data) > BYTES_AT_MOST:
            _too_large(name, problems)
        root = json_node(data, name, problems, ("model-002", "model-003"))
        if root is None or problems.errors:
            return ReadModel(None, tuple(problems.found))
        if gmcr.is_gmcr(root):
            chosen = "gmcr"
            file = gmcr.model_file(root, Path(name).stem or name, fields)
        elif own.is_own(root):
            chosen = "gmcr-case"
            file = own.model_file(root, fields)
        else:
            hint = "a graph model is one group with decision_makers, or a file of GMCR+"
            fields.add("model-004", root, "this is no graph model that can be read", hint)
            return ReadModel(None, tuple(problems.found))
    except Refused as refused:
        return ReadModel(None, refused.problems, chosen)
    return ReadModel(file, tuple(problems.found), chosen)


def _bytes_of(source: Path, problems: Problems) -> bytes:
    """Return what a file holds; raise ``Refused`` after listing why it cannot be read."""
    why = ""
    try:
        descriptor = os.open(source, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as stream:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                data = stream.read(BYTES_AT_MOST + 1)
            else:
                why = "not a file"
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
    except ValueError:
        why = "not a name of a file"
    if why:
        hint = "name a file with a graph model"
        problems.add("model-001", shown(source.name), f"cannot be read: {why}", hint)
        raise Refused(*problems.found)
    return data


def _too_large(name: str, problems: Problems) -> None:
    message = f"larger than {BYTES_AT_MOST // 1024 // 1024} MiB"
    hint = "a model is a few hundred lines; is this the right file?"
    problems.add("model-003", shown(name), message, hint)
    raise Refused(*problems.found)
