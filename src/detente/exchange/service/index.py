"""What a server asks of its index: how far each log has come, and which requests it has seen."""

from __future__ import annotations

from typing import Protocol


class IndexUnavailable(Exception):
    """The index cannot be reached or written; nothing was taken in."""


class Index(Protocol):
    """The index beside the logs. It holds no text of anybody."""

    def sizes(self) -> dict[str, int]:
        """Return, for each exchange by its id, how many entries stood under a checkpoint."""
        ...

    def grown(self, exchange: str, size: int, phase: str) -> None:
        """Keep that a log has come so far; a size below the one kept is an error of the caller."""
        ...

    def first_time(self, nonce: str, now: int, keep_seconds: int) -> bool:
        """Return whether a nonce is new, and keep it for so long; old ones are forgotten."""
        ...
