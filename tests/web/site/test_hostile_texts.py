"""Harm in every text of every kind of entry, in names of files and in documents, on every page, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from detente.core.record.case import BLOCKS, Case
from detente.core.record.dates import Date
from detente.core.record.entry import Dispute, Withdrawal
from detente.core.record.issues import NumericRange, Rule
from detente.core.record.meetings import Clause
from detente.formats.casefile import read_case, read_folder
from detente.formats.fields import allowed_words, fields_of, item_type
from detente.formats.writer import case_text
from detente.web.site.exporting import readers_of
from detente.web.site.routes import ROUTES, SECTION_PAGES

from ...intake.making import docx, paragraph
from .. import conftest as harming
from .site_stage import CASES, Stage, staged
from .test_in_browser import HARM, NAME, Seen

ELSEWHERE = {
    ("Evidence", "words"): "they have to stand in the source, whose text holds harm",
    ("Document", "file"): "the path of a file",
    ("Proposal", "file"): "the path of a file",
    ("Position", "options"): "ids of options",
    ("CourseOfAction", "option"): "an id",
    ("Step", "part"): "an id",
}
"""Texts that cannot be anything, and what they are."""
DAY = Date.parse("2025-05-29")


def with_all_fields(case: Case) -> Case:
    """Return the case with the kinds of entries and the texts that it has not."""
    party, lever, promise = case.parties[0], case.levers[0], case.commitments[0]
    deadline, proposal, issue = case.deadlines[0], case.proposals[0], case.issues[0]
    other = case.issues[1]
    amount = NumericRange(low=Decimal(0), high=Decimal(9), unit="euro")
    first, third = issue.options[0].id, other.options[0].id
    said = replace(case.statements[0], id="said-once", withdrawn=Withdrawal(by=party.id, why="why"))
    return replace(
        case,
        rules=(Rule(id="rule", when={issue.id: (first,)}, excludes={other.id: (third,)}, note="a note", evidence=()),),
        parties=(
            replace(party, disputed=(Dispute(by=party.id, says="no", date=DAY),)),
            *case.parties[1:],
        ),
        levers=(replace(lever, changes="much"), *case.levers[1:]),
        commitments=(*case.commitments, replace(promise, id="promise", due=None, trigger="when it rains")),
        deadlines=(replace(deadline, consequence="worse", silence="consent"), *case.deadlines[1:]),
        documents=(replace(case.documents[0], link="https://example.org/", language=HARM), *case.documents[1:]),
        proposals=(replace(proposal, clauses=(Clause(id=HARM, text="a clause"),)), *case.proposals[1:]),
        issues=(*case.issues, replace(other, id="money", options=(), ordered=False, range=amount)),
        statements=(*case.statements, said),
    )  # fmt: skip


def texts_of(value: Any) -> Iterator[tuple[str, str, str]]:
    """Every text in a record, after its type and its field."""
    if isinstance(value, tuple):
        for each in value:
            yield from texts_of(each)
    elif is_dataclass(value):
        for field in fields(value):
            inner = getattr(value, field.name)
            if isinstance(inner, str):
                yield type(value).__name__, field.name, inner
            yield from texts_of(inner)


def free_texts() -> set[tuple[str, str]]:
    """The texts of all types of a record that can be anything, as type and field."""
    types: list[Any] = list(BLOCKS.values())
    found = set()
    for kind in types:  # grows meanwhile
        for field in fields_of(kind):
            inner = item_type(field.type) or field.type
            if is_dataclass(inner) and inner not in types and inner is not Date:
                types.append(inner)
            free = not (field.refers or field.pattern or field.is_id or allowed_words(inner))
            if inner is str and free and field.name != "supersedes":
                found.add((kind.__name__, field.name))
    return found


@pytest.fixture
def hostile_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(harming, "HARM", HARM)
    monkeypatch.setattr(harming, "TEXTS", (harming.TEXTS | {"silence"}) - {"words"})
    stage = staged(tmp_path / "case")
    case = with_all_fields(read_case(CASES / "istanbul-2025"))
    blocks = {block: harming.harmed(case.block(block)) for block in BLOCKS}
    hostile = replace(case, title=case.title + HARM, summary=HARM, **blocks)
    (stage.folder / "case.yaml").write_text(case_text(hostile), "utf-8")
    for each in case.documents:
        if each.file:
            file = stage.folder / each.file
            file.write_text(file.read_text("utf-8") + HARM, "utf-8")
    judgement = next((stage.folder / "judgements").glob("russia*"))
    (stage.folder / "judgements" / NAME).write_text(judgement.read_text("utf-8"), "utf-8")
    assert [each for each in read_folder(stage.folder).problems if each.severity == "error"] == []
    yield stage
    stage.stop()


@pytest.fixture
def seen(browser: Any, hostile_stage: Stage) -> Iterator[Seen]:
    found = Seen(browser, hostile_stage)
    yield found
    own = f"http://{hostile_stage.host}/"
    assert all(each.startswith((own, "data:")) for each in found.asked)
    found.context.close()
    assert (found.said, hostile_stage.defects) == ([], [])


def test_every_text_that_can_be_anything_does_harm(hostile_stage: Stage) -> None:
    case = read_case(hostile_stage.folder)
    texts = [each for block in BLOCKS for each in texts_of(case.block(block))]
    harmful = {(kind, name) for kind, name, text in texts if "harmed" in text}
    assert free_texts() - harmful == set(ELSEWHERE)


def pages_of(case: Case) -> Iterator[str]:
    """The address of every page that is shown for a case: each route, with each of its values."""
    cells = {(each.party, each.issue) for each in case.positions}
    values = {
        "/view/{name}": [f"/view/{name}" for name in SECTION_PAGES],
        "/add/{block}": [f"/add/{block}" for block in BLOCKS],
        "/positions/{party}/{issue}": [f"/positions/{party}/{issue}" for party, issue in cells],
        "/sources/{document}": [f"/sources/{each.id}" for each in case.documents],
        "/export": [f"/export?for={reader}" for reader in readers_of(case)],
        "/stability/{state}": ["/stability/nothing"],
        "/import/{token}": [],  # of a sheet that waits: tests/web/site/test_importing.py
        "/edit": ["/edit", f"/edit?file={quote('judgements/' + NAME)}"],
        "/help/{name:path}": ["/help/glossary", "/help/tutorial-browser"],
    }
    no_pages = ("/enter", "/assets/", "/api/", "/live", "/edit/words", "/report", "/export/")
    for route in ROUTES:
        if route.method == "GET" and not route.path.startswith(no_pages):
            yield from values.get(route.path, [route.path])


def test_on_every_page_it_does_nothing(seen: Seen) -> None:
    count = 0
    for path in pages_of(read_case(seen.stage.folder)):
        seen.go(path)
        seen.check()
        assert seen.page.locator("h1").count() == 1, path
        count += 1
    print(f"{count} pages, executions 0, reports of the policy 0")


def submitted(seen: Seen, path: str, given: dict[str, str]) -> None:
    """Send a form from one of our own pages."""
    seen.go("/help")
    with seen.page.expect_navigation():
        seen.page.evaluate(
            """([path, given]) => {
              const form = document.createElement("form");
              [form.method, form.action] = ["post", path];
              given.csrf = document.querySelector("meta[name=csrf]").content;
              for (const [name, value] of Object.entries(given)) {
                const field = document.createElement("textarea");
                [field.name, field.value] = [name, value];
                form.append(field);
              }
              document.body.append(form);
              HTMLFormElement.prototype.submit.call(form);
            }""",
            [path, given],
        )
    seen.check()
    seen.said[:] = [each for each in seen.said if "status of 4" not in each]  # as it has to be


def test_in_what_is_given_back_to_be_mended_it_does_nothing(seen: Seen) -> None:
    """A new entry of each kind with harm in every field; a text that would not read, and one that was changed."""
    seen.page.remove_listener("dialog", seen.dismissed)  # whether to leave what is not saved
    seen.page.on("dialog", lambda dialog: dialog.accept())
    kinds: dict[str, Any] = dict(BLOCKS)
    for block, kind in kinds.items():
        names = [each.key for each in fields_of(kind)]
        given = dict.fromkeys([*names, "document", "words", "save", HARM], HARM)
        submitted(seen, f"/add/{block}", given)
        assert "Not added yet" in seen.page.locator("main").inner_text(), block
    wrong = f'format: 1\ntitle: "x"\n{HARM.replace(":", "")!r}: {HARM!r}\n'
    submitted(seen, "/edit", {"file": "case.yaml", "text": wrong, "seen": "another"})
    assert "Somebody changed this file" in seen.page.locator("main").inner_text()
    now = seen.page.locator("input[name=seen]").get_attribute("value") or ""
    submitted(seen, "/edit", {"file": "case.yaml", "text": wrong, "seen": now})
    assert "Not saved" in seen.page.locator("main").inner_text()
    submitted(seen, "/edit", {"file": HARM, "text": HARM, "seen": HARM})
    submitted(seen, "/undo", {"number": HARM})
    submitted(seen, "/new-source/take", {"token": HARM})


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.docx"])
def test_in_a_document_and_its_name_it_does_nothing(seen: Seen, name: str) -> None:
    text = f"# {HARM}\n\nThe parties met. {HARM}"
    data = docx(paragraph(text)) if name == "a.docx" else text.encode()
    seen.go("/new-source")
    file = {"name": f"{HARM}{name}".replace("/", ""), "mimeType": "text/html", "buffer": data}
    seen.page.locator("input[type=file]").set_input_files(file)
    seen.page.locator("main form button").first.click()
    seen.page.locator("input[name=token]").wait_for(state="attached")
    seen.check()
    seen.page.locator("[name=title]").fill(HARM)
    seen.page.locator("[name=date]").fill("2025-05-29")
    for field in ("author", "note", "link"):
        if seen.page.locator(f"main [name={field}]").count():
            seen.page.locator(f"main [name={field}]").fill(HARM)
    seen.page.locator("main form button").first.click()
    seen.page.wait_for_url("**/sources/*")
    seen.check()
    seen.go("/view/sources")
    seen.check()


def test_in_a_case_that_cannot_be_read_it_does_nothing(seen: Seen) -> None:
    """Harm as a field, an id, a word to choose, a day, a reference, and as a text that is no YAML."""
    for text in (
        f"format: 1\ntitle: t\n{HARM.replace(':', '')!r}: 1\nparties:\n  - id: {HARM!r}\n"
        f"    name: {HARM!r}\n    role: {HARM!r}\n    evidence: none\n"
        f"events:\n  - id: e\n    what: {HARM!r}\n    date: {HARM!r}\n    evidence:\n"
        f"      - document: {HARM!r}\n        words: {HARM!r}\n",
        HARM,
    ):
        (seen.stage.folder / "case.yaml").write_text(text, "utf-8")
        for path in ("/problems", "/", "/edit", "/help", "/new-source", "/add/events"):
            seen.go(path)
            seen.check()
