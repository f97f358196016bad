"""``detente show``: each view as people see it, and as programs do.

The texts in ``stored`` are what is printed; ``DETENTE_UPDATE=1`` rewrites them.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path

import pytest

from detente.cli.application import OK, PROBLEMS
from detente.web.case_views import VIEWS

from .running import BROKEN, HARBOUR, ISTANBUL, call, program

STORED = Path(__file__).parent / "stored"
CASES = {"istanbul": (ISTANBUL, "2025-05-30"), "harbour": (HARBOUR, "2026-02-23")}
SHOWN = [
    *((case, view, 100, ()) for case in CASES for view in VIEWS),
    *((case, "positions", 50, ()) for case in CASES),
    ("istanbul", "conditions", 50, ("--waive", "paper-before-meeting")),
    *((case, "movement", 50, ()) for case in CASES),
    ("istanbul", "movement", 100, ("--since", "2025-05-16")),
    ("harbour", "movement", 100, ("--for", "mediator")),
    ("harbour", "movement", 100, ("--since", "2026-02-05")),
    ("harbour", "movement", 80, ("--party", "company", "--issue", "automation")),
    ("istanbul", "positions", 100, ("--party", "russia", "--issue", "ceasefire")),
    ("harbour", "due", 100, ("--all",)),
    ("harbour", "positions", 100, ("--for", "mediator")),
]
KEYS = {
    "overview": ["meetings", "positions", "due", "papers", "commitments"],
    "positions": ["positions"],
    "timeline": ["timeline"],
    "due": ["due"],
    "proposals": ["papers"],
    "commitments": ["commitments"],
    "conditions": ["sequence", "what_if", "before"],
    "movement": ["movement", "explanations", "codes"],
    "people": ["parties", "people"],
    "sources": ["sources"],
}


def name_of(shown: tuple[str, str, int, tuple[str, ...]]) -> str:
    """Return the name of the file a stored text is in."""
    case, view, width, options = shown
    return "-".join((case, view, str(width), *(each.lstrip("-") for each in options)))


def width_of(line: str) -> int:
    """Return how many columns of a terminal a line takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in line
    )


@pytest.mark.parametrize("shown", SHOWN, ids=name_of)
def test_a_view_is_the_stored_one(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    shown: tuple[str, str, int, tuple[str, ...]],
) -> None:
    case, view, width, options = shown
    folder, day = CASES[case]
    monkeypatch.setenv("COLUMNS", str(width))
    told = call(capsys, "show", folder, view, "--on", day, *options)
    assert told.code == OK
    file = STORED / f"{name_of(shown)}.txt"
    text = "".join(f"{line.rstrip()}\n" for line in (told.out + told.err).splitlines())
    if os.environ.get("DETENTE_UPDATE") == "1":
        STORED.mkdir(exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    assert text == file.read_text("utf-8")
    assert "\x1b" not in told.out + told.err
    assert max(width_of(line) for line in told.out.splitlines()) <= width


def test_no_stored_text_is_left_over() -> None:
    assert {path.stem for path in STORED.iterdir()} == {name_of(shown) for shown in SHOWN}


@pytest.mark.parametrize("width", [20, 35, 80, 300])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("case", CASES)
def test_no_line_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    case: str,
    view: str,
    width: int,
) -> None:
    folder, day = CASES[case]
    monkeypatch.setenv("COLUMNS", str(width))
    told = call(capsys, "show", folder, view, "--on", day)
    assert max(width_of(line.rstrip()) for line in told.out.splitlines()) <= width


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("case", CASES)
def test_json_holds_what_is_asked_for(
    capsys: pytest.CaptureFixture[str], case: str, view: str
) -> None:
    folder, day = CASES[case]
    data = json.loads(call(capsys, "show", folder, view, "--on", day, "--json").out)
    assert list(data)[:5] == ["detente", "command", "on", "reader", "title"]
    assert (data["command"], data["on"], data["reader"]) == (f"show {view}", day, "public")
    assert list(data)[5:] == KEYS[view]


