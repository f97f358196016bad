"""Set Détente up in .venv beside this file, then do what is asked.

    python3 start.py report   write and open the report on the Istanbul talks
    python3 start.py test     run the tests
    python3 start.py setup    set up only; then use .venv/bin/detente

Needs only Python 3.11 or newer with pip; leaves the system's Python alone. What is
installed is pinned by hash in requirements/. Extra arguments go to the command.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REPORT = ROOT / "report.html"
LOCKS = {"report": "run.txt", "setup": "run.txt", "test": "dev.txt"}


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - it is run by whatever Python there is
        return _refuse("Python 3.11 or newer is needed", f"this is {sys.version.split()[0]}")
    what, *rest = arguments or ["help"]
    if what not in LOCKS:
        print((__doc__ or "").strip())
        return 0 if what in ("help", "-h", "--help") else 2
    failed = set_up(LOCKS[what])
    if failed:
        return failed
    if what == "test":
        return subprocess.call([PYTHON, "-m", "pytest", *rest], cwd=ROOT)
    if what == "report":
        case = ROOT / "cases" / "istanbul-2025"
        options = ["--on", "2025-05-30", "-o", str(REPORT), "--open"]
        code = subprocess.call([PYTHON, "-m", "detente", "report", str(case), *options, *rest])
        print(f"The report is {REPORT}; open it if no browser did.")
        return code
    print(f"ready: {ENVIRONMENT / ('Scripts' if os.name == 'nt' else 'bin') / 'detente'}")
    return 0


def set_up(lock: str) -> int:
    """Make the environment and install what is pinned, unless that was done already."""
    frontend = sorted(
        each for each in (ROOT / "frontend").rglob("*.*") if "node_modules" not in each.parts
    )
    read = (
        ROOT / f"requirements/{lock}",
        ROOT / "pyproject.toml",
        ROOT / "hatch_build.py",
        *frontend,
    )
    content = b"".join(each.read_bytes() for each in read if each.is_file())
    wanted = hashlib.sha256(content + sys.version.encode()).hexdigest()
    done = ENVIRONMENT / "detente-set-up.txt"
    if done.exists() and PYTHON.exists() and f"{lock} {wanted}" in done.read_text().splitlines():
        return 0
    print(f"setting up {ENVIRONMENT} (once; a minute or so)", flush=True)
    # Without pip inside: Debian's Python may lack ensurepip, and the pip outside can install into it.
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt", clear=False).create(ENVIRONMENT)
    steps = (
        ["--require-hashes", "-r", str(ROOT / "requirements" / lock)],
        ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    )
    for step in steps:
        code = _pip("install", "--quiet", "--disable-pip-version-check", *step)
        if code:
            return _refuse(
                "the installation failed", "look at pip's message above; is there a network?"
            )
    before = done.read_text() if done.exists() else ""
    done.write_text(f"{before}{lock} {wanted}\n")
    return 0


def _pip(*arguments: str) -> int:
    """Run pip for the environment: its own if it has one, else the one of this Python."""
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    own = (
        subprocess.call(
            [PYTHON, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        == 0
    )
    pip = [PYTHON, "-m", "pip"] if own else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return subprocess.call([*pip, *arguments], env=environment)


def _refuse(what: str, hint: str) -> int:
    print(f"error: {what}\nhint: {hint}", file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
