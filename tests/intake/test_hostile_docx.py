"""Hostile DOCX: bombs, lies and XML that does harm are refused, with little memory."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress

import pytest

from detente.intake import NotExtracted
from detente.intake.limits import NESTING_AT_MOST, PARTS_AT_MOST
from detente.intake.word import read_docx

from .making import deflated_blanks, docx, docx_parts, packed, paragraph, refusal, refused_by, story

MAIN = "word/document.xml"
UNPACKS = "it unpacks to more than any text does"
BROKEN = "a DOCX file that is broken"


def with_main(main: str | bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a DOCX with another main part."""
    return packed({**docx_parts(""), MAIN: main}, method)


def claiming(data: bytes, size: int, name: str = MAIN) -> bytes:
    """Return a DOCX that states another unpacked size for a part, in both places."""
    made = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        local = archive.getinfo(name).header_offset
        central = data.rindex(name.encode()) - 46
    struct.pack_into("<I", made, local + 22, size)
    struct.pack_into("<I", made, central + 24, size)
    return bytes(made)


def bomb(mebibytes: int, stated: int) -> bytes:
    """Return a DOCX whose main part unpacks to very many blanks."""
    packed_part = deflated_blanks(mebibytes)
    made = bytearray(packed({**docx_parts(""), MAIN: packed_part}, zipfile.ZIP_STORED))
    with zipfile.ZipFile(io.BytesIO(bytes(made))) as archive:
        local = archive.getinfo(MAIN).header_offset
    central = bytes(made).rindex(MAIN.encode()) - 46
    for place in (local + 8, central + 10):
        struct.pack_into("<H", made, place, zipfile.ZIP_DEFLATED)
    return claiming(bytes(made), stated)


@pytest.mark.parametrize("stated", [4_000_000_000, 2_000_000])
def test_a_part_that_unpacks_to_gigabytes_is_refused(stated: int) -> None:
    assert refusal("a.docx", bomb(4000, stated)).message in (UNPACKS, BROKEN)


def test_a_part_larger_than_all_may_be_is_refused() -> None:
    words = b"".join(b"%d SECRET " % number for number in range(1_000_000)) * 6
    data = with_main(b"<w:x xmlns:w='x'>" + words + b"</w:x>")
    assert refused_by(read_docx, data) == UNPACKS


def test_a_bomb_in_a_part_beside_the_text_is_refused() -> None:
    parts = docx_parts(paragraph("SECRET"), [("footnotes", "footnotes.xml")])
    parts["word/footnotes.xml"] = story(" " * 20_000_000, "footnotes")
    assert refusal("a.docx", packed(parts)).message == UNPACKS


def test_a_bomb_in_a_part_that_is_not_read_does_no_harm() -> None:
    parts = {**docx_parts(paragraph("words")), "word/media/image.png": bytes(20_000_000)}
    assert read_docx(packed(parts)).text == "words"


@pytest.mark.parametrize("size", [10, 5_000_000])
def test_a_stated_size_that_is_a_lie_is_refused(size: int) -> None:
    assert refused_by(read_docx, claiming(docx(paragraph("SECRET" * 100)), size)) == BROKEN


def test_packed_files_in_packed_files_are_not_opened() -> None:
    inner = packed({"lib.zip": packed({"0.dll": bytes(5_000_000)})})
    many = {f"lib {number}.zip": inner for number in range(16)}
    assert refused_by(read_docx, packed(many)) == "packed files, but no DOCX"
    assert read_docx(packed({**docx_parts(paragraph("words")), **many})).text == "words"


def test_too_many_parts_are_refused() -> None:
    parts = dict.fromkeys(map(str, range(PARTS_AT_MOST)), b"")
    assert "packed files" in refused_by(read_docx, packed({**docx_parts(""), **parts}))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused() -> None:
    data = io.BytesIO(docx(paragraph("SECRET")))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(MAIN, story(f"<w:body>{paragraph('other')}</w:body>"))
    assert refused_by(read_docx, data.getvalue()) == BROKEN


def test_a_locked_part_is_told() -> None:
    data = bytearray(docx(paragraph("SECRET")))
    data[bytes(data).index(MAIN.encode()) - 24] |= 1
    data[bytes(data).rindex(MAIN.encode()) - 38] |= 1
    assert refused_by(read_docx, bytes(data)) == "it is locked with a password"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(method: int) -> None:
    assert refused_by(read_docx, with_main(story(paragraph("SECRET")), method)) == BROKEN


LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))


@pytest.mark.parametrize(
    "declared",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
        f'<!DOCTYPE x [<!ENTITY l9 "{"SECRET" * 10_000}">]>',
        '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!DOCTYPE x>",
    ],
    ids=["laughs", "quadratic", "file", "parameter", "outside", "empty"],
)
def test_entities_and_document_types_are_refused(declared: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        body = story(f"<w:body><w:p><w:r><w:t>{'&l9;' * 100}</w:t></w:r></w:p></w:body>")
        assert refused_by(read_docx, with_main((declared + body).encode(encoding))) == BROKEN


@pytest.mark.parametrize("tag", ["w:p", "w:tbl", "w:tc", "w:x", "w:del", "w:txbxContent"])
def test_deep_nesting_is_refused(tag: str) -> None:
    deep = f"<{tag}>" * 100_000 + f"</{tag}>" * 100_000
    assert refused_by(read_docx, docx(deep)) == "XML nested too deep"


def test_nesting_within_the_limit_is_read() -> None:
    levels = (NESTING_AT_MOST - 5) // 3
    opened = "<w:tbl><w:tr><w:tc>" * levels
    closed = "</w:tc></w:tr></w:tbl>" * levels
    assert read_docx(docx(f"{opened}{paragraph('words')}{closed}")).text == "words"


@pytest.mark.parametrize(
    "body",
    [
        "<w:tc>SECRET</w:tc><w:tr/><w:pStyle/><w:vanish/>",
        "<w:trPr><w:del/></w:trPr><w:footnote/>",
        "<w:tbl><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc><w:tr/></w:tbl>",
        "<w:tbl><w:tr><w:tbl></w:tbl><w:trPr><w:del/></w:trPr></w:tr></w:tbl>",
        "<w:tbl><w:trPr><w:del/></w:trPr><w:tr><w:tr><w:trPr><w:del/></w:trPr></w:tr></w:tr></w:tbl>",
    ],
)
def test_elements_in_odd_places_do_no_harm(body: str) -> None:
    assert read_docx(docx(body + paragraph("words"))).text == "words"


@pytest.mark.parametrize("target", ["../../../etc/passwd", "/etc/passwd", "file:///etc/passwd"])
def test_a_part_outside_is_never_opened(target: str) -> None:
    parts = docx_parts(paragraph("words"), [("footnotes", target)])
    assert read_docx(packed(parts)).text == "words"
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace(MAIN, target)
    assert refused_by(read_docx, packed(parts)) == "packed files, but no DOCX"


def test_a_workbook_is_no_document() -> None:
    assert refused_by(read_docx, with_main(story("SECRET", "workbook"))) == (
        "packed files, but no DOCX"
    )


def test_damaged_files_are_refused() -> None:
    data = docx(paragraph("SECRET"))
    refusal("a.docx", data[: len(data) // 2])
    refused_by(read_docx, data[:-1] + b"x" * 70_000)
    for place in range(0, len(data), len(data) // 20):
        with suppress(NotExtracted):
            damaged = data[:place] + b"\xff\xfe\xfd" + data[place + 3 :]
            assert "SECRET" in read_docx(b"PK\3\4" + damaged[4:]).text
