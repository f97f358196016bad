"""Write the receipts that verifiers are tried with: ``python -m tests.exchange.make_receipts``.

All keys are from fixed seeds, and nothing is sealed, so that each run gives the same bytes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from detente.exchange.manifest import MEDIATOR, signed_manifest_bytes
from detente.exchange.statements import Close, entry_bytes

from .people import DEADLINE
from .receipts_drafts import CAST, NORTH, SOUTH, WEST, draft, log_of
from .receipts_faults import bad

HERE = Path(__file__).parent
GOOD, BAD = HERE / "receipts-good", HERE / "receipts-bad"
SUFFIX = ".tlog-proof"


def good() -> dict[str, bytes]:
    """Return the good receipts by their names."""
    log = log_of(CAST)
    lapsed = [*log[:3], entry_bytes(CAST.signed(Close(CAST.manifest.hash, DEADLINE), DEADLINE + 9))]
    drafts = {
        "opening": draft(log, 0, 1, MEDIATOR, WEST),
        "first-deposit": draft(log, 1, 2, MEDIATOR, SOUTH),
        "first-deposit-in-a-later-log": draft(log, 1, 10, MEDIATOR, NORTH),
        "second-version": draft(log, 3, 4, MEDIATOR, NORTH, SOUTH),
        "withdrawal": draft(log, 4, 7, MEDIATOR, WEST),
        "deposit-after-withdrawal": draft(log, 5, 6, MEDIATOR, SOUTH, WEST),
        "last-deposit": draft(log, 6, 7, MEDIATOR, NORTH, SOUTH, WEST),
        "release-by-the-server": draft(log, 7, 8, MEDIATOR, NORTH),
        "release-by-the-neutral": draft(log, 8, 9, MEDIATOR, SOUTH),
        "release-that-came-too-late-to-count": draft(log, 9, 10, MEDIATOR, NORTH, SOUTH, WEST),
        "close-where-it-came-to-nothing": draft(lapsed, 3, 4, MEDIATOR, WEST),
    }
    return {name: each.text().encode() for name, each in drafts.items()}


def manifest() -> bytes:
    """Return the signed manifest that all of them belong to."""
    return signed_manifest_bytes(CAST.manifest, CAST.signatures)


def files() -> dict[Path, bytes]:
    """Return every file that is written here."""
    made = {GOOD / f"{name}{SUFFIX}": data for name, data in good().items()}
    made |= {BAD / f"{name}{SUFFIX}": data for name, data in bad().items()}
    return {HERE / "manifest.json": manifest(), **made}


if __name__ == "__main__":
    for folder in (GOOD, BAD):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    for path, data in files().items():
        path.write_bytes(data)
