"""Questions that a sheet leaves open, asked on the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from detente.core.problems import Problem
from detente.core.record.dates import DateUnreadable
from detente.core.record.texts import visible
from detente.formats.sheets.days import DayAmbiguous, date_in
from detente.formats.sheets.mapping import Question

from .preview import problems_of_sheet

_ASKED = {
    "column": "which column holds the {word}?",
    "default": "which {word} holds where none is given?",
    "dates": "what do such dates begin with?",
    "party": "which party is that?",
    "issue": "which issue is that?",
    "stance": "which stance is that?",
    "options": "which option is that?",
    "document": "which document is that?",
    "by": "who is that?",
}


def ask(question: Question, problem: Problem, file: Path) -> tuple[str, str, str] | None:
    """Ask a question; return its subject, the word it is about, and the answer; None if there is none."""
    first = next(iter(problems_of_sheet([problem], file, file.parent)))
    click.echo(first, err=True)
    told = _ASKED[question.subject].format(word=question.word)
    for number, (choice, meaning) in enumerate(question.choices, 1):
        also = f"  {visible(meaning)}" if meaning and meaning != choice else ""
        click.echo(f"  {number:3} {visible(choice)}{also}", err=True)
    while True:
        answer = click.prompt(
            f"{told} (empty to stop)",
            default=question.near,
            show_default=bool(question.near),
            err=True,
        ).strip()
        if not answer:
            return None
        chosen = _chosen(question, answer)
        if chosen is not None:
            return question.subject, question.word, chosen
        click.echo("choose one of these, by its number or its name", err=True)


def _chosen(question: Question, answer: str) -> str | None:
    if not question.choices:
        return answer if question.word != "date" or _is_date(answer) else None
    names = [choice for choice, _ in question.choices]
    if answer in names:
        return answer
    if answer.isdecimal() and 1 <= int(answer) <= len(names):
        return names[int(answer) - 1]
    return None


def _is_date(text: str) -> bool:
    try:
        date_in(text)
    except (DateUnreadable, DayAmbiguous):
        return False
    return True
