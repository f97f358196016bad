"""Charts on paper: the lines as vectors, the labels as text of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from markupsafe import Markup

from .direction import text_direction

_SVG = "{http://www.w3.org/2000/svg}"
_MOVED = re.compile(r"translate\(\s*(-?[\d.]+)[\s,]+(-?[\d.]+)\s*\)")
BASELINE = 0.85
"""Where in a line of its own height a text stands, in parts of its size."""


def drawing_on_paper(svg: str) -> Markup:
    """Return an SVG of ours as HTML in which each label is a text of the page.

    The page's own text knows how letters join and which way they run, and can be
    found and copied; what draws an SVG into a PDF does neither. Labels keep their
    place, size and colour. The SVG has a ``viewBox`` from 0, and moves its labels by
    ``translate`` alone; a label turned or scaled stays in the drawing.
    """
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by us, never read from anybody
    _, _, width, height = (float(each) for each in root.attrib["viewBox"].split())
    labels = []
    for parent, text, x, y in list(_labels(root, 0.0, 0.0)):
        parent.remove(text)
        labels.append(_label(text, x / width, y / height, width))
    lines = ElementTree.tostring(root, encoding="unicode")
    return Markup('<div class="drawing">{}{}</div>').format(
        Markup(lines),  # noqa: S704 - as drawn, its texts escaped
        Markup("").join(labels),
    )


def _labels(
    parent: ElementTree.Element, x: float, y: float
) -> Iterator[tuple[ElementTree.Element, ElementTree.Element, float, float]]:
    """Yield each label that can be set as text, with what holds it and where it stands."""
    for child in parent:
        turn = child.get("transform", "")
        moved = _MOVED.fullmatch(turn.strip())
        if turn and not moved:
            continue
        across, down = (float(moved[1]), float(moved[2])) if moved else (0.0, 0.0)
        if child.tag == f"{_SVG}text":
            if len(child) == 0 and child.text:
                own = (float(child.get(name, "0")) for name in ("x", "y"))
                yield parent, child, x + across + next(own), y + down + next(own)
        else:
            yield from _labels(child, x + across, y + down)


def _label(text: ElementTree.Element, x: float, y: float, width: float) -> Markup:
    anchor = text.get("text-anchor", "start")
    size = float(text.get("font-size", "12px").removesuffix("px"))
    share = {"middle": 50, "end": 100}.get(anchor, 0)
    style = (
        f"left:{x:.4%};top:{y:.4%};font-size:calc(var(--drawing) * {size / width:.5f});"
        f"transform:translate(-{share}%,-{BASELINE}em);color:{text.get('fill', 'inherit')};"
        f"font-weight:{text.get('font-weight', 'normal')}"
    )
    return Markup('<span class="label" dir="{}" style="{}">{}</span>').format(
        text_direction(text.text or ""), style, text.text or ""
    )