def test_a_view_is_of_the_day_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    before = call(capsys, "show", ISTANBUL, "people", "--on", "2025-05-01", "--json").out
    after = call(capsys, "show", ISTANBUL, "people", "--on", "2025-05-30", "--json").out
    assert json.loads(before)["people"] == []
    assert len(json.loads(after)["people"]) >= 8


def test_without_a_view_the_overview_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    day = ("--on", "2025-05-30")
    assert call(capsys, "show", ISTANBUL, *day) == call(capsys, "show", ISTANBUL, "overview", *day)


def test_what_a_reader_may_not_see_is_counted_and_not_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen = {}
    for reader in ("public", "mediator", "union", "company"):
        told = call(
            capsys, "show", HARBOUR, "sources", "--on", "2026-02-23", "--for", reader, "--json"
        )
        assert told.code == OK
        seen[reader] = (told.out, told.err)
    assert "note-mediator" in seen["mediator"][0]
    for reader in ("public", "union", "company"):
        assert "note-mediator" not in seen[reader][0]
        assert seen[reader][1].startswith("note: ")
        assert f"not shown to {reader}" in seen[reader][1]


@pytest.mark.parametrize("party", ["union", "company"])
def test_of_one_party_it_is_still_told_who_moved_first_on_the_whole(
    capsys: pytest.CaptureFixture[str], party: str
) -> None:
    day = ("--on", "2026-02-23")
    everybody = call(capsys, "show", HARBOUR, "movement", *day).out
    (whole,) = re.findall(r"On the whole: (\w+), ", everybody)
    narrowed = call(capsys, "show", HARBOUR, "movement", *day, "--party", party).out
    assert f"On the whole: {whole}, " in narrowed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--for", "nobody"), "is no reader; readers: public, mediator"),
        (("--for", "Mediator"), 'did you mean "mediator"?'),
        (("timeline", "--party", "union"), "for the views positions and movement"),
        (("positions", "--since", "2025-05-01"), "for the view movement"),
        (
            ("movement", "--since", "2025-05-31", "--on", "2025-05-30"),
            "--since 2025-05-31 lies after --on 2025-05-30",
        ),
        (("positions", "--all"), "for the view due"),
        (("--on", "yesterday"), "year-month-day"),
        (("--on", "2025-02-30"), "year-month-day"),
        (("positions", "--party", "nobody"), "not among the parties"),
        (("positions", "--issue", "nothing"), "not among the issues"),
    ],
)
def test_what_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    refused = call(capsys, "show", ISTANBUL, *arguments)
    assert (refused.code, refused.out) == (PROBLEMS, "")
    assert told in " ".join(refused.err.split())


def test_of_two_mistakes_with_since_only_the_one_made_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    elsewhere = call(capsys, "show", ISTANBUL, "positions", "--since", "2025-05-01").err
    too_late = ("--since", "2025-05-31", "--on", "2025-05-30")
    after = call(capsys, "show", ISTANBUL, "movement", *too_late).err
    assert "view movement" in elsewhere
    assert "--on" not in elsewhere
    assert "view movement" not in after


def test_a_case_with_errors_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    told = call(capsys, "show", BROKEN / "case-044")
    assert (told.code, told.out) == (PROBLEMS, "")
    assert ": error case-044: " in told.err


def test_a_case_with_warnings_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "show", BROKEN / "case-075").code == OK


@pytest.mark.parametrize("view", VIEWS)
def test_a_case_with_nothing_in_it_is_shown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, view: str
) -> None:
    (tmp_path / "case.yaml").write_text("format: 1\ntitle: Nothing yet\n", "utf-8")
    told = call(capsys, "show", tmp_path, view)
    assert (told.code, told.err) == (OK, "")
    assert told.out.startswith("Nothing yet")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "today"])
def test_any_day_can_be_asked_about(capsys: pytest.CaptureFixture[str], day: str) -> None:
    for view in VIEWS:
        assert call(capsys, "show", ISTANBUL, view, "--on", day).code == OK


def test_no_colour_reaches_a_pipe() -> None:
    for environment in ({"TERM": "xterm-256color"}, {"COLORTERM": "truecolor"}):
        told = program("show", ISTANBUL, "positions", environment=environment)
        assert told.code == OK
        assert "\x1b" not in told.out + told.err
