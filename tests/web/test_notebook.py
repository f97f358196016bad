"""In a notebook results show as tables, without anybody asking for it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

from detente.core.problems import Place, Problem
from detente.core.record.case import Case
from detente.core.record.positions import positions
from detente.core.report import Report
from detente.web.notebook import case_html, positions_html, problem_html, report_html

ROOT = Path(__file__).resolve().parents[2]
CELLS = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("import detente; case = detente.read_case('cases/istanbul-2025')", silent=True)
for cell in ("case", "detente.positions(case)"):
    data, _ = shell.display_formatter.format(shell.ev(cell))
    print(data["text/html"][:60])
"""


def test_a_real_notebook_kernel_shows_tables() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CELLS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.count("<table><caption") == 2


def test_the_matrix_names_issues_parties_stances_and_days(istanbul: Case) -> None:
    table = positions_html(positions(istanbul, date(2025, 5, 30)))
    assert "Ceasefire" in table
    assert "✕ refuses: A ceasefire without conditions (since about 29 May 2025)" in table
    assert "· silent" in table


def test_texts_are_escaped(hostile: Case) -> None:
    for page in (case_html(hostile), positions_html(positions(hostile))):
        assert "<script" not in page
        assert "<img" not in page
        assert "\x1b" not in page


def test_a_problem_and_a_report_have_their_tables(istanbul_report: Report) -> None:
    problem = Problem("case-001", ("case.yaml",), "<b>", "hint", place=Place("case.yaml", 1, 2))
    assert "case.yaml:1:2: error case-001</code>: &lt;b&gt;" in problem_html(problem)
    assert "what is due" in report_html(istanbul_report)
