"""Runs the small Node programs that the encryption is compared with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "npm"
MISSING = "needs Node and its packages: npm ci --prefix tests/exchange/npm"


def run(script: str, given: object = None) -> Any:
    """Return what a script prints for what it is given, both JSON; without Node, skip the test."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules").is_dir():
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    done = subprocess.run(
        [node, script],
        cwd=FOLDER,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
