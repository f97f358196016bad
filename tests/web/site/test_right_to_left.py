"""The frame of a case that is written from right to left, in a real browser; and that others are as they were."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.formats.casefile import read_folder

from .site_stage import CASES, Stage
from .test_in_browser import PATHS, Seen

ARABIC = (
    ("language: en", "language: ar"),
    ("title: Istanbul talks 2025", "title: محادثات إسطنبول (2025)"),
    ("name: Russia", "name: روسيا"),
    ("name: Ukraine", "name: أوكرانيا"),
    ("short: Ceasefire", "short: وقف إطلاق النار"),
    ("title: Istanbul talks of 2 June", "title: محادثات 2 يونيو"),
    ("title: Russia's memorandum", "title: مذكرة روسيا"),
)


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The flagship case with Arabic as its language, and some Arabic names."""
    folder = tmp_path_factory.mktemp("arabic") / "case"
    shutil.copytree(CASES / "istanbul-2025", folder)
    text = (folder / "case.yaml").read_text("utf-8")
    for english, theirs in ARABIC:
        assert f"{english}\n" in text
        text = text.replace(f"{english}\n", f"{theirs}\n", 1)
    (folder / "case.yaml").write_text(text, "utf-8")
    assert not [each for each in read_folder(folder).problems if each.severity == "error"]
    stage = Stage(folder)
    yield stage
    stage.stop()


@pytest.fixture
def page(browser: Any, arabic: Stage) -> Iterator[Any]:
    """A page of the Arabic case at the width of a laptop."""
    found = Seen(browser, arabic, viewport={"width": 1440, "height": 900})
    yield found.page
    found.check()
    found.context.close()
    said = [each for each in found.said if "409" not in each]  # the browser notes it
    assert (said, arabic.defects) == ([], [])


def go(page: Any, arabic: Stage, path: str) -> None:
    page.goto(f"http://{arabic.host}{path}")


