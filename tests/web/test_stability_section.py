"""The report's section on what holds: what it tells, to whom, and that all can read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from markupsafe import escape

from detente.core.report import Report, analyse
from detente.formats.casefile import read_case
from detente.formats.data import as_data
from detente.web import stability_section as section
from detente.web.markdown import case_markdown
from detente.web.paper import report_on_paper
from detente.web.report import report_page

from ..cli.running import written
from .conftest import harmed

ROOT = Path(__file__).parents[2]
ON = date(2026, 3, 1)
SHORT = ("stability",)
SECRET = "qzsecretzq"
STRIKE = """\
format: 1
title: A strike at the harbour
parties:
  - {id: union, name: Union, role: principal, evidence: none}
  - {id: company, name: Company, role: principal, evidence: none}
conflict:
  - {id: strike, label: The dockers strike, party: union, taken: true, evidence: none}
  - {id: slow, label: The dockers work slowly, party: union, evidence: none}
  - {id: pay, label: The company pays more, party: company, changes: only taken, evidence: none}
  - {id: close, label: The company closes the harbour, party: company, evidence: none}
rules:
  - {id: one-or-other, together: [strike, slow], evidence: none}
  - {id: not-both, together: [pay, close], evidence: none}
"""
UNION = ("NOT close", "pay", "strike IFF NOT pay", "NOT slow")
COMPANY = ("NOT strike", "NOT slow", "NOT pay", "NOT close")


def judged(folder: Path, **wishes: tuple[str, ...]) -> Path:
    """Write a judgement for each party, of its wishes in order of importance."""
    (folder / "judgements").mkdir(exist_ok=True)
    for party, formulas in wishes.items():
        lines = "".join(f"  - {{statement: a wish, formula: {each}}}\n" for each in formulas)
        (folder / "judgements" / f"{party}.yaml").write_text(
            f"format: 1\nparty: {party}\nauthor: Ann {SECRET}\ndate: 2026-01-02\n"
            f"visible_to: [mediator]\nbasis: an exercise {SECRET}\npriorities:\n{lines}",
            "utf-8",
        )
    return folder


@pytest.fixture
def strike(tmp_path: Path) -> Path:
    return judged(written(tmp_path / "strike", STRIKE), union=UNION, company=COMPANY)


def report_of(folder: Path, reader: str = "mediator") -> Report:
    return analyse(read_case(folder), ON, reader)


def printed(report: Report, sections: tuple[str, ...] = ()) -> str:
    paper = pypdfium2.PdfDocument(report_on_paper(report, sections).data)
    return " ".join("".join(page.get_textpage().get_text_range() for page in paper).split())


def test_the_states_stand_side_by_side_in_option_form(strike: Path) -> None:
    report = report_of(strike)
    (table,) = section.state_tables(report, report.case)
    assert table.numbers == tuple("123456789")
    assert table.now == (True, *(False,) * 8)
    (union, (on_strike, slowly)), (company, (paid, closed)) = table.parties
    assert (union, on_strike.course, on_strike.taken[:3]) == (
        "Union", "The dockers strike", (True, False, False),
    )  # fmt: skip
    assert (company, paid.taken[:3]) == ("Company", (False, True, False))
    assert not any(a and b for a, b in zip(on_strike.taken, slowly.taken, strict=True))
    assert not any(a and b for a, b in zip(paid.taken, closed.taken, strict=True))
    columns = zip(on_strike.taken, slowly.taken, paid.taken, closed.taken, strict=True)
    assert len(set(columns)) == 9
    assert {row.concept: "".join(row.signs) for row in table.concepts} == {
        "Nash": "●●·······",
        "general": "●●●●·····",
        "symmetric": "●●●●·····",
        "sequential": "●●·······",
        "symmetric sequential": "●●·······",
    }


def test_the_page_tells_why_and_what_can_come_of_it(strike: Path) -> None:
    page = report_page(report_of(strike), "")
    for heading in ("Who can do what", "Which states hold for all", "Who can move where",
                    "Why “1: The dockers strike” (as matters stand) holds, or not",
                    "Why “3: nothing is done” holds, or not", "What can come of it"):  # fmt: skip
        assert f"<h3>{heading}</h3>" in page
    assert "Company moves to “8: The dockers strike; The company closes the harbour”" in page
    assert 'id="chart-moves"' in page
    assert page.count("nobody&#39;s true preferences") == 1
    assert '<a href="#stability">What holds</a>' in page


def test_paper_and_markdown_tell_the_same(strike: Path) -> None:
    report = report_of(strike)
    paper, text = printed(report, SHORT), case_markdown(report)
    for told in ("2 to 4 of 9 states hold for all", "nobody's true preferences",
                 "Why “3: nothing is done” holds, or not"):  # fmt: skip
        assert told in paper
        assert told in text
    assert "| State | 1 (now) | 2 |" in text
    assert "| Company: The company pays more |  | ✓ |  |  | ✓ | ✓ |" in text


def test_many_states_are_dealt_out_evenly_over_tables(tmp_path: Path) -> None:
    text = STRIKE[: STRIKE.index("rules:")]
    report = report_of(judged(written(tmp_path / "free", text), union=UNION, company=COMPANY))
    tables = section.state_tables(report, report.case)
    assert [each.numbers[0] + "-" + each.numbers[-1] for each in tables] == ["1-8", "9-16"]


def test_of_many_states_those_that_hold_are_listed_and_those_on_the_way(istanbul: Any) -> None:
    report = analyse(istanbul, ON, "mediator")
    (table,) = section.state_tables(report, report.case)
    assert table.numbers == ("1", "2", "3")
    assert section.left_out(report) == "61 other states certainly hold for all under none of these."
    assert section.only_drawn(report, report.case) == ()


def wide(folder: Path, courses: int, own: tuple[str, ...]) -> Report:
    text = (
        "format: 1\ntitle: t\nparties:\n  - {id: union, name: U, role: principal, evidence: none}\n"
    )
    text += "conflict:\n"
    for number in range(courses):
        text += f"  - {{id: c{number}, label: way {number}, party: union, evidence: none}}\n"
    return report_of(judged(written(folder, text), union=own))


def test_states_on_the_way_without_a_row_are_told_beside_the_picture(tmp_path: Path) -> None:
    text = STRIKE.replace("rules:", "".join(
        f"  - {{id: c{n}, label: way {n}, party: union, evidence: none}}\n" for n in range(4)
    ) + "rules:")  # fmt: skip
    folder = judged(written(tmp_path / "more", text),
                    union=("pay", *(f"NOT c{n}" for n in range(4)), *UNION),
                    company=COMPANY)  # fmt: skip
    report = report_of(folder)
    assert report.moves is not None
    assert report.stability is not None
    assert report.stability.states == 144
    beside = section.only_drawn(report, report.case)
    assert [each.split(":")[0] for each in beside] == [str(len(section.shown_states(report)) + 1)]
    assert "In the picture and in no table: 5: The dockers strike; The company pays more." in (
        report_page(report, "", SHORT)
    )


def test_more_states_than_can_be_drawn_are_not_drawn_and_it_is_said(tmp_path: Path) -> None:
    report = wide(tmp_path / "wide", 5, ("c0 OR NOT c0",))  # all 32 states alike: all hold
    page = report_page(report, "", SHORT)
    assert report.moves is None
    assert section.TOO_MANY_TO_DRAW in page
    assert 'id="chart-moves"' not in page
    assert len(section.shown_states(report)) == section.STATES_AT_MOST
    assert section.MORE_HOLD in page


def test_the_state_as_matters_stand_is_listed_even_where_it_is_none_that_holds(
    tmp_path: Path,
) -> None:
    report = wide(tmp_path / "now", 7, ("c0",))  # 64 of 128 states hold: those with c0
    assert report.stability is not None
    assert "nothing" not in {row.state for row in report.stability.rows}
    first, *_ = section.state_tables(report, report.case)
    assert first.now == (True, *(False,) * 7)
    assert {row.signs for row in first.concepts} == {("·", *"●●●●●●●")}
    ((_, courses),) = first.parties
    assert [row.taken[0] for row in courses] == [False] * 7
    assert courses[0].taken == (False, *(True,) * 7)
    assert "Why “1: nothing is done” (as matters stand)" in report_page(report, "", SHORT)


def test_without_a_judgement_of_states_it_says_what_is_not_known(strike: Path) -> None:
    report = report_of(strike, "company")
    page = report_page(report, "", SHORT)
    assert "Of 9 states it is not determined which hold for all." in page
    assert page.count(section.NO_JUDGEMENT) == 1
    assert section.NO_JUDGEMENT in case_markdown(report)
    assert "no judgement says" not in page  # there is one, which this reader may not see
    assert "Which states hold for all</h3>" not in page
    assert 'id="chart-moves"' not in page


def test_whose_preferences_are_not_known_is_named_where_some_are(tmp_path: Path) -> None:
    page = report_page(report_of(judged(written(tmp_path / "one", STRIKE), union=UNION)), "", SHORT)
    assert "Company: no judgement says which states it prefers" in page
    assert "Which states hold for all</h3>" in page
    assert '<span class="unseen">not determined</span>' in page


@pytest.mark.parametrize("reader", ["public", "union", "company"])
def test_judgements_that_a_reader_may_not_see_do_not_count(strike: Path, reader: str) -> None:
    report = report_of(strike, reader)
    assert report.stability is not None
    assert report.stability.judged == ()
    assert {each.equilibria for each in report.stability.counts} == {0}
    everything = report_page(report, "") + case_markdown(report) + printed(report)
    assert SECRET not in everything + json.dumps(as_data(report))
    assert SECRET in report_page(report_of(strike), "")


def hidden(text: str, start: str) -> str:
    """The case with the entry that begins so for the mediator alone."""
    return text.replace(start, f"{start}, visible_to: [mediator]")


def test_courses_that_a_reader_may_not_see_are_no_part_of_it(tmp_path: Path) -> None:
    text = hidden(hidden(STRIKE, "{id: close"), "{id: not-both")
    text = text.replace("The company closes the harbour", SECRET)
    folder = judged(written(tmp_path / "hidden", text), union=UNION, company=COMPANY)
    report = report_of(folder, "public")
    assert report.stability is not None
    assert (report.stability.courses, report.stability.states) == (("strike", "slow", "pay"), 6)
    assert report.moves is not None
    assert len(report.moves.states) == 6
    everything = report_page(report, "") + case_markdown(report) + printed(report)
    everything += json.dumps(as_data(report))
    for word in (SECRET, "close", "not-both"):
        assert word not in everything.replace("enclose", "").replace("disclose", "")
    assert SECRET in report_page(report_of(folder), "")


def test_where_all_who_decide_have_left_there_is_nothing_to_tell(tmp_path: Path) -> None:
    text = STRIKE.replace("principal, ", "principal, withdrawn: {date: 2026-01-01}, ")
    report = report_of(written(tmp_path / "nobody", text), "public")
    assert report.stability is not None
    assert report.stability.why_not == "no courses of action"
    assert "The case records no courses of action" in report_page(report, "", SHORT)


def test_a_case_without_courses_of_action_says_nothing_of_it(harbour: Any) -> None:
    report = analyse(harbour, ON, "mediator")
    assert (report.stability, report.moves) == (None, None)
    assert 'id="stability"' not in report_page(report, "")
    assert "What holds" not in case_markdown(report)
    assert "no course of action is recorded" in report_page(report, "", SHORT)


def test_a_conflict_of_too_many_states_is_left_out(tmp_path: Path) -> None:
    report = wide(tmp_path / "large", 17, ("c0",))
    assert report.stability is not None
    assert report.stability.why_not == "too many states"
    assert "More states are possible than can be looked at one by one" in (
        report_page(report, "", SHORT)
    )


def harmful(folder: Path) -> Report:
    case = read_case(judged(written(folder, STRIKE), union=UNION, company=COMPANY))
    harm = replace(case, parties=harmed(case.parties), conflict=harmed(case.conflict))
    return analyse(harm, ON, "mediator")


def test_harm_in_labels_does_none(tmp_path: Path) -> None:
    report = harmful(tmp_path / "harm")
    page = report_page(report, "", SHORT)
    assert "<script>window" not in page
    assert "<img" not in page
    assert escape("<script>window.harmed=1</script>") in page
    assert "<script" not in case_markdown(report)


def test_labels_that_run_from_right_to_left_are_kept_apart(tmp_path: Path) -> None:
    name = "إضراب في الميناء"
    text = STRIKE.replace("The dockers strike", name).replace(
        "title: A strike at the harbour", "title: ميناء\nlanguage: ar"
    )
    folder = judged(written(tmp_path / "rtl", text), union=UNION, company=COMPANY)
    page = report_page(report_of(folder), "", SHORT)
    assert 'dir="rtl">' in page
    assert f'Why “1: <bdi dir="rtl">{name}</bdi>” (as matters stand)' in page


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, live_script: str) -> list[Path]:
    folder = tmp_path_factory.mktemp("shown")
    arabic = STRIKE.replace("title:", "language: ar\ntitle:")
    reports = {
        name: report_of(judged(written(folder / name, text), union=UNION, company=COMPANY))
        for name, text in (("strike", STRIKE), ("arabic", arabic))
    }
    reports["harm"] = harmful(folder / "harm")
    reports["istanbul"] = report_of(ROOT / "cases/istanbul-2025")
    made = [folder / f"{name}.html" for name in reports]
    for file, report in zip(made, reports.values(), strict=True):
        file.write_text(report_page(report, live_script, SHORT), "utf-8")
    return made


@pytest.fixture(params=[(390, "dark"), (1280, "light")], ids=lambda p: f"{p[0]}-{p[1]}")
def shown(request: pytest.FixtureRequest, browser: Any, files: list[Path]) -> Iterator[list[Any]]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    pages = []
    for file in files:
        page = context.new_page()
        page.goto(file.as_uri())
        page.wait_for_function(
            "[...document.querySelectorAll('.chart')].every(f => f.querySelector('.still').hidden)"
        )
        pages.append(page)
    yield pages
    context.close()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_all_can_read_it(shown: list[Any]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for page in shown:
        violations = Axe().run(page).response["violations"]
        assert [each["id"] for each in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        assert page.evaluate("window.harmed") is None
        assert page.locator("#chart-moves .live svg").count() == 1
