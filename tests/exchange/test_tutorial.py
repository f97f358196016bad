"""The tutorial on sealed exchanges is played with real processes, also with a server that is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = os.environ.get("DETENTE_HEAVY") == "1"
SCRIPT = Path(__file__).parents[2] / "docs" / "tutorial_exchange.py"
SECONDS = 300
KILL = "--kill-server-between-steps"
LINES = (
    "Russia   missing",
    "error: not all are in yet",
    "ended: lapsed: something was missing at the deadline, nothing is ever opened",
    "error: the exchange has lapsed: nothing is ever opened",
    "the server has destroyed its custody key for this exchange",
    "all are in: nothing can be changed or taken back; the custodians open now",
    "ended: released: all can be opened",
    "0 problems in case",
    "The log holds it, and it counts.",
    "deposit of version 1 by party/russia",
    "deposit of version 1 by party/ukraine",
    "the receipt does not hold",
    "refused: ",
)


def play(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), "--quick", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


def _came_out(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout
    missing = [line for line in LINES if line not in done.stdout]
    assert not missing, done.stdout
    assert "no word of it" in done.stdout
    assert done.stdout.count("is, byte for byte, what") == 4


@pytest.mark.skipif(not HEAVY, reason="DETENTE_HEAVY=1 kills the server between any two steps")
def test_the_tutorial_comes_out_with_a_server_that_is_killed_between_any_two_steps(
    tmp_path: Path,
) -> None:
    killed = play(KILL, "--folder", str(tmp_path / "kept"))
    _came_out(killed)
    kills = killed.stdout.count("(The server was killed, and started again.)")
    assert f"The server was killed {kills} times." in killed.stdout
    assert kills > 15
    errors = (tmp_path / "kept" / "server" / "started.json.errors").read_text("utf-8")
    assert "Traceback" not in errors


def test_the_tutorial_comes_out_the_same_with_a_server_that_runs() -> None:
    done = play()
    _came_out(done)
    assert "The server was killed 0 times." in done.stdout


def test_the_tutorial_ends_with_1_when_something_is_not_as_it_should_be(tmp_path: Path) -> None:
    (tmp_path / "russia").mkdir()
    done = play("--folder", str(tmp_path))
    assert done.returncode == 1
    assert "not as it should be: " in done.stdout
