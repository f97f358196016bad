"""A case's folder read again and again: what did not change since the last time is not read anew.

A record of 10,000 entries takes seconds to be read and checked. Most changes touch a few entries of one
block; these alone are read, and these and the entries that could name them are checked. Whatever does
not fit that (another block, another layout, an error) is read whole, so that what is returned is always
what :func:`detente.formats.casefile.read_folder` returns, but for ``root``, which is left out.
"""

from __future__ import annotations

import os
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any

from detente.core.outcomes.checks import check_packages
from detente.core.problems import Path, Place, Problem, has_errors
from detente.core.record.case import BLOCKS, CASE_FILE, Case, Placed
from detente.core.record.checks import check
from detente.core.stability.checks import check_states

from .casefile import ReadCase, Reader, apart, in_order, read_folder
from .files import read_text
from .pieces import Change, NotInPieces, Pieces, dashes, pieces_of
from .shape import Shaper
from .writer import with_items
from .yaml_text import Node, node_at, parse

BEYOND = frozenset({"parties", "issues", "rules", "conflict"})
"""Blocks whose entries matter to others that do not name them."""
ENTRIES_AT_MOST = 500
"""If more entries are others, or have something wrong with them, all is read."""
WITHIN_IDS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")
"""What never stands beside an id that is named; a dot does, in ranges of them."""
SETTLED_NANOSECONDS = 2_000_000_000
"""A file changed less long ago is read again: its time may not tell of another change."""
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read the last time without an error."""

    found: ReadCase
    case: Case
    pieces: Pieces
    beside: tuple[Problem, ...] | None = None
    """What the rules and judgements have wrong on the whole; None: not known apart."""


class CaseReader:
    """Reads one folder; any thread may call it, one reads at a time."""

    def __init__(self, folder: FilePath) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._known: _Known | None = None
        self._texts: dict[str, tuple[tuple[int, int, int], str]] = {}

    def read(self, text: str | None = None, judgements: Mapping[str, str] = _NONE) -> ReadCase:
        """Return what :func:`read_folder` returns for the same arguments, without ``root``.

        Cost: where little changed, linear in the text with a small factor; else that of reading all.
        """
        with self._lock:
            if self._known is not None:
                try:
                    return self._again(self._known, text, judgements)
                except NotInPieces:
                    pass
            found = read_folder(self._folder, text, judgements)
            self._remember(found)
            return replace(found, root=None)

    def with_items(self, text: str, block: str, items: str) -> str:
        """Return what :func:`detente.formats.writer.with_items` does: the text with entries at a block's end."""
        known = self._known
        if known is None or known.found.text != text or block not in known.pieces.starts:
            return with_items(text, block, items)
        start, end = known.pieces.starts[block][-1], known.pieces.ends[block]
        head = f"{block}:\n"
        with_them = with_items(head + text[start:end], block, items)
        return text[:start] + with_them[len(head) :] + text[end:]

    def _remember(self, found: ReadCase) -> None:
        """Keep what was read whole, if a part of it can be read again alone."""
        if found.case is None or found.root is None or has_errors(found.problems):
            return  # what was known before still holds of its own text
        pieces = pieces_of(found.text, found.root)
        placed = all(_of_entry(each.path) or each.path[0] != CASE_FILE for each in found.problems)
        fits = pieces is not None and placed and len(found.problems) <= ENTRIES_AT_MOST
        self._known = (
            _Known(replace(found, root=None), found.case, pieces) if fits and pieces else None
        )

    def _again(self, known: _Known, text: str | None, judgements: Mapping[str, str]) -> ReadCase:
        """Read what is another than it was; raise :class:`NotInPieces` where that is not enough."""
        reader = _Again(self._folder, judgements, self._texts)
        reader.text = new = reader.record(text)
        change = known.pieces.changed(known.found.text, new)
        own: set[tuple[str, int]] = set()
        case, reader.pieces = known.case, known.pieces
        if change is not None:
            case, reader.pieces, own = _with_change(known, change)
        case = reader.with_files(case)
        own |= _with_problems(known, case)
        naming = _naming(new, reader.pieces, _changed_ids(known.case, case, change))
        if len(own) > ENTRIES_AT_MOST:
            raise NotInPieces
        among = tuple(each for each in case.entries() if each[:2] in own or each[:2] in naming)
        found = [*reader.problems, *_shape_problems(new, reader.pieces, among, own)]
        found.extend(apart(check(case, among), found))
        beside = known.beside
        if beside is None or case.judgements != known.case.judgements:
            beside = () if has_errors(found) else (*check_packages(case), *check_states(case))
        found.extend(beside)
        if has_errors(found) or len(found) > ENTRIES_AT_MOST:
            raise NotInPieces  # told as always, all of it
        if not all(_of_entry(each.path) or each.path[0] != CASE_FILE for each in found):
            raise NotInPieces
        problems = in_order(reader.placed(each) for each in found)
        again = ReadCase(self._folder, case, problems, new)
        self._known = _Known(again, case, reader.pieces, beside)
        return again


