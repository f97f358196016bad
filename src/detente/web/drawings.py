"""Charts on paper: the lines as vectors, the labels as text of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from markupsafe import Markup

from .direction import text_direction

_SVG = "{http://www.w3.org/2000/svg}"
_MOVED = re.compile(r"translate\(\s*(-?[\d.]+)[\s,]+(-?[\d.]+)\s*\)")
_STYLE = re.compile(r"(?:^|;)\s*(fill|stroke)\s*:\s*([^;]+)")
BASELINE = 0.85
"""Where in a line of its own height a text stands, in parts of its size."""
WIDTH, HEIGHT = 665, 900
"""How large a drawing is at most on paper, in pixels of CSS: a page of A4 without its margins."""
FONT_SIZE = 12.0


@dataclass(frozen=True, slots=True)
class _Label:
    parent: ElementTree.Element
    text: ElementTree.Element
    x: float
    y: float
    size: float


def drawing_on_paper(svg: str) -> Markup:
    """Return an SVG of ours as HTML in which each label is a text of the page.

    The page's own text knows how letters join and which way they run, and can be
    found and copied; what draws an SVG into a PDF does neither. Labels keep their
    place, size and colour; a stroke around one, which sets it off from the lines
    behind it, becomes its ground. The SVG has a ``viewBox`` from 0, and moves its labels
    by ``translate``, ``x`` and ``y`` alone; a label turned or scaled stays in the drawing.
    What is larger than a page is made as small as it.
    """
    ElementTree.register_namespace("", _SVG.strip("{}"))
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by us, never read from anybody
    _, _, width, height = (float(each) for each in root.attrib["viewBox"].split())
    scale = min(1.0, WIDTH / width, HEIGHT / height)
    labels = []
    for label in list(_labels(root, 0.0, 0.0, FONT_SIZE)):
        label.parent.remove(label.text)
        labels.append(_set(label, width, height, scale))
    lines = ElementTree.tostring(root, encoding="unicode")
    return Markup('<div class="drawing" style="width:{:.1f}px">{}{}</div>').format(
        width * scale,
        Markup(lines),  # noqa: S704 - as drawn, its texts escaped
        Markup("").join(labels),
    )


def _labels(parent: ElementTree.Element, x: float, y: float, size: float) -> Iterator[_Label]:
    """Yield each label that can be set as text, with what holds it and where it stands."""
    inherited = _size(parent, size)
    for child in parent:
        turn = child.get("transform", "").strip()
        moved = _MOVED.fullmatch(turn)
        if turn and not moved:
            continue
        across, down = (float(moved[1]), float(moved[2])) if moved else (0.0, 0.0)
        if child.tag != f"{_SVG}text":
            yield from _labels(child, x + across, y + down, inherited)
        elif len(child) == 0 and child.text:
            across += float(child.get("x", "0"))
            down += float(child.get("y", "0"))
            yield _Label(parent, child, x + across, y + down, _size(child, inherited))


def _size(element: ElementTree.Element, inherited: float) -> float:
    written = element.get("font-size", "").removesuffix("px")
    return float(written) if written else inherited


def _set(label: _Label, width: float, height: float, scale: float) -> Markup:
    """Return a label as text, placed in parts of the drawing."""
    text = label.text
    style = dict(_STYLE.findall(text.get("style", "")))
    share = {"middle": 50, "end": 100}.get(text.get("text-anchor", "start"), 0)
    ground = f";background:{style['stroke']}" if "stroke" in style else ""
    placed = (
        f"left:{label.x / width:.4%};top:{label.y / height:.4%};"
        f"font-size:{label.size * scale:.2f}px;transform:translate(-{share}%,-{BASELINE}em);"
        f"color:{style.get('fill', text.get('fill', 'inherit'))};"
        f"font-weight:{text.get('font-weight', 'normal')}{ground}"
    )
    return Markup('<span class="label" dir="{}" style="{}">{}</span>').format(
        text_direction(text.text or ""), placed, text.text or ""
    )
