"""Vega's script, kept in the user's cache folder: putting it together takes over a second."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path

from detente.charts.script import EmbedScript
from detente.formats.files import NotWritten, write_whole


class VegaScript:
    """The script from the cache, or one that is being put together meanwhile."""

    def __init__(self) -> None:
        name = f"vega-for-vl-convert-{version('vl-convert-python')}.js"
        self._file = user_cache_path("detente", appauthor=False) / name
        self._kept = _kept(self._file)
        self._making = EmbedScript() if self._kept is None else None

    def text(self) -> str:
        """Return the script; keep it for the next time where that is possible."""
        if self._kept is not None:
            return self._kept
        assert self._making is not None  # one of the two is there
        script = self._making.text()
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._file, f"{_digest(script)}\n{script}".encode())
        except (NotWritten, OSError):
            pass  # a cache that cannot be written is no reason to fail
        return script

    def stop(self) -> None:
        """End what is being put together, if it still is."""
        if self._making is not None:
            self._making.stop()


def _kept(file: Path) -> str | None:
    """Return the script kept in a file, or None if there is none or it is damaged."""
    try:
        digest, _, script = file.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return script if digest == _digest(script) else None


def _digest(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()
