"""What would make a state hold, what it hangs on, what is missing, and many states: in the browser's pages."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from detente.core.stability.five import CONCEPTS
from detente.web.site import holding, pages
from tests.cli.running import call

from .conflicts import (
    BOTH,
    ELMIRA_STATES,
    MODEL,
    elmira,
    got,
    many_states,
    state_page,
    words_of,
    written,
)
from .site_stage import CASES, Stage, staged

# Make this state hold


def test_what_would_make_a_state_hold_is_what_the_command_tells(
    published: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    told = " ".join(call(capsys, "stability", MODEL, "--goal", "1").out.split())
    page = words_of(got(published, "/view/stability/goal", state="delay").text)
    data = json.loads(call(capsys, "stability", MODEL, "--goal", "1", "--json").out)["goal"]
    number = {
        name: re.findall(r"<h1>State (\d+)", got(published, state_page(name)).text)[0]
        for name in ELMIRA_STATES.values()
    }
    for each in data:
        changes = [change for change in each["changes"] if change["below"]]
        for change in changes:
            below = " and ".join(f"state {number[ELMIRA_STATES[b]]}" for b in change["below"])
            assert (
                f"{change['party']} would have to find state {number['delay']} at least as good as "
                f"{below} ({change['pairs']} pair"
            ) in page
    assert "no fewer will do" in told
    assert page.count("no fewer will do") == told.count("no fewer will do")
    for share in re.findall(r"about [\d.]+ percent|\b\d+ percent", told):
        assert share in page


def test_one_concept_and_one_party_can_be_asked_for(standing: Stage) -> None:
    asked = {"state": "coming-to-istanbul", "concept": "general", "party": "ukraine"}
    told = words_of(got(standing, "/view/stability/goal", **asked).text)
    assert "For state 3 to hold for Ukraine" in told
    assert (
        "general: it does not hold for Ukraine. 5 ways to change that, the fewest changes first"
        in told
    )
    assert (
        "Way 1: Ukraine would have to find state 3 at least as good as state 49 (3 pairs)." in told
    )
    assert (
        "of all strict orders that it could have, the state holds for it by about 73.1 percent."
        in told
    )
    assert "Whatever Ukraine prefers, it holds for Russia and US." in told
    assert "Nash:" not in told
    everybody = words_of(got(standing, "/view/stability/goal", state="coming-to-istanbul").text)
    assert (
        "general: it would hold for all if 3 pairs of states changed order (no fewer will do)."
        in everybody
    )
    assert "sequential: it would hold for all if 5 pairs of states changed order" in everybody


def test_a_concept_or_party_that_is_none_is_all(standing: Stage) -> None:
    asked = {"state": BOTH, "concept": "<b>", "party": "nobody"}
    found = got(standing, "/view/stability/goal", **asked)
    assert found.status_code == 200
    assert "it holds for all as it is" in words_of(found.text)


def test_without_a_state_nothing_is_reckoned(standing: Stage) -> None:
    told = words_of(got(standing, "/view/stability/goal").text)
    assert "Choose a state that is to hold." in told
    assert "it would hold" not in told


# What it hangs on


def test_what_it_hangs_on_is_what_the_command_tells(
    standing: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no longer holds" not in got(standing, "/view/stability/depends").text
    told = words_of(got(standing, "/view/stability/depends", concept="sequential").text)
    assert "State 1 no longer holds after 1 of 130 small changes to the order of US." in told
    assert "Even for every group that could act together: state 2." in told
    out = " ".join(
        call(
            capsys, "stability", CASES / "istanbul-2025", "--on", "2025-05-30", "--depends"
        ).out.split()
    )
    for sentence in ("1 of 130 small changes to the order of US", "would hold too",
                     "could leave state", "If this were always done"):  # fmt: skip
        assert told.count(sentence) == out.count(sentence)


def test_what_takes_long_is_told_and_can_be_begun_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PATIENCE_SECONDS", 0.0)
    path = "/view/stability/depends?concept=nash"
    page = stage.get(path).text
    while "data-job" not in page:  # what holds is reckoned already
        page = stage.get(path).text
    job = re.search(r'action="/jobs/(\w+)/cancel"', page)
    assert job
    assert stage.post(f"/jobs/{job[1]}/cancel").status_code == 303
    found = got(stage, path).text
    if "It was stopped" in found:
        assert 'href="/view/stability/depends?concept=nash"' in found
        assert "State 1" in got(stage, path).text


# What is missing


def test_a_case_without_a_conflict_says_what_to_write(tmp_path: Path) -> None:
    stage = staged(tmp_path / "case", "teaching/harbour-2026")
    try:
        for path in ("/view/stability", "/view/stability/ways", "/view/stability/goal",
                     "/view/stability/depends"):  # fmt: skip
            page = got(stage, path, on="2026-03-01")
            assert page.status_code == 200
            told = words_of(page.text)
            assert "The case records no courses of action" in told
            assert 'href="/edit"' in page.text
            assert "What holds, and what would have to change" in told
            assert "party: union" in told
        assert got(stage, "/stability/nothing").status_code == 404
        assert stage.defects == []
    finally:
        stage.stop()


def test_where_orders_are_missing_it_is_told_whose_and_the_rest_stays_open(stage: Stage) -> None:
    (stage.folder / "judgements" / "united-states-exercise.yaml").unlink(missing_ok=True)
    for each in (stage.folder / "judgements").glob("*.yaml"):
        if "party: united-states" in each.read_text("utf-8"):
            each.unlink()
    page = got(stage, "/view/stability").text
    assert "What is missing: the order of the states of US" in unescape(page)
    told = words_of(got(stage, state_page("sanctions-on-russia")).text)
    assert "not determined" in told
    assert "of which it is not known whether it prefers this one" in told
    goal = words_of(got(stage, "/view/stability/goal", state="sanctions-on-russia").text)
    assert "not determined, for want of preferences" in goal
    waiting = words_of(got(stage, "/view/stability/depends", concept="nash").text)
    assert "It is not determined: not all preferences are known." in waiting
    assert stage.defects == []


def test_an_order_that_leaves_states_out_names_them_with_links(tmp_path: Path) -> None:
    folder = elmira(tmp_path / "case")
    file = folder / "judgements" / "ministry.yaml"
    file.write_text(file.read_text("utf-8").replace("  - modify + accept\n", ""), "utf-8")
    stage = Stage(folder)
    try:
        page = got(stage, "/view/stability").text
        assert "the order of the states leaves some out; 1 of them" in page
        assert f'href="{state_page("modify + accept")}"' in page
        assert 'href="/edit?file=judgements/ministry.yaml"' in page
        assert stage.defects == []
    finally:
        stage.stop()


def test_where_the_rules_exclude_the_state_as_matters_stand_one_is_chosen(tmp_path: Path) -> None:
    folder = elmira(tmp_path / "case")
    text = (folder / "case.yaml").read_text("utf-8")
    rule = "  - {id: not-now, together: [delay], without: [modify, insist], evidence: none}\n"
    (folder / "case.yaml").write_text(text + rule, "utf-8")
    stage = Stage(folder)
    try:
        found = got(stage, "/view/stability/ways")
        assert found.status_code == 200
        assert "The rules exclude the state as matters stand: choose where to begin." in found.text
        assert "The ways begin at" in got(stage, "/view/stability/ways", **{"from": "accept"}).text
        assert stage.defects == []
    finally:
        stage.stop()


# Many states


def test_a_conflict_of_many_states_is_told_within_bounds(tmp_path: Path) -> None:
    stage = Stage(many_states(tmp_path / "case", 12))
    try:
        for path in (
            "/view/stability",
            state_page("c0 + c2 + c4"),
            "/view/stability/ways",
            "/view/stability/goal?state=c0",
            "/view/stability/goal?state=c0&party=b&concept=nash",
            "/view/stability/depends?concept=nash",
        ):
            page = got(stage, path)
            assert page.status_code == 200, path
            assert len(page.text) < 150_000, path
        told = words_of(got(stage, state_page("c0")).text)
        assert "102 more are not listed." in told  # 2 times 63 moves
        ways = words_of(got(stage, "/view/stability/ways").text)
        assert "4,063 more" in ways or "4063 more" in ways
        too_many = "There are too many states to try every small change."
        assert too_many in words_of(got(stage, "/view/stability/depends", concept="nash").text)
        assert stage.defects == []
    finally:
        stage.stop()


def test_a_conflict_of_too_many_states_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "STATES_AT_MOST", 8)
    stage = Stage(elmira(tmp_path / "case"))
    try:
        found = got(stage, "/view/stability")
        assert "More states are possible than can be looked at one by one" in found.text
        assert got(stage, "/stability/delay").status_code == 404
    finally:
        stage.stop()


def test_concepts_are_those_of_the_library(standing: Stage) -> None:
    page = got(standing, "/view/stability/depends").text
    offered = re.findall(r'<option value="([^"]+)"', page)
    assert tuple(offered) == CONCEPTS


def test_nothing_written_by_hand_is_needed_for_a_conflict_of_one_party(tmp_path: Path) -> None:
    case = (
        "format: 1\ntitle: One\nparties:\n  - {id: a, name: A, role: principal, evidence: none}\n"
        "conflict:\n  - {id: go, party: a, label: go, evidence: none}\n"
    )
    stage = Stage(written(tmp_path / "case", case))
    try:
        for path in ("/view/stability", "/stability/go", "/view/stability/ways",
                     "/view/stability/goal?state=go"):  # fmt: skip
            page = got(stage, path)
            assert page.status_code == 200
            assert "What is missing: the order of the states of A" in page.text
        assert stage.defects == []
    finally:
        stage.stop()
