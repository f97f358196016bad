"""The real command that serves, without the rest of the command line, which takes longest to start.

``python -m tests.exchange.service.light_server INDEX ...`` with the command's own arguments; with the
index ``plain`` it starts quicker than with the one that is shipped: for tests that kill it often.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

from detente.cli.exchanging.serve import command

from .indexes import PlainIndex

INDEX = "detente.store.exchange_index"


def _plain(address: str) -> PlainIndex:
    return PlainIndex(Path(address.removeprefix("sqlite:///")))


if __name__ == "__main__":
    if sys.argv[1] == "plain":
        light = ModuleType(INDEX)
        light.ExchangeIndex = _plain  # type: ignore[attr-defined]
        sys.modules[INDEX] = light
    command(sys.argv[2:])
