"""Help: the documentation comes with the program, whole, and its links lead somewhere."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from detente.web.site.documentation import Documentation, documentation
from hatch_build import make_documentation

from .site_stage import Stage

DOCS = Path(__file__).parents[3] / "docs"
LINK = re.compile(r'(?:href|src)="(/help/[^"#]*)(?:#([^"]*))?"')


@pytest.fixture(scope="module", autouse=True)
def made() -> dict[str, str]:
    """The pages that are made when a wheel is built, and where all of them are in it."""
    return make_documentation(DOCS)


def test_every_page_is_shown_and_every_link_leads_somewhere(standing: Stage) -> None:
    pages = documentation()
    got = {name: standing.get(f"/help/{name}") for name in pages.texts}
    assert {each.status_code for each in got.values()} == {200}
    anchors = {name: set(re.findall(r' id="([^"]+)"', each.text)) for name, each in got.items()}
    wrong = []
    for name, page in got.items():
        assert "```" not in page.text, name
        assert "{code-block}" not in page.text, name
        for address, anchor in LINK.findall(page.text):
            target = address.removeprefix("/help/")
            if target not in pages.texts:
                assert pages.file(target) is not None, (name, target)
            elif anchor and unescape(anchor) not in anchors[target]:
                wrong.append((name, target, anchor))
    assert wrong == []
    assert sum(len(LINK.findall(page.text)) for page in got.values()) > 300
    assert standing.defects == []


def test_help_lists_what_the_first_page_of_the_documentation_leads_to(standing: Stage) -> None:
    page = standing.get("/help").text
    for name in ("tutorial-browser", "how-to/record-a-statement", "reference/commands", "glossary"):
        assert f'<a href="/help/{name}">' in page
    assert standing.get("/help/glossary").text.count("<dt ") > 40


def test_words_are_looked_up_in_all_pages(standing: Stage) -> None:
    found = standing.get("/help", params={"q": "RED line"}).text
    hits = re.findall(
        r'<li><a href="(/help/[^"]+)">', found.partition('class="hits"')[2].partition("</ul>")[0]
    )
    assert "/help/glossary" in hits
    texts = (standing.get(each).text.casefold() for each in hits)
    assert all("red" in each and "line" in each for each in texts)
    nothing = standing.get("/help", params={"q": "<script>alert(1)</script>"}).text
    assert "No page has all of these words" in nothing
    assert "<script>alert" not in nothing


@pytest.mark.parametrize("name", ["conf.py", "pages.py", "../pyproject.toml", "..%2Fpyproject.toml",
                                  "nothing", "", "glossary.md", "/etc/passwd", "tables"])  # fmt: skip
def test_nothing_but_pages_and_their_files_is_there(standing: Stage, name: str) -> None:
    assert standing.get(f"/help/{name}").status_code == 404
    assert standing.defects == []


def test_pictures_and_the_second_verifier_are_there(standing: Stage) -> None:
    got = standing.get("/help/images/tutorial-browser/frontier.png")
    assert (got.headers["content-type"], got.content[:4]) == ("image/png", b"\x89PNG")
    got = standing.get("/help/verify_receipt.py")
    assert got.headers["content-type"].startswith("text/plain")
    assert got.content == (DOCS / "verify_receipt.py").read_bytes()


def test_the_code_of_a_problem_leads_to_its_page(stage: Stage) -> None:
    (stage.folder / "case.yaml").write_text("format: 1\ntitle: t\nparties: 3\n", "utf-8")
    found = re.findall(r'href="(/help/reference/problems/[^"]+)"', stage.get("/problems").text)
    assert len(found) > 1
    assert {stage.get(each).status_code for each in found} == {200}


def test_html_in_a_page_is_text_and_where_there_are_no_pages_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# A\n\n<b onclick=x>bold</b> [x](javascript:alert(1)) [y](b.md)\n"
    )
    html = Documentation(tmp_path).html("a")
    assert "&lt;b onclick" in html
    assert "javascript" not in re.findall(r'href="([^"]*)"', html)
    assert "<a>y</a>" in html
    empty = Documentation(tmp_path / "none")
    assert (empty.texts, empty.chapters, empty.hits("a")) == ({}, (), ())


def test_all_of_it_is_put_into_a_wheel(made: dict[str, str]) -> None:
    names = set(made.values())
    for each in (
        "glossary.md",
        "reference/problems/case-041.md",
        "images/report.png",
        "references.md",
    ):
        assert f"detente/documentation/{each}" in names
    assert not any("conf.py" in each or "/build/" in each for each in names)
