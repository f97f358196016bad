"""The command ``detente``: help, exit codes, and what is told when something goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from detente.__about__ import __version__
from detente.cli import application, check
from detente.cli.application import (
    ANSWER_NO,
    COMMANDS,
    DEFECT,
    OK,
    PROBLEMS,
    REFUSED,
    module_of,
    run,
)

from .running import ISTANBUL, call, program

SECRET = "Kyiv would take less"


def test_exit_codes_are_the_documented_ones() -> None:
    assert (OK, ANSWER_NO, PROBLEMS, REFUSED, DEFECT) == (0, 1, 2, 3, 70)


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_every_command_with_its_line(
    capsys: pytest.CaptureFixture[str], flag: str
) -> None:
    told = call(capsys, flag)
    assert (told.code, told.err) == (OK, "")
    for name, line in COMMANDS.items():
        assert f"  {name} " in told.out
        assert line in told.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], name: str) -> None:
    told = call(capsys, name, "--help")
    assert (told.code, told.err) == (OK, "")
    assert told.out.startswith(f"Usage: detente {name} ")
    assert "--help" in told.out
    assert max(len(line) for line in told.out.splitlines()) <= 100


NO_RESULT = {"completion", "schema", "export", "keys", "exchange"}
"""Commands that write a file, or have subcommands; those are tested on their own."""


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NO_RESULT))
def test_every_command_that_has_a_result_prints_json(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert "--json" in call(capsys, name, "--help").out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "--version").out == f"detente {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [["chek"], ["--wrong"], ["check"], ["check", "--wrong", "."], ["show", ".", "maps"]],
)
def test_a_call_that_is_not_understood_is_told_on_the_error_stream(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    told = call(capsys, *arguments)
    assert (told.code, told.out) == (PROBLEMS, "")
    assert "Error: " in told.err
    assert "Traceback" not in told.err


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    told = call(capsys)
    assert told.code in (OK, PROBLEMS)
    assert "Commands" in told.out + told.err


def test_the_console_script_is_the_main_function() -> None:
    (script,) = entry_points(group="console_scripts", name="detente")
    assert script.value == "detente.cli:main"


def test_help_loads_no_command() -> None:
    code = (
        "import sys; from detente.cli.application import run; run(['--help']);"
        "print(sorted(m for m in sys.modules if m.startswith(('rich', 'altair', 'detente.core'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.endswith("[]\n")


def broken_by(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Make the command ``check`` raise an error."""

    def failing(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(check.command, "callback", failing)


def test_a_defect_is_told_without_traceback_and_without_content(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DETENTE_TRACEBACK", raising=False)
    broken_by(monkeypatch, ValueError(SECRET))
    told = call(capsys, "check", ".")
    assert (told.code, told.out) == (DEFECT, "")
    assert SECRET not in told.err
    assert "Traceback" not in told.err
    error, hint = told.err.splitlines()
    assert error.startswith("error: a defect of detente (ValueError at ")
    assert hint.startswith("hint: ")


def test_a_deep_recursion_and_a_full_memory_are_told_as_defects_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for error in (RecursionError(SECRET), MemoryError(SECRET)):
        broken_by(monkeypatch, error)
        told = call(capsys, "check", ".")
        assert told.code == DEFECT
        assert SECRET not in told.err


def test_the_traceback_is_shown_to_who_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_TRACEBACK", "1")
    broken_by(monkeypatch, ValueError(SECRET))
    with pytest.raises(ValueError, match=SECRET):
        run(["check", "."])


@pytest.mark.parametrize("error", [KeyboardInterrupt(), EOFError()])
def test_being_interrupted_is_told_in_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    broken_by(monkeypatch, error)
    told = call(capsys, "check", ".")
    assert told.code == 130
    assert told.out == ""
    assert "Traceback" not in told.err


def test_a_reader_that_goes_away_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "detente", "show", str(ISTANBUL), "timeline"],
        stdout=writing, stderr=subprocess.PIPE, check=False, text=True,
    )  # fmt: skip
    os.close(writing)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert done.stderr == ""
    assert done.returncode == OK


def test_a_full_disk_at_the_output_is_not_told_as_success() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this platform has no device that is always full")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "detente", "show", str(ISTANBUL)],
            stdout=full, stderr=subprocess.PIPE, check=False, text=True,
        )  # fmt: skip
    assert done.returncode != OK
    assert "Traceback" not in done.stderr


def test_it_runs_as_a_module() -> None:
    assert program("--version").out == f"detente {__version__}\n"


def test_it_runs_where_no_locale_is_set() -> None:
    bare = {"LC_ALL": "C", "LANG": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    told = program("show", ISTANBUL, "positions", environment=bare)
    assert told.code == OK
    assert "Traceback" not in told.err


def test_every_command_is_a_module_of_its_own() -> None:
    folder = Path(application.__file__).parent
    assert all((folder / f"{module_of(name).rpartition('.')[2]}.py").is_file() for name in COMMANDS)
