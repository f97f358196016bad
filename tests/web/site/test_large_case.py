"""A large case: pages kept while nothing changes, shown as they were while one is made anew, lists in parts."""

from __future__ import annotations

import re
import threading
import time
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from detente.web.site import folder as folder_module
from detente.web.site import lists
from detente.web.site.folder import CaseFolder
from detente.web.site.keeping import Kept

from .site_stage import Stage

OLDER = "This page is as it was before."
ADDED = {"save": "1", "date": "2025-05-29", "speaker": "lavrov", "text": "Some added words."}


@pytest.fixture
def large(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The flagship case, taken to be large."""
    monkeypatch.setattr(folder_module, "SMALL_ENTRIES", 10)
    return stage


def until_new(stage: Stage, path: str) -> str:
    """The page, once it is no more as it was before."""
    deadline = time.monotonic() + 60
    while OLDER in (text := str(stage.get(path).text)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return text


def renamed(stage: Stage, old: str, new: str) -> None:
    text = stage.text
    assert old in text
    (stage.folder / "case.yaml").write_text(text.replace(old, new), "utf-8")


def test_a_page_is_as_it_was_until_it_is_made_anew_and_says_so(large: Stage) -> None:
    first = large.get("/view/people").text
    assert large.get("/view/people").text == first
    renamed(large, "Istanbul talks 2025", "Another title")
    told = large.get("/view/people").text
    assert OLDER in told
    assert "Another title" not in told
    assert "Another title" in until_new(large, "/view/people")
    assert large.defects == []


def test_open_pages_are_told_when_theirs_is_made_anew(large: Stage) -> None:
    large.get("/view/people")
    with large.owner.stream("GET", "/live") as stream:
        lines = stream.iter_lines()
        next(line for line in lines if line.startswith("event: here"))
        renamed(large, "Istanbul talks 2025", "Another title")
        next(line for line in lines if line.startswith("event: changed"))
        assert OLDER in large.get("/view/people").text
        next(line for line in lines if line.startswith("event: changed"))
    assert "Another title" in large.get("/view/people").text


def test_what_was_done_is_said_at_once(large: Stage) -> None:
    large.get("/")
    answer = large.post("/add/statements", ADDED)
    page = large.get(answer.headers["location"]).text
    assert '<p class="done" role="status">Added.</p>' in page
    until_new(large, "/")
    assert "Take back: new in statements" in large.get("/").text
    assert "Added." not in large.get("/").text
    assert "Some added words." in until_new(large, "/view/timeline?q=added+words")


def test_the_text_to_be_edited_is_always_as_it_is(large: Stage) -> None:
    large.get("/edit")
    changed = large.text + "# saved\n"
    answer = large.save(changed)
    for path in (answer.headers["location"], "/edit"):
        page = large.get(path).text
        assert OLDER not in page
        assert "# saved" in page
    assert large.save(changed + "# again\n").status_code == 303


def test_a_case_that_has_errors_is_told_of_and_shown_again_when_they_are_mended(
    large: Stage,
) -> None:
    large.get("/view/people")
    whole = large.text
    (large.folder / "case.yaml").write_text(whole.replace("format: 1", "format: x"), "utf-8")
    deadline = time.monotonic() + 60
    while large.get("/view/people").status_code != 303:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (large.folder / "case.yaml").write_text(whole, "utf-8")
    assert large.get("/view/people").status_code == 200
    assert large.defects == []


def test_a_small_case_is_always_shown_as_it_is(stage: Stage) -> None:
    stage.get("/view/people")
    renamed(stage, "Istanbul talks 2025", "Another title")
    assert "Another title" in stage.get("/view/people").text


def test_a_long_list_is_walked_through_and_searched_without_scripts(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists.part_of, "__defaults__", (7,))
    items = len(stage.site.report(stage.site.today()).timeline)
    path, seen, pages = "/view/timeline", 0, 0
    while path:
        text = unescape(stage.get(path).text)
        seen += text.count('<p class="when">')
        pages += 1
        found = re.search(r'rel="prev" href="([^"]+)"', text)
        path = found[1] if found else ""
    assert (seen, pages) == (pages * 7, -(-items // 7))  # the earliest part begins at the first
    text = unescape(stage.get("/view/timeline?q=MEMORANDUM&on=2025-05-30").text)
    shown = re.findall(r'<p class="line">(.*?)</p>', text)
    assert shown
    assert all("memorandum" in each.lower() for each in shown)
    assert 'value="MEMORANDUM"' in text
    assert "None of" in stage.get("/view/timeline?q=nobodysaidthis").text
    assert stage.get("/view/timeline?from=99999999999999&q=%00%ff").status_code == 200
    assert stage.defects == []


def asked(path: str) -> Request:
    return Request({"type": "http", "path": path, "query_string": b"", "headers": [], "method": "GET",
                    "server": ("127.0.0.1", 80), "scheme": "http"})  # fmt: skip


def test_who_asks_for_the_same_page_waits_for_one_making_and_others_do_not() -> None:
    kept = Kept(lambda: "1", lambda: False, lambda _: None)
    going, made = threading.Event(), []

    def slow(request: Request) -> Response:
        made.append(request.url.path)
        assert going.wait(20)
        return HTMLResponse("slow")

    answers: list[Any] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(kept._made(("/slow",), asked("/slow"), slow))
        )
        for _ in range(5)
    ]
    for each in threads:
        each.start()
    other = kept._made(("/other",), asked("/other"), lambda _: HTMLResponse("other"))
    assert other.body == b"other"
    assert answers == []
    going.set()
    for each in threads:
        each.join(20)
    assert [each.body for each in answers] == [b"slow"] * 5
    assert made == ["/slow"]


def test_in_a_folder_of_many_files_a_change_of_any_is_seen_soon(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "case.yaml").write_text("format: 1\ntitle: t\n")
    for number in range(folder_module.FILES_EACH_TIME + 5):
        (tmp_path / "sources" / f"{number}.txt").write_text("words")
    found = CaseFolder(tmp_path)
    first = found.stamp()
    assert found.stamp() == first
    (tmp_path / "case.yaml").write_text("format: 1\ntitle: other\n")
    second = found.stamp()
    assert second != first  # the record at once, and a new file
    (tmp_path / "sources" / "more.txt").write_text("more")
    third = found.stamp()
    assert third != second
    (tmp_path / "sources" / "3.txt").write_text("other words")
    time.sleep(folder_module.GLANCE_SECONDS + 0.05)
    assert found.stamp() != third
