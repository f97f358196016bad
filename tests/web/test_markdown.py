"""The report as Markdown: what it tells, and what no text of the record can do in it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from detente.core.record.case import Case
from detente.core.report import Report, analyse
from detente.web.markdown import case_markdown, escaped

from ..core.builders import case_of, issue, party, position, statement
from ..core.canaries import READERS, canary_case, found_in
from ..core.strategies import broad, cases, days

ON = date(2025, 5, 30)
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text",
    "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close", "strong_open",
    "strong_close", "table_open", "table_close", "thead_open", "thead_close", "tbody_open",
    "tbody_close", "tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close",
    "softbreak", "text_special",
}  # fmt: skip
"""What a report is made of; a link, an image, code, a quotation or HTML is not among it."""
SIGNS = "\\`*_{}[]()<>#+-!|~=.:@&$^\"' \n\tab1"


def tokens(text: str) -> list[Any]:
    """All tokens of a text, those inside others too."""
    found = PARSER.parse(text)
    return [inner for each in found for inner in (each, *(each.children or ()))]


def kinds(text: str) -> set[str]:
    return {token.type for token in tokens(text)}


def shown(text: str) -> str:
    """What a reader of the rendered text sees."""
    return "".join(token.content for token in tokens(text) if token.type.startswith("text"))


def cells_of(text: str) -> list[int]:
    """How many cells each row of the tables has."""
    made = PARSER.render(text)
    return [row.count("<t") for row in re.findall(r"<tr>(.*?)</tr>", made, re.DOTALL)]


def test_it_tells_where_things_stand(istanbul_report: Report) -> None:
    text = case_markdown(istanbul_report)
    assert text.startswith("# Istanbul talks 2025\n\nAs known on 30 May 2025.\n")
    assert "| Issue | Russia | Ukraine |\n| --- | --- | --- |\n" in text
    assert (
        "✕ **refuses** A ceasefire without conditions (since about 29 May 2025) | · silent |"
        in text
    )
    assert "- **Russia's memorandum** (3 days left): from Russia to Ukraine, by 2 June 2025" in text
    assert "told of it: Marco Rubio" in text
    assert "- **Rustem Umerov**" not in text.partition("## Timeline")[0]


def test_its_parts_are_those_of_the_page(istanbul_report: Report) -> None:
    text = case_markdown(istanbul_report)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "Where each party stands",
        "What is due",
        "What has to come before what",
        "Movement",
        "What holds",
        "Papers, and who has seen whose",
        "What was agreed, and what came of it",
        "Timeline",
    ]
    assert text.count("\n- **") > len(istanbul_report.timeline)
    assert set(cells_of(text)) == {3}


def test_an_empty_case_says_so() -> None:
    text = case_markdown(analyse(Case(title="Nothing yet"), ON))
    for nothing in ("No issue is recorded yet", "Nothing is due.", "No paper", "Nothing dated"):
        assert nothing in text
    assert kinds(text) <= OURS


def test_harm_stays_text(hostile: Case) -> None:
    text = case_markdown(analyse(hostile, ON))
    assert kinds(text) <= OURS
    assert set(cells_of(text)) == {3}
    assert "<script>window.harmed=1</script>" in shown(text)
    assert "\u202e" not in text


LINKS = "http://a.example/x www.a.example ftp://a.example a@b.example mailto:a@b.example @user"


def test_no_address_and_no_name_becomes_a_link() -> None:
    """GitHub makes links of bare addresses, mentions and numbers, escaped or not."""
    told = escaped(f"{LINKS} user/repository#12 :smile:")
    assert not re.search(r"://|\bwww\.|@\w|#\d|mailto:|:smile:", told)
    assert told.replace("\u2060", "") == f"{LINKS} user/repository#12 :smile:"


@pytest.mark.parametrize(
    "text",
    ["# a", "- a", "+ a", "1. a", "1) a", "> a", "===", "---", "[a](b)", "![a](b)", "<b>", "`a`",
     "~~a~~", "~a~", "*a*", "__a__", "[a]: b", "    a", "&lt;b&gt;", "a\\", "\\*a*", "<!-- a", "$a$"],
)  # fmt: skip
def test_a_text_is_shown_as_it_is_wherever_it_stands(text: str) -> None:
    plain = " ".join(text.split())
    for around in ("{}", "- **{}**: x", "- **x**: {}"):
        made = around.format(escaped(text))
        assert kinds(made) <= OURS
        assert plain in shown(made).replace("\u2060", "")


@given(st.text(alphabet=SIGNS, max_size=30))
def test_no_text_is_markup(text: str) -> None:
    made = escaped(text)
    plain = " ".join(text.split())
    assert "\n" not in made
    for around in ("{}", "- **x**: {}", "| a | b |\n| --- | --- |\n| {} | c |"):
        page = around.format(made)
        assert kinds(page) <= OURS
        assert plain in shown(page).replace("\u2060", "")
    assert cells_of(f"| a | b |\n| --- | --- |\n| {made} | c |") == [2, 2]


def test_a_text_cannot_leave_its_cell() -> None:
    harm = "a | b \\| c \\\\| d\n| e |\n\n# f"
    case = case_of(
        party(name=harm),
        issue(question=harm),
        position(text=harm, options=()),
        statement(text=harm),
        title=harm,
        summary=harm,
    )
    text = case_markdown(analyse(case, ON))
    assert set(cells_of(text)) == {2}
    assert kinds(text) <= OURS
    assert text.count("\n# ") == 0


@broad
@given(cases(), days)
def test_any_case_gives_markdown_of_our_making(case: Case, day: date) -> None:
    text = case_markdown(analyse(case, day))
    assert kinds(text) <= OURS
    assert len(set(cells_of(text))) <= 1


@pytest.mark.parametrize("reader", READERS)
def test_no_markdown_holds_what_its_reader_may_not_see(reader: str) -> None:
    laid = canary_case()
    text = case_markdown(analyse(laid.case, date(2025, 6, 1), reader))
    assert found_in(text, laid.hidden_from(reader)) == ()
    told = {each.where for each in found_in(text, laid.seen_by(reader))}
    assert {"Statement.text", "Option.label", "Proposal.title", "Step.what", "Event.what"} <= told
