"""``detente new``: whatever is answered, a case that passes ``check``, or nothing at all."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from pexpect import TIMEOUT  # type: ignore[import-untyped]
from ruamel.yaml import YAML

from detente.cli import new
from detente.cli.application import OK, PROBLEMS, REFUSED, application
from detente.core.record.case import BLOCKS, Case
from detente.formats.casefile import read_case, read_folder
from detente.formats.shape import Shaper
from detente.formats.yaml_text import parse

from .running import Outcome, call, program, terminal

NAMES = (
    "Київ", "الأمم المتحدة", "北京", "🕊️", "Ministère de l'Intérieur", "a" * 500, "A=B", "A, B", "1",
    "no", "null", "2025-05-29", "# not a comment", "a: b", "- a", '"quoted"', "public", "Mediator",
    "'", "*x", "[red]x[/red]", "\\", "é", "e\u0301", "---", "x\ty",
)  # fmt: skip


def made(capsys: pytest.CaptureFixture[str], folder: Path, *options: str) -> Case:
    """Begin a case, which has to succeed; return it as it reads."""
    told = call(capsys, "new", folder, *options)
    assert (told.code, told.err) == (OK, "")
    assert read_folder(folder).problems == ()
    return read_case(folder)


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *options: str) -> Outcome:
    """Begin a case, which has to fail and leave nothing behind beside what was there."""
    place = next(each for each in folder.parents if os.path.exists(each))
    before = sorted(place.rglob("*"))
    told = call(capsys, "new", folder, *options)
    assert told.code in (PROBLEMS, REFUSED)
    assert "defect" not in told.err
    assert sorted(place.rglob("*")) == before
    return told


def test_the_options_become_the_case(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    case = made(
        capsys, tmp_path / "strike", "--title", "Harbour strike", "--summary", "Wages: 5%",
        "--party", "Union", "--party", "City=host", "--issue", "Wage?=5 %,3 %", "--issue", "Cranes?",
        "--language", "uk",
    )  # fmt: skip
    assert (case.title, case.summary, case.language) == ("Harbour strike", "Wages: 5%", "uk")
    assert str(case.updated) == date.today().isoformat()
    assert [(party.id, party.name, party.role) for party in case.parties] == [
        ("union", "Union", "principal"), ("city", "City", "host"),
    ]  # fmt: skip
    assert [(issue.question, [option.label for option in issue.options]) for issue in case.issues] == [
        ("Wage?", ["5 %", "3 %"]), ("Cranes?", ["yes", "no"]),
    ]  # fmt: skip


def test_a_title_is_enough(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    case = made(capsys, tmp_path / "a" / "b", "--title", "t")
    assert (case.title, case.parties, case.issues) == ("t", (), ())


def test_what_is_written_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "strike"
    told = call(capsys, "new", folder, "--title", "t")
    assert told.out == f"wrote {folder / 'case.yaml'}; next: detente check {folder}\n"
    names = ["case.schema.json", "case.yaml", "judgement.schema.json", "sources"]
    assert sorted(path.name for path in folder.iterdir()) == names
    data = json.loads(call(capsys, "new", tmp_path / "other", "--title", "t", "--json").out)
    assert (data["command"], data["files"]) == ("new", names)


def test_the_written_case_is_valid_by_the_schema_it_names(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "strike"
    made(capsys, folder, "--title", "t", "--party", "No", "--issue", "1?=1,2")
    text = (folder / "case.yaml").read_text("utf-8")
    (named,) = re.findall(r"^# yaml-language-server: \$schema=(.*)$", text, re.MULTILINE)
    schema = json.loads((folder / named).read_text("utf-8"))
    data = YAML(typ="safe", pure=True).load(text)
    data["updated"] = str(data["updated"])
    Draft202012Validator(schema).validate(data)


def test_every_example_in_its_comments_reads(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made(capsys, tmp_path / "strike", "--title", "t")
    text = (tmp_path / "strike" / "case.yaml").read_text("utf-8")
    seen = set()
    for comment in re.findall(r"(?:^#.*\n)+", text, re.MULTILINE):
        block, _, _ = comment.partition(":\n")
        name = block.splitlines()[-1].removeprefix("# ")
        if name not in BLOCKS:
            continue
        lines = comment[comment.index(f"# {name}:") :].splitlines()
        root, problems = parse("\n".join(line[2:] for line in lines) + "\n", "case.yaml")
        assert problems == ()
        assert root is not None
        shaper = Shaper("case.yaml")
        for item in root.items[0].items:
            shaper.record(BLOCKS[name], item, ("case.yaml", name, 0))
        assert shaper.problems == []
        seen.add(name)
    assert seen >= {"documents", "people", "statements", "positions", "meetings", "proposals"}


@pytest.mark.parametrize("name", NAMES)
def test_any_name_becomes_a_party_and_a_title(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    options = (
        "--title",
        name,
        "--summary",
        name,
        "--party",
        f"{name}=host",
        "--party",
        f"{name}=host",
    )
    case = made(capsys, tmp_path / "new", *options)
    assert (case.title, case.summary) == (name, name)
    assert [party.name for party in case.parties] == [name, name]
    assert len({party.id for party in case.parties}) == 2


@pytest.mark.parametrize("name", [name for name in NAMES if not set(name) & set(",=")])
def test_any_words_become_an_issue_and_its_options(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    case = made(capsys, tmp_path / "new", "--title", "t", "--issue", f"{name}={name},{name}")
    (issue,) = case.issues
    assert issue.question == name
    assert [option.label for option in issue.options] == [name, name]


def test_a_party_and_an_issue_may_have_the_same_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = made(capsys, tmp_path / "new", "--title", "t", "--party", "Wage", "--issue", "Wage")
    assert case.parties[0].id != case.issues[0].id


@pytest.mark.parametrize(
    "options",
    [
        ("--title", ""),
        ("--title", "   "),
        ("--title", "a\x1b[2J"),
        ("--title", "t", "--party", ""),
        ("--title", "t", "--party", "=host"),
        ("--title", "t", "--party", "A=king"),
        ("--title", "t", "--issue", ""),
        ("--title", "t", "--issue", "=a,b"),
        ("--title", "t", "--issue", "q="),
        ("--title", "t", "--issue", "q=,,"),
        ("--wrong",),
    ],
)
def test_what_makes_no_case_leaves_nothing_behind(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: tuple[str, ...]
) -> None:
    told = refused(capsys, tmp_path / "on" / "the" / "way", *options)
    assert told.err
    assert told.out == ""


@pytest.mark.parametrize("kind", ["folder with a file", "file", "link", "link to nothing"])
def test_what_is_there_already_is_not_touched(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str
) -> None:
    place = tmp_path / "there"
    if kind == "folder with a file":
        place.mkdir()
        (place / "file").write_text("mine", "utf-8")
    elif kind == "file":
        place.write_text("mine", "utf-8")
    else:
        (tmp_path / "empty").mkdir()
        place.symlink_to(tmp_path / ("empty" if kind == "link" else "nothing"))
    told = refused(capsys, place, "--title", "t")
    assert told.code == REFUSED
    assert told.err.startswith("error: ")
    assert "\nhint: " in told.err


def test_an_empty_folder_is_used(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    made(capsys, tmp_path / "empty", "--title", "t")


def test_the_new_folder_has_the_permissions_of_any_new_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "any").mkdir()
    made(capsys, tmp_path / "new", "--title", "t")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("any", "new")}
    assert len(modes) == 1


@pytest.mark.parametrize("name", ["n" * 300, "file/below"])
def test_a_folder_that_cannot_be_made_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert refused(capsys, tmp_path / name, "--title", "t").code == REFUSED


@pytest.mark.parametrize("step", ["rename", "chmod"])
def test_a_failure_on_the_way_leaves_nothing_behind(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, failing)
    assert refused(capsys, tmp_path / "new", "--title", "t").code == REFUSED


def test_without_a_terminal_nobody_is_asked(tmp_path: Path) -> None:
    told = program("new", tmp_path / "new", stdin="Title\n")
    assert told.code == PROBLEMS
    assert "--title" in told.err
    assert not (tmp_path / "new").exists()


def answered(monkeypatch: pytest.MonkeyPatch, folder: Path, *lines: str) -> Case:
    """Begin a case with these answers; return it as it reads."""
    monkeypatch.setattr(new, "sys", type("Terminal", (), {"stdin": _Terminal()}))
    result = CliRunner().invoke(application, ["new", str(folder)], input="\n".join(lines) + "\n")
    assert result.exit_code == OK, result.output
    return read_case(folder)


class _Terminal:
    def isatty(self) -> bool:
        return True


def test_the_answers_become_the_case(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    case = answered(
        monkeypatch, tmp_path / "new", "Strike", "Wages.", "Union", "", "City", "host", "",
        "Wage?", "5 %, 3 %", "Cranes?", "", "",
    )  # fmt: skip
    assert (case.title, case.summary) == ("Strike", "Wages.")
    assert [(party.name, party.role) for party in case.parties] == [
        ("Union", "principal"), ("City", "host"),
    ]  # fmt: skip
    assert [[option.label for option in issue.options] for issue in case.issues] == [
        ["5 %", "3 %"], ["yes", "no"],
    ]  # fmt: skip


def test_an_answer_may_hold_any_sign(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    case = answered(
        monkeypatch,
        tmp_path / "new",
        "T=1",
        "",
        "A=B",
        "",
        "C=host",
        "",
        "",
        "Is a=b?",
        "x=1, y",
        "",
    )
    assert [party.name for party in case.parties] == ["A=B", "C=host"]
    assert case.issues[0].question == "Is a=b?"
    assert [option.label for option in case.issues[0].options] == ["x=1", "y"]


@pytest.mark.skipif(sys.platform == "win32", reason="no terminal of this kind")
def test_the_questions_are_asked_on_a_terminal(tmp_path: Path) -> None:
    with terminal("new", tmp_path / "new") as screen:
        screen.expect("called")
        screen.sendline("Війна і мир 🕊️")
        screen.expect("about")
        screen.sendline("")
        screen.expect("party 1")
        screen.sendline("Київ")
        screen.expect("its role")
        screen.sendline("king")
        screen.expect("its role")
        screen.sendline("")
        screen.expect("party 2")
        screen.sendline("")
        screen.expect("issue 1")
        screen.sendline("")
        screen.expect("wrote")
        screen.expect_exact("case.yaml")
    case = read_case(tmp_path / "new")
    assert (case.title, case.parties[0].name) == ("Війна і мир 🕊️", "Київ")


def test_giving_up_at_a_question_leaves_nothing_behind(tmp_path: Path) -> None:
    with terminal("new", tmp_path / "new") as screen:
        screen.expect("called")
        for _ in range(5):  # what is typed while the prompt is being set up may be dropped
            screen.sendintr()
            if screen.expect(["nothing was written", TIMEOUT], timeout=4) == 0:
                break
        else:
            pytest.fail("it was not told that nothing was written")
    assert list(tmp_path.iterdir()) == []
