"""The report's section on deals: what it tells, to whom, and that all can read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest

from detente.core.report import Report, analyse
from detente.formats.casefile import read_case
from detente.formats.data import as_data
from detente.web import agreement_words, fairness_words, settlement_words
from detente.web.paper import report_on_paper
from detente.web.report import report_page

from ..cli.deals import AGAINST, PAPER, SECRET, TWO, deal

ROOT = Path(__file__).parents[2]
ON = date(2026, 3, 1)
SHORT = ("agreement",)


def report_of(folder: Path, reader: str = "mediator") -> Report:
    return analyse(read_case(folder), ON, reader, chance=np.random.default_rng(0))


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return deal(tmp_path / "two", TWO, more=PAPER)


def test_the_mediators_page_tells_it_with_pictures_and_tables(two: Path) -> None:
    page = report_page(report_of(two), "")
    for heading in ("Who would rather have no agreement", "What wastes nothing",
                    "What each theory of fairness picks", "Issues worth linking"):  # fmt: skip
        assert f"<h3>{heading}</h3>" in page
    assert 'id="chart-zone"' in page
    assert 'id="chart-frontier"' in page
    assert "nobody&#39;s true preferences" in page
    assert "A diamond is a party&#39;s paper." in page


@pytest.mark.parametrize("reader", ["public", "north", "south"])
def test_who_may_see_no_judgement_is_told_nothing_of_it(two: Path, reader: str) -> None:
    report = report_of(two, reader)
    assert (report.agreement, report.offered) == (None, ())
    whole, asked = report_page(report, ""), report_page(report, "", SHORT)
    assert 'id="agreement"' not in whole
    assert "no judgement that this reader may see" in asked
    data = json.dumps(as_data(report))
    paper = pypdfium2.PdfDocument(report_on_paper(report).data)
    printed = "".join(each.get_textpage().get_text_range() for each in paper)
    assert SECRET not in whole + asked + data + printed
    assert SECRET in report_page(report_of(two), "")


def test_orders_without_numbers_are_told_calmly() -> None:
    page = report_page(report_of(ROOT / "cases/teaching/harbour-2026"), "", SHORT)
    assert "There is no answer in numbers yet" in page
    assert "The judgement of Company has no values for Wage and Shift." in page


def test_where_nothing_suits_all_the_nearest_is_told(tmp_path: Path) -> None:
    page = report_page(report_of(deal(tmp_path / "case", AGAINST, need=2)), "", SHORT)
    assert "No package of 3 suits both North and South." in page
    assert "<h3>Nearest to suiting all</h3>" in page
    assert "What each theory of fairness picks" not in page


def test_harm_in_the_words_of_a_judgement_does_none(tmp_path: Path) -> None:
    folder = deal(tmp_path / "case", TWO)
    for file in (folder / "judgements").iterdir():
        file.write_text(file.read_text("utf-8").replace(SECRET, "<script>x</script>"), "utf-8")
    page = report_page(report_of(folder), "", SHORT)
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_papers_that_settle_everything_are_valued(two: Path) -> None:
    (offered,) = report_of(two).offered
    assert (offered.proposal, [int(each) for each in offered.worth.gains]) == ("paper", [-1, -1])


def test_a_large_space_tied_together_is_left_out_of_a_report(tmp_path: Path) -> None:
    values = {"north": TWO["north"] * 8, "south": TWO["south"] * 8}
    rule = "rules:\n  - {id: r, when: {i0: [o2]}, excludes: {i1: [o2]}, evidence: none}\n"
    assert report_of(deal(tmp_path / "tied", values, more=rule)).agreement is None
    assert report_of(deal(tmp_path / "free", values)).agreement is not None


def test_no_word_calls_anybody_unreasonable() -> None:
    said = " ".join(
        Path(str(module.__file__)).read_text("utf-8")
        for module in (agreement_words, fairness_words, settlement_words)
    )
    assert not re.search(r"stubborn|refuses to|irrational|insincere|intransigent", said)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, live_script: str) -> list[Path]:
    folder = tmp_path_factory.mktemp("shown")
    three = {"north": TWO["north"], "south": TWO["south"], "east": (3, 2, 1, 1, 2, 3)}
    made = []
    for name, own in (("two", TWO), ("three", three)):
        report = report_of(deal(folder / name, own, more=PAPER))
        made.append(folder / f"{name}.html")
        made[-1].write_text(report_page(report, live_script, SHORT), "utf-8")
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
