"""How far a long piece of work is, on a terminal; elsewhere nothing is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WORTH_SHOWING = 1000
"""Of how many steps on progress is shown."""


@contextmanager
def counting(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Give a function that is told of steps done, and shows them on the error stream.

    Without a total the steps are only counted.
    """
    if not sys.stderr.isatty() or (total is not None and total < WORTH_SHOWING):
        yield lambda steps: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    out = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda steps: progress.update(task, advance=steps)


@contextmanager
def progressing(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that is told how many steps are done and of how many (0: not known)."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of or None)
