"""``detente stability``: the answer as people see it, and as programs do; and each wrong use."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from detente.cli.application import OK, PROBLEMS, REFUSED
from detente.core.stability.analysis import ConflictAnalysis

from .running import HARBOUR, HEAD, ISTANBUL, PARTIES, ROOT, call, written
from .test_show import width_of

LITERATURE = ROOT / "cases" / "literature"
ELMIRA = LITERATURE / "kilgour-2001"
GARRISON = LITERATURE / "hipel-fraser-1980"
STORED = Path(__file__).parent / "stored_stability"
LAST = "unconditional-ceasefire + coming-to-istanbul + paper-beforehand"
SHOWN = [
    (ISTANBUL, 80, ("--on", "2025-05-29", "--goal", "coming-to-istanbul")),
    (ISTANBUL, 50, ("--on", "2025-05-29")),
    (ISTANBUL, 80, ("--on", "2025-05-29", "--for", "public")),
    (ELMIRA, 80, ("--goal", "1")),
    (ELMIRA, 50, ("--goal", "1")),
    (GARRISON, 80, ("--concept", "sequential")),
    (HARBOUR, 80, ("--on", "2026-03-01")),
]  # fmt: skip


def name_of(shown: tuple[Path, int, tuple[str, ...]]) -> str:
    folder, width, options = shown
    named = (each.lstrip("-") for each in options[::2] if each != "--on")
    return "-".join((folder.name, str(width), *named))


@pytest.mark.parametrize("shown", SHOWN, ids=name_of)
def test_the_answer_is_the_stored_one(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    shown: tuple[Path, int, tuple[str, ...]],
) -> None:
    folder, width, options = shown
    monkeypatch.setenv("COLUMNS", str(width))
    told = call(capsys, "stability", folder, *options)
    assert told.code == OK
    text = "".join(f"{line.rstrip()}\n" for line in (told.out + told.err).splitlines())
    file = STORED / f"{name_of(shown)}.txt"
    if os.environ.get("DETENTE_UPDATE") == "1":
        STORED.mkdir(exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    assert text == file.read_text("utf-8")


def test_no_stored_answer_is_left_over() -> None:
    assert {path.stem for path in STORED.iterdir()} == {name_of(shown) for shown in SHOWN}


@pytest.mark.parametrize("width", [20, 35, 50, 80, 300])
@pytest.mark.parametrize(
    ("folder", "goal"),
    [(ISTANBUL, LAST), (ELMIRA, "7"), (GARRISON, "6")],
    ids=["istanbul", "elmira", "garrison"],
)
def test_no_line_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    goal: str,
    width: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    told = call(capsys, "stability", folder, "--goal", goal)
    assert told.code == OK
    assert max(width_of(line.rstrip()) for line in told.out.splitlines()) <= width


def test_the_reasons_of_elmira_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """By hand: the government can insist in 1; the ministry can answer by modifying the order."""
    text = " ".join(call(capsys, "stability", ELMIRA).out.split())
    assert "3 to 5 of 9 states hold for all, by how far the parties look ahead." in text
    assert (
        "Local Government: holds (general, symmetric); does not hold (Nash, sequential, symmetric "
        "sequential) It could move to state 5, which it prefers. What deters it: MoE moves to state 6."
    ) in text
    assert "To state 5, by improvements: Local Government moves to state 5." in text


def test_it_is_said_whose_judgements_count_and_that_they_are_an_exercise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = call(capsys, "stability", ISTANBUL, "--on", "2025-05-29")
    text = " ".join(told.out.split())
    assert "Russia and Ukraine: the maintainers of Détente, 29 May 2025 · rests on: an" in text
    assert "These orders are an exercise: they are nobody's true preferences." in text
    assert "this rests on private judgements" in told.err
    none = call(capsys, "stability", ISTANBUL, "--for", "public").out
    assert "exercise" not in none
    assert "Whose judgements" not in none


def test_an_older_judgement_is_said_not_to_count(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = strike(tmp_path / "case")
    text = (case / "judgements" / "north.yaml").read_text("utf-8")
    assert "exercise" not in call(capsys, "stability", case).out
    older = text.replace("Ann", "Old Ben").replace("2026-01-02", "2025-01-02")
    (case / "judgements" / "older.yaml").write_text(older, "utf-8")
    told = " ".join(call(capsys, "stability", case).out.split())
    assert "Not used: North by Old Ben, 2 January 2025; of each party the latest counts" in told
    by_ben = " ".join(call(capsys, "stability", case, "--author", "Old Ben").out.split())
    assert "North: Old Ben, 2 January 2025" in by_ben


def strike(folder: Path, label: str = "a strike") -> Path:
    """Write a case in which North can strike and would like to, and nothing is known of South."""
    written(
        folder,
        "format: 1\ntitle: Water\nparties:\n"
        "  - {id: north, name: North, role: principal, evidence: none}\n"
        "  - {id: south, name: South, role: principal, evidence: none}\n"
        "conflict:\n"
        f"  - {{id: strike, label: {label}, party: north, evidence: none}}\n"
        "  - {id: talk, label: talks, party: south, evidence: none}\n"
        "rules:\n  - {id: not-both, together: [strike, talk], evidence: none}\n",
    )
    (folder / "judgements").mkdir()
    (folder / "judgements" / "north.yaml").write_text(
        "format: 1\nparty: north\nauthor: Ann\ndate: 2026-01-02\nvisible_to: [mediator]\n"
        "priorities: [{statement: a strike, formula: strike}]\n",
        "utf-8",
    )
    return folder


def test_json_has_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    told = call(capsys, "stability", ISTANBUL, "--on", "2025-05-29", "--goal", LAST, "--json")
    data = json.loads(told.out)
    assert list(data) == [
        *("detente", "command", "on", "reader", "title"),
        *(each.name for each in fields(ConflictAnalysis)),
    ]
    assert (data["command"], data["on"], data["reader"]) == ("stability", "2025-05-29", None)
    assert (data["states"], data["now"], data["why_not"]) == (64, "nothing", "")
    assert [each["equilibria"] for each in data["counts"]] == [2] * 5
    assert data["goal"][0]["state"] == LAST
    assert data["goal"][0]["changes"][0]["share"] == "0.5"
    elmira = json.loads(call(capsys, "stability", ELMIRA, "--json").out)
    assert (elmira["on"], elmira["reader"], elmira["now"]) == (None, None, "1")
    assert [row["state"] for row in elmira["rows"][:3]] == ["5", "8", "9"]


def test_only_the_concepts_asked_for_are_told_in_their_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ("--concept", "general", "--concept", "nash")
    data = json.loads(call(capsys, "stability", ELMIRA, *asked, "--json").out)
    assert [each["concept"] for each in data["counts"]] == ["nash", "general"]
    out = call(capsys, "stability", ELMIRA, *asked).out
    assert "sequential" not in out


def test_what_it_hangs_on_is_told_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    out = " ".join(call(capsys, "stability", ELMIRA, "--depends").out.split())
    assert "State 8 holds after each of 48 small changes." in out
    assert (
        "MoE and Uniroyal could leave state 5 together, and each would prefer what comes of it: "
        "MoE moves to state 6, then Uniroyal to state 8."
    ) in out
    assert "hangs on" not in call(capsys, "stability", ELMIRA).out


def test_what_is_lacking_is_an_answer_too(capsys: pytest.CaptureFixture[str]) -> None:
    told = call(capsys, "stability", HARBOUR)
    assert told.code == OK
    assert "The case records no courses of action" in told.out
    data = json.loads(call(capsys, "stability", HARBOUR, "--json").out)
    assert data["why_not"] == "no courses of action"


def test_a_state_by_its_number_and_by_its_letters_is_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    by_number = call(capsys, "stability", ELMIRA, "--from", "7", "--goal", "1")
    by_letters = call(capsys, "stability", ELMIRA, "--from", "NNYNY", "--goal", "NYNNN")
    assert by_number == by_letters
    assert by_number.code == OK


# Wrong use


@pytest.mark.parametrize("option", ["--from", "--goal"])
@pytest.mark.parametrize(
    ("folder", "state", "says"),
    [
        (ISTANBUL, "", "a state is written as its courses of action joined by +, or nothing"),
        (ISTANBUL, "sanctions-on-rusia", 'did you mean "sanctions-on-russia"?'),
        (ISTANBUL, "Nothing", 'there is no course of action "Nothing"'),
        (ISTANBUL, "nothing + sanctions-on-russia", 'there is no course of action "nothing"'),
        (
            ISTANBUL,
            "sanctions-on-russia +",
            "a state is written as its courses of action joined by +, or nothing",
        ),
        (ISTANBUL, "\x1b[31mred\u202e", 'there is no course of action "?[31mred?"'),
        (ISTANBUL, "x" * 100_000, "there is no course of action"),
        (ELMIRA, "", 'there is no state ""'),
        (ELMIRA, "0", 'there is no state "0"'),
        (ELMIRA, "\x1b[31m\u2028", 'there is no state "?[31m?"'),
        (ELMIRA, "YYYYY", "for instance YNNY"),
    ],
)
def test_a_state_that_is_none_is_refused_with_how_to_write_one(
    capsys: pytest.CaptureFixture[str], folder: Path, option: str, state: str, says: str
) -> None:
    told = call(capsys, "stability", folder, option, state)
    assert (told.code, told.out) == (PROBLEMS, "")
    assert f"Invalid value for {option}: " in told.err
    assert says in told.err
    assert "\x1b" not in told.err
    assert len(told.err) < 1_000


def test_a_state_that_the_rules_exclude_is_said_to_be(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = call(capsys, "stability", strike(tmp_path / "case"), "--goal", "talk + strike")
    assert (told.code, told.out) == (PROBLEMS, "")
    assert 'there is no state "talk + strike": the rules exclude it' in told.err


@pytest.mark.parametrize(
    "option", [("--for", "public"), ("--author", "Ann"), ("--on", "2026-01-01")]
)
def test_what_only_a_case_has_is_refused_of_a_graph_model(
    capsys: pytest.CaptureFixture[str], option: tuple[str, str]
) -> None:
    told = call(capsys, "stability", ELMIRA, *option)
    assert (told.code, told.out) == (PROBLEMS, "")
    assert f"leave {option[0]} out" in told.err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--concept", "nahs"), "Invalid value for '--concept'"),
        (("--for", "nobody"), '"nobody" is no reader'),
        (("--author", "Nobody"), '"Nobody" judged nobody here'),
        (("--on", "yesterday"), "write the day as year-month-day"),
        (("--goal",), "requires an argument"),
        (("again",), "unexpected extra argument"),
    ],
)
def test_options_that_cannot_be_are_refused(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], says: str
) -> None:
    told = call(capsys, "stability", ISTANBUL, *options)
    assert (told.code, told.out) == (PROBLEMS, "")
    assert says in told.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("empty.json", ""),
        ("list.json", "[]"),
        ("bare.json", "{}"),
        ("cut.json", '{"schema": "gmcr-case/1", '),
        ("deep.json", "[" * 100_000),
        ("binary.json", "\x00\x01\ufffe"),
        ("empty.gmcr", ""),
        ("wrong.gmcr", '{"decisionMakers": [{"name": 3}], "options": {}}'),
        (
            "unknown.json",
            '{"schema": "gmcr-case/1", "title": "t", "decision_makers": ["A"], '
            '"options": [{"name": "o", "dm": "Nobody"}], "preferences": {}}',
        ),
    ],
)
def test_a_file_that_is_no_graph_model_is_refused_with_hints(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, text: str
) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    told = call(capsys, "stability", file)
    assert (told.code, told.out) == (PROBLEMS, "")
    assert f"{name}" in told.err
    assert ": error model-0" in told.err
    assert "  hint: " in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("name", ["nowhere.json", "nowhere.gmcr", "nowhere", "."])
def test_what_is_not_there_is_refused_with_a_hint(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    told = call(capsys, "stability", tmp_path / name)
    assert (told.code, told.out) == (PROBLEMS, "")
    assert "  hint: " in told.err


def test_a_folder_called_like_a_file_and_a_file_that_is_none_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "model.json").mkdir()
    for each in (tmp_path, tmp_path / "model.json"):
        told = call(capsys, "stability", each)
        assert (told.code, told.out) == (PROBLEMS, "")
        assert "hint: " in told.err


def test_a_folder_with_a_graph_model_that_has_problems_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = json.loads((ELMIRA / "model.json").read_text("utf-8"))
    data["moves"]["MoE"].append([1, 77])
    (tmp_path / "model.json").write_text(json.dumps(data), "utf-8")
    told = call(capsys, "stability", tmp_path, "--json")
    assert (told.code, told.out) == (PROBLEMS, "")
    assert "77" in told.err


def test_a_case_beside_a_graph_model_is_what_is_asked_about(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = strike(tmp_path / "case")
    shutil.copy(ELMIRA / "model.json", case / "model.json")
    assert call(capsys, "stability", case).out.startswith("Water")
    assert call(capsys, "stability", case / "model.json").out.startswith("Polluted groundwater")


def test_texts_of_a_file_are_shown_without_control_characters(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = (ELMIRA / "model.json").read_text("utf-8")
    hostile = text.replace('"Uniroyal"', '"Uni\\u001b[31m\\u202eroyal"')
    assert hostile != text
    (tmp_path / "model.json").write_text(hostile, "utf-8")
    told = call(capsys, "stability", tmp_path, "--goal", "7", "--depends")
    assert "\x1b" not in told.out + told.err
    assert "\u202e" not in told.out + told.err
    assert told.code == OK or "hint: " in told.err


def test_a_case_of_too_many_states_is_refused_with_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    courses = "".join(
        f"  - {{id: c{n}, party: upper, label: Course {n}, evidence: none}}\n" for n in range(23)
    )
    (tmp_path / "case.yaml").write_text(f"{HEAD}{PARTIES}conflict:\n{courses}", "utf-8")
    told = call(capsys, "stability", tmp_path)
    assert (told.code, told.out) == (REFUSED, "")
    assert "exclude some by rules" in told.err
