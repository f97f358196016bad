"""The tutorial in the browser: its steps are taken as its page tells them, and its pictures are made by them.

DETENTE_UPDATE=1 makes the pictures anew; DETENTE_SCREENSHOTS=1 takes the main pages at all sizes too.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from detente.cli.application import run

from .screenshots import take_screenshots
from .site_stage import SECRETS, Stage
from .tutorial_page import GIVEN, PAGE, PICTURES, steps
from .walking import MOST_BYTES, WIDE, Walk

DAY = datetime(2026, 3, 16, 9, tzinfo=UTC)
STEPS = steps()


def begin(walk: Walk) -> bytes:
    walk.look()
    return walk.picture(walk.page.locator("header"), walk.page.locator("#due"))


def source(walk: Walk) -> bytes:
    walk.source("minutes.txt")
    walk.fill(walk.step.fields)
    picture = walk.picture(walk.page.locator("h1"), walk.page.locator(".text"))
    walk.click("Take it in")
    walk.source("letter.txt")
    title, day = walk.step.typed
    walk.fill({"title": title, "date": day})
    walk.click("Take it in")
    return picture


def statement(walk: Walk) -> bytes:
    walk.menu("Sources")
    walk.click("Minutes of the first meeting")
    walk.select(walk.step.quoted[0])
    walk.click("Statement from these words")
    walk.fill(walk.step.fields)
    walk.click("Add")
    walk.menu("Sources")
    walk.click("Minutes of the first meeting")
    assert walk.page.locator("mark").all_inner_texts() == [walk.step.quoted[0]]
    return walk.picture(walk.page.locator("h1"), walk.page.locator(".text"))


def positions(walk: Walk) -> bytes:
    for row in walk.step.tables[0]:
        fields = dict(row)
        words = fields.pop("words")
        name = "letter-of-the-owners" if "We can" in words else "minutes-of-the-first-meeting"
        walk.page.goto(f"{walk.address}/sources/{name}")
        walk.select(words)
        walk.click("Position")
        walk.fill(fields)
        walk.page.get_by_role("button", name="Add").click()
        walk.page.wait_for_url("**added=*")
    walk.menu("Positions")
    return walk.picture(walk.page.locator("h1"), walk.page.locator("table.matrix"))


def due(walk: Walk) -> bytes:
    walk.menu("Today")
    walk.click("commitments")
    walk.fill(walk.step.fields)
    walk.click("Add")
    walk.day(walk.step.typed[0])
    return walk.picture(walk.page.locator("h1"), walk.page.locator("#due"))


def days(walk: Walk) -> bytes:
    walk.menu("Positions")
    walk.day(walk.step.typed[0])
    cell = walk.page.locator("table.matrix tbody tr").nth(1).locator("td").nth(1)
    assert "silent" in cell.inner_text()
    picture = walk.picture(walk.page.locator("h1"), walk.page.locator("table.matrix"))
    walk.click("today")
    assert "offers a tenth more" in " ".join(cell.inner_text().split())
    return picture


def conditions(walk: Walk) -> bytes:
    walk.menu("Text")
    walk.paste(walk.step.boxes[0])
    walk.page.locator(".cm-scroller").evaluate("each => each.scrollTo(0, each.scrollHeight)")
    return walk.picture(walk.page.locator("h1"), walk.page.locator("main"))


def circle(walk: Walk) -> bytes:
    walk.menu("Conditions")
    ways = walk.page.get_by_role("heading", name="Smallest ways out")
    return walk.picture(walk.page.locator("h1"), ways)


def waiver(walk: Walk) -> bytes:
    walk.click("Suppose that something is otherwise")
    second = walk.page.locator("#what-if li").nth(1)
    assert second.inner_text().startswith("Owners: first the bakers call off the strike vote")
    second.get_by_label("nobody insists on it").check()
    walk.click("Suppose this")
    picture = walk.picture(walk.page.locator("h1"), walk.page.locator("#what-if"))
    walk.click("As the record has it")
    assert "Deadlock: 2 steps" in walk.page.locator("main").inner_text()
    return picture


def judgement(walk: Walk) -> bytes:
    walk.menu("Agreement")
    walk.click("New judgement")
    walk.fill(walk.step.fields)
    picture = walk.picture(walk.page.locator("h1"), walk.page.locator("main form"))
    walk.click("Save")
    walk.page.wait_for_url("**/view/agreement?saved=1")
    return picture


def zone(walk: Walk) -> bytes:
    walk.page.get_by_role("link", name="New judgement").click()
    walk.page.wait_for_url("**/new-judgement")
    walk.fill(walk.step.fields)
    walk.page.get_by_role("button", name="Save").click()
    walk.page.wait_for_url("**/view/agreement?saved=1")
    walk.settled()
    found = walk.page.locator("#agreement")
    return walk.picture(found, found.locator("table").first)


def frontier(walk: Walk) -> bytes:
    figure = walk.page.locator("figure[data-frontier]")
    figure.locator("[role=option].marked").first.click()
    walk.page.keyboard.press("ArrowRight")
    assert "less than the best for it" in figure.locator("[role=status]").inner_text()
    return walk.picture(walk.page.locator("h1"), figure)


def slider(walk: Walk) -> bytes:
    walk.click("Bakers")
    walk.page.get_by_role("slider", name="no agreement").first.fill(walk.step.typed[0])
    walk.page.get_by_text("With these numbers:").wait_for()
    [no_agreement, *_] = walk.page.locator(".judgements [name=no_agreement]").all()
    assert no_agreement.input_value() == walk.step.typed[0]
    return walk.picture(walk.page.locator(".judgements"), walk.page.locator(".judgements"))


def courses(walk: Walk) -> bytes:
    walk.menu("Stability")
    picture = walk.picture(walk.page.locator("h1"), walk.page.locator("main ol"))
    walk.click("the case's text")
    walk.paste(walk.step.boxes[0])
    return picture


def orders(walk: Walk) -> bytes:
    for file, box in zip(("judgements/bakers", "judgements/owners"), walk.step.boxes, strict=True):
        walk.menu("Text")
        walk.click(file, exact=False)
        walk.paste(box)
    return walk.picture(walk.page.locator("h1"), walk.page.locator("main"))


def holds(walk: Walk) -> bytes:
    walk.menu("Stability")
    found = walk.page.locator("#stability")
    return walk.picture(walk.page.locator("h1"), found.locator("table").first)


def why(walk: Walk) -> bytes:
    walk.click("More of state 2")
    after = walk.page.get_by_role("heading", name="Moves out of it")
    return walk.picture(walk.page.locator("h1"), after)


def change(walk: Walk) -> bytes:
    walk.click("Make this state hold")
    first = walk.page.get_by_role("heading", name="For state 2 to hold")
    return walk.picture(first, walk.page.locator("main ul.list").first)


def report(walk: Walk) -> bytes:
    walk.menu("Report")
    walk.fill(walk.step.fields)
    walk.click("Open")
    read = walk.page.locator("main").inner_text()
    assert "A mediator in training" in read
    picture = walk.picture(walk.page.locator("h1"), walk.page.locator("#positions"))
    walk.page.get_by_role("link", name="Choose anew").click()
    walk.page.wait_for_url("**/report?**")
    walk.fill({"for": "everybody"})
    walk.click("Open")
    read = walk.page.locator("main").inner_text()
    assert "A mediator in training" not in read
    return picture


TAKEN: dict[str, Callable[[Walk], bytes]] = {
    each.__name__: each
    for each in (
        *(begin, source, statement, positions, due, days, conditions, circle, waiver, judgement),
        *(zone, frontier, slider, courses, orders, holds, why, change, report),
    )
}


def begun(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Begin the case as the page says, and serve it."""
    [command] = re.findall(r"^\$ (detente new bakery .*)$", PAGE.read_text("utf-8"), re.M)
    monkeypatch.chdir(folder)
    run(shlex.split(command)[1:])
    stage = Stage(folder / "bakery")
    stage.now = DAY
    return stage


