"""Nodes to values: each kind of field reads what people write, and refuses the rest by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from detente.core.problems import Problem
from detente.core.record.actors import Party, Person
from detente.core.record.case import BLOCKS, Case, walk
from detente.core.record.entry import Evidence
from detente.core.record.events import Event, Figure
from detente.core.record.issues import Issue, NumericRange, Rule
from detente.core.record.judgements import Estimate, Judgement
from detente.core.record.meetings import Proposal
from detente.core.record.quantities import Quantity
from detente.core.record.statements import Position, Statement
from detente.formats.casefile import CaseUnreadable, read_case, read_folder
from detente.formats.fields import FieldKind, fields_of
from detente.formats.placeholders import placeholder
from detente.formats.shape import Shaper
from detente.formats.yaml_text import parse

from .folders import BROKEN, HEAD, PARTIES, case_in, codes, read, written

PATH = ("case.yaml", "x", 0)


def shaped(record_type: Any, text: str) -> tuple[Any, list[Problem]]:
    """Return the record in a text, and what is wrong with it."""
    root, problems = parse(text, "case.yaml")
    assert problems == ()
    assert root is not None
    shaper = Shaper("case.yaml")
    return shaper.record(record_type, root, PATH), shaper.problems


def good(record_type: Any, text: str) -> Any:
    """Return the record in a text in which nothing is wrong."""
    record, problems = shaped(record_type, text)
    assert problems == []
    return record


def wrong(record_type: Any, text: str) -> list[tuple[str, str]]:
    """Return code and path of each problem."""
    return [
        (problem.code, ".".join(map(str, problem.path[3:])))
        for problem in shaped(record_type, text)[1]
    ]


def kinds_of(record_type: Any) -> tuple[FieldKind, ...]:
    """Return the fields of a record type."""
    return fields_of(record_type)


PARTY = "{id: a, name: n, role: host"


def test_texts_are_kept_as_written_without_the_blanks_around_them() -> None:
    party = good(Party, '{id: no, name: "  Yes  or\\n no ", role: host, short: 1.0}')
    assert (party.id, party.name, party.short) == ("no", "Yes  or\n no", "1.0")


@pytest.mark.parametrize("look", ["no", "1:30", "0x10", "1e3", "2025-05-29", "true", "0o17", "NaN"])
def test_a_text_is_a_text_whatever_it_looks_like(look: str) -> None:
    assert good(Party, f"{{id: a, name: {look}, role: host}}").name == look


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_an_optional_field_may_be_left_empty(nothing: str) -> None:
    assert good(Party, f"{PARTY}, short: {nothing}}}") == good(Party, f"{PARTY}}}")


@pytest.mark.parametrize("nothing", ["", "~", "null", '""', "' '"])
def test_a_required_field_may_not_be_empty(nothing: str) -> None:
    assert wrong(Party, f"{{id: a, role: host, name: {nothing}}}") == [("case-036", "name")]


def test_every_missing_field_is_named_at_its_entry() -> None:
    assert wrong(Party, "{}") == [("case-031", "id"), ("case-031", "name"), ("case-031", "role")]


@pytest.mark.parametrize(
    ("written", "value"),
    [("true", True), ("yes", True), ("Yes", True), ("TRUE", True), ("false", False), ("no", False)],
)
def test_yes_and_no_are_read_where_a_truth_is_expected(written: str, value: bool) -> None:
    assert good(Issue, f"{{id: a, question: q, ordered: {written}}}").ordered is value


@pytest.mark.parametrize("written", ["1", "on", "y", "perhaps", "[true]", "{a: true}"])
def test_what_is_no_truth_is_refused(written: str) -> None:
    assert wrong(Issue, f"{{id: a, question: q, ordered: {written}}}") == [("case-032", "ordered")]


@pytest.mark.parametrize("written", ["b", "[b]", "\n  - b\n"])
def test_one_value_may_stand_for_a_list_of_one(written: str) -> None:
    text = f"id: a\nname: n\nrole: host\nmember_of: {written}\n"
    assert good(Party, text).member_of == ("b",)


def test_one_group_of_fields_may_stand_for_a_list_of_one() -> None:
    party = good(Party, f"{PARTY}, evidence: {{document: d, words: w}}, disputed: {{by: b}}}}")
    assert party.evidence == (Evidence(document="d", words="w"),)
    assert [dispute.by for dispute in party.disputed] == ["b"]


@pytest.mark.parametrize(("written", "evidence"), [("none", ()), ('"none"', ()), ("", None)])
def test_evidence_is_none_where_that_is_said_and_missing_where_it_is_not(
    written: str, evidence: object
) -> None:
    assert good(Party, f"{PARTY}, evidence: {written}}}").evidence == evidence


@pytest.mark.parametrize("written", ["no", "everybody knows", "[none]", "[a, b]", "[[]]"])
def test_what_is_no_evidence_is_refused(written: str) -> None:
    assert wrong(Party, f"{PARTY}, evidence: {written}}}") == [("case-032", "evidence")]


def test_an_empty_place_in_a_list_is_told_and_the_rest_read() -> None:
    party, problems = shaped(Party, f"{PARTY}, member_of: [b, ~, c, '']}}")
    assert [(problem.code, problem.path[-1]) for problem in problems] == [
        ("case-036", 1), ("case-036", 3),
    ]  # fmt: skip
    assert party.member_of == ("b", "c")


def test_lists_within_a_list_are_ties() -> None:
    judgement = good(
        Judgement,
        "{party: a, author: b, date: 2025, visible_to: mediator, issue_order: [x, [y, z]],"
        " option_orders: {x: [a, [b, c]], y: d}}",
    )
    assert judgement.issue_order == (("x",), ("y", "z"))
    assert judgement.option_orders == {"x": (("a",), ("b", "c")), "y": (("d",),)}


def test_choices_are_options_by_issue() -> None:
    rule = good(Rule, "{id: r, when: {x: a, no: [b, c]}, excludes: {y: [1.0]}}")
    assert rule.when == {"x": ("a",), "no": ("b", "c")}
    assert rule.excludes == {"y": ("1.0",)}
    with pytest.raises(TypeError):
        rule.when["z"] = ("d",)


@pytest.mark.parametrize("written", ["a", "[a]", "[{x: a}]"])
def test_what_is_no_choice_is_refused(written: str) -> None:
    assert wrong(Rule, f"{{id: r, when: {written}}}") == [("case-032", "when")]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1000 people", Quantity(best=Decimal(1000), unit="people")),
        ("about 20 percent", Quantity(best=Decimal(20), unit="percent", approximate=True)),
        ("-1.50", Quantity(best=Decimal("-1.50"))),
        ("{low: 0, high: 5, unit: km}", Quantity(low=Decimal(0), high=Decimal(5), unit="km")),
        ("{best: 1, approximate: yes}", Quantity(best=Decimal(1), approximate=True)),
    ],
)
def test_a_quantity_has_a_short_and_a_long_form(written: str, value: Quantity) -> None:
    text = f"{{id: e, date: 2025, what: w, figures: [{{what: f, quantity: {written}}}]}}"
    assert good(Event, text).figures == (Figure(what="f", quantity=value),)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("many", "case-035"), ('"1,500"', "case-035"), ("1 2", "case-035"), ("{}", "case-035"),
        ("{low: few}", "case-035"), ("{low: 2, high: 1}", "case-060"), ("1e9", "case-035"),
        ("[1, 2]", "case-032"), ("{unit: km}", "case-035"), ("٣ km", "case-035"), ("9" * 99, "case-035"),
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_refused_once(written: str, code: str) -> None:
    text = f"{{id: p, party: a, issue: b, stance: offers, date: 2025, value: {written}}}"
    assert [found for found, _ in wrong(Position, text)] == [code]


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [("0.4", "0.4", "0.4"), ("-1..2", "-1", "2"), ("{low: 1, high: 2}", "1", "2")],
)
def test_an_estimate_is_a_number_or_a_range(written: str, low: str, high: str) -> None:
    text = f"{{party: a, author: b, date: 2025, no_agreement: {written}}}"
    assert good(Judgement, text).no_agreement == Estimate(low=Decimal(low), high=Decimal(high))


@pytest.mark.parametrize(
    ("written", "code"), [("high", "case-035"), ("1..", "case-035"), ("2..1", "case-060")]
)
def test_what_is_no_estimate_is_refused(written: str, code: str) -> None:
    text = f"{{party: a, author: b, date: 2025, weights: {{x: {written}}}}}"
    assert wrong(Judgement, text) == [(code, "weights.x")]


LONG = "9" * 41


@pytest.mark.parametrize(
    "field",
    [
        f"no_agreement: {LONG}",
        f"weights: {{x: 0..{LONG}}}",
        f"no_agreement: 1/{LONG}",
        f"discount: {LONG}",
    ],
)
def test_of_a_number_that_is_too_long_the_hint_says_so(field: str) -> None:
    """It said to write a number."""
    (problem,) = shaped(Judgement, f"{{party: a, author: b, date: 2025, {field}}}")[1]
    assert "is longer than 40 signs" in problem.message
    assert "at most 40 signs" in problem.hint


@pytest.mark.parametrize("written", ["'0,5'", "'0,3..0,5'"])
def test_of_a_comma_for_decimals_the_hint_says_to_write_a_point(written: str) -> None:
    text = f"{{party: a, author: b, date: 2025, no_agreement: {written}}}"
    assert "a point for decimals, not a comma" in shaped(Judgement, text)[1][0].hint


def test_numbers_are_exact() -> None:
    issue = good(Issue, "{id: a, question: q, range: {low: 0.10, high: 3, step: 0.05}}")
    assert issue.range == NumericRange(low=Decimal("0.10"), high=Decimal(3), step=Decimal("0.05"))
    assert str(issue.range.low) == "0.10"


@pytest.mark.parametrize(
    "written", ["1,5", "1e3", "0x10", ".5", "1.", "+1", "NaN", "1_000", "१", ""]
)
def test_what_is_no_number_is_refused(written: str) -> None:
    text = f"{{id: a, question: q, range: {{low: '{written}', high: 9}}}}"
    assert [path for _, path in wrong(Issue, text)] == ["range.low"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2025-02-30", "case-034"), ("29.05.2025", "case-034"), ("2025-5-9", "case-034"),
        ("2025-06-02T13:00", "case-065"), ("2025-06..2025-05", "case-060"), ("0000", "case-034"),
        ("[2025]", "case-032"), ("٢٠٢٥", "case-034"), ("2025-06-02T13:00+15:00", "case-034"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(written: str, code: str) -> None:
    text = f"{{id: a, name: n, party: p, from: {written}}}"
    assert wrong(Person, text) == [(code, "from")]


@pytest.mark.parametrize(
    ("written", "hint"), [("principle", "principal"), ("king", "one of: "), ("Host", "host")]
)
def test_a_word_that_is_not_allowed_gets_a_guess_or_all_of_them(written: str, hint: str) -> None:
    _, (problem,) = shaped(Party, f"{{id: a, name: n, role: {written}}}")
    assert problem.code == "case-033"
    assert hint in problem.hint


def test_silence_is_never_written() -> None:
    text = "{id: p, party: a, issue: b, stance: silent, date: 2025}"
    assert wrong(Position, text) == [("case-038", "stance")]


@pytest.mark.parametrize("written", ["A", "a b", "-a", "é", "a" * 81, "a/b", "а"])
def test_an_id_has_its_form(written: str) -> None:
    assert wrong(Party, f"{{id: {written}, name: n, role: host}}") == [("case-037", "id")]


def test_a_field_of_ones_own_is_passed_over() -> None:
    assert good(Party, f"{PARTY}, x-own: [{{a: 1}}]}}") == good(Party, f"{PARTY}}}")


def test_an_unknown_field_is_a_warning_and_a_misspelt_one_an_error() -> None:
    _, problems = shaped(Party, f"{PARTY}, colour: red, nmae: m}}")
    assert [(each.code, each.severity) for each in problems] == [
        ("case-030", "warning"), ("case-029", "error"),
    ]  # fmt: skip


def test_from_and_for_are_written_as_they_are_spoken() -> None:
    assert str(good(Person, "{id: a, name: n, party: p, from: 2025}").from_) == "2025"
    assert wrong(Person, "{id: a, name: n, party: p, from_: 2025}")[0][0] == "case-029"


@pytest.mark.parametrize("written", ["text", "[a]", "~"])
def test_an_entry_is_a_group_of_fields(written: str) -> None:
    assert wrong(Party, written) == [("case-032", "")]


@pytest.mark.parametrize("kind", [*BLOCKS.values(), Judgement], ids=lambda kind: kind.__name__)
def test_a_placeholder_can_be_made_for_every_required_field(kind: Any) -> None:
    made = placeholder(kind)
    assert isinstance(made, kind)
    for each in kinds_of(kind):
        assert hasattr(made, each.name)


def placeholders(value: Any) -> Iterator[str]:
    """Yield the path of every date that was never written and every required empty text."""
    for path, record in walk(value, ()):
        for each in fields(record):
            inner = getattr(record, each.name)
            if getattr(inner, "earliest", None) == date.min:
                yield f"{path}.{each.name}"
        for kind in kinds_of(type(record)):
            if kind.required and getattr(record, kind.name) in ("", (), None):
                yield f"{path}.{kind.name}"


@pytest.mark.parametrize("folder", sorted(BROKEN.iterdir()), ids=lambda folder: folder.name)
def test_no_placeholder_leaves_the_reader(folder: Path) -> None:
    try:
        case = read_case(folder)
    except CaseUnreadable as refusal:
        assert any(problem.severity == "error" for problem in refusal.problems)
        return
    assert is_dataclass(case)
    assert list(placeholders(case)) == []


def test_a_case_with_an_error_is_never_returned(tmp_path: Path) -> None:
    for block, kind in BLOCKS.items():
        written(tmp_path, HEAD + PARTIES.replace("parties", "x-old") + f"{block}:\n  - {{}}\n")
        with pytest.raises(CaseUnreadable) as refusal:
            read_case(tmp_path)
        missing = {each.path[-1] for each in refusal.value.problems if each.code == "case-031"}
        assert missing == {each.key for each in kinds_of(kind) if each.required}


def test_what_follows_from_a_mistake_is_not_told_as_another(tmp_path: Path) -> None:
    positions = (
        "positions:\n  - {id: p, party: upper, issue: i, options: o, stance: offers, date: soon,"
        " evidence: none}\n"
    )
    for issue in ("{id: i}", "text", "{id: I, question: q, evidence: none, options: []}"):
        found = read(tmp_path, HEAD + PARTIES + f"issues: [{issue}]\n" + positions)
        assert "case-041" not in codes(found.problems), issue
        assert codes(found.problems).count("case-034") == 1


def test_blocks_may_be_left_out_or_left_empty(tmp_path: Path) -> None:
    empty = "".join(f"{block}:\n" for block in BLOCKS)
    assert case_in(read(tmp_path, HEAD + empty)) == case_in(read(tmp_path, HEAD))
    assert case_in(read(tmp_path, HEAD)) == Case(title="Water for the two villages")


def test_a_statement_has_its_defaults() -> None:
    statement = good(Statement, "{id: s, date: 2025, speaker: a, text: t}")
    assert (statement.channel, statement.form, statement.to) == ("public", "reported", ())
    assert statement.visible_to == ("public",)
    assert statement.evidence is None


def test_a_paper_reads_its_history_in_order() -> None:
    text = (
        "{id: p, title: t, by: a, history: [{status: promised, date: 2025}, {status: delivered}]}"
    )
    paper, problems = shaped(Proposal, text)
    assert [step.status for step in paper.history] == ["promised", "delivered"]
    assert [problem.path[3:] for problem in problems] == [("history", 1, "date")]


def test_reading_does_not_depend_on_the_folder_read_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "case", HEAD + PARTIES)
    monkeypatch.chdir(folder)
    assert read_folder(Path()).case == read_folder(folder).case
