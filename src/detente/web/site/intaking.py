"""Documents into a case's sources: the text is drawn out, shown, and taken in once somebody confirms it."""

from __future__ import annotations

import contextlib
import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.core.problems import Problem
from detente.core.record.case import CASE_FILE, Case
from detente.core.record.entry import ID_PATTERN
from detente.formats.files import NotWritten, write_whole
from detente.formats.names import id_for
from detente.formats.writer import WouldNotRead
from detente.intake import Extracted, NotExtracted, extracted
from detente.intake.limits import MEBIBYTE

from .folder import NEW_SOURCE
from .pages import NotThere
from .sent import Sending
from .site import CaseHasErrors, Site

WAITING_AT_MOST = 3
"""How many documents wait to be confirmed; the oldest goes first."""
BYTES_WAITING_AT_MOST = 72 * MEBIBYTE
"""Of all that waits; one document of the largest size may."""
AT_ONCE = 1
"""How many documents are read at once: each may take 512 MB."""
SOURCES, ORIGINALS = "sources", "sources/originals"
ENDINGS = frozenset({"txt", "md", "markdown", "htm", "html", "xhtml", "docx", "pdf"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that was read and is not taken in yet."""

    ending: str
    original: bytes
    found: Extracted


class Intaking:
    """One method a route."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._waiting: OrderedDict[str, Waiting] = OrderedDict()
        self._reading = threading.BoundedSemaphore(AT_ONCE)

    async def sources_form(self, request: Request) -> Response:
        """Return the form for a new document."""
        self._site.case()  # one with errors is mended first
        return await run_in_threadpool(self._form, request)

    def _form(self, request: Request, refused: NotExtracted | None = None) -> Response:
        status = 200 if refused is None else 422
        heading = self._site.gettext("New source")
        return self._site.page(request, "new-source", status, heading=heading, refused=refused)

    async def source_read(self, request: Request) -> Response:
        """Read the document that was sent, and show its text to be confirmed."""
        file = request.state.form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            gettext = self._site.gettext
            return await run_in_threadpool(
                self._form, request, NotExtracted(gettext("no file"), gettext("choose one"))
            )
        name, data = file.filename, await file.read()
        return await run_in_threadpool(self._read, request, name, data)

    def _read(self, request: Request, name: str, data: bytes) -> Response:
        try:
            with self._reading:
                found = extracted(name[:200], data)
        except NotExtracted as refused:
            return self._form(request, refused)
        ending = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
        token = secrets.token_urlsafe(16)
        self._waiting[token] = Waiting(ending if ending in ENDINGS else "txt", data, found)
        self._make_room()
        return self._confirm(request, token, {"title": found.title})

    def _make_room(self) -> None:
        """Let go of the oldest documents that wait, while there are too many or too large ones."""
        while len(self._waiting) > 1 and (
            len(self._waiting) > WAITING_AT_MOST
            or sum(len(each.original) for each in self._waiting.values()) > BYTES_WAITING_AT_MOST
        ):
            self._waiting.popitem(last=False)

    def _confirm(
        self,
        request: Request,
        token: str,
        given: dict[str, str],
        problems: tuple[Problem, ...] = (),
    ) -> Response:
        return self._site.page(
            request,
            "confirm-source",
            422 if problems else 200,
            heading=self._site.gettext("Take in a source"),
            token=token,
            waiting=self._waiting[token],
            given=given,
            problems=problems,
        )

    async def source_taken(self, request: Request) -> Response:
        """Take a document in: its text, the original, and its entry."""
        return await run_in_threadpool(self._taken, request)

    def _taken(self, request: Request) -> Response:
        form = {name: str(value).strip() for name, value in request.state.form.items()}
        token = form.get("token", "")
        with self._site.sent.sending(request) as sending:
            if sending.before and self._site.case().find(sending.before, "documents"):
                return RedirectResponse(f"/sources/{sending.before}", 303)
            waiting = self._waiting.get(token)
            if waiting is None:
                raise NotThere
            return self._taken_in(request, form, waiting, sending)

    def _taken_in(
        self, request: Request, form: dict[str, str], waiting: Waiting, sending: Sending
    ) -> Response:
        token = form["token"]
        fields = ("title", "date", "author", "language", "grade", "link", "note")
        said = {name: form[name] for name in fields if form.get(name)}
        try:
            identity = form.get("id") or _free_id(
                self._site.case(), self._site.folder.path, said.get("title", "")
            )
            self._take(identity, waiting, said)
        except WouldNotRead as refused:
            return self._confirm(request, token, form, refused.problems)
        except CaseHasErrors:
            return self._confirm(request, token, form, self._site.folder.read().problems)
        self._waiting.pop(token, None)
        sending.made = identity
        return RedirectResponse(f"/sources/{identity}", 303)

    def _take(self, identity: str, waiting: Waiting, said: dict[str, str]) -> None:
        """Write the text and the original, then the entry; without the entry nothing stays."""
        folder = self._site.folder
        name = _free_name(folder.path, identity)
        file, original = f"{SOURCES}/{name}.txt", f"{ORIGINALS}/{name}.{waiting.ending}"
        entry = {"id": identity, **said, "file": file}
        written: list[Path] = []
        try:
            self._check_name(identity)
            for each, data in ((file, waiting.found.text.encode()), (original, waiting.original)):
                path = folder.path / each
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, data, replace_existing=False)
                written.append(path)
            self._site.add("documents", entry, f"{NEW_SOURCE}{identity}")
        except (NotWritten, WouldNotRead):
            for path in written:
                with contextlib.suppress(OSError):
                    path.unlink()
            raise

    def _check_name(self, identity: str) -> None:
        """Raise :class:`WouldNotRead` for an id that cannot be one, before a file gets its name."""
        taken = {entry.id for _, _, entry in self._site.case().entries()}
        if not re.fullmatch(ID_PATTERN, identity) or identity in taken:
            hint = "lower case letters, digits, - _ .; each id once"
            where = (CASE_FILE, "documents")
            raise WouldNotRead((Problem("case-037", where, "the id cannot be used", hint),))


def _free_id(case: Case, folder: Path, title: str) -> str:
    """An id made from a title, of which neither an entry nor a file is there."""
    taken = {entry.id for _, _, entry in case.entries()}
    return id_for(title[:60], "document", taken | _names(folder))


def _free_name(folder: Path, identity: str) -> str:
    """A name for a document's files: its id, or with a number where files of that name are there.

    Files stay when a source is taken back.
    """
    taken, name, number = _names(folder), identity, 1
    while name in taken:
        number += 1
        name = f"{identity}-{number}"
    return name


def _names(folder: Path) -> set[str]:
    """The names without endings of the files among the sources."""
    found = [folder / each for each in (SOURCES, ORIGINALS)]
    return {each.stem for place in found if place.is_dir() for each in place.iterdir()}
