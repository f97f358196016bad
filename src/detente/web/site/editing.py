"""What is written in the browser: a file's own text, and new entries by a form."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from detente.core.problems import Problem
from detente.core.record.case import BLOCKS, CASE_FILE, Case
from detente.formats.data import as_data
from detente.formats.fields import fields_of
from detente.formats.files import NotWritten
from detente.formats.writer import WouldNotRead

from .api import NotRight, read_json
from .differences import differences
from .folder import NEW_SOURCE, Changed, NoSuchFile, hash_of, with_file_ends
from .forms import Refused, fields_of_form, filled, refused_entry
from .pages import NotThere
from .site import CaseHasErrors, Site


class NotTheNewest(Exception):
    """Something else was changed since the page was loaded; nothing is taken back."""


class Editing:
    """One method a route."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def editor(self, request: Request) -> Response:
        """Return the page with a file's own text."""
        return await self._site.kept.answer(request, self._editor)

    def _editor(self, request: Request) -> Response:
        file = request.query_params.get("file", CASE_FILE)
        text = self._site.folder.text(file)
        problems = self._site.folder.read().problems
        return self._edit_page(request, file, text, hash_of(text), problems)

    def _edit_page(
        self,
        request: Request,
        file: str,
        text: str,
        seen: str,
        problems: tuple[Problem, ...] = (),
        status: int = 200,
        **more: Any,
    ) -> Response:
        shown = {
            "heading": file,
            "file": file,
            "files": self._site.folder.files(),
            "text": text,
            "seen": seen,
            "problems": problems,
        }
        return self._site.page(request, "edit", status, **shown, **more)

    async def edited(self, request: Request) -> Response:
        """Save a file's text, if nobody changed it since it was loaded and it reads without errors."""
        return await run_in_threadpool(self._edited, request)

    def _edited(self, request: Request) -> Response:
        form = request.state.form
        file, text, seen = (str(form.get(name, "")) for name in ("file", "text", "seen"))
        try:
            self._site.write(file, text, seen, f"edit of {file}")
        except (Changed, WouldNotRead) as refusal:
            return self._not_written(request, file, text, seen, refusal)
        except NotWritten as refusal:
            return self._edit_page(request, file, text, seen, (), 507, by_disk=str(refusal))
        return RedirectResponse(f"/edit?file={quote(file)}&saved=1", 303)

    def _not_written(
        self,
        request: Request,
        file: str,
        text: str,
        seen: str,
        refusal: Changed | WouldNotRead,
        **more: Any,
    ) -> Response:
        """The page with a text that was refused, beside theirs or with all that is wrong with it."""
        if isinstance(refusal, Changed):
            now = refusal.now
            more |= {"theirs": now, "apart": differences(text, now)}
            return self._edit_page(request, file, text, hash_of(now), (), 409, **more)
        problems = refusal.problems
        return self._edit_page(request, file, text, seen, problems, 422, refused=True, **more)

    async def undo(self, request: Request) -> Response:
        """Take the newest change back, if the file is still as that change left it."""
        return await run_in_threadpool(self._undo, request)

    def _undo(self, request: Request) -> Response:
        site = self._site
        edit = site.desk.newest_edit(site.id)
        if edit is None:
            raise NotThere
        if str(edit.number) != str(request.state.form.get("number", "")):
            raise NotTheNewest
        after = hash_of(edit.after)
        try:
            if edit.before:
                site.folder.write(edit.file, edit.before, after)
            else:  # the file was not there
                site.folder.remove(edit.file, after)
        except (Changed, WouldNotRead) as refusal:
            return self._not_written(
                request, edit.file, edit.before, after, refusal, undoing=edit.what
            )
        site.mark_undone(edit)
        said = "source_undone" if edit.what.startswith(NEW_SOURCE) else "undone"
        return RedirectResponse(f"/?{said}=1", 303)

    async def checked(self, request: Request) -> Response:
        """Return what would be wrong with a text, as data; nothing is written."""
        said = read_json(request.state.body)
        if not (isinstance(said, dict) and {"file", "text"} <= said.keys()):
            raise NotRight("a file and its text are asked for")
        file, text = said["file"], said["text"]
        if not isinstance(text, str) or file not in self._site.folder.files():
            raise NoSuchFile(str(file)[:80])
        found = await run_in_threadpool(self._site.folder.would_read, file, text)
        return JSONResponse({"problems": [as_data(each) for each in found.problems]})

    async def words(self, request: Request) -> Response:
        """Return what can be completed in a text: the fields of each block, and the ids there are."""
        found = await run_in_threadpool(self._site.folder.read)
        entries = found.case.entries() if found.case is not None else ()
        ids = [
            {"id": entry.id, "label": str(getattr(entry, "label", "")), "block": block}
            for block, _, entry in entries
            if entry.id
        ]
        kinds: dict[str, Any] = dict(BLOCKS)
        blocks = {name: [each.key for each in fields_of(kind)] for name, kind in kinds.items()}
        return JSONResponse({"blocks": blocks, "ids": ids})

    async def form(self, request: Request) -> Response:
        """Return the form of a new entry."""
        return await self._site.kept.answer(request, lambda asked: self._form(asked, {}, Refused()))

    async def added(self, request: Request) -> Response:
        """Add an entry; a form that comes from selected words is shown first."""
        return await run_in_threadpool(self._added, request)

    def _form(
        self,
        request: Request,
        given: dict[str, list[str]],
        refused: Refused,
        status: int = 200,
        case: Case | None = None,
    ) -> Response:
        block = request.path_params["block"]
        if block not in BLOCKS:
            raise NotThere
        case = case or self._site.case()
        return self._site.page(
            request,
            "add",
            status,
            heading=self._site.gettext("New in %(block)s", block=block),
            block=block,
            fields=fields_of_form(BLOCKS[block], case, given, self._site.gettext),
            given=given,
            refused=refused,
            documents=case.documents,
        )

    def _added(self, request: Request) -> Response:
        block, form = request.path_params["block"], request.state.form
        if block not in BLOCKS:
            raise NotThere
        given: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            given.setdefault(name, []).append(with_file_ends(str(value)))
        if "save" not in form:  # from words selected in a source: to be gone on with
            return self._form(request, given, Refused())
        try:
            with self._site.kept.resting(), self._site.sent.sending(request) as sending:
                case = self._site.case()  # as the one before left it
                if case.find(sending.before, block) is None:
                    data = filled(BLOCKS[block], case, given)
                    self._site.add(block, data, f"new in {block}: {data['id']}")
                    sending.made = str(data["id"])
        except WouldNotRead as refused:
            told = refused_entry(refused.problems, block, len(case.block(block)))
            return self._form(request, given, told, 422, case)
        except CaseHasErrors:
            return self._meanwhile(request, given)
        except NotWritten as refusal:
            return self._form(request, given, Refused(by_disk=str(refusal)), 507)
        return RedirectResponse("/?added=" + quote(sending.made or sending.before), 303)

    def _meanwhile(self, request: Request, given: dict[str, list[str]]) -> Response:
        """The form again, with all that was written, in a case that has errors by now."""
        last = self._site.folder.last_good()
        if last is None:
            raise CaseHasErrors
        found = self._site.folder.read().problems
        return self._form(request, given, Refused(elsewhere=found), 409, last)
