"""DOCX: the text with its changes accepted, tables as rows, footnotes at the end."""

from __future__ import annotations

from pathlib import Path

from detente.intake import Extracted, extracted
from detente.intake.word import read_docx

from .making import converted, docx, docx_parts, packed, paragraph, story

T = '<w:t xml:space="preserve">'


def text_of(body: str) -> str:
    """Return the text of a DOCX with a body."""
    return read_docx(docx(body)).text


def run(inside: str) -> str:
    """Return a run of text with something in it."""
    return f"<w:r>{inside}</w:r>"


def test_paragraphs_breaks_and_signs() -> None:
    signs = (
        f"{T}a</w:t><w:tab/>{T}b </w:t><w:br/>{T}c</w:t><w:noBreakHyphen/><w:softHyphen/>{T}d</w:t>"
    )
    body = paragraph("One & two") + "<w:p/>" + f"<w:p>{run(signs)}</w:p>"
    assert text_of(body) == "One & two\n\na\tb \nc\u2011d"


def test_writing_from_right_to_left() -> None:
    words = "وقف إطلاق النار (12) ABC"
    assert text_of(paragraph(words, "<w:rPr><w:rtl/></w:rPr>")) == words


def changed(body: str) -> str:
    """Return the text, which must have the note on tracked changes."""
    found = read_docx(docx(body))
    assert "tracked changes" in found.notes[0]
    return found.text


def test_what_was_inserted_is_kept_and_what_was_deleted_left_out() -> None:
    body = (
        f"<w:p>{run(f'{T}We </w:t>')}<w:ins>{run(f'{T}do </w:t>')}</w:ins>"
        f"<w:del>{run('<w:delText>SECRET </w:delText>')}</w:del>"
        f"<w:moveFrom>{run(f'{T}SECRET</w:t>')}</w:moveFrom>"
        f"<w:moveTo>{run(f'{T}agree</w:t>')}</w:moveTo></w:p>"
    )
    assert changed(body) == "We do agree"


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    body = f"<w:p>{mark}{run(f'{T}We </w:t>')}</w:p>{paragraph('agree')}"
    assert changed(body) == "We agree"
    assert changed(f"<w:p>{mark}{run(f'{T}We</w:t>')}</w:p>") == "We"


def row(*cells: str, properties: str = "") -> str:
    """Return a row of a table."""
    inside = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
    return f"<w:tr>{properties}{inside}</w:tr>"


def test_tables_are_rows_and_tables_in_cells_too() -> None:
    inner = f"<w:tbl>{row(paragraph('x'), paragraph('y'))}</w:tbl><w:p/>"
    rows = row(paragraph("who"), paragraph("what") + paragraph("more")) + row(inner, "<w:p/>")
    assert text_of(f"{paragraph('a')}<w:tbl>{rows}</w:tbl>{paragraph('b')}") == (
        "a\n\nwho | what more\nx | y | \n\nb"
    )


def test_a_deleted_row_is_left_out() -> None:
    gone = row(paragraph("SECRET"), properties="<w:trPr><w:del/></w:trPr>")
    assert changed(f"<w:tbl>{row(paragraph('kept'))}{gone}</w:tbl>") == "kept"


def test_hidden_text_is_left_out() -> None:
    hidden = paragraph("SECRET", "<w:rPr><w:vanish/></w:rPr>")
    shown = paragraph("shown", '<w:rPr><w:vanish w:val="0"/></w:rPr>')
    found = read_docx(docx(hidden + shown))
    assert (found.text, found.notes) == ("shown", ("hidden text is left out",))


def test_styles_that_hide_or_number_are_followed() -> None:
    parts = docx_parts(
        paragraph("SECRET", '<w:rPr><w:rStyle w:val="Unseen"/></w:rPr>')
        + paragraph("seen", '<w:rPr><w:rStyle w:val="Unseen"/><w:vanish w:val="0"/></w:rPr>')
        + f'<w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr>{run(f"{T}SECRET</w:t>")}</w:p>'
        + f'<w:p><w:pPr><w:pStyle w:val="Clause"/></w:pPr>{run(f"{T}clause</w:t>")}</w:p>',
        [("styles", "styles.xml")],
    )
    parts["word/styles.xml"] = story(
        '<w:style w:styleId="Unseen"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Note"><w:basedOn w:val="Unseen"/></w:style>'
        '<w:style w:styleId="Clause"><w:basedOn w:val="Clause"/><w:numId w:val="1"/></w:style>'
        '<w:style w:styleId="Round"><w:basedOn w:val="Round"/></w:style>',
        "styles",
    )
    found = read_docx(packed(parts))
    assert found.text == "seen\n\nclause"
    assert found.notes == (
        "hidden text is left out",
        "numbers and bullets that Word counts are left out",
    )


