"""Small cases with made-up judgements, for questions about deals."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .running import written

SECRET = "qzsecretzq"
"""Stands in every judgement's text: whoever may not see the judgement may not see this."""

Values = Mapping[str, tuple[int, ...]]
PAPER = (
    "proposals:\n  - {id: paper, title: A paper, by: [north], package: {i0: o1, i1: o1}, "
    "history: [{status: delivered, date: 2026-01-01, evidence: none}], evidence: none}\n"
)


def deal(folder: Path, values: Values, *, need: float | str | None = 3, more: str = "") -> Path:
    """Write a case in which each party has a value for the three options of each issue.

    ``values`` has per party the values of all options, issue by issue.
    """
    issues = len(next(iter(values.values()))) // 3
    text = "format: 1\ntitle: Water\nparties:\n"
    for party in values:
        text += f"  - {{id: {party}, name: {party.title()}, role: principal, evidence: none}}\n"
    text += "issues:\n"
    for issue in range(issues):
        text += f"  - {{id: i{issue}, question: Question {issue}, evidence: none, options: ["
        text += ", ".join(f"{{id: o{o}, label: way {o}}}" for o in range(3)) + "]}\n"
    written(folder, text + more)
    (folder / "judgements").mkdir(exist_ok=True)
    for party, own in values.items():
        lines = [
            f"  i{issue}: {{" + ", ".join(f"o{o}: {own[3 * issue + o]}" for o in range(3)) + "}\n"
            for issue in range(issues)
        ]
        judgement = (
            f"format: 1\nparty: {party}\nauthor: Ann {SECRET}\ndate: 2026-01-02\n"
            f"visible_to: [mediator]\nbasis: an exercise {SECRET}\nvalues:\n{''.join(lines)}"
        )
        if need is not None:
            judgement += f"no_agreement: {need}\n"
        (folder / "judgements" / f"{party}.yaml").write_text(judgement, "utf-8")
    return folder


TWO: Values = {"north": (0, 1, 4, 2, 1, 0), "south": (2, 1, 0, 0, 1, 4)}
"""Nine packages: each side has an issue that matters more to it."""
AGAINST: Values = {"north": (0, 1, 4), "south": (4, 1, 0)}
