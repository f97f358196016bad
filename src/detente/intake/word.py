"""DOCX to text: the body, tables as rows, then the footnotes."""

from __future__ import annotations

from .archive import Archive, no_docx
from .documents import Extracted, counted
from .plain import as_title
from .word_styles import Styles, read_styles
from .word_text import Story, read_story

_TOLD = {
    "header": "headers and footers are left out",
    "footer": "headers and footers are left out",
    "comments": "comments are left out",
    "aFChunk": "a document put into it is left out",
    "chart": "charts are left out",
}


def read_docx(data: bytes) -> Extracted:
    """Return the text of a DOCX as it reads with all tracked changes accepted.

    Raises :class:`~detente.intake.documents.NotExtracted`. To be run in a process of its own.
    """
    archive = Archive(data)
    top = archive.relations("")
    if "officeDocument" not in top:
        raise no_docx()
    main = top["officeDocument"][0]
    around = archive.relations(main)
    styles = Styles()
    for part in around.get("styles", ())[:1]:
        styles = read_styles(archive, part)
    body = read_story(archive, main, styles)
    if body.root != "w:document":
        raise no_docx()
    blocks = list(body.blocks)
    footnotes = 0
    for kind in ("footnote", "endnote"):
        for part in around.get(f"{kind}s", ())[:1]:
            told = read_story(archive, part, styles).footnotes
            for name in body.references[kind]:
                if told.get(name):
                    footnotes += 1
                    blocks.append(f"[{footnotes}] {told[name]}")
    notes = [*_notes(body)]
    notes += dict.fromkeys(_TOLD[each] for each in around if each in _TOLD)
    if footnotes:
        notes.append("footnotes stand at the end; their marks in the text are left out")
    return Extracted("\n\n".join(blocks), "docx", _title(archive, top, body), (), tuple(notes))


def _title(archive: Archive, top: dict[str, tuple[str, ...]], body: Story) -> str:
    """Return the title that the document's properties state, or its first heading."""
    for part in top.get("core-properties", ())[:1]:
        title = as_title(read_story(archive, part).title)
        if title:
            return title
    return as_title(body.heading)


def _notes(body: Story) -> list[str]:
    seen = body.seen
    notes = []
    if seen["inserted"] or seen["deleted"]:
        notes.append("tracked changes: what was inserted is kept, what was deleted is left out")
    if seen["hidden"]:
        notes.append("hidden text is left out")
    if seen["table"]:
        notes.append(
            counted(seen["table"], "table is", "tables are") + ' rows of cells, " | " between'
        )
    if seen["picture"]:
        notes.append(counted(seen["picture"], "picture is left out", "pictures are left out"))
    if seen["numbered"]:
        notes.append("numbers and bullets that Word counts are left out")
    if seen["formula"]:
        notes.append("formulas are signs in a row")
    if seen["symbol"]:
        notes.append("signs of symbol fonts are left out")
    if seen["box"]:
        notes.append("text boxes stand after the paragraph they hang on")
    return notes
