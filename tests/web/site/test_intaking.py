"""Documents into a case by the browser: shown first, kept whole, nothing of them ever a path."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from io import BytesIO
from typing import Any

import pytest
import weasyprint

from detente.core.record.evidence import Locator
from detente.formats.casefile import read_case

from ...intake.making import docx_parts, packed, paragraph
from .site_stage import SECRETS, Stage, hidden_fields

TEXT = "The parties met at noon.\n\nThey will meet again in June."
HARM = "</textarea><script>window.harmed=1</script>"


def sent(stage: Stage, name: str, data: bytes, **fields: str) -> Any:
    """Send a document, as the form does."""
    headers = {"Origin": f"http://{stage.host}"}
    form = {"csrf": SECRETS.form, **fields}
    return stage.owner.post("/new-source", data=form, files={"file": (name, data)}, headers=headers)


def taken(stage: Stage, page: str, **said: str) -> Any:
    token = hidden_fields(page)["token"]
    given = {"title": "A communiqué", "date": "2025-05-29", "token": token, **said}
    return stage.post("/new-source/take", given)


def files(stage: Stage) -> dict[str, bytes]:
    return {
        each.relative_to(stage.folder).as_posix(): each.read_bytes()
        for each in stage.folder.rglob("*")
        if each.is_file()
    }


def pdf() -> bytes:
    data: bytes = weasyprint.HTML(string="<p>The parties met at noon.").write_pdf()
    return data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("talks.txt", TEXT.encode()),
        ("talks.md", f"# Talks\n\n{TEXT}".encode()),
        ("talks.html", f"<html><body><p>{TEXT}</p></body></html>".encode()),
        ("talks.pdf", pdf()),
    ],
    ids=["txt", "markdown", "html", "pdf"],
)
def test_a_document_is_shown_and_then_taken_in(stage: Stage, name: str, data: bytes) -> None:
    before = files(stage)
    page = sent(stage, name, data)
    assert page.status_code == 200
    assert "The parties met at noon." in unescape(page.text)
    assert files(stage) == before  # nothing yet
    got = taken(stage, page.text)
    assert (got.status_code, got.headers["location"]) == (303, "/sources/a-communique")
    case = read_case(stage.folder)
    document = case.find("a-communique", "documents")
    assert document is not None
    text = case.texts["a-communique"]
    assert Locator(text).locate("The parties met at noon.") is not None
    ending = name.rpartition(".")[2]
    original = (stage.folder / f"sources/originals/a-communique.{ending}").read_bytes()
    assert original == data
    assert "The parties met at noon." in unescape(stage.get("/sources/a-communique").text)


def test_without_a_title_or_date_nothing_is_left_behind(stage: Stage) -> None:
    before = files(stage)
    page = sent(stage, "talks.txt", TEXT.encode()).text
    got = taken(stage, page, date="soon")
    assert got.status_code == 422
    assert "A communiqué" in unescape(got.text)
    assert files(stage) == before
    assert taken(stage, page).status_code == 303  # mended, it is taken in


@pytest.mark.parametrize(
    "identity", ["../x", "a/b", ".", "A", "russia", "x" * 81, "\u202ex", "a\0b"]
)
def test_an_id_is_never_a_path_and_never_used_twice(stage: Stage, identity: str) -> None:
    before = files(stage)
    page = sent(stage, "talks.txt", TEXT.encode()).text
    assert taken(stage, page, id=identity).status_code == 422
    assert files(stage) == before


@pytest.mark.parametrize("name", ["../../x.txt", "/etc/passwd", "x\0.txt", "a" * 5000 + ".txt",
                                  "..\\..\\x.html", "\u202etxt.exe", "CON.pdf", ".htaccess"])  # fmt: skip
def test_a_files_name_is_never_a_path(stage: Stage, name: str) -> None:
    before = set(files(stage))
    page = sent(stage, name, TEXT.encode())
    assert page.status_code in (200, 400, 422)
    if page.status_code == 200:
        assert taken(stage, page.text).status_code == 303
        new = set(files(stage)) - before
        assert all(re.fullmatch(r"sources/(originals/)?a-communique\.[a-z]+", each) for each in new)
    assert stage.defects == []


def bomb() -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (200 << 20))
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.docx", bomb()),
        ("x.docx", b"PK\3\4 not a zip"),
        ("x.pdf", b"%PDF-1.7\n" + b"0" * 1000),
        ("x.txt", b"\xff\xfe\x00"),
        ("x.png", b"\x89PNG\r\n\x1a\n"),
        ("x.txt", b""),
    ],
    ids=["bomb", "no zip", "no pdf", "no text", "picture", "empty"],
)
def test_what_cannot_be_read_is_refused_in_words(stage: Stage, name: str, data: bytes) -> None:
    before = files(stage)
    got = sent(stage, name, data)
    assert got.status_code == 422
    assert "Not read:" in got.text
    assert (files(stage), stage.defects) == (before, [])


def test_harm_in_a_document_stays_text(stage: Stage) -> None:
    page = sent(stage, f"{HARM}.txt", f"{TEXT} {HARM}".encode())
    assert HARM not in page.text
    assert HARM in unescape(page.text)


def test_only_a_few_documents_wait_and_another_form_is_not_taken(stage: Stage) -> None:
    pages = [sent(stage, f"{n}.txt", TEXT.encode()).text for n in range(4)]
    assert taken(stage, pages[0]).status_code == 404
    assert taken(stage, pages[3]).status_code == 303
    assert taken(stage, pages[3], id="again").status_code == 404


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\n\r\n", b"x" * 1000, b"--x--",
                                  b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n'])  # fmt: skip
def test_a_form_that_is_broken_off_is_refused(stage: Stage, body: bytes) -> None:
    headers = {"Origin": f"http://{stage.host}", "x-csrf": SECRETS.form,
               "Content-Type": "multipart/form-data; boundary=x"}  # fmt: skip
    got = stage.owner.post("/new-source", content=body, headers=headers)
    assert got.status_code in (400, 422)
    no_boundary = {**headers, "Content-Type": "multipart/form-data"}
    assert stage.owner.post("/new-source", content=body, headers=no_boundary).status_code in (
        400,
        422,
    )
    assert stage.defects == []


def test_a_document_that_is_too_large_is_cut_off(stage: Stage) -> None:
    got = sent(stage, "x.txt", b"a" * (66 << 20))
    assert got.status_code == 413
    assert "Too large" in got.text


def test_after_taking_a_source_back_its_id_can_be_used_again(stage: Stage) -> None:
    first = taken(stage, sent(stage, "talks.txt", TEXT.encode()).text, id="talks")
    assert first.status_code == 303
    number = hidden_fields(stage.get("/").text)["number"]
    assert stage.post("/undo", {"number": number}).status_code == 303
    left = (stage.folder / "sources/talks.txt").read_bytes()
    again = taken(stage, sent(stage, "talks.txt", b"Another text altogether.").text, id="talks")
    assert (again.status_code, again.headers["location"]) == (303, "/sources/talks")
    assert (stage.folder / "sources/talks.txt").read_bytes() == left
    assert "Another text" in read_case(stage.folder).texts["talks"]


def test_in_a_case_with_errors_no_source_is_begun_and_one_begun_is_kept(stage: Stage) -> None:
    page, before = sent(stage, "talks.txt", TEXT.encode()).text, stage.text
    (stage.folder / "case.yaml").write_text(before.replace("role: principal", "role: king", 1))
    assert stage.get("/new-source").headers["location"] == "/problems"
    got = taken(stage, page, author="An agency")
    assert got.status_code == 422
    assert "An agency" in got.text
    (stage.folder / "case.yaml").write_text(before, "utf-8")
    assert taken(stage, page).status_code == 303


def test_large_documents_that_wait_make_room_for_one_another(stage: Stage) -> None:
    """Each is kept in memory until it is confirmed."""
    parts = {**docx_parts(paragraph(TEXT)), "word/media/image.png": bytes(40 << 20)}
    data = packed(parts, zipfile.ZIP_STORED)
    pages = [sent(stage, f"{number}.docx", data) for number in range(2)]
    assert {each.status_code for each in pages} == {200}
    assert taken(stage, pages[0].text).status_code == 404
    assert taken(stage, pages[1].text).status_code == 303


def test_a_source_sent_twice_is_taken_in_once_and_both_lead_to_it(stage: Stage) -> None:
    page = sent(stage, "talks.txt", TEXT.encode()).text
    before = len(read_case(stage.folder).documents)
    for _ in range(2):
        got = taken(stage, page)
        assert (got.status_code, got.headers["location"]) == (303, "/sources/a-communique")
    assert len(read_case(stage.folder).documents) == before + 1
    assert len(list((stage.folder / "sources/originals").iterdir())) == 1
