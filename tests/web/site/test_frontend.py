"""The scripts of the local pages in Chromium, under their policy, by keyboard and by mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .pages_served import BUILT, Program, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LISTEN = """addEventListener("securitypolicyviolation", (event) =>
  console.error("policy: " + event.violatedDirective + " " + event.blockedURI));"""
LIST = """<label>Find <input type="search" data-filters="#rows"></label>
<ul id="rows"><li>Écluse du Nord</li><li>Harbour of the north</li><li>Harbour dues</li></ul>"""


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    if not (BUILT / "site.js").is_file():
        pytest.skip("the scripts of the pages are not built: pip install --editable . does it")
    with served() as running:
        yield running


@pytest.fixture
def page(browser: Any, program: Program) -> Iterator[Any]:
    """A page whose console has to stay silent to the end."""
    context = browser.new_context()
    context.set_default_timeout(5000)
    context.add_init_script(LISTEN)
    said: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert said == []


def show(page: Any, program: Program, body: str, path: str = "/here") -> None:
    program.pages[path] = body
    program.posted.clear()
    page.goto(program.address + path)


def visible(page: Any, selector: str) -> list[str]:
    return [each.inner_text() for each in page.locator(selector).all() if each.is_visible()]


def until(page: Any, expression: str) -> None:
    page.wait_for_function(expression)


def test_a_filter_hides_what_lacks_any_word_and_tells_the_count(
    page: Any, program: Program
) -> None:
    show(page, program, LIST)
    page.keyboard.press("/")
    page.keyboard.type("NORTH harb")
    assert visible(page, "#rows li") == ["Harbour of the north"]
    assert page.get_by_role("status").inner_text() == "1 of 3 are shown."
    page.keyboard.press("Escape")
    assert len(visible(page, "#rows li")) == 3
    page.keyboard.type("ecluse")
    assert visible(page, "#rows li") == ["Écluse du Nord"]


def test_a_change_outside_is_shown_without_losing_what_was_filtered(
    page: Any, program: Program
) -> None:
    show(page, program, LIST)
    page.fill("input[type=search]", "dues")
    program.pages["/here"] = LIST.replace("</ul>", "<li>New dues</li></ul>")
    program.tell("changed", {})
    until(page, "document.querySelectorAll('#rows li').length === 4")
    assert visible(page, "#rows li") == ["Harbour dues", "New dues"]
    assert page.locator("#live [role=status]").inner_text() == "The page was brought up to date."


def test_a_change_outside_waits_for_the_person_who_is_writing(page: Any, program: Program) -> None:
    form = "<form method='post' action='/add' data-guard><input name='words'></form>"
    show(page, program, form)
    page.fill("[name=words]", "half a sent")
    program.tell("changed", {})
    until(page, "document.querySelector('#live button')")
    assert page.locator("#live").inner_text().startswith("The case was changed outside.")
    assert page.locator("[name=words]").input_value() == "half a sent"
