"""Cases with a conflict, for the pages on what holds: Elmira as it was published, one of many states."""

from __future__ import annotations

import re
import time
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .site_stage import CASES, Stage

BOTH = "coming-to-istanbul + paper-beforehand"
"""A state of the flagship case that holds."""

MODEL = CASES / "literature" / "kilgour-2001" / "model.json"

ELMIRA_STATES = {
    "1": "delay",
    "2": "modify + delay",
    "3": "accept",
    "4": "modify + accept",
    "5": "delay + insist",
    "6": "modify + delay + insist",
    "7": "accept + insist",
    "8": "modify + accept + insist",
    "9": "abandon",
}
"""What is done in each state of the graph model in cases/literature/kilgour-2001."""

ELMIRA = """\
format: 1
title: Polluted groundwater in Elmira
parties:
  - {id: ministry, name: MoE, role: principal, evidence: none}
  - {id: uniroyal, name: Uniroyal, role: principal, evidence: none}
  - {id: government, name: Local Government, role: principal, evidence: none}
conflict:
  - {id: modify, party: ministry, label: Modify, changes: only taken, evidence: none}
  - {id: delay, party: uniroyal, label: Delay, taken: true, changes: only given up, evidence: none}
  - {id: accept, party: uniroyal, label: Accept, changes: only taken, evidence: none}
  - {id: abandon, party: uniroyal, label: Abandon, ends: true, evidence: none}
  - {id: insist, party: government, label: Insist, evidence: none}
rules:
  - {id: one-of-them, together: [delay, accept], evidence: none}
  - {id: something, without: [delay, accept, abandon], evidence: none}
"""
ELMIRA_ORDERS = {
    "ministry": "734851269",
    "uniroyal": "148593726",
    "government": "735186429",
}
"""The states from best to worst, as the graph model ranks them."""


def judgement(party: str, lines: str) -> str:
    """Return the text of a judgement that orders states."""
    return (
        f"format: 1\nparty: {party}\nauthor: Ann\ndate: 2025-01-02\nvisible_to: [mediator]\n{lines}"
    )


def written(folder: Path, case: str, **judgements: str) -> Path:
    """Write a case with judgements, by party what stands in them."""
    (folder / "judgements").mkdir(parents=True)
    (folder / "case.yaml").write_text(case, "utf-8")
    for party, lines in judgements.items():
        (folder / "judgements" / f"{party}.yaml").write_text(judgement(party, lines), "utf-8")
    return folder


def elmira(folder: Path) -> Path:
    """Write the conflict of Elmira as a case."""
    orders = {
        party: "state_order:\n" + "".join(f"  - {ELMIRA_STATES[each]}\n" for each in order)
        for party, order in ELMIRA_ORDERS.items()
    }
    return written(folder, ELMIRA, **orders)


def many_states(folder: Path, courses: int) -> Path:
    """Write a case of 2 to the power of so many states, in which two parties wish the contrary."""
    lines = "".join(
        f"  - {{id: c{each}, party: {'ab'[each % 2]}, label: course {each}, evidence: none}}\n"
        for each in range(courses)
    )
    case = (
        "format: 1\ntitle: Many\nparties:\n"
        "  - {id: a, name: A, role: principal, evidence: none}\n"
        "  - {id: b, name: B, role: principal, evidence: none}\n"
        f"conflict:\n{lines}"
    )
    wishes = [f"  - {{statement: s, formula: c{each}}}\n" for each in range(courses)]
    contrary = [f"  - {{statement: s, formula: NOT c{each}}}\n" for each in range(courses)]
    return written(
        folder, case, a=f"priorities:\n{''.join(wishes)}", b=f"priorities:\n{''.join(contrary)}"
    )


def words_of(page: str) -> str:
    """The words of a page, without its lists of choices."""
    told = page.partition("<main")[2]
    told = re.sub(r"<(select|details class=\"what-if\").*?</\1>", " ", told, flags=re.S)
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", told)).split())
    return re.sub(r" ([.,:;])", r"\1", text)


def state_page(name: str) -> str:
    """The address of a state's page."""
    return f"/stability/{quote(name, safe='')}"


def got(stage: Stage, path: str, **asked: Any) -> Any:
    """A page, once what it tells is reckoned."""
    for _ in range(200):
        found = stage.get(path, params=asked or None)
        if "is being reckoned" not in found.text:
            return found
        time.sleep(0.1)
    raise AssertionError(path)
