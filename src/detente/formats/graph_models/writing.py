"""A graph model to the text of a file: our JSON, or that of GMCR+."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from detente.core.preferences.rankings import Ranks
from detente.core.problems import Problem
from detente.core.stability.options import Course, Direction, Pattern

from .beside import quoted
from .model_file import GraphModelFile, Pair, Preference, WrittenModel
from .own import DIRECTIONS
from .schema import SCHEMA

LISTED_AT_MOST = 5000
"""Beyond so many states the patterns are not listed: they follow from what is infeasible."""

WIDE = 96
"""What fits into so many letters stands on one line."""

Json = str | Sequence["Json"] | Mapping[str, "Json"]
"""A value to write: a text is JSON already."""

_DIRECTION: Mapping[Direction, str] = {said: word for word, said in DIRECTIONS.items()}


def model_text(file: GraphModelFile) -> str:
    """Return a graph model in our JSON: what is read back from it is equal.

    States are listed with their number, the number of their pattern, and the pattern itself,
    which says the same in every order of counting; of very many states only what is infeasible is
    written. Cost: linear.
    """
    return _laid_out({name: value for name, value in _fields(file) if value}, 0) + "\n"


def _fields(file: GraphModelFile) -> Iterator[tuple[str, Json]]:
    beside = dict(file.beside)
    parties = file.parties
    yield "id", quoted(file.id) if file.id else ""
    yield "schema", quoted(SCHEMA)
    yield "title", quoted(file.title)
    yield "source", _as_json(beside.pop("source", ""))
    yield "decision_makers", [quoted(each) for each in parties]
    graph = file.moves is not None
    yield "options", [_option(place, each, file) for place, each in enumerate(file.options, 1)]
    if file.infeasible is not None:
        yield "infeasible", [quoted(each) for each in file.infeasible] or "[]"
    yield "removed_moves", _by_party(file, file.removed)
    yield "n_states", str(file.model.states)
    if _is_listed(file):
        yield "feasible_states", [_state(file, state) for state in range(file.model.states)]
    if graph:
        yield "moves", _by_party(file, file.moves or ()) or "{}"
    yield (
        "preferences",
        {
            party: {each.form: _said(file, each) for each in told}
            for party, told in zip(parties, file.preferences, strict=True)
            if told
        },
    )
    if file.status_quo is not None:
        yield "status_quo", str(file.id_of(file.status_quo))
    yield from ((name, _as_json(text)) for name, text in beside.items())


class _Digits(str):
    """A number as it was written."""

    __slots__ = ()


def _as_json(text: str) -> Json:
    """Return a value that was kept as text, for its parts to be laid out."""
    if not text:
        return ""
    found = json.loads(text, parse_int=_Digits, parse_float=_Digits)
    return _again(found) or text


def _again(value: object) -> Json:
    if isinstance(value, dict):
        return {name: _again(each) for name, each in value.items()} or "{}"
    if isinstance(value, list):
        return [_again(each) for each in value] or "[]"
    if isinstance(value, str):
        return str(value) if isinstance(value, _Digits) else quoted(value)
    return {True: "true", False: "false", None: "null"}[value]  # type: ignore[index]


def _is_listed(file: GraphModelFile) -> bool:
    if file.moves is not None:
        return bool(file.ids or file.names or file.patterns)
    needed = bool(file.ids or file.names) or file.infeasible is None
    return needed or file.model.states <= LISTED_AT_MOST


def _option(place: int, option: Course, file: GraphModelFile) -> Json:
    found = {"index": str(place), "name": quoted(option.name)}
    found["dm"] = quoted(file.parties[option.party])
    if file.moves is None or option.direction != "both":
        found["direction"] = quoted(_DIRECTION[option.direction])
    return found


def _state(file: GraphModelFile, state: int) -> Json:
    found = {"id": str(file.id_of(state))}
    if file.model.codes is not None and file.moves is None:
        found["decimal"] = str(int(file.model.codes[state]))
    if file.pattern_of(state):
        found["yn"] = quoted(file.pattern_of(state))
    if file.names and file.names[state]:
        found["name"] = quoted(file.names[state])
    return found


def _by_party(file: GraphModelFile, pairs: Iterable[Iterable[Pair]]) -> dict[str, Json]:
    return {
        party: [[str(file.id_of(source)), str(file.id_of(to))] for source, to in own]
        for party, own in zip(file.parties, pairs, strict=False)
        if own
    }


def _said(file: GraphModelFile, told: Preference) -> Json:
    if told.form == "payoffs":
        return [format(each, "f") for each in told.numbers]
    if told.form in ("statements", "formulas"):
        return [quoted(each) for each in told.statements] or "[]"
    codes = file.model.codes
    names = [
        [str(file.id_of(state) if told.form == "ranking" or codes is None else int(codes[state]))
         for state in group]
        for group in told.groups
    ]  # fmt: skip
    return [each[0] if len(each) == 1 else each for each in names]


def _laid_out(value: Json, indent: int) -> str:
    """Return a value as text: on one line where it fits, else each part on its own."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        parts = [f"{quoted(name)}: {_laid_out(each, indent + 1)}" for name, each in value.items()]
        begin, end = "{", "}"
    else:
        parts = [_laid_out(each, indent + 1) for each in value]
        begin, end = "[", "]"
    line = f"{begin}{', '.join(parts)}{end}"
    if "\n" not in line and indent and indent + len(line) <= WIDE:
        return line
    margin = "\n" + " " * (indent + 1)
    if all("\n" not in part for part in parts) and begin == "[" and _short(parts):
        return f"{begin}{margin}{_filled(parts, margin)}\n{' ' * indent}{end}"
    return f"{begin}{margin}{f',{margin}'.join(parts)}\n{' ' * indent}{end}"


