"""Positions as rows and cells give them; and other people's lists of positions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from detente.core.problems import shown
from detente.core.record.dates import Date, DateUnreadable
from detente.core.record.entry import MEDIATOR, PUBLIC, Evidence
from detente.core.record.statements import SILENT, Position

from .cells import Content, Said, content, in_unit, said, unit_missing
from .days import date_in
from .grid import Row, Sheet
from .heads import SYNONYMS, Heads
from .hxl import is_tag_row
from .intake import Addition, Intake
from .lexicon import STANCES, Unknown, plain
from .mapping import ColumnNames, Question

NOT_READ = "the column is not read"
"""Told of each column of a list whose head is no word for a field."""

MORE = ("text", "by", "document", "words", "where", "note", "visible_to")
"""What a row may give besides."""

FIELDS = tuple(each.name for each in fields(ColumnNames))


@dataclass(frozen=True, slots=True)
class Found:
    """A position as a row or cell gives it, before it is an entry."""

    row: Row
    column: int
    party: str
    issue: str
    said: Said
    columns: Mapping[str, int]
    supersedes: str = ""


class PositionsReader:
    """Makes positions of what rows and cells say; one that the case holds already is left out."""

    def __init__(self, intake: Intake, sheet: Sheet) -> None:
        self.intake, self.sheet = intake, sheet
        self.issues = {each.id: each for each in intake.case.issues}
        self.known = {
            _key(in_unit(each, unit_missing(each, self.issues[each.issue])))
            for each in intake.case.positions
            if each.issue in self.issues
        }

    def add(self, found: Found) -> None:
        """Add a position, unless the case or the sheet has it, or a question is open."""
        found = replace(found, said=self._in_other_words(found.said, found.issue))
        stance = self._stance(found)
        since = self._date(found)
        about = content(
            self.intake, self.sheet, found.row, found.column, self.issues[found.issue],
            found.said.about,
        )  # fmt: skip
        if stance is None or since is None or about is None:
            for name in MORE:
                self.intake.text(self.sheet, found.row, found.columns.get(name))
            return
        if stance == SILENT:
            self.intake.unchanged += 1
            return
        meant: Any = stance  # one of the stances: it was looked up
        made = Position(
            id="-", party=found.party, issue=found.issue, options=about.options, value=about.value,
            stance=meant, date=since, text=about.text, evidence=(), recorded=self.intake.recorded,
            supersedes=(found.supersedes,) if found.supersedes else (),
        )  # fmt: skip
        unit = unit_missing(made, self.issues[found.issue])
        made = in_unit(self._with_more(made, found), unit)
        if _key(made) in self.known:
            self.intake.unchanged += 1
            return
        readers = self._readers(found)
        if readers is None:
            return
        made = replace(made, visible_to=readers)
        self.known.add(_key(made))
        issue = self.issues[found.issue]
        if about == Content() and (issue.options or issue.range is not None):
            column = found.columns.get("options", found.column)
            self.intake.no_subject(self.sheet, (found.row.number, column))
        identity = self.intake.new_id(f"{made.party}-{made.issue}")
        self.intake.additions.append(
            Addition(
                "positions",
                replace(made, id=identity),
                self.sheet,
                found.row.number,
                found.columns,
                unit,
            )
        )

    def look_at(self, row: Row, columns: Mapping[str, int]) -> None:
        """List what else is wrong in a row that gives no position: its date, its other cells."""
        column = columns.get("date")
        if column is not None and row.at(column) != "":
            self.intake.date(self.sheet, row, column)
        elif column is not None:
            self.intake.text(self.sheet, row, column)
        for name in MORE:
            self.intake.text(self.sheet, row, columns.get(name))

    def _in_other_words(self, parts: Said, issue: str) -> Said:
        """Return what a cell says, with what stands before a colon as its stance, unless it is
        part of an option's name, or a default says that there is no stance in the cells."""
        before, colon, after = parts.about.partition(":")
        mapping = self.intake.mapping
        known = before.strip() in mapping.means.stance
        if parts.stance or not colon or (mapping.defaults.stance and not known):
            return parts
        names = (plain(each.label) for each in self.issues[issue].options)
        if not known and plain(parts.about) in names:
            return parts
        return Said(before.strip(), after.strip(), parts.since)

    def _stance(self, found: Found) -> str | None:
        intake = self.intake
        word = found.said.stance or intake.mapping.defaults.stance
        if word:
            column = found.columns.get("stance", found.column)
            return intake.meaning(self.sheet, found.row, column, "stance", word) or None
        question = Question("default", "stance", tuple((each, "") for each in STANCES[:-1]))
        message = "no stance is given: what does the party do about it?"
        intake.ask(self.sheet, (found.row.number, found.column), "sheet-022", message, question)
        return None

    def _date(self, found: Found) -> Date | None:
        intake, column = self.intake, found.columns.get("date")
        before = intake.trouble
        if column is not None:
            intake.text(self.sheet, found.row, column)
            if found.row.at(column) != "":
                return intake.date(self.sheet, found.row, column)
            if intake.trouble != before:  # a formula without its value is not a cell left empty
                return None
        written = found.said.since or intake.mapping.defaults.date
        place = (found.row.number, column if column is not None else found.column)
        if written:
            try:
                return date_in(written, intake.mapping.dates or "day first")
            except DateUnreadable as error:
                intake.problem(self.sheet, place, "sheet-013", str(error), error.hint)
                return None
        question = Question("default", "date")
        intake.ask(self.sheet, place, "sheet-022", "no date is given: since when?", question)
        return None

    def _with_more(self, made: Position, found: Found) -> Position:
        """Return the position with what its row gives besides: text, speaker, evidence, note."""
        given = {
            name: self.intake.text(self.sheet, found.row, found.columns.get(name))
            for name in MORE[:-1]
            if name in found.columns
        }
        by = given.get("by", "")
        if by:
            by = self.intake.meaning(self.sheet, found.row, found.columns["by"], "by", by)
        notes = [given.get("note", "")]
        evidence: tuple[Evidence, ...] = ()
        source = given.get("document", "") or self.intake.mapping.defaults.document
        words = given.get("words", "")
        if source or words:
            document = self._document(found, source) if source else ""
            if document and words:
                where = given.get("where", "")
                evidence = (Evidence(document=document, words=words, where=where),)
            else:
                told = ", ".join(each for each in (source, given.get("where", "")) if each)
                notes.append(f"source: {told or 'not named'}" + (f': "{words}"' if words else ""))
                self._not_cited(found, bool(document))
        texts = [each for each in (made.text, given.get("text", "")) if each]
        note = "\n".join(each for each in notes if each)
        return replace(made, text="\n".join(texts), by=by, evidence=evidence, note=note)

    def _readers(self, found: Found) -> tuple[str, ...] | None:
        """Return who may see the position, or None with a question left open."""
        column = found.columns.get("visible_to")
        written = self.intake.text(self.sheet, found.row, column)
        if not written:
            return self.intake.readers.of_successor([found.supersedes] if found.supersedes else [])
        names = [each.strip() for each in re.split(r"[,;\n]", written) if each.strip()]
        readers = [
            plain(each)
            if plain(each) in (PUBLIC, MEDIATOR)
            else self.intake.meaning(self.sheet, found.row, column, "party", each)
            for each in names
        ]
        return tuple(dict.fromkeys(readers)) if all(readers) and readers else None

    def _document(self, found: Found, source: str) -> str:
        try:
            return self.intake.lexicon.find("document", source, self.intake.mapping.means.document)
        except Unknown:
            return ""

    def _not_cited(self, found: Found, known: bool) -> None:
        why = "no exact words are given" if known else "the source is no document of this case"
        column = found.columns.get("words" if known else "document", found.column)
        self.intake.problem(
            self.sheet, (found.row.number, column), "sheet-023",
            f"{why}: it stands in the note, and the evidence is none",
            "add the document to the case, and give its id and the exact words", "warning",
        )  # fmt: skip


