"""The house keeps its own rules: who imports whom, how large things are, what the core may not do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "detente").rglob("*.py"))
ALL_PYTHON = [
    *SOURCES,
    *sorted((ROOT / "tests").rglob("*.py")),
    *sorted((ROOT / "benchmarks").glob("*.py")),
]
LINES_AT_MOST = 400
FUNCTION_LINES_AT_MOST = 60
FORBIDDEN_IN_CORE = {"open", "print", "input", "eval", "exec", "__import__", "globals"}
FORBIDDEN_CALLS = {"today", "now", "utcnow", "getenv"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _committed() -> list[Path]:
    """Return the files git would take; outside a checkout, those of the source folders."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


# A rule is one test for all files, which names each that breaks it: a test for each took half a minute.


def _tree(path: Path) -> ast.Module:
    """Trees are not kept: so many slow everything down more than to read them again."""
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_file_is_too_long() -> None:
    assert len(ALL_PYTHON) > 500
    lines = {_name(each): len(each.read_text("utf-8").splitlines()) for each in ALL_PYTHON}
    assert {name: count for name, count in lines.items() if count > LINES_AT_MOST} == {}


def test_no_function_is_too_long() -> None:
    long = [
        f"{_name(path)}: {node.name}: {length} lines"
        for path in ALL_PYTHON
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_AT_MOST
    ]
    assert long == []


def test_the_core_calls_nothing_outside_itself() -> None:
    core = [each for each in SOURCES if "core" in each.parts]
    assert len(core) > 50
    calls = [
        f"{_name(path)}:{node.lineno}: {called}()"
        for path in core
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and (called := _forbidden(node.func))
    ]
    assert calls == []


def _forbidden(called: ast.expr) -> str:
    """Return the name of what the core may not call, empty where it is no such thing."""
    if isinstance(called, ast.Name) and called.id in FORBIDDEN_IN_CORE:
        return called.id
    if isinstance(called, ast.Attribute) and called.attr in FORBIDDEN_CALLS:
        return called.attr
    return ""


def test_imports_stand_at_the_top_but_at_the_command_lines_edge() -> None:
    inner = [
        f"{_name(path)}: {node.name} imports in line {each.lineno}"
        for path in SOURCES
        if "cli" not in path.parts and path.name not in ("__init__.py", "notebook.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef)
        for each in ast.walk(node)
        if isinstance(each, ast.Import | ast.ImportFrom)
    ]
    assert inner == []


def test_what_is_public_says_what_it_returns() -> None:
    silent = []
    for path in SOURCES:
        tree = _tree(path)
        if not ast.get_docstring(tree):
            silent.append(_name(path))
        silent += [
            f"{_name(path)}: {node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert silent == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("open(x)", "open"), ("a.now()", "now"), ("opened(x)", ""), ("f()()", "")],
)
def test_a_call_of_what_the_core_may_not_call_is_seen(text: str, found: str) -> None:
    (node,) = ast.parse(text).body
    assert isinstance(node, ast.Expr)
    assert isinstance(node.value, ast.Call)
    assert _forbidden(node.value.func) == found


def test_there_are_no_rooms_for_everything() -> None:
    names = {path.stem for path in SOURCES} | {path.parent.name for path in SOURCES}
    assert names.isdisjoint({"utils", "common", "helpers", "models", "services", "misc"})


def test_nothing_committed_names_a_registry_or_a_path_of_a_machine() -> None:
    # Put together here, so that this file does not hold what it looks for.
    words = [
        "pypi" + ".org",
        "pythonhosted" + ".org",
        "registry.npm" + "js",
        "/wo" + "rk/",
        "/ro" + "ot/",
    ]
    for path in _committed():
        if path.suffix in (".png", ".txt") and "requirements" not in path.parts:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for word in words:
            assert word not in text, f"{_name(path)} names {word}"


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    pinned = re.findall(
        r"^[a-z0-9._-]+==[^\n]*(?:\n    --hash=sha256:[0-9a-f]{64}[^\n]*)+", text, re.M
    )
    assert len(pinned) == len(re.findall(r"^[a-z0-9._-]+==", text, re.M)) > 10


def test_the_text_of_the_news_report_is_not_shipped() -> None:
    """The article is not ours; our digest shares no long run of words with it but quotations."""
    article = ROOT.parent / "shared" / "data" / "articles" / "istanbul-2025.txt"
    if not article.exists():
        pytest.skip("the article lies outside the project and is not here")
    theirs = _words(article.read_text(encoding="utf-8"))
    runs = {tuple(theirs[i : i + 8]) for i in range(len(theirs) - 7)}
    folder = ROOT / "cases" / "istanbul-2025"
    for path in [folder / "case.yaml", *sorted((folder / "sources").iterdir())]:
        text = re.sub(r'"[^"]*"', " ", path.read_text(encoding="utf-8"))
        ours = _words(text)
        shared = [ours[i : i + 8] for i in range(len(ours) - 7) if tuple(ours[i : i + 8]) in runs]
        assert not shared, shared[:1]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


BENCHMARKS = [
    path
    for path in sorted((ROOT / "benchmarks").glob("*.py"))
    if not path.stem.startswith(
        ("standing_", "agreement_", "stability_", "exchange_", "web_", "processes")
    )
]  # parts, run by the others


@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=_name)
def test_a_benchmark_runs_at_its_smallest(benchmark: Path, tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    done = subprocess.run(
        [
            sys.executable,
            str(benchmark),
            "--smallest",
            "--json",
            str(result),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"versions"' in result.read_text()
