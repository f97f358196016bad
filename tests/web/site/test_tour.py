"""The demonstration: five steps, each on its page, on the day it tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from detente.cli.demo import demonstration
from detente.web.site.tour import STEPS, tour_step

from ...cli.running import call
from .site_stage import Stage, staged
from .test_kill9 import begun


@pytest.fixture
def touring(tmp_path: Path) -> Iterator[Stage]:
    stage = staged(tmp_path / "case")
    stage.site.tour = True
    yield stage
    stage.stop()


def test_each_step_leads_to_the_next_and_is_told_on_its_page(touring: Stage) -> None:
    path, numbers = "/", []
    for _ in range(STEPS):
        page = touring.get(path)
        assert page.status_code == 200
        aside = page.text.partition('<aside class="tour"')[2].partition("</aside>")[0]
        numbers.append(int(aside.partition("Step ")[2].partition(" of 5")[0]))
        path, *others = re.findall(r'<a href="([^"]*)"', aside)
        assert others in (["/?tour=end"], [])  # it can be ended at each
    assert numbers == [1, 2, 3, 4, 5]
    assert path == "/?tour=end"
    assert 'class="tour"' not in touring.get(path).text


def test_without_a_tour_there_is_none(stage: Stage) -> None:
    assert 'class="tour"' not in stage.get("/?tour=1").text


def test_every_page_of_the_tour_is_there() -> None:
    assert (demonstration() / "case.yaml").is_file()
    assert len({step.path for step in map(tour_step, "12345") if step}) == STEPS


def test_the_demonstration_is_a_copy_on_its_day(tmp_path: Path) -> None:
    process, browser, _ = begun(None, tmp_path)
    try:
        page = browser.get("/").text
        assert "3 days left" in page
        assert "Step 1 of 5" in page
        assert (tmp_path / "detente/demonstration/istanbul-2025/case.yaml").is_file()
        assert isinstance(browser, httpx.Client)
    finally:
        process.kill()
        process.wait()
        browser.close()
        assert process.stdout is not None
        process.stdout.close()


def test_what_is_no_folder_is_not_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").write_bytes(b"")
    for name, what in (("empty", "a file; give the folder"), ("none", "there is no such folder")):
        told = call(capsys, "serve", tmp_path / name, "--no-browser")
        assert (told.code, what in told.err) == (2, True)
