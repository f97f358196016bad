"""What would show one reader what another kept private."""

from __future__ import annotations

from collections.abc import Iterator

from ...problems import Path, Problem
from ..case import CASE_FILE, Case, walk
from ..entry import MEDIATOR, PUBLIC, Entry
from .references import references_in


def check_privacy(case: Case) -> Iterator[Problem]:
    """Yield entries open to more readers than what they cite or name, and contradictions.

    ``supersedes`` is left out: a public entry may replace a private one, and the
    private one's id is taken out before anybody else reads the case.
    """
    restricted = {
        entry.id: (block, entry)
        for block, _, entry in case.entries()
        if PUBLIC not in entry.visible_to
    }
    for block, position, entry in case.entries():
        path: Path = (CASE_FILE, block, position)
        yield from _readers(entry, block, path)
        if restricted:
            yield from _open_references(entry, restricted, path)


def _open_references(
    entry: Entry, restricted: dict[str, tuple[str, Entry]], path: Path
) -> Iterator[Problem]:
    for at, value in walk(entry, path):
        for where, reference in references_in(value, at):
            block, target = restricted.get(reference, ("", None))
            if target is None or "visible_to" in where:
                continue
            if not set(entry.visible_to) <= set(target.visible_to):
                cites = block == "documents"
                yield Problem(
                    "case-055" if cites else "case-058",
                    where,
                    f'the entry is open to more readers than "{reference}", which it '
                    + ("cites" if cites else "names"),
                    'give the entry the same "visible_to", or leave the reference out',
                )


def _readers(entry: Entry, block: str, path: Path) -> Iterator[Problem]:
    if PUBLIC in entry.visible_to and len(entry.visible_to) > 1:
        yield Problem(
            "case-056",
            (*path, "visible_to"),
            "public, and yet readers are named",
            'write "public" alone, or only the readers who may see it',
        )
    if not entry.visible_to:
        yield Problem(
            "case-056",
            (*path, "visible_to"),
            "nobody may see the entry",
            "name the parties (and mediator) who may see it",
        )
    if block == "parties" and entry.id in (MEDIATOR, PUBLIC):
        yield Problem(
            "case-057",
            (*path, "id"),
            f'a party cannot have the id "{entry.id}"',
            'the word has a meaning of its own in "visible_to": choose another id',
        )