def _of_entry(path: Path) -> bool:
    """Whether a problem is one of an entry of the record."""
    return len(path) > 2 and path[0] == CASE_FILE and path[1] in BLOCKS and isinstance(path[2], int)


def _with_change(known: _Known, change: Change) -> tuple[Case, Pieces, set[tuple[str, int]]]:
    """The case with the entries of a change, where the entries then stand, and which are new."""
    block, first = change.block, change.first
    if block in BEYOND:
        raise NotInPieces
    node = _list_in(change.text, block, known.pieces.columns[block])
    if len(node.items) > ENTRIES_AT_MOST:
        raise NotInPieces
    shaper = Shaper(CASE_FILE)
    entries = tuple(
        shaper.record(BLOCKS[block], item, (CASE_FILE, block, first + index))
        for index, item in enumerate(node.items)
    )
    if has_errors(shaper.problems):
        raise NotInPieces
    old = known.case.block(block)
    entries_now: dict[str, Any] = {block: (*old[:first], *entries, *old[change.last :])}
    case = replace(known.case, **entries_now)
    head = len(block) + 2
    inside = [each - head for each in dashes(f"{block}:\n{change.text}", node)]
    new = {(block, first + index) for index in range(len(entries))}
    return case, known.pieces.after(change, inside), new


def _list_in(text: str, block: str, column: int) -> Node:
    """The list that a stretch of a block holds, read as it stands there."""
    root, problems = parse(f"{block}:\n{text}", CASE_FILE)
    if root is None or problems or root.kind != "mapping" or len(root.items) != 1:
        raise NotInPieces
    node = root.items[0]
    if node.kind != "list" or node.flow or node.column != column or not node.items:
        raise NotInPieces
    return node


def _with_problems(known: _Known, case: Case) -> set[tuple[str, int]]:
    """Where the entries now stand that had a problem."""
    odd = {
        id(known.case.block(str(each.path[1]))[int(each.path[2])])
        for each in known.found.problems
        if _of_entry(each.path)
    }
    if not odd:
        return set()
    return {(block, index) for block, index, entry in case.entries() if id(entry) in odd}


def _changed_ids(old: Case, new: Case, change: Change | None) -> set[str]:
    """The ids whose entries, or whose texts, are others."""
    found = {key for key in {*old.texts, *new.texts} if old.texts.get(key) != new.texts.get(key)}
    if change is not None:
        before, now = old.block(change.block), new.block(change.block)
        rest = len(before) - change.last
        found |= {each.id for each in before[change.first : change.last]}
        found |= {each.id for each in now[change.first : len(now) - rest]}
    return found


