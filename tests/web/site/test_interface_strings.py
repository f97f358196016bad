"""Every word of the pages' frame goes through gettext: in the templates, and in the pages as they are made."""

from __future__ import annotations

import io
import subprocess
import sys
from gettext import GNUTranslations
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from detente.core.record.case import BLOCKS, Case
from detente.web.site import pages
from detente.web.site.field_labels import FIELD_LABELS, label_of
from detente.web.site.forms import fields_of_form
from detente.web.site.routes import SECTION_PAGES
from detente.web.site.tour import STEPS, tour_step

from .bracketed import Bracketed, bare, bracketing, unwrapped
from .site_stage import Stage

ROOT = Path(__file__).parents[3]
TEMPLATES = Path(str(resources.files("detente.web").joinpath("templates")))
WRAPPED = [*sorted((TEMPLATES / "site").glob("*.html")), TEMPLATES / "parts.html"]


@pytest.fixture
def bracketed(stage: Stage) -> Bracketed:
    """The catalogue of the stage, which marks what goes through it."""
    catalogue = Bracketed()
    bracketing(catalogue)
    stage.site.catalogue = catalogue
    return catalogue


def looked_at(stage: Stage) -> list[tuple[str, str]]:
    """Each page that can be had by looking, with its address."""
    addresses = [
        "/",
        "/?added=1",
        "/?on=2025-05-20",
        "/?on=never",
        "/nothing/here/x",
        "/help",
        "/help?q=red+line",
        "/help?q=nothing+holds+this",
        "/problems",
        "/new-source",
        "/new-judgement",
        "/import",
        "/report",
        "/report?for=nobody",
        "/report/made?open=1&section=now&on=2025-05-30",
        "/export",
        "/edit",
        "/positions/russia/nato",
        "/sources/news-digest-2025-05-29",
        "/sources/news-digest-2025-05-29?on=2025-05-16",
        "/view/conditions?waive=none",
        "/view/conditions?day.talks-2=x",
        *(f"/view/{name}" for name in SECTION_PAGES),
        *(f"/add/{block}" for block in BLOCKS),
    ]
    return [(each, _whole(stage, each)) for each in addresses]


def _whole(stage: Stage, address: str) -> str:
    """A page once what it rests on is reckoned."""
    got = stage.get(address, follow_redirects=True)
    while "data-job=" in got.text:
        got = stage.get(address, follow_redirects=True)
    return str(got.text)


def sent(stage: Stage) -> list[tuple[str, str]]:
    """Each page that answers to a form, with what was sent."""
    sheet = b"Party,Issue,Position,When\nRussia,NATO,no NATO,2025-05-20\nAtlantis,NATO,none,never\n"
    file = {"file": ("sheet.csv", sheet, "text/csv")}
    document = {"file": ("a.txt", b"They met in Istanbul.", "text/plain")}
    found = [
        ("no entry", stage.post("/add/statements", {"save": "1", "text": "Half of one"})),
        ("words", stage.post("/add/events", {"words": "They met"})),
        ("a text with errors", stage.save("format: 1\ntitle: t\nparties: 3\n")),
        ("a text somebody changed", stage.save(stage.text + "# a\n", "seen")),
        ("no judgement", stage.post("/new-judgement", {"weight:nato": "lots"})),
        ("another form", stage.post("/undo", {"csrf": "other"})),
        ("no sheet", stage.post("/import", files={"x": ("", b"")})),
        ("a sheet", stage.post("/import", files=file, follow_redirects=True)),
        ("sheets", stage.get("/import")),
        ("no source", stage.post("/new-source", files={"file": ("a.exe", b"MZ\x00")})),
        ("a source", stage.post("/new-source", files=document)),
    ]
    judgement = f"judgements/{next((stage.folder / 'judgements').glob('russia*')).name}"
    numbers = {"file": judgement, "no_agreement": "lots"}
    found.append(("wrong numbers", stage.post("/judgement/try", numbers)))
    found.append(("no author", stage.post("/judgement/save", {"file": judgement})))
    numbers["no_agreement"] = "0.4"
    found.append(("numbers", stage.post("/judgement/try", numbers)))
    assert stage.save(stage.text + "# mine\n").status_code == 303
    found.append(("something to take back", stage.get("/")))
    return [(what, got.text) for what, got in found]


@pytest.mark.parametrize("template", WRAPPED, ids=lambda each: each.name)
def test_a_template_looks_up_all_words_it_shows(template: Path) -> None:
    lacking = unwrapped(template.read_text("utf-8"))
    assert lacking == [], f"{template.name} shows without gettext: {lacking}"


