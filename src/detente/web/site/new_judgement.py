"""A first judgement by a form: what each issue counts, and each outcome is worth, to a party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from detente.core.problems import Problem
from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.entry import standing_entries
from detente.core.record.issues import Issue
from detente.core.record.judgements import Estimate, Judgement
from detente.web.translation import N_

from .judgement_fields import NONE, VALUE, WEIGHT, estimate
from .judgement_saving import NEEDED, missing, saved, saved_once, written
from .pages import NotThere
from .sent import Sending
from .site import Site

ALL_NEEDED = {"party": N_("the party judged"), **NEEDED, "visible_to": N_("who may see it")}
"""What has to be said, numbers or not."""


@dataclass(frozen=True, slots=True)
class Row:
    """An issue and what its outcomes are called, with the names of their fields."""

    label: str
    weight: str
    values: tuple[tuple[str, str], ...]


class NewJudgement:
    """One method a route."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def judgement_form(self, request: Request) -> Response:
        """Return the form of a judgement from nothing."""
        return await run_in_threadpool(self._form, request, {}, {})

    def _form(
        self,
        request: Request,
        given: Mapping[str, list[str]],
        problems: Mapping[str, Problem],
    ) -> Response:
        case = self._site.case()
        return self._site.page(
            request,
            "new-judgement",
            422 if problems else 200,
            heading=self._site.gettext("New judgement"),
            parties=standing_entries(case.parties),
            rows=rows_of(case),
            given=given,
            problems=problems,
        )

    async def judgement_made(self, request: Request) -> Response:
        """Write the judgement of a form into a file of its own."""
        return await run_in_threadpool(self._made, request)

    def _made(self, request: Request) -> Response:
        return saved_once(self._site, request, lambda sending: self._make(request, sending))

    def _make(self, request: Request, sending: Sending) -> Response:
        given: dict[str, list[str]] = {}
        for name, value in request.state.form.multi_items():
            if text := str(value).strip():
                given.setdefault(name, []).append(text)
        case, day = self._site.case(), Date.of(self._site.today())
        made, unread = judgement_of(given, rows_of(case), case, day)
        problems = {**missing(self._site, "", ALL_NEEDED, given), **unread}
        if not problems:
            problems = written(self._site, sending, made, f"{made.party}-{made.date}")
        return self._form(request, given, problems) if problems else saved()


def rows_of(case: Case) -> tuple[Row, ...]:
    """Return the issues with their outcomes; of a range its ends, between which a line is drawn."""
    return tuple(
        Row(
            each.label,
            f"{WEIGHT}{each.id}",
            tuple((label, f"{VALUE}{each.id}:{key}") for key, label in _outcomes(each)),
        )
        for each in standing_entries(case.issues)
    )


def _outcomes(issue: Issue) -> Iterable[tuple[str, str]]:
    if issue.range is None:
        return [(option.id, option.label) for option in issue.options]
    ends = (format(issue.range.low, "f"), format(issue.range.high, "f"))
    return [(end, f"{end} {issue.range.unit}".strip()) for end in ends]


def judgement_of(
    given: Mapping[str, list[str]], rows: Iterable[Row], case: Case, day: Date
) -> tuple[Judgement, dict[str, Problem]]:
    """Return the judgement that a form makes, and what cannot be read, by field; empty fields are left out."""
    problems: dict[str, Problem] = {}

    def read(name: str) -> Estimate | None:
        [text, *_] = given.get(name, [""])
        found = estimate(text, ("", name)) if text else None
        if isinstance(found, Problem):
            problems[name] = found
            return None
        return found

    def numbers(names: Iterable[tuple[str, str]]) -> dict[str, Estimate]:
        found = ((key, read(name)) for key, name in names)
        return {key: each for key, each in found if each is not None}

    rows = tuple(rows)
    party = given.get("party", [""])[0]
    if party and case.find(party, "parties") is None:
        raise NotThere
    said: dict[str, Any] = {each: given.get(each, [""])[0] for each in ("author", "basis")}
    values = {
        row.weight.removeprefix(WEIGHT): numbers(
            (name.removeprefix(VALUE).partition(":")[2], name) for _, name in row.values
        )
        for row in rows
    }
    return Judgement(
        party=party,
        date=day,
        visible_to=tuple(given.get("visible_to", ())),
        weights=numbers((row.weight.removeprefix(WEIGHT), row.weight) for row in rows),
        values={issue: each for issue, each in values.items() if each},
        no_agreement=read(NONE),
        **said,
    ), problems
