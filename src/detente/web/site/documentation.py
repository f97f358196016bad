"""The documentation as pages of the local program: read from the Markdown that comes with it, offline."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.deflist import deflist_plugin

PICTURES = ".png"
OTHER_FILES = frozenset({"verify_receipt.py", "tutorial-browser/letter.txt"})
GLOSSARY, REFERENCES = "glossary", "references"
HOW_TO = "how-to/index"
_CITATION = re.compile(r"(?<!!)\[([A-Z][\w’'-]+) (\d{4}[a-z]?)\](?!\()")
_COMMENT = re.compile(r"<!--.*?-->\n?|^:::[^\n]*\n|^\([\w-]+\)=\n", re.DOTALL | re.MULTILINE)
_NAMED = re.compile(r"^\(([\w-]+)\)=$", re.MULTILINE)
_DOWNLOAD = re.compile(r"\{download\}`([^<`]+) <([^>`]+)>`")
_TREE = re.compile(r"^```\{toctree\}\n(.*?)^```\n?", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"^(`{3,})\{code-block\} *([\w-]*)\n(?::[\w-]+:.*\n)*\n?", re.MULTILINE)
_OUTSIDE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Pages under one heading: their names, in the order in which they are read."""

    heading: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that holds the words looked for, with the line that holds the most of them."""

    page: str
    line: str


class Documentation:
    """The pages in a folder, by their names without ``.md``; where there is no folder, there are none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._html: dict[str, Markup] = {}

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each page."""
        found = {}
        for file in sorted(self._folder.rglob("*.md")):
            name = file.relative_to(self._folder).with_suffix("").as_posix()
            if not name.startswith(("build/", "_")):
                found[name] = file.read_text("utf-8")
        return found

    def title(self, name: str) -> str:
        """Return a page's heading, or its name where it has none."""
        found = re.search(r"^# (.+)$", self.texts[name], re.MULTILINE)
        return found[1].replace("`", "").strip() if found else name

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """All that the first page leads to, under its headings, and the single questions under one of theirs."""
        found = []
        for tree in _TREE.findall(self.texts.get("index", "")):
            heading = re.search(r"^:caption: (.+)$", tree, re.MULTILINE)
            pages = tuple(each for each in self._listed(tree, "index") if each != HOW_TO)
            found.append(Chapter(heading[1] if heading else "", pages))
        if HOW_TO in self.texts:
            [tree] = _TREE.findall(self.texts[HOW_TO])
            found.insert(1, Chapter(self.title(HOW_TO), self._listed(tree, HOW_TO)))
        return tuple(found)

    def _listed(self, tree: str, page: str) -> tuple[str, ...]:
        """The pages that are there among those that a tree of a page names."""
        return tuple(each for each in _names(tree, page) if each in self.texts)

    def html(self, name: str) -> Markup:
        """Return a page as HTML without its heading, with links to where pages and files are here; made once.

        What would be HTML in its text is shown as text. A link to what is not there is none.
        """
        if name not in self._html:
            self._html[name] = Markup(self._rendered(name))  # noqa: S704
        return self._html[name]

    def _rendered(self, name: str) -> str:
        reader = MarkdownIt("commonmark", {"html": False}).enable("table")
        reader.use(deflist_plugin).use(anchors_plugin, max_level=4)
        tokens = reader.parse(self._prepared(name))
        if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
            tokens = tokens[3:]
        named = iter(_NAMED.findall(self.texts[name]))
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            if token.type == "dt_open" and following is not None:
                token.attrSet("id", next(named, "") or _identity(_plain(following)))
            for each in token.children or ():
                self._pointed(each, name)
        html: str = reader.renderer.render(tokens, reader.options, {})
        return html.replace("<table>", '<div class="scroll"><table>').replace(
            "</table>", "</table></div>"
        )

    def _prepared(self, name: str) -> str:
        """A page's text as plain Markdown: what only the site's builder understands is put otherwise."""

        def listed(found: re.Match[str]) -> str:
            if ":hidden:" in found[1]:
                return ""
            up = posixpath.dirname(name) or "."
            return "".join(
                f"- [{self.title(each)}]({posixpath.relpath(each, up)}.md)\n"
                for each in self._listed(found[1], name)
            )

        text = _TREE.sub(listed, self.texts[name])
        text = _CODE.sub(r"\1\2\n", _DOWNLOAD.sub(r"[\1](\2)", _COMMENT.sub("", text)))
        up = posixpath.relpath(REFERENCES, posixpath.dirname(name) or ".")
        cited = dict.fromkeys(_CITATION.findall(text)) if REFERENCES in self.texts else {}
        addresses = (f"[{who} {year}]: {up}.md#{_identity(who + year)}" for who, year in cited)
        return text + "\n\n" + "\n".join(addresses) + "\n"

    def _pointed(self, token: Token, name: str) -> None:
        """Let a link or a picture of a page lead to where it is here."""
        key = {"link_open": "href", "image": "src"}.get(token.type, "")
        target = str(token.attrs.get(key, ""))
        if not key or target.startswith("#"):
            return
        if _OUTSIDE.match(target):
            token.attrSet("rel", "noreferrer")
            return
        path, _, anchor = target.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        path = path.removesuffix(".md")
        if path in self.texts or self.file(path) is not None:
            token.attrSet(key, address_of(path) + (f"#{anchor}" if anchor else ""))
        else:
            del token.attrs[key]

    def file(self, name: str) -> Path | None:
        """Return where a picture or another file of the pages is, or None for any other name."""
        allowed = name in OTHER_FILES or name in self._pictures
        return self._folder / name if allowed and (self._folder / name).is_file() else None

    @cached_property
    def _pictures(self) -> frozenset[str]:
        found = self._folder.rglob(f"*{PICTURES}")
        return frozenset(each.relative_to(self._folder).as_posix() for each in found)

    def hits(self, words: str) -> tuple[Hit, ...]:
        """Return the pages that hold all of some words, or words that begin so, in any case.

        Those whose heading holds them come first, then those that hold them one after the other.
        """
        wanted = [re.compile(rf"\b{re.escape(each)}") for each in words.casefold().split()]
        phrase, found = " ".join(words.casefold().split()), []
        for name, text in self.texts.items():
            plain = text.casefold()
            if wanted and all(each.search(plain) for each in wanted):
                title = self.title(name).casefold()
                in_title = all(each.search(title) for each in wanted)
                rank = (not in_title, phrase not in " ".join(plain.split()), name)
                found.append((rank, Hit(name, _best_line(text, wanted))))
        return tuple(hit for _, hit in sorted(found, key=lambda each: each[0]))


