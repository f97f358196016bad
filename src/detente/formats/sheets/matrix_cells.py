"""A matrix of issues and parties, ours or somebody else's, to positions."""

from __future__ import annotations

from types import MappingProxyType

from detente.core.problems import shown
from detente.core.record.positions import positions
from detente.core.record.statements import SILENT

from .cells import said
from .foreign import Found, PositionsReader
from .grid import Row, Sheet
from .heads import Heads
from .hxl import is_tag_row
from .intake import Intake
from .lexicon import Unknown, plain
from .mapping import UNUSED, Question, in_yaml
from .matrix import EARLIER, position_line
from .tables import plain_lines


def matrix_sides(intake: Intake, heads: Heads) -> tuple[str, int, dict[int, str]] | None:
    """Return what the columns of a matrix are ("party" or "issue"), which column holds the other
    side, and the id of each column; None if the heads are not those of a matrix."""
    best: tuple[str, int, dict[int, str]] | None = None
    for subject in ("party", "issue"):
        found = {}
        for index, text in enumerate(heads.texts):
            try:
                found[index] = intake.lexicon.find(
                    subject, text, getattr(intake.mapping.means, subject)
                )
            except Unknown:
                continue
        side = min((index for index in range(len(heads.texts)) if index not in found), default=None)
        if found and side is not None and (best is None or len(found) > len(best[2])):
            best = (subject, side, found)
    return best


def read_matrix(intake: Intake, sheet: Sheet, heads: Heads, ours: bool) -> None:
    """Read a matrix: issues by parties, or parties by issues."""
    sides = matrix_sides(intake, heads)
    if sides is None:
        return
    across, side, columns = sides
    down = "issue" if across == "party" else "party"
    for index, text in enumerate(heads.texts):
        known = index <= side or index in columns or (ours and index == 1)
        if text and not known and text not in intake.mapping.unused:
            choices = (*intake.lexicon.choices(across), (UNUSED, "do not read the column"))
            intake.ask(
                sheet, (heads.row.number, index), "sheet-012",
                f'"{shown(text)}" is no {across} of this case', Question(across, text, choices),
                also=f"; or do not read the column: unused: [{in_yaml(text)}]",
            )  # fmt: skip
    intake.without_heads(sheet, heads.texts, sheet.rows[heads.at + 1 :], {side})
    reader = PositionsReader(intake, sheet)
    expected, hidden = _expected(intake), _hidden(intake) if ours else {}
    for row in sheet.rows[heads.at + 1 :]:
        name = intake.text(sheet, row, side)
        if is_tag_row(row.cells) or not name or row.cells == heads.row.cells:
            continue
        other = intake.meaning(sheet, row, side, down, name)
        if other:
            for column, identity in columns.items():
                pair = (identity, other) if across == "party" else (other, identity)
                unseen = hidden.get(pair, frozenset()) - expected.get(pair, {}).keys()
                if unseen and not unseen.isdisjoint(_lines(plain_lines(str(row.at(column))))):
                    intake.readers.doubt(sheet, (row.number, column))
                _cell(reader, row, column, pair, expected.get(pair, {}), ours)


def _expected(intake: Intake) -> dict[tuple[str, str], dict[str, str]]:
    """What each cell of our own matrix says: the positions' ids by their lines."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for issue, cells in positions(intake.view).rows():
        for cell in cells:
            lines = {position_line(issue, each): each.id for each in cell.standing}
            lines.update({EARLIER + position_line(issue, each): "" for each in cell.earlier})
            found[cell.party, cell.issue] = lines or {SILENT: ""}
    return found


def _hidden(intake: Intake) -> dict[tuple[str, str], frozenset[str]]:
    """The lines of positions that the reader of the sheet may not see, by party and issue."""
    issues = {each.id: each for each in intake.case.issues}
    found: dict[tuple[str, str], frozenset[str]] = {}
    for each in intake.case.positions:
        if intake.readers.hidden(each.id) and each.issue in issues:
            pair = (each.party, each.issue)
            line = position_line(issues[each.issue], each)
            found[pair] = found.get(pair, frozenset()) | {line, EARLIER + line}
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _same_readers(intake: Intake, new: list[str], replaced: list[str]) -> bool:
    """Whether all that new lines could take the place of has the same readers; a line more than
    were replaced is for the reader of the sheet."""
    readers = {frozenset(intake.readers.of(each)) for each in replaced}
    written = [line for line in new if plain(line) not in _NOTHING]
    if len(written) > len(replaced):
        readers.add(frozenset({intake.readers.of_sheet}))
    return len(readers) == 1 or not written


_NOTHING = frozenset({"", "-", "–", "—", "?", "n/a", "none", SILENT})


def _cell(
    reader: PositionsReader, row: Row, column: int, pair: tuple[str, str],
    expected: dict[str, str], ours: bool,
) -> None:  # fmt: skip
    intake, sheet = reader.intake, reader.sheet
    text = intake.text(sheet, row, column)
    lines = _lines(text)
    new = [line for line in dict.fromkeys(lines) if line not in expected]
    if not new:
        intake.unchanged += 1
        if ours and (gone := [line for line in expected if line not in lines and expected[line]]):
            message = f"{len(gone)} positions are not in the cell any more; nothing is removed"
            hint = "to take one back, fill the field withdrawn in its row"
            intake.problem(sheet, (row.number, column), "sheet-018", message, hint, "warning")
        return
    replaced = [identity for line, identity in expected.items() if line not in lines and identity]
    if ours and replaced and not _same_readers(intake, new, replaced):
        message = "lines of positions with different readers were changed: which takes the place of which?"
        hint = (
            "change one of them here and the others in their rows, or fill visible_to in new rows"
        )
        intake.problem(sheet, (row.number, column), "sheet-031", message, hint)
        return
    place = MappingProxyType(
        {"party": column, "issue": column, "options": column, "stance": column}
    )
    whole = "\n".join(new)
    texts = new if ours or all(said(line).stance for line in new) else [whole]
    for number, line in enumerate(texts):
        if plain(line) in _NOTHING:
            continue
        supersedes = replaced[number] if ours and number < len(replaced) else ""
        reader.add(Found(row, column, *pair, said(line), place, supersedes))
