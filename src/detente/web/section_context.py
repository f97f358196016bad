"""What the sections' templates are given, for the report and for the pages in the browser alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from gettext import NullTranslations
from typing import Any

import jinja2

from detente.core.record.case import CASE_FILE, Case, walk
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
from .translation import UNTRANSLATED, found


def section_context(
    report: Report,
    sections: Mapping[str, str],
    charts: Mapping[str, Any],
    page_of_source: Callable[[str], str] | None = None,
    *,
    anchors: Mapping[tuple[str, str], str] | None = None,
    case: Case | None = None,
) -> dict[str, Any]:
    """Return what the templates of sections need.

    ``page_of_source`` gives the address of the page with a document's text; without it the sources
    stand in the same page, if they are among its sections. ``anchors`` and ``case`` are what
    :func:`anchors_of` and ``isolated`` return, where that is known already.
    """
    here = page_of_source or (lambda _: "")
    told = page_of_source is not None or "sources" in sections
    return {
        "report": report,
        "case": isolated(report.case) if case is None else case,
        "direction": page_direction(report.case.language),
        "sections": sections,
        "charts": charts,
        "last_meeting": last_meeting(report.case, report.on),
        "next_meeting": next_meeting(report.case, report.on),
        "passed_meetings": passed_meetings(report.case, report.on),
        "due": [item for item in report.due if item.state != "done"],
        "anchors": anchors if anchors is not None else anchors_of(report, here) if told else {},
        "pieces": _pieces,
        "words": words,
        "sequence": steps_isolated(report.sequence),
        "told": sequence_words,
        "changed": changes_words,
        "moved": movement_words,
        "conducted": conduct_words,
        "dealt": agreement_words,
        "lacks": lacking_words,
        "fair": fairness_words,
        "settled": settlement_words,
        "held": stability_words,
        "holds": stability_section,
        "page_of_state": None,
    }


@cache
def environment(catalogue: NullTranslations = UNTRANSLATED) -> jinja2.Environment:
    """Return how templates are rendered: all that is put into them is escaped.

    A catalogue's messages are put in as they are, as the templates' own text is; values in them are escaped.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("detente.web", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["translated"] = partial(found, catalogue)
    environment.filters["visible"] = shown
    environment.filters["plain"] = visible
    environment.filters["apart"] = apart
    environment.filters["direction"] = text_direction
    return environment


def anchors_of(report: Report, page_of_source: Callable[[str], str]) -> dict[tuple[str, str], str]:
    """Return, for each quotation (document and words), the address where it is marked."""
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
                    anchor = f"#quote-{value.document}-{number}"
                    anchors[value.document, value.words] = page_of_source(value.document) + anchor
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
