"""NegMAS: an outcome space and utility functions, in YAML or JSON, as NegMAS writes them itself.

A file means what NegMAS computes from it: weights times the functions of the values, plus the
bias; the bounds of a hyper-rectangle do not count, and nothing holds its sum down. A discount is
what is left after each step, a cost what each step takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from detente.core.problems import shown
from detente.core.record.issues import NumericRange
from detente.core.record.quantities import Number
from detente.formats.yaml_text import Node

from .negmas_functions import values_of
from .negmas_rectangles import rectangles_of
from .node_parts import Parts
from .scenario import Profile, ScenarioIssue, Together

_ONE = Decimal(1)
_WHOLE = ("ContiguousIssue",)
_REAL = ("ContinuousIssue",)
_STEPS = ("step", "current_step")


def type_of(root: Node) -> str:
    """Return what kind of thing a NegMAS file holds, by its last name; nothing if it says none."""
    found = root.get("type") if root.kind == "mapping" else None
    return found.text.rpartition(".")[2] if found is not None and found.kind == "scalar" else ""


def is_domain(root: Node) -> bool:
    """Return whether a file is an outcome space of NegMAS."""
    return "OutcomeSpace" in type_of(root)


def is_profile(root: Node) -> bool:
    """Return whether a file is a utility function of NegMAS."""
    return type_of(root).lower().endswith(("function", "ufun", "fun"))


def domain_issues(root: Node, parts: Parts) -> tuple[ScenarioIssue, ...]:
    """Return the issues of an outcome space, in the order of the file, listing what is wrong."""
    made = (_issue(each, parts) for each in parts.items(parts.field(root, "issues"), "issues"))
    return tuple(each for each in made if each is not None)


def _issue(node: Node, parts: Parts) -> ScenarioIssue | None:
    name, values = parts.text(parts.field(node, "name")), parts.field(node, "values")
    kind = type_of(node)
    if name is None or values is None:
        return None
    if kind in (*_WHOLE, *_REAL):
        return _numeric(name, node, values, kind in _WHOLE, parts)
    if "Infinite" in kind or "Callable" in kind or "Optional" in kind:
        hint = "categorical, contiguous and continuous issues are read"
        parts.add("scenario-006", node, f'an issue of the type "{shown(kind)}"', hint)
        return None
    texts = tuple(text for each in parts.items(values, "values") if (text := parts.text(each)))
    if not texts and values.kind == "list":
        hint = "add its values, or remove the issue"
        parts.add("scenario-013", node, f'the issue "{shown(name)}" has no values', hint)
    return ScenarioIssue(name, texts)


def _numeric(
    name: str, node: Node, values: Node, whole: bool, parts: Parts
) -> ScenarioIssue | None:
    if values.kind == "scalar":  # a number of values, from 0
        count = parts.number(values)
        numbers = None if count is None else [Decimal(0), count - 1]
    else:
        read = [parts.number(each) for each in parts.items(values, "values")]
        numbers = [each for each in read if each is not None]
        numbers = numbers if len(numbers) == len(read) else None
    if numbers is None:
        return None
    written = node.get("step")
    if written is not None and not written.empty:
        numbers = [*numbers[:2], parts.number(written) or _ONE]
    step = (numbers[2] if len(numbers) == 3 else _ONE) if whole else None
    fine = len(numbers) in (2, 3) and numbers[0] <= numbers[1] and (step is None or step > 0)
    if not fine or (whole and {Fraction(each).denominator for each in numbers} != {1}):
        hint = "write the lowest and the highest number; whole ones for a contiguous issue"
        parts.add("scenario-013", values, f'the range of "{shown(name)}" holds no number', hint)
        return None
    low, high = numbers[:2]
    if step is not None:
        high = low + (high - low) // step * step
    if low == high:
        return ScenarioIssue(name, (str(low),))
    return ScenarioIssue(name, range=NumericRange(low=low, high=high, step=step))


def profile(root: Node, name: str, issues: tuple[ScenarioIssue, ...], parts: Parts) -> Profile:
    """Return what a utility function says, held against its domain; what does not fit is listed."""
    node, made = root, Profile(name=_name(root) or name)
    no_agreement: Number | None = None
    for _ in range(3):  # a function may be discounted, once in each way
        no_agreement = _reserved(node, parts) if no_agreement is None else no_agreement
        kind, inner = type_of(node), node.get("ufun")
        if kind not in ("ExpDiscountedUFun", "LinDiscountedUFun") or inner is None:
            break
        made = _with_time(made, node, kind, parts)
        node = inner
    made = replace(made, no_agreement=no_agreement)
    readers = {
        "LinearAdditiveUtilityFunction": _additive,
        "LinearUtilityFunction": _affine,
        "AffineUtilityFunction": _affine,
        "HyperRectangleUtilityFunction": _rectangles,
    }
    kind = type_of(node)
    if kind not in readers:
        hint = "linear additive functions and hyper-rectangles are read"
        parts.add("scenario-006", node, f'a utility function of the type "{shown(kind)}"', hint)
        return made
    return readers[kind](made, node, issues, parts)


def _name(root: Node) -> str:
    name = root.get("name")
    return (
        name.text.strip() if name is not None and name.kind == "scalar" and not name.empty else ""
    )


def _reserved(node: Node, parts: Parts) -> Number | None:
    """Return the value of no agreement; NegMAS writes minus infinity where there is none."""
    found = node.get("reserved_value")
    if found is None or found.empty or found.text.lower() in ("-.inf", "-infinity", "-inf"):
        return None
    return parts.number(found)


def _with_time(made: Profile, node: Node, kind: str, parts: Parts) -> Profile:
    factor, power = node.get("factor"), node.get("power")
    if factor is not None and not factor.empty and factor.text not in _STEPS:
        hint = "what is taken after each step is read"
        parts.add("scenario-006", factor, "a discount by something else than steps", hint)
    if power is not None and not power.empty and parts.number(power) != 1:
        hint = "a power of 1 is read"
        parts.add("scenario-006", power, "a cost that grows with a power of the steps", hint)
    written = node.get("discount" if kind == "ExpDiscountedUFun" else "cost")
    number = None if written is None or written.empty else parts.number(written)
    if number is None:
        return made
    if kind == "ExpDiscountedUFun":
        if not 0 < number <= 1:
            hint = "write what is left after one step"
            parts.add("scenario-014", node, "the discount is not between 0 and 1", hint)
        return replace(made, discount=number)
    if number < 0:
        hint = "write what each step takes away"
        parts.add("scenario-014", node, "the cost of time is below 0", hint)
    return replace(made, time_cost=number)


def _bias(node: Node, parts: Parts) -> tuple[Together, ...]:
    written = node.get("bias")
    bias = None if written is None or written.empty else parts.number(written)
    return (Together(MappingProxyType({}), bias),) if bias else ()


def _weights(node: Node, issues: tuple[ScenarioIssue, ...], parts: Parts) -> dict[str, Number]:
    """Return a weight for each issue, from a list in their order or a group by their names."""
    written = node.get("weights")
    if written is None or written.empty:
        return {issue.name: _ONE for issue in issues}
    given = _by_issue(written, issues, "weights", parts)
    found: dict[str, Number] = {}
    for name, each in given.items():
        weight = parts.number(each)
        if weight is not None and weight < 0:
            hint = "weights are 0 or more; turn the values round instead"
            parts.add("scenario-014", each, "a weight is negative", hint)
        elif weight is not None:
            found[name] = weight
    if found and not any(found.values()):
        hint = "give a weight above 0 to an issue that counts"
        parts.add("scenario-014", written, "the weights add up to nothing", hint)
    return found


def _by_issue(
    node: Node, issues: tuple[ScenarioIssue, ...], what: str, parts: Parts
) -> Mapping[str, Node]:
    names = [issue.name for issue in issues]
    if node.kind == "list":
        found = dict(zip(names, node.items, strict=False))
        fits = len(node.items) == len(names)
    else:
        found = {key.text.strip(): each for key, each in parts.pairs(node, what)}
        fits = set(found) == set(names)
    if not fits:
        hint = "one for each issue of the domain, in its order"
        parts.add("scenario-011", node, f"{what} are not those of {len(names)} issues", hint)
        return {name: each for name, each in found.items() if name in names}
    return found


def _additive(
    made: Profile, node: Node, issues: tuple[ScenarioIssue, ...], parts: Parts
) -> Profile:
    functions = parts.field(node, "values")
    if functions is None:
        return made
    given = _by_issue(functions, issues, "values", parts)
    values = {
        issue.name: values_of(issue, given[issue.name], type_of(given[issue.name]), parts)
        for issue in issues
        if issue.name in given
    }
    weights = _weights(node, issues, parts)
    return replace(made, weights=weights, values=values, together=_bias(node, parts))


def _affine(made: Profile, node: Node, issues: tuple[ScenarioIssue, ...], parts: Parts) -> Profile:
    weights = _weights(node, issues, parts)
    values = {issue.name: values_of(issue, node, "IdentityFun", parts) for issue in issues}
    return replace(made, weights=weights, values=values, together=_bias(node, parts))


def _rectangles(
    made: Profile, node: Node, issues: tuple[ScenarioIssue, ...], parts: Parts
) -> Profile:
    found = rectangles_of(node, issues, parts)
    return replace(made, together=(*found, *_bias(node, parts)))