def _short(parts: Sequence[str]) -> bool:
    return max(map(len, parts), default=0) <= 20


def _filled(parts: Iterable[str], margin: str) -> str:
    """Return short parts, as many on a line as fit."""
    lines, line = [], ""
    for part in parts:
        if line and len(line) + len(part) + 2 + len(margin) > WIDE:
            lines.append(line)
            line = ""
        line = f"{line}, {part}" if line else part
    return f",{margin}".join([*lines, line])


def gmcr_text(file: GraphModelFile) -> WrittenModel:
    """Return a graph model in the JSON of GMCR+, or all that this format cannot say.

    Preferences by statement are written as such where all parties have them, otherwise as orders.
    Ids, names of states, the status quo and sources stay behind. Cost: linear.
    """
    problems = tuple(_unsaid(file))
    if problems:
        return WrittenModel("", problems)
    manual = any(each[0].form != "statements" for each in file.preferences)
    own = [
        [str(place) for place, each in enumerate(file.options) if each.party == party]
        for party in range(len(file.parties))
    ]
    people: list[Json] = []
    for party, told in enumerate(file.preferences):
        each: dict[str, Json] = {"name": quoted(file.parties[party]), "options": own[party] or "[]"}
        said = [] if manual else [_condition(text) for text in told[0].statements]
        each["preferences"] = said or "[]"
        ranks = file.model.ranks[party]
        assert ranks is not None
        each["preferenceRanking"] = ranking_of(ranks)
        people.append(each)
    patterns = [_pairs(each) for each in file.infeasible or ()]
    text: dict[str, Json] = {
        "program": quoted("gmcr-py"),
        "version": quoted("0.4.1"),
        "decisionMakers": people,
        "options": [
            {"name": quoted(each.name), "permittedDirection": quoted(_DIRECTION[each.direction])}
            for each in file.options
        ] or "[]",
        "infeasibles": patterns or "[]",
        "useManualPreferenceRanking": "true" if manual else "false",
        "coalitions": [str(party) for party in range(len(file.parties))],
    }  # fmt: skip
    return WrittenModel(_laid_out(text, 0) + "\n")


def ranking_of(ranks: Ranks) -> list[Json]:
    """Return the states from best to worst, counted from 1, ties in lists of their own.

    >>> import numpy as np
    >>> ranking_of(np.array([0, 2, 0], dtype=np.int32))
    ['2', ['1', '3']]
    """
    groups: dict[int, list[str]] = {}
    for state, rank in enumerate(ranks.tolist()):
        groups.setdefault(rank, []).append(str(state + 1))
    return [each[0] if len(each) == 1 else each for _, each in sorted(groups.items(), reverse=True)]


def _condition(statement: str) -> Json:
    parts = [_pairs(each) for each in statement.split(" or ")]
    return parts[0] if len(parts) == 1 else {"compound": "true", "members": parts}


def _pairs(pattern: Pattern) -> Json:
    letters = enumerate(pattern.strip(" "))
    return [[str(place), quoted(letter)] for place, letter in letters if letter != "-"] or "[]"


def _unsaid(file: GraphModelFile) -> Iterator[Problem]:
    """Yield what GMCR+ cannot say."""
    if file.moves is not None:
        yield _problem("moves one by one", "give options and what is infeasible instead")
    elif file.infeasible is None:
        yield _problem("feasible states without infeasible patterns", "write these patterns")
    if any(file.removed):
        yield _problem("moves that are removed", "say by options which way they go")
    if any(ranks is None for ranks in file.model.ranks):
        yield _problem("a party without preferences", "give each party preferences")


def _problem(what: str, hint: str) -> Problem:
    return Problem("model-022", (".",), f"GMCR+ cannot say: {what}", hint)
