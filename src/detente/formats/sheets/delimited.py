"""Tables as text in columns (CSV), and text in columns as rows.

A text, in a head too, that begins with ``=``, ``+``, ``-``, ``@``, their full-width forms, a tab or a
line break gets an apostrophe before it, which is taken away when the file comes back; so no program
takes it for a formula, and nothing is lost. A blank before such a sign makes it a text already.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from .tables import Table, Value

_TO_BE_MARKED = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_MARKED = re.compile(r"'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def delimited_bytes(table: Table, *, mark: bool = True) -> bytes:
    """Return a table as CSV: UTF-8, commas, quotation marks where needed, CRLF at line ends.

    ``mark`` puts a byte order mark first, by which Excel knows that it is UTF-8. Cost: linear.

    >>> delimited_bytes(Table("t", ("id", "text"), (("a", "=1+1"),)), mark=False)
    b"id,text\\r\\na,'=1+1\\r\\n"
    """
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([_written(head) for head in table.heads])
    if table.tags:
        writer.writerow(table.tags)
    writer.writerows([_written(value) for value in row] for row in table.rows)
    return (codecs.BOM_UTF8 if mark else b"") + made.getvalue().encode("utf-8", "surrogatepass")


def archive_bytes(tables: Iterable[Table]) -> bytes:
    """Return tables as a ZIP archive of CSV files, one each; equal tables give equal bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            part = zipfile.ZipInfo(f"{table.name}.csv", (1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            archive.writestr(part, delimited_bytes(table))
    return made.getvalue()


def _written(value: Value) -> str:
    if isinstance(value, date | Decimal):
        return str(value)
    return f"'{value}" if _TO_BE_MARKED.match(value) else value


def unmarked(text: str) -> str:
    """Return what a cell holds, without the apostrophe that was put before it.

    >>> unmarked("'=1+1"), unmarked("''=1"), unmarked("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return text[1:] if _MARKED.match(text) else text


class Lines(Iterator[str]):
    """The lines of a text with their ends, and whether somebody has asked for one after the last.

    >>> lines = Lines("a\\r\\nb")
    >>> next(lines), next(lines), lines.ended, next(lines, None), lines.ended
    ('a\\r\\n', 'b', False, None, True)
    """

    def __init__(self, text: str) -> None:
        self._found = _LINE.finditer(text)
        self.ended = False

    def __next__(self) -> str:
        for found in self._found:
            return found[0]
        self.ended = True
        raise StopIteration


def separator_of(text: str) -> str:
    """Return the sign that separates the columns: a comma, semicolon, tab or bar.

    It is the one that the first lines hold equally often, and most often; a comma where none does.

    >>> separator_of("a;b;c\\n1,5;2;3\\n"), separator_of("a\\n")
    (';', ',')
    """
    best, most = ",", (0, 0)
    sample = text[:65_536]
    for sign in ",;\t|":
        try:
            rows = [
                row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if row
            ]
        except csv.Error:
            continue
        counts = [len(row) for row in rows[:20]]
        if counts and counts[0] > 1:
            score = (sum(count == counts[0] for count in counts), counts[0])
            if score > most:
                best, most = sign, score
    return best
