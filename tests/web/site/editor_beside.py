"""An editor beside the browser, as a process of its own: it saves at any moment and counts."""

from __future__ import annotations

import ctypes
import json
import os
import random
import sys
import time
from pathlib import Path


def editor(file: Path, end: Path, seconds: float) -> None:
    """Append a line at any moment, until the file ``end`` is there; tell what was displaced unseen.

    It saves as editors do, by a file aside that takes the name. The two files change names in one step,
    so that it knows exactly what its own save took the place of.
    """
    rename = ctypes.CDLL(None, use_errno=True).renameat2
    chance, number, displaced = random.Random(7), 0, list[str]()
    aside = file.with_name(".aside")
    while not end.exists():
        text = file.read_text("utf-8")
        aside.write_text(f"{text}# editor {number}\n", "utf-8")
        assert rename(-100, os.fsencode(aside), -100, os.fsencode(file), 2) == 0
        if (out := aside.read_text("utf-8")) != text:
            displaced += set(out.splitlines()) - set(text.splitlines())
        number += 1
        time.sleep(chance.uniform(0, seconds))
    print(json.dumps({"saved": number, "displaced": displaced}))


if __name__ == "__main__":
    editor(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
