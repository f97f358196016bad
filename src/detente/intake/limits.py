"""How much is read of a document: what goes beyond is refused, not cut."""

from __future__ import annotations

MEBIBYTE = 1024 * 1024

BYTES_AT_MOST = 64 * MEBIBYTE
"""Of a document, before anything in it is looked at."""

TEXT_AT_MOST = 16 * MEBIBYTE
"""Of the text that comes out, in UTF-8: as much as a source of a case may hold."""

SECONDS_AT_MOST = 20
"""For reading HTML, DOCX or PDF, on the clock of the wall."""

MEMORY_AT_MOST = 512 * MEBIBYTE
"""Address space of the process that reads HTML, DOCX or PDF."""

PAGES_AT_MOST = 5_000
"""Of a PDF."""

PARTS_AT_MOST = 5_000
"""Of a DOCX: the files packed into it."""

UNPACKED_AT_MOST = 64 * MEBIBYTE
"""Of the parts of a DOCX that are read, unpacked, all together."""

RATIO_AT_MOST = 200
"""How many times larger a part of a DOCX may become by unpacking, beyond its first mebibyte."""

NESTING_AT_MOST = 200
"""Of elements in the XML of a DOCX."""

HTML_NESTING_AT_MOST = 512
"""Of elements in HTML; browsers stop there too."""

TITLE_AT_MOST = 200
"""Signs of a suggested title."""
