"""The clock that servers and members go by."""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Gives the seconds since 1970 in UTC."""


def wall_clock() -> int:
    """Return the seconds since 1970 in UTC, whatever the time zone of the machine."""
    return int(time.time())