def box(page: Any, what: str) -> dict[str, float]:
    found: dict[str, float] = page.locator(what).first.bounding_box()
    return found


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_pages_run_from_right_to_left_fit_and_nobody_objects(
    browser: Any, arabic: Stage, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    how = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    found = Seen(browser, arabic, **how)
    for path in (*PATHS, "/new-judgement", "/report/made?open=1&on=2025-05-30"):
        found.go(path)
        html = found.page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
        found.page.evaluate(
            "document.querySelectorAll('details').forEach(each => each.open = true)"
        )
        wide = found.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (path, wide)
        results = Axe().run(found.page)
        assert results.violations_count == 0, (path, results.generate_report())
        found.check()
    found.context.close()
    assert (found.said, arabic.defects) == ([], [])


def test_an_english_case_runs_from_left_to_right_as_it_did(browser: Any, standing: Stage) -> None:
    found = Seen(browser, standing, viewport={"width": 1440, "height": 900})
    html = found.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("en", "ltr")
    first, second = (box(found.page, f"[data-key='g {key}']") for key in "tp")
    assert first["x"] < second["x"] < 300
    for what in ("h1", "main p", "main li", "label", "button"):
        look = found.page.locator(what).first.evaluate(
            "each => [getComputedStyle(each).direction, getComputedStyle(each).unicodeBidi]"
        )
        assert look in (["ltr", "normal"], ["ltr", "isolate"]), what
    found.go("/view/agreement")
    found.page.locator("figure[data-frontier] [tabindex='0']").focus()
    found.page.keyboard.press("Home")
    before = box(found.page, ".point[tabindex='0']")["x"]
    found.page.keyboard.press("ArrowRight")
    assert box(found.page, ".point[tabindex='0']")["x"] > before
    found.context.close()


def test_the_bar_begins_at_the_right_and_fields_stand_left_of_their_labels(
    page: Any, arabic: Stage
) -> None:
    first, second = (box(page, f"[data-key='g {key}']") for key in "tp")
    assert first["x"] > second["x"]
    assert first["x"] + first["width"] > 1300
    assert box(page, "h1")["x"] + box(page, "h1")["width"] > 1300
    go(page, arabic, "/add/statements")
    assert box(page, "label[for=field-date]")["x"] > box(page, "#field-date")["x"]
    go(page, arabic, "/report")
    assert box(page, "button[name=open]")["x"] > box(page, "button:not([name])")["x"]


def test_english_words_and_arabic_names_are_read_as_they_are_meant(
    page: Any, arabic: Stage
) -> None:
    """The full stop of an English sentence would else stand at its beginning."""
    go(page, arabic, "/help")
    ends = """each => [0, each.firstChild.length - 1].map(at => {
        const range = document.createRange();
        range.setStart(each.firstChild, at);
        range.setEnd(each.firstChild, at + 1);
        return range.getClientRects()[0].left;
    })"""
    first, stop = page.locator("main p").last.evaluate(ends)
    assert first < stop
    title, end = page.locator(".case a bdi, .case a").last.evaluate(ends)
    assert title > end


def test_the_slider_of_days_and_the_walk_go_where_the_arrow_points(
    page: Any, arabic: Stage
) -> None:
    go(page, arabic, "/view/positions?on=2025-05-20")
    slider = page.locator("input[type=range]")
    before = int(slider.input_value())
    slider.focus()
    page.keyboard.press("ArrowLeft")  # to the left is later, where the page begins at the right
    assert int(slider.input_value()) == before + 1
    page.wait_for_url("**on=2025-05-21")
    go(page, arabic, "/view/agreement")
    figure = page.locator("figure[data-frontier]")
    figure.locator("[tabindex='0']").focus()
    page.keyboard.press("Home")
    places = [box(page, ".point[tabindex='0']")["x"]]
    for key in ("ArrowLeft", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
        places.append(box(page, ".point[tabindex='0']")["x"])
    assert places[0] > places[1] > places[2] < places[3]
    assert places[1] == places[3]
    axis = figure.locator(".axes text").last
    assert axis.bounding_box()["x"] > figure.locator("svg").bounding_box()["x"] + 300


def test_text_is_edited_from_left_to_right_with_ours_at_the_right(page: Any, arabic: Stage) -> None:
    go(page, arabic, "/edit")
    line = page.locator(".cm-line").first
    look = "each => [getComputedStyle(each).direction, getComputedStyle(each).textAlign]"
    assert line.evaluate(look) == ["ltr", "start"]
    assert page.locator(".cm-content").bounding_box()["x"] < 250
    text = (arabic.folder / "case.yaml").read_text("utf-8")
    page.locator(".cm-content").evaluate(
        "() => { document.querySelector('[name=seen]').value = 'of another text' }"
    )
    page.get_by_role("button", name="Save").press("Enter")
    page.locator("#theirs").wait_for()
    assert page.locator("#theirs").evaluate(look)[0] == "ltr"
    assert box(page, ".side-by-side form")["x"] > box(page, "#theirs")["x"]
    assert (arabic.folder / "case.yaml").read_text("utf-8") == text


def test_a_waiver_is_tried_and_an_entry_reached_by_keyboard(page: Any, arabic: Stage) -> None:
    go(page, arabic, "/view/conditions")
    page.get_by_text("Suppose that something is otherwise").press("Enter")
    page.get_by_label("nobody insists on it").first.press("Space")
    page.get_by_role("button", name="Suppose this").press("Enter")
    page.wait_for_url("**waive=**")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/view/positions")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") in ("filter", "")


def test_a_language_that_no_browser_knows_stops_no_script(browser: Any, stage: Stage) -> None:
    text = stage.text.replace("language: en\n", "language: no_such-!\n", 1)
    (stage.folder / "case.yaml").write_text(text, "utf-8")
    found = Seen(browser, stage)
    found.go("/view/positions")
    assert "2025" in found.page.locator("output.day").inner_text()
    found.go("/view/agreement")
    assert found.page.locator(".axes text").count() > 4
    found.context.close()
    assert found.said == []


def test_the_pages_have_no_rule_for_one_side_only() -> None:
    """What begins at the left in one language begins at the right in another."""
    root = Path(__file__).parents[3]
    files = ("src/detente/web/static/pages.css", "frontend/src/site.css")
    sides = ("left:", "right:", "-left", "-right", "text-align:left", "text-align:right")
    for name in files:
        text = (root / name).read_text("utf-8").replace(": ", ":")
        assert [each for each in sides if each in text] == [], name
