"""What one run of the local program serves: a case's folder, its person's secrets, its clock."""

from __future__ import annotations

import contextlib
import secrets as chance
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from gettext import NullTranslations
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import HTMLResponse

from detente.core.problems import has_errors
from detente.core.record.case import CASE_FILE, Case
from detente.core.record.entry import Entry
from detente.core.record.quoted import EvidenceKept
from detente.formats.writer import as_yaml
from detente.store.desk import Desk, DeskUnavailable, Edit
from detente.web.direction import page_direction
from detente.web.section_context import environment, section_context
from detente.web.sections import SECTIONS
from detente.web.translation import N_, UNTRANSLATED, found, found_of

from .documentation import address_of, documentation
from .drawings import charts_of_page
from .folder import CaseFolder, Changed, Written, hash_of
from .guard import Guard, Secrets
from .jobs import Job, Jobs
from .keeping import Kept
from .rights import LOCAL, Action, Person, may
from .routes import KEYS_IN_PAGES, NAVIGATION
from .sent import Sent
from .told import Anchors, Told
from .tour import tour_step

REPORTS_AT_MOST = 4
"""Of how many days a report is kept, of the case as it is now."""
LOOK_SECONDS = 60
"""How often it is kept at most that somebody looks."""
DONE = {
    "added": N_("Added."),
    "source_undone": N_(
        "Taken back. The document's files are still in the folder, under sources; delete them there if they should go."
    ),
    "undone": N_("Taken back."),
    "saved": N_("Saved."),
    "ended": N_("Stopped."),
}
"""What a page says after something was done."""


class NotAllowed(Exception):
    """The person may not do this."""


class WrongDay(Exception):
    """The day as known on which a page is asked for is none."""


class CaseHasErrors(Exception):
    """The case cannot be shown while it has errors; they are on the page of its problems."""


