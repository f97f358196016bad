"""The documentation says what is so: tables, commands, examples, citations and codes.

Conventions of the pages:

- ``<!-- fields: Party -->`` to ``<!-- end -->`` is generated; DETENTE_UPDATE=1 writes it anew.
- A ``python`` block with ``>>>`` is run from the repository's folder, page by page.
- In a ``console`` block, a line ``$ detente ...`` is run in a folder that holds a copy of
  ``cases/``; what follows is what it prints (a line ``...`` stands for any lines).
- ``<!-- append to: FILE -->`` before a block adds the block to a file in that folder.
"""

from __future__ import annotations

import doctest
import importlib.util
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

import detente
from detente.cli.application import COMMANDS, run
from detente.cli.exchange import EXCHANGE_COMMANDS
from detente.cli.keys import command as keys_command
from detente.core.problems import Problem
from detente.core.record.statements import SILENT, Stance
from detente.formats.casefile import read_folder
from detente.formats.data import as_data
from detente.web.case_views import VIEWS

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
CASE = "cases/istanbul-2025"
FORMAT_PAGES = tuple(
    DOCS / "reference" / f"{name}.md"
    for name in (
        "case-format",
        "case-format-blocks",
        "case-format-talks",
        "case-format-obligations",
        "judgement-files",
    )
)
FENCE = re.compile(
    r"^(?P<indent> *)(?:<!-- append to: (?P<target>\S+) -->\n *)?"
    r"(?P<ticks>`{3,})(?P<language>\w*)\n(?P<text>.*?)^ *(?P=ticks)$",
    re.MULTILINE | re.DOTALL,
)


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tables = _module("tables")
site = _module("pages")


def written_pages() -> tuple[Path, ...]:
    """Return the pages that people write: those made at the build are left out."""
    made = {DOCS / "references.md"}
    pages = sorted(each for each in DOCS.rglob("*.md") if each.parent != site.PROBLEMS)
    return (REPOSITORY / "README.md", *(each for each in pages if each not in made))


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page."""

    language: str
    text: str
    target: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page, in their order, freed of their indentation."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        indent = found["indent"]
        lines = (line.removeprefix(indent) for line in found["text"].splitlines(keepends=True))
        line = text.count("\n", 0, found.start("ticks")) + 1
        yield Block(found["language"], "".join(lines), found["target"] or "", line)


def _name(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def _with(*languages: str) -> list[Path]:
    return [
        page for page in written_pages() if any(each.language in languages for each in blocks(page))
    ]


# Generated parts


@pytest.mark.parametrize("page", list(tables.pages()), ids=_name)
def test_generated_parts_are_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    made = tables.with_parts(text, page.name)
    if os.environ.get("DETENTE_UPDATE") == "1" and made != text:
        page.write_text(made, encoding="utf-8")
        text = made
    assert text == made, f"{_name(page)} is out of date: run the tests with DETENTE_UPDATE=1"


def test_every_field_of_the_format_has_a_table() -> None:
    shown = set(re.findall(r"<!-- fields: (\w+) -->", "".join(map(_read, FORMAT_PAGES))))
    missing = {name for name in _record_types() if name not in shown}
    assert not missing


def _record_types() -> set[str]:
    """The names of all types that can stand in a case or judgement file."""
    waiting: list[type] = [tables.Case, tables.Judgement]
    found: dict[str, type] = {}
    while waiting:
        kind = waiting.pop()
        if kind.__name__ not in found:
            found[kind.__name__] = kind
            waiting.extend(inner for each in tables.fields_of(kind) for inner in _inside(each.type))
    return set(found) - {"Date"}


def _inside(hint: object) -> Iterator[type]:
    if isinstance(hint, type) and hasattr(hint, "__dataclass_fields__"):
        yield hint
    for argument in get_args(hint):
        yield from _inside(argument)


def _read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_every_stance_is_explained() -> None:
    page = _read(DOCS / "reference" / "case-format-blocks.md")
    missing = [each for each in (*get_args(Stance), SILENT) if f"\n| `{each}` | " not in page]
    assert not missing


def test_the_table_of_problems_names_every_field() -> None:
    page = _read(DOCS / "reference" / "results.md")
    section = page.partition("\n## Problem\n")[2].partition("\n## ")[0]
    data = as_data(Problem("case-031", ("case.yaml",), "message", "hint"))
    assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == list(data)


@pytest.mark.parametrize("view", VIEWS)
def test_the_fields_of_show_are_documented(view: str) -> None:
    page = _read(DOCS / "reference" / "results.md")
    (row,) = re.findall(rf"^\| `show {view}` \| (.*) \|$", page, re.MULTILINE)
    output = json.loads("\n".join(_run(f"detente show {CASE} {view} --json", REPOSITORY)))
    shared = ["detente", "command", "on", "reader", "title"]
    assert list(output) == [*shared, *re.findall(r"`(\w+)`", row)]


def test_every_command_is_documented() -> None:
    page = "".join(map(_read, sorted((DOCS / "reference").glob("commands*.md"))))
    names = [*COMMANDS, *(f"exchange {name}" for name in EXCHANGE_COMMANDS)]
    names += [f"keys {name}" for name in keys_command.commands]
    missing = [name for name in names if f"<!-- command: {name} -->" not in page]
    assert not missing


def test_every_name_of_the_library_is_documented() -> None:
    page = _read(DOCS / "reference" / "library.md")
    missing = [name for name in detente.__all__ if f"`{name}`" not in page]
    assert missing == ["__version__"]


# Examples


@pytest.mark.parametrize("page", _with("python"), ids=_name)
def test_python_examples(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    names: dict[str, object] = {"__name__": "__main__"}
    told: list[str] = []
    for block in blocks(page):
        if block.language == "python" and ">>>" in block.text:
            test = doctest.DocTestParser().get_doctest(
                block.text, names, page.name, str(page), block.line
            )
            runner.run(test, out=told.append, clear_globs=False)
            names.update(test.globs)
    assert not runner.summarize(verbose=False).failed, "".join(told)


@pytest.mark.parametrize("page", _with("console"), ids=_name)
def test_console_examples(page: Path, tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "cases", tmp_path / "cases", symlinks=True)
    for block in blocks(page):
        if block.target:
            _append(tmp_path / block.target, block.text)
        if block.language == "console":
            for command, expected in _commands(block.text):
                printed = _run(command, tmp_path)
                where = f"{_name(page)}:{block.line}: {command}"
                assert _matches(expected, printed), f"{where}\n" + "\n".join(printed)


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each call of detente with the lines printed after it."""
    lines = text.splitlines()
    for index, line in enumerate(lines):
        if line.startswith("$ detente "):
            after = takewhile(lambda each: not each.startswith("$ "), lines[index + 1 :])
            yield line.removeprefix("$ "), list(after)


