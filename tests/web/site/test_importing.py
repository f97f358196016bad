"""Sheets into a case by the browser: shown first, asked where it is not clear, all of it or nothing."""

from __future__ import annotations

import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from detente.formats.casefile import read_case
from detente.web.site import pages

from ...cli.running import call
from .site_stage import CASES, SECRETS, Stage, hidden_fields, staged

LIST = """\
Party,Issue,Position,Date
Union,Wage,could accept: 4.5 percent,2026-02-25
Company,Wage,refuses: 4.5 percent,2026-02-26
"""
UNCLEAR = (
    "Delegation;Topic;Position;As of;Minutes\n"
    "Dockers;Wage;insists on: 4.5 percent;03.02.2026;7\n"
    "Company;Wage;reserves: 4.5 percent;12.02.2026;8\n"
)
HARM = "</textarea><script>window.harmed=1</script><img src=x onerror='window.harmed=2'>"


@pytest.fixture
def harbour(tmp_path: Path) -> Iterator[Stage]:
    """A case with entries that not everybody may see, on the first of March."""
    found = staged(tmp_path / "case", "teaching/harbour-2026")
    found.now = datetime(2026, 3, 1, 9, tzinfo=UTC)
    yield found
    found.stop()
    for each in found.defects:
        raise each


def sent(stage: Stage, name: str, data: bytes | str) -> Any:
    """Send a sheet, as the form does."""
    raw = data.encode() if isinstance(data, str) else data
    headers = {"Origin": f"http://{stage.host}"}
    form = {"csrf": SECRETS.form}
    return stage.owner.post("/import", data=form, files={"file": (name, raw)}, headers=headers)


def shown(stage: Stage, address: str) -> str:
    """The page of a sheet, once it is read."""
    for _ in range(200):
        page = stage.get(address)
        if "data-job" not in page.text:
            assert page.status_code == 200
            return unescape(page.text)
        time.sleep(0.05)
    raise AssertionError("it was never read")


def preview(stage: Stage, name: str, data: bytes | str) -> tuple[str, str]:
    """The address of a sheet that was sent, and its page."""
    got = sent(stage, name, data)
    assert got.status_code == 303
    address = got.headers["location"]
    return address, shown(stage, address)


def taken(stage: Stage, address: str, page: str) -> Any:
    return stage.post(f"{address}/take", {"stamp": hidden_fields(page)["stamp"]})


def answer(page: str, label: str, choice: str) -> dict[str, str]:
    """The field after a label, with the choice of these words."""
    after = page[page.index(label) :]
    name = re.search(r'name="([^"]+)"', after)
    value = re.search(rf'<option value="([^"]*)">{re.escape(choice)}', after)
    assert name is not None
    assert value is not None
    return {name[1]: value[1]}


def test_what_is_shown_is_what_is_taken_in_and_taken_back_at_once(harbour: Stage) -> None:
    before = harbour.text
    address, page = preview(harbour, "talks.csv", LIST)
    assert "2 to add." in page
    assert "union on wage: could accept: 4.5 percent" in page
    assert "row 3" in page
    assert "Everybody may see all of it." in page
    assert harbour.text == before
    got = taken(harbour, address, page)
    assert (got.status_code, got.headers["location"]) == (303, "/?added=2")
    case = read_case(harbour.folder)
    assert [each.id for each in case.positions[-2:]] == ["union-wage-4", "company-wage-4"]
    assert str(case.positions[-1].recorded) == "2026-03-01"
    today = harbour.get("/").text
    assert "Take back: import of 2" in today
    assert "talks.csv</a> taken in" in harbour.get("/import").text
    assert "No change" in shown(harbour, address)
    harbour.post("/undo", {"number": hidden_fields(today)["number"]})
    assert harbour.text == before
    assert "2 to add." in shown(harbour, address)  # it can be taken in again


