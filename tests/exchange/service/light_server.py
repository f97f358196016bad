"""The real server without the command line, which takes longest to start: for tests that kill it often.

``python -m tests.exchange.service.light_server FOLDER PORT [real]``; with ``real``, the index that is
shipped.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from detente.exchange.service.serving import Listening, serve

from .append_driver import index_at


def main(folder: Path, port: int, real: bool) -> None:
    index = index_at(folder, real)

    def started(address: str) -> None:
        print(json.dumps({"address": address}), flush=True)

    serve(folder, index, "exchange.example", frozenset(), Listening("127.0.0.1", port), started)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), len(sys.argv) > 3)
