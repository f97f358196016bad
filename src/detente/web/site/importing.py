"""Sheets into a case: read as far as they are clear, shown, asked about, taken in once somebody says so."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.core.problems import Problem, has_errors
from detente.core.record.case import CASE_FILE
from detente.formats.fields import fields_of
from detente.formats.sheets.limits import FILE_AT_MOST
from detente.formats.sheets.mapping import UNUSED, ColumnNames
from detente.formats.sheets.read import ENCODINGS
from detente.formats.writer import WouldNotRead
from detente.web.import_words import OPEN_TO_ALL, answer_fits, answer_told, question_told
from detente.web.translation import N_

from . import pages
from .exporting import readers_of
from .folder import Changed
from .import_preview import Asked, Preview, Reading, Unread, preview_of
from .jobs import Job
from .site import CaseHasErrors, Site

SHEETS_AT_MOST = 3
"""How many sheets are kept; the oldest goes first."""
TAKING_SECONDS = 60.0
"""How long taking in waits for a sheet to be read again, which it is if anything in the folder changed."""
FIELDS = tuple((each.key, each.about) for each in fields_of(ColumnNames))
"""What a column can hold."""
GONE = N_("This sheet does not stay here any more: it was left, or others took its place")
NO_FILE = N_("no file: choose one")


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A file that was sent, how it is read, what was asked about it, and whether it was taken in."""

    name: str
    data: bytes
    how: Reading
    asked: tuple[Asked, ...] = ()
    unread: tuple[Unread, ...] = ()
    taken: bool = False


