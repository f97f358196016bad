"""Work in a process of its own: what it prints, and the most memory that a process has held."""

from __future__ import annotations

import json
import resource
import subprocess
from pathlib import Path
from typing import Any


def run(python: str, script: Path, *arguments: str) -> dict[str, Any]:
    """Run a script in a process of its own; return what it prints last, which is JSON."""
    done = subprocess.run(
        [python, str(script), *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def most_megabytes() -> float:
    """Return the most memory that this process has held since it began, where Linux tells."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    held = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(held.split()[1]) / 1024
