"""Preferences in a graph model's file: each form to the ranks of the states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np

from detente.core.preferences.rankings import (
    Ranks,
    StatesNotRanked,
    dense,
    ranks_by_priority,
    ranks_in_order,
)
from detente.core.preferences.truths import Truth, truth
from detente.core.problems import did_you_mean, listed, shown
from detente.core.record.formulas import Formula, FormulaUnreadable, parse_formula
from detente.core.stability.options import Course
from detente.formats.yaml_text import Node

from .fields import Fields
from .limits import WORK_AT_MOST
from .model_file import Form, Preference
from .states import LeftOpen, States, option_named, patterns_in

FORMS: tuple[Form, ...] = ("ranking", "ranking_decimal", "payoffs", "statements", "formulas")
_RANKED = 5
"""Ranking the states by one statement costs about as much as so many of its words."""


def said(group: Node, states: States, fields: Fields) -> tuple[Preference, ...]:
    """Return what a party's group says, in each of its forms; list what is wrong."""
    found: list[Preference] = []
    for form in FORMS:
        node = fields.may(group, form)
        if node is None:
            continue
        if form in ("ranking", "ranking_decimal"):
            found.append(order_of(node, states, fields, form))
        elif form == "payoffs":
            found.append(_numbers(node, states, fields))
        else:
            found.append(_statements(form, node, fields))
    return tuple(found)


def order_of(node: Node, states: States, fields: Fields, form: Form = "ranking") -> Preference:
    """Return an order of states, ties in lists of their own; list what is wrong in it."""
    groups = []
    for item in fields.items(node, form):
        members = item.items if item.kind == "list" else (item,)
        if item.kind == "list" and not members:
            fields.add("model-005", item, f"{form}: a tie of no states", "remove it")
        found = (state_named(each, form, states, fields) for each in members)
        groups.append(tuple(state for state in found if state is not None))
    return Preference(form, groups=tuple(groups))


def state_named(node: Node, what: str, states: States, fields: Fields) -> int | None:
    """Return the place of a state named by its number, or by its yes and no in quotation marks."""
    if node.kind == "scalar" and node.quoted and what != "ranking_decimal":
        found = states.by_pattern(node.text)
        name = f'"{shown(node.text)}"'
    else:
        number = fields.whole(node, what)
        if number is None:
            return None
        decimal = what == "ranking_decimal"
        found = states.by_decimal(number) if decimal else states.by_id(number)
        name = str(number)
    if found is None:
        some = [str(states.id_of(state)) for state in range(min(states.count, 11))]
        few = listed(some) if states.count <= 10 else f"{', '.join(some[:3])} and so on"
        hint = f"the {states.count} states are numbered {few}"
        if what == "ranking_decimal":
            hint = (
                "give the number of a feasible state: option 1 counts 1, option 2 counts 2, then 4"
            )
        fields.add("model-009", node, f"{what}: there is no state {name}", hint)
    return found


def _numbers(node: Node, states: States, fields: Fields) -> Preference:
    numbers = [fields.number(each, "payoffs") for each in fields.items(node, "payoffs")]
    if node.kind == "list" and len(numbers) != states.count:
        message = f"payoffs: {len(numbers)} numbers for {states.count} states"
        fields.add("model-014", node, message, "give one number for each state, in their order")
    found = [each for each in numbers if each is not None]
    if states.order and len(found) == states.count:
        found = [each for _, each in sorted(zip(states.order, found, strict=True))]
    return Preference("payoffs", numbers=tuple(found))


def _statements(form: Form, node: Node, fields: Fields) -> Preference:
    texts = [fields.text(each, form) for each in fields.items(node, form)]
    return Preference(form, statements=tuple(each for each in texts if each is not None))


def ranked(
    told: tuple[Preference, ...], group: Node, states: States, fields: Fields
) -> Ranks | None:
    """Return the ranks that a party's preferences make; None if there are none, or after listing.

    Several forms have to put the states in the same order. Cost: that of sorting the states for
    each statement; beyond a bound it is refused.
    """
    found: list[tuple[Form, Ranks]] = []
    for each in told:
        node = group.get(each.form)
        assert node is not None
        ranks = ranks_of(each, node, states, fields)
        if ranks is not None:
            found.append((each.form, ranks))
    for form, ranks in found[1:]:
        if not np.array_equal(dense(ranks.astype(np.int64)), found[0][1]):
            node = group.get(form)
            assert node is not None
            message = f"{form} and {found[0][0]} put the states in different orders"
            fields.add("model-018", node, message, "keep the one that is meant")
    return found[0][1] if found else None


