"""Writing in the browser: nothing is lost, nothing is half written, comments stay."""

from __future__ import annotations

import re
import threading
from html import unescape
from typing import Any

import pytest

from detente.formats.casefile import read_case, read_folder

from .site_stage import SECRETS, Stage, hidden_fields

STATEMENT = {
    "date": "2025-05-29",
    "speaker": "lavrov",
    "text": "The memorandum is ready.",
    "document": "news-digest-2025-05-29",
    "words": "Russia and Ukraine met in Istanbul on 16 May 2025.",
    "save": "1",
}


def test_a_text_is_saved_whole_with_its_comments(stage: Stage) -> None:
    page = stage.get("/edit").text
    shown = hidden_fields(page)
    text = stage.text.replace("title: Istanbul talks 2025", "title: The talks  # of Istanbul")
    got = stage.post("/edit", {"file": shown["file"], "seen": shown["seen"], "text": text})
    assert (got.status_code, stage.text) == (303, text)


def test_a_form_sends_two_signs_for_a_line_end_and_the_file_keeps_one(stage: Stage) -> None:
    text = stage.text + "# the end\n"
    assert stage.save(text.replace("\n", "\r\n")).status_code == 303
    assert stage.text == text


def test_what_somebody_else_changed_is_shown_beside_and_nothing_is_lost(stage: Stage) -> None:
    seen = hidden_fields(stage.get("/edit").text)["seen"]
    theirs = stage.text + "# theirs\n"
    (stage.folder / "case.yaml").write_text(theirs, "utf-8")
    ours = stage.text + "# ours\n"
    got = stage.save(ours, seen)
    assert (got.status_code, stage.text) == (409, theirs)
    page = unescape(got.text)
    assert "# theirs\n</textarea>" in page
    assert "# ours\n</textarea>" in page
    assert re.search(r"Where they differ: 1 place<.*<pre dir=.ltr.># ours</pre>", page, re.DOTALL)
    again = stage.save(ours, hidden_fields(got.text)["seen"])  # having looked, one may
    assert (again.status_code, stage.text) == (303, ours)


def test_a_text_with_errors_is_not_written_and_stays_in_the_form(stage: Stage) -> None:
    before, wrong = stage.text, stage.text.replace("role: principal", "role: king", 1)
    got = stage.save(wrong)
    assert (got.status_code, stage.text) == (422, before)
    page = unescape(got.text)
    assert "Not saved" in page
    assert "role: king" in page
    assert '<li class="error">' in page


def test_a_text_that_is_too_large_is_told_to_be_so(stage: Stage) -> None:
    before = stage.text
    got = stage.save(f"{before}# {'x' * (16 << 20)}\n")
    assert (got.status_code, stage.text) == (413, before)
    assert "at most 16 MiB" in got.text
    (stage.folder / "case.yaml").write_text(f"{before}# {'x' * (16 << 20)}\n", "utf-8")
    got = stage.get("/edit")
    assert got.status_code == 413
    assert "at most 16 MiB" in got.text
    assert stage.defects == []


def test_a_judgement_is_edited_too_and_other_files_are_not(stage: Stage) -> None:
    file = "judgements/russia-exercise.yaml"
    text = (stage.folder / file).read_text("utf-8") + "# looked at again\n"
    assert stage.save(text, file=file).status_code == 303
    assert (stage.folder / file).read_text("utf-8") == text
    for other in ("sources/x.txt", "../x", "/etc/passwd", "case.yaml/../case.yaml", ""):
        got = stage.post("/edit", {"file": other, "text": "x", "seen": ""})
        assert got.status_code == 404, other


