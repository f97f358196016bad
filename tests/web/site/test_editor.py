"""The editor of the case's text in Chromium, under the pages' policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .pages_served import BUILT, Program, served, silent_page, watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TEXT = "parties:\n  - id: ukraine\n    name: Ukraine\npositions:\n  - party: nobody\n"
FORM = f"""<form method="post" action="/edit" data-guard><label for="text">The text</label>
<textarea id="text" name="text" data-editor data-file="case.yaml" data-check="/edit/check"
 data-complete="/edit/words">
{TEXT}</textarea><button>Save</button></form>"""
PROBLEM = {
    "line": 5,
    "column": 12,
    "severity": "error",
    "code": "case-003",
    "message": "no party is called nobody",
    "hint": "parties are: ukraine",
}


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    if not (BUILT / "editor.js").is_file():
        pytest.skip("the scripts of the pages are not built: pip install --editable . does it")
    with served() as running:
        running.pages["/edit"] = FORM
        yield running


@pytest.fixture(scope="module")
def context(browser: Any) -> Iterator[Any]:
    with watched(browser) as made:
        yield made


@pytest.fixture
def page(context: Any, program: Program) -> Iterator[Any]:
    program.problems = []
    program.posted.clear()
    with silent_page(context) as opened:
        opened.goto(program.address + "/edit", wait_until="domcontentloaded")
        opened.locator(".cm-content").wait_for()
        yield opened


def at_the_end(page: Any) -> None:
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+End")


def test_the_editor_looks_as_it_should_though_no_style_is_written_in(page: Any) -> None:
    assert page.locator(".cm-gutters").evaluate("e => getComputedStyle(e).display") == "flex"
    assert page.evaluate("document.querySelectorAll('style').length") == 0
    assert not page.locator("textarea").is_visible()
    assert page.get_by_role("textbox").get_attribute("aria-label").startswith("The text.")


def test_the_night_is_dark(page: Any) -> None:
    ground = "e => getComputedStyle(e).backgroundColor"
    assert page.locator(".cm-editor").evaluate(ground) == "rgb(255, 255, 255)"
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    assert page.locator(".cm-editor").evaluate(ground) == "rgb(21, 25, 30)"
    page.emulate_media(color_scheme="light")


def test_problems_are_shown_where_they_are(page: Any, program: Program) -> None:
    program.problems = [PROBLEM]
    at_the_end(page)
    with page.expect_response(lambda got: "# more" in (got.request.post_data or "")):
        page.keyboard.type("# more")
    page.get_by_role("status").filter(has_text="1 error.").wait_for()
    assert page.locator(".cm-lintRange-error").inner_text() == "nobody"
    assert program.posted[-1] == ("the-token", {"file": "case.yaml", "text": TEXT + "# more"})
    assert page.locator(".cm-lint-marker-error").count() == 1
    page.keyboard.press("F8")
    shown = page.locator(".cm-diagnostic").first.inner_text()
    assert "no party is called nobody\nhint: parties are: ukraine" in shown
    image = "e => getComputedStyle(e).backgroundImage"
    assert page.locator(".cm-lintRange-error").evaluate(image) == "none"


def test_ids_of_what_a_field_names_are_offered(page: Any) -> None:
    at_the_end(page)
    page.keyboard.type("  - party: ukr")
    page.locator(".cm-tooltip-autocomplete li", has_text="Ukraine").wait_for()
    assert page.locator(".cm-tooltip-autocomplete li").all_inner_texts() == [
        "ukraineUkraine, parties"
    ]
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    assert page.locator("textarea").input_value().endswith("- party: ukraine")


def test_fields_of_the_block_are_offered(page: Any) -> None:
    at_the_end(page)
    page.keyboard.type("    sta")
    page.locator(".cm-tooltip-autocomplete li", has_text="stance").wait_for()
    assert page.locator(".cm-tooltip-autocomplete li").all_inner_texts() == ["stance"]


def test_what_is_written_is_saved_by_the_form(page: Any, program: Program) -> None:
    at_the_end(page)
    page.keyboard.type("x: 1")
    page.keyboard.press("Control+z")
    page.keyboard.type("y: 2")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    path, fields = program.posted[-1]
    assert path == "/edit"
    assert fields["text"].replace("\r\n", "\n") == TEXT + "y: 2"


def test_the_keyboard_gets_out_again(page: Any) -> None:
    at_the_end(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Save"


def test_search_opens_and_closes(page: Any) -> None:
    at_the_end(page)
    page.keyboard.press("Control+f")
    page.locator(".cm-search").wait_for()
    page.keyboard.type("name")
    page.keyboard.press("Escape")
    assert page.locator(".cm-search").count() == 0


def test_leaving_with_changes_is_asked_about(page: Any) -> None:
    at_the_end(page)
    page.keyboard.type("z")
    asked: list[str] = []

    def leave(box: Any) -> None:
        asked.append(box.type)
        box.accept()

    page.on("dialog", leave)
    page.evaluate("location.assign('/today')")
    page.wait_for_url("**/today")
    assert asked == ["beforeunload"]


def test_an_address_can_name_a_line(page: Any, program: Program) -> None:
    page.evaluate("location.hash = '#line-3'")
    active = page.locator(".cm-activeLine")
    assert active.inner_text() == "    name: Ukraine"


def test_a_screen_reader_finds_nothing_to_object_to(page: Any, program: Program) -> None:
    from axe_playwright_python.sync_playwright import Axe

    program.problems = [PROBLEM]
    at_the_end(page)
    page.keyboard.type("x: ")
    page.locator(".cm-lintRange-error").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(200)
        results = Axe().run(page, ".editor").response
        assert [(each["id"], each["nodes"][0]["html"]) for each in results["violations"]] == []
    page.emulate_media(color_scheme="light")
