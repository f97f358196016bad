"""The report as people meet it: in a browser, on a phone and a desk, light, dark and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detente.core.record.case import Case
from detente.core.report import Report, analyse
from detente.formats.casefile import read_case
from detente.web.report import report_page

from .languages import WORDINGS, Wording, case_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ISTANBUL = Path(__file__).parents[2] / "cases" / "istanbul-2025"
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def page_file(
    istanbul_report: Report, live_script: str, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(report_page(istanbul_report, live_script), encoding="utf-8")
    return file


@dataclass
class Opened:
    """A page and what it said and asked for."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def opened(browser: Any, file: Path, width: int = 1280, **options: Any) -> Opened:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    seen = Opened(context.new_page())
    seen.page.on("console", lambda message: seen.said.append(message.text))
    seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
    seen.page.on("request", lambda request: seen.asked.append(request.url))
    seen.page.goto(file.as_uri())
    seen.page.wait_for_function(
        "[...document.querySelectorAll('.chart')].every(f => f.querySelector('.still').hidden)"
        " || document.scripts.length < 3"
    )
    return seen


@pytest.fixture(
    scope="module",
    params=[(w, s) for w in WIDTHS for s in SCHEMES],
    ids=lambda p: f"{p[0]}-{p[1]}",
)
def shown(request: pytest.FixtureRequest, browser: Any, page_file: Path) -> Iterator[Opened]:
    width, scheme = request.param
    seen = opened(browser, page_file, width, color_scheme=scheme)
    yield seen
    seen.page.context.close()


def test_nothing_is_asked_of_the_network_and_the_console_is_silent(
    shown: Opened, page_file: Path
) -> None:
    assert shown.asked == [page_file.as_uri()]
    assert shown.said == []


def test_nothing_sticks_out_sideways(shown: Opened) -> None:
    page = shown.page
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_the_charts_are_live(shown: Opened) -> None:
    for name in ("positions", "timeline"):
        live = shown.page.locator(f"#chart-{name} .live svg")
        assert live.is_visible()
        assert live.bounding_box()["width"] > 250


def test_a_screen_reader_finds_nothing_to_object_to(shown: Opened) -> None:
    """axe-core, the rules of WCAG 2.2 AA and best practice, contrast included."""
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(shown.page).response
    found = [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
    assert found == []


def test_text_and_ground_differ_in_the_dark(browser: Any, page_file: Path) -> None:
    colours = {}
    for scheme in SCHEMES:
        seen = opened(browser, page_file, color_scheme=scheme)
        colours[scheme] = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        seen.page.context.close()
    assert colours == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 25, 30)"}


def test_everything_can_be_reached_with_the_keyboard(browser: Any, page_file: Path) -> None:
    seen = opened(browser, page_file)
    page = seen.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = {"AGo to the report"}
    for _ in range(400):
        page.keyboard.press("Tab")
        tag = page.evaluate("document.activeElement.tagName")
        if tag == "BODY":
            break
        reached.add(
            page.evaluate("document.activeElement.tagName + document.activeElement.textContent")
        )
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href]:not(details a), summary')]"
        ".map(e => e.tagName + e.textContent)"
    )
    assert set(wanted) <= reached
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.evaluate("e => e.open")
    page.context.close()


def test_a_source_link_leads_to_the_marked_words(browser: Any, page_file: Path) -> None:
    seen = opened(browser, page_file)
    page = seen.page
    link = page.locator("#due a.source").first
    target = link.get_attribute("href")
    link.click()
    mark = page.locator(f"mark[id='{target.removeprefix('#')}']")
    assert "four more days" in mark.text_content()
    page.context.close()


def test_on_paper_everything_folded_is_there(browser: Any, page_file: Path, tmp_path: Path) -> None:
    seen = opened(browser, page_file)
    pdf = seen.page.pdf()
    assert pdf.startswith(b"%PDF")
    seen.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert seen.page.locator("details:not([open])").count() == 0
    seen.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert seen.page.locator("details[open]").count() == 0
    seen.page.context.close()


def test_without_scripts_the_report_is_whole(browser: Any, page_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    assert page.locator("#chart-positions .still svg").is_visible()
    assert page.locator("#timeline .timeline li").count() > 30
    context.close()


def test_hostile_texts_stay_texts(
    browser: Any, hostile: Case, live_script: str, tmp_path: Path
) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(report_page(analyse(hostile, date(2025, 5, 30)), live_script), encoding="utf-8")
    seen = opened(browser, file)
    seen.page.mouse.move(400, 400)
    assert seen.said == []
    assert seen.asked == [file.as_uri()]
    assert seen.page.evaluate("window.harmed") is None
    assert seen.page.locator("img, iframe, object, embed, base").count() == 0
    seen.page.context.close()


def test_the_policy_forbids_a_script_that_is_not_the_pages_own(
    browser: Any, page_file: Path
) -> None:
    seen = opened(browser, page_file)
    seen.page.evaluate(
        "() => { const s = document.createElement('script');"
        " s.textContent = 'window.harmed = 1'; document.body.append(s); }"
    )
    assert seen.page.evaluate("window.harmed") is None
    seen.page.context.close()


# From right to left, and in the other languages of the United Nations


def test_with_changes_and_everything_unfolded_nothing_sticks_out(
    browser: Any, tmp_path: Path
) -> None:
    folder = Path(__file__).parents[2] / "cases" / "teaching" / "harbour-2026"
    report = analyse(read_case(folder), date(2026, 2, 23), since=date(2026, 2, 5))
    file = tmp_path / "report.html"
    file.write_text(report_page(report, ""), "utf-8")
    badges = "[...document.querySelectorAll('.badge')].map(e => e.getBoundingClientRect().right)"
    for width in WIDTHS:
        page = opened(browser, file, width).page
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert max(page.evaluate(badges)) <= width
        page.context.close()


@pytest.fixture(scope="module", params=WORDINGS, ids=lambda each: each.language)
def in_language(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Wording, Path]:
    wording: Wording = request.param
    file = tmp_path_factory.mktemp(wording.language) / "report.html"
    file.write_text(report_page(analyse(case_in(wording), date(2025, 5, 30)), ""), "utf-8")
    return wording, file


@pytest.mark.parametrize("width", WIDTHS)
def test_in_every_language_nothing_sticks_out_and_nobody_objects(
    browser: Any, in_language: tuple[Wording, Path], width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    wording, file = in_language
    page = opened(browser, file, width).page
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    direction = "rtl" if wording.language == "ar" else "ltr"
    assert page.evaluate("document.documentElement.dir") == direction
    first, second = (page.locator(".cards > div").nth(n).bounding_box() for n in (0, 1))
    if width > 600:
        assert (first["x"] > second["x"]) == (direction == "rtl")
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    page.context.close()


def test_points_of_lists_and_marks_stand_where_a_page_from_the_right_begins(
    browser: Any, tmp_path: Path
) -> None:
    """Lists of notes ran from left to right, and their points stood at the far edge."""
    case = replace(read_case(ISTANBUL), language="ar")
    file = tmp_path / "report.html"
    file.write_text(report_page(analyse(case, date(2025, 6, 1), "mediator"), ""), "utf-8")
    page = opened(browser, file, 1000).page
    lists = page.locator("ul.meta")
    assert lists.count() > 0
    for number in range(lists.count()):
        assert lists.nth(number).evaluate("each => getComputedStyle(each).direction") == "rtl"
    marks = page.locator("p.mark").first
    assert marks.evaluate("each => getComputedStyle(each).borderRightWidth") == "4px"
    assert marks.evaluate("each => getComputedStyle(each).borderLeftWidth") == "0px"
    page.context.close()
