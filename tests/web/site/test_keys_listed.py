"""The page Help, the list that the question mark shows, and the bar: one list of keys."""

from __future__ import annotations

from typing import Any

from detente.web.site.routes import KEYS_IN_PAGES, NAVIGATION

from .site_stage import Stage
from .test_in_browser import Seen


def test_help_lists_the_keys_that_the_question_mark_lists(browser: Any, standing: Stage) -> None:
    found = Seen(browser, standing)
    shown: dict[str, str] = {}
    for path in ("/help", "/view/positions", "/sources/news-digest-2025-05-29"):
        found.go(path)
        found.page.keyboard.press("?")
        lines = found.page.locator("dialog.shortcuts li")
        for number in range(lines.count()):
            keys = lines.nth(number).locator("kbd").all_inner_texts()
            link = lines.nth(number).locator("a")
            shown[" ".join(keys)] = link.inner_text() if link.count() else ""
    found.go("/help")
    lines = found.page.locator("ul.keys li")
    told = {
        lines.nth(number).locator("kbd").inner_text(): lines.nth(number).inner_text()
        for number in range(lines.count())
    }
    assert told.keys() == shown.keys()
    assert len(told) == len(NAVIGATION) + len(KEYS_IN_PAGES)
    for key, words in shown.items():
        assert words in told[key]
    bar = found.page.locator("nav [data-key]")
    assert bar.evaluate_all("all => all.map(each => [each.dataset.key, each.innerText])") == [
        [each.key, each.title] for each in NAVIGATION
    ]
    found.context.close()
