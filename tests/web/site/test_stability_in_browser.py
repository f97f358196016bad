"""The pages on what holds in a real browser: by keyboard, narrow and wide, light and dark, under a strict policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from .conflicts import elmira
from .site_stage import SECRETS, Stage
from .test_in_browser import HARM, Seen

BOTH = quote("coming-to-istanbul + paper-beforehand")
PATHS = (
    "/view/stability",
    f"/stability/{BOTH}",
    f"/view/stability/ways?to={BOTH}",
    "/view/stability/goal?state=coming-to-istanbul",
    "/view/stability/goal?state=coming-to-istanbul&party=ukraine",
    "/view/stability/depends?concept=nash",
    "/stability/x",
)


@pytest.fixture
def seen(browser: Any, stage: Stage) -> Iterator[Seen]:
    found = Seen(browser, stage)
    yield found
    found.context.close()
    assert found.said == []
    assert stage.defects == []


def loaded(found: Seen, path: str) -> None:
    """Go to a page, and wait until what it tells is reckoned."""
    found.go(path)
    found.page.locator("main [data-job]").wait_for(state="detached", timeout=30_000)


def test_by_keyboard_from_the_section_to_a_state_and_to_what_would_make_it_hold(seen: Seen) -> None:
    page = seen.page
    loaded(seen, "/view/stability")
    page.locator("table.states").get_by_role("link", name="State 3").press("Enter")
    page.wait_for_url("**/stability/coming-to-istanbul")
    assert page.locator("h1").inner_text() == "State 3"
    page.get_by_role("link", name="Make this state hold").press("Enter")
    page.wait_for_url("**/view/stability/goal?state=coming-to-istanbul")
    page.get_by_role("heading", name="For state 3 to hold for all").wait_for(timeout=30_000)
    page.get_by_label("Whose order may change").first.select_option("ukraine")
    page.get_by_role("button", name="What would make it hold?").press("Enter")
    page.get_by_role("heading", name="For state 3 to hold for Ukraine").wait_for(timeout=30_000)
    assert "Way 1: Ukraine would have to find state 3" in page.locator("main").inner_text()
    page.get_by_role("link", name="Ways to this state").press("Enter")
    page.get_by_role("heading", name="To state 3, not by improvements alone").wait_for()
    seen.check()


def test_a_state_of_the_picture_leads_to_its_page_by_keyboard_and_mouse(seen: Seen) -> None:
    page = seen.page
    loaded(seen, "/view/stability")
    link = page.locator("svg").get_by_role("link", name="State 2")
    link.press("Enter")
    page.wait_for_url(f"**/stability/{BOTH}")
    loaded(seen, "/view/stability")
    link.click()  # in its middle, where the number stands
    page.wait_for_url(f"**/stability/{BOTH}")
    seen.check()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_the_pages_fit_and_nobody_objects(
    browser: Any, stage: Stage, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    how = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    found = Seen(browser, stage, **how)
    for path in PATHS:
        loaded(found, path)
        found.page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width, path
        results = Axe().run(found.page)
        assert results.violations_count == 0, (path, results.generate_report())
        found.check()
    found.context.close()


def test_harm_in_a_conflict_does_nothing(browser: Any, stage: Stage) -> None:
    """In the labels of courses of action and parties, on pages that are asked for something."""
    text = stage.text
    for label in ("Ukraine comes to the meeting of 2 June", "Russia hands over its memorandum"):
        text = text.replace(f"label: {label}", f"label: >-\n      {label} {HARM}\n      ", 1)
    (stage.folder / "case.yaml").write_text(text, "utf-8")
    found = Seen(browser, stage)
    for path in PATHS:
        loaded(found, path)
        found.check()
    loaded(found, f"/stability/{BOTH}")
    assert "</script></textarea><script>" in found.page.locator("main").inner_text()
    own = f"http://{stage.host}/"
    assert all(each.startswith((own, "data:")) for each in found.asked)
    assert [each for each in found.said if "404" not in each] == []
    assert stage.defects == []
    found.context.close()


def test_without_scripts_the_ways_of_a_published_conflict_are_walked(
    browser: Any, tmp_path: Any
) -> None:
    stage = Stage(elmira(tmp_path / "case"))
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"http://{stage.host}/enter?token={SECRETS.entrance}")
        page.get_by_role("heading", name="Today").wait_for()
        page.goto(f"http://{stage.host}/view/stability/ways")
        page.get_by_label("To", exact=True).select_option("modify + accept + insist")
        page.get_by_role("button", name="Show the ways").click()
        page.get_by_role("heading", name="not by improvements alone").first.wait_for()
        assert "Newly done: Modify." in page.locator("main").inner_text()
        page.get_by_text("From another state: say what is done in it").click()
        page.get_by_label("Insist").check()
        page.get_by_role("button", name="Show the ways from it").click()
        page.wait_for_url("**taken=delay&taken=insist")
        assert "Delay; Insist" in page.locator("main").inner_text()
    finally:
        context.close()
        stage.stop()
