"""``detente agree``: the answer as people see it, and as programs do."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from fractions import Fraction
from pathlib import Path

import pytest

from detente.cli.application import OK, PROBLEMS
from detente.core.solutions.agreement import Agreement

from .deals import AGAINST, SECRET, TWO, deal
from .running import HARBOUR, ISTANBUL, ROOT, call
from .test_show import width_of

LITERATURE = ROOT / "cases" / "literature"
NASH = LITERATURE / "nash-1950"
PANAMA = LITERATURE / "raiffa-1982"
STORED = Path(__file__).parent / "stored_agree"
PACKAGE = "i0=o1,i1=o1"
SHOWN = [
    (NASH, 80, ()),
    (NASH, 50, ()),
    (PANAMA, 80, ()),
    (LITERATURE / "baarslag-2012", 100,
     ("--package", "price=usd-4.12,delivery=days-20,payment=on-delivery,returns=5-percent")),
    (HARBOUR, 80, ()),
]  # fmt: skip


def name_of(shown: tuple[Path, int, tuple[str, ...]]) -> str:
    folder, width, options = shown
    return "-".join((folder.name, str(width), *(each.lstrip("-") for each in options[::2])))


@pytest.mark.parametrize("shown", SHOWN, ids=name_of)
def test_the_answer_is_the_stored_one(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    shown: tuple[Path, int, tuple[str, ...]],
) -> None:
    folder, width, options = shown
    monkeypatch.setenv("COLUMNS", str(width))
    told = call(capsys, "agree", folder, "--on", "2026-03-01", *options)
    assert told.code == OK
    text = "".join(f"{line.rstrip()}\n" for line in (told.out + told.err).splitlines())
    file = STORED / f"{name_of(shown)}.txt"
    if os.environ.get("DETENTE_UPDATE") == "1":
        STORED.mkdir(exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    assert text == file.read_text("utf-8")


def test_no_stored_answer_is_left_over() -> None:
    assert {path.stem for path in STORED.iterdir()} == {name_of(shown) for shown in SHOWN}


@pytest.mark.parametrize("width", [20, 35, 50, 80, 300])
@pytest.mark.parametrize("folder", [NASH, PANAMA, HARBOUR, ISTANBUL], ids=lambda each: each.name)
def test_no_line_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    told = call(capsys, "agree", folder)
    assert told.code == OK
    assert max(width_of(line.rstrip()) for line in told.out.splitlines()) <= width


def test_json_has_every_field_and_exact_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(call(capsys, "agree", NASH, "--json").out)
    assert list(data) == [
        *("detente", "command", "on", "reader", "title"),
        *(each.name for each in fields(Agreement)),
        "forbidden_by",
    ]
    assert (data["command"], data["reader"], data["frontier"]) == ("agree", None, 18)
    assert len(data["points"]) == 11
    assert data["solutions"][0]["points"][0]["gains"] == ["12", "5"]
    panama = json.loads(call(capsys, "agree", PANAMA, "--json").out)
    parts = {Fraction(each["first"]) for each in panama["division"]["shares"]}
    assert Fraction(2, 15) in parts


def test_where_no_package_suits_all_the_nearest_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = call(capsys, "agree", deal(tmp_path / "case", AGAINST, need=2))
    assert told.code == OK
    assert "No package of 3 suits both North and South." in told.out
    assert "Nearest: Question 0: way 1" not in told.out  # it misses both
    assert "misses South by 2" in " ".join(told.out.split())
    assert "No package suits both North and South at once." in told.out


def test_what_is_lacking_is_named_and_nothing_is_made_up(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = deal(tmp_path / "case", TWO, need="1..2")
    told = call(capsys, "agree", case)
    assert told.code == OK
    assert "There is no answer in numbers yet" in told.out
    assert "has a range, not a single number, for no agreement." in told.out
    assert "2 issues make 9 packages that the rules allow." in told.out


def test_packages_that_a_list_of_packages_lacks_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = deal(
        tmp_path / "case",
        TWO,
        more="rules:\n  - {id: r, when: {i0: [o0]}, excludes: {i1: [o0, o2]}, evidence: none}\n",
    )
    (case / "judgements" / "north.yaml").write_text(
        "format: 1\nparty: north\nauthor: Ann\ndate: 2026-01-02\nvisible_to: [mediator]\npackages:\n"
        "  - {package: {i0: o0, i1: o1}, value: 1}\n  - {package: {i0: o1, i1: o1}, value: 2}\n",
        "utf-8",
    )
    told = call(capsys, "agree", case)
    assert told.code == OK
    assert told.out.count("It lacks for instance") == 3
    assert "It lacks for instance: Question 0: way 1; Question 1: way 0." in told.out
    assert "It lacks for instance: Question 0: way 1; Question 1: way 2." in told.out
    assert "It lacks for instance: Question 0: way 2; Question 1: way 0." in told.out


def test_no_judgement_gives_an_answer_too(capsys: pytest.CaptureFixture[str]) -> None:
    told = call(capsys, "agree", ISTANBUL, "--on", "2025-05-01")
    assert told.code == OK
    assert "There is no answer yet" in told.out


def test_no_agreement_that_is_not_judged_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = call(capsys, "agree", deal(tmp_path / "case", TWO, need=None))
    assert "the worst possible package stands for it" in " ".join(told.out.split())


@pytest.mark.parametrize(
    ("package", "says"),
    [
        ("i0=o1", 'the package leaves "i1" open'),
        ("i0=o1,i1=oo1", 'did you mean "o1"?'),
        ("ii0=o1,i1=o1", 'there is no issue "ii0"; did you mean "i0"?'),
        ("i0=o1,i0=o2", '"i0" is named twice'),
        ("i0=o1,i1", '"i1" is not issue=option'),
        ("i0=o1,i1=o1,", "a comma has nothing before or after it; remove it"),
        ("", "nothing is named; write issue=option,... or the id of a paper"),
        ("papre", 'did you mean "paper"?'),
        ("bare", 'for "bare" no package is recorded'),
        ("open", '"open" leaves more than one option on i0'),
    ],
)
def test_a_package_that_is_none_is_refused_with_how_to_mend_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, package: str, says: str
) -> None:
    told = call(capsys, "agree", with_papers(tmp_path), "--package", package)
    assert (told.code, told.out) == (PROBLEMS, "")
    assert says in told.err


def with_papers(folder: Path) -> Path:
    """A case with three papers and a rule."""
    paper = (
        "  - {{id: {}, title: A paper, by: [north], evidence: none, "
        "history: [{{status: delivered, date: 2026-01-01, evidence: none}}]{}}}\n"
    )
    more = "rules:\n  - {id: not-both, when: {i0: [o2]}, excludes: {i1: [o2]}, evidence: none}\n"
    more += "proposals:\n" + paper.format("paper", ", package: {i0: o1, i1: o1}")
    more += paper.format("bare", "") + paper.format("open", ", package: {i0: [o1, o2], i1: o1}")
    return deal(folder / "case", TWO, more=more)


@pytest.mark.parametrize("named", ["paper", PACKAGE])
def test_a_package_on_the_table_and_what_would_be_better(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, named: str
) -> None:
    case = deal(tmp_path / "plain", TWO) if named == PACKAGE else with_papers(tmp_path)
    told = call(capsys, "agree", case, "--package", named)
    text = " ".join(told.out.split())
    assert "It is worth 2 to North (-1), 2 to South (-1)." in text
    assert "North and South would rather have no agreement." in text
    if named == PACKAGE:  # both get their way where it matters: 4 and 4
        assert "1 package is as good for everybody and better for somebody." in text
        assert "Question 0: way 1 → way 2; Question 1: way 1 → way 2: North +2, South +2" in text


def test_a_trade_of_steps_that_interact_tells_no_rate(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = deal(tmp_path / "case", TWO)
    on_the_table = ("agree", case, "--package", "i0=o1,i1=o1")
    assert "It pays both at any rate from" in call(capsys, *on_the_table).out
    with (case / "judgements" / "north.yaml").open("a") as file:
        file.write("interactions: [{when: {i0: o2, i1: o2}, value: 1}]\n")
    text = " ".join(call(capsys, *on_the_table).out.split())
    told = (
        "North +3, South +2. What one step is worth depends on the other, so this is told of both"
    )
    assert told in text


def test_issues_between_which_no_trades_were_looked_for_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.core.solutions.trades.LOOKED_AT_AT_MOST", 5)
    case = deal(tmp_path / "case", {"north": tuple(range(12)), "south": tuple(range(12))})
    told = call(capsys, "agree", case, "--package", "i0=o0,i1=o0,i2=o0,i3=o0")
    text = " ".join(told.out.split())
    assert (
        "For so many options, trades were not looked for between Question 0 with Question 1; "
        "Question 0 with Question 2; Question 0 with Question 3; and 3 more pairs."
    ) in text


def test_a_package_that_a_rule_forbids_is_said_to_be(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = with_papers(tmp_path)
    told = call(capsys, "agree", case, "--package", "i0=o2,i1=o2")
    assert told.code == OK
    assert "The rule not-both forbids this package" in told.out
    data = json.loads(call(capsys, "agree", case, "--package", "i0=o2,i1=o2", "--json").out)
    assert (data["forbidden_by"], data["assessment"]["allowed"]) == (["not-both"], False)


def test_all_rules_that_forbid_a_package_at_a_number_that_only_one_names_are_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    more = "  - {id: pay, question: Pay, range: {low: 0, high: 1}, evidence: none}\nrules:\n"
    rule = "  - {{id: {}, when: {{i0: [o1]}}, {}, evidence: none}}\n"
    more += rule.format("other", "requires: {pay: 0.123}") + rule.format(
        "both", "excludes: {i1: o1}"
    )
    case = deal(tmp_path / "case", TWO, more=more)
    for file in (case / "judgements").iterdir():
        file.write_text(file.read_text().replace("values:\n", "values:\n  pay: {0: 0, 1: 1}\n"))
    asked = ("agree", case, "--json", "--package")
    at = [json.loads(call(capsys, *asked, f"{PACKAGE},pay={pay}").out) for pay in ("0.123", "0.1")]
    assert [each["forbidden_by"] for each in at] == [["both"], ["other", "both"]]


def test_a_range_without_a_step_takes_any_number_that_is_asked_about(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """It was refused: only hundredths could be named."""
    more = "  - {id: pay, question: Pay, range: {low: 0, high: 1}, evidence: none}\n"
    case = deal(tmp_path / "case", TWO, more=more)
    for file in (case / "judgements").iterdir():
        file.write_text(file.read_text().replace("values:\n", "values:\n  pay: {0: 0, 1: 1}\n"))
    asked = ("agree", case, "--json", "--package")
    data = json.loads(call(capsys, *asked, f"{PACKAGE},pay=0.1234").out)
    assert data["assessment"]["worth"]["package"]["pay"] == "0.1234"
    assert [Fraction(each) for each in data["assessment"]["worth"]["utilities"]] == [
        Fraction("2.1234")
    ] * 2
    beyond = call(capsys, *asked, f"{PACKAGE},pay=1.1")
    assert beyond.code == PROBLEMS
    assert "any number from 0 to 1" in " ".join(beyond.err.split())


def test_one_of_several_packages_of_the_same_worth_is_shown_as_one_of_several(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = " ".join(call(capsys, "agree", NASH).out.split())
    assert "B (1 of 3)" in text
    assert "nothing speaks for it before the others" in text


def test_only_one_authors_judgements(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    case = deal(tmp_path / "case", TWO)
    assert "Yes: " in call(capsys, "agree", case, "--author", f"Ann {SECRET}").out
    told = call(capsys, "agree", case, "--author", f"Anne {SECRET}")
    assert (told.code, told.out) == (PROBLEMS, "")
    assert f'did you mean "Ann {SECRET}"?' in told.err


@pytest.mark.parametrize("reader", ["public", "north", "south"])
@pytest.mark.parametrize("options", [(), ("--json",), ("--package", PACKAGE), ("--author", "x")])
def test_nobody_is_shown_a_judgement_that_is_not_for_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, reader: str, options: tuple[str, ...]
) -> None:
    told = call(capsys, "agree", deal(tmp_path / "case", TWO), "--for", reader, *options)
    assert SECRET not in told.out + told.err
    assert "private" not in told.err
    if "--json" in options:
        data = json.loads(told.out)
        assert (data["why_not"], data["judged"]) == ("nobody is judged", [])


def test_the_mediator_and_whoever_holds_the_folder_see_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = deal(tmp_path / "case", TWO)
    assert SECRET in call(capsys, "agree", case, "--for", "mediator").out
    told = call(capsys, "agree", case)
    assert SECRET in told.out
    assert "this rests on private judgements" in told.err
    assert "The numbers are an exercise: they are nobody's true preferences." in told.out


def test_a_judgement_of_a_later_day_is_not_known(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = call(capsys, "agree", deal(tmp_path / "case", TWO), "--on", "2026-01-01")
    assert "There is no answer yet" in told.out


def test_spaces_that_nobody_can_count_are_sampled_and_said_to_be(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    values = {"north": TWO["north"] * 20, "south": TWO["south"] * 20}
    told = call(capsys, "agree", deal(tmp_path / "case", values, need=50))
    assert told.code == OK
    assert "≈1.216 × 10¹⁹ packages" in told.out
    assert "95 percent certainty" in " ".join(told.out.split())
    assert "a sample of them was drawn at random" in told.err
    again = call(capsys, "agree", tmp_path / "case")
    assert again.out == told.out


def test_five_parties_are_told_one_under_the_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    names = ("north", "south", "east", "west", "coast")
    values = {name: (n, 4, 2, 3, n, 4) for n, name in enumerate(names)}
    told = call(capsys, "agree", deal(tmp_path / "case", values, need=5))
    assert "Suit all, or all but one: " in told.out
    assert "  Nash: A" in told.out


def test_what_both_would_propose_in_turn_is_told_where_time_matters(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = deal(tmp_path / "case", TWO)
    assert "proposed in turn" not in call(capsys, "agree", case).out
    for file in (case / "judgements").iterdir():
        file.write_text(file.read_text("utf-8") + "discount: 0.5\n", "utf-8")
    told = " ".join(call(capsys, "agree", case).out.split())
    assert "of each gain a round later were left 0.5 for North and 0.5 for South" in told
    assert "would propose" in told
