"""A report as one HTML page that needs nothing else: no network, no other file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from importlib import resources
from typing import Any

from markupsafe import Markup

from detente.__about__ import __version__
from detente.charts.theme import (
    GROUND,
    KIND_COLOURS,
    PAPER,
    SCREEN,
    STANCE_COLOURS,
    Theme,
    css_name,
)
from detente.core.report import Report

from .direction import page_direction
from .generator import GENERATOR
from .report_charts import charts_of
from .section_context import environment, section_context
from .sections import chosen


def report_page(report: Report, script: str, sections: Iterable[str] = ()) -> str:
    """Return a report as an HTML page, with the sections named (none named: all).

    ``script`` is the one that makes charts live
    (:class:`detente.charts.script.EmbedScript`); without it ("") the charts
    stand still. Every text of the record is escaped; the page's own policy
    forbids any connection and any script but the two it holds.
    """
    starter = static_file("report.js") if script else ""
    scripts = [Markup(each) for each in (_inline(script), starter) if each]  # noqa: S704
    return _rendered(
        report,
        sections_of(report, sections),
        SCREEN,
        colours() + static_file("report.css"),
        scripts,
    )


def printed_page(report: Report, sections: Iterable[str] = ()) -> str:
    """Return a report as an HTML page to be put on paper: nothing folded, light, without script."""
    sheets = ["report.css", "paper.css"]
    if page_direction(report.case.language) == "rtl":
        sheets.append("paper-rtl.css")
    style = colours() + "".join(static_file(each) for each in sheets)
    return _rendered(report, sections_of(report, sections), PAPER, style, [])


def sections_of(report: Report, names: Iterable[str]) -> dict[str, str]:
    """Return the sections chosen that have something to tell.

    Whether there is a deal is left out of a page for a reader who may see no judgement, and what
    holds for one who may see no course of action, unless it is asked for by name.
    """
    named = tuple(names)
    found = chosen(named)
    if report.changes is None:
        found.pop("changes", None)
    if report.agreement is None and "agreement" not in named:
        found.pop("agreement", None)
    if report.stability is None and "stability" not in named:
        found.pop("stability", None)
    return found


def _rendered(
    report: Report, sections: dict[str, str], theme: Theme, style: str, scripts: list[Markup]
) -> str:
    charts = charts_of(report, sections, theme)
    page: str = (
        environment()
        .get_template("report.html")
        .render(
            **section_context(report, sections, charts),
            printed=theme is PAPER,
            version=__version__,
            generator=Markup(GENERATOR),  # noqa: S704
            style=Markup(style),  # noqa: S704
            scripts=scripts,
            policy=_policy(scripts),
            specifications=json_for_html(
                {
                    name: chart["specification"]
                    for name, chart in charts.items()
                    if chart["specification"]
                }
            ),
        )
    )
    return page


def static_file(name: str) -> str:
    """Return a style sheet or script of ours."""
    return resources.files("detente.web").joinpath("static", name).read_text(encoding="utf-8")


def _inline(script: str) -> str:
    """Return a script that cannot end its own element."""
    return re.sub(r"</(?=script)", r"<\\/", script, flags=re.IGNORECASE).replace("<!--", "<\\!--")


def _policy(scripts: Iterable[str]) -> str:
    """Return a content policy: nothing from anywhere, only the scripts in the page.

    Vega turns its expressions into functions, which needs 'unsafe-eval'; they come
    from our own charts, never from the record, whose values are data.
    """
    digests = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(str(each).encode()).digest()).decode()}'"
        for each in scripts
    )
    allowed = f"script-src {digests} 'unsafe-eval'; " if digests else ""
    return (
        f"default-src 'none'; {allowed}style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def json_for_html(data: Any) -> Markup:
    """Return data as JSON that cannot end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(safe)  # noqa: S704


def colours() -> str:
    """Return the CSS variables of the charts' colours, for light, dark and print."""
    groups = (("ground", GROUND), ("stance", STANCE_COLOURS), ("kind", KIND_COLOURS))

    def block(index: int) -> str:
        return "".join(
            f"{css_name(group, name)}:{pair[index]};"
            for group, colours in groups
            for name, pair in colours.items()
        )

    return (
        f":root{{{block(0)}}}@media screen and (prefers-color-scheme:dark){{:root{{{block(1)}}}}}\n"
    )
