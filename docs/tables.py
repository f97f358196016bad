"""The generated parts of the documentation: field tables and command help.

A generated part stands between ``<!-- fields: Party -->`` (or another kind) and
``<!-- end -->``. ``tests/house/test_documentation.py`` compares every part with what
is made here, and writes it anew when DETENTE_UPDATE=1 is set.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType, NoneType
from typing import Any, get_args, get_type_hints

import click

from detente.cli.application import COMMANDS, application, module_of
from detente.core import changes, report
from detente.core.movement import (
    answers,
    cells,
    codes,
    deeds,
    distances,
    first_moves,
    gaps,
    movement,
    order,
    paper_times,
    reciprocity,
    relations,
    steps,
    valued_papers,
)
from detente.core.preferences import judged, judging
from detente.core.record import (
    actors,
    case,
    commitments,
    conflict,
    dates,
    due,
    entry,
    events,
    issues,
    judgements,
    meetings,
    obligations,
    papers,
    positions,
    quantities,
    quoted,
    sources,
    statements,
    timeline,
)
from detente.core.record.case import BLOCKS, Case
from detente.core.record.dates import Date
from detente.core.record.entry import Evidence
from detente.core.record.judgements import Judgement
from detente.core.record.quantities import Number, Quantity
from detente.core.sequence import analysis, deadlocks, graph, times, ways_out
from detente.core.solutions import (
    adjusted_winner,
    agreement,
    bargaining,
    direct,
    near_misses,
    ordinal,
    settlement,
    table,
    trades,
    zone,
)
from detente.core.solutions import distances as solution_distances
from detente.core.stability import ahead, building, depends, told
from detente.core.stability import analysis as stability_analysis
from detente.formats.fields import (
    FieldKind,
    allowed_words,
    fields_of,
    item_type,
    mapping_type,
    shared_names,
)

_NUMBERS: Mapping[Any, str] = MappingProxyType(
    {Fraction: "numbers", int: "whole numbers", bool: "`true` or `false`"}
)
DOCS = Path(__file__).parent
PART = re.compile(
    r"^<!-- (fields|blocks|commands?)(?:: ([\w -]+))? -->\n.*?^<!-- end -->$",
    re.MULTILINE | re.DOTALL,
)
HELP_WIDTH = 88
_MODULES: tuple[ModuleType, ...] = (
    actors, case, commitments, conflict, dates, due, entry, events, issues, judgements, meetings,
    obligations, papers, positions, quantities, quoted, report, sources, statements, timeline,
    answers, cells, codes, deeds, distances, first_moves, gaps, movement, order, paper_times,
    reciprocity, relations, steps, valued_papers,
    changes, analysis, deadlocks, graph, times, ways_out,
    agreement, judging, judged, zone, bargaining, near_misses, direct, ordinal, adjusted_winner,
    table, trades, settlement, solution_distances,
    stability_analysis, told, ahead, building, depends,
)  # fmt: skip
_ONE = MappingProxyType(
    {
        "parties": "party",
        "people": "person",
        "commitments": "commitment",
        "entries": "entry",
        "conflict": "course of action",
    }
)
_MANY = MappingProxyType({"conflict": "courses of action"})
_PLAIN: Mapping[Any, str] = MappingProxyType(
    {
        str: "text",
        int: "whole number",
        bool: "`true` or `false`",
        Decimal: "number",
        Fraction: "number",
        float: "number",
        Number: "[exact number](judgement-files.md#estimates)",
        date: "date",
        Date: "[date](case-format.md#dates)",
        Quantity: "[quantity](case-format.md#quantities)",
        judgements.Estimate: "[estimate](judgement-files.md#estimates)",
    }
)


def with_parts(text: str, page: str) -> str:
    """Return a page's text with every generated part as it is now."""

    def anew(found: re.Match[str]) -> str:
        kind = found[0].partition("\n")[0]
        lines = list(_part(found[1], found[2] or "", page))
        return "\n".join([kind, "", *lines, "", "<!-- end -->"])

    return PART.sub(anew, text)


def pages() -> Iterator[Path]:
    """Yield the pages that have generated parts."""
    for path in sorted(DOCS.rglob("*.md")):
        if PART.search(path.read_text(encoding="utf-8")):
            yield path


def _part(kind: str, name: str, page: str) -> Iterator[str]:
    if kind == "fields":
        yield from _fields(record_type(name), page)
    elif kind == "blocks":
        yield from _blocks(page)
    elif kind == "command":
        yield from command_help(name)
    elif kind == "commands":
        yield from ("| command | what it does |", "|---|---|")
        for each, what in COMMANDS.items():
            yield f"| [`{each}`]({_page_of_command(each, page)}#{each}) | {what} |"
    else:
        raise ValueError(f"{page}: no generated part is called {kind}")


def _page_of_command(name: str, page: str) -> str:
    """The page that has a command's help; nothing for the page itself."""
    for path in sorted((DOCS / "reference").glob("commands*.md")):
        if f"<!-- command: {name} -->" in path.read_text(encoding="utf-8"):
            return "" if path.name == page else path.name
    return ""


@cache
def record_type(name: str) -> type:
    """Return a record or result type by its name; raise ``KeyError`` for no type."""
    for module in _MODULES:
        found = getattr(module, name, None)
        if isinstance(found, type) and is_dataclass(found):
            return found
    raise KeyError(name)


