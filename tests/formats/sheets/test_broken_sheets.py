"""Every code of sheets has a sheet with this one mistake, its report, and a page.

``cases/broken/sheet-012/`` holds ``sheet.csv`` with one mistake, ``expected.txt`` with what
``detente import`` tells when it is to go into the harbour case, and ``README.md``, the code's page.
What is no text (a workbook, a pipe, something huge) is built below.

``DETENTE_UPDATE=1 pytest tests/formats/sheets/test_broken_sheets.py`` rewrites ``expected.txt``.
"""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from detente.cli.application import OK, PROBLEMS, run
from detente.core.record.known import visible_to
from detente.formats.casefile import read_case

from .books import HEADS, ROW, book, edited, parts

ROOT = Path(__file__).parents[3]
BROKEN = ROOT / "cases" / "broken"
HARBOUR = ROOT / "cases" / "teaching" / "harbour-2026"
FOLDERS = sorted(path for path in BROKEN.glob("sheet-*") if path.is_dir())
PAGE, EXPECTED = "README.md", "expected.txt"
LINES_AT_MOST = 35
_CODE = re.compile(r'"(sheet-[0-9]{3})"')
_REPORTED = re.compile(r"^\S.*: (error|warning) ((?:sheet|case)-[0-9]{3}): ", re.MULTILINE)


