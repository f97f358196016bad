"""The scripts of the local pages in Chromium, under their policy, by keyboard and by mouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from .pages_served import BUILT, Program, served, silent_page, watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LIST = """<label>Find <input type="search" data-filters="#rows"></label>
<ul id="rows"><li>Écluse du Nord</li><li>Harbour of the north</li><li>Harbour dues</li></ul>"""


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    if not (BUILT / "site.js").is_file():
        pytest.skip("the scripts of the pages are not built: pip install --editable . does it")
    with served() as running:
        yield running


@pytest.fixture(scope="module")
def context(browser: Any) -> Iterator[Any]:
    with watched(browser) as made:
        yield made


@pytest.fixture
def page(context: Any) -> Iterator[Any]:
    with silent_page(context) as opened:
        yield opened


def show(page: Any, program: Program, body: str, path: str = "/here") -> None:
    program.pages[path] = body
    program.posted.clear()
    page.goto(program.address + path, wait_until="domcontentloaded")


def visible(page: Any, selector: str) -> list[str]:
    return [each.inner_text() for each in page.locator(selector).all() if each.is_visible()]


def until(page: Any, expression: str) -> None:
    """Wait until something is so; Playwright's own waiting evaluates, which the policy forbids."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never so: {expression}")


def test_a_filter_hides_what_lacks_any_word_and_tells_the_count(
    page: Any, program: Program
) -> None:
    show(page, program, LIST)
    page.keyboard.press("/")
    page.keyboard.type("NORTH harb")
    assert visible(page, "#rows li") == ["Harbour of the north"]
    assert page.locator("main [role=status]").inner_text() == "1 of 3 are shown."
    page.keyboard.press("Escape")
    assert len(visible(page, "#rows li")) == 3
    page.keyboard.type("ecluse")
    assert visible(page, "#rows li") == ["Écluse du Nord"]


def test_a_filter_finds_the_rows_of_tables_and_lists_wherever_they_are(
    page: Any, program: Program
) -> None:
    table = """<section><table><tbody><tr><th scope="rowgroup">North</th></tr>
    <tr><td>quay<ul><li>dues</li><li>berths</li></ul></td></tr>
    <tr><th scope="rowgroup">South</th></tr><tr><td>dock</td></tr></tbody></table></section>"""
    field = "<label>Find <input type='search' data-filters='#told'></label>"
    show(page, program, f"{field}<div id='told'>{table}<ul><li>pier dues</li></ul></div>")
    page.fill("input[type=search]", "dues")
    rows = page.locator("#told tr, #told > ul > li")
    assert [each.is_visible() for each in rows.all()] == [True, True, False, False, True]
    assert page.locator("main [role=status]").inner_text() == "2 of 3 are shown."


def test_a_change_outside_is_shown_without_losing_what_was_filtered(
    page: Any, program: Program
) -> None:
    show(page, program, LIST)
    page.fill("input[type=search]", "dues")
    program.pages["/here"] = LIST.replace("</ul>", "<li>New dues</li></ul>")
    program.tell("changed", {})
    until(page, "document.querySelectorAll('#rows li').length === 4")
    assert visible(page, "#rows li") == ["Harbour dues", "New dues"]
    assert page.locator("#live").inner_text() == "The page was brought up to date."


def test_a_change_outside_waits_for_the_person_who_is_writing(page: Any, program: Program) -> None:
    form = "<form method='post' action='/add' data-guard><input name='words'></form>"
    show(page, program, form)
    page.fill("[name=words]", "half a sent")
    program.pages["/here"] = form + "<p>New</p>"
    program.tell("changed", {})
    until(page, "document.querySelector('#live button')")
    assert page.locator("#live").inner_text().startswith("The case was changed outside.")
    assert page.locator("[name=words]").input_value() == "half a sent"


def test_a_change_while_nobody_looked_is_shown_on_return(page: Any, program: Program) -> None:
    show(page, program, "<p>Before</p>")
    until(page, "document.readyState === 'complete'")
    program.wait_for_listeners(1)
    hidden = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true})"
    turn = "; document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(hidden % "true" + turn)
    program.wait_for_listeners(0)
    program.pages["/here"] = "<p>After</p>"
    page.evaluate(hidden % "false" + turn)
    until(page, "document.querySelector('main p').textContent === 'After'")


def test_a_job_tells_how_far_it_is(page: Any, program: Program) -> None:
    body = (
        "<p data-job='j1'><progress max='1' value='0'></progress><span data-job-words></span></p>"
    )
    show(page, program, body)
    program.tell("job", {"id": "j1", "state": "running", "text": "half", "part": 0.5})
    until(page, "document.querySelector('[data-job-words]').textContent === 'half'")
    assert page.locator("progress").evaluate("bar => bar.value") == 0.5
    assert page.locator("[data-job]").get_attribute("data-state") == "running"


