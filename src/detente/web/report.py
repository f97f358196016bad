"""A report as one HTML page that needs nothing else: no network, no other file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import jinja2
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
from detente.core.record.case import CASE_FILE, walk
from detente.core.record.entry import Evidence
from detente.core.record.evidence import Locator
from detente.core.record.quoted import QuotedDocument
from detente.core.record.rounds import last_meeting, next_meeting, passed_meetings
from detente.core.record.texts import visible
from detente.core.report import Report

from . import (
    agreement_words,
    changes_words,
    conduct_words,
    fairness_words,
    lacking_words,
    movement_words,
    sequence_words,
    settlement_words,
    stability_section,
    stability_words,
    words,
)
from .direction import (
    apart,
    isolated,
    page_direction,
    shown,
    steps_isolated,
    text_direction,
)
from .generator import GENERATOR
from .report_charts import charts_of
from .sections import chosen


def report_page(report: Report, script: str, sections: Iterable[str] = ()) -> str:
    """Return a report as an HTML page, with the sections named (none named: all).

    ``script`` is the one that makes charts live
    (:class:`detente.charts.script.EmbedScript`); without it ("") the charts
    stand still. Every text of the record is escaped; the page's own policy
    forbids any connection and any script but the two it holds.
    """
    starter = _file("report.js") if script else ""
    scripts = [Markup(each) for each in (_inline(script), starter) if each]  # noqa: S704
    return _rendered(
        report, _sections(report, sections), SCREEN, _colours() + _file("report.css"), scripts
    )


def printed_page(report: Report, sections: Iterable[str] = ()) -> str:
    """Return a report as an HTML page to be put on paper: nothing folded, light, without script."""
    sheets = ["report.css", "paper.css"]
    if page_direction(report.case.language) == "rtl":
        sheets.append("paper-rtl.css")
    style = _colours() + "".join(_file(each) for each in sheets)
    return _rendered(report, _sections(report, sections), PAPER, style, [])


def _sections(report: Report, names: Iterable[str]) -> dict[str, str]:
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
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            case=isolated(report.case),
            direction=page_direction(report.case.language),
            printed=theme is PAPER,
            version=__version__,
            generator=Markup(GENERATOR),  # noqa: S704
            style=Markup(style),  # noqa: S704
            scripts=scripts,
            policy=_policy(scripts),
            sections=sections,
            charts=charts,
            specifications=_json_for_html(
                {
                    name: chart["specification"]
                    for name, chart in charts.items()
                    if chart["specification"]
                }
            ),
            last_meeting=last_meeting(report.case, report.on),
            next_meeting=next_meeting(report.case, report.on),
            passed_meetings=passed_meetings(report.case, report.on),
            due=[item for item in report.due if item.state != "done"],
            anchors=_anchors(report) if "sources" in sections else {},
            pieces=_pieces,
            words=words,
            sequence=steps_isolated(report.sequence),
            told=sequence_words,
            changed=changes_words,
            moved=movement_words,
            conducted=conduct_words,
            dealt=agreement_words,
            lacks=lacking_words,
            fair=fairness_words,
            settled=settlement_words,
            held=stability_words,
            holds=stability_section,
        )
    )
    return page


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("detente.web", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["visible"] = shown
    environment.filters["plain"] = visible
    environment.filters["apart"] = apart
    environment.filters["direction"] = text_direction
    return environment


def _file(name: str) -> str:
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


def _json_for_html(data: Any) -> Markup:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(safe)  # noqa: S704


def _colours() -> str:
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


def _anchors(report: Report) -> dict[tuple[str, str], str]:
    """Return, for each quotation (document and words), the place in the page where it is marked."""
    anchors: dict[tuple[str, str], str] = {}
    locators = {quoted.document.id: Locator(quoted.text) for quoted in report.documents}
    numbers = {
        quoted.document.id: {each.start: n for n, each in enumerate(quoted.quotations, 1)}
        for quoted in report.documents
    }
    for block, position, entry in report.case.entries():
        for _, value in walk(entry, (CASE_FILE, block, position)):
            if not isinstance(value, Evidence) or value.document not in locators:
                continue
            if (value.document, value.words) not in anchors:  # quoted before: found before
                passage = locators[value.document].locate(value.words)
                if passage is not None:
                    number = numbers[value.document][passage.start]
                    anchors[value.document, value.words] = f"quote-{value.document}-{number}"
    return anchors


def _pieces(quoted: QuotedDocument) -> list[dict[str, Any]]:
    """Return a document's text cut into pieces, quoted and not."""
    pieces: list[dict[str, Any]] = []
    position = 0
    for number, quotation in enumerate(quoted.quotations, 1):
        if position < quotation.start:
            pieces.append({"text": quoted.text[position : quotation.start], "entries": ()})
        pieces.append(
            {
                "text": quoted.text[quotation.start : quotation.end],
                "entries": quotation.entries,
                "anchor": f"quote-{quoted.document.id}-{number}",
            }
        )
        position = quotation.end
    pieces.append({"text": quoted.text[position:], "entries": ()})
    return pieces
