"""What edited sheets and other people's sheets add to a case, by hand-made examples."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detente.core.problems import PROBLEMS_AT_MOST
from detente.core.record.case import Case
from detente.core.record.entry import Evidence
from detente.core.record.known import visible_to
from detente.core.record.statements import Position
from detente.formats.sheets.intake import Understood
from detente.formats.sheets.mapping import Question, SheetMapping, read_mapping
from detente.formats.sheets.read import read_sheets
from detente.formats.sheets.understand import understand
from tests.core.builders import (
    case_of,
    document,
    evidence,
    issue,
    number_issue,
    party,
    person,
    position,
)

from .books import book, edited

DAY = date(2026, 3, 1)
CASE = case_of(
    party("north", name="The North", short="N."),
    party("south", name="The South"),
    person("ada", name="Ada Lovelace"),
    document("report", title="The report"),
    issue("truce", options=("full", "partial"), short="Truce"),
    number_issue("price"),
    position("old", date="2025-05-01", evidence=(evidence(words="so it was"),), note="seen"),
    texts={"report": "so it was, and so it is"},
)


def taken(
    tmp_path: Path, text: str, mapping: SheetMapping | None = None, case: Case = CASE
) -> Understood:
    """Return what a CSV text adds to the case."""
    (tmp_path / "sheet.csv").write_text(text, "utf-8")
    read = read_sheets(tmp_path / "sheet.csv")
    assert read.problems == ()
    return understand(read.sheets, case, mapping or SheetMapping(), DAY)


def mapped(tmp_path: Path, text: str) -> SheetMapping:
    (tmp_path / "mapping.yaml").write_text(text, "utf-8")
    mapping, problems = read_mapping(tmp_path / "mapping.yaml")
    assert problems == ()
    assert mapping is not None
    return mapping


def the_positions(found: Understood) -> list[Position]:
    assert [each for each in found.problems if each.severity == "error"] == []
    added = [each.entry for each in found.additions]
    assert all(isinstance(each, Position) for each in added)
    return added  # type: ignore[return-value]


def places(found: Understood) -> list[tuple[str, str]]:
    return [(each.code, str(each.path[2])) for each in found.problems]


def changed(
    tmp_path: Path, block: str = "positions", case: Case = CASE, **cells: str
) -> Understood:
    """Return what comes of changing cells in the first row of a block."""

    def change(rows: list[dict[str, str]]) -> None:
        rows[0].update({name.replace("__", "."): value for name, value in cells.items()})

    path = edited(case, block, tmp_path / f"{block}.csv", change)
    return understand(read_sheets(path).sheets, case, SheetMapping(), DAY)


def test_a_changed_row_is_a_new_entry_that_supersedes(tmp_path: Path) -> None:
    (made,) = the_positions(
        changed(tmp_path, stance="Offers", options="partial", date="2 June 2025")
    )
    assert (made.id, made.stance, made.options, str(made.date)) == (
        "old-2",
        "offers",
        ("partial",),
        "2025-06-02",
    )
    assert (made.supersedes, str(made.recorded)) == (("old",), "2026-03-01")
    assert made.evidence == CASE.positions[0].evidence
    assert made.note == "seen"


def test_words_left_as_they_were_are_told(tmp_path: Path) -> None:
    assert places(changed(tmp_path, stance="offers")) == [("sheet-020", "P2")]
    assert places(changed(tmp_path, stance="offers", evidence="none")) == []


def test_an_unchanged_row_adds_nothing_whatever_a_program_made_of_it(tmp_path: Path) -> None:
    found = changed(tmp_path, note=" seen\r\n")
    assert (found.additions, found.problems, found.unchanged) == ((), (), 1)


def test_what_can_be_added_to_an_entry_is_added(tmp_path: Path) -> None:
    found = changed(tmp_path, disputed="- by: south\n  says: not so", withdrawn="by: north")
    assert found.additions == ()
    assert [(each.entry, each.field, each.value) for each in found.parts] == [
        ("old", "disputed", {"by": "south", "says": "not so"}),
        ("old", "withdrawn", {"by": "north"}),
    ]


def test_a_new_row_is_a_new_entry_and_may_use_names(tmp_path: Path) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        empty = dict.fromkeys(rows[0], "")
        rows.append({**empty, "party": "the south", "issue": "Truce", "options": "full", "stance": "accepts",
                     "date": "2025-06-02"})  # fmt: skip

    path = edited(CASE, "positions", tmp_path / "p.csv", change)
    (made,) = the_positions(understand(read_sheets(path).sheets, CASE, SheetMapping(), DAY))
    assert (made.id, made.party, made.issue, made.evidence) == (
        "the-south-truce-1",
        "south",
        "truce",
        (),
    )


def test_a_row_that_is_gone_is_told_and_changes_nothing(tmp_path: Path) -> None:
    case = case_of(*CASE.parties, *CASE.issues, position("a"), position("b", date="2025-05-02"))
    path = edited(case, "positions", tmp_path / "p.csv", lambda rows: rows.__delitem__(0))
    found = understand(read_sheets(path).sheets, case, SheetMapping(), DAY)
    assert (found.additions, found.parts, [each.code for each in found.problems]) == (
        (),
        (),
        ["sheet-018"],
    )


def test_an_entry_of_which_the_sheet_shows_less_keeps_what_it_does_not_show(
    harbour: Case, tmp_path: Path
) -> None:
    shown = visible_to(harbour, "public")
    private = next(each for each in harbour.positions if each.visible_to != ("public",))
    path = edited(shown, "positions", tmp_path / "p.csv", lambda rows: None)
    found = understand(read_sheets(path).sheets, harbour, SheetMapping(), DAY, reader="public")
    assert (found.additions, found.problems) == ((), ())
    assert private.id not in path.read_text("utf-8")


LIST = """Delegation;Topic;Stance;Position;As of;Said by;Source;Quote;Page
the north;TRUCE;demands;Full;29.05.2025;ada lovelace;The report;so it is;p. 3
N.;price;Offers;3.5 percent;May 2025;;;;
The South;Truce;;refuses: full; 30 May 2025;;;;
"""


def test_a_list_of_other_peoples_is_read_by_its_heads(tmp_path: Path) -> None:
    first, second, third = the_positions(taken(tmp_path, LIST))
    assert (first.party, first.issue, first.stance, first.options) == (
        "north",
        "truce",
        "demands",
        ("full",),
    )
    assert (str(first.date), first.by) == ("2025-05-29", "ada")
    assert first.evidence == (Evidence(document="report", words="so it is", where="p. 3"),)
    assert (second.party, str(second.value and second.value.best), str(second.date)) == (
        "north",
        "3.5",
        "2025-05",
    )
    assert (third.party, third.stance, third.options, third.evidence) == (
        "south",
        "refuses",
        ("full",),
        (),
    )
    assert [each.id for each in (first, second, third)] == [
        "north-truce-1",
        "north-price-1",
        "south-truce-1",
    ]


def test_a_list_taken_in_twice_adds_nothing_the_second_time(tmp_path: Path) -> None:
    added = the_positions(taken(tmp_path, LIST))
    again = taken(tmp_path, LIST + LIST.partition("\n")[2], case=case_of(
        *CASE.parties, *CASE.people, *CASE.documents, *CASE.issues, *added))  # fmt: skip
    assert (again.additions, again.unchanged) == ((), 6)


MATRIX = """Our notes of Monday,,
,,
Issue,The North,The South
Truce,demands: Full (since 2025-05-20),silent
,,
Price,▲ demands: 3..5 percent,
"""


def test_a_matrix_is_read_by_its_sides(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, "defaults: {date: 2025-05-25}\nmeans: {issue: {Price: price}}\n")
    first, second = the_positions(taken(tmp_path, MATRIX, mapping))
    assert (first.issue, first.options, str(first.date)) == ("truce", ("full",), "2025-05-20")
    assert (second.stance, str(second.value and second.value.low), str(second.date)) == (
        "demands",
        "3",
        "2025-05-25",
    )


def test_a_matrix_with_the_parties_down_the_side_is_read_alike(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, "defaults: {date: 2025-05-25, stance: demands}\n")
    text = "Party,Truce,price\nThe North,Full,\nThe South,,at least 3 percent\n"
    first, second = the_positions(taken(tmp_path, text, mapping))
    assert (first.party, first.issue, first.options) == ("north", "truce", ("full",))
    assert (second.party, second.issue, str(second.value and second.value.low)) == (
        "south",
        "price",
        "3",
    )


def test_a_cell_of_our_matrix_that_was_changed_supersedes(tmp_path: Path) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        rows[0]["N."] = "offers: Partial (since 2025-06-01)"

    path = edited(CASE, "matrix", tmp_path / "matrix.csv", change)
    (first,) = the_positions(understand(read_sheets(path).sheets, CASE, SheetMapping(), DAY))
    assert (first.stance, first.options, first.supersedes) == ("offers", ("partial",), ("old",))
    assert first.evidence == ()


def test_words_that_mean_nothing_are_asked_once(tmp_path: Path) -> None:
    text = "Party,Issue,Position,Date\n" + "Northerners,Truce,demands: Full,2025-05-20\n" * 3
    found = taken(tmp_path, text)
    assert [each.subject for each in found.questions] == ["party"]
    assert found.problems[0].message == '"Northerners" is no party of this case (3 cells)'
    answered = SheetMapping().with_answer("party", "Northerners", "north")
    assert len(the_positions(taken(tmp_path, text, answered))) == 1
    assert mapped(tmp_path, answered.text()) == answered


NORTH = Question("party", "norht", (("north", "N."), ("south", "The South")), "north")


@pytest.mark.parametrize(
    ("text", "where", "question"),
    [
        ("Party,Issue,Position,Date\nnorht,Truce,demands: Full,2025-05-20\n", "A2", NORTH),
        ("Party,Issue,Position,Date\nnorth,Truce,demands: Full,03/04/2025\n", "D2", "dates"),
        ("Party,Issue,Position,Date\nnorth,Truce,insists on: Full,2025-05-20\n", "C2", "stance"),
        ("Party,Issue,Position,Date\nnorth,Truce,Full,2025-05-20\n", "C2", "default"),
        ("Party,Issue,Position,Date\nnorth,Truce,demands: all of it,2025-05-20\n", "C2", "options"),
        ("Party,Issue,Position\nnorth,Truce,demands: Full\n", "C2", "default"),
        ("Who knows,Issue,Position\nnorth,Truce,demands: Full\n", "1", "column"),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_asked_and_never_guessed(
    tmp_path: Path, text: str, where: str, question: Question | str
) -> None:
    found = taken(tmp_path, text)
    assert found.additions == ()
    assert found.problems[0].path[2] == where
    asked = found.questions[0]
    assert (asked == question) if isinstance(question, Question) else (asked.subject == question)


def test_the_answer_to_an_ambiguous_date_holds_for_the_sheet(tmp_path: Path) -> None:
    text = "Party,Issue,Position,Date\nnorth,Truce,demands: Full,03/04/2025\n"
    for answer, day in (("day first", "2025-04-03"), ("month first", "2025-03-04")):
        (made,) = the_positions(
            taken(tmp_path, text, SheetMapping().with_answer("dates", "", answer))
        )
        assert str(made.date) == day


def test_right_to_left_texts_are_matched_as_others_are(tmp_path: Path) -> None:
    case = case_of(
        party("sham", name="الشمال"), issue("truce", options=("full",), question="وقف إطلاق النار؟")
    )
    text = "Party,Issue,Position,Date\nالشمال,وقف إطلاق النار؟,demands: full,2025-05-20\n"
    (made,) = the_positions(taken(tmp_path, text, case=case))
    assert made.party == "sham"


def test_cells_merged_over_several_rows_count_for_each(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Issue", "Party", "Position", "Date"],
        ["Truce", "north", "offers: Full", date(2025, 5, 20)],
        [None, "south", "refuses: Full", date(2025, 5, 20)],
    ]
    path = book(tmp_path / "m.xlsx", rows, lambda sheet: sheet.merge_cells("A2:A3"))
    found = understand(read_sheets(path).sheets, CASE, SheetMapping(), DAY)
    assert [(each.party, each.issue) for each in the_positions(found)] == [
        ("north", "truce"),
        ("south", "truce"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("columns: {partei: Delegation}\n", "case-030", 1),
        ("columns: {parti: Delegation}\n", "case-029", 1),
        ("layout: liste\n", "case-033", 1),
        ("sheet: A\nhead: second\n", "case-035", 2),
        ("dates: [day first]\n", "case-032", 1),
        ("columns: &a {}\n", "case-007", 1),
    ],
)
def test_problems_of_a_mapping_file_have_places(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    (tmp_path / "mapping.yaml").write_text(text, "utf-8")
    problem = read_mapping(tmp_path / "mapping.yaml")[1][0]
    assert problem.place is not None
    assert (problem.code, problem.place.line) == (code, line)


def test_a_mapping_says_which_column_and_row_counts(tmp_path: Path) -> None:
    mapping = mapped(
        tmp_path, "head: 2\ncolumns: {party: Wer, issue: Was, options: Haltung, date: Seit}\n"
    )
    text = "Issue,Party,Position,Date\nWas,Wer,Haltung,Seit\nTruce,north,offers: Full,2025-05-20\n"
    assert [each.stance for each in the_positions(taken(tmp_path, text, mapping))] == ["offers"]


def test_thirty_thousand_words_without_meaning_are_told_in_a_moment(tmp_path: Path) -> None:
    case = case_of(*(party(f"p{n}", name=f"Party of the {n}") for n in range(200)), *CASE.issues)
    rows = "".join(f"Party of the {n}x,Truce,demands: Full,2025-05-20\n" for n in range(30_000))
    begun = time.process_time()
    found = taken(tmp_path, "Party,Issue,Position,Date\n" + rows, case=case)
    assert time.process_time() - begun < 10
    assert len(found.problems) == PROBLEMS_AT_MOST


@pytest.mark.parametrize(
    "sign", [" ", "(", "[", "since ", "2025-", ",", ";", "demands", "'", "\u0301", "1.", " to "]
)
def test_a_cell_full_of_one_sign_is_read_in_a_moment(tmp_path: Path, sign: str) -> None:
    cell = "demands: a" + sign * (30_000 // len(sign)) + "b"
    text = f'Party,Issue,Position,Date\nnorth,Truce,"{cell}","{cell}"\n"{cell}",price,"{cell}",2025-05-20\n'
    begun = time.process_time()
    assert taken(tmp_path, text).problems
    assert time.process_time() - begun < 3
