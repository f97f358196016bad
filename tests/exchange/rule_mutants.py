"""Mutants of the rule: its code with one thing changed. Tests that are worth something notice each."""

from __future__ import annotations

import ast
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from detente.exchange import protocol
from detente.exchange.manifest import Manifest, signatures_wrong
from detente.exchange.signing import holds
from detente.exchange.statements import entry_of

from .rule_checks import CHECKS
from .rule_oracle import Told, seen
from .rule_play import drawn, exchange, played

SOURCE = Path(protocol.__file__).read_text(encoding="utf-8")
SWAPS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
}
EQUIVALENT: dict[str, str] = {
    "__init__: no super().__init__(rule)": "the text of _Breaks is shown nowhere: after() catches it",
}
"""Mutants that do the same as the rule, by name, each with the reason."""


class Mutant(NamedTuple):
    """The rule with one thing changed: in which place, and which of the changes there."""

    name: str
    place: int
    change: int


class _Place(NamedTuple):
    """Where a node hangs: whose field it is, and which of several; in which function."""

    parent: ast.AST
    name: str
    at: int | None
    function: str

    @property
    def node(self) -> Any:
        found = getattr(self.parent, self.name)
        return found if self.at is None else found[self.at]

    def put(self, node: ast.AST | None) -> None:
        if self.at is None:
            setattr(self.parent, self.name, node)
        elif node is None:
            del getattr(self.parent, self.name)[self.at]
        else:
            getattr(self.parent, self.name)[self.at] = node


def mutants() -> Iterator[Mutant]:
    """Return all mutants, in the order of the source."""
    names: dict[str, int] = {}
    for number, place in enumerate(_places(ast.parse(SOURCE))):
        for variant, (what, _) in enumerate(_variants(place)):
            name = f"{place.function}: {what}"
            names[name] = names.get(name, 0) + 1
            yield Mutant(f"{name} ({names[name]})" if names[name] > 1 else name, number, variant)


def _said(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:90]


def _places(parent: ast.AST, function: str = "module") -> Iterator[_Place]:
    """Return the places of all nodes that can be changed; types, texts and imports cannot."""
    for name, value in ast.iter_fields(parent):
        if name in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for index, node in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(node, ast.AST) or isinstance(node, ast.Import | ast.ImportFrom):
                continue
            if isinstance(parent, ast.Module) and isinstance(node, ast.Assign):
                continue  # names of types
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                continue  # a text that explains
            within = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else function
            yield _Place(parent, name, index if isinstance(value, list) else None, within)
            yield from _places(node, within)


Change = tuple[str, Callable[[], None]]


def _variants(place: _Place) -> list[Change]:
    """Return what a node can be changed to: what is said of it, and how it is done."""
    node = place.node
    found: list[Change] = []

    def instead(other: ast.AST, what: str | None = None) -> None:
        text = what or f"{_said(node)} -> {_said(other)}"
        found.append((text, lambda: place.put(other)))

    if isinstance(node, ast.Compare):
        for swap in SWAPS[type(node.ops[0])]:
            instead(ast.Compare(node.left, [swap()], node.comparators))
    elif isinstance(node, ast.BoolOp):
        instead(ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values))
        for value in node.values:
            instead(value)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        instead(node.operand)
    elif isinstance(node, ast.BinOp):
        instead(ast.BinOp(node.left, SUMS[type(node.op)](), node.right))
    elif isinstance(node, ast.Constant):
        found += _constants(place)
    elif isinstance(node, ast.IfExp):
        instead(node.body)
        instead(node.orelse)
    elif (
        isinstance(node, ast.keyword | ast.Starred)
        and getattr(node, "arg", "") != "default_factory"
    ):
        found.append((f"without {_said(node)}", lambda: place.put(None)))
    elif isinstance(node, ast.Dict):
        for index in range(len(node.keys)):
            keys, values = list(node.keys), list(node.values)
            del keys[index], values[index]
            instead(ast.Dict(keys, values))
    elif isinstance(node, ast.comprehension) and node.ifs:
        instead(
            ast.comprehension(node.target, node.iter, [], node.is_async), f"no if:{_said(node)}"
        )
    found += _statements(place)
    return found


