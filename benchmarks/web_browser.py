"""What one person's browser takes: the first page's weight, when it can be used, typing in a filter."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Measured = tuple[str, list[float], float | None, str]

WEIGHT_AIM, READY_AIM, FILTER_AIM = 150.0, 1000.0, 50.0
WORDS = ("party 3", "words 1", "option 2")
LONG = """
window.worked = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.worked = Math.max(window.worked, each.startTime + each.duration);
}).observe({ type: "longtask", buffered: true });
"""
TYPED = """
window.typed = [];
addEventListener("input", (event) => {
  const begun = event.timeStamp;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => window.typed.push(performance.now() - begun);
    channel.port2.postMessage(null);
  });
}, true);
"""
WRONG = """(words) => {
  const rows = [...document.querySelectorAll("#told tbody > tr, #told ol > li, #told ul > li")];
  const holds = (row) => words.split(" ").every((word) => row.textContent.toLowerCase().includes(word));
  const inner = (row) => rows.some((other) => other !== row && other.contains(row));
  const outer = rows.filter((row) => !inner(row));
  return outer.filter((row) => row.hidden === holds(row)).length;
}"""


@contextmanager
def _page(place: Any) -> Iterator[Any]:
    """A page of an installed Chromium, let in; None where there is no Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((found for each in names if (found := shutil.which(each))), None)
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        yield None
        return
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        except Error:
            yield None
            return
        context = started.new_context()
        context.add_init_script(LONG)
        page = context.new_page()
        page.goto(place.address)
        page.wait_for_url(f"http://{place.host}/")
        yield page
        started.close()


def in_browser(place: Any, *, small: bool = False) -> list[Measured]:
    """Return what was measured: its name, the figures, the aim, the unit; nothing without a browser."""
    with _page(place) as page:
        if page is None:
            return []
        first = f"http://{place.host}/"
        weight = _weight(page, first)
        ready = [_ready(page, first) for _ in range(1 if small else 5)]
        found: list[Measured] = [
            ("the first page and all of it, compressed", [weight], WEIGHT_AIM, "kB"),
            ("the first page can be used after", ready, READY_AIM, "ms"),
        ]
        for name in ("timeline", "positions"):
            typed = _typed(page, f"{first}view/{name}", WORDS[:1] if small else WORDS)
            found.append((f"typing in the filter of {name}", typed, FILTER_AIM, "ms"))
        return found


def _weight(page: Any, address: str) -> float:
    """The kilobytes of a page and of all that it loads, as gzip packs them."""
    bodies: list[int] = []

    def came(answer: Any) -> None:
        if not answer.url.startswith("data:") and "/live" not in answer.url:
            bodies.append(len(gzip.compress(answer.body())))

    page.on("requestfinished", lambda request: came(request.response()))
    page.goto(address, wait_until="load")
    page.wait_for_timeout(300)
    return sum(bodies) / 1000


def _ready(page: Any, address: str) -> float:
    """The milliseconds until a page's scripts have run and no long work is left."""
    page.goto(address, wait_until="load")
    page.wait_for_timeout(300)
    ran = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    return float(max(ran, page.evaluate("window.worked")))


def _typed(page: Any, address: str, wanted: tuple[str, ...]) -> list[float]:
    """The milliseconds from each letter typed in a page's filter until what is left is painted."""
    page.goto(address, wait_until="load")
    page.evaluate(TYPED)
    for words in wanted:
        page.locator("#filter").fill("")
        page.locator("#filter").press_sequentially(words, delay=60)
        page.wait_for_timeout(200)
        assert page.evaluate(WRONG, words) == 0, (
            f"the filter shows other rows than those of {words}"
        )
    return [float(each) for each in page.evaluate("window.typed")]
