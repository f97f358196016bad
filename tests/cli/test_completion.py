"""``detente completion``: the scripts, and what the shells are told through them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping

import pytest

from detente.cli.application import COMMANDS, OK, PROBLEMS
from detente.web.case_views import VIEWS

from .running import call, program

SHELLS = ("bash", "zsh", "fish")
COMPLETE = {"bash": "bash_complete", "zsh": "zsh_complete", "fish": "fish_complete"}


def completed(words: str, at: int, shell: str = "bash") -> list[str]:
    """Return what a shell is told may stand at a place of a command line."""
    last = words.split(" ")[at] if at < len(words.split(" ")) else ""
    environment: Mapping[str, str] = {
        "_DETENTE_COMPLETE": COMPLETE[shell],
        "COMP_WORDS": words,
        "COMP_CWORD": last if shell == "fish" else str(at),
    }
    told = program(environment=environment)
    assert told.code == OK
    assert told.err == ""
    return told.out.splitlines()


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_names_the_program_and_asks_it(
    capsys: pytest.CaptureFixture[str], shell: str
) -> None:
    told = call(capsys, "completion", shell)
    assert (told.code, told.err) == (OK, "")
    assert f"_DETENTE_COMPLETE={COMPLETE[shell]}" in told.out
    assert "_detente_completion" in told.out


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_accepts_its_script(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = call(capsys, "completion", shell).out
    done = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_another_shell_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "completion", "tcsh").code == PROBLEMS


def test_the_name_of_a_command_is_completed() -> None:
    assert completed("detente sh", 1) == ["plain,show"]
    assert completed("detente c", 1) == ["plain,check", "plain,convert", "plain,completion"]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_is_offered(shell: str) -> None:
    told = "\n".join(completed("detente ", 1, shell))
    assert all(name in told for name in COMMANDS)


def test_the_views_and_options_of_a_command_are_completed() -> None:
    views = [each.removeprefix("plain,") for each in completed("detente show case ", 3)]
    assert views == list(VIEWS)
    assert "plain,--on" in completed("detente show case --o", 3)