def _fields(kind: type, page: str) -> Iterator[str]:
    in_file = not kind.__module__.endswith(_RESULTS) and ".record." in kind.__module__
    shared = shared_names(kind)
    rows = [each for each in fields_of(kind) if each.name not in shared]
    if kind is Case:
        rows = [each for each in rows if each.key not in BLOCKS]
    yield "| field | holds | required | meaning |" if in_file else "| field | holds | meaning |"
    yield "|---|---|---|---|" if in_file else "|---|---|---|"
    if kind in (Case, Judgement):
        yield "| `format` | whole number | yes | the version of the format, 1 |"
    for each in rows:
        holds = _holds(each.type, each, page)
        if in_file:
            needed = "yes" if each.required else ""
            yield f"| `{each.key}` | {holds} | {needed} | {_cell(each.about)} |"
        else:
            nothing = " or `null`" if _may_be_none(kind, each) else ""
            yield f"| `{each.key}` | {holds}{nothing} | {_cell(each.about)} |"


_RESULTS = (
    ".positions", ".due", ".papers", ".timeline", ".quoted", ".core.report", ".record.commitments",
)  # fmt: skip


def _may_be_none(kind: type, each: FieldKind) -> bool:
    return NoneType in get_args(get_type_hints(kind)[each.name])


def _blocks(page: str) -> Iterator[str]:
    yield from ("| block | entries | holds |", "|---|---|---|")
    about = {each.key: each.about for each in fields_of(Case)}
    for block, kind in BLOCKS.items():
        summary = (kind.__doc__ or "").split("\n")[0].rstrip(".")
        where = _link(kind, block, page)
        yield f"| {where} | {_cell(summary)} | {_cell(about[block])} |"


def _holds(hint: Any, each: FieldKind, page: str) -> str:
    words, item, inner = allowed_words(hint), item_type(hint), mapping_type(hint)
    if words is not None:
        empty = ", or empty" if "" in words else ""
        return "one of " + ", ".join(f"`{word}`" for word in words if word) + empty
    if item is Evidence:
        return f"list of {_link(Evidence, 'evidence', page)}, or `none`"
    if item is not None:
        return f"list of {_many(item, each, page)}"
    if inner is not None:
        return _mapping(inner, each, page)
    if hint is str and each.refers:
        return "id of a " + " or ".join(
            _ONE.get(name, name.removesuffix("s")) for name in each.refers
        )
    if hint is str and each.is_id:
        return "id"
    return _PLAIN.get(hint) or _link(hint, _spaced(hint), page)


def _many(item: Any, each: FieldKind, page: str) -> str:
    if item is str:
        many = (_MANY.get(name, name) for name in each.refers)
        return "ids of " + " or ".join(many) if each.refers else "texts"
    if item in _NUMBERS:
        return _NUMBERS[item]
    if mapping_type(item) is str:
        return "options by issue"
    if item_type(item) is str and not each.refers:
        return "lists of texts"
    if item_type(item) is str:
        return f"ids of {' or '.join(each.refers)}, lists in it for ties"
    if allowed_words(item_type(item)) is not None:
        return "lists of " + ", ".join(f"`{word}`" for word in allowed_words(item_type(item)) or ())
    return _link(item, _spaced(item), page)


def _mapping(inner: Any, each: FieldKind, page: str) -> str:
    if inner is str:
        return "an option by issue"
    if each.refers == ("options",):
        return "ids of options, by issue"
    if inner is judgements.Estimate:
        by = "course of action" if each.refers == ("conflict",) else "issue"
        return f"{_PLAIN[inner]}, by {by}"
    if mapping_type(inner) is judgements.Estimate:
        return f"{_PLAIN[judgements.Estimate]}, by issue and option"
    return "ids of options, by issue, lists in it for ties" if item_type(inner) else "by name"


def _spaced(kind: type) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()


def _link(kind: type, label: str, page: str) -> str:
    """A link to the heading under which the type's table stands."""
    found = _homes().get(kind.__name__)
    if found is None:
        return label
    where, anchor = found
    return f"[{label}]({'' if where == page else where}#{anchor})"


@cache
def _homes() -> Mapping[str, tuple[str, str]]:
    homes: dict[str, tuple[str, str]] = {}
    for path in sorted((DOCS / "reference").glob("*.md")):
        anchor = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            heading = re.match(r"#+ (.+)", line)
            if heading:
                anchor = slug(heading[1])
            marker = re.match(r"<!-- fields: (\w+) -->", line)
            if marker:
                homes.setdefault(marker[1], (path.name, anchor))
    return homes


def slug(heading: str) -> str:
    """Return a heading's anchor: lower case, signs dropped, blanks to hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def command_help(name: str) -> Iterator[str]:
    """Yield a command's own help as a block of text; a note where it is not there yet."""
    command = load_command(name)
    if command is None:
        yield "*This command is not part of this version yet.*"
        return
    title = "detente" if name == "detente" else f"detente {name}"
    above, _, info = title.rpartition(" ")
    parent = click.Context(application, info_name=above) if above else None
    context = click.Context(command, parent, info, terminal_width=HELP_WIDTH)
    context.help_option_names = ["-h", "--help"]
    yield from ("```text", *command.get_help(context).rstrip().splitlines(), "```")


def load_command(name: str) -> click.Command | None:
    """Return a command by its name, or None where its module does not exist yet."""
    if name == "detente":
        return application
    first, *rest = name.split()
    module = module_of(first)
    try:
        command: click.Command = importlib.import_module(module).command
    except ModuleNotFoundError as error:
        if error.name == module:
            return None
        raise
    for each in rest:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), each)
        assert found is not None, f"no command {name}"
        command = found
    return command
