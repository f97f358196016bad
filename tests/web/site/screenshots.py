"""The main pages at all sizes, to be looked at by somebody: into ``build/screenshots``, which is not kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .site_stage import SECRETS, Stage

FOLDER = Path(__file__).parents[3] / "build" / "screenshots"
PAGES = {
    "today": "/",
    "positions": "/view/positions",
    "agreement": "/view/agreement",
    "stability": "/view/stability",
    "source": "/sources/minutes-of-the-first-meeting",
    "editor": "/edit",
}
SIZES: dict[str, dict[str, Any]] = {
    **{
        f"{width}-{scheme}": {
            "viewport": {"width": width, "height": 844 if width < 500 else 900},
            "color_scheme": scheme,
        }
        for width in (390, 768, 1440)
        for scheme in ("light", "dark")
    },
    "zoomed": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "print": {"viewport": {"width": 718, "height": 1000}},
}
"""How each is looked at; twice as large is a window of half the size, as browsers have it."""


def take_screenshots(browser: Any, stage: Stage) -> None:
    """Take each page at each size."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size, how in SIZES.items():
        context = browser.new_context(**how)
        page = context.new_page()
        page.goto(f"http://{stage.host}/enter?token={SECRETS.entrance}")
        page.wait_for_url(f"http://{stage.host}/")
        if size == "print":
            page.emulate_media(media="print")
        for name, path in PAGES.items():
            page.goto(f"http://{stage.host}{path}")
            page.locator("main [data-job]").wait_for(state="detached")
            page.wait_for_timeout(300)
            page.screenshot(path=FOLDER / f"{name}-{size}.png", full_page=True)
        context.close()
