"""The process that reads one document: bytes come in, a line of JSON and the text go out.

It sets its own limits before it looks at the document: address space, time of the processor, no
files written, no memory image. Where the system has no such limits (Windows), only the time on
the clock holds, which the process that started it keeps.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from detente.intake.documents import Extracted, NotExtracted, broken
from detente.intake.limits import BYTES_AT_MOST, MEMORY_AT_MOST, SECONDS_AT_MOST
from detente.intake.pdf import read_pdf
from detente.intake.plain import check_size
from detente.intake.web_page import read_html
from detente.intake.word import read_docx

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

READERS: dict[str, Callable[[bytes], Extracted]] = {
    "html": read_html,
    "docx": read_docx,
    "pdf": read_pdf,
}


def limit_this_process() -> None:
    """Set the limits of this process; they cannot be raised again."""
    if resource is not None:
        limits = (
            (resource.RLIMIT_AS, MEMORY_AT_MOST),
            (resource.RLIMIT_CPU, SECONDS_AT_MOST + 1),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        )
        for which, most in limits:
            hard = resource.getrlimit(which)[1]
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(which, (least, least))


def answered(kind: str, data: bytes) -> tuple[dict[str, object], bytes]:
    """Return the head of the answer and the text; a refusal has a message and no text."""
    try:
        found = READERS[kind](data)
        check_size(found.text)
    except NotExtracted as refused:
        return _refusal(refused)
    except MemoryError:
        return _refusal(_too_much_memory())
    except Exception:  # noqa: BLE001 - whatever a document does to its reader, it is the document
        return _refusal(broken(kind.upper()))
    text = found.text.encode("utf-8")
    head = {"title": found.title, "pages": found.pages, "notes": found.notes, "length": len(text)}
    return head, text


def _refusal(refused: NotExtracted) -> tuple[dict[str, object], bytes]:
    return {"message": refused.message, "hint": refused.hint}, b""


def _too_much_memory() -> NotExtracted:
    return NotExtracted(
        f"it takes more than {MEMORY_AT_MOST // 1024 // 1024} MiB of memory to read",
        "take its pictures out, split it, or save it as text",
    )


def main() -> None:
    """Read a document from standard input and write the answer to standard output."""
    limit_this_process()
    head, text = answered(sys.argv[1], sys.stdin.buffer.read(BYTES_AT_MOST + 1))
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