@dataclass
class Site:
    """What the pages are made from."""

    folder: CaseFolder
    secrets: Secrets
    desk: Desk
    clock: Callable[[], datetime]
    defect: Callable[[Exception], None] = lambda _: None
    """Told of each defect; what it shows holds nothing of the case."""
    guard: Guard | None = None
    ending: Callable[[], bool] = lambda: False
    """Whether the program was told to end: nothing listens any longer then."""
    tour: bool = False
    """Whether each page offers a tour of five steps."""
    catalogue: NullTranslations = UNTRANSLATED
    """In which language the frame of the pages speaks; see :mod:`detente.web.translation`."""
    sent: Sent = field(default_factory=Sent)
    jobs: Jobs = field(init=False)
    kept: Kept = field(init=False, repr=False)
    _reports: OrderedDict[tuple[str, date], Told] = field(default_factory=OrderedDict, repr=False)
    _before: list[Told] = field(default_factory=list, repr=False)
    """The reports of the version before this one: a page may still be made of them."""
    _evidence: EvidenceKept = field(default_factory=dict, repr=False)
    _isolated: dict[int, tuple[Entry, Entry]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _edits: int = 0
    """How many changes were kept or taken back."""
    _undo: tuple[str, Edit | None] = ("", None)
    _visit: tuple[int, int | None] | None = None

    def __post_init__(self) -> None:
        """Begin without any job and any page."""
        self.jobs = Jobs(self.defect)
        done = {name: self.gettext(words) for name, words in DONE.items()}
        self.kept = Kept(self._version, lambda: self.folder.large, self._told_defect, done)

    def _version(self) -> str:
        """What is another as soon as any page would be."""
        return f"{self.folder.stamp()} {self._edits} {self.today()}"

    def _told_defect(self, error: Exception) -> None:
        self.defect(error)

    def person(self, request: Request) -> Person | None:
        """Return who makes a request: whoever came through the guard is the one local person."""
        return LOCAL

    def check(self, request: Request, action: Action, entry: Any = None) -> None:
        """Raise :class:`NotAllowed` unless whoever makes the request may do this."""
        if not may(self.person(request), action, entry):
            raise NotAllowed

    def today(self) -> date:
        """Return the day it is here."""
        return self.clock().date()

    def now(self) -> int:
        """Return the seconds since 1970."""
        return int(self.clock().timestamp())

    @property
    def id(self) -> str:
        """What stands for the case in the desk: a hash of where its folder is."""
        return hash_of(str(self.folder.path.resolve()))

    def write(self, file: str, text: str, seen: str, what: str) -> Written:
        """Write a file on the folder's terms, and keep the change so that it can be taken back.

        A change that is written and cannot be kept stands all the same.
        """
        with self.kept.resting():
            written = self.folder.write(file, text, seen)
        return self._journal(written, what)

    def create(self, file: str, text: str, what: str) -> Written:
        """Write a judgement's file that is not there yet, so that it can be taken back."""
        return self._journal(self.folder.create(file, text), what)

    def _journal(self, written: Written, what: str) -> Written:
        with contextlib.suppress(DeskUnavailable):
            self.desk.keep_edit(
                self.id, written.file, written.before, written.after, what, self.now()
            )
        self._edits += 1
        return written

    def mark_undone(self, edit: Edit) -> None:
        """Keep that a change was taken back."""
        self.desk.mark_undone(edit.number)
        self._edits += 1

    def add(self, block: str, entry: dict[str, Any], what: str) -> Written:
        """Add an entry at the end of a block, whatever else was changed just now.

        Raises ``WouldNotRead`` if the case would have errors, ``NotWritten`` if the disk refuses.
        """
        while True:
            text = self.folder.text(CASE_FILE)
            with_it = self.folder.with_items(text, block, as_yaml([entry]))
            with contextlib.suppress(Changed):  # just now; the entry goes after that
                return self.write(CASE_FILE, with_it, hash_of(text), what)

    def case(self) -> Case:
        """Return the case as it is now; raise :class:`CaseHasErrors` while it has errors."""
        return self._current()[1]

    def _current(self) -> tuple[str, Case]:
        """The case as it is now, after its version; read once, so that they belong together."""
        version, found = self.folder.current()
        if found.case is None or has_errors(found.problems):
            raise CaseHasErrors
        return version, found.case

    def day(self, request: Request) -> date:
        """Return the day as known on which a page is asked for; today, if it names none.

        Raises :class:`WrongDay` for what is no day.
        """
        asked = request.query_params.get("on", "")
        if not asked:
            return self.today()
        with contextlib.suppress(ValueError):
            found = date.fromisoformat(asked)
            if str(found) == asked:  # not as 20250530 or 2025-W22-5, which are days too
                return found
        raise WrongDay

    def _day_shown(self, request: Request) -> date:
        """The day that a page tells of; today on a page that says that the day asked for is none."""
        with contextlib.suppress(WrongDay):
            return self.day(request)
        return self.today()

    def report(self, on: date, since: date | None = None) -> Told:
        """Return what there is to tell, as known on a day; each part is reckoned when it is asked for, once."""
        found = self._report(on)[1]
        return found.compared(since) if since is not None and since <= on else found

    def _report(self, on: date) -> tuple[str, Told]:
        """The report of a day, after the version of the case that it tells of."""
        version, case = self._current()
        with self._lock:
            gone = [each for each in self._reports if each[0] != version]
            if gone:
                for (
                    each
                ) in self._before:  # their pages are made by now; templates would keep them long
                    each.once.forget()
                self._before = [self._reports.pop(key) for key in gone]
                self.jobs.forget(lambda key: bool(key[0] != version))
            found = self._reports.setdefault(
                (version, on), Told(case, on, None, evidence=self._evidence)
            )
            self._reports.move_to_end((version, on))
            while len(self._reports) > REPORTS_AT_MOST:
                self._reports.popitem(last=False)
        return version, found

    def reckoning(self, on: date) -> Job:
        """Return the job that reckons whether there is a deal and what holds, begun if it was not."""
        version, told = self._report(on)

        def work(job: Job) -> Told:
            return told.with_judged(np.random.default_rng(0), job.progress)

        return self.jobs.job((version, on), "reckoning", work)

    def context(
        self, report: Told, sections: tuple[str, ...], drawn: Told | None = None
    ) -> dict[str, Any]:
        """Return what the templates of sections are given, with charts of what ``drawn`` tells, if given."""
        named = {name: SECTIONS[name] for name in sections}
        charts = charts_of_page(drawn, sections) if drawn is not None else {}
        return section_context(
            report,
            named,
            charts,
            _page_of_source,
            anchors=Anchors(report, _page_of_source),
            case=self.isolated(report),
        )

    def isolated(self, report: Told) -> Case:
        """Return a report's case with texts marked that run the other way; made once."""
        return report.isolated(self._isolated)

    def visit_before(self) -> int | None:
        """Return when the visit before this one had its last look; once a minute it is kept that somebody looks."""
        minute, found = self.now() // LOOK_SECONDS, None
        if self._visit is not None and self._visit[0] == minute:
            return self._visit[1]
        with contextlib.suppress(DeskUnavailable):
            self.desk.looked(self.id, self.now())
            found = self.desk.last_look(self.id)
        self._visit = (minute, found)
        return found

    def page(self, request: Request, template: str, status: int = 200, **more: Any) -> HTMLResponse:
        """Return a page made from a template."""
        version, found = self.folder.current()
        request.state.passing = template == "reckoning"
        text = (
            environment(self.catalogue)
            .get_template(f"site/{template}.html")
            .render(
                **{
                    "title_of_case": self._title_of(found.case),
                    **_language_of(found.case),
                    "navigation": NAVIGATION,
                    "keys_in_pages": KEYS_IN_PAGES,
                    "csrf": self.secrets.form,
                    "printed": False,
                    "path": request.url.path,
                    "on": self._day_shown(request),
                    "today": self.today(),
                    "undo": self.undoable(),
                    "done": next((DONE[each] for each in DONE if each in request.query_params), ""),
                    "tour": tour_step(request.query_params.get("tour", "")) if self.tour else None,
                    "version": version,
                    "page_of_code": _page_of_code,
                    **more,
                }
            )
        )
        return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})

    def gettext(self, message: str, /, **values: Any) -> str:
        """Return a message of the frame in the language of the catalogue."""
        return found(self.catalogue, message, **values)

    def ngettext(self, one: str, more: str, count: int, /, **values: Any) -> str:
        """Return a message of a count in the language of the catalogue."""
        return found_of(self.catalogue, one, more, count, **values)

    def undoable(self) -> Edit | None:
        """Return the newest change made here that can be taken back, if there is one."""
        version = self._version()
        if self._undo[0] != version:
            found = None
            with contextlib.suppress(DeskUnavailable):
                found = self.desk.newest_edit(self.id)
            self._undo = (version, found)
        return self._undo[1]

    def title(self) -> str:
        """Return the case's title, or its folder's name while it cannot be read."""
        return self._title_of(self.folder.read().case)

    def _title_of(self, case: Case | None) -> str:
        return case.title if case is not None and case.title else self.folder.path.name


def _page_of_code(code: str) -> str:
    """Where a problem's code is told of, or "" where it is not."""
    name = f"reference/problems/{code}"
    return address_of(name) if name in documentation().texts else ""


def _page_of_source(document: str) -> str:
    return f"/sources/{document}"


def _language_of(case: Case | None) -> dict[str, str]:
    """The language of a page and which way it runs, as the report has them; English without a case."""
    language = case.language if case is not None else "en"
    return {
        "language": language if len(language) <= 12 else "en",
        "direction": page_direction(language),
    }


def new_secrets() -> Secrets:
    """Return the secrets of one run."""
    return Secrets(*(chance.token_urlsafe(32) for _ in range(3)))
