"""Movement in words: everything has its words, they judge nobody, and they say what is so."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import get_args

import pytest
from rich.console import Console, Group

from detente.cli import movement_view
from detente.core.movement.cells import CellKind
from detente.core.movement.codes import CODES
from detente.core.movement.distances import NotKnown
from detente.core.movement.gaps import Gap, Overlap
from detente.core.movement.movement import Conduct, movement
from detente.core.movement.order import Days
from detente.core.movement.relations import Reason
from detente.core.movement.steps import StepKind
from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.evidence import Locator
from detente.core.record.issues import Issue, NumericRange, Option
from detente.core.record.known import known_on, seen_by, visible_to
from detente.core.record.statements import Position
from detente.formats.casefile import read_case
from detente.formats.data import as_data
from detente.web import conduct_words, movement_words

ROOT = Path(__file__).parents[2]
HARBOUR = ROOT / "cases" / "teaching" / "harbour-2026"
ISTANBUL = ROOT / "cases" / "istanbul-2025"
DAYS = {HARBOUR: "2026-02-23", ISTANBUL: "2025-05-30"}


def test_everything_that_can_be_told_has_its_words() -> None:
    assert set(movement_words.REASONS) == set(get_args(Reason))
    assert set(movement_words.KIND_SIGNS) == set(get_args(CellKind)) >= set(get_args(StepKind))
    assert set(movement_words.OVERLAPS) == set(get_args(Overlap))
    assert {"", *movement_words.NOT_KNOWN} == set(get_args(NotKnown))
    assert list(conduct_words.INDICATORS) == [each.name for each in fields(Conduct)]
    assert list(conduct_words.CODE_SOURCES) == [each.code for each in CODES]


def test_each_sign_means_one_thing() -> None:
    signs = list(movement_words.KIND_SIGNS.values())
    assert len(set(signs)) == len(signs)


def test_each_indicator_says_what_it_does_not_show_and_what_else_it_may_be() -> None:
    for each in conduct_words.INDICATORS.values():
        assert all((each.title, each.counts, each.does_not_show, each.may_also_be))


def test_the_codes_of_the_documentation_are_those_that_are_counted() -> None:
    page = (ROOT / "docs" / "background" / "movement.md").read_text("utf-8")
    section = page.partition("## Codes of Bargaining Process Analysis")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([a-z, ]+) \| ([a-z]+) \| ([a-z]+) \| (.+) \|$", section, re.MULTILINE)
    told = {
        name: (group, tone, not what.startswith("not counted"))
        for names, group, tone, what in rows
        for name in names.split(", ")
        if group != "group"
    }
    assert told == {each.code: (each.group, each.tone, each.counted) for each in CODES}


JUDGING = re.compile(
    r"\b(in?sincere|honest|dishonest|liar|bluff|bad faith|good faith|best|worst|rank|score|winner)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("folder", DAYS, ids=lambda path: path.name)
@pytest.mark.parametrize("reader", ["public", "mediator"])
def test_nobody_is_judged_and_parties_keep_their_order(folder: Path, reader: str) -> None:
    day = Date.parse(DAYS[folder]).earliest
    case = seen_by(read_case(folder), reader, day)
    found = movement(case, day)
    sections = conduct_words.conduct_sections(case, found.conduct)
    own = [movement_words.headline(found), *movement_words.REASONS.values()]
    own += [each.text for section in sections for each in section.lines]
    for section in sections:
        own += [section.indicator.does_not_show, section.indicator.may_also_be]
    quoted = " ".join(each.words for _, _, entry in case.entries() for each in entry.evidence or ())
    for text in own:
        judging = JUDGING.search(text)
        assert judging is None or judging[0] in quoted, text
    order = [party.id for party in case.parties]
    for name in (
        "answer_times",
        "issue_shares",
        "paper_timings",
        "words_and_deeds",
        "agreements_kept",
    ):
        parties = [order.index(each.party) for each in getattr(found.conduct, name)]
        assert parties == sorted(parties), name


@pytest.mark.parametrize("folder", DAYS, ids=lambda path: path.name)
def test_every_line_of_conduct_rests_on_entries_of_the_case(folder: Path) -> None:
    day = Date.parse(DAYS[folder]).earliest
    case = read_case(folder)
    ids = {entry.id for _, _, entry in case.entries()}
    locators = {key: Locator(text) for key, text in case.texts.items()}
    lines = [
        line
        for section in conduct_words.conduct_sections(case, movement(case, day).conduct)
        for line in section.lines
    ]
    assert lines
    for line in lines:
        assert line.entries
        assert set(line.entries) <= ids
        assert all(locators[each.document].locate(each.words) for each in line.evidence)


def test_what_a_reader_may_not_see_is_nowhere_in_the_answer() -> None:
    day = Date.parse(DAYS[HARBOUR]).earliest
    whole = known_on(read_case(HARBOUR), day)
    secrets = {
        "public": (
            "union-wage-floor",
            "company-wage-in-private",
            "says-up-to-four",
            "Kaelen, mediator",
        ),
        "company": ("union-wage-floor", "union-guarantee-in-private", "Kaelen, mediator"),
        "mediator": ("union-wage-floor",),
    }
    everything = json.dumps(as_data(movement(whole, day)))
    for reader, hidden in secrets.items():
        case = seen_by(read_case(HARBOUR), reader, day)
        found = movement(case, day)
        told = json.dumps(as_data(found), ensure_ascii=False)
        told += str(conduct_words.conduct_sections(case, found.conduct))
        told += str(movement_words.step_rows(case, found))
        assert not [each for each in hidden if each in told]
    assert "union-wage-floor" in everything


PERCENT = NumericRange(low=Decimal(0), high=Decimal(8), unit="percent")
WAGE = Issue(id="wage", question="How much?", range=PERCENT)
SCALE = Issue(id="scale", question="How far?", ordered=True, options=(Option(id="a", label="A"),))


@pytest.mark.parametrize(
    ("issue", "low", "high", "text"),
    [
        (WAGE, "2", "2", "2 percent"),
        (WAGE, "2.50", "4.0", "2.5 to 4 percent"),
        (SCALE, "1", "1", "1 step"),
        (SCALE, "1", "2", "1 to 2 steps"),
        (SCALE, "0", "0", "0 steps"),
        (WAGE, "1000", "1000", "1,000 percent"),
    ],
)
def test_distances_in_words(issue: Issue, low: str, high: str, text: str) -> None:
    assert movement_words.gap_words(issue, Gap(Decimal(low), Decimal(high))) == text


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Days(1, 1), "1 day"),
        (Days(5, 5), "5 days"),
        (Days(0, 8), "0 to 8 days"),
        (Days(3, None), "at least 3 days"),
        (Days(0, None), "0 days or more"),
    ],
)
def test_days_in_words(found: Days, text: str) -> None:
    assert conduct_words.days(found) == text


def test_no_name_is_bent_into_a_possessive() -> None:
    case = read_case(HARBOUR)
    told = conduct_words.conduct_sections(
        case, movement(case, Date.parse("2026-02-23").latest).conduct
    )
    lines = {each.key: [line.text for line in each.lines] for each in told}
    assert "Union on what Company raised: 5 of 5" in lines["issue_shares"]
    labels = [party.label for party in case.parties]
    whole = " ".join(text for texts in lines.values() for text in texts)
    assert not [each for each in labels if f"{each}'s" in whole]


def test_without_positions_the_headline_says_so() -> None:
    case = visible_to(read_case(HARBOUR), "public")
    found = movement(case, Date.parse("2026-01-07").earliest)
    assert movement_words.headline(found) == "No position is recorded, so nothing can have moved."
    assert movement_words.change_rows(case, found) == ()


def test_with_first_positions_alone_they_stand_as_stated() -> None:
    case = visible_to(read_case(HARBOUR), "public")
    found = movement(case, Date.parse("2026-01-21").earliest)
    spoken = sum(bool(each.after) for each in found.cells)
    assert movement_words.headline(found) == (
        f"No movement is recorded; {spoken} positions stand as stated."
    )
    assert all(isinstance(each, Position) for step in found.steps for each in step.after)


def test_hostile_texts_reach_a_terminal_as_marks(hostile: Case) -> None:
    day = Date.parse("2025-05-30").earliest
    parts = movement_view.render(
        hostile, day, movement(hostile, day), narrow=False, everything=True
    )
    written = StringIO()
    Console(file=written, width=80).print(Group(*parts))
    assert "harmed" in written.getvalue()
    assert not re.search("[\x1b\u202e]", written.getvalue())
