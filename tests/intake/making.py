"""Documents made for the tests: DOCX and PDF part by part, and PDF by WeasyPrint."""

from __future__ import annotations

import io
import shutil
import subprocess
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path

import pytest
import weasyprint

from detente.intake import Extracted, NotExtracted, extracted

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml"
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
MEMORY_AT_MOST = 64 * 1024 * 1024


def refusal(name: str, data: bytes) -> NotExtracted:
    """Return how a document is refused; our own process needs little memory for it."""
    tracemalloc.start()
    try:
        with pytest.raises(NotExtracted) as refused:
            extracted(name, data)
        assert tracemalloc.get_traced_memory()[1] < MEMORY_AT_MOST
    finally:
        tracemalloc.stop()
    assert refused.value.message
    assert refused.value.hint
    assert "SECRET" not in refused.value.message + refused.value.hint
    return refused.value


def refused_by(reader: Callable[[bytes], Extracted], data: bytes) -> str:
    """Return the message with which a reader refuses a document, without a process of its own."""
    with pytest.raises(NotExtracted) as refused:
        reader(data)
    assert "SECRET" not in refused.value.message + refused.value.hint
    return refused.value.message


def paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph of a DOCX with one run."""
    run = f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:p>{run}</w:p>"


def relations(targets: Iterable[tuple[str, str]]) -> str:
    """Return the part that names other parts: their kinds and where they are."""
    each = (
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(each)}</Relationships>'


def story(inside: str, top: str = "document") -> str:
    """Return the XML of a part with text."""
    spaces = f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    return f"<w:{top} {spaces}>{inside}</w:{top}>"


def docx_parts(body: str, around: Iterable[tuple[str, str]] = ()) -> dict[str, str | bytes]:
    """Return the parts of a DOCX with a body, and the relations of its main part."""
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relations([("officeDocument", "word/document.xml")]),
        "word/document.xml": story(f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": relations(around),
    }


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the parts in one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def docx(body: str) -> bytes:
    """Return a DOCX with a body and nothing else."""
    return packed(docx_parts(body))


def pdf_of(html: str) -> bytes:
    """Return a page as WeasyPrint prints it."""
    made = weasyprint.HTML(string=f"<html lang=en>{html}</html>").write_pdf()
    assert isinstance(made, bytes)
    return made


def stream(data: bytes, more: str = "") -> bytes:
    """Return an object of a PDF that holds data."""
    return f"<< /Length {len(data)} {more} >>\nstream\n".encode() + data + b"\nendstream"


def pdf(objects: Mapping[int, str | bytes], trailer: str = "") -> bytes:
    """Return a PDF of objects by their numbers; 1 is the catalogue."""
    made = io.BytesIO()
    made.write(b"%PDF-1.7\n")
    places = {}
    for number, data in objects.items():
        places[number] = made.tell()
        made.write(f"{number} 0 obj\n".encode())
        made.write(data if isinstance(data, bytes) else data.encode())
        made.write(b"\nendobj\n")
    start, size = made.tell(), max(objects) + 1
    made.write(f"xref\n0 {size}\n0000000000 65535 f \n".encode())
    for number in range(1, size):
        state = "n" if number in places else "f"
        made.write(f"{places.get(number, 0):010} 00000 {state} \n".encode())
    made.write(f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n".encode())
    made.write(f"startxref\n{start}\n%%EOF\n".encode())
    return made.getvalue()


def one_page(content: str | bytes, more: str = "") -> dict[int, str | bytes]:
    """Return the objects of a PDF with one page: ``content`` is the object that draws it."""
    return {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        f" /Resources << /Font << /F 5 0 R >> {more} >> >>",
        4: content,
        5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }


def shown(*lines: str) -> bytes:
    """Return the object that draws lines on a page."""
    drawn = "".join(f"({line}) Tj T*\n" for line in lines)
    return stream(f"BT /F 12 Tf 14 TL 50 700 Td\n{drawn}ET".encode())


def deflated_blanks(mebibytes: int, level: int = 9) -> bytes:
    """Return very many blanks, deflated (without a head), made in little time."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    piece = packer.compress(b" " * 1024 * 1024) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * mebibytes + packer.flush()


def converted(path: Path, to: str, folder: Path) -> Path:
    """Return a document as LibreOffice saves it; skipped without it, or without its part for it."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    if path.suffix == ".docx" and not (Path(program).resolve().parent / "libswlo.so").exists():
        pytest.skip("LibreOffice is installed without its Writer")
    profile = (folder / "profile").resolve().as_uri()
    command = [program, "--headless", f"-env:UserInstallation={profile}", "--convert-to", to]
    subprocess.run(
        [*command, "--outdir", folder, path], capture_output=True, timeout=120, check=True
    )
    return folder / f"{path.stem}.{to}"