class Importing:
    """One method a route."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, KeptSheet] = OrderedDict()

    async def import_form(self, request: Request) -> Response:
        """Return the form for a sheet."""
        return await run_in_threadpool(self._form, request)

    def _form(self, request: Request, refused: str = "", status: int = 200) -> Response:
        with self._lock:
            sheets = tuple(self._kept.items())
        return self._site.page(
            request,
            "import",
            status,
            heading=self._site.gettext("Import"),
            refused=self._site.gettext(refused),
            sheets=sheets,
        )

    async def import_read(self, request: Request) -> Response:
        """Keep the sheet that was sent in memory, and lead on to what it would add."""
        file = request.state.form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return await run_in_threadpool(self._form, request, NO_FILE, 422)
        name, data = file.filename, await file.read()
        if len(data) > FILE_AT_MOST:
            words = self._site.gettext(
                "%(name)s: larger than %(size)s MiB", name=name, size=FILE_AT_MOST >> 20
            )
            return await run_in_threadpool(self._form, request, words, 422)
        token = secrets.token_urlsafe(16)
        name = PurePosixPath(name.replace("\\", "/")).name[:200] or "sheet"
        with self._lock:
            self._kept[token] = KeptSheet(name, data, Reading(self._site.today()))
            while len(self._kept) > 1 and (
                len(self._kept) > SHEETS_AT_MOST
                or sum(len(each.data) for each in self._kept.values()) > FILE_AT_MOST
            ):
                self._kept.popitem(last=False)
        return RedirectResponse(f"/import/{token}", 303)

    async def import_shown(self, request: Request) -> Response:
        """Return what a sheet would add, and what is not clear."""
        return await run_in_threadpool(self._shown, request)

    def _shown(
        self, request: Request, problems: tuple[Problem, ...] = (), status: int = 200
    ) -> Response:
        token = request.path_params["token"]
        sheet = self._kept.get(token)
        if sheet is None:
            return self._form(request, GONE, 404)
        heading = self._site.gettext("Import: %(name)s", name=sheet.name)
        job = self._job(token, sheet)
        job.wait(pages.PATIENCE_SECONDS)
        if job.state != "done":
            return self._site.page(request, "reckoning", heading=heading, job=job, name="")
        preview: Preview = job.result
        with self._lock:
            if self._kept.get(token) == sheet:
                asked = replace(sheet, asked=preview.questions, unread=preview.unread)
                self._kept[token] = asked
        case, gettext = self._site.case(), self._site.gettext
        return self._site.page(
            request,
            "import-preview",
            status,
            heading=heading,
            token=token,
            preview=preview,
            how=sheet.how,
            questions=[(_key(each.question), each) for each in preview.questions],
            unread=[(_key(each), each) for each in preview.unread],
            answers=[(_key(each), answer_told(*each)) for each in sheet.how.answers],
            asked=question_told,
            mapping=sheet.how.mapping().text(),
            fields=FIELDS,
            readers=[("", gettext("as the sheet says")), *readers_of(case, gettext).items()],
            documents=[("", gettext("none")), *((each.id, each.title) for each in case.documents)],
            encodings=[("", "UTF-8"), *((each, each) for each in ENCODINGS[1:])],
            open_to_all=OPEN_TO_ALL,
            changed="changed" in request.query_params,
            problems=problems,
        )

    def _job(self, token: str, sheet: KeptSheet) -> Job:
        """The job that reads a sheet as somebody said, for the case as it is now."""
        version, found = self._site.folder.current()
        if found.case is None or has_errors(found.problems):
            raise CaseHasErrors

        def work(job: Job) -> Preview:
            count = 0

            def advance(rows: int) -> None:
                nonlocal count
                count += rows
                job.progress(count, 0)

            return preview_of(sheet.data, sheet.name, found, sheet.how, advance)

        return self._site.jobs.job(("import", token, sheet.how, version), "import", work)

    async def import_answered(self, request: Request) -> Response:
        """Take answers, and lead on to what the sheet would add with them; or forget the sheet."""
        return await run_in_threadpool(self._answered, request)

    def _answered(self, request: Request) -> Response:
        token, form = request.path_params["token"], request.state.form
        sheet = self._kept.get(token)
        if sheet is None:
            return self._form(request, GONE, 404)
        if "leave" in form:
            with self._lock:
                self._kept.pop(token, None)
            return RedirectResponse("/import", 303)
        given = {name: str(value).strip() for name, value in form.items()}
        case = self._site.case()
        readers, documents = readers_of(case), {each.id for each in case.documents}
        how = _settings(sheet.how, given, readers, documents)
        kept = [each for each in sheet.how.answers if f"anew-{_key(each)}" not in given]
        answers = (*kept, *_answers(sheet, given))
        with self._lock:
            self._kept[token] = replace(sheet, how=replace(how, answers=answers))
        return RedirectResponse(f"/import/{token}", 303)

    async def import_taken(self, request: Request) -> Response:
        """Write what was shown into the case; nothing else, and nothing if it would be another now."""
        return await run_in_threadpool(self._taken, request)

    def _taken(self, request: Request) -> Response:
        token = request.path_params["token"]
        sheet = self._kept.get(token)
        if sheet is None:
            return self._form(request, GONE, 404)
        job = self._job(token, sheet)
        job.wait(TAKING_SECONDS)
        preview: Preview | None = job.result if job.state == "done" else None
        again = RedirectResponse(f"/import/{token}?changed=1", 303)
        if preview is None or preview.stamp != str(request.state.form.get("stamp", "")):
            return again
        if preview.text is None or not preview.count:
            return RedirectResponse(f"/import/{token}", 303)
        try:
            self._site.write(CASE_FILE, preview.text, preview.seen, f"import of {preview.count}")
        except Changed:
            return again
        except WouldNotRead as refused:
            return self._shown(request, refused.problems, 422)
        with self._lock:
            if token in self._kept:  # it stays: what was taken back can be taken in again
                self._kept[token] = replace(self._kept[token], taken=True)
        return RedirectResponse(f"/?added={preview.count}", 303)


def _key(thing: Any) -> str:
    """What stands for a question, a column or an answer in a form."""
    about = (
        thing if isinstance(thing, tuple) else [getattr(thing, each) for each in thing.__slots__]
    )
    return hashlib.sha256(repr(about).encode("utf-8", "replace")).hexdigest()[:16]


def _settings(
    how: Reading, given: dict[str, str], readers: dict[str, str], documents: set[str]
) -> Reading:
    """How a sheet is read, as a form says; what the form does not say, or says wrongly, stays."""
    known: dict[str, set[str]] = {
        "layout": {"list", "matrix", ""},
        "encoding": {*ENCODINGS, ""},
        "reader": {*readers, ""},
        "document": {*documents, ""},
    }
    said: dict[str, Any] = {name: given[name] for name in known if given.get(name) in known[name]}
    if "layout" in said:
        said["layout"] = said["layout"] or None
    if "sheet" in given:
        said["sheet"] = given["sheet"][:200]
    if not given.get("head", "x") or _is_row(given.get("head", "")):
        said["head"] = given["head"]
    if "on" in given:
        said["on"] = _day(given["on"])
    return replace(how, **{**said, "recorded": _day(given.get("recorded", "")) or how.recorded})


def _is_row(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8 and int(text) > 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _answers(sheet: KeptSheet, given: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """The answers of a form to what was asked; those that answer nothing are left out."""
    for asked in sheet.asked:
        question, said = asked.question, given.get(f"answer-{_key(asked.question)}", "")
        if question.choices:
            number = int(said) if _is_row(said) or said == "0" else -1
            said = question.choices[number][0] if 0 <= number < len(question.choices) else ""
        if said and answer_fits(question, said):
            yield question.subject, question.word, said
    for column in sheet.unread:
        held = given.get(f"column-{_key(column)}", "")
        if held == UNUSED:
            yield "party", column.head, UNUSED
        elif held in dict(FIELDS):
            yield "column", held, column.head
