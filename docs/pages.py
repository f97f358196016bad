"""Pages that are made when the site is built: the problem codes, and the references.

This is also the Sphinx extension that makes them; see ``setup``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).parent
BROKEN = DOCS.parent / "cases" / "broken"
PROBLEMS = DOCS / "reference" / "problems"
CITATION = re.compile(r"(?<!!)\[([A-Z][\w’'-]+) (\d{4}[a-z]?)\](?!\()")
_COUNT = re.compile(r"^\d+ (?:error|warning)s?.* in .*\n?", re.MULTILINE)
_COMMANDS = {"sheet": "import", "scenario": "convert", "model": "stability"}
_LINES_SHOWN, _SIGNS_SHOWN = 60, 160


def problem_folders() -> tuple[Path, ...]:
    """Return the folders of ``cases/broken`` that have a page, in order."""
    if not BROKEN.is_dir():
        return ()
    return tuple(sorted(each.parent for each in BROKEN.glob("*/README.md")))


def write_problem_pages() -> None:
    """Write a page for each problem code and the index; remove pages of codes that are gone."""
    PROBLEMS.mkdir(parents=True, exist_ok=True)
    wanted = {"index.md": "\n".join(_index())}
    for folder in problem_folders():
        wanted[f"{folder.name}.md"] = "\n".join(_problem_page(folder))
    for old in PROBLEMS.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        _write(PROBLEMS / name, text)


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _title(folder: Path) -> str:
    """The name after the code in the first line: "unknown reference"."""
    with (folder / "README.md").open(encoding="utf-8") as readme:
        return readme.readline().strip().lstrip("# ").partition(":")[2].strip()


def _index() -> Iterator[str]:
    folders = problem_folders()
    yield from ("# Problem codes", "")
    yield "Each problem that `detente check`, `import`, `convert` or `stability` lists has a code. A code never"
    yield "changes its meaning. Its page says what it means, shows a case, a sheet, a scenario or a model with"
    yield "this one mistake, and what is reported."
    yield ""
    if not folders:
        yield "No code has a page yet."
        return
    yield from ("| code | problem |", "|---|---|")
    yield from (f"| [`{each.name}`]({each.name}.md) | {_title(each)} |" for each in folders)
    yield from ("", "```{toctree}", ":hidden:", ":glob:", "", "*", "```")


def _problem_page(folder: Path) -> Iterator[str]:
    yield (folder / "README.md").read_text(encoding="utf-8").rstrip()
    for path in (folder / "case.yaml", *sorted(folder.glob("judgements/*.yaml"))):
        text = _text_of(path)
        if text:
            yield from _block(f"The file `{path.relative_to(folder)}`", text, "yaml")
    sheet = _text_of(folder / "sheet.csv")
    if sheet:
        yield from _block("The file `sheet.csv`", sheet, "text")
    for path in sorted(each for each in folder.glob("source/**/*") if each.is_file()):
        text = _text_of(path)
        if text:
            language = {".xml": "xml", ".json": "json", ".gmcr": "json"}.get(path.suffix, "text")
            yield from _block(f"The file `{path.relative_to(folder)}`", text, language)
    expected = _text_of(folder / "expected.txt")
    command = _COMMANDS.get(folder.name.partition("-")[0], "check")
    if expected:
        yield from _block(f"What `detente {command}` reports", expected, "text")
    told = (_text_of(other / "expected.txt") for other in _variants(folder))
    others = [_COUNT.sub("", text) for text in told if text]
    if others:
        yield from _block("Other mistakes with this code", "\n".join(others), "text")
    yield ""


def _variants(folder: Path) -> Iterator[Path]:
    """The folders with other mistakes of the same code: ``case-041-party`` of ``case-041``."""
    for other in sorted(BROKEN.glob(f"{folder.name}-*")):
        if not (other / "README.md").exists():
            yield other


def _text_of(path: Path) -> str | None:
    """A file's text, or None where it is missing, a link, or not text."""
    if path.is_symlink() or not path.is_file():
        return None
    data = path.read_bytes()
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _block(heading: str, text: str, language: str) -> Iterator[str]:
    lines = text.rstrip().splitlines()
    shown = [_visible(line) for line in lines[:_LINES_SHOWN]]
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from ("", f"## {heading}", "", f"{fence}{{code-block}} {language}", ":force:", "")
    yield from shown
    yield fence
    if len(lines) > _LINES_SHOWN:
        yield from ("", f"The first {_LINES_SHOWN} of {len(lines)} lines are shown.")


def _visible(line: str) -> str:
    """A line with what cannot be seen written as its code, and cut where it is very long."""
    plain = "".join(
        sign if sign.isprintable() or sign == "\t" else f"<U+{ord(sign):04X}>" for sign in line
    )
    return plain if len(plain) <= _SIGNS_SHOWN else plain[:_SIGNS_SHOWN] + " ..."


def references() -> Mapping[str, Mapping[str, str]]:
    """Return the works in references.bib: by key, their fields."""
    text = (DOCS / "references.bib").read_text(encoding="utf-8")
    found: dict[str, Mapping[str, str]] = {}
    for entry in re.finditer(r"^@\w+\{(\w+),\n(.*?)^\}", text, re.MULTILINE | re.DOTALL):
        pairs = re.findall(r"^\s*(\w+)\s*=\s*\{(.*)\},?$", entry[2], re.MULTILINE)
        found[entry[1]] = {name: value.replace("{", "").replace("}", "") for name, value in pairs}
    return found


def write_references_page() -> None:
    """Write the page of references from references.bib."""
    lines = ["# References", "", "The works that these pages cite.", ""]
    for key, work in sorted(references().items()):
        name, year = re.sub(r"\d.*", "", key), work.get("year", "")
        where = ", ".join(
            work[each] for each in ("journal", "publisher", "institution", "number") if each in work
        )
        lines += [f"({key.lower()})=", ""]
        lines += [
            f"**{name} {year}**",
            f": {work['author']}. *{work['title']}*. {where}, {year}.",
            "",
        ]
    _write(DOCS / "references.md", "\n".join(lines))


def with_citations_linked(docname: str, text: str) -> str:
    """Return a page's text with the address of each ``[Name Year]`` it cites added below."""
    known = references()
    up = os.path.relpath(DOCS / "references.md", (DOCS / docname).parent).replace(os.sep, "/")
    cited = dict.fromkeys(found for found in CITATION.findall(text))
    lines = [
        f"[{name} {year}]: {up}#{(name + year).lower()}"
        for name, year in cited
        if name + year in known
    ]
    return text + "\n\n" + "\n".join(lines) + "\n" if lines else text


def _make_pages(app: Sphinx) -> None:
    write_problem_pages()
    write_references_page()


def _link_citations(app: Sphinx, docname: str, source: list[str]) -> None:
    source[0] = with_citations_linked(docname, source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the pages before any is read; give citations their address as each is read."""
    app.connect("builder-inited", _make_pages)
    app.connect("source-read", _link_citations)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