def _key(each: Position) -> tuple[object, ...]:
    about = (
        frozenset(each.options),
        each.value,
        "" if each.options or each.value else plain(each.text),
    )
    return (each.party, each.issue, each.stance, each.date.text, about)


def read_list(intake: Intake, sheet: Sheet, heads: Heads) -> None:
    """Read a list of positions, a row each."""
    columns = list_columns(intake, sheet, heads)
    if columns is None:
        return
    intake.without_heads(sheet, heads.texts, sheet.rows[heads.at + 1 :], ())
    reader = PositionsReader(intake, sheet)
    main = columns.get("options", columns.get("text", columns["issue"]))
    for row in sheet.rows[heads.at + 1 :]:
        if is_tag_row(row.cells) or row.cells == heads.row.cells:
            continue
        words, unread = {}, set()
        for name in ("party", "issue", "stance", "options"):
            before = intake.trouble
            words[name] = intake.text(sheet, row, columns.get(name))
            if intake.trouble != before:
                unread.add(name)
        if not unread and not any(words.values()):
            continue
        ids = {}
        for name in ("party", "issue"):
            if name in unread:
                continue
            if words[name]:
                ids[name] = intake.meaning(sheet, row, columns[name], name, words[name])
            else:
                hint = "fill the cell, or merge it with the one above if it says the same"
                intake.problem(
                    sheet, (row.number, columns[name]), "sheet-024", f"the {name} is missing", hint
                )
        if unread or not all(ids.get(name) for name in ("party", "issue")):
            reader.look_at(row, columns)
            continue
        parts = said(words["options"])
        stance = words["stance"] or parts.stance
        about = parts.about
        if words["stance"] and parts.stance and parts.stance != plain(words["stance"]):
            about = words["options"]
        reader.add(
            Found(row, main, ids["party"], ids["issue"], Said(stance, about, parts.since), columns)
        )


