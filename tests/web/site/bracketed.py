"""A translation that only marks what it translates, and what of a page is neither that nor the case's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import NullTranslations
from html import unescape
from html.parser import HTMLParser
from typing import Any

import jinja2
from jinja2 import nodes
from markupsafe import Markup

from detente.web.section_context import environment

SHOWN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt")
NOT_READ = ("script", "style", "textarea", "kbd")
HELD = "\x00"


class Bracketed(NullTranslations):
    """Puts each message in brackets, and remembers it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        assert message, "of an empty message gettext tells about the catalogue"
        self.asked.add(message)
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(msgid1)
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def bracketing(catalogue: NullTranslations) -> jinja2.Environment:
    """Let a catalogue's templates put the case's own texts in other brackets, and leave sections empty."""
    made = environment(catalogue)
    for name in ("visible", "plain", "apart"):
        made.filters[name] = _marking(made.filters[name])
    loader = made.loader
    assert loader is not None

    def source(name: str) -> str:
        return "" if name.startswith("sections/") else loader.get_source(made, name)[0]

    made.loader = jinja2.FunctionLoader(source)
    return made


def _marking(shown: Any) -> Any:
    return lambda text: Markup("⟪{}⟫").format(shown(text))


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [
            f"\n{value}\n" for name, value in attrs if name in SHOWN_ATTRIBUTES and value
        ]
        if tag in NOT_READ:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.texts.append(data)


def bare(page: str) -> list[str]:
    """Return what a bracketed page shows without brackets, as far as it has letters."""
    parser = _Texts()
    parser.feed(page)
    text, before = "".join(parser.texts), ""
    while text != before:
        before, text = text, re.sub(r"[⟦⟪][^⟦⟧⟪⟫]*[⟧⟫]", "\n", text)
    return [line.strip() for line in text.splitlines() if has_letters(line)]


def has_letters(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


def unwrapped(source: str) -> list[str]:
    """Return the words that a template shows and does not look up."""
    made = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    tree = made.parse(source)
    text = re.sub(r"<script\b.*?</script>", "", "".join(_pieces(tree)), flags=re.DOTALL)
    named = "|".join(SHOWN_ATTRIBUTES)
    found = re.findall(rf'(?:{named})="([^"]*)"', text)
    found += re.sub(r'<[^>]*>|[\w-]+="[^"]*"', "\n", text).split(
        "\n"
    )  # macros write attributes too
    for loop in tree.find_all(nodes.For):
        found += [each for each in _constants(loop.iter) if " " in each]
    return [
        words for each in found if has_letters(words := unescape(each).replace(HELD, "").strip())
    ]


def _pieces(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Output):
        for each in node.nodes:
            if isinstance(each, nodes.TemplateData):
                yield each.data
            else:
                yield from (HELD, *_constants(each), HELD)
        return
    parts = (node.body, node.elif_, node.else_) if isinstance(node, nodes.If) else ()
    for part in parts or (node.iter_child_nodes(),):
        for child in part:
            yield from _pieces(child)
        yield "\n" if parts else ""


def _constants(node: nodes.Node) -> Iterator[str]:
    """The words that an expression may show: not what it looks up, compares, or is asked for by."""
    if isinstance(node, nodes.Const):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, nodes.CondExpr):
        for each in (node.expr1, node.expr2):
            yield from _constants(each) if each is not None else ()
    elif isinstance(node, nodes.Filter):
        yield from _constants(node.node) if node.node is not None else ()
    elif isinstance(node, nodes.Concat | nodes.Add | nodes.List | nodes.Tuple):
        for child in node.iter_child_nodes():
            yield from _constants(child)
