"""A program killed at any moment: what was acknowledged is there, and the case always parses."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from detente.formats.casefile import read_folder

from .site_stage import CASES, hidden_fields

KILLS = 200 if os.environ.get("DETENTE_HEAVY") == "1" else 5


def begun(case: Path | None, home: Path) -> tuple[subprocess.Popen[str], httpx.Client, str]:
    """Start the program as a user does; give the process, the owner's browser, and the address."""
    environment = {**os.environ, "XDG_DATA_HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    what = ("demo",) if case is None else ("serve", str(case))
    words = ("-m", "detente", *what, "--no-browser", "--json")
    process = subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    text = ""
    while line := process.stdout.readline():
        text += line
        if line.startswith("}"):
            break
    first = json.loads(text)["address"]
    address = first.partition("/enter")[0]
    browser = httpx.Client(base_url=address, timeout=30, headers={"Origin": address})
    browser.get(first)
    return process, browser, address


def test_no_acknowledged_edit_is_lost_and_the_case_always_parses(tmp_path: Path) -> None:
    case, chance = tmp_path / "case", random.Random(7)
    shutil.copytree(CASES / "istanbul-2025", case)
    file, told, number = case / "case.yaml", 0, 0
    for _ in range(KILLS):
        process, browser, _address = begun(case, tmp_path)
        until = time.monotonic() + chance.uniform(0.0, 0.25)
        try:
            while time.monotonic() < until:
                page = hidden_fields(browser.get("/edit").text)
                number += 1
                text = f"{file.read_text('utf-8')}# edit {number}\n"
                got = browser.post("/edit", data={**page, "text": text})
                assert got.status_code == 303
                told = number
            os.kill(process.pid, signal.SIGKILL)
            try:  # at the same moment as a save
                browser.post("/edit", data={**page, "text": f"{text}# half\n"}) if number else None
            except httpx.HTTPError:
                pass
        finally:
            process.kill()
            process.wait()
            browser.close()
            if process.stdout:
                process.stdout.close()
        kept = file.read_text("utf-8")
        assert not read_folder(case).problems
        assert not told or f"# edit {told}\n" in kept
        assert all(f"# edit {each}\n" in kept for each in range(1, told + 1))
    assert told > 0
