"""What if, on the page of conditions: the deadlock as it would be; nothing is recorded."""

from __future__ import annotations

import re
from html import unescape

import pytest

from .site_stage import Stage

PAGE = "/view/conditions"


def words_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_waiver_is_tried_and_the_deadlock_is_gone(stage: Stage) -> None:
    before = stage.text
    assert "Deadlock: 2 steps wait" in words_of(stage.get(PAGE).text)
    page = stage.get(f"{PAGE}?waive=paper-before-meeting").text
    told = words_of(page)
    assert "Below is what would be, not what is." in told
    assert "Deadlocks: 0, instead of 1." in told
    assert "Could then happen: Russia's memorandum handed over" in told
    assert "No deadlock: no steps wait for one another." in told
    assert re.search(r'name="waive" value="paper-before-meeting" checked', page)
    assert stage.text == before


def test_each_smallest_way_out_can_be_tried_by_its_link(standing: Stage) -> None:
    ways = re.findall(r'<a class="try" href="([^"]+)"', standing.get(PAGE).text)
    assert len(ways) == 2
    for way in ways:
        assert "Deadlocks: 0, instead of 1." in words_of(
            standing.get(way.replace("&amp;", "&")).text
        )


def test_what_is_met_and_a_moved_meeting_are_supposed_too(standing: Stage) -> None:
    told = words_of(standing.get(f"{PAGE}?met=paper-before-meeting").text)
    assert "Deadlocks: 0, instead of 1." in told
    page = standing.get(PAGE).text
    name, day = re.search(r'name="(day\.[^"]+)" value="([^"]+)"', page).groups()  # type: ignore[union-attr]
    assert "would be, not what is" not in standing.get(f"{PAGE}?{name}={day}").text
    moved = standing.get(f"{PAGE}?{name}=2025-06-09").text
    assert "would be, not what is" in moved
    assert "by 9 June 2025" in words_of(moved)


@pytest.mark.parametrize(
    "asked", ["waive=nothing", "met=%3Cscript%3E", "day.nothing=2025-06-09", "day.x=tomorrow"]
)
def test_what_is_not_there_is_told_and_nothing_supposed(standing: Stage, asked: str) -> None:
    page = standing.get(f"{PAGE}?{asked}")
    assert page.status_code == 200
    assert "Nothing is supposed" in page.text
    assert "<script>" not in page.text
    assert "Deadlock: 2 steps wait" in words_of(page.text)


def test_on_an_earlier_day_the_day_is_kept(standing: Stage) -> None:
    page = standing.get(f"{PAGE}?on=2025-05-29").text
    assert '<input type="hidden" name="on" value="2025-05-29">' in page
    assert all("on=2025-05-29" in each for each in re.findall(r'class="try" href="([^"]+)"', page))