def ranks_of(each: Preference, node: Node, states: States, fields: Fields) -> Ranks | None:
    """Return the ranks that one form makes, or None after listing what is wrong with it."""
    if each.form in ("ranking", "ranking_decimal"):
        return ranks_of_order(each, node, states, fields)
    if each.form == "payoffs":
        if len(each.numbers) != states.count:
            return None
        return ranks_of_numbers(each.numbers)
    read = _formula if each.form == "formulas" else _patterns
    parsed = [
        read(number, item, states.options, fields)
        for number, item in enumerate(node.items, 1)
        if item.quoted
    ]
    made = [one for one in parsed if one is not None]
    if len(made) != len(node.items):
        return None
    return ranks_of_statements(made, node, states, fields)


def ranks_of_order(each: Preference, node: Node, states: States, fields: Fields) -> Ranks | None:
    """Return the ranks of an order, or None after listing what it leaves out or says twice."""
    try:
        return ranks_in_order(each.groups, states.count)
    except StatesNotRanked as wrong:
        _not_ranked(wrong, each.form, node, states, fields)
        return None


def ranks_of_statements(
    statements: Sequence[Formula | tuple[str, ...]], node: Node, states: States, fields: Fields
) -> Ranks | None:
    """Return the ranks that statements make, or None after listing that they are too many.

    A statement is a formula, or patterns of which one has to fit.
    """
    words = sum(_words(each) + _RANKED for each in statements)
    if words * states.count > WORK_AT_MOST:
        message = f"too many statements for {states.count} states"
        fields.add("model-003", node, message, "use fewer statements, or rank the states")
        return None
    truths: list[Truth] = []
    for place, each in enumerate(statements):
        try:
            truths.append(_truth(each, states))
        except LeftOpen as wrong:
            message = f"state {states.id_of(wrong.state)} leaves open what a statement speaks of"
            hint = "speak of options that are yes or no in each state, or rank the states"
            fields.add("model-012", node.items[place], message, hint)
            return None
    return ranks_by_priority(truths, states.count)


def _words(statement: Formula | tuple[str, ...]) -> int:
    if isinstance(statement, tuple):
        return len(statement)
    return 1 + sum(_words(each) for each in statement.parts)


def ranks_of_numbers(numbers: Iterable[Decimal]) -> Ranks:
    """Return the ranks of states with these numbers, the highest best; equal numbers are ties.

    >>> ranks_of_numbers([5, 2, 5]).tolist()
    [1, 0, 1]
    """
    listed_ = tuple(numbers)
    places = {number: place for place, number in enumerate(sorted(set(listed_)))}
    return np.array([places[number] for number in listed_], dtype=np.int32)


def _not_ranked(
    wrong: StatesNotRanked, form: Form, node: Node, states: States, fields: Fields
) -> None:
    hint = "name each state once, from best to worst; states as good as each other in a list"
    for places, what in ((wrong.missing, "left out"), (wrong.twice, "named more than once")):
        if places:
            names = listed(str(states.id_of(state)) for state in places)
            many = "state" if len(places) == 1 else "states"
            are = "is" if len(places) == 1 else "are"
            fields.add("model-014", node, f"{form}: {many} {names} {are} {what}", hint)


def _truth(statement: Formula | tuple[str, ...], states: States) -> Truth:
    if isinstance(statement, tuple):
        return np.asarray(np.logical_or.reduce([states.fits(each) for each in statement]))

    def taken(name: str) -> Truth:
        place = option_named(name, states.options)
        assert place is not None
        return states.taken(place)

    return truth(statement, taken)


def _patterns(
    number: int, node: Node, options: tuple[Course, ...], fields: Fields
) -> tuple[str, ...] | None:
    try:
        return patterns_in(node.text, len(options))
    except FormulaUnreadable as wrong:
        _unreadable(f"statement {number}", wrong, node, fields)
        return None


def _formula(
    number: int, node: Node, options: tuple[Course, ...], fields: Fields
) -> Formula | None:
    try:
        found = parse_formula(node.text)
    except FormulaUnreadable as wrong:
        _unreadable(f"formula {number}", wrong, node, fields)
        return None
    unknown = [name for name in sorted(found.names()) if option_named(name, options) is None]
    for name in unknown:
        near = did_you_mean(name, [each.name for each in options])
        hint = f"name an option by its number, 1 to {len(options)}, or by a name that is one word"
        if near is not None and near != name:
            hint = f'did you mean "{shown(near)}"?'
        message = f'formula {number}: there is no one option "{shown(name)}"'
        fields.add("model-011", node, message, hint)
    return None if unknown else found


def _unreadable(what: str, wrong: FormulaUnreadable, node: Node, fields: Fields) -> None:
    message = f"{what}: expected {wrong.expected} at letter {wrong.at + 1}"
    fields.add("model-013", node, message, "correct the statement there")
