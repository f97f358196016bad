"""A file's new text in place of the one that its writer saw, and of no other."""

from __future__ import annotations

import codecs
import ctypes
import errno
import os
import sys
from pathlib import Path as FilePath

from .files import write_whole

_HERE = -100
_EXCHANGE = 2
_NOT_HERE = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})


def replace_seen(target: FilePath, seen: str, text: str) -> bool:
    """Write a file's new text, whole or not at all, if it still holds the text ``seen``.

    Returns whether it was written: False if the file holds anything else, or is gone. A byte order
    mark that it has stays. Raises ``NotWritten`` if the disk refuses; then too nothing is changed.
    On Linux the two texts change places in one step and what came out is looked at, so that
    another program's save is never lost, at whatever moment it comes. Elsewhere the last look is
    microseconds before.
    """
    try:
        mark = codecs.BOM_UTF8 if _content(target).startswith(codecs.BOM_UTF8) else b""
    except OSError:
        return False
    expected, ours, written = mark + seen.encode(), mark + text.encode(), False

    def named(temporary: str, target: FilePath) -> None:
        nonlocal written
        if not _holds(target, expected):
            os.unlink(temporary)
        elif not _exchanged(temporary, target):
            os.replace(temporary, target)
            written = True
        else:
            written = _settled(temporary, target, expected, ours)

    write_whole(target, ours, naming=named)
    return written


def _settled(temporary: str, target: FilePath, expected: bytes, ours: bytes) -> bool:
    """Return whether what was exchanged was what was expected; if not, put it back."""
    right = _holds(temporary, expected)
    if not right:
        _exchanged(temporary, target)
        if not _holds(temporary, ours):  # somebody saved once more just then: that is the newest
            _exchanged(temporary, target)
    os.unlink(temporary)
    return right


def _holds(file: str | FilePath, data: bytes) -> bool:
    try:
        return _content(file) == data
    except OSError:
        return False


def _content(file: str | FilePath) -> bytes:
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(file, os.O_RDONLY | flags), "rb") as stream:
        return stream.read()


def _exchanged(one: str, other: FilePath) -> bool:
    """Let two files change names in one step; return False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if _LINUX else None
    if rename is None:
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_HERE:
        return False
    raise OSError(number, os.strerror(number))


_LINUX = sys.platform == "linux"
