"""Files that a command writes: one that is there is replaced only by one of its kind."""

from __future__ import annotations

from pathlib import Path

from detente.formats.files import write_whole

BEGINNING = 2000
"""How many bytes of a file are looked at for the sign of what it is."""


class NotOurs(Exception):
    """The file that would be replaced is there, and is not of the kind that is written."""


def write_of_kind(output: Path, text: str, sign: str, kind: str) -> None:
    """Write a file whole; raise :class:`NotOurs` if another is there without the sign of its kind."""
    begun = b""
    if output.is_file():  # a pipe is never opened: it would wait for somebody to write
        try:
            with output.open("rb") as stream:
                begun = stream.read(BEGINNING)
        except OSError as error:
            raise NotOurs(f"{output} is there, and cannot be read") from error
    if begun and sign.encode() not in begun:
        raise NotOurs(f"{output} is there, and is no {kind} of ours")
    write_whole(output, text.encode())
