"""Somebody who takes a step of the tutorial in a browser, and does and sees what the page of it says."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Any

from PIL import Image

from .tutorial_page import GIVEN, Step

WIDE = 900
"""Pictures are so many pixels wide, and so is the window."""
ABOVE, BELOW = 12, 2
COLOURS = 64
MOST_BYTES, MOST_HIGH = 60_000, 1600
UPDATE = os.environ.get("DETENTE_UPDATE") == "1"
SEEN = """() => [
    document.body.innerText,
    ...[...document.querySelectorAll("input, textarea")].map(each => each.value),
    ...[...document.querySelectorAll("select")].flatMap(each => [...each.selectedOptions].map(one => one.label)),
    ...[...document.querySelectorAll("main svg text")].map(each => each.textContent),
].join("\\n")"""
DROP = """([name, text]) => {
    const given = new DataTransfer();
    given.items.add(new File([text], name, { type: "text/plain" }));
    document.dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
}"""
SELECT = """([words]) => {
    const text = document.querySelector("[data-document]");
    const pieces = [...text.childNodes].map(each => each.nodeType === 3 ? each : each.firstChild);
    const whole = pieces.map(each => each.data).join("");
    const places = [whole.indexOf(words), whole.indexOf(words) + words.length];
    if (places[0] < 0) throw new Error("not in the text: " + words);
    const range = document.createRange();
    let before = 0;
    for (const piece of pieces) {
        const [start, end] = places.map(each => each - before);
        if (start >= 0 && start < piece.length) range.setStart(piece, start);
        if (end > 0 && end <= piece.length) range.setEnd(piece, end);
        before += piece.length;
    }
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


class Walk:
    """One step as it is taken: what it says has to be done or seen before it ends."""

    def __init__(self, page: Any, step: Step) -> None:
        self.page, self.step = page, step
        self.left = [*step.bold, *step.quoted]
        self.address = page.evaluate("location.origin")

    def look(self) -> None:
        """Strike what stands on the page off what the step says that one sees."""
        page = " ".join(self.page.evaluate(SEEN).split()).lower()
        self.left = [each for each in self.left if each.lower() not in page]

    def click(self, words: str, within: str = "main", exact: bool = True) -> None:
        """Click what goes by words that the step names."""
        assert words in self.step.bold, f"{self.step.heading} does not name {words}"
        self.look()
        place = self.page.locator(within)
        kinds = ("link", "button")
        found = [place.get_by_role(kind, name=words, exact=exact) for kind in kinds]
        found.append(place.locator("summary").filter(has_text=re.compile(f"^{re.escape(words)}")))
        [one, *_] = [each.first for each in found if each.count()]
        if one.evaluate("each => each.tagName") == "SUMMARY":
            one.click()
        else:
            with self.page.expect_navigation():
                one.click()
        self.settled()
        self.look()

    def menu(self, words: str) -> None:
        """Click a page in the bar."""
        self.click(words, "header")

    def settled(self) -> None:
        """Wait until what the page tells is reckoned."""
        self.page.locator("main [data-job]").wait_for(state="detached")

    def drop(self, file: Path) -> None:
        """Drop a file onto the page."""
        self.page.evaluate(DROP, [file.name, file.read_text("utf-8")])
        self.page.get_by_text("Its text", exact=True).wait_for()
        self.look()

    def source(self, name: str) -> None:
        """Drop one of the files that come with the tutorial, from the page of sources."""
        self.menu("Sources")
        self.click("New source")
        self.drop(GIVEN / name)

    def select(self, words: str) -> None:
        """Select words of a source: they come into the field for them."""
        self.page.evaluate(SELECT, [words])
        field = self.page.locator("#words")
        self.page.wait_for_function(
            "words => document.querySelector('#words').value === words", arg=words
        )
        assert field.input_value() == words

    def fill(self, fields: dict[str, str]) -> None:
        """Fill in a form: by its labels, also one in a group ("Night pay: as before")."""
        for label, value in fields.items():
            group, _, inner = label.partition(": ")
            place = (
                self.page.get_by_role("group", name=group) if inner else self.page.locator("main")
            )
            named = re.compile(rf"^\s*{re.escape(inner or label)}( needed)?\s*$")
            field = place.get_by_label(named).first
            if field.evaluate("each => each.tagName") == "SELECT":
                options = field.locator("option").all_inner_texts()
                [chosen] = [each for each in options if re.sub(r" \([\w-]+\)$", "", each) == value]
                field.select_option(label=chosen)
            else:
                field.fill(value)
        self.look()

    def paste(self, text: str) -> None:
        """Put a text at the end of the one in the editor, and save it."""
        editor = self.page.locator(".cm-content")
        editor.click()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.insert_text(text)
        self.look()
        self.click("Save")
        self.page.wait_for_url("**saved=1")

    def day(self, day: str) -> None:
        """Drag the slider to a day that the step names."""
        assert day in self.step.typed
        number = self.page.evaluate("day => String(Date.parse(`${day}T00:00:00Z`) / 86400000)", day)
        self.page.get_by_label("Choose the day by moving").fill(number)
        self.page.wait_for_url(f"**on={day}**")
        self.settled()
        self.look()

    def picture(self, first: Any, last: Any) -> bytes:
        """Return a picture of the page, from the top of one element to the bottom of another.

        Without DETENTE_UPDATE=1 it is empty: what would be on it is there, and is looked at all the same.
        """
        self.look()
        self.page.mouse.move(0, 0)
        self.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        boxes = [each.bounding_box() for each in (first, last)]
        top = max(0, boxes[0]["y"] - ABOVE)
        bottom = boxes[1]["y"] + boxes[1]["height"] + BELOW
        assert 0 < bottom - top < MOST_HIGH
        if not UPDATE:
            return b""
        clip = {"x": 0, "y": top, "width": WIDE, "height": bottom - top}
        return small(self.page.screenshot(clip=clip, full_page=True, animations="disabled"))


def small(picture: bytes) -> bytes:
    """Return a picture in few colours, as a small file."""
    with Image.open(io.BytesIO(picture)) as found:
        made = found.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    written = io.BytesIO()
    made.save(written, "PNG", optimize=True)
    return written.getvalue()
