"""The process that reads a document: what it does wrong stays with it."""

from __future__ import annotations

import resource
import sys

import pytest

from detente.intake import NotExtracted
from detente.intake import apart as reading_apart
from detente.intake.apart import read_apart
from detente.intake.limits import MEMORY_AT_MOST, SECONDS_AT_MOST

from .making import refusal

HEAD = '{"title": "t", "pages": [0], "notes": [], "length": 4}\\n'


def answering(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a program stand for the process that reads."""
    monkeypatch.setattr(reading_apart, "COMMAND", (sys.executable, "-c", program))


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import os; os.abort()", "the reader of PDF breaks down on it"),
        ("import ctypes; ctypes.string_at(1)", "the reader of PDF breaks down on it"),
        ("raise SystemExit(3)", "the reader of PDF breaks down on it"),
        ("print('SECRET')", "a PDF file that is broken"),
        ("print('[' * 500000)", "a PDF file that is broken"),
        ("print('{}')", "a PDF file that is broken"),
        ("print('[]')", "a PDF file that is broken"),
        (f"print('{HEAD}abc', end='')", "a PDF file that is broken"),
        (f"import os; os.write(1, b'{HEAD}ab\\xff\\xff')", "a PDF file that is broken"),
        ("while True: print('SECRET' * 1000, end='')", "a PDF file that is broken"),
        ("while True: print('SECRET' * 1000)", "a PDF file that is broken"),
    ],
)
def test_an_answer_that_is_none_is_a_refusal(
    program: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(program, monkeypatch)
    assert refusal("a.pdf", b"%PDF-1.7" + bytes(1_000_000)).message == message


def test_an_answer_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(f"print('{HEAD}text', end='')", monkeypatch)
    found = read_apart("pdf", b"")
    assert (found.text, found.title, found.pages) == ("text", "t", (0,))


@pytest.mark.parametrize("program", ["import time; time.sleep(9)", "while True: pass"])
def test_a_process_that_hangs_is_ended(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(program, monkeypatch)
    with pytest.raises(NotExtracted, match=r"it takes longer than 0\.2 seconds to read"):
        read_apart("pdf", bytes(10_000_000), 0.2)


def test_the_process_limits_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    program = """
import json, resource
from detente.intake.child import limit_this_process
limit_this_process()
kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
told = [str(resource.getrlimit(kind)) for kind in kinds]
print(json.dumps({"title": "", "pages": [], "notes": told, "length": 0}))
"""
    answering(program, monkeypatch)
    limits = (MEMORY_AT_MOST, SECONDS_AT_MOST + 1, 0, 0)
    assert read_apart("pdf", b"").notes == tuple(str((each, each)) for each in limits)
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != MEMORY_AT_MOST


def test_a_process_that_needs_too_much_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    program = """
import sys
from detente.intake import child
child.READERS["pdf"] = lambda data: [bytes(10 ** 7) for _ in range(10 ** 6)]
sys.argv[1:] = ["pdf"]
child.main()
"""
    answering(program, monkeypatch)
    message = refusal("a.pdf", b"%PDF-").message
    assert message == "it takes more than 512 MiB of memory to read"
