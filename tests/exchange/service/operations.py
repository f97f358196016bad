"""A folder for each operation of a server, ready for it, and what has to hold after a fault in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from detente.exchange.canonical import to_base64
from detente.exchange.manifest import MEDIATOR
from detente.exchange.protocol import State
from detente.exchange.seal import Sealed
from detente.exchange.service.hosted import Hosted
from detente.exchange.service.index import Index
from detente.exchange.statements import Statement, statement_data

from ..people import DEADLINE, OPENED
from .append_driver import ORDER, perform
from .indexes import PlainIndex
from .running import NORTH, SOUTH, Running, SetClock, hosting_at, offline, opened


@dataclass(frozen=True)
class Prepared:
    """An operation that is ordered in a folder, and how the log stands before and after it."""

    name: str
    running: Running
    order: dict[str, Any]
    before: tuple[bytes, ...]
    after: tuple[bytes, ...]
    state: State
    confirmed: int

    def copied(self, folder: Path) -> Running:
        """A copy of the prepared folder, in which something may go wrong."""
        shutil.copytree(self.running.folder, folder)
        return replace(self.running, folder=folder)

    @property
    def appends(self) -> bool:
        return self.before != self.after


def _submitted(running: Running, said: Statement, role: str, sealed: Sealed | None) -> Any:
    return {
        "kind": "submit",
        "statement": statement_data(said),
        "signature": running.text(said, role),
        "role": role,
        "capsules": sealed.capsules.decode() if sealed else "",
        "outer": to_base64(sealed.outer) if sealed else "",
    }


def _deposit(running: Running, role: str) -> dict[str, Any]:
    sealed = running.sealed(role)
    return dict(_submitted(running, sealed.deposit, role, sealed))


def _deposit_first(running: Running) -> dict[str, Any]:
    return _deposit(running, NORTH)


def _replace(running: Running) -> dict[str, Any]:
    running.deposit(NORTH)
    running.confirm()
    return _deposit(running, NORTH)


def _withdraw(running: Running) -> dict[str, Any]:
    running.deposit(NORTH)
    return dict(_submitted(running, running.withdrawal(NORTH), NORTH, None))


def _freeze(running: Running) -> dict[str, Any]:
    running.deposit(NORTH)
    running.confirm()
    return _deposit(running, SOUTH)


def _frozen(running: Running) -> None:
    running.deposit(NORTH)
    running.deposit(SOUTH)


def _confirm(running: Running) -> dict[str, Any]:
    _frozen(running)
    return {"kind": "confirm", "lines": running.cosignatures()}


def _release(running: Running) -> dict[str, Any]:
    _frozen(running)
    running.confirm()
    return {"kind": "release"}


def _close(running: Running) -> dict[str, Any]:
    running.deposit(NORTH)
    return {"kind": "close", "now": DEADLINE + 1}


def _destroy(running: Running) -> dict[str, Any]:
    _release(running)
    running.hosted.release_if_confirmed()
    running.release(MEDIATOR)
    running.confirm()
    return {"kind": "destroy"}


OPERATIONS: dict[str, Callable[[Running], dict[str, Any]]] = {
    "deposit": _deposit_first,
    "replace": _replace,
    "withdraw": _withdraw,
    "freeze": _freeze,
    "release": _release,
    "close": _close,
    "confirm": _confirm,
    "destroy": _destroy,
}


def prepared(name: str, folder: Path, index: Callable[[Path], Index] | None = None) -> Prepared:
    """Make a folder in which an operation is the next thing to be done."""
    make = index or _plain
    folder.mkdir(parents=True)
    running = opened(folder, index=make(folder / "index.sqlite"), clock=SetClock())
    order = {"now": OPENED, **OPERATIONS[name](running), "exchange": running.id}
    (folder / ORDER).write_text(json.dumps(order))
    before = tuple(running.hosted.leaves)
    ended(running)
    whole = running.folder.with_name(f"{folder.name}-whole")
    shutil.copytree(folder, whole)
    done = started(replace(running, folder=whole), order, make)
    perform(done.hosted, order)
    after = tuple(done.hosted.leaves)
    assert done.hosted.state.voids == ()
    confirmed = done.hosted.confirmed.checkpoint.size if done.hosted.confirmed else 0
    ended(done)
    return Prepared(name, running, order, before, after, done.hosted.state, confirmed)


def _plain(path: Path) -> Index:
    return PlainIndex(path)


def ended(running: Running) -> None:
    running.hosting.close()
    close = getattr(running.index, "close", None)
    if close:
        close()


def started(
    running: Running, order: dict[str, Any], index: Callable[[Path], Index] = _plain
) -> Running:
    """Start a server on a folder as it was left."""
    kept = index(running.folder / "index.sqlite")
    return hosting_at(running.folder, kept, SetClock(int(order["now"])), running.people)


def violations(
    operation: Prepared,
    running: Running,
    told: list[str],
    index: Callable[[Path], Index] = _plain,
) -> list[str]:
    """What does not hold after a fault: the server starts, holds what it told, and does the rest."""
    found: list[str] = []

    def must(holds: bool, what: str) -> None:
        if not holds:
            found.append(what)

    try:
        again = started(running, operation.order, index)
        leaves = tuple(again.hosted.leaves)
        must(
            leaves in (operation.before, operation.after), "the log is neither as before nor after"
        )
        if any(line.startswith("done") for line in told):
            must(_did(operation, again.hosted, leaves), "what was told is not there")
        must(offline(running.manifest, running.place)[1] == leaves, "the log's files are others")
        must(again.index.sizes() == {running.id: len(leaves)}, "the index is of another size")
        perform(again.hosted, operation.order)
        perform(again.hosted, operation.order)
        must(tuple(again.hosted.leaves) == operation.after, "tried again, the log is another")
        must(again.hosted.state == operation.state, "tried again, the state is another")
        must(_did(operation, again.hosted, tuple(again.hosted.leaves)), "tried again, not done")
        must(not list(running.place.rglob(".*")), "something half written is left")
        ended(again)
        last = started(running, operation.order, index)
        must(tuple(last.hosted.leaves) == operation.after, "started again, the log is another")
        must(offline(running.manifest, running.place)[0] == operation.state, "offline, it differs")
        ended(last)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a violation
        found.append(f"{type(error).__name__}: {error}")
    return found


def _did(operation: Prepared, hosted: Hosted, leaves: tuple[bytes, ...]) -> bool:
    if operation.name == "destroy":
        return not hosted.secrets.custody
    if operation.name == "confirm":
        return hosted.confirmed is not None and hosted.confirmed.checkpoint.size == len(leaves)
    return leaves == operation.after
