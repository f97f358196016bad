"""The pages in a real browser: forms, keyboard, phone and dark, and a case in which every text does harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.formats.casefile import read_case
from detente.web.site.guard import Secrets
from detente.web.site.routes import SECTION_PAGES

from .site_stage import SECRETS, Stage, staged

HARM = (
    "</script></textarea><script>window.harmed=1</script><img src=x onerror='window.harmed=2'>"
    "\"'><svg onload=window.harmed=3>{{ 7*7 }}<!-- javascript:window.harmed=4"
)
NAME = "a<img src=x onerror=window.harmed=5>'\"&#.yaml"
WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", e => window.violations.push(e.violatedDirective + " " + e.blockedURI));
"""
PATHS = (
    "/",
    "/edit",
    "/help",
    "/help/glossary",
    "/problems",
    "/new-source",
    "/import",
    "/report",
    "/export",
    "/positions/russia/nato",
    "/sources/news-digest-2025-05-29",
    *(f"/view/{name}" for name in SECTION_PAGES),
    *(f"/view/stability/{name}" for name in ("ways", "goal", "depends")),
    "/stability/coming-to-istanbul",
    *(f"/add/{block}" for block in ("statements", "positions", "events")),
)


class Seen:
    """A page, and what went wrong on it."""

    def __init__(self, browser: Any, stage: Stage, **how: Any) -> None:
        self.stage = stage
        self.context = browser.new_context(**how)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda each: self.said.append(each.text))
        self.page.on("pageerror", lambda each: self.said.append(str(each)))
        self.page.on("dialog", self.dismissed)
        self.asked: list[str] = []
        self.page.on("request", lambda each: self.asked.append(each.url))
        self.go(f"/enter?token={SECRETS.entrance}")
        self.page.wait_for_url(f"http://{stage.host}/")

    def dismissed(self, dialog: Any) -> None:
        self.said.append("dialog")
        dialog.dismiss()

    def go(self, path: str) -> None:
        self.page.goto(f"http://{self.stage.host}{path}")

    def check(self) -> None:
        assert self.page.evaluate("window.harmed") is None
        assert self.page.evaluate("window.violations") == []


@pytest.fixture
def seen(browser: Any, stage: Stage) -> Iterator[Seen]:
    found = Seen(browser, stage)
    yield found
    found.context.close()
    assert found.said == []
    assert stage.defects == []


def test_an_entry_is_made_by_keyboard_from_selected_words(seen: Seen) -> None:
    seen.go("/sources/news-digest-2025-05-29")
    page = seen.page
    page.locator("#words").fill("Russia and Ukraine met in Istanbul on 16 May 2025.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/add/statements")
    assert page.locator("#words-0").input_value().startswith("Russia and Ukraine met")
    page.locator("#field-date").fill("2025-05-29")
    page.locator("#field-speaker").select_option("lavrov")
    page.locator("#field-text").fill("They met.")
    page.locator("[name=save]").press("Enter")
    page.wait_for_url("**/?added=*")
    assert read_case(seen.stage.folder).statements[-1].text == "They met."
    page.get_by_role("button", name="Take back").press("Enter")
    page.wait_for_url("**/?undone=1")
    assert read_case(seen.stage.folder).statements[-1].text != "They met."
    seen.check()


def test_a_text_is_saved_from_the_page(seen: Seen) -> None:
    seen.go("/edit")
    seen.page.locator("textarea[data-editor]").evaluate(
        "(area, text) => { area.value = text }", seen.stage.text + "# from the page\n"
    )
    seen.page.get_by_role("button", name="Save").click()
    seen.page.wait_for_url("**/edit?file=*saved=1")
    assert seen.stage.text.endswith("# from the page\n")
    seen.check()