def _run(command: str, folder: Path) -> list[str]:
    """Call the command line in this process as if in a pipe, both streams in one; give the lines."""
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with pytest.MonkeyPatch.context() as here, open(os.devnull, encoding="utf-8") as nothing:
        here.chdir(folder)
        for name in ("COLUMNS", "FORCE_COLOR"):
            here.delenv(name, raising=False)
        here.setenv("NO_COLOR", "1")
        for name, stream in (("stdin", nothing), ("stdout", printed), ("stderr", printed)):
            here.setattr(sys, name, stream)
        run(shlex.split(command)[1:])
    found = printed.buffer
    assert isinstance(found, io.BytesIO)
    return found.getvalue().decode("utf-8").splitlines()


@pytest.mark.parametrize("words", ["show positions --on 2025-05-30", "show maps"])
def test_a_call_in_this_process_prints_what_the_program_prints(words: str) -> None:
    name, *rest = words.split()
    command = [name, CASE, *rest]
    kept = {
        key: value for key, value in os.environ.items() if key not in ("COLUMNS", "FORCE_COLOR")
    }
    done = subprocess.run(
        [sys.executable, "-m", "detente", *command],
        cwd=REPOSITORY,
        env={**kept, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    printed = _run(shlex.join(["detente", *command]), REPOSITORY)
    assert printed == done.stdout.decode("utf-8").splitlines()
    assert printed


def _matches(expected: list[str], printed: list[str]) -> bool:
    """Return whether the lines fit, blanks at their ends aside.

    ``...`` alone is any lines; within a line it is any signs.
    """
    pattern = "".join(
        r"(?:.*\n)*?"
        if line.strip() == "..."
        else ".*?".join(map(re.escape, line.rstrip().split("..."))) + r"\n"
        for line in expected
    )
    return bool(re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed)))


def test_the_lines_of_an_example_are_compared() -> None:
    assert _matches(["a", "...", "d"], ["a ", "b", "c", "d"])
    assert not _matches(["a", "b"], ["a", "c"])
    assert not _matches(["a"], ["a", "b"])
    assert _matches(["a ... c"], ["a b c"])


def test_the_examples_of_the_format_form_a_case(tmp_path: Path) -> None:
    for page in FORMAT_PAGES:
        for block in blocks(page):
            if block.target:
                _append(tmp_path / block.target, block.text)
    problems = read_folder(tmp_path).problems
    assert not problems, "\n".join(f"{each.place}: {each.message}" for each in problems)


# Sources and codes


@pytest.mark.parametrize("page", written_pages(), ids=_name)
def test_citations_resolve(page: Path) -> None:
    known = site.references()
    unknown = [name + year for name, year in _cited(page) if name + year not in known]
    assert not unknown


def test_every_reference_is_cited() -> None:
    cited = {name + year for page in written_pages() for name, year in _cited(page)}
    assert set(site.references()) == cited


def _cited(page: Path) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = site.CITATION.findall(_read(page))
    return found


@cache
def _codes_in_source() -> frozenset[str]:
    sources = (REPOSITORY / "src").rglob("*.py")
    return frozenset(
        code for each in sources for code in re.findall(r'"(case-\d{3})"', _read(each))
    )


def test_every_problem_code_has_a_folder_with_a_page() -> None:
    if not site.BROKEN.is_dir():
        pytest.skip("cases/broken is not there yet")
    documented = {folder.name for folder in site.problem_folders()}
    missing = sorted(_codes_in_source() - documented)
    assert not missing, f"no README.md in cases/broken for: {', '.join(missing)}"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(_read(REPOSITORY / "pyproject.toml"))
    groups = project["dependency-groups"].values()
    wanted = [*project["project"]["dependencies"], *(each for group in groups for each in group)]
    names = {re.split(r"[<>=~! ;\[]", each)[0] for each in wanted if isinstance(each, str)}
    page = _read(DOCS / "decisions" / "0009-dependencies.md")
    assert set(re.findall(r"^\| ([a-z][\w-]+) \| (?!licence)", page, re.MULTILINE)) == names


def test_every_page_of_a_code_begins_with_the_code() -> None:
    wrong = [
        folder.name
        for folder in site.problem_folders()
        if not _read(folder / "README.md").startswith(f"# {folder.name}: ")
    ]
    assert not wrong


@pytest.mark.parametrize("page", written_pages(), ids=_name)
def test_pages_are_short(page: Path) -> None:
    assert len(_read(page).splitlines()) <= 400
