"""The browser and an editor beside it, another process, on one file: nothing is lost silently."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detente.formats.casefile import read_folder

from .site_stage import Stage, hidden_fields

TIMES = 1_000 if os.environ.get("DETENTE_HEAVY") == "1" else 40
BESIDE = Path(__file__).with_name("editor_beside.py")


def appended(stage: Stage, line: str) -> int:
    """Save one more line, as the page with the text does; return what came back."""
    page = hidden_fields(stage.get("/edit").text)
    got = stage.post("/edit", {**page, "text": f"{stage.text}{line}\n"})
    return int(got.status_code)


@pytest.mark.skipif(sys.platform != "linux", reason="the editor needs a step that Linux has")
def test_two_writers_lose_nothing_silently(stage: Stage, tmp_path: Path) -> None:
    """Each line that was saved is in the file, or its writer was told of it."""
    file, end = stage.folder / "case.yaml", tmp_path / "end"
    began = time.monotonic()
    assert {appended(stage, f"# before {number}") for number in range(3)} == {303}
    pause = time.monotonic() - began  # so that both come through, however quick the machine is
    words = (sys.executable, str(BESIDE), str(file), str(end), str(pause))
    beside = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    told: dict[str, int] = {}
    for number in range(TIMES):
        told[f"# browser {number}"] = appended(stage, f"# browser {number}")
    end.touch()
    theirs = json.loads(beside.communicate(timeout=60)[0])
    assert beside.returncode == 0
    lines, displaced = set(stage.text.splitlines()), set(theirs["displaced"])
    kept = [each for each, status in told.items() if status == 303]
    lost = {each for each in kept if each not in lines | displaced}
    lost |= {f"# editor {each}" for each in range(theirs["saved"])} - lines - displaced
    print(
        f"browser: {TIMES} times, {len(kept)} saved and {TIMES - len(kept)} told of a change; "
        f"editor: {theirs['saved']} saved, {len(displaced)} found in its way; lost silently {len(lost)}"
    )
    assert lost == set()
    assert set(told.values()) <= {303, 409}
    assert kept
    assert not lines & (told.keys() - set(kept))  # what was refused is not there
    assert not read_folder(stage.folder).problems
    assert stage.defects == []