def test_the_browser_writes_what_the_command_writes(
    harbour: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(CASES / "teaching/harbour-2026", tmp_path / "other")
    (tmp_path / "talks.csv").write_text(LIST, "utf-8")
    given = ("import", tmp_path / "talks.csv", "--into", tmp_path / "other", "--yes")
    assert call(capsys, *given, "--recorded", "2026-03-01").code == 0
    address, page = preview(harbour, "talks.csv", LIST)
    taken(harbour, address, page)
    assert harbour.text == (tmp_path / "other" / "case.yaml").read_text("utf-8")


def test_an_export_that_nobody_edited_changes_nothing(harbour: Stage) -> None:
    for kind in ("xlsx", "zip"):
        data = harbour.get(f"/export/{kind}?for=mediator").content
        _, page = preview(harbour, f"case.{kind}", data)
        assert re.search(r"No change: \d+ rows and cells say what the case says already", page)
        assert "Take it in" not in page


def test_an_edited_line_supersedes_and_only_those_see_it_who_saw_the_old(
    harbour: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "m.csv"
    how = ("--block", "matrix", "--for", "mediator", "--on", "2026-03-01")
    assert call(capsys, "export", harbour.folder, "-o", sheet, *how).code == 0
    text = sheet.read_text("utf-8").replace("could accept: 3.5..4 ", "could accept: 3.5..4.5 ")
    address, _ = preview(harbour, "m.csv", text)
    settings = {"reader": "mediator", "on": "2026-03-01"}
    assert harbour.post(address, settings).status_code == 303
    page = shown(harbour, address)
    assert "1 to add" in page
    assert "takes the place of <strong>company-wage-in-private</strong>" in page
    assert "could accept: 3.5..4 percent" in page  # what stands there now
    assert "only mediator may see this" in page
    taken(harbour, address, page)
    made = read_case(harbour.folder).positions[-1]
    assert (made.supersedes, made.visible_to) == (("company-wage-in-private",), ("mediator",))


def test_what_is_not_clear_is_asked_and_each_answer_shows_more(harbour: Stage) -> None:
    before = harbour.text
    address, page = preview(harbour, "talks.csv", UNCLEAR)
    assert "2 questions are open" in page
    assert '"Dockers" is no party of this case' in page
    assert "talks.csv, A2" in page
    assert "Take it in" not in page
    form = {**answer(page, "which party is that?", "union"), **answer(page, "such dates", "day")}
    assert harbour.post(address, form).status_code == 303
    page = shown(harbour, address)
    assert "1 question is open" in page
    assert 'the party "Dockers" is union' in page
    assert harbour.post(address, answer(page, "which stance", "demands")).status_code == 303
    page = shown(harbour, address)
    assert "2 to add" in page
    assert "dates: day first" in page  # also as a mapping file
    assert harbour.text == before
    taken(harbour, address, page)
    made = read_case(harbour.folder).positions[-2]
    assert (made.party, made.stance, str(made.date)) == ("union", "demands", "2026-02-03")


def test_an_answer_can_be_taken_back(harbour: Stage) -> None:
    address, page = preview(harbour, "talks.csv", UNCLEAR)
    harbour.post(address, answer(page, "which party is that?", "city"))
    page = shown(harbour, address)
    anew = re.search(r'name="(anew-\w+)"', page)
    assert anew is not None
    harbour.post(address, {anew[1]: "on"})
    assert "which party is that?" in shown(harbour, address)


def test_an_answer_that_is_none_answers_nothing(harbour: Stage) -> None:
    address, page = preview(harbour, "talks.csv", UNCLEAR)
    (name,) = answer(page, "which party is that?", "union")
    for said in ("union", "999", "-1", "", "\u0663", HARM):
        harbour.post(address, {name: said, "answer-x": "0", "column-x": "party", "layout": "x",
                               "encoding": "rot13", "reader": "nobody", "head": "0", "on": said})  # fmt: skip
        assert "which party is that?" in shown(harbour, address)


def test_a_column_that_is_not_read_can_be_said_to_hold_something(harbour: Stage) -> None:
    address, page = preview(harbour, "l.csv", LIST.replace("Date", "Date,Mood").replace(
        "-25", "-25,calm").replace("-26", "-26,tense"))  # fmt: skip
    harbour.post(address, answer(page, ">Mood</label>", "note"))
    page = shown(harbour, address)
    assert 'the column "Mood" holds the note' in page
    taken(harbour, address, page)
    assert [each.note for each in read_case(harbour.folder).positions[-2:]] == ["calm", "tense"]


def test_an_error_is_told_at_its_cell_and_nothing_can_be_taken_in(harbour: Stage) -> None:
    before = harbour.text
    address, page = preview(harbour, "l.csv", LIST + "Union,Wage,demands: 99 percent,2026-02-27\n")
    assert "l.csv, C4" in page
    assert "1 error has to be mended" in page
    assert "Take it in" not in page
    assert harbour.post(f"{address}/take", {"stamp": "x"}).status_code == 303
    assert harbour.text == before


def test_if_the_case_changed_meanwhile_it_is_shown_again(harbour: Stage) -> None:
    address, page = preview(harbour, "l.csv", LIST)
    theirs = "# theirs\n" + harbour.text
    (harbour.folder / "case.yaml").write_text(theirs, "utf-8")
    got = taken(harbour, address, page)
    assert (got.status_code, got.headers["location"]) == (303, f"{address}?changed=1")
    assert harbour.text == theirs
    page = shown(harbour, got.headers["location"])
    assert "Nothing was written" in page
    assert taken(harbour, address, page).headers["location"] == "/?added=2"
    assert harbour.text.startswith("# theirs\n")


def test_while_the_case_has_errors_they_are_shown_and_the_sheet_waits(harbour: Stage) -> None:
    address, _ = preview(harbour, "l.csv", LIST)
    whole = harbour.text
    (harbour.folder / "case.yaml").write_text("parties: 3\n", "utf-8")
    got = harbour.get(address)
    assert (got.status_code, got.headers["location"]) == (303, "/problems")
    (harbour.folder / "case.yaml").write_text(whole, "utf-8")
    assert "2 to add" in shown(harbour, address)


def bomb() -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/sharedStrings.xml"):
            archive.writestr(name, b" " * (101 << 20))
    return data.getvalue()


def with_password() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.xlsx", bomb(), "larger than is read"),
        ("x.zip", b"PK\3\4 not a zip", "not a sound file"),
        ("x.xlsx", with_password(), "locked with a password"),
        ("x.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no sheet that can be read"),
        ("x.csv", b"", "there is nothing in it"),
        ("x.csv", "Partei,Böse\n".encode("latin-1"), "not in utf-8"),
        ("x.csv", b"a,b\n1,2\n", "no row looks like heads"),
    ],
    ids=["bomb", "no zip", "password", "picture", "empty", "encoding", "no heads"],
)
def test_what_cannot_be_read_is_told_in_words(
    harbour: Stage, name: str, data: bytes, told: str
) -> None:
    before = harbour.text
    _, page = preview(harbour, name, data)
    assert told in page
    assert "Nothing can be taken in yet" in page
    assert "Take it in" not in page
    assert harbour.text == before


