"""What the pages tell, without any script."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from detente.web.site.routes import SECTION_PAGES

from .site_stage import Stage


@pytest.mark.parametrize("name", SECTION_PAGES)
def test_each_view_is_a_page_of_its_own(standing: Stage, name: str) -> None:
    got = standing.get(f"/view/{name}")
    assert got.status_code == 200
    assert "<h1>" in got.text
    assert standing.defects == []


def test_today_tells_what_is_due_and_what_waits_for_what(standing: Stage) -> None:
    page = unescape(standing.get("/").text)
    for words in ("Russia's memorandum", "3 days left", "Deadlock", "What is due"):
        assert words in page


def test_positions_are_those_known_on_the_day(standing: Stage) -> None:
    assert "demands" in standing.get("/view/positions").text
    early = standing.get("/view/positions?on=2025-01-01").text
    assert "demands" not in early
    assert "A day" not in early


@pytest.mark.parametrize(
    "on", ["", "x", "2025-02-30", "9999-12-31", "0001-01-01", "-1", "٢٠٢٥-٠١-٠١"]
)
def test_no_day_is_a_defect(standing: Stage, on: str) -> None:
    for path in ("/", "/view/positions", "/view/timeline", "/view/conditions", "/view/movement"):
        status = standing.get(path, params={"on": on}).status_code
        assert status == (200 if on in ("", "9999-12-31", "0001-01-01") else 400)
    assert standing.defects == []


def test_words_lead_to_their_place_in_the_source(standing: Stage) -> None:
    page = standing.get("/view/timeline").text
    link = page.partition('class="source" href="')[2].partition('"')[0]
    path, _, anchor = link.partition("#")
    assert path.startswith("/sources/")
    assert f'<mark id="{anchor}"' in standing.get(path).text


def test_a_cell_tells_its_history(standing: Stage) -> None:
    got = standing.get("/positions/russia/nato")
    assert got.status_code == 200
    assert "Russia" in got.text
    assert standing.get("/positions/nobody/nato").status_code == 404


@pytest.mark.parametrize("path", ["/view/nothing", "/sources/nothing", "/sources/..%2F..%2Fetc",
                                  "/assets/../site.py", "/assets/%2e%2e%2fsite.py", "/add/nothing",
                                  "/edit?file=../x", "/edit?file=/etc/passwd", "/edit?file=sources"])  # fmt: skip
def test_what_is_not_there_is_not_found(standing: Stage, path: str) -> None:
    assert standing.get(path).status_code == 404
    assert standing.defects == []


def test_a_case_with_errors_leads_to_its_problems(stage: Stage) -> None:
    (stage.folder / "case.yaml").write_text("format: 1\ntitle: t\nparties: 3\n", "utf-8")
    got = stage.get("/")
    assert (got.status_code, got.headers["location"]) == (303, "/problems")
    page = stage.get("/problems").text
    assert "is not a list" in page
    assert "line 3" in page
    assert stage.get("/edit").status_code == 200


def test_a_case_that_is_no_text_leads_to_no_page_that_is_not_there(stage: Stage) -> None:
    """Its problems said to mend them in the text, which was not found."""
    (stage.folder / "case.yaml").write_bytes(b"\x80\x81\x00\xff")
    page = stage.get("/problems").text
    assert '<li class="error">' in page
    assert '<a href="/edit">Mend' not in page


def test_a_slip_in_a_year_does_not_stretch_the_slider(stage: Stage) -> None:
    before = re.findall(r'data-(?:first|last)="([^"]*)"', stage.get("/view/timeline").text)
    form = {"save": "1", "date": "2205-05-29", "speaker": "lavrov", "text": "In a far future."}
    assert stage.post("/add/statements", form).status_code == 303
    page = stage.get("/view/timeline?on=2205-12-31").text
    assert "In a far future." in page
    assert re.findall(r'data-(?:first|last)="([^"]*)"', page) == before


def test_what_an_editor_changes_beside_it_shows_at_once(stage: Stage) -> None:
    assert "Talks of another name" not in stage.get("/").text
    changed = stage.text.replace("Istanbul talks 2025", "Talks of another name")
    (stage.folder / "case.yaml").write_text(changed, "utf-8")
    assert "Talks of another name" in stage.get("/").text


def test_the_report_is_one_file(standing: Stage) -> None:
    got = standing.get("/report/file?on=2025-05-30&for=", follow_redirects=True)
    while "content-disposition" not in got.headers:  # it is reckoned still
        got = standing.get("/report/file?on=2025-05-30&for=", follow_redirects=True)
    assert (
        got.headers["content-disposition"] == 'attachment; filename="report-whole-2025-05-30.html"'
    )
    assert "Where each party stands" in got.text


def test_no_page_has_a_style_or_script_in_it(standing: Stage) -> None:
    """The policy would forbid them: they would be missing."""
    for path in (
        "/",
        "/edit",
        "/help",
        "/help/tutorial-browser",
        "/add/positions",
        *(f"/view/{each}" for each in SECTION_PAGES),
    ):
        page = standing.get(path).text
        assert " style=" not in page, path
        assert "<style" not in page
        assert " on" + "click" not in page
        ours = page.count('<script type="module" src="/assets/')
        assert page.count("<script") == ours + page.count('<script type="application/json"')


def test_today_tells_what_changed_since_the_visit_before(stage: Stage) -> None:
    assert "What changed since 23 May 2025" in stage.get("/").text  # nobody has looked: a week
    stage.now += timedelta(minutes=10)
    assert "What changed since 23 May 2025" in stage.get("/").text  # the same visit
    stage.now += timedelta(days=3)
    assert "What changed since 30 May 2025" in stage.get("/").text
    stage.now += timedelta(minutes=20)
    assert "What changed since 30 May 2025" in stage.get("/").text


def test_the_days_to_choose_from_are_the_same_however_far_one_looks_back(standing: Stage) -> None:
    spans = set()
    for on in ("2025-05-30", "2025-05-20", "2024-01-01"):
        page = standing.get(f"/view/positions?on={on}").text
        spans.add(page.partition("data-known-on ")[2].partition(">")[0])
    assert len(spans) == 1


@pytest.mark.parametrize("path", ["/", "/view/positions", "/api/v1/views/due", "/export/csv"])
def test_what_is_no_day_is_told_and_never_taken_for_today(standing: Stage, path: str) -> None:
    for asked in ("2025-13-01", "yesterday", "2025-05-30T00", "%00"):
        got = standing.get(f"{path}?on={asked}")
        assert got.status_code == 400, asked
        assert "A day is written as year, month and day" in got.text
    assert standing.get(f"{path}?on=").status_code == 200


def test_before_its_day_a_source_is_not_known_and_the_day_can_be_chosen(standing: Stage) -> None:
    got = standing.get("/sources/news-digest-2025-05-29?on=2025-05-16")
    assert got.status_code == 200
    assert "On this day it was not known." in got.text
    assert 'name="on" value="2025-05-16"' in got.text
    assert "met in Istanbul" not in got.text
    assert standing.get("/sources/none?on=2025-05-16").status_code == 404
