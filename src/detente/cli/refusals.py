"""What each refusal means for the exit code, and how it is told."""

from __future__ import annotations

from detente.charts.script import ScriptNotMade
from detente.formats.files import NotWritten
from detente.formats.writer import ChangedUnderneath, WouldOverwrite

from .application import REFUSED
from .paper import PaperNotMade
from .replacing import NotOurs

REFUSALS: dict[type[Exception], tuple[int, str]] = {
    NotWritten: (REFUSED, "nothing was changed; choose a place you may write to"),
    NotOurs: (REFUSED, "choose another place; nothing was changed"),
    PaperNotMade: (
        REFUSED,
        "install it (Debian, Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0; macOS: brew "
        "install pango), or write HTML and print it from the browser",
    ),
    ScriptNotMade: (REFUSED, "is vl-convert installed whole? set up again with start.py"),
    WouldOverwrite: (REFUSED, "what is written is never changed; add an entry that supersedes it"),
    ChangedUnderneath: (REFUSED, "nothing was changed; look at the file and try again"),
}


def told(error: Exception) -> tuple[int, str] | None:
    """Return the exit code and the words for a refusal, or None if it is no refusal."""
    for kind, (code, hint) in REFUSALS.items():
        if isinstance(error, kind):
            return code, f"error: {error}\nhint: {hint}"
    from .exchanging.refusals import told as told_of_exchange

    return told_of_exchange(error)