def test_another_encoding_can_be_said(harbour: Stage) -> None:
    data = LIST.replace("Position", "Position").replace("Date\n", "Date,Naïve\n").encode("cp1252")
    address, page = preview(harbour, "x.csv", data)
    assert "not in utf-8" in page
    harbour.post(address, {"encoding": "windows-1252"})
    assert "2 to add" in shown(harbour, address)


def test_without_a_file_and_beyond_the_limit_nothing_waits(harbour: Stage) -> None:
    assert "choose one" in harbour.post("/import").text
    assert sent(harbour, "", b"").status_code in (400, 422)
    got = sent(harbour, "x.csv", b"a" * (102 << 20))
    assert got.status_code == 413
    assert "Chosen before" not in harbour.get("/import").text


def hostile_book() -> bytes:
    """A workbook with harm in every cell, and in the name of its sheet."""
    book, data = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "<img src=x onerror=1>"
    sheet.append(["Party", "Issue", "Position", "Date", HARM, "Note", "By"])
    sheet.append(["Union", "Wage", "demands: 4.5 percent", "2026-02-25", HARM, HARM, HARM])
    sheet.append([HARM, HARM, HARM, HARM, HARM, HARM, "_xD800_"])
    sheet.append(["Union", "Wage", f"{HARM}: {HARM}", "03/02/2026", HARM, "\u202eturned", "x"])
    book.save(data)
    return data.getvalue()


def test_harm_in_every_cell_and_name_stays_text(harbour: Stage) -> None:
    got = sent(harbour, f"{HARM}\u202e.xlsx", hostile_book())
    address = got.headers["location"]
    shown(harbour, address)
    page = harbour.get(address).text
    assert "<script>window" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert "window.harmed" in unescape(page)
    for _ in range(8):  # answered with whatever comes first, until nothing is asked
        names = re.findall(r'<select id="(answer-\w+)"', page)
        harbour.post(address, dict.fromkeys(names, "0"))
        shown(harbour, address)
        page = harbour.get(address).text
        assert "<script>window" not in page
        assert "<img" not in page


@pytest.mark.parametrize("name", ["../../x.csv", "/etc/passwd", "x\0.csv", "a" * 5000 + ".csv", ".",
                                  "..\\..\\x.csv", "case.yaml", "\u202evsc.exe", "/"])  # fmt: skip
def test_a_sheets_name_is_never_a_path(harbour: Stage, name: str) -> None:
    before = set(harbour.folder.rglob("*"))
    got = sent(harbour, name, LIST)
    if got.status_code == 303:
        address = got.headers["location"]
        assert taken(harbour, address, shown(harbour, address)).headers["location"] == "/?added=2"
    else:
        assert got.status_code in (400, 422)
    assert set(harbour.folder.rglob("*")) == before


def test_only_a_few_sheets_wait_and_one_can_be_left(harbour: Stage) -> None:
    waiting = [preview(harbour, f"{n}.csv", LIST)[0] for n in range(4)]
    assert "does not stay here any more" in harbour.get(waiting[0]).text
    for path, form in ((waiting[0], {}), (f"{waiting[0]}/take", {"stamp": "x"})):
        assert harbour.post(path, form).status_code == 404
    assert "3.csv" in harbour.get("/import").text
    got = harbour.post(waiting[3], {"leave": "1"})
    assert got.headers["location"] == "/import"
    assert harbour.get(waiting[3]).status_code == 404
    assert "3.csv" not in harbour.get("/import").text


def test_a_long_sheet_tells_how_far_it_is_and_can_be_stopped(
    harbour: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PATIENCE_SECONDS", 0.0)
    rows = "".join(f"Union,Wage,demands: 4.5 percent,2026-02-25,{n}\n" for n in range(400_000))
    got = sent(harbour, "long.csv", "Party,Issue,Position,Date,No\n" + rows)
    address = got.headers["location"]
    page = harbour.get(address).text
    assert "The sheet is being read." in page
    job = page.partition('action="/jobs/')[2].partition("/")[0]
    assert harbour.post(f"/jobs/{job}/cancel").status_code == 303
    assert harbour.site.jobs.find(job) is not None
    for _ in range(400):
        if not harbour.site.jobs.running():
            break
        time.sleep(0.05)
    found = harbour.site.jobs.find(job)
    assert found is not None
    assert found.state == "cancelled"
