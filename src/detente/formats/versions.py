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
    if node is None or node.empty:
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

    From version 0: the line ``format: 1`` is put before the first field; comments
    above it stay where they are.
    """
    if root.get("format") is not None:
        return text
    line_start = text.rfind("\n", 0, root.start) + 1
    return f"{text[:line_start]}format: {FORMAT_VERSION}\n{text[line_start:]}"