def test_a_change_outside_shows_without_loading_anew(seen: Seen) -> None:
    changed = seen.stage.text.replace("Istanbul talks 2025", "Talks of another name")
    (seen.stage.folder / "case.yaml").write_text(changed, "utf-8")
    seen.page.get_by_text("Talks of another name").first.wait_for(timeout=15_000)
    seen.check()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_pages_fit_and_nobody_objects(
    browser: Any, standing: Stage, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    how = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    found = Seen(browser, standing, **how)
    for path in PATHS:
        found.go(f"{path}?on=2025-05-30")
        wide = found.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (path, wide)
        found.page.set_viewport_size({"width": 768, "height": 800})
        wide = found.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 768, (path, wide)
        found.page.set_viewport_size({"width": width, "height": 800})
        results = Axe().run(found.page)
        assert results.violations_count == 0, (path, results.generate_report())
        found.check()
    found.context.close()


def test_without_scripts_all_can_be_read_and_written(browser: Any, stage: Stage) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://{stage.host}/enter?token={SECRETS.entrance}")
    page.get_by_role("heading", name="Today").wait_for()
    page.get_by_role("link", name="Positions", exact=True).click()
    page.locator("#on").fill("2025-05-30")
    page.get_by_role("button", name="Show").click()
    assert "demands" in page.locator("main").inner_text()
    page.get_by_role("link", name="Text", exact=True).click()
    page.locator("#text").fill(stage.text + "# without scripts\n")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**saved=1")
    assert stage.text.endswith("# without scripts\n")
    context.close()


def test_one_walks_along_the_frontier_by_keyboard(seen: Seen) -> None:
    seen.go("/view/agreement")
    figure = seen.page.locator("figure[data-frontier]")
    point = figure.locator("[tabindex='0']").first
    point.focus()
    told = figure.locator("[role=status]").inner_text()
    seen.page.keyboard.press("ArrowRight")
    assert figure.locator("[role=status]").inner_text() not in ("", told)
    assert "less than the best for it" in figure.locator("[role=status]").inner_text()
    seen.check()


def test_what_was_refused_is_not_left_without_a_warning(seen: Seen) -> None:
    page = seen.page
    seen.go("/add/statements")
    page.locator("#field-text").fill("Half a statement.")
    page.locator("[name=save]").click()
    page.get_by_text("Not added yet").wait_for()
    page.get_by_role("link", name="Help", exact=True).click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert "dialog" in seen.said
    seen.said.clear()
    assert page.locator("#field-text").input_value() == "Half a statement."


def test_after_going_back_what_is_shown_is_what_is_saved(seen: Seen) -> None:
    page, before = seen.page, seen.stage.text
    seen.go("/edit")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("# unsaved ")
    page.remove_listener("dialog", seen.dismissed)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    theirs = "# theirs\n" + before
    (seen.stage.folder / "case.yaml").write_text(theirs, "utf-8")
    page.go_back()
    page.locator(".cm-content").wait_for()
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state("load")
    seen.said.clear()  # the browser may have asked
    assert seen.stage.text.startswith("# theirs\n")


def test_a_waiver_is_tried_by_keyboard(seen: Seen) -> None:
    page, before = seen.page, seen.stage.text
    seen.go("/view/conditions")
    page.get_by_text("Suppose that something is otherwise").press("Enter")
    page.get_by_label("nobody insists on it").first.press("Space")
    page.get_by_role("button", name="Suppose this").press("Enter")
    page.wait_for_url("**waive=**")
    assert "No deadlock" in page.locator("main").inner_text()
    page.get_by_role("link", name="As the record has it").press("Enter")
    page.get_by_role("link", name="What if?").first.press("Enter")
    page.get_by_text("Deadlocks: 0, instead of 1.").wait_for()
    assert seen.stage.text == before
    seen.check()


def test_a_judgement_is_moved_by_keyboard_and_the_frontier_moves(seen: Seen) -> None:
    page = seen.page
    seen.go("/view/agreement")
    points = page.locator("figure[data-frontier] [role=option]")
    before = points.count()
    assert page.locator(".ghosts").count() == 1
    page.locator(".judgements > details > summary").first.press("Enter")
    slider = page.get_by_role("slider", name="no agreement").first
    slider.press("End")
    page.get_by_text("With these numbers:").wait_for()
    assert page.locator(".ghosts circle").count() == before
    assert "not what is recorded" in page.locator("#told").inner_text()
    page.locator("[name='weight:prisoners']").first.fill("lots")
    page.get_by_text("neither a number nor a range").wait_for()
    page.get_by_role("button", name="As recorded").first.press("Enter")
    page.get_by_text("neither a number nor a range").wait_for(state="detached")
    page.locator("[name='weight:prisoners']").first.fill("0.5")
    page.get_by_text("With these numbers:").wait_for()
    page.get_by_text("Save as a new judgement").first.press("Enter")
    page.get_by_label("author").first.fill("An aide")
    page.get_by_label("basis").first.fill("prisoners may count more")
    page.get_by_role("button", name="Save").first.press("Enter")
    page.wait_for_url("**/view/agreement?saved=1")
    assert "prisoners may count more" in page.locator("#told").inner_text()
    seen.said = [each for each in seen.said if "422" not in each]  # the browser notes it
    seen.check()


def test_what_is_written_stays_when_the_program_ended(browser: Any, tmp_path: Path) -> None:
    stage = staged(tmp_path / "case")
    found = Seen(browser, stage)
    found.go("/add/statements")
    found.page.locator("#field-text").fill("Half a statement.")
    stage.stop()
    found.page.locator("[name=save]").click()
    found.page.get_by_text("the program does not answer. What you wrote is still here").wait_for()
    assert found.page.locator("#field-text").input_value() == "Half a statement."
    found.context.close()


def test_what_is_written_is_sent_after_the_program_was_started_anew(seen: Seen) -> None:
    page = seen.page
    seen.go("/add/statements")
    page.locator("#field-date").fill("2025-05-29")
    page.locator("#field-speaker").select_option("lavrov")
    page.locator("#field-text").fill("They met.")
    site = seen.stage.site
    site.secrets = seen.stage.guard.secrets = Secrets("other", "another", "other form")
    page.locator("[name=save]").click()
    page.get_by_text("the program was started anew").wait_for()
    other = seen.context.new_page()
    other.goto(f"http://{seen.stage.host}/enter?token=other")
    other.wait_for_url(f"http://{seen.stage.host}/")
    page.locator("[name=save]").click()
    page.wait_for_url("**/?added=*")
    assert read_case(seen.stage.folder).statements[-1].text == "They met."
    seen.said.clear()  # the browser notes the 403
