"""Somebody else's verifier, built once."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "go" / "verify.go"
PACKAGES = Path("/usr/share/gocode")

Verify = Callable[..., list[str]]


@pytest.fixture(scope="session")
def verify(tmp_path_factory: pytest.TempPathFactory) -> Verify:
    """Run the verifier written with Go's x/mod/sumdb; gives its lines."""
    compiler = shutil.which("go")
    if compiler is None or not (PACKAGES / "src/golang.org/x/mod/sumdb").is_dir():
        if os.environ.get("CI"):
            pytest.fail("CI has to have Go and golang-golang-x-mod-dev")
        pytest.skip("Go or its package golang-golang-x-mod-dev is not installed")
    folder = tmp_path_factory.mktemp("go")
    program = folder / "verify"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GOPATH": os.pathsep.join((str(folder / "path"), str(PACKAGES))),
        "GOCACHE": str(folder / "cache"),
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOTOOLCHAIN": "local",
        "CGO_ENABLED": "0",
    }
    built = subprocess.run(
        [compiler, "build", "-o", str(program), str(SOURCE)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert built.returncode == 0, built.stderr

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
