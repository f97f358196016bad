"""How much memory a process has held; for ``agreement.py`` and for the peer beside it."""

from __future__ import annotations

import resource
from pathlib import Path


def most_megabytes() -> float:
    """Return the most memory that this process has held since it began, where Linux tells."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    held = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(held.split()[1]) / 1024