def _constants(place: _Place) -> list[Change]:
    value = place.node.value
    others: tuple[object, ...] = ()
    if isinstance(value, int) and not isinstance(value, bool):
        others = (value + 1, value - 1)
    elif isinstance(value, str):
        others = ("mutant",)
    elif value is None and not isinstance(place.parent, ast.Compare):
        others = (7,)
    return [
        (f"{value!r} -> {other!r}", lambda other=other: place.put(ast.Constant(other)))  # type: ignore[misc]
        for other in others
    ]


def _statements(place: _Place) -> list[Change]:
    node = place.node
    test = getattr(node, "test", None)
    if isinstance(node, ast.If) and test is not None:
        turned = ast.UnaryOp(ast.Not(), test)
        return [(f"if not ({_said(test)})", lambda: setattr(node, "test", turned))]
    if isinstance(node, ast.Raise):
        breaks = node.exc
        changes: list[Change] = [(f"no {_said(node)}", lambda: place.put(ast.Pass()))]
        if isinstance(breaks, ast.Call) and len(breaks.args) == 2:
            changes.append((f"of the server: {_said(node)}", lambda: breaks.args.__delitem__(1)))
        return changes
    if isinstance(node, ast.Return) and node.value is not None:
        name = "state" if place.function in _WITH_STATE else "None"
        if _said(node.value) != name:
            value = ast.Name(name, ast.Load()) if name == "state" else ast.Constant(None)
            other = ast.Return(value)
            return [(f"{_said(node)} -> return {name}", lambda: place.put(other))]
    if isinstance(node, ast.Expr):
        return [(f"no {_said(node)}", lambda: place.put(ast.Pass()))]
    return []


_WITH_STATE = ("after", "_voided", "_counted", "_deposited", "_withdrawn", "_released")


# Running one


def module_of(mutant: Mutant | None) -> ModuleType:
    """Return a mutant, or the rule itself, as a module of its own.

    Signatures are looked up where they were checked before.
    """
    tree = ast.parse(SOURCE)
    if mutant:
        place = next(itertools.islice(_places(tree), mutant.place, None))
        _variants(place)[mutant.change][1]()
    module = ModuleType(protocol.__name__)
    module.__package__ = "detente.exchange"
    exec(compile(ast.fix_missing_locations(tree), "a mutant of the rule", "exec"), module.__dict__)
    module.__dict__.update(
        holds=cache(holds), entry_of=_entry_of, signatures_wrong=_signatures_wrong
    )
    return module


_entry_of = cache(entry_of)


@cache
def _wrong(manifest_hash: str, given: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return signatures_wrong(_MANIFESTS[manifest_hash], dict(given))


_MANIFESTS: dict[str, Manifest] = {}


def _signatures_wrong(manifest: Manifest, signatures: dict[str, str]) -> tuple[str, ...]:
    _MANIFESTS[manifest.hash] = manifest
    return _wrong(manifest.hash, tuple(signatures.items()))


@cache
def sequences(count: int) -> Sequence[tuple[Manifest, tuple[bytes, ...], Told]]:
    """Return logs with what the second telling of the rule says of them."""
    found = []
    for seed in range(count):
        chance = random.Random(seed)
        all_of = exchange(
            chance.choice((2, 3)), chance.choice((False, True)), chance.choice((True, True, False))
        )
        play = played(all_of, drawn(chance), chance.random() < 0.9)
        found.append((play.manifest, tuple(play.leaves), play.oracle.told()))
    return found


def survives(module: Any, checks: bool, count: int) -> bool:
    """Return whether a mutant passes all checks, if they are run, and so many sequences."""
    try:
        for check in CHECKS.values() if checks else ():
            check(module)
        return all(
            seen(manifest, module.state_after(manifest, leaves)) == told
            for manifest, leaves, told in sequences(count)
        )
    except Exception:  # noqa: BLE001  # whatever it raises, the rule does not
        return False
