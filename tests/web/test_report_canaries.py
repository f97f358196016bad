"""A report made for a reader holds nothing that this reader may not see, wherever one looks."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2
import pytest

from detente.core.record.case import BLOCKS
from detente.core.report import Report, analyse
from detente.formats.data import as_data
from detente.web.paper import report_on_paper
from detente.web.report import report_page

from ..core.canaries import READERS, canary_case, everything_in, found_in

HEAVY = "DETENTE_HEAVY" in os.environ
"""All readers' papers, not only a party's, which hides most."""
LAID = canary_case()
ON = date(2025, 6, 1)
ALWAYS_TOLD = {
    "Party.name",
    "Person.name",
    "Person.post",
    "Document.title",
    "Document.author",
    "Document.note",
    "Issue.short",
    "Option.label",
    "Statement.text",
    "Position.text",
    "Position.note",
    "Position.evidence.words",
    "Meeting.title",
    "Proposal.title",
    "Step.what",
    "Deadline.what",
    "Lever.what",
    "Lever.why",
    "Commitment.what",
    "Commitment.quantity",
    "Event.what",
    "Dispute.says",
    "Withdrawal.why",
    "texts",
}
"""What a report tells of each entry that its reader may see."""


def report_for(reader: str) -> Report:
    return analyse(LAID.case, ON, reader)


def told_of_own(text: str, reader: str) -> set[str]:
    """The fields of which the reader's own canaries, not those of the public, are told."""
    own = [each for each in LAID.seen_by(reader) if each.owner != "public" or reader == "public"]
    return {each.where for each in found_in(text, own)}


@pytest.mark.parametrize("reader", READERS)
def test_no_page_holds_what_its_reader_may_not_see(reader: str) -> None:
    page = everything_in(report_page(report_for(reader), "").encode())
    assert found_in(page, LAID.hidden_from(reader)) == ()
    assert told_of_own(page, reader) >= ALWAYS_TOLD


@pytest.mark.parametrize("reader", ["north", *(["public", "office"] if HEAVY else [])])
def test_no_paper_holds_what_its_reader_may_not_see(reader: str) -> None:
    data = report_on_paper(report_for(reader)).data
    paper = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_range() for page in paper]
    text = "\n".join((*pages, *paper.get_metadata_dict().values()))
    hidden = LAID.hidden_from(reader)
    assert found_in(text, hidden) == ()
    assert found_in(everything_in(data), hidden) == ()
    assert told_of_own(text, reader) >= ALWAYS_TOLD


@pytest.mark.parametrize("reader", READERS)
def test_no_data_holds_what_its_reader_may_not_see(reader: str) -> None:
    data = json.dumps(as_data(report_for(reader)))
    assert found_in(everything_in(data.encode()), LAID.hidden_from(reader)) == ()
    assert told_of_own(data, reader) >= ALWAYS_TOLD


def test_a_report_that_forgot_its_reader_would_be_caught() -> None:
    blocks: dict[str, Any] = {
        name: tuple(replace(each, visible_to=("public",)) for each in LAID.case.block(name))
        for name in BLOCKS
    }
    forgetful = analyse(replace(LAID.case, **blocks), ON, "public")
    page = everything_in(report_page(forgetful, "").encode())
    assert {each.owner for each in found_in(page, LAID.hidden_from("public"))} == {
        "north",
        "south",
        "mediator",
    }
