"""Questions that a sheet leaves open, asked on the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from detente.core.problems import Problem
from detente.core.record.texts import visible
from detente.formats.sheets.mapping import Question
from detente.web.import_words import answer_fits, question_told

from .preview import problems_of_sheet


def ask(question: Question, problem: Problem, file: Path) -> tuple[str, str, str] | None:
    """Ask a question; return its subject, the word it is about, and the answer; None if there is none."""
    first = next(iter(problems_of_sheet([problem], file, file.parent)))
    click.echo(first, err=True)
    told = question_told(question)
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
    if answer_fits(question, answer):
        return answer
    names = [choice for choice, _ in question.choices]
    if answer.isdecimal() and 1 <= int(answer) <= len(names):
        return names[int(answer) - 1]
    return None