def _names(tree: str, page: str) -> Iterator[str]:
    for line in tree.splitlines():
        if line.strip() and not line.startswith(":") and "*" not in line:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(page), line.strip()))


def _best_line(text: str, wanted: Sequence[re.Pattern[str]]) -> str:
    """The line that holds the most of some words; the first of several."""
    lines = (line.strip() for line in text.splitlines() if not line.startswith(("#", "`", ":")))
    held = ((sum(bool(each.search(line.casefold())) for each in wanted), line) for line in lines)
    most, found = max(held, key=lambda each: each[0], default=(0, ""))
    plain = re.sub(r"[*`|]|^-", " ", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", found))
    return " ".join(plain.split()) if most else ""


def _plain(token: Token) -> str:
    return "".join(each.content for each in token.children or ())


def _identity(text: str) -> str:
    """What a term or a work is known by in addresses.

    >>> _identity("Nash 1950"), _identity("no agreement")
    ('nash1950', 'noagreement')
    """
    return re.sub(r"\W+", "", text).casefold()


def address_of(name: str) -> str:
    """Return where a page or a file of the documentation is."""
    return f"/help/{name}"


@cache
def documentation() -> Documentation:
    """Return what comes with the program: in the package, or in the clone beside it."""
    inside = Path(str(resources.files("detente"))) / "documentation"
    return Documentation(
        inside if inside.is_dir() else Path(__file__).resolve().parents[4] / "docs"
    )
