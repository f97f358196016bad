"""Programs in Go with golang.org/x/mod/sumdb, built for the tests where Go is."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGES = Path("/usr/share/gocode")


def go_program(source: Path, folder: Path) -> Path:
    """Return the program built from a source into a folder; skip where Go is not, but in CI."""
    compiler = shutil.which("go")
    if compiler is None or not (PACKAGES / "src/golang.org/x/mod/sumdb").is_dir():
        if os.environ.get("CI"):
            pytest.fail("CI has to have Go and golang-golang-x-mod-dev")
        pytest.skip("Go or its package golang-golang-x-mod-dev is not installed")
    program = folder / source.stem
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
        [compiler, "build", "-o", str(program), str(source)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return program
