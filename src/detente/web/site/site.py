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
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from detente.charts.theme import SCREEN
from detente.core.problems import has_errors
from detente.core.record.case import CASE_FILE, Case
from detente.core.report import Report, analyse
from detente.formats.writer import as_yaml, with_items
from detente.store.desk import Desk, DeskUnavailable, Edit
from detente.web.direction import page_direction
from detente.web.report_charts import charts_of
from detente.web.section_context import environment, section_context
from detente.web.sections import SECTIONS
from detente.web.translation import N_, UNTRANSLATED, found, found_of

from .drawings import without_styles
from .folder import CaseFolder, Changed, Written, hash_of
from .guard import Guard, Secrets
from .jobs import Job, Jobs
from .rights import LOCAL, Action, Person, may
from .routes import KEYS_IN_PAGES, NAVIGATION
from .tour import tour_step

VIEWS_AT_MOST = 8
"""How many reports (of a day, of a state of the folder) are kept."""
DONE = {
    "added": N_("Added."),
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
    tour: bool = False
    """Whether each page offers a tour of five steps."""
    catalogue: NullTranslations = UNTRANSLATED
    """In which language the frame of the pages speaks; see :mod:`detente.web.translation`."""
    jobs: Jobs = field(init=False)
    _views: OrderedDict[tuple[Any, ...], Any] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def __post_init__(self) -> None:
        """Begin without any job."""
        self.jobs = Jobs(self.defect)

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
        return self._kept(self.folder.write(file, text, seen), what)

    def create(self, file: str, text: str, what: str) -> Written:
        """Write a judgement's file that is not there yet, so that it can be taken back."""
        return self._kept(self.folder.create(file, text), what)

    def _kept(self, written: Written, what: str) -> Written:
        with contextlib.suppress(DeskUnavailable):
            self.desk.keep_edit(
                self.id, written.file, written.before, written.after, what, self.now()
            )
        return written

    def add(self, block: str, entry: dict[str, Any], what: str) -> Written:
        """Add an entry at the end of a block, whatever else was changed just now.

        Raises ``WouldNotRead`` if the case would have errors, ``NotWritten`` if the disk refuses.
        """
        while True:
            text = self.folder.text(CASE_FILE)
            with_it = with_items(text, block, as_yaml([entry]))
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

    def report(self, on: date, since: date | None = None) -> Report:
        """Return what there is to tell, as known on a day, but for deals and what holds.

        It is computed once while nothing changes.
        """
        version, case = self._current()
        before = since if since is not None and since <= on else None
        key = ("report", version, on, before)
        found: Report = self._once(key, case, lambda: analyse(case, on, None, before, judged=False))
        return found

    def reckoning(self, on: date) -> Job:
        """Return the job that reckons whether there is a deal and what holds, begun if it was not."""
        version, case = self._current()

        def work(job: Job) -> Report:
            chance = np.random.default_rng(0)
            return analyse(case, on, None, None, chance, progress=job.progress)

        return self.jobs.job((version, on), "reckoning", work)

    def context(
        self, report: Report, sections: tuple[str, ...], drawn: tuple[str, ...] | None = None
    ) -> dict[str, Any]:
        """Return what the templates of sections are given, with the charts of those ``drawn`` (all)."""
        named = {name: SECTIONS[name] for name in sections}
        drawn = sections if drawn is None else drawn
        key = ("charts", id(report), drawn)
        charts = self._once(key, report, lambda: self._charts(report, drawn))
        return section_context(report, named, charts, lambda document: f"/sources/{document}")

    def _charts(self, report: Report, sections: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        found = charts_of(report, sections, SCREEN)
        for each in found.values():
            each["svg"] = Markup(without_styles(str(each["svg"])))  # noqa: S704 - drawn by us
        return found

    def _once(self, key: tuple[Any, ...], kept: Any, make: Callable[[], Any]) -> Any:
        """Return what was made for a key before, or make it; ``kept`` keeps the key's id its own."""
        with self._lock:
            if key not in self._views:
                self._views[key] = (kept, make())
                while len(self._views) > VIEWS_AT_MOST:
                    self._views.popitem(last=False)
            self._views.move_to_end(key)
            return self._views[key][1]

    def page(self, request: Request, template: str, status: int = 200, **more: Any) -> HTMLResponse:
        """Return a page made from a template."""
        version, found = self.folder.current()
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
                    **more,
                }
            )
        )
        return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})

    def gettext(self, message: str, **values: Any) -> str:
        """Return a message of the frame in the language of the catalogue."""
        return found(self.catalogue, message, **values)

    def ngettext(self, one: str, more: str, count: int, **values: Any) -> str:
        """Return a message of a count in the language of the catalogue."""
        return found_of(self.catalogue, one, more, count, **values)

    def undoable(self) -> Edit | None:
        """Return the newest change made here that can be taken back, if there is one."""
        with contextlib.suppress(DeskUnavailable):
            return self.desk.newest_edit(self.id)
        return None

    def title(self) -> str:
        """Return the case's title, or its folder's name while it cannot be read."""
        return self._title_of(self.folder.read().case)

    def _title_of(self, case: Case | None) -> str:
        return case.title if case is not None and case.title else self.folder.path.name


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
