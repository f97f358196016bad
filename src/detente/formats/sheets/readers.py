"""Who may see what a sheet adds: those who may see what it replaces, or whom the sheet was made for."""

from __future__ import annotations

from collections.abc import Iterable

from detente.core.record.case import Case
from detente.core.record.entry import PUBLIC
from detente.core.record.known import reads_as

from .grid import Sheet

CellPlace = tuple[int | None, int | None]
"""A row by its number, and a column from 0."""


class Readers:
    """Who may see the entries that a sheet adds to a case.

    ``of_sheet`` is the reader for whom the sheet was made. What is added without a word on who may
    see it is for this reader alone.
    """

    def __init__(self, case: Case, of_sheet: str) -> None:
        self.of_sheet = of_sheet
        readers = reads_as(case, of_sheet)
        self._readers: dict[str, tuple[str, ...]] = {}
        self._hidden: set[str] = set()
        for _, _, entry in case.entries():
            self._readers.setdefault(entry.id, entry.visible_to)
            if readers.isdisjoint(entry.visible_to):
                self._hidden.add(entry.id)
        self._unsaid = False
        self._doubt: tuple[Sheet, CellPlace] | None = None

    def hidden(self, identity: str) -> bool:
        """Return whether the reader of the sheet may not see an entry."""
        return identity in self._hidden

    def of(self, identity: str) -> tuple[str, ...]:
        """Return who may see an entry of the case; everybody where there is none of this id."""
        return self._readers.get(identity, (PUBLIC,))

    def of_new(self) -> tuple[str, ...]:
        """Return who may see an entry of which nothing says so."""
        self._unsaid = True
        return (self.of_sheet,)

    def of_successor(self, replaced: Iterable[str]) -> tuple[str, ...] | None:
        """Return who may see an entry that replaces these; None if they have different readers."""
        found = [self.of(each) for each in replaced]
        if len({frozenset(each) for each in found}) > 1:
            return None
        return found[0] if found else self.of_new()

    def doubt(self, sheet: Sheet, place: CellPlace) -> None:
        """Note a cell by which the sheet seems to be made for another reader."""
        self._doubt = self._doubt or (sheet, place)

    @property
    def in_doubt(self) -> tuple[Sheet, CellPlace] | None:
        """The cell that leaves open who may see something that is added; None if all is clear."""
        return self._doubt if self._unsaid else None
