"""The report in the browser: chosen, read here, or taken along; what its reader may see, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from detente.core.report import analyse
from detente.formats.casefile import read_case
from detente.web.paper import report_on_paper
from detente.web.sections import SECTIONS
from detente.web.site import pages

from ...cli.running import call
from .site_stage import CASES, TODAY, Stage, staged
from .test_hostile_texts import hostile_stage  # noqa: F401 - a fixture
from .test_in_browser import Seen

DAY = "2026-02-24"
PATIENCE = 90_000


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A case with entries that not everybody may see."""
    found = staged(tmp_path_factory.mktemp("harbour") / "case", "teaching/harbour-2026")
    yield found
    found.stop()
    assert found.defects == []


def made(stage: Stage, query: str) -> Any:
    """What comes of a report that was asked for, once it is there."""
    got = stage.get(f"/report/made?{query}", follow_redirects=True)
    for _ in range(600):
        if "data-job" not in got.text:
            return got
        time.sleep(0.1)
        got = stage.get(str(got.url))
    raise AssertionError("it was never made")


def file(stage: Stage, query: str) -> Any:
    """The file of a report."""
    made(stage, query)
    return stage.get(f"/report/file?{query}")


def test_sections_readers_and_days_can_be_chosen(harbour: Stage) -> None:
    page = harbour.get(f"/report?on={DAY}").text  # an address that gave a file before
    assert page.count('name="section"') == len(SECTIONS)
    assert page.count("checked") == len(SECTIONS) + 1
    assert f'value="{DAY}"' in page
    assert '<option value="public" selected>' in page
    chosen = harbour.get("/report?section=due&section=people&as=pdf&for=union").text
    assert chosen.count("checked") == 3
    assert '<option value="union" selected>' in chosen


@pytest.mark.parametrize(
    ("reader", "sections"),
    [("public", ()), ("union", ("positions", "people")), ("mediator", ("agreement",))],
)
def test_a_page_is_what_the_command_writes(
    harbour: Stage, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    reader: str, sections: tuple[str, ...],
) -> None:  # fmt: skip
    query = f"as=html&for={reader}&on={DAY}&since=2026-02-01"
    got = file(harbour, query + "".join(f"&section={each}" for each in sections))
    name = f"report{'' if reader == 'public' else f'-for-{reader}'}-{DAY}.html"
    assert got.headers["content-disposition"] == f'attachment; filename="{name}"'
    output = tmp_path / "report.html"
    how = ["--for", reader, "--on", DAY, "--since", "2026-02-01", "-o", str(output)]
    how += [part for each in sections for part in ("--section", each)]
    assert call(capsys, "report", harbour.folder, *how).code == 0
    assert got.text == output.read_text("utf-8")


def test_a_paper_is_what_the_command_sets_and_can_be_opened(harbour: Stage) -> None:
    query = f"as=pdf&for=union&on={DAY}&section=people"
    got = file(harbour, query)
    report = analyse(read_case(harbour.folder), harbour.site.day(_Asked(DAY)), "union")  # type: ignore[arg-type]
    assert got.content == report_on_paper(report, ["people"]).data
    assert got.headers["content-type"] == "application/pdf"
    assert (
        got.headers["content-disposition"] == f'attachment; filename="report-for-union-{DAY}.pdf"'
    )
    opened = harbour.get(f"/report/file?{query}&open=1")
    assert opened.headers["content-disposition"] == f'inline; filename="report-for-union-{DAY}.pdf"'
    assert opened.content == got.content


class _Asked:
    def __init__(self, on: str) -> None:
        self.query_params = {"on": on}


def test_only_the_sections_chosen_are_read_here_and_only_what_the_reader_may_see(
    harbour: Stage,
) -> None:
    private = "Between 3.5 and 4 percent"
    for reader, there in (("public", False), ("union", False), ("mediator", True), ("", True)):
        query = f"as=html&open=1&for={reader}&on=2026-03-01&section=positions"
        page = unescape(made(harbour, query).text)
        assert 'id="positions"' in page
        assert 'id="timeline"' not in page
        assert (private in page) == there, reader
    assert "for nobody's eyes but yours" in page


