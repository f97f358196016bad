"""The pages on what holds: each state in option form, and the ways from one to those that hold."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote, unquote

import pytest

from detente.cli.application import OK
from tests.cli.running import call

from .conflicts import (
    BOTH,
    ELMIRA_STATES,
    MODEL,
    got,
    state_page,
    words_of,
)
from .site_stage import Stage

# A state


def test_each_state_that_the_section_names_leads_to_its_page(standing: Stage) -> None:
    page = got(standing, "/view/stability").text
    table, picture = page.partition("<svg")[0], page.partition("<svg")[2].partition("</svg>")[0]
    for part in (table, picture):
        links = dict.fromkeys(re.findall(r'href="(/stability/[^"]+)"', part))
        states = ("nothing", BOTH, "coming-to-istanbul")
        assert set(links) == {state_page(each) for each in states}
        for link in links:
            assert standing.get(link).status_code == 200
    assert re.search(r'<a href="[^"]+"><title>State 1: nothing is done</title><path', picture)
    assert 'role="group"' in page.partition("<svg")[2].partition(">")[0]


def test_a_state_is_told_in_option_form_with_why_it_holds_or_not(standing: Stage) -> None:
    told = words_of(got(standing, "/stability/coming-to-istanbul").text)
    assert "State 3" in told
    assert "This state does not hold for all under any concept." in told
    assert "✓ Ukraine comes to the meeting of 2 June: done" in told
    assert "– Ukraine gives up its aim of joining NATO: not done" in told
    assert (
        "Ukraine: does not hold It could move to state 1, which it prefers. Nothing deters it."
        in told
    )
    assert (
        "Ukraine can move to state 1, which it prefers. No longer done: Ukraine comes to the meeting "
        "of 2 June."
    ) in told
    assert "From state 11, by Russia, which prefers this one." in told


def test_the_parts_of_a_state_may_stand_in_any_order(standing: Stage) -> None:
    other = " + ".join(reversed(BOTH.split(" + ")))
    first, second = (got(standing, state_page(each)).text for each in (BOTH, other))
    assert words_of(first) == words_of(second)


def test_verdicts_of_a_published_conflict_are_those_of_the_command(
    published: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    told = call(capsys, "stability", MODEL, "--json")
    assert told.code == OK
    rows = {row["state"]: row for row in json.loads(told.out)["rows"]}
    names = ("MoE", "Uniroyal", "Local Government")
    for number, name in ELMIRA_STATES.items():
        page = got(published, state_page(name)).text
        table = page.partition('class="narrow verdicts"')[2].partition("</table>")[0]
        seen = {
            unescape(who): re.findall(r'class="unseen">([^<]+)<', cells)
            for who, cells in re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', table)
        }
        for party in names:
            expected = [
                "holds" if party in each["holds_for"] else "does not hold"
                for each in rows[number]["verdicts"]
            ]
            assert seen[party] == expected, (name, party)
        everybody = ["does not hold" if v["not_for"] else "holds" for v in rows[number]["verdicts"]]
        assert seen["for all"] == everybody


def test_what_no_longer_matters_after_an_end_is_said(published: Stage) -> None:
    told = words_of(got(published, "/stability/abandon").text)
    assert "✓ Abandon: done" in told
    assert "– Modify: no longer matters" in told
    assert "Nobody can move from here." in told


@pytest.mark.parametrize(
    "path",
    [
        "/stability/x",
        "/stability/nothing%20%2B%20x",
        "/stability/%2B",
        "/stability/%20",
        "/stability/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/stability/%00%E2%80%AE",
        "/stability/" + "x" * 5000,
        "/view/stability/ways?from=x",
        "/view/stability/ways?to=x",
        "/view/stability/ways?ticked=1&taken=x",
        "/view/stability/goal?state=x",
        "/view/stability/goal?ticked=1&taken=%3Cb%3E",
    ],
)
def test_a_state_that_is_none_is_not_found_and_it_is_said_why(standing: Stage, path: str) -> None:
    found = got(standing, path)
    assert found.status_code == 404
    assert "<script>alert" not in found.text
    assert "\u202e" not in found.text
    if "2F" not in path:
        assert "There is nothing to tell:" in found.text
        assert len(found.text) < 20_000
    assert standing.defects == []


def test_a_state_that_the_rules_exclude_is_said_to_be(published: Stage) -> None:
    found = published.get("/view/stability/ways?ticked=1&taken=delay&taken=accept")
    assert found.status_code == 404
    assert "the rules exclude it" in found.text


# The ways from a state


def test_the_ways_begin_as_matters_stand_and_go_step_by_step(standing: Stage) -> None:
    page = got(standing, "/view/stability/ways").text
    told = words_of(page)
    assert "From state 1 moves lead to 63 other states, to none by improvements alone" in told
    assert "To state 2, not by improvements alone" in told
    assert (
        "Ukraine moves to state 3. Newly done: Ukraine comes to the meeting of 2 June. "
        "Russia moves to state 2. Newly done: Russia hands over its memorandum before the meeting."
    ) in told
    assert "On this way state 1 holds for all under every concept: it may stay there." in told
    assert "The broad band with numbers: the way, step by step." in told
    assert "31 more states are reached, and not listed." in told
    drawn = page.partition("<svg")[2].partition("</svg>")[0]
    assert re.findall(r">(\d)</text>", drawn)[:2] == ["1", "2"]  # the steps


def test_ways_from_any_state_are_told_and_one_of_them_is_drawn(standing: Stage) -> None:
    asked = {"from": BOTH, "to": "sanctions-on-russia"}
    told = words_of(got(standing, "/view/stability/ways", **asked).text)
    assert "The ways begin at state 2:" in told
    assert "No moves lead to state 1 or state 33" in told.replace(
        "state 33 or state 1", "state 1 or state 33"
    )
    again = got(standing, "/view/stability/ways", **{"from": "coming-to-istanbul"}).text
    assert "To state 1, by improvements" in words_of(again)
    assert "Show state 2 in the picture" in words_of(again)
    link = re.search(r'<a href="(/view/stability/ways[^"]+)">Show state 2', again)
    assert link
    other = got(standing, unescape(link[1])).text
    assert "Show state 1 in the picture" in words_of(other)


def test_ways_in_a_published_conflict_are_those_of_the_command(
    published: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(call(capsys, "stability", MODEL, "--json").out)["ahead"]
    page = got(published, "/view/stability/ways").text
    by_number = {name: number for number, name in ELMIRA_STATES.items()}
    seen = re.findall(
        r'<h2 id="way-\d+">To <a href="/stability/([^"?]+)"[^>]*>state \d+</a>, ([^<]+)', page
    )
    kinds = {True: "by improvements", False: "not by improvements alone"}
    assert {by_number[unquote(name)]: kind for name, kind in seen} == {
        way["to"]: kinds[way["improving"]] for way in data["ways"]
    }
    steps = {way["to"]: len(way["moves"]) for way in data["ways"]}
    listed = re.findall(r"<ol>(.*?)</ol>", page, flags=re.S)
    assert [each.count("<li>") for each in listed] == [
        steps[by_number[unquote(name)]] for name, _ in seen
    ]
    assert f"moves lead to {data['by_moves']} other states" in words_of(page)


def test_a_state_can_be_chosen_by_what_is_done_in_it(standing: Stage) -> None:
    chosen = "/view/stability/ways?ticked=1&taken=paper-beforehand&taken=coming-to-istanbul"
    assert "The ways begin at state 2:" in words_of(got(standing, chosen).text)
    nothing = words_of(got(standing, "/view/stability/ways?ticked=1").text)
    assert "The ways begin at state 1, as matters stand:" in nothing


def test_the_day_and_what_is_asked_are_kept_in_addresses(standing: Stage) -> None:
    asked = {"from": BOTH, "on": "2025-05-29"}
    page = got(standing, "/view/stability/ways", **asked).text
    links = re.findall(r'href="(/(?:stability|view/stability)[^"]*)"', page.partition("<main")[2])
    assert links
    today = [each for each in links if "on=2025-05-29" not in each]
    assert today == [f"/view/stability/ways?from={quote(BOTH)}"]
    assert f'<input type="hidden" name="from" value="{BOTH}">' in page


def test_no_page_has_a_style_or_script_in_it(standing: Stage) -> None:
    for path in (
        "/stability/nothing",
        "/view/stability/ways",
        f"/view/stability/goal?state={quote(BOTH)}",
    ):
        page = got(standing, path).text
        assert " style=" not in page
        assert "<style" not in page
        assert page.count("<script") == page.count('<script type="module" src="/assets/')