def test_a_text_is_checked_as_one_types(stage: Stage) -> None:
    headers = {"Origin": f"http://{stage.host}", "x-csrf": SECRETS.form}
    wrong = stage.text.replace("role: principal", "role: king", 1)
    said = {"file": "case.yaml", "text": wrong}
    [problem] = stage.owner.post("/edit/check", json=said, headers=headers).json()["problems"]
    line = wrong[: wrong.index("role: king")].count("\n") + 1
    assert (problem["line"], problem["severity"]) == (line, "error")
    for body in (b"", b"[", b"3", b"{}", b'{"file": 1, "text": 2}', b"[" * 100_000):
        got = stage.owner.post("/edit/check", content=body, headers=headers)
        assert got.status_code in (400, 404), body[:10]
    assert stage.defects == []


@pytest.mark.parametrize(
    "body",
    [
        rb'{"file": "case.yaml", "text": "\ud800"}',
        b'{"file": "case.yaml", "text": "\xed\xa0\x80"}',
        rb'{"file": "\udc80", "text": ""}',
        b'{"file": "case.yaml", "text": NaN}',
        rb'{"\ud800": 1, "file": "case.yaml", "text": ""}',
    ],
)
def test_half_a_sign_or_no_number_in_json_is_refused(stage: Stage, body: bytes) -> None:
    """What can be written in no file is no text of one."""
    headers = {"Origin": f"http://{stage.host}", "x-csrf": SECRETS.form}
    for path in ("/edit/check", "/api/v1/entries/events"):
        got = stage.owner.post(path, content=body, headers=headers)
        assert (got.status_code, got.json()["error"]["code"]) == (400, "not-right")
    whole = rb'{"file": "case.yaml", "text": "title: \ud83d\ude00"}'
    assert stage.owner.post("/edit/check", content=whole, headers=headers).status_code == 200
    assert stage.defects == []


def test_half_a_sign_in_a_form_of_another_encoding_is_refused(stage: Stage) -> None:
    body = (
        '--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nthe-form\r\n'
        '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n+2AA-\r\n--x--\r\n'
    )
    kind = "multipart/form-data; boundary=x; charset=utf-7"
    headers = {"Origin": f"http://{stage.host}", "Content-Type": kind}
    got = stage.owner.post("/new-source/take", content=body.encode(), headers=headers)
    assert (got.status_code, stage.defects) == (400, [])


def test_what_can_be_completed_are_fields_and_ids(standing: Stage) -> None:
    found = standing.get("/edit/words").json()
    assert "speaker" in found["blocks"]["statements"]
    assert {"id": "russia", "label": "Russia", "block": "parties"} in found["ids"]


def test_an_entry_is_added_by_a_form_and_what_stood_there_stays(stage: Stage) -> None:
    before = stage.text
    got = stage.post("/add/statements", STATEMENT)
    assert got.status_code == 303, unescape(got.text)[-1500:]
    case = read_case(stage.folder)
    added = case.statements[-1]
    assert (added.speaker, added.text) == ("lavrov", "The memorandum is ready.")
    assert added.evidence is not None
    assert added.evidence[0].words == STATEMENT["words"]
    lines = iter(stage.text.splitlines())
    assert all(line in lines for line in before.splitlines())  # all of it, in order


def test_words_selected_in_a_source_fill_the_form(stage: Stage) -> None:
    before = stage.text
    given = {"document": STATEMENT["document"], "words": STATEMENT["words"]}
    got = stage.post("/add/statements", given)
    assert (got.status_code, stage.text) == (200, before)
    assert STATEMENT["words"] in unescape(got.text)
    assert f'value="{STATEMENT["document"]}" selected' in got.text


def test_a_form_with_mistakes_keeps_what_was_typed_and_tells_all_of_them(stage: Stage) -> None:
    before = stage.text
    wrong = {**STATEMENT, "date": "soon", "words": "words that are not in it"}
    got = stage.post("/add/statements", wrong)
    page = unescape(got.text)
    assert (got.status_code, stage.text) == (422, before)
    assert "soon" in page
    assert "words that are not in it" in page
    assert page.count('class="mark wrong"') >= 2


@pytest.mark.parametrize("block", ["parties", "people", "documents", "issues", "rules", "conflict",
                                   "statements", "positions", "meetings", "proposals",
                                   "conditions", "deadlines", "levers", "commitments", "events"])  # fmt: skip
