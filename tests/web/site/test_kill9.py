"""A program killed at any moment: what was acknowledged is there, and the case always parses."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

from detente.formats.casefile import read_folder

from .site_stage import CASES, hidden_fields

KILLS = 200 if os.environ.get("DETENTE_HEAVY") == "1" else 2


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


def save(browser: httpx.Client, file: Path, number: int) -> None:
    """Save one more line, as the page with the text does; it is acknowledged, or this raises."""
    page = hidden_fields(browser.get("/edit").text)
    text = f"{file.read_text('utf-8')}# edit {number}\n"
    assert browser.post("/edit", data={**page, "text": text}).status_code == 303


def test_no_acknowledged_edit_is_lost_and_the_case_always_parses(tmp_path: Path) -> None:
    case, chance = tmp_path / "case", random.Random(7)
    shutil.copytree(CASES / "istanbul-2025", case)
    before = set(case.rglob("*"))
    file, acknowledged, number, cut = case / "case.yaml", list[int](), 0, 0
    for _ in range(KILLS):
        process, browser, _address = begun(case, tmp_path)
        try:
            for _ in range(chance.randint(1, 2)):
                began, number = time.monotonic(), number + 1
                save(browser, file, number)
                acknowledged.append(number)
            took, number = time.monotonic() - began, number + 1
            killer = threading.Timer(chance.uniform(0.1, 0.9) * took, process.kill)
            killer.start()
            try:
                save(browser, file, number)
                acknowledged.append(number)
            except httpx.HTTPError:
                cut += 1
            killer.join()
        finally:
            process.kill()
            process.wait()
            browser.close()
            if process.stdout:
                process.stdout.close()
        kept = file.read_text("utf-8")
        assert not read_folder(case).problems
        assert all(f"# edit {each}\n" in kept for each in acknowledged)
    left = [each for each in set(case.rglob("*")) - before if each.name.startswith(".detente-")]
    print(
        f"kills {KILLS}, in the middle of a save {cut}, acknowledged {len(acknowledged)}, lost 0, "
        f"files left half written aside {len(left)}"
    )
    assert cut or KILLS < 200  # of two it may be none
