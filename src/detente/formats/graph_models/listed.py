"""The states that a graph model's file lists, held against those that are feasible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.problems import listed, shown
from detente.core.record.formulas import FormulaUnreadable
from detente.core.stability.options import Codes, Course, Pattern, bits, written
from detente.formats.yaml_text import Node

from .fields import Fields
from .limits import STATES_AT_MOST
from .states import States, patterns_in


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """The states, and what the file calls them in words, if it does for any."""

    states: States
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _One:
    id: int
    pattern: Pattern
    name: str
    node: Node


def listed_states(
    root: Node,
    listing: Node | None,
    options: tuple[Course, ...],
    codes: Codes | None,
    fields: Fields,
    *,
    graph: bool,
) -> Listed:
    """Return the states of a file: in option form in the order of their patterns.

    ``codes`` are the feasible ones, if the file says what is infeasible; None: those listed are
    all. A graph form without a list has ``n_states`` of them. Lists ids and patterns that stand
    twice, and what is not as the patterns say.
    """
    number = fields.may(root, "n_states")
    count = fields.whole(number, "n_states")
    if listing is None and graph:
        if number is None:
            fields.need(root, "n_states")
        elif count == 0:
            fields.add("model-016", number, "there are no states", "list the states")
        elif count is not None and count > STATES_AT_MOST:
            message = f"more than {STATES_AT_MOST} states"
            fields.add("model-003", number, message, "join states that nobody tells apart")
        fields.stop_at_errors()
        return Listed(States(count or 0, options))
    found = _read(listing, options, fields, graph=graph)
    fields.stop_at_errors()
    if listing is not None and not found:
        fields.add("model-016", listing, "there are no states", "list the states")
        fields.stop_at_errors()
    if number is not None and count is not None:
        true = len(found) if codes is None else len(codes)
        if count != true:
            message = f"n_states: {true} were counted"
            fields.add("model-017", number, message, "correct the number, or remove it")
    if graph:
        return _in_graph_form(found, options)
    return _in_option_form(found, listing, options, codes, fields)


def _in_graph_form(found: list[_One], options: tuple[Course, ...]) -> Listed:
    ids = tuple(each.id for each in found)
    patterns = tuple(each.pattern for each in found)
    natural = ids == tuple(range(1, len(ids) + 1))
    states = States(
        len(found), options, () if natural else ids, None, patterns if any(patterns) else ()
    )
    return Listed(states, _names(found))


def _in_option_form(
    found: list[_One],
    listing: Node | None,
    options: tuple[Course, ...],
    codes: Codes | None,
    fields: Fields,
) -> Listed:
    given = np.array([bits(each.pattern)[1] for each in found], dtype=np.int64)
    if codes is None:
        codes = np.sort(given)
    elif listing is not None:
        _compared(given, listing, codes, len(options), fields)
    if not found:
        return Listed(States(len(codes), options, (), codes))
    places = np.argsort(given, kind="stable").tolist()
    inorder = [found[place] for place in places]
    ids = tuple(each.id for each in inorder)
    natural = ids == tuple(range(1, len(ids) + 1))
    states = States(len(codes), options, () if natural else ids, codes)
    if places != sorted(places):
        states.order = tuple(np.argsort(places).tolist())
    return Listed(states, _names(inorder))


def _names(found: list[_One]) -> tuple[str, ...]:
    names = tuple(each.name for each in found)
    return names if any(names) else ()


def _compared(given: Codes, listing: Node, codes: Codes, options: int, fields: Fields) -> None:
    """List the states that are listed but not feasible, and those that are left out."""
    beyond, missing = np.setdiff1d(given, codes), np.setdiff1d(codes, given)
    hint = "correct the list or the infeasible patterns, or remove the list"
    for which, what in ((beyond, "listed but infeasible"), (missing, "feasible but not listed")):
        if len(which):
            some = listed(written(int(code), options) for code in which[:20])
            more = f" and {len(which) - 20} more" if len(which) > 20 else ""
            fields.add("model-017", listing, f"{what}: {some}{more}", hint)


def _read(
    listing: Node | None, options: tuple[Course, ...], fields: Fields, *, graph: bool
) -> list[_One]:
    """Return the states as they are listed; ids, patterns and names that stand twice are told."""
    found: list[_One] = []
    seen: set[tuple[str, object]] = set()
    for place, node in enumerate(fields.items(listing, "feasible_states"), 1):
        fields.only(node, ("id", "decimal", "yn", "name"), "a state")
        given = fields.may(node, "id")
        number = place if given is None else fields.whole(given, "id")
        pattern = _pattern(node, options, fields, graph=graph)
        name = fields.name(fields.may(node, "name"), "state") or ""
        if number is None or pattern is None:
            continue
        for what, each in (("number", number), ("pattern", pattern), ("name", name)):
            if each != "" and (what, each) in seen:
                message = f'two states have the {what} "{shown(str(each))}"'
                fields.add("model-010", node, message, "keep one, or give each its own")
            seen.add((what, each))
        found.append(_One(number, pattern, name, node))
    return found


def _pattern(
    node: Node, options: tuple[Course, ...], fields: Fields, *, graph: bool
) -> Pattern | None:
    """Return a state's pattern, empty where a graph form has none; None after listing."""
    given = fields.may(node, "yn") if graph else fields.need(node, "yn")
    text = fields.text(given, "yn")
    if given is None or text is None:
        return "" if graph and given is None else None
    try:
        (pattern,) = patterns_in(text, len(options))
    except FormulaUnreadable as wrong:
        message = f"yn: expected {wrong.expected} at letter {wrong.at + 1}"
        fields.add("model-012", given, message, "write one letter for each option")
        return None
    except ValueError:
        fields.add("model-012", given, "yn: expected one pattern", "remove the word or")
        return None
    if not graph and "-" in pattern:
        hint = "write one letter for each option; joined states need the form with moves"
        at = pattern.index("-") + 1
        fields.add("model-012", given, f"yn: expected Y or N at letter {at}", hint)
        return None
    decimal = fields.may(node, "decimal")
    number = fields.whole(decimal, "decimal")
    if decimal is not None and number is not None and number != bits(pattern)[1]:
        message = f"decimal: the pattern makes {bits(pattern)[1]}"
        fields.add("model-017", decimal, message, "correct the number, or remove it")
    return pattern