@pytest.mark.parametrize(
    ("source", "lacking"),
    [
        ("<p>Words</p>", ["Words"]),
        ('<a href="/x" title="Words">{{ x }}</a>', ["Words"]),
        (
            '<b class="a{% if x %} b{% endif %}">{% if x %}One{% else %}Two{% endif %}</b>',
            ["One", "Two"],
        ),
        ('{{ "Yours" if x == "it" else _("The text") }}', ["Yours"]),
        ('{% for a, b in [("x", "some words")] %}{{ b }}{% endfor %}', ["some words"]),
        (
            "{% trans n=3 %}{{ n }} word{% pluralize %}{{ n }} words{% endtrans %} &amp; 5 · {{ x }}",
            [],
        ),
        ('<p class="{{ "a" }}">{{ _("Words") }}</p><script>let words;</script>', []),
    ],
)
def test_words_that_are_not_looked_up_are_seen(source: str, lacking: list[str]) -> None:
    assert unwrapped(source) == lacking


def test_a_page_that_lacks_a_bracket_is_seen() -> None:
    page = '<p>⟦one ⟪two⟫ three⟧ four <b title="five">5</b></p><script>x</script><kbd>g t</kbd>'
    assert sorted(bare(page)) == ["five", "four"]


def test_pages_show_nothing_that_is_neither_looked_up_nor_the_cases(
    stage: Stage, bracketed: Bracketed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PATIENCE_SECONDS", 60)
    stage.site.tour = True
    found = [*looked_at(stage), *sent(stage)]
    found += [(f"tour {n}", stage.get(step.path, params={"tour": n}).text)
              for n in range(1, STEPS + 1) if (step := tour_step(str(n)))]  # fmt: skip
    assert stage.defects == []
    framed = [(what, page) for what, page in found if "<body" in page]
    assert len(framed) > 60
    lacking = {what: words for what, page in framed if (words := bare(page))}
    assert lacking == {}
    assert all("⟦Positions⟧" in page for _, page in framed)
    _, said = messages(stage.folder.parent)
    assert bracketed.asked - said == set()


def test_what_waits_for_what_is_reckoned_is_looked_up_too(
    stage: Stage, bracketed: Bracketed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PATIENCE_SECONDS", 0)
    page = stage.get("/view/agreement").text
    assert "⟦This is being reckoned.⟧" in page
    assert bare(page) == []


def messages(folder: Path) -> tuple[Catalog, set[str]]:
    """The catalogue of messages, by the command that makes it, and what they are."""
    file = folder / "messages.pot"
    command = (ROOT / "Makefile").read_text("utf-8").partition("pybabel ")[2].partition("\n\n")[0]
    words = command.replace("\\\n", " ").replace("build/messages.pot", str(file)).split()
    program = [sys.executable, "-m", "babel.messages.frontend", *words]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    catalogue = read_po(io.BytesIO(file.read_bytes()))
    found: list[Any] = [each.id for each in catalogue if each.id]
    return catalogue, {each if isinstance(each, str) else each[0] for each in found}


def test_each_field_of_a_form_has_a_label_among_the_messages() -> None:
    case = Case(title="t")
    fields = (each.key for kind in BLOCKS.values() for each in fields_of_form(kind, case, {}))
    keys = {part for key in fields for part in key.split(".")}
    assert {label_of(each) for each in keys} == set(FIELD_LABELS)
    assert len(set(FIELD_LABELS)) == len(FIELD_LABELS)


def test_a_catalogue_in_another_language_is_put_in(stage: Stage, tmp_path: Path) -> None:
    catalogue, _ = messages(tmp_path)
    catalogue.locale = "ar"
    for message, text in (
        ("Today", "اليوم"),
        ("Import: %(name)s", "استيراد: %(name)s"),
        ("The text of %(file)s", "نص %(file)s"),
    ):
        catalogue[message].string = text
    written = io.BytesIO()
    write_mo(written, catalogue)
    stage.site.catalogue = GNUTranslations(io.BytesIO(written.getvalue()))
    assert "<h1>اليوم</h1>" in stage.get("/").text
    assert "نص case.yaml</label>" in stage.get("/edit").text
    file = {"file": ("<b>%(x)s.csv", b"Party,Issue\n", "text/csv")}
    page = stage.post("/import", files=file, follow_redirects=True).text
    assert "<h1>استيراد: &lt;b&gt;%(x)s.csv</h1>" in page
    assert stage.defects == []