def codes_in_source() -> list[str]:
    """Return every problem code of sheets that stands in the source, in order."""
    texts = (path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    return sorted({code for text in texts for code in _CODE.findall(text)})


def _name(folder: Path) -> str:
    return folder.name


def no_file(place: Path) -> list[str]:
    """Name a file that is not there."""
    return [str(place / "matrix.xlsx")]


def first_half(place: Path) -> list[str]:
    """Break a workbook off in the middle."""
    data = book(place / "matrix.xlsx", [HEADS, ROW]).read_bytes()
    (place / "matrix.xlsx").write_bytes(data[: len(data) // 2])
    return ["matrix.xlsx"]


def old_format(place: Path) -> list[str]:
    """Begin a file as workbooks before 2007 begin."""
    (place / "positions.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    return ["positions.xls"]


def encrypted(place: Path) -> list[str]:
    """Begin a file as an encrypted workbook does: the stream's name tells it."""
    name = "EncryptedPackage".encode("utf-16-le")
    (place / "matrix.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + name)
    return ["matrix.xlsx"]


def windows(place: Path) -> list[str]:
    """Write a text in Windows-1252."""
    (place / "liste.csv").write_bytes("Party,Issue\nHäfen,Wage\n".encode("cp1252"))
    return ["liste.csv"]


def empty(place: Path) -> list[str]:
    """Write an empty file."""
    (place / "matrix.csv").write_bytes(b"")
    return ["matrix.csv"]


def merged(place: Path) -> list[str]:
    """Merge the cells of an issue over two rows."""
    rows = [HEADS, ROW, ("Company", None, "offers: 3.25 percent", "2026-02-12")]
    book(place / "matrix.xlsx", rows, lambda sheet: sheet.merge_cells("B2:B3"))
    return ["matrix.xlsx"]


def hidden(place: Path) -> list[str]:
    """Hide a row."""

    def hide(sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True

    book(place / "matrix.xlsx", [HEADS, ROW], hide)
    return ["matrix.xlsx"]


def macros(place: Path) -> list[str]:
    """Put a program into the workbook."""
    parts(book(place / "matrix.xlsm", [HEADS, ROW]), xl__vbaProject_bin=b"\0")
    return ["matrix.xlsm"]


def formula(place: Path) -> list[str]:
    """Write a formula that no program has calculated yet."""
    book(place / "matrix.xlsx", [HEADS, (*ROW[:2], '="demands: "&"7 percent"', ROW[3])])
    return ["matrix.xlsx"]


def too_large(place: Path) -> list[str]:
    """Write a file of 200 MB; it takes no room on the disk."""
    with (place / "matrix.xlsx").open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.truncate(200_000_000)
    return ["matrix.xlsx"]


def changed_party(place: Path) -> list[str]:
    """Change the name of a party."""

    def change(rows: list[dict[str, str]]) -> None:
        rows[0]["name"] = "Dockers"

    edited(visible_to(read_case(HARBOUR), "public"), "parties", place / "parties.csv", change)
    return ["parties.csv"]


def copied_row(place: Path) -> list[str]:
    """Copy a row and change the copy, but not its id."""

    def change(rows: list[dict[str, str]]) -> None:
        rows.append({**rows[0], "value.best": "6"})

    edited(visible_to(read_case(HARBOUR), "public"), "positions", place / "positions.csv", change)
    return ["positions.csv"]


def deleted_row(place: Path) -> list[str]:
    """Delete a row."""
    case = visible_to(read_case(HARBOUR), "public")
    edited(case, "positions", place / "positions.csv", lambda rows: rows.__delitem__(3))
    return ["positions.csv"]


def changed_words(place: Path) -> list[str]:
    """Change what a position says and leave its evidence."""

    def change(rows: list[dict[str, str]]) -> None:
        next(row for row in rows if row["id"] == "union-wage-3")["stance"] = "offers"

    edited(visible_to(read_case(HARBOUR), "public"), "positions", place / "positions.csv", change)
    return ["positions.csv"]


def other_sheet(place: Path) -> list[str]:
    """Ask for a sheet that is not there."""
    with zipfile.ZipFile(place / "matrix.zip", "w") as archive:
        archive.writestr("Positions.csv", ",".join(HEADS) + "\n" + ",".join(ROW) + "\n")
    return ["matrix.zip", "--sheet", "Position"]


def no_room(place: Path) -> list[str]:
    """Write an entry on one line, with an empty field, to which a remark is added."""
    file = place / "harbour-2026" / "case.yaml"
    text = file.read_text("utf-8")
    old = "  - id: city\n"
    start = text.index(old)
    end = text.index("  - id: mediation", start)
    fields = "role: guarantor, note: , recorded: 2026-01-08, evidence: none"
    line = f"  - {{id: city, name: Free city of Ostermark, {fields}}}\n"
    file.write_text(text[:start] + line + text[end:], "utf-8")

    def change(rows: list[dict[str, str]]) -> None:
        next(row for row in rows if row["id"] == "city")["note"] = "seen on Monday"

    case = visible_to(read_case(place / "harbour-2026"), "public")
    edited(case, "parties", place / "parties.csv", change)
    return ["parties.csv"]


def both_lines(place: Path) -> list[str]:
    """Change a position that all may see and one of the mediator's, in one cell."""

    def change(rows: list[dict[str, str]]) -> None:
        wage = next(row for row in rows if row["id"] == "wage")
        wage["Company"] = (
            "offers: 3.1 percent (since 2026-02-14)\ncould accept: 3.6 percent (since 2026-02-14)"
        )

    edited(visible_to(read_case(HARBOUR), "mediator"), "matrix", place / "matrix.csv", change)
    return ["matrix.csv", "--for", "mediator"]


def for_another(place: Path) -> list[str]:
    """Add a row to the mediator's sheet, and take it in as one for everybody."""

    def change(rows: list[dict[str, str]]) -> None:
        new = {"party": "union", "issue": "wage", "stance": "offers", "value.best": "4.5"}
        rows.append(
            {**dict.fromkeys(rows[0], ""), **new, "value.unit": "percent", "date": "2026-02-14"}
        )

    edited(visible_to(read_case(HARBOUR), "mediator"), "positions", place / "positions.csv", change)
    return ["positions.csv"]


BUILDERS: Mapping[str, Callable[[Path], list[str]]] = {
    "sheet-001": no_file,
    "sheet-002": first_half,
    "sheet-003": old_format,
    "sheet-004": encrypted,
    "sheet-005": windows,
    "sheet-006": empty,
    "sheet-007": merged,
    "sheet-008": hidden,
    "sheet-009": macros,
    "sheet-010": formula,
    "sheet-011": too_large,
    "sheet-016": changed_party,
    "sheet-017": copied_row,
    "sheet-018": deleted_row,
    "sheet-020": changed_words,
    "sheet-027": other_sheet,
    "sheet-030": no_room,
    "sheet-031": both_lines,
    "sheet-032": for_another,
}
"""For each code whose mistake is no text: what makes it, and the arguments that name it."""


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_the_report_is_the_expected_one(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(HARBOUR, tmp_path / "harbour-2026")
    if folder.name in BUILDERS:
        arguments = BUILDERS[folder.name](tmp_path)
    else:
        shutil.copy(folder / "sheet.csv", tmp_path)
        arguments = ["sheet.csv"]
    before = (tmp_path / "harbour-2026" / "case.yaml").read_bytes()
    code = run(
        ["import", *arguments, "--into", "harbour-2026", "--dry-run", "--recorded", "2026-03-01"]
    )
    told = capsys.readouterr().err.replace(str(tmp_path) + os.sep, "")
    if os.environ.get("DETENTE_UPDATE") == "1":
        (folder / EXPECTED).write_text(told, "utf-8", newline="\n")
    assert told == (folder / EXPECTED).read_text("utf-8")
    found = _REPORTED.findall(told)
    assert [each for _, each in found] == [folder.name]
    assert code == (PROBLEMS if found[0][0] == "error" else OK)
    assert (tmp_path / "harbour-2026" / "case.yaml").read_bytes() == before


@pytest.mark.parametrize("code", codes_in_source())
def test_every_code_has_a_page(code: str) -> None:
    lines = (BROKEN / code / PAGE).read_text("utf-8").splitlines()
    assert re.fullmatch(rf"# {code}: \S.*[^.]", lines[0])
    assert len(lines) < LINES_AT_MOST
    assert lines.count("```text") == 2


def test_no_folder_without_a_code_in_the_source() -> None:
    assert [folder.name for folder in FOLDERS] == codes_in_source()


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_a_folder_has_a_sheet_or_is_built(folder: Path) -> None:
    assert (folder / "sheet.csv").is_file() != (folder.name in BUILDERS)
