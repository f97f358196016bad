"""The files of a scenario's folder: listed and read within bounds."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from detente.core.problems import Severity, shown

from .scenario import HERE, Problems, Refused
from .scores import CONFIG, FOLDER

BYTES_AT_MOST = 16 * 1024 * 1024
"""The largest file of a scenario that is read: 16 MiB."""

FILES_AT_MOST = 200
"""How many files of a folder are looked at."""

PARTIES_AT_MOST = 100

_ENDINGS = (".xml", ".json", ".yml", ".yaml")
_LINK = "a link, and links are not followed"
_NO_FILE = "not a file"


def files_in(folder: Path, only: tuple[str, ...], problems: Problems) -> tuple[str, ...]:
    """Return the names of the files in a folder, in order; hidden ones are left out.

    Links are not followed. What is named as a part of a scenario and is a link, or no file at
    all, is a mistake; a warning where only some profiles count and it is none of ``only``.
    """
    names, others = [], []
    try:
        with os.scandir(folder) as entries:
            for each in entries:
                if each.name.startswith("."):
                    continue
                if each.is_file(follow_symlinks=False):
                    names.append(each.name)
                elif each.name in only or _is_named_as_a_part(each):
                    others.append((each.name, _LINK if each.is_symlink() else _NO_FILE))
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        problems.add("scenario-001", HERE, f"cannot be read: {why}", "name another folder")
        raise Refused(*problems.found) from error
    if len(names) > FILES_AT_MOST:
        problems.add(
            "scenario-003",
            HERE,
            f"the folder holds more than {FILES_AT_MOST} files",
            "name a folder that holds one scenario and nothing else",
        )
        raise Refused(*problems.found)
    for name, why in sorted(others):
        wanted = not only or name in (*only, CONFIG, FOLDER)
        hint = "put the file itself here, or remove this"
        problems.add("scenario-001", shown(name), why, hint, "error" if wanted else "warning")
    problems.stop_at_errors()
    return tuple(sorted(names))


def _is_named_as_a_part(entry: os.DirEntry[str]) -> bool:
    of_sheets = entry.name == CONFIG or (entry.name == FOLDER and entry.is_symlink())
    return of_sheets or entry.name.lower().endswith(_ENDINGS)


def tell_empty(names: Iterable[str], only: tuple[str, ...], problems: Problems) -> None:
    """List the files that hold nothing: a mistake; a warning where only others count."""
    for name in names:
        severity: Severity = "error" if not only or name in only else "warning"
        hint = "fetch the file again, or remove it if it is no part of the scenario"
        problems.add("scenario-002", shown(name), "the file holds nothing", hint, severity)


def bytes_of(folder: Path, name: str, problems: Problems) -> bytes | None:
    """Return what a file of a folder holds, or None after listing why it cannot be read."""
    why = ""
    try:
        descriptor = os.open(
            folder / name,
            os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0),
        )
        with open(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                why = _NO_FILE
            else:
                data = stream.read(BYTES_AT_MOST + 1)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        why = _LINK if error.errno == errno.ELOOP else why
    if why:
        problems.add(
            "scenario-001", shown(name), f"cannot be read: {why}", "look at its permissions"
        )
        return None
    if len(data) > BYTES_AT_MOST:
        problems.add(
            "scenario-003",
            shown(name),
            f"larger than {BYTES_AT_MOST // 1024 // 1024} MiB",
            "a scenario is a few hundred lines; is this the right file?",
        )
        return None
    return data
