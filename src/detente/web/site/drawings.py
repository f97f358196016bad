"""Drawings for pages whose policy allows no style in an attribute: each style becomes attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from detente.charts.theme import SCREEN
from detente.core.report import Report
from detente.web.report_charts import charts_of

_TAG = re.compile(r'<([a-zA-Z]+)((?:\s[^<>]*?)?)\sstyle="([^"]*)"([^<>]*)>')
_DECLARATION = re.compile(r"\s*([a-z-]+)\s*:\s*([^;]+?)\s*(?:;|$)")


def charts_of_page(report: Report, sections: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the charts of sections as the pages' policy allows them: drawings without styles."""
    found = charts_of(report, sections, SCREEN)
    for each in found.values():
        each["svg"] = Markup(without_styles(str(each["svg"])))  # noqa: S704 - drawn by us
    return found


def without_styles(svg: str) -> str:
    """Return an SVG whose styles are presentation attributes, which mean the same.

    A style outdoes an attribute of the same name, so that one goes.

    >>> without_styles('<path fill="red" style="fill:var(--ink);stroke-width:2" d="M0 0"/>')
    '<path fill="var(--ink)" stroke-width="2" d="M0 0"/>'
    """
    return _TAG.sub(_attributed, svg)


def _attributed(found: re.Match[str]) -> str:
    name, before, style, after = found.groups()
    said = dict(_DECLARATION.findall(style))
    for each in said:
        before, after = (re.sub(rf'\s{each}="[^"]*"', "", part) for part in (before, after))
    attributes = "".join(f' {each}="{value}"' for each, value in said.items())
    return f"<{name}{before}{attributes}{after}>"