def _naming(text: str, pieces: Pieces, ids: set[str]) -> set[tuple[str, int]]:
    """Where the entries stand that could name an id: it, or a sign written otherwise, is in their text."""
    if not ids:
        return set()
    places = [*_places("\\", text)]
    places += [place for each in ids for place in _places(each, text) if _alone(each, text, place)]
    return {
        (block, bisect_right(starts, place) - 1)
        for block, starts in pieces.starts.items()
        for place in places
        if starts[0] <= place < pieces.ends[block]
    }


def _places(sign: str, text: str) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + 1)


def _alone(name: str, text: str, place: int) -> bool:
    """Whether an id that stands somewhere may be all of what stands there, not the start of another's.

    >>> [_alone("a-1", text, 1) for text in (" a-1]", " a-10", "x-a-1", '"a-1..a-2')]
    [True, False, False, True]
    """
    end = place + len(name)
    return not {text[max(place - 1, 0) : place], text[end : end + 1]} & WITHIN_IDS


def _shape_problems(
    text: str, pieces: Pieces, among: Placed, own: set[tuple[str, int]]
) -> list[Problem]:
    """What is wrong with how entries are written, told of those in ``own``."""
    found: list[Problem] = []
    for block, index, _ in among:
        if (block, index) not in own:
            continue
        if block not in pieces.starts:
            raise NotInPieces
        node = _list_in(pieces.text(text, block, index), block, pieces.columns[block])
        shaper = Shaper(CASE_FILE)
        shaper.record(BLOCKS[block], node.items[0], (CASE_FILE, block, index))
        above = text.count("\n", 0, pieces.starts[block][index]) - 1 if shaper.problems else 0
        for each in shaper.problems:
            assert each.place is not None  # a shaper knows them
            place = Place(CASE_FILE, each.place.line + above, each.place.column)
            found.append(replace(each, place=place))
    return found


class _Again(Reader):
    """Reads the files that are others; keeps the texts of those that are not."""

    pieces: Pieces

    def __init__(
        self,
        folder: FilePath,
        given: Mapping[str, str],
        texts: dict[str, tuple[tuple[int, int, int], str]],
    ) -> None:
        super().__init__(folder, given)
        self._kept = texts

    def record(self, text: str | None) -> str:
        """Return the text of the record: the one given, or the file's."""
        if text is not None:
            return text
        found = read_text(self.folder, CASE_FILE, (CASE_FILE,))
        if isinstance(found, Problem):
            raise NotInPieces
        return found

    def _text(self, file: str, path: Path) -> str | None:
        about = self._about(file)
        kept = self._kept.get(file)
        if kept is not None and kept[0] == about:
            return kept[1]
        text = super()._text(file, path)
        if text is not None and about is not None:
            self._kept[file] = (about, text)
        return text

    def _cited(self, file: str, path: Path) -> str | None:
        kept = self._kept.get(file)
        if kept is not None and kept[0] == self._about(file):
            return kept[1]
        return super()._cited(file, path)

    def _about(self, file: str) -> tuple[int, int, int] | None:
        """What is another when the file is; None where that does not tell."""
        try:
            about = os.lstat(os.path.join(self.folder, file))
        except (OSError, ValueError):
            return None
        if time.time_ns() - about.st_mtime_ns < SETTLED_NANOSECONDS:
            return None
        return about.st_mtime_ns, about.st_size, about.st_ino

    def placed(self, problem: Problem) -> Problem:
        """Return the problem with the place of what it speaks of."""
        if problem.place is not None or not _of_entry(problem.path):
            return super().placed(problem)
        block, index = str(problem.path[1]), int(problem.path[2])
        if block not in self.pieces.starts:
            raise NotInPieces
        start = self.pieces.starts[block][index]
        piece = self.pieces.text(self.text, block, index)
        node = node_at(_list_in(piece, block, self.pieces.columns[block]), (0, *problem.path[3:]))
        above = self.text.count("\n", 0, start) - 1
        return problem.at(Place(CASE_FILE, node.line + 1 + above, node.column + 1))