@pytest.mark.browser
def test_every_step_is_taken_and_what_it_says_is_seen(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = begun(tmp_path, monkeypatch)
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"http://{stage.host}/enter?token={SECRETS.entrance}")
    page.wait_for_url(f"http://{stage.host}/")
    assert list(TAKEN) == list(STEPS)
    for name, step in STEPS.items():
        walk = Walk(page, step)
        picture = TAKEN[name](walk)
        walk.look()
        assert walk.left == [], step.heading
        if picture:
            (PICTURES / f"{name}.png").write_bytes(picture)
    if os.environ.get("DETENTE_SCREENSHOTS") == "1":
        take_screenshots(browser, stage)
    context.close()
    assert stage.defects == []
    stage.stop()


def test_every_picture_is_of_a_step_and_every_step_has_one() -> None:
    assert {each.name for each in PICTURES.iterdir()} == {f"{name}.png" for name in STEPS}
    assert [each.name for each in PICTURES.iterdir() if each.stat().st_size > MOST_BYTES] == []
    assert {each.name for each in GIVEN.iterdir()} == {"minutes.txt", "letter.txt"}


@pytest.mark.parametrize("name", STEPS)
def test_figures_are_told_by_the_page_alone(name: str) -> None:
    assert re.findall(r"\d+", STEPS[name].prose) == []
