"""Many tabs of one browser: one of them listens for all, and none waits for a connection."""

from __future__ import annotations

from typing import Any

from .site_stage import SECRETS, Stage

TABS = 8
"""More than the six connections that a browser keeps to one place."""


def renamed(stage: Stage, old: str, new: str) -> None:
    text = stage.text
    assert old in text
    (stage.folder / "case.yaml").write_text(text.replace(old, new), "utf-8")


def test_eight_tabs_all_load_and_all_show_a_change(browser: Any, stage: Stage) -> None:
    context = browser.new_context()
    context.set_default_timeout(30_000)
    listening: list[str] = []
    context.on("request", lambda each: listening.append(each.url) if "/live" in each.url else None)
    tabs = [context.new_page() for _ in range(TABS)]
    tabs[0].goto(f"http://{stage.host}/enter?token={SECRETS.entrance}")
    tabs[0].wait_for_url(f"http://{stage.host}/")
    for tab in tabs:  # the seventh waited for ever
        tab.goto(f"http://{stage.host}/help")
        assert tab.evaluate("document.hidden") is False
    renamed(stage, "Istanbul talks 2025", "First new name")
    for tab in tabs:
        tab.locator("p.case", has_text="First new name").wait_for()
    assert len(listening) <= 3  # the first page of all, the first tab; not eight
    tabs[0].close()  # it was the one that listened; another one does so now
    renamed(stage, "First new name", "Second new name")
    for tab in tabs[1:]:
        tab.locator("p.case", has_text="Second new name").wait_for()
    context.close()
    assert stage.defects == []
