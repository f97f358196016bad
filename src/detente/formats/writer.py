"""Entries into a case's text: the writer only ever inserts.

What stands in the file stays, byte for byte: comments, order, unknown fields.
An entry is never changed or removed; a later one supersedes it, or a dispute or
withdrawal is added to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path as FilePath
from textwrap import indent
from typing import Any

import yaml

from detente.core.problems import Problem, has_errors
from detente.core.record.case import BLOCKS, CASE_FILE, Case
from detente.core.record.entry import PUBLIC, Entry
from detente.core.record.judgements import Judgement

from .casefile import ReadCase, read_folder, read_text_again
from .data import as_data
from .fields import fields_of
from .replacing import replace_seen
from .versions import FORMAT_VERSION
from .yaml_text import Node, parse

LINE_WIDTH = 100


class WouldOverwrite(Exception):
    """The field stands in the entry already; what is written is never changed."""


class ChangedUnderneath(Exception):
    """The file is not the one that was read: somebody changed it meanwhile."""


class WouldNotRead(Exception):
    """With the addition the case would have problems; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class _Dumper(yaml.SafeDumper):
    """Writes dates plain and indents lists under their field."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class Bare(str):
    """A number, written in YAML as it stands and not in quotation marks."""

    __slots__ = ()


def _bare(dumper: Any, text: Bare) -> Any:
    tag = dumper.resolve(yaml.ScalarNode, str(text), (True, False))
    return dumper.represent_scalar(tag, str(text))


_Dumper.add_representer(Bare, _bare)
_Dumper.yaml_implicit_resolvers = {
    sign: [each for each in resolvers if each[0] != "tag:yaml.org,2002:timestamp"]
    for sign, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def as_yaml(data: Any, width: float = LINE_WIDTH) -> str:
    """Return plain data as YAML text in the style of case files.

    ``width`` is where long texts are broken.

    >>> as_yaml([{"id": "no", "date": "2025-05-29"}])
    "- id: 'no'\\n  date: 2025-05-29\\n"
    """
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=width)
    return text


def case_text(case: Case) -> str:
    """Return a whole case as the text of a new ``case.yaml``.

    >>> print(case_text(Case(title="Harbour strike")), end="")
    format: 1
    title: Harbour strike
    language: en
    """
    header = {
        kind.key: getattr(case, kind.name) for kind in fields_of(Case) if kind.key not in BLOCKS
    }
    parts = [as_yaml({"format": FORMAT_VERSION, **as_data({k: v for k, v in header.items() if v})})]
    for block in BLOCKS:
        entries = [entry_data(entry) for entry in case.block(block)]
        if entries:
            parts.append(as_yaml({block: entries}))
    return "\n".join(parts)


def judgement_text(judgement: Judgement) -> str:
    """Return a judgement as the text of a new file in ``judgements/``.

    Numbers stand as they were written, fractions as fractions.
    """
    return as_yaml({"format": FORMAT_VERSION, **_with_numbers(as_data(judgement))})


def _with_numbers(data: Any, key: str = "") -> Any:
    """Return a judgement's data with each estimate as one number, or as two with ``..`` between."""
    if isinstance(data, list):
        return [_with_numbers(each) for each in data]
    if isinstance(data, str):
        return Bare(data) if key in _NUMBERS else data
    if not isinstance(data, Mapping):
        return data
    if set(data) == {"low", "high"} and all(isinstance(each, str) for each in data.values()):
        low, high = data["low"], data["high"]
        return Bare(low if low == high else f"{low}..{high}")
    if key in _CHOICES:
        return {name: _with_choice(options) for name, options in data.items()}
    return {
        Bare(name) if _NUMBER.fullmatch(name) else name: _with_numbers(each, name)
        for name, each in data.items()
    }


def _with_choice(options: list[str]) -> Any:
    found = [Bare(each) if _NUMBER.fullmatch(each) else each for each in options]
    return found[0] if len(found) == 1 else found


