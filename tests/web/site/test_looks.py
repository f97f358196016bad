"""What the pages look like where it is easily forgotten: on paper, on a phone, in a narrow window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pytest

from .site_stage import Stage
from .test_in_browser import Seen

PAGES = (
    "/",
    "/view/positions",
    "/view/conditions",
    "/view/agreement",
    "/view/stability",
    "/view/stability/goal?state=coming-to-istanbul",
    "/sources/news-digest-2025-05-29",
    "/edit",
)
CONTROLS = "nav, button, select, textarea, input:not([type=date], [type=hidden]), .actions"
SEEN = "all => all.filter(each => each.checkVisibility()).map(each => each.outerHTML.slice(0, 200))"
HEIGHTS = "all => all.filter(each => each.checkVisibility()).map(each => each.getBoundingClientRect().height)"


def shown(browser: Any, stage: Stage, width: int) -> Seen:
    return Seen(browser, stage, viewport={"width": width, "height": 900})


@pytest.fixture
def paper(browser: Any, standing: Stage) -> Iterator[Seen]:
    found = shown(browser, standing, 718)
    found.page.emulate_media(media="print")
    yield found
    found.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_on_paper_there_is_nothing_to_press_or_to_fill_in(paper: Seen, path: str) -> None:
    paper.go(path)
    paper.page.locator("main [data-job]").wait_for(state="detached")
    assert paper.page.locator(CONTROLS).evaluate_all(SEEN) == []
    assert paper.page.locator("h1").is_visible()
    if path == "/edit":
        assert paper.page.locator(".cm-content").is_visible()
    else:
        assert paper.page.get_by_text("As known on").is_visible()
        assert paper.page.locator("#on").input_value() == "2025-05-30"


def test_on_paper_what_is_supposed_is_said_to_be(paper: Seen) -> None:
    paper.go("/view/conditions?waive=meeting-before-paper")
    assert paper.page.get_by_text("Below is what would be, not what is.").is_visible()


def test_on_paper_the_whole_text_is_there(browser: Any, standing: Stage) -> None:
    """Only what was on the screen was printed."""
    found = shown(browser, standing, 1280)
    found.go("/edit")
    found.page.locator(".cm-content").wait_for()
    with pdfium.PdfDocument(found.page.pdf()) as paper:
        printed = "".join(page.get_textpage().get_text_bounded() for page in paper)
    lines = [line.strip() for line in standing.text.splitlines() if len(line.strip()) > 20]
    words = "".join(printed.split())
    missing = [line for line in lines if "".join(line.split()) not in words]
    assert missing == []
    found.context.close()


@pytest.mark.parametrize("path", ["/view/positions", "/view/agreement", "/view/stability"])
def test_words_in_charts_can_be_read_on_a_phone(browser: Any, standing: Stage, path: str) -> None:
    found = shown(browser, standing, 390)
    found.go(path)
    found.page.locator("main [data-job]").wait_for(state="detached")
    heights = found.page.locator(".still svg text").evaluate_all(HEIGHTS)
    assert min(filter(None, heights)) >= 8  # without any there is no least one
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390
    found.context.close()


def test_the_day_and_its_slider_are_in_one_line(browser: Any, standing: Stage) -> None:
    found = shown(browser, standing, 768)
    found.go("/view/positions")
    found.page.locator(".days").wait_for()
    form = found.page.locator(".known-on")
    assert form.bounding_box()["height"] < 50
    found.context.close()
