"""Somebody else's verifier, built once."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ..go_programs import go_program

SOURCE = Path(__file__).resolve().parents[1] / "go" / "verify.go"

Verify = Callable[..., list[str]]


@pytest.fixture(scope="session")
def verify(tmp_path_factory: pytest.TempPathFactory) -> Verify:
    """Run the verifier written with Go's x/mod/sumdb; gives its lines."""
    program = go_program(SOURCE, tmp_path_factory.mktemp("go"))

    def run(*arguments: object) -> list[str]:
        done = subprocess.run(
            [str(program), *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run
