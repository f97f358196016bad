"""One operation of a server, in a process of its own, so that faults can be put into its system calls.

``python -m tests.exchange.service.append_driver FOLDER``. It tells what came of the operation only after
it has returned, then tries it a second time. Calls of ``umask`` mark where the operation begins and ends.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from detente.exchange.canonical import from_base64
from detente.exchange.service import durable
from detente.exchange.service.hosted import Halted, Hosted
from detente.exchange.service.hosting import Hosting
from detente.exchange.service.index import Index
from detente.exchange.statements import Deposit, statement_of

from .indexes import PlainIndex

ORDER = "order.json"


def perform(hosted: Hosted, order: dict[str, Any]) -> object:
    """Do what is ordered; return the index of the entry, or whether something was done."""
    kind = order["kind"]
    if kind == "submit":
        capsules = order["capsules"].encode() or None
        said = statement_of(order["statement"])
        if isinstance(said, Deposit) and not hosted.blob(said.outer).exists():
            durable.put(hosted.blob(said.outer), from_base64(order["outer"]), durable.PRIVATE)
        return hosted.submit(said, order["signature"], order["role"], capsules)
    if kind == "sign":
        hosted.sign_manifest(order["role"], order["signature"])
        return True
    if kind == "confirm":
        hosted.confirm(order["lines"])
        return True
    done = {
        "close": hosted.close_if_due,
        "release": hosted.release_if_confirmed,
        "destroy": hosted.destroy_custody_if_ended,
    }
    return done[kind]()


def attempt(hosted: Hosted, order: dict[str, Any]) -> str:
    try:
        return f"done {perform(hosted, order)}"
    except Halted:
        return "halted"
    except Exception as error:  # noqa: BLE001 - it is told, and the test judges it
        return f"failed {type(error).__name__}"


def index_at(folder: Path, real: bool) -> Index:
    if not real:
        return PlainIndex(folder / "index.sqlite")
    from detente.store.exchange_index import ExchangeIndex

    return ExchangeIndex(f"sqlite:///{folder / 'index.sqlite'}")


def main(folder: Path, real: bool) -> None:
    order = json.loads((folder / ORDER).read_text())
    index = index_at(folder, real)
    hosting = Hosting(folder, index, lambda: int(order["now"]), os.urandom, frozenset(), "x")
    hosted = hosting.exchanges[order["exchange"]]
    os.umask(0o077)
    first = attempt(hosted, order)
    os.umask(0o077)
    print(first, attempt(hosted, order), sep="\n", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), len(sys.argv) > 2)
