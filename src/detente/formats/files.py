"""Files of a case folder: read whole or refused, written whole or not at all."""

from __future__ import annotations

import codecs
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path as FilePath
from pathlib import PurePosixPath

from detente.core.problems import Path, Place, Problem, shown

BYTES_AT_MOST = 16 * 1024 * 1024
"""The largest file of a case that is read: 16 MiB."""


class NotWritten(Exception):
    """A file could not be written; nothing was changed."""


def read_text(folder: FilePath, file: str, path: Path) -> str | Problem:
    """Return the text of a file inside the case folder, or the problem with it.

    ``path`` says where the file is named, for the problem. Nothing outside the
    folder is read: ``..``, absolute paths and symbolic links are refused before
    anything is opened. The text must be UTF-8; a byte order mark is dropped.
    """
    target = folder / file
    try:
        refused = _outside(folder, file, path)
        if refused is not None:
            return refused
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            return _problem(
                "case-013", path, "not a file", "name a text file inside the case folder"
            )
        descriptor = os.open(target, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | _NO_WAIT)
        with open(descriptor, "rb") as stream:
            data = stream.read(BYTES_AT_MOST + 1)
    except FileNotFoundError:
        return _problem(
            "case-053",
            path,
            f'there is no file "{shown(file)}"',
            "add it to the case folder, or correct the path",
        )
    except OSError as error:
        why = error.strerror or type(error).__name__
        return _problem(
            "case-013",
            path,
            f"cannot be read: {why.lower()}",
            "look at its name and its permissions",
        )
    if len(data) > BYTES_AT_MOST:
        return _too_large(path)
    return _decoded(data, file, path)


_NO_WAIT = getattr(os, "O_NONBLOCK", 0)


def _too_large(path: Path) -> Problem:
    return _problem(
        "case-004",
        path,
        f"larger than {BYTES_AT_MOST // 1024 // 1024} MiB",
        "split it, or cite an excerpt",
    )


def _decoded(data: bytes, file: str, path: Path) -> str | Problem:
    if b"\0" in data:
        place = Place(file, data[: data.index(b"\0")].count(b"\n") + 1, 1)
        hint = "save it as plain text in UTF-8 (not UTF-16, Word or PDF)"
        return Problem("case-003", path, "not a text: it holds zero bytes", hint, place=place)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start + (3 if data.startswith(codecs.BOM_UTF8) else 0)
        before = data[:start]
        line = before.count(b"\n") + 1
        line_before = before[before.rfind(b"\n") + 1 :].removeprefix(codecs.BOM_UTF8)
        column = len(line_before.decode("utf-8", "replace")) + 1
        return Problem(
            "case-002",
            path,
            f"not in UTF-8: byte 0x{data[start]:02x}",
            "save the file in the encoding UTF-8",
            place=Place(file, line, column),
        )


def _outside(folder: FilePath, file: str, path: Path) -> Problem | None:
    pure = PurePosixPath(file)
    if not file.isprintable() or "\\" in file or ":" in file:
        return _problem(
            "case-012",
            path,
            "not a plain path",
            "write a path inside the folder, with / between names",
        )
    if pure.is_absolute() or ".." in pure.parts:
        return _problem(
            "case-012",
            path,
            "the path leads out of the case folder",
            "write a path inside the folder, with / between names: sources/report.txt",
        )
    step = folder
    for part in pure.parts:
        step = step / part
        if step.is_symlink():
            return _problem(
                "case-012",
                path,
                "a symbolic link stands on the path",
                "copy the file into the case folder",
            )
    return None


def _problem(code: str, path: Path, message: str, hint: str) -> Problem:
    return Problem(code, path, message, hint)


def replace_text(target: FilePath, text: str) -> None:
    """Write a file's new text, whole or not at all; a byte order mark it has stays."""
    with target.open("rb") as stream:
        mark = codecs.BOM_UTF8 if stream.read(3) == codecs.BOM_UTF8 else b""
    write_whole(target, mark + text.encode())


def write_whole(
    target: FilePath,
    data: bytes,
    *,
    replace_existing: bool = True,
    naming: Callable[[str, FilePath], None] | None = None,
) -> None:
    """Write a file so that it is there whole or not at all.

    The bytes go to a temporary file in the same folder, are synced, and take the
    file's name in one step. Raises :class:`NotWritten` and leaves what was there.
    ``naming`` is given the temporary file and the one whose place it takes.
    """
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise NotWritten(f"{target} is no plain file")
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=".detente-", dir=target.parent)
    except OSError as error:
        raise NotWritten(f"{target.parent} cannot be written: {error.strerror}") from error
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~umask()
        os.chmod(temporary, mode)
        if replace_existing:
            (naming or os.replace)(temporary, target)
        else:
            os.link(temporary, target)
            os.unlink(temporary)
    except BaseException as error:
        if os.path.exists(temporary):
            os.unlink(temporary)
        if isinstance(error, OSError):
            raise NotWritten(f"{target} cannot be written: {error.strerror}") from error
        raise


def umask() -> int:
    """Return the permissions that new files do not get."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