DAYS = """<form data-known-on data-first="2025-05-01" data-last="2025-05-31" data-marks="2025-05-16">
<label>As known on <input type="date" name="on" value="2025-05-10"></label><button>Show</button></form>"""


def test_the_slider_moves_the_day_and_keeps_the_keyboard(page: Any, program: Program) -> None:
    show(page, program, DAYS)
    slider = page.get_by_role("slider")
    slider.focus()
    with page.expect_navigation():
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert slider.get_attribute("aria-valuetext") == "12 May 2025"
        assert page.locator("output").inner_text() == "12 May 2025"
    assert page.url.endswith("?on=2025-05-12")
    assert page.evaluate("document.activeElement.type") == "range"


DOCUMENT = """<div data-document="communique"><p>The parties agreed on an exchange of prisoners.</p>
</div><p>Other words.</p>"""
SELECT = """([start, end]) => { const text = document.querySelector('[data-document] p').firstChild;
getSelection().setBaseAndExtent(text, start, text, end); }"""


@pytest.mark.parametrize("way", ["click", "tab", "key"])
def test_words_selected_become_an_entry(page: Any, program: Program, way: str) -> None:
    show(page, program, DOCUMENT)
    page.locator("[data-document] p").click()
    page.evaluate(SELECT, [6, 18])  # up to the middle of "agreed"
    button = page.get_by_role("button", name="Make an entry from these words")
    button.wait_for()
    assert page.evaluate("location.search") == ""
    with page.expect_navigation():
        if way == "click":
            button.click()
        elif way == "tab":
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("e")
    words = {"document": "communique", "words": "parties agreed", "csrf": "the-token"}
    assert program.posted == [("/add/statements", words)]
    assert page.url.endswith("/add/statements")


def test_the_button_stands_under_the_last_selected_word(page: Any, program: Program) -> None:
    show(page, program, "<p>Above.</p>" * 60 + DOCUMENT)
    page.evaluate("document.body.style.margin = '0 100px'")
    page.locator("[data-document]").scroll_into_view_if_needed()
    page.evaluate(SELECT, [4, 11])
    button = page.get_by_role("button", name="Make an entry from these words")
    button.wait_for()
    last = page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().toJSON()")
    box = button.bounding_box()
    assert abs(box["x"] - last["left"]) < 3
    assert 0 <= box["y"] - last["bottom"] < 12


def test_words_selected_are_put_into_the_forms_own_field(page: Any, program: Program) -> None:
    own = """<form class="from-words"><input type="hidden" name="document" value="communique">
    <textarea name="words"></textarea></form>"""
    show(page, program, own + DOCUMENT)
    page.evaluate(SELECT, [0, 11])
    until(page, "document.querySelector('textarea').value === 'The parties'")


def test_words_outside_a_document_offer_nothing(page: Any, program: Program) -> None:
    show(page, program, DOCUMENT)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('main > p'))")
    page.wait_for_timeout(250)
    assert page.get_by_role("button").count() == 0


FILE = """<form data-drop method="post" action="/sources" enctype="multipart/form-data">
<label>A source <input type="file" name="file"></label><button>Add</button></form>"""
DRAG = """name => { const held = new DataTransfer();
held.items.add(new File(['words'], 'paper.txt', {type: 'text/plain'}));
document.querySelector('h1').dispatchEvent(
  new DragEvent(name, {dataTransfer: held, bubbles: true, cancelable: true})); }"""


def test_a_file_dropped_on_the_page_is_sent(page: Any, program: Program) -> None:
    show(page, program, FILE)
    page.evaluate(DRAG, "dragenter")
    assert page.get_by_text("Let go to add the file").is_visible()
    with page.expect_navigation():
        page.evaluate(DRAG, "drop")
    assert program.posted == [("/sources", {"file": ["paper.txt", b"words"]})]


def test_keys_lead_to_pages_but_not_while_typing(page: Any, program: Program) -> None:
    show(page, program, "<input aria-label='words'>")
    page.get_by_label("words").press_sequentially("g t?")
    assert page.get_by_label("words").input_value() == "g t?"
    page.get_by_label("words").blur()
    with page.expect_navigation():
        page.keyboard.press("g")
        page.keyboard.press("p")
    assert page.url.endswith("/positions")


