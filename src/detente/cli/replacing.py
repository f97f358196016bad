"""Files that a command writes: one that is there is replaced only by one of its kind."""

from __future__ import annotations

from pathlib import Path

from detente.formats.files import write_whole

BEGINNING = 2000
"""How many bytes at the beginning and the end are looked at for the sign of what a file is."""


class NotOurs(Exception):
    """The file that would be replaced is there, and is not of the kind that is written."""


def write_of_kind(output: Path, content: str | bytes, sign: str | bytes, kind: str) -> None:
    """Write a file whole; raise :class:`NotOurs` if another is there without the sign of its kind."""
    looked_for = sign.encode() if isinstance(sign, str) else sign
    seen = b""
    if output.is_file():  # a pipe is never opened: it would wait for somebody to write
        try:
            seen = _ends(output)
        except OSError as error:
            raise NotOurs(f"{output} is there, and cannot be read") from error
    if seen and looked_for not in seen:
        raise NotOurs(f"{output} is there, and is no {kind} of ours")
    write_whole(output, content.encode() if isinstance(content, str) else content)


def _ends(file: Path) -> bytes:
    """Return the beginning and the end of a file."""
    with file.open("rb") as stream:
        begun = stream.read(BEGINNING)
        length = stream.seek(0, 2)
        stream.seek(max(0, length - BEGINNING))
        return begun + b"\n" + stream.read()
