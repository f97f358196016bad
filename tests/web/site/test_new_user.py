"""What a new user stumbled over in the browser, mended: each with the name of what happened."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from detente.formats.casefile import read_case
from detente.formats.files import NotWritten
from detente.web.site import folder as folder_module

from .site_stage import CASES, Stage, hidden_fields

WORDS = "Russia and Ukraine met in Istanbul on 16 May 2025."


def refusing(*_: Any) -> bool:
    """A disk that takes nothing."""
    raise NotWritten("case.yaml cannot be written: Read-only file system")


def test_a_text_that_the_disk_refused_was_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stage.text
    monkeypatch.setattr(folder_module, "replace_seen", refusing)
    got = stage.save(f"{before}# what I wrote\n")
    page = unescape(got.text)
    assert (got.status_code, stage.text) == (507, before)
    assert "# what I wrote\n</textarea>" in page
    assert "Read-only file system" in page
    form = {"save": "1", "date": "2025-05-29", "speaker": "lavrov", "text": "Half a sentence"}
    got = stage.post("/add/statements", form)
    assert (got.status_code, "Half a sentence" in got.text) == (507, True)
    assert "Read-only file system" in got.text
    monkeypatch.undo()
    assert stage.post("/add/statements", form).status_code == 303
    assert stage.defects == []


def test_words_without_their_document_were_dropped(stage: Stage) -> None:
    before = stage.text
    form = {"save": "1", "date": "2025-05-29", "speaker": "lavrov", "text": "A sentence"}
    for given in ({"words": WORDS}, {"document": "news-digest-2025-05-29"}):
        got = stage.post("/add/statements", {**form, **given})
        assert (got.status_code, stage.text) == (422, before)
        assert 'id="wrong-evidence"' in got.text
    assert WORDS in stage.post("/add/statements", {**form, "words": WORDS}).text


def test_a_condition_and_a_paper_could_not_be_added_by_their_forms(stage: Stage) -> None:
    got = stage.post("/add/conditions", {"save": "1"})
    assert got.status_code == 422
    for name in ("then.what", "required_by", "date"):
        assert f'id="wrong-{name}"' in got.text
    form = {"save": "1", "required_by": "ukraine", "date": "2025-05-29"}
    form |= {"then.what": "The second meeting", "first.what": "The paper comes"}
    assert stage.post("/add/conditions", form).status_code == 303
    paper = {"save": "1", "title": "A paper", "by": "russia", "words": WORDS}
    paper |= {"history.status": "promised", "history.date": "2025-05-29"}
    paper |= {"document": "news-digest-2025-05-29", "history.to": "ukraine"}
    assert stage.post("/add/proposals", paper).status_code == 303
    case = read_case(stage.folder)
    made = case.conditions[-1]
    assert (made.id, made.then.what, made.first[0].what) == (
        "the-second-meeting",
        "The second meeting",
        "The paper comes",
    )
    [step] = case.proposals[-1].history
    assert (step.status, step.to, step.evidence) == (
        "promised",
        ("ukraine",),
        case.proposals[-1].evidence,
    )
    assert step.evidence is not None


def test_nobody_said_that_the_files_of_a_source_taken_back_stay(stage: Stage) -> None:
    file = ("letter.txt", b"A letter.", "text/plain")
    shown = stage.post("/new-source", files={"file": file}).text
    given = {"title": "A letter", "date": "2025-05-29"}
    taken = stage.post("/new-source/take", {**hidden_fields(shown), **given, "id": "letter"})
    assert taken.status_code == 303, unescape(taken.text)[-800:]
    number = hidden_fields(stage.get("/").text)["number"]
    got = stage.post("/undo", {"number": number})
    assert "files are still in the folder" in stage.get(got.headers["location"]).text


def test_who_may_see_a_judgement_that_is_saved_was_not_said(stage: Stage) -> None:
    page = stage.reckoned("/view/agreement")
    told = page.partition("It can be seen by those who may see this one:")[2][:200]
    assert "<strong>" in told


def test_an_address_that_is_none_had_no_way_back(stage: Stage) -> None:
    got = stage.get("/nothing")
    assert (got.status_code, '<nav aria-label="Pages">' in got.text) == (404, True)


def test_the_page_of_a_code_took_the_place_of_a_half_written_form(stage: Stage) -> None:
    (stage.folder / "case.yaml").write_text("format: 1\ntitle: t\nparties: 3\n", "utf-8")
    assert 'target="_blank">case-' in stage.get("/problems").text


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ending_with_a_page_open_showed_a_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "detente", "serve", str(CASES / "istanbul-2025")]
    where = {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path), "PATH": ""}
    process = subprocess.Popen(
        [*command, "--no-browser", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=where,
    )  # fmt: skip
    assert process.stdout is not None
    text = ""
    while not text.rstrip().endswith("}"):
        text += process.stdout.readline()
    parts = urlsplit(json.loads(text)["address"])
    with httpx.Client(base_url=f"http://{parts.netloc}", timeout=60) as browser:
        browser.get(f"{parts.path}?{parts.query}")
        with browser.stream("GET", "/live") as listening:
            next(listening.iter_text())
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=30)
    assert "Traceback" not in told
    assert "ERROR" not in told