def list_columns(intake: Intake, sheet: Sheet, heads: Heads) -> Mapping[str, int] | None:
    """Return which column holds which field; None with questions left open if it is not clear."""
    mapping, row = intake.mapping, heads.row
    found: dict[str, int] = {}
    clear = True
    for name in FIELDS:
        given = getattr(mapping.columns, name)
        wanted = {plain(given)} if given else SYNONYMS[name]
        fits = [
            index for index, text in enumerate(heads.texts)
            if plain(text) in wanted and index not in found.values()
        ]  # fmt: skip
        if len(fits) > 1 and name not in {"note", "id"}:
            clear = False
            first, second = (shown(heads.texts[index]) for index in fits[:2])
            message = f'two columns could hold the {name}: "{first}" and "{second}"'
            choices = tuple((heads.texts[index], "") for index in fits)
            same = len({plain(heads.texts[index]) for index in fits}) < len(fits)
            if same:
                hint = "give one of them another head"
                intake.problem(sheet, (row.number, fits[1]), "sheet-025", message, hint)
            else:
                intake.ask(
                    sheet,
                    (row.number, fits[1]),
                    "sheet-025",
                    message,
                    Question("column", name, choices),
                )
        elif fits:
            found[name] = fits[0]
        elif given:
            clear = False
            hint = "look at the heads of the sheet, and correct the mapping"
            intake.problem(
                sheet, (row.number, None), "sheet-026", f'there is no column "{shown(given)}"', hint
            )
    for name in ("party", "issue"):
        if name not in found and clear:
            clear = False
            choices = tuple(
                (text, "")
                for index, text in enumerate(heads.texts)
                if text and index not in found.values()
            )
            message = f"no column is known to hold the {name}"
            intake.ask(
                sheet, (row.number, None), "sheet-026", message, Question("column", name, choices)
            )
    if not clear:
        return None
    for index, text in enumerate(heads.texts):
        if text and index not in found.values() and text not in mapping.unused:
            hint = "name it under columns in a mapping file, or under unused"
            intake.problem(sheet, (row.number, index), "sheet-019", NOT_READ, hint, "warning")
    return MappingProxyType(found)