def test_every_block_has_a_form(standing: Stage, block: str) -> None:
    page = standing.get(f"/add/{block}")
    assert page.status_code == 200
    assert 'name="visible_to"' in page.text
    assert standing.post(f"/add/{block}", {"save": "1"}).status_code in (303, 422)
    assert standing.defects == []


# Taking back


def undone(stage: Stage) -> Any:
    """Take the newest change back, as the button of a page does."""
    shown = hidden_fields(stage.get("/help").text)
    return stage.post("/undo", {"number": shown.get("number", "")})


def test_an_older_page_does_not_take_back_what_came_after_it(stage: Stage) -> None:
    stage.save(stage.text + "# one\n")
    old = hidden_fields(stage.get("/help").text)["number"]
    stage.save(stage.text + "# two\n")
    got = stage.post("/undo", {"number": old})
    assert (got.status_code, stage.text.endswith("# one\n# two\n")) == (409, True)


def test_a_judgement_of_any_name_is_saved_and_keeps_its_line_ends(stage: Stage) -> None:
    old = next((stage.folder / "judgements").glob("russia*"))
    name = "judgements/روس & co #1.yaml"
    text = old.read_text("utf-8")
    (stage.folder / name).write_bytes(text.replace("\n", "\r\n").encode())
    old.unlink()
    page = hidden_fields(stage.get("/edit", params={"file": name}).text)
    got = stage.post("/edit", {**page, "file": name, "text": f"{text}# more\n"})
    assert got.status_code == 303
    kept = (stage.folder / name).read_bytes()
    assert kept.count(b"\r\n") == kept.count(b"\n") == text.count("\n") + 1
    assert stage.get(got.headers["location"]).status_code == 200
    assert stage.defects == []


def test_the_newest_change_is_taken_back_and_then_the_one_before(stage: Stage) -> None:
    first = stage.text
    stage.save(first + "# one\n")
    stage.save(first + "# one\n# two\n")
    assert "Take back: edit of case.yaml" in stage.get("/").text
    assert (undone(stage).status_code, stage.text) == (303, first + "# one\n")
    assert (undone(stage).status_code, stage.text) == (303, first)
    assert "Take back" not in stage.get("/").text
    assert undone(stage).status_code == 404


def test_what_somebody_else_changed_since_is_not_taken_back_with_it(stage: Stage) -> None:
    first = stage.text
    stage.save(first + "# one\n")
    theirs = stage.text + "# theirs\n"
    (stage.folder / "case.yaml").write_text(theirs, "utf-8")
    got = undone(stage)
    assert (got.status_code, stage.text) == (409, theirs)
    assert "# theirs" in got.text
    assert "Take back" in stage.get("/").text  # it still can be, once one has looked


def test_an_added_entry_can_be_taken_back(stage: Stage) -> None:
    before = stage.text
    assert stage.post("/add/statements", STATEMENT).status_code == 303
    assert "Take back: new in statements" in stage.get("/").text
    undone(stage)
    assert stage.text == before


def test_a_database_that_cannot_be_read_keeps_nobody_from_writing(stage: Stage) -> None:
    for file in stage.folder.parent.glob("desk.sqlite*"):
        file.unlink()
    (stage.folder.parent / "desk.sqlite").mkdir()
    stage.desk.close()
    assert stage.get("/").status_code == 200
    text = stage.text + "# saved all the same\n"
    assert (stage.save(text).status_code, stage.text) == (303, text)


def test_what_is_wrong_stands_at_its_field_and_names_no_line(stage: Stage) -> None:
    got = stage.post("/add/statements", {**STATEMENT, "date": "soon", "words": "Never written."})
    assert got.status_code == 422
    page = unescape(got.text)
    date_field = page.split('id="field-date"')[1].split("</p>")[0]
    assert 'aria-invalid="true"' in date_field
    assert "not a date" in date_field or "no date" in date_field or '"soon"' in date_field
    evidence = page.split("<fieldset>")[1]
    assert 'id="wrong-evidence"' in evidence
    assert "case.yaml, line" not in page