def test_fields_show_their_result_only() -> None:
    field = run("<w:instrText>SECRET</w:instrText>") + run(f"{T}page 3</w:t>")
    assert text_of(f"<w:p>{field}</w:p>") == "page 3"


def test_a_text_box_stands_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    body = f"<w:p>{run(f'{T}a</w:t>')}{run(both)}{run(f'{T}b</w:t>')}</w:p>"
    assert text_of(body) == "ab\n\nboxed"


def footnoted() -> Extracted:
    """Return a DOCX with two footnotes, an endnote, a header, comments, a picture and a list."""
    end = '<w:endnoteReference w:id="2"/><w:drawing/>'
    marks = '<w:footnoteReference w:id="3"/>', '<w:footnoteReference w:id="2"/>'
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>A pact</w:t></w:r></w:p>'
        "<w:p><w:numPr><w:numId w:val='1'/></w:numPr>"
        f"{run(f'{T}He agreed</w:t>')}{run(marks[0])}{run(f'{T} to it.</w:t>')}</w:p>"
        f"<w:p>{run(marks[1])}{run(end)}</w:p>"
    )
    named = [(f"{each}s", f"{each}s.xml") for each in ("footnote", "endnote", "comment")]
    parts = docx_parts(body, [*named, ("header", "header1.xml")])
    filler = f'<w:footnote w:id="0" w:type="separator">{paragraph("SECRET")}</w:footnote>'
    notes = "".join(
        f'<w:footnote w:id="{number}">{paragraph(text)}</w:footnote>'
        for number, text in ((2, "second"), (3, "first"), (4, "never cited"))
    )
    parts["word/footnotes.xml"] = story(filler + notes, "footnotes")
    endnote = f'<w:endnote w:id="2">{paragraph("last")}</w:endnote>'
    parts["word/endnotes.xml"] = story(endnote, "endnotes")
    parts["word/header1.xml"] = story(paragraph("SECRET"), "hdr")
    parts["word/comments.xml"] = story(paragraph("SECRET"), "comments")
    return extracted("pact.docx", packed(parts))


def test_footnotes_stand_at_the_end_and_what_is_left_out_is_told() -> None:
    found = footnoted()
    assert found.text == "A pact\n\nHe agreed to it.\n\n[1] first\n\n[2] second\n\n[3] last"
    assert (found.kind, found.title, found.pages) == ("docx", "A pact", ())
    assert found.notes == (
        "1 picture is left out",
        "numbers and bullets that Word counts are left out",
        "comments are left out",
        "headers and footers are left out",
        "footnotes stand at the end; their marks in the text are left out",
    )


def test_the_title_of_its_properties_comes_first() -> None:
    parts = docx_parts(paragraph("words"))
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace(
        "</Relationships>",
        '<Relationship Type="x/core-properties" Target="/docProps/core.xml"/></Relationships>',
    )
    parts["docProps/core.xml"] = (
        '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A  title</dc:title></c>'
    )
    assert extracted("x.docx", packed(parts)).title == "A title"


def test_a_document_that_libreoffice_saved(tmp_path: Path) -> None:
    words = ["The parties met in Istanbul.", "وقف إطلاق النار", "Naïve “quotes” – kept"]
    rows = row(paragraph("who"), paragraph("what"))
    body = "".join(map(paragraph, words)) + f"<w:tbl>{rows}</w:tbl>" + paragraph("End.")
    (tmp_path / "made.docx").write_bytes(docx(body))
    made = converted(tmp_path / "made.docx", "docx", tmp_path / "saved")
    found = extracted(made.name, made.read_bytes())
    assert found.kind == "docx"
    assert found.text.split("\n\n") == [*words, "who | what", "End."]