def test_the_list_of_keys_can_turn_them_off(page: Any, program: Program) -> None:
    show(page, program, LIST)
    page.keyboard.press("?")
    box = page.get_by_role("dialog", name="Keyboard shortcuts")
    assert [" ".join(line.inner_text().split()) for line in box.locator("li").all()] == [
        "g t Today",
        "g p Positions",
        "/ Search on this page",
        "? Show this list",
    ]
    box.get_by_label("Use these shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.keyboard.press("/")
    assert page.url.endswith("/here")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.evaluate("localStorage.clear()")


def test_leaving_a_form_with_changes_is_asked_about(page: Any, program: Program) -> None:
    form = "<form method='post' action='/add' data-guard><input name='words'></form>"
    show(page, program, form)
    asked: list[str] = []

    def stay(box: Any) -> None:
        asked.append(box.type)
        box.dismiss()

    page.on("dialog", stay)
    page.locator("[name=words]").press_sequentially("half")
    page.evaluate("location.assign('/today')")
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/here")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert asked == ["beforeunload"]


TWO = {
    "x_label": "Union",
    "y_label": "Company",
    "points": [
        {
            "x": 0.2,
            "y": 0.9,
            "label": "",
            "package": [["Wage", "low"]],
            "gives_up": ["Union: wage"],
        },
        {"x": 0.6, "y": 0.6, "label": "middle", "package": [["Wage", "mid"]], "marks": ["Nash"]},
        {"x": 0.9, "y": 0.1, "label": "", "package": [["Wage", "high"]]},
    ],
}
MORE = {
    "parties": ["A", "B", "C"],
    "points": [
        {"values": [0, 1, 0.5], "label": "first", "package": [["Wage", "low"]]},
        {"values": [1, 0, 0.25], "label": "second", "package": [["Wage", "high"]]},
    ],
}


def frontier(data: dict[str, Any]) -> str:
    return (
        f'<script type="application/json" id="points">{json.dumps(data)}</script>'
        '<figure data-frontier data-points="points"><table class="still"></table></figure>'
    )


def test_a_frontier_of_two_can_be_walked(page: Any, program: Program) -> None:
    show(page, program, frontier(TWO))
    options = page.get_by_role("option")
    assert [each.get_attribute("aria-label") for each in options.all()] == [
        "Package 1 of 3",
        "Package 2 of 3, middle, Nash",
        "Package 3 of 3",
    ]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert "middle · Nash" in page.locator("main [role=status]").inner_text()
    page.keyboard.press("ArrowRight")
    assert "high" in page.locator("main [role=status]").inner_text()
    page.keyboard.press("Home")
    assert page.locator("main [role=status]").inner_text().split("\n")[-1] == "Union: wage"
    page.keyboard.press("ArrowDown")
    assert "mid" in page.locator("main [role=status]").inner_text()
    options.nth(2).click()
    assert "high" in page.locator("main [role=status]").inner_text()
    assert not page.locator(".still").is_visible()


def test_names_beside_points_that_are_close_do_not_overlap(page: Any, program: Program) -> None:
    points = [
        {"x": x, "y": y, "label": str(x), "package": [], "marks": ["Utilitarian", "Nash"]}
        for x, y in ((0.1, 0.9), (0.5, 0.55), (0.51, 0.54), (0.52, 0.53), (0.9, 0.1))
    ]
    show(page, program, frontier({**TWO, "points": points}))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(300)
        boxes = [each.bounding_box() for each in page.locator(".names text").all()]
        assert len(boxes) >= 4
        for one, other in combinations(boxes, 2):
            apart = one["y"] + 0.8 * one["height"] <= other["y"] + 0.2 * other["height"]
            beside = one["x"] + one["width"] <= other["x"]
            again = other["y"] + 0.8 * other["height"] <= one["y"] + 0.2 * one["height"]
            assert apart or again or beside or other["x"] + other["width"] <= one["x"]


def test_a_frontier_of_more_has_an_axis_for_each(page: Any, program: Program) -> None:
    show(page, program, frontier(MORE))
    page.set_viewport_size({"width": 360, "height": 700})
    page.locator(".drawing [role=option]").first.focus()
    page.keyboard.press("ArrowDown")
    assert "second" in page.locator("main [role=status]").inner_text()
    assert page.locator(".party").all_text_contents() == ["A", "B", "C"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_of_more_parties_any_two_are_looked_at_in_a_plane(page: Any, program: Program) -> None:
    show(page, program, frontier(MORE))
    page.get_by_label("Show").select_option(label="A – C")
    assert page.locator(".drawing circle[role=option]").count() == 2
    assert page.locator(".axes text").last.text_content() == "C"
    page.locator(".drawing [role=option]").first.focus()
    page.keyboard.press("ArrowRight")
    assert "second" in page.locator("main [role=status]").inner_text()
    page.get_by_label("Show").select_option(label="all parties")
    assert page.locator(".party").all_text_contents() == ["A", "B", "C"]
