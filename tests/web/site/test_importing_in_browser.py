"""Import in a real browser: dropped, asked, taken in; without scripts; with harm in every cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from detente.formats.casefile import read_case

from .site_stage import SECRETS, Stage, staged
from .test_importing import HARM, LIST, UNCLEAR, hostile_book
from .test_in_browser import Seen

PATIENCE = 60_000


@pytest.fixture
def harbour(tmp_path: Path) -> Iterator[Stage]:
    """A case with entries that not everybody may see, on the first of March."""
    found = staged(tmp_path / "case", "teaching/harbour-2026")
    found.now = datetime(2026, 3, 1, 9, tzinfo=UTC)
    yield found
    found.stop()
    assert found.defects == []


def choose(page: Any, stage: Stage, name: str, text: str | bytes) -> None:
    """Choose a sheet, and wait until it is shown."""
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://{stage.host}/import")
    data = text.encode() if isinstance(text, str) else text
    page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Read it").click()
    page.locator("details.how").wait_for()


def test_a_sheet_is_dropped_asked_about_and_taken_in_by_keyboard(
    browser: Any, harbour: Stage
) -> None:
    seen = Seen(browser, harbour)
    page, before = seen.page, harbour.text
    page.set_default_timeout(PATIENCE)
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/import")
    page.evaluate(
        """text => {
        const given = new DataTransfer();
        given.items.add(new File([text], "talks.csv", { type: "text/csv" }));
        document.dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
        }""",
        UNCLEAR,
    )
    page.wait_for_url("**/import/*")
    page.get_by_label("which party is that?").select_option(label="union: Union")
    page.get_by_label("what do such dates begin with?").select_option(label="day first: 3 April")
    page.get_by_role("button", name="Answer").press("Enter")
    page.get_by_label("which stance is that?").select_option(label="demands")
    page.get_by_role("button", name="Answer").press("Enter")
    page.get_by_text("2 to add").wait_for()
    assert harbour.text == before
    page.get_by_role("button", name="Take it in").press("Enter")
    page.wait_for_url("**/?added=2")
    assert len(read_case(harbour.folder).positions) > 2
    page.get_by_role("button", name="Take back: import of 2").press("Enter")
    page.wait_for_url("**/?undone=1")
    assert harbour.text == before
    seen.check()
    assert seen.said == []
    seen.context.close()


def test_without_scripts_a_sheet_is_taken_in(browser: Any, harbour: Stage) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://{harbour.host}/enter?token={SECRETS.entrance}")
    page.get_by_role("heading", name="Today").wait_for()
    choose(page, harbour, "talks.csv", LIST)
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_url("**/?added=2")
    assert read_case(harbour.folder).positions[-1].id == "company-wage-4"
    context.close()


def test_a_change_outside_makes_what_is_shown_anew(browser: Any, harbour: Stage) -> None:
    seen = Seen(browser, harbour)
    choose(seen.page, harbour, "talks.csv", LIST)
    (harbour.folder / "case.yaml").write_text("# theirs\n" + harbour.text, "utf-8")
    seen.page.get_by_text("The page was brought up to date.").wait_for()
    seen.page.get_by_role("button", name="Take it in").click()
    seen.page.wait_for_url("**/?added=2")
    assert harbour.text.startswith("# theirs\n")
    seen.check()
    seen.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_harm_in_every_cell_does_nothing_and_the_page_fits(
    browser: Any, harbour: Stage, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    how = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    seen = Seen(browser, harbour, **how)
    for name, data in (
        (f"{HARM}.xlsx", hostile_book()),
        ("l.csv", LIST + "Union,Wage,x: 9,soon\n"),
    ):
        choose(seen.page, harbour, name, data)
        seen.page.locator("details.how").evaluate("each => { each.open = true }")
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        results = Axe().run(seen.page)
        assert results.violations_count == 0, results.generate_report()
        seen.check()
    assert all(each.startswith((f"http://{harbour.host}/", "data:")) for each in seen.asked)
    assert seen.said == []
    seen.context.close()
