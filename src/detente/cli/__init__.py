"""The command line: ``detente``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    try:
        from .application import run

        sys.exit(run(arguments))
    except KeyboardInterrupt:  # before, or after, what tells of it is there
        sys.exit(130)
