"""LibreOffice without a screen; where it is not installed the test is skipped and says so."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def converted(path: Path, to: str, folder: Path) -> Path:
    """Return a file as LibreOffice converts it: ``to`` is "pdf", "xlsx", or "csv" with its options.

    Of several files, one for each sheet, the first is returned.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / "profile").resolve().as_uri()
    done = subprocess.run(
        [
            program,
            "--headless",
            f"-env:UserInstallation={profile}",
            "--convert-to",
            to,
            "--outdir",
            folder,
            path,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    made = sorted(folder.glob(f"{path.stem}*.{to.partition(':')[0]}"))
    assert made, done.stdout + done.stderr
    return made[0]
