"""The version of the case format, and the way from an older one to this one."""

from __future__ import annotations

import re

from detente.core.problems import Place, Problem

from .yaml_text import Node

FORMAT_VERSION = 1


def check_version(root: Node, file: str) -> Problem | None:
    """Return the problem with the file's ``format`` field, or None if it is this version.

    A file without the field is of version 0, the drafts before the first
    release; it is read as version 1 and ``detente upgrade`` adds the line.
    """
    node = root.get("format")
    if node is None or (node.empty and not (node.text and root.flow)):
        return Problem(
            "case-020",
            (file, "format"),
            "the format version is missing",
            f'add "format: {FORMAT_VERSION}" as the first line, or run "detente upgrade"',
            place=Place(file, 1, 1),
        )
    written = node.text.strip()
    if node.kind != "scalar" or not re.fullmatch(r"[0-9]{1,6}", written) or int(written) == 0:
        return Problem(
            "case-022",
            (file, "format"),
            "the format version is not a whole number from 1 on",
            f'write "format: {FORMAT_VERSION}"',
            place=node.place(file),
        )
    if int(written) > FORMAT_VERSION:
        return Problem(
            "case-021",
            (file, "format"),
            f"the file is of format {int(written)}; this program knows formats up to {FORMAT_VERSION}",
            "use a newer version of detente to read it; nothing was changed",
            place=node.place(file),
        )
    return None


def upgraded(text: str, root: Node) -> str:
    """Return the text in this version's format; a text already in it is returned as it is.

    From version 0: the line ``format: 1`` is put before the first field, or the
    number after a ``format:`` that has none (a ``~`` there becomes a comment);
    comments stay where they are.
    """
    written = root.get("format")
    if written is not None and not written.empty:
        return text
    if written is not None:
        key = next(key for key in root.keys if key.text == "format")
        colon = text.index(":", key.end) + 1
        aside = " #" if written.text else ""
        return f"{text[:colon]} {FORMAT_VERSION}{aside}{text[colon:]}"
    if root.flow:
        after = ", " if root.keys else ""
        inside = root.start + 1
        return f'{text[:inside]}"format": {FORMAT_VERSION}{after}{text[inside:]}'
    line_end = "\r\n" if "\r\n" in text else "\n"
    line_start = text.rfind("\n", 0, root.start) + 1
    line = " " * root.column + f"format: {FORMAT_VERSION}{line_end}"
    return text[:line_start] + line + text[line_start:]
