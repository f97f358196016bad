"""What would show one reader what another kept private."""

from __future__ import annotations

from collections.abc import Iterator

from ...problems import Path, Problem
from ..case import CASE_FILE, Case, Placed, walk
from ..entry import MEDIATOR, PUBLIC, Entry
from ..judgements import Judgement
from ..known import reads_as
from ..statements import Statement
from .references import references_in


def check_privacy(case: Case, among: Placed | None = None) -> Iterator[Problem]:
    """Yield entries open to more readers than what they cite or name, and contradictions.

    ``supersedes`` is left out: a public entry may replace a private one, and the
    private one's id is taken out before anybody else reads the case.
    """
    yield from _shared_files(case)
    restricted = {
        entry.id: (block, entry)
        for block, _, entry in case.entries()
        if PUBLIC not in entry.visible_to
    }
    for block, position, entry in among if among is not None else case.entries():
        path: Path = (CASE_FILE, block, position)
        yield from _readers(entry, block, path)
        if restricted:
            readers = [reads_as(case, reader) for reader in dict.fromkeys(entry.visible_to)]
            yield from _open_references(entry, readers, restricted, path)
    for file, judgement in case.judgements if restricted else ():
        readers = [reads_as(case, reader) for reader in dict.fromkeys(judgement.visible_to)]
        yield from _open_references(judgement, readers, restricted, (file,))


def _shared_files(case: Case) -> Iterator[Problem]:
    seen: dict[str, tuple[str, tuple[str, ...]]] = {}
    for position, document in enumerate(case.documents):
        if not document.file:
            continue
        file = "/".join(part for part in document.file.split("/") if part not in ("", "."))
        name, readers = seen.setdefault(file, (document.id, document.visible_to))
        if set(readers) != set(document.visible_to):
            yield Problem(
                "case-076",
                (CASE_FILE, "documents", position, "file"),
                f'the document "{name}" has the same file, but other readers',
                'give both the same "visible_to", or keep the texts in two files',
            )


def _open_references(
    entry: Entry | Judgement,
    readers: list[frozenset[str]],
    restricted: dict[str, tuple[str, Entry]],
    path: Path,
) -> Iterator[Problem]:
    for at, value in walk(entry, path):
        for where, reference in references_in(value, at):
            block, target = restricted.get(reference, ("", None))
            if target is None or "visible_to" in where:
                continue
            if any(reader.isdisjoint(target.visible_to) for reader in readers):
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
    if isinstance(entry, Statement) and entry.channel == "private" and PUBLIC in entry.visible_to:
        yield Problem(
            "case-077",
            (*path, "channel"),
            "said in private, and yet everybody may see the entry",
            'add "visible_to", or write channel "leaked" or "reported" if it became known',
            "warning",
        )
    if block == "parties" and entry.id in (MEDIATOR, PUBLIC):
        yield Problem(
            "case-057",
            (*path, "id"),
            f'a party cannot have the id "{entry.id}"',
            'the word has a meaning of its own in "visible_to": choose another id',
        )
