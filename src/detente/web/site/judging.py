"""A judgement with other numbers: tried on the page of agreement, and saved as a new one."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import count

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from detente.core.preferences.judging import judged_parties
from detente.core.record.case import Case
from detente.core.record.checks.judgements import check_judgements
from detente.core.record.dates import Date

from .agreement_page import Tried, agreement_told
from .judgement_fields import NONE, VALUE, WEIGHT, by_field, with_numbers
from .judgement_saving import NEEDED, PAGE, missing, saved, saved_once, written
from .pages import NotThere, told_page
from .sent import Sending
from .site import Site
from .told import Told

SECONDS_AT_MOST = 5.0
"""After so long an answer to numbers that are only tried is given up."""
AGREEMENT = ("agreement",)


class TookTooLong(Exception):
    """The numbers cannot be tried: an answer takes longer than somebody waits at a slider."""


class NewerTried(Exception):
    """Other numbers are tried meanwhile; nobody waits for these."""


class Judging:
    """One method a route."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._numbers = count(1)
        self._newest = 0

    async def judgement_tried(self, request: Request) -> Response:
        """Return the page of agreement as it would be with other numbers; nothing is written."""
        self._newest = next(self._numbers)
        return await run_in_threadpool(self._tried, request, self._newest)

    def _tried(self, request: Request, number: int) -> Response:
        report = self._report(request)
        tried = tried_in(request, report.case)
        if tried.problems:
            return self._page(request, report, report, tried, 422)
        deadline = time.monotonic() + SECONDS_AT_MOST

        def progress(done: int, of: int) -> None:
            if number != self._newest:
                raise NewerTried
            if time.monotonic() > deadline:
                raise TookTooLong

        chance = np.random.default_rng(0)
        other = report.with_judgement(tried.file, tried.judgement, chance, progress)
        return self._page(request, report, other, tried)

    def _report(self, request: Request) -> Told:
        on = self._site.day(request)
        job = self._site.reckoning(on)
        job.wait(SECONDS_AT_MOST)
        if job.state != "done":
            raise TookTooLong
        report: Told = job.result
        return report

    def _page(
        self, request: Request, report: Told, other: Told, tried: Tried, status: int = 200
    ) -> Response:
        drawn = None if request.headers.get("x-part") else other
        context = self._site.context(other, AGREEMENT, drawn)
        told = agreement_told(report, other, tried)
        heading = self._site.gettext("Agreement")
        return told_page(
            self._site, request, "agreement", heading, context, status, path=PAGE, **told
        )

    async def judgement_saved(self, request: Request) -> Response:
        """Save a judgement with other numbers as a new one, in a file of its own."""
        return await run_in_threadpool(self._saved, request)

    def _saved(self, request: Request) -> Response:
        return saved_once(self._site, request, lambda sending: self._save(request, sending))

    def _save(self, request: Request, sending: Sending) -> Response:
        report = self._report(request)
        tried = tried_in(request, report.case)
        said = {name for name, text in tried.written.items() if text}
        problems = tried.problems or missing(self._site, tried.file, NEEDED, said)
        if not problems:
            author, basis = (tried.written[name] for name in NEEDED)
            day = Date.of(self._site.today())
            made = replace(tried.judgement, date=day, author=author, basis=basis)
            problems = written(self._site, sending, made, tried.file)
        if not problems:
            return saved()
        return self._page(request, report, report, replace(tried, problems=problems), 422)


def tried_in(request: Request, case: Case) -> Tried:
    """Return the judgement that a form makes; raise :class:`NotThere` if it begins from none that counts."""
    form = request.state.form
    file = str(form.get("file", ""))
    original = dict(case.judgements).get(file)
    if original is None or file not in {each.file for each in judged_parties(case)[0]}:
        raise NotThere
    said = {
        name: str(value).strip()
        for name, value in form.items()
        if name in (NONE, *NEEDED) or name.startswith((WEIGHT, VALUE))
    }
    made, problems = with_numbers(file, original, said)
    if not problems:
        alone = check_judgements(replace(case, judgements=((file, made),)))
        problems = by_field(each for each in alone if each.severity == "error")
    return Tried(file, made, said, problems)