def test_a_form_is_kept_when_the_case_gets_errors_meanwhile(stage: Stage) -> None:
    before = stage.text
    stage.get("/add/statements")
    broken = before.replace("role: principal", "role: king", 1)
    (stage.folder / "case.yaml").write_text(broken, "utf-8")
    got = stage.post("/add/statements", STATEMENT)
    assert (got.status_code, stage.text) == (409, broken)
    page = unescape(got.text)
    assert "the case has errors elsewhere" in page
    assert STATEMENT["text"] in page
    assert STATEMENT["words"] in page
    (stage.folder / "case.yaml").write_text(before, "utf-8")
    assert stage.post("/add/statements", STATEMENT).status_code == 303


def test_what_could_not_be_taken_back_is_told_in_its_own_words(stage: Stage) -> None:
    stage.post("/add/statements", STATEMENT)
    page = stage.get("/").text
    assert "Take back: new in statements: the-memorandum-is-ready" in unescape(page)
    theirs = stage.text + "# theirs\n"
    (stage.folder / "case.yaml").write_text(theirs, "utf-8")
    got = stage.post("/undo", {"number": hidden_fields(page)["number"]})
    assert (got.status_code, stage.text) == (409, theirs)
    assert "Not taken back: new in statements: the-memorandum-is-ready." in unescape(got.text)


def test_a_form_sent_twice_is_taken_in_once(stage: Stage) -> None:
    count = len(read_case(stage.folder).statements)
    answers: list[Any] = []
    senders = [
        threading.Thread(target=lambda: answers.append(stage.post("/add/statements", STATEMENT)))
        for _ in range(4)
    ]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert {each.status_code for each in answers} == {303}
    assert len({each.headers["location"] for each in answers}) == 1
    assert len(read_case(stage.folder).statements) == count + 1
    number = hidden_fields(stage.get("/").text)["number"]
    assert stage.post("/undo", {"number": number}).status_code == 303
    stage.post("/add/statements", STATEMENT)  # taken back, it can be added again
    assert len(read_case(stage.folder).statements) == count + 1
    stage.post("/add/statements", {**STATEMENT, "text": "Something else."})
    assert len(read_case(stage.folder).statements) == count + 2


def test_a_text_of_two_lines_is_added_as_a_browser_sends_it(stage: Stage) -> None:
    got = stage.post("/add/statements", {**STATEMENT, "text": "One.\r\nTwo.", "note": "a\r\nb"})
    assert got.status_code == 303, unescape(got.text)[-1500:]
    added = read_case(stage.folder).statements[-1]
    assert (added.text, added.note) == ("One.\nTwo.", "a\nb")


def test_an_issue_is_added_with_its_options_one_in_each_line(stage: Stage) -> None:
    form = {"question": "When is the next meeting?", "options": "In June\r\nIn July\r\n\r\nin june"}
    got = stage.post("/add/issues", {**form, "save": "1"})
    assert got.status_code == 303, unescape(got.text)[-1500:]
    options = read_case(stage.folder).issues[-1].options
    assert [each.label for each in options] == ["In June", "In July", "in june"]
    assert len({each.id for each in options}) == 3


def test_an_old_warning_is_not_told_of_a_new_entry(stage: Stage) -> None:
    warned = stage.text.replace("title: Istanbul", "colour: red\ntitle: Istanbul", 1)
    (stage.folder / "case.yaml").write_text(warned, "utf-8")
    assert [each.severity for each in read_folder(stage.folder).problems] == ["warning"]
    got = stage.post("/add/statements", {**STATEMENT, "date": ""})
    assert got.status_code == 422
    assert "colour" not in got.text
    assert 'aria-invalid="true"' in got.text.split('id="field-date"')[1].split("</p>")[0]