_NUMBERS = ("ceiling", "discount", "time_cost")
_CHOICES = ("when", "package", "better", "worse")
_NUMBER = re.compile(r"-?[0-9]+([./][0-9]+)?")


def entry_data(entry: Any) -> dict[str, Any]:
    """Return a record as the plain data that stands for it in a file.

    What is at its default is left out.
    """
    data: dict[str, Any] = as_data(entry)
    if isinstance(entry, Entry) and entry.visible_to == (PUBLIC,):
        del data["visible_to"]
    elif isinstance(entry, Entry) and not entry.visible_to:
        data["visible_to"] = []  # nobody: left out, it would read as everybody
    return data


def with_entry(text: str, entry: Entry) -> str:
    """Return a case's text with an entry added at the end of its block.

    Cost: one reading of the text.
    """
    root = _root(text)
    block = next((name for name, kind in BLOCKS.items() if type(entry) is kind), None)
    if block is None:
        raise TypeError(
            f"a {type(entry).__name__} is no entry of a block; use add_to_entry for a part"
        )
    return _with_item(text, root, block, entry_data(entry))


def with_items(text: str, block: str, items: str) -> str:
    """Return a case's text with entries added at the end of a block.

    ``items`` is YAML text of a list, each entry beginning with ``- id``. Cost: one
    reading of the text, however many entries there are.
    """
    root = _root(text)
    node = root.get(block)
    if node is None and not root.flow:
        return _inserted(text, _after(text, root), f"\n{block}:\n" + indent(items, "  "))
    if node is not None and node.kind == "list" and node.items and not node.flow:
        return _inserted(text, _after(text, node), indent(items, " " * node.column))
    for data in yaml.load(items, Loader=yaml.BaseLoader):  # noqa: S506 - our own text
        text = _with_item(text, _root(text), block, data)
    return text


def with_part(text: str, entry_id: str, field: str, value: Any) -> str:
    """Return a case's text with something added to an entry.

    ``value`` is plain data or a record: one more item where the field is a list in
    the file, else the value of a field that is not there yet. What an entry says is
    never added to: only dated parts (disputes, deliveries, claims, ...), a withdrawal
    and a note are. Raises :class:`WouldOverwrite` for any other field, and if the field
    has a single value already; ``KeyError`` if there is no such entry.
    """
    if field not in PARTS_LISTED and field not in PARTS_ONCE:
        raise WouldOverwrite(
            f'"{field}" is part of what the entry says, and stays as it was written'
        )
    root = _root(text)
    entry = _entry_node(root, entry_id)
    data = entry_data(value) if not isinstance(value, str | list | Mapping) else value
    existing = entry.get(field)
    if existing is not None and existing.kind == "list":
        return _with_list_item(text, existing, data)
    wrapped = data if isinstance(value, str | list) or field not in PARTS_LISTED else [data]
    if existing is None:
        return _with_field(text, entry, field, wrapped)
    if existing.text or not existing.empty or entry.flow or isinstance(wrapped, str):
        raise WouldOverwrite(f'"{field}" stands in the entry already')
    key = next(key for key in entry.keys if key.text == field)
    block = indent(as_yaml(wrapped), " " * (entry.column + 2))
    return _inserted(text, _line_end(text, key.end), block)


PARTS_LISTED = frozenset(
    {"disputed", "history", "due", "met", "deliveries", "claims", "findings", "clauses"}
)
"""Fields of entries that hold a list of dated parts."""

PARTS_ONCE = frozenset({"withdrawn", "note"})
"""Fields that can be added to an entry, once."""


def add_entry(folder: str | FilePath, entry: Entry) -> ReadCase:
    """Add an entry to the case in a folder; return the case as it then reads.

    Nothing is written if the case would then have an error
    (:class:`WouldNotRead`), or if the file was changed meanwhile
    (:class:`ChangedUnderneath`).
    """
    found = _readable(FilePath(folder))
    return save(found, with_entry(found.text, entry))