@pytest.mark.parametrize("query", ["as=exe", "for=nobody", "for=../x", "section=nothing", "as="])
def test_no_other_report_for_nobody_else(harbour: Stage, query: str) -> None:
    for path in ("/report", "/report/made", "/report/file"):
        assert harbour.get(f"{path}?{query}").status_code == 404


def test_what_changed_cannot_lie_after_the_day(harbour: Stage) -> None:
    for path in ("made", "file"):
        got = harbour.get(f"/report/{path}?on={DAY}&since=2026-02-25")
        assert got.status_code == 422
        assert "cannot lie after the day" in got.text


def test_a_paper_is_set_beside_the_pages_and_can_be_stopped(
    standing: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PATIENCE_SECONDS", 0.0)
    query = f"as=pdf&for=&on={TODAY}&since="
    got = standing.get(f"/report/made?{query}", follow_redirects=True)
    assert "The report is being made." in got.text
    assert 'http-equiv="refresh"' in got.text
    assert standing.get("/help").status_code == 200  # others do not wait
    early = standing.get(f"/report/file?{query}")
    assert (early.status_code, early.headers["location"][:12]) == (303, "/report/made")
    identity = got.text.partition('action="/jobs/')[2].partition("/")[0]
    job = standing.site.jobs.find(identity)
    assert job is not None
    assert standing.post(f"/jobs/{identity}/cancel").status_code == 303
    assert job.wait(120)
    assert job.state == "cancelled"
    assert standing.defects == []


def test_pages_of_a_paper_are_told_and_what_that_raises_ends_it() -> None:
    report = analyse(read_case(CASES / "teaching/harbour-2026"), TODAY, None, judged=False)
    told: list[tuple[int, int]] = []
    report_on_paper(report, ["people"], lambda done, of: told.append((done, of)))
    assert told[-1][0] >= 1

    class Enough(Exception):
        pass

    def stop(done: int, of: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        report_on_paper(report, ["people"], stop)
    assert report_on_paper(report, ["people"]).data.startswith(b"%PDF")  # nothing stays behind


def test_it_is_read_by_keyboard_and_a_paper_is_downloaded(browser: Any, stage: Stage) -> None:
    seen = Seen(browser, stage)
    page = seen.page
    page.set_default_timeout(PATIENCE)
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/report")
    for name in SECTIONS.values():
        if name != "Who":
            page.get_by_label(name, exact=True).press("Space")
    page.get_by_role("button", name="Open").press("Enter")
    page.locator("#people").wait_for()
    assert page.locator("#timeline").count() == 0
    page.get_by_role("link", name="Choose anew").click()
    assert page.get_by_label("Timeline", exact=True).is_checked() is False
    page.get_by_label("on paper").check()
    downloads: list[Any] = []
    page.on("download", lambda each: downloads.append(each))  # noqa: PLW0108 - Playwright needs a function
    page.get_by_role("button", name="Download").click()
    ready = page.get_by_text("The report is ready.")
    for _ in range(600):  # there at once, or after a while
        if downloads:
            break
        if ready.count():
            page.get_by_role("link", name="Download").click()
            ready = page.locator("nothing-more-to-press")
        page.wait_for_timeout(100)
    [download] = downloads
    assert Path(download.path()).read_bytes().startswith(b"%PDF")
    assert download.suggested_filename == f"report-{TODAY}.pdf"
    seen.check()
    assert seen.said == []
    seen.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_harm_in_a_report_that_is_read_here_does_nothing_and_it_fits(
    browser: Any,
    hostile_stage: Stage,  # noqa: F811 - the fixture
    width: int,
    scheme: str,
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    how = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    seen = Seen(browser, hostile_stage, **how)
    seen.page.set_default_timeout(PATIENCE)
    for path in ("/report", "/report/made?as=html&open=1&for=&since=2025-05-01"):
        seen.page.goto(f"http://{hostile_stage.host}{path}", timeout=PATIENCE)
        seen.page.locator("[data-job]").wait_for(state="detached")
        seen.check()
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width, path
        results = Axe().run(seen.page)
        assert results.violations_count == 0, results.generate_report()
    assert seen.page.locator("#sources").count() == 1
    assert all(each.startswith((f"http://{hostile_stage.host}/", "data:")) for each in seen.asked)
    assert (seen.said, hostile_stage.defects) == ([], [])
    seen.context.close()
