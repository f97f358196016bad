"""The case's folder as the browser's server sees it: read again when it changed, written on terms."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.core.problems import Problem, has_errors
from detente.core.record.case import BLOCKS, CASE_FILE, Case
from detente.formats.casefile import JUDGEMENTS, ReadCase
from detente.formats.files import BYTES_AT_MOST, NotWritten, read_text, write_whole
from detente.formats.replacing import replace_seen
from detente.formats.rereading import CaseReader
from detente.formats.writer import ChangedUnderneath, WouldNotRead

NEW_SOURCE = "new source: "
"""How a change is called that takes a document in; its files stay when it is taken back."""
FILES_AT_MOST = 10_000
"""How many files of a folder are looked at to see whether it changed."""
FILES_EACH_TIME = 50
"""In a folder of no more files, each is looked at each time."""
GLANCE_SECONDS = 0.25
"""How long what was seen of a folder with more files counts."""
SMALL_ENTRIES = 1_500
"""Pages of a case of no more entries always wait for what changed just now."""


@dataclass(frozen=True, slots=True)
class _Glance:
    """What was seen of a folder when all of it was looked at."""

    stamp: str = ""
    files: int = 0
    folders: tuple[str, ...] = ()
    seen: tuple[Any, ...] = ()
    until: float = 0.0


class Changed(ChangedUnderneath):
    """The file is not the one that the writer last saw; nothing was written."""

    def __init__(self, file: str, now: str) -> None:
        super().__init__(f"{file} was changed meanwhile")
        self.file, self.now = file, now


class NoSuchFile(Exception):
    """The case has no such file that could be read or written here."""


class TextTooLarge(Exception):
    """The text is larger than a file of a case may be."""


@dataclass(frozen=True, slots=True)
class Written:
    """A change to a file: its text before and after."""

    file: str
    before: str
    after: str


def hash_of(text: str) -> str:
    """Return what stands for a text, to tell later whether it is still the same."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class CaseFolder:
    """One case's folder. Reading is repeated only when a file in it changed; writing goes one by one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._stamp = ""
        self._read: ReadCase | None = None
        self._last_good: Case | None = None
        self._reader = CaseReader(path)
        self._glance = _Glance()
        self.large = False
        """Whether the case has so many entries that what is told of it takes a while."""

    def stamp(self) -> str:
        """Return what is another as soon as a file in the folder is: its name, size, time or number.

        Of a folder with many files only ``case.yaml`` and the folders are looked at each time, the others
        a few times a second.
        """
        glance = self._glance
        if glance.files <= FILES_EACH_TIME:
            return self._looked().stamp
        seen = self._quick(glance.folders)
        if seen != glance.seen or time.monotonic() > glance.until:
            return self._looked().stamp
        return glance.stamp

    def _quick(self, folders: tuple[str, ...]) -> tuple[Any, ...]:
        """What is another when the case's record is, or when a file has come or gone."""
        found: list[Any] = []
        for each in (os.path.join(self.path, CASE_FILE), *folders):
            try:
                about = os.stat(each, follow_symlinks=False)
            except OSError:
                found.append(None)
            else:
                found.append((about.st_mtime_ns, about.st_size, about.st_ino))
        return tuple(found)

    def _looked(self) -> _Glance:
        """Look at all files."""
        found = hashlib.sha256()
        folders: list[str] = []
        before = self._quick(self._glance.folders)
        count = 0
        for folder, names, files in os.walk(self.path):
            folders.append(folder)
            names[:] = sorted(each for each in names if not each.startswith("."))
            for name in sorted(files):
                count += 1
                if name.startswith(".") or count > FILES_AT_MOST:
                    continue
                try:
                    about = os.stat(os.path.join(folder, name), follow_symlinks=False)
                except OSError:
                    continue
                line = f"{folder}/{name}\0{about.st_mtime_ns}\0{about.st_size}\0{about.st_ino}\n"
                found.update(line.encode("utf-8", "surrogateescape"))
        kept = tuple(folders)
        seen = before if kept == self._glance.folders else self._quick(kept)
        until = time.monotonic() + GLANCE_SECONDS
        self._glance = glance = _Glance(found.hexdigest(), count, kept, seen, until)
        return glance

    def read(self) -> ReadCase:
        """Return the case as it is now, with all its problems."""
        return self.current()[1]

    def current(self) -> tuple[str, ReadCase]:
        """Return the case as it is now, after what is another as soon as the case is."""
        with self._lock:
            stamp = self.stamp()
            if self._read is None or stamp != self._stamp:
                self._read, self._stamp = self._reader.read(), stamp
                case = self._read.case
                if not has_errors(self._read.problems):
                    self._last_good = case
                count = sum(len(case.block(name)) for name in BLOCKS) if case else 0
                self.large = count > SMALL_ENTRIES
            return stamp, self._read

    def last_good(self) -> Case | None:
        """Return the case as it last was without errors, since this program runs; None if it never was."""
        self.current()
        return self._last_good

    def files(self) -> tuple[str, ...]:
        """Return the files that can be read as text and changed: the record, and judgements."""
        found = [CASE_FILE]
        folder = self.path / JUDGEMENTS
        if folder.is_dir() and not folder.is_symlink():
            names = sorted(
                each.name for each in folder.iterdir() if each.suffix in (".yaml", ".yml")
            )
            found += [f"{JUDGEMENTS}/{name}" for name in names]
        return tuple(found)

    def text(self, file: str) -> str:
        """Return a file's text; raise :class:`NoSuchFile` for any but those of :meth:`files`.

        Raises :class:`TextTooLarge` for one that is larger than what is read.
        """
        if file not in self.files():
            raise NoSuchFile(file)
        text = read_text(self.path, file, (file,))
        if isinstance(text, Problem):
            raise TextTooLarge if text.code == "case-004" else NoSuchFile(file)
        return text

    def has_text(self, file: str) -> bool:
        """Return whether :meth:`text` returns a file's text."""
        try:
            self.text(file)
        except (NoSuchFile, TextTooLarge):
            return False
        return True

    def would_read(self, file: str, text: str) -> ReadCase:
        """Return how the case would read with another text of a file; nothing is written.

        Raises :class:`TextTooLarge`.
        """
        _check_size(text)
        if file == CASE_FILE:
            return self._reader.read(text)
        return self._reader.read(judgements={file: text})

    def with_items(self, text: str, block: str, items: str) -> str:
        """Return a text of the record with entries, given as YAML, at the end of a block."""
        return self._reader.with_items(text, block, items)

    def write(self, file: str, text: str, seen: str) -> Written:
        """Write a file whole, if it still is the text with the hash ``seen``; return the change.

        Raises :class:`Changed` with the text that is there, :class:`TextTooLarge`,
        :class:`WouldNotRead` with all problems if the case would have errors, and ``NotWritten`` if
        the disk refuses. Then nothing is changed.
        """
        text = with_file_ends(text)
        _check_size(text)
        with self._lock:
            before = self.text(file)
            if hash_of(before) != seen:
                raise Changed(file, before)
            if "\r\n" in before:  # as the file has it
                text = text.replace("\n", "\r\n")
                _check_size(text)
            found = self.would_read(file, text)
            if has_errors(found.problems):
                raise WouldNotRead(found.problems)
            if not replace_seen(self.path / file, before, text):
                raise Changed(file, self.text(file))
            return Written(file, before, text)

    def create(self, file: str, text: str) -> Written:
        """Write a judgement's file that is not there yet; return the change, with no text before it.

        Raises :class:`WouldNotRead` and ``NotWritten`` as :meth:`write` does.
        """
        with self._lock:
            found = self.would_read(file, text)
            if has_errors(found.problems):
                raise WouldNotRead(found.problems)
            path = self.path / file
            with _on_disk(path.parent):
                path.parent.mkdir(exist_ok=True)
            write_whole(path, text.encode(), replace_existing=False)
            return Written(file, "", text)

    def remove(self, file: str, seen: str) -> None:
        """Remove a judgement's file, if its text still has the hash ``seen``; else :class:`Changed`."""
        with self._lock:
            now = self.text(file)
            if hash_of(now) != seen:
                raise Changed(file, now)
            with _on_disk(self.path / file):
                (self.path / file).unlink()


@contextlib.contextmanager
def _on_disk(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWritten(f"{path.name} cannot be written: {error.strerror}") from error


def _check_size(text: str) -> None:
    if len(text.encode()) > BYTES_AT_MOST:
        raise TextTooLarge


def with_file_ends(text: str) -> str:
    """Return a text from a form with the line ends that files have: forms send two signs for one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