def add_to_entry(folder: str | FilePath, entry_id: str, field: str, value: Any) -> ReadCase:
    """Add a dispute, a withdrawal, a delivery, ... to an entry; see :func:`with_part`."""
    found = _readable(FilePath(folder))
    return save(found, with_part(found.text, entry_id, field, value))


def save(found: ReadCase, text: str) -> ReadCase:
    """Write a case's new text if it reads without errors and nobody changed the file."""
    new = read_folder(found.folder, text)
    keep(found, new)
    return new


def keep(found: ReadCase, new: ReadCase) -> None:
    """Write the text that a case was read from anew, on the same terms as :func:`save`."""
    if has_errors(new.problems):
        raise WouldNotRead(new.problems)
    if read_text_again(found.folder) != found.text or not replace_seen(
        found.folder / CASE_FILE, found.text, new.text
    ):
        raise ChangedUnderneath(f"{CASE_FILE} was changed by somebody else meanwhile")


def _readable(folder: FilePath) -> ReadCase:
    found = read_folder(folder)
    if found.case is None or has_errors(found.problems):
        raise WouldNotRead(found.problems)
    return found


def _root(text: str) -> Node:
    root, problems = parse(text, CASE_FILE)
    if root is None or root.kind != "mapping" or problems:
        raise WouldNotRead(problems)
    return root


def _entry_node(root: Node, entry_id: str) -> Node:
    for block in BLOCKS:
        node = root.get(block)
        for item in node.items if node is not None and node.kind == "list" else ():
            identity = item.get("id")
            if identity is not None and identity.text.strip() == entry_id:
                return item
    raise KeyError(entry_id)


def _with_item(text: str, root: Node, block: str, data: dict[str, Any]) -> str:
    node = root.get(block)
    if node is not None and node.kind == "list" and (node.items or node.flow):
        return _with_list_item(text, node, data)
    if node is not None:
        key = next(key for key in root.keys if key.text == block)
        if root.flow or node.text or not node.empty:
            raise WouldOverwrite(f'"{block}" holds something else than entries')
        return _inserted(text, _line_end(text, key.end), indent(as_yaml([data]), "  "))
    return _with_field(text, root, block, [data])


def _with_list_item(text: str, node: Node, data: Any) -> str:
    if node.flow:
        return _spliced(text, node.end - 1, _json(data), after_others=bool(node.items))
    block = indent(as_yaml([data]), " " * node.column)
    return _inserted(text, _after(text, node), block)


def _with_field(text: str, mapping: Node, field: str, data: Any) -> str:
    if mapping.flow:
        part = f"{_json(field)}: {_json(data)}"
        return _spliced(text, mapping.end - 1, part, after_others=bool(mapping.keys))
    block = indent(as_yaml({field: data}), " " * mapping.column)
    if mapping.column == 0:
        block = "\n" + block
    return _inserted(text, _after(text, mapping), block)


def _after(text: str, node: Node) -> int:
    """Return where a line can be put after a block value."""
    end = _last_end(node)
    return end if end > 0 and text[end - 1] == "\n" else _line_end(text, end)


def _last_end(node: Node) -> int:
    while node.kind != "scalar" and not node.flow and node.items:
        last = node.items[-1]
        if last.kind == "scalar" and last.start == last.end and node.kind == "mapping":
            return max(last.end, node.keys[-1].end)
        node = last
    return node.end


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1


def _inserted(text: str, position: int, block: str) -> str:
    before, after = text[:position], text[position:]
    if before and not before.endswith("\n"):
        block = "\n" + block
    if "\r\n" in text:
        block = block.replace("\n", "\r\n")
    return before + block + after


def _spliced(text: str, position: int, part: str, *, after_others: bool) -> str:
    """Put a part before a closing bracket, with a comma unless one stands there already."""
    with_comma = f"{text[:position]}, {part}{text[position:]}"
    if after_others and parse(with_comma, CASE_FILE)[0] is not None:
        return with_comma
    return text[:position] + part + text[position:]


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)
