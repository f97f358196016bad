"""The files of a scenario's folder: listed and read within bounds."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from detente.core.problems import shown

from .scenario import HERE, Problems, Refused

BYTES_AT_MOST = 16 * 1024 * 1024
"""The largest file of a scenario that is read: 16 MiB."""

FILES_AT_MOST = 200
"""How many files of a folder are looked at."""

PARTIES_AT_MOST = 100


def files_in(folder: Path, problems: Problems) -> tuple[str, ...]:
    """Return the names of the files in a folder, in order; hidden ones and links are left out."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(
                each.name
                for each in entries
                if each.is_file(follow_symlinks=False) and not each.name.startswith(".")
            )
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
    return tuple(names)


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
                why = "not a file"
            else:
                data = stream.read(BYTES_AT_MOST + 1)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
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
