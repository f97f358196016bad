"""A report whose parts are reckoned when a page asks for them: of a large case each takes its time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from detente.core.changes import Changes, changes_since
from detente.core.movement.movement import movement
from detente.core.outcomes.progress import Progress
from detente.core.record.case import Case
from detente.core.record.commitments import commitments
from detente.core.record.due import due
from detente.core.record.entry import Entry, standing_entries
from detente.core.record.evidence import Locator
from detente.core.record.judgements import Judgement
from detente.core.record.known import known_on
from detente.core.record.papers import papers
from detente.core.record.positions import positions
from detente.core.record.quoted import EvidenceKept, QuotedDocument, citations, quoted_document
from detente.core.record.timeline import timeline
from detente.core.report import Reckoned, Report, judged_anew, reckoned
from detente.core.sequence.analysis import sequence
from detente.web.direction import isolated


class Once:
    """Values by name, each made once; who asks while it is made waits, but for nothing else."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[Any, threading.RLock] = {}
        self._values: dict[Any, Any] = {}

    def get(self, name: Any, make: Callable[[], Any]) -> Any:
        """Return the value of a name, made now if it was not; what the making raises is raised."""
        with self._lock:
            if name in self._values:
                return self._values[name]
            lock = self._locks.setdefault(name, threading.RLock())
        with lock:
            values = self._values
            if name not in values:
                values[name] = make()
            return values[name]

    def forget(self) -> None:
        """Let go of all values; who asks for one again has it made again."""
        with self._lock:
            self._values = {}


ALONE = timedelta(days=366)
"""A day farther from all others is not among those that are chosen by a slider."""


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day that anything in a case speaks of."""

    first: date
    last: date


def _part(name: str, make: Callable[[Any], Any]) -> Any:
    """A part of :class:`Told`: a property that is made once, unless it was given."""
    return property(lambda told: told.once.get(name, lambda: make(told)))


def _given(name: str) -> Any:
    return property(lambda told: told.__dict__[name])


class Told(Report):
    """What :func:`detente.core.report.analyse` returns for no reader, part by part when it is asked for.

    Without :meth:`with_judged`, what rests on judgements is left out. Any thread may ask.
    """

    def __init__(self, case: Case, on: date, since: date | None, **given: Any) -> None:
        told: dict[str, Any] = {
            "on": on,
            "reader": "",
            "whole": case,
            "since": since,
            "once": Once(),
            "evidence": {},
        }
        self.__dict__.update({**told, **given})

    once: Once
    evidence: EvidenceKept
    """What was found of the same entries before."""
    whole: Case
    since: date | None
    on = _given("on")
    reader = _given("reader")
    case = _part("case", lambda told: known_on(told.whole, told.on))
    positions = _part("positions", lambda told: positions(told.case, told.on))
    due = _part("due", lambda told: due(told.case, told.on))
    sequence = _part("sequence", lambda told: sequence(told.case, told.on))
    movement = _part("movement", lambda told: movement(told.case, told.on))
    papers = _part("papers", lambda told: papers(told.case, told.on))
    commitments = _part("commitments", lambda told: commitments(told.case, told.on))
    timeline = _part("timeline", lambda told: timeline(told.case, told.on))
    documents = _part("documents", lambda told: told.all_quoted())
    agreement = _part("agreement", lambda told: None)
    offered = _part("offered", lambda told: ())
    stability = _part("stability", lambda told: None)
    moves = _part("moves", lambda told: None)
    changes = property(lambda told: told.once.get(("changes", told.since), told.changed))

    def changed(self) -> Changes | None:
        """Return what changed since the day that was given, if one was."""
        if self.since is None:
            return None
        return changes_since(self.whole, self.since, self.on, None)

    def compared(self, since: date | None) -> Told:
        """Return the same report with what changed since a day; all else is shared."""
        return Told(self.whole, self.on, since, once=self.once, evidence=self.evidence)

    def with_parts(self, **parts: Any) -> Told:
        """Return the same report with other parts given; what they do not name is shared."""
        beside = _Beside(self.once, parts)
        return Told(self.whole, self.on, self.since, once=beside, evidence=self.evidence)

    def with_judged(self, chance: Any, progress: Progress | None) -> Told:
        """Return the same report with what rests on judgements, reckoned now; it may take long."""
        parts: Reckoned = reckoned(self.case, chance, progress)
        names = ("agreement", "offered", "stability", "moves")
        return self.with_parts(**dict(zip(names, parts, strict=True)))

    def with_judgement(
        self, file: str, judgement: Judgement, chance: Any, progress: Progress | None
    ) -> Told:
        """Return the same report with one judgement more, or another one of that file's name."""
        case, deal, papers_worth = judged_anew(self.case, file, judgement, chance, progress)
        return self.with_parts(
            case=case, isolated=isolated(case), agreement=deal, offered=papers_worth
        )

    @property
    def cited(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """What is quoted from each document."""
        found: dict[str, dict[str, tuple[str, ...]]] = self.once.get(
            "cited", lambda: citations(self.case, self.evidence)
        )
        return found

    def quoted(self, identity: str) -> QuotedDocument | None:
        """Return one document with its quotations, or None where there is none of the id."""

        def make() -> QuotedDocument | None:
            named = (each for each in self.case.documents if each.id == identity)
            document = next(named, None)
            if document is None:
                return None
            text = self.case.texts.get(identity, "")
            return quoted_document(document, text, self.cited.get(identity, {}))

        found: QuotedDocument | None = self.once.get(("quoted", identity), make)
        return found

    def all_quoted(self) -> tuple[QuotedDocument, ...]:
        """Return every document with its quotations; it may take long."""
        found = (self.quoted(each.id) for each in self.case.documents)
        return tuple(each for each in found if each is not None)

    @property
    def listed(self) -> tuple[QuotedDocument, ...]:
        """Every document with the entries that cite it, but not with where its words stand."""

        def make(document: Any) -> QuotedDocument:
            words = self.cited.get(document.id, {})
            citing = dict.fromkeys(entry for entries in words.values() for entry in entries)
            text = self.case.texts.get(document.id, "")
            return QuotedDocument(document, text, (), tuple(citing))

        return tuple(make(each) for each in self.case.documents)

    def isolated(self, before: dict[int, tuple[Entry, Entry]]) -> Case:
        """Return the case as :func:`detente.web.direction.isolated` marks it."""
        found: Case = self.once.get("isolated", lambda: isolated(self.case, before))
        return found

    @property
    def span(self) -> Span:
        """The first and the last day that anything speaks of; the day itself where nothing does.

        What is alone, more than a year from all else, is left out: between days of many years none is found by hand.
        """

        def make() -> Span:
            days = [each.date.earliest for each in self.timeline]
            days += [each.date.earliest for each in standing_entries(self.case.documents)]
            near = near_days(sorted(days)) or [self.on]
            return Span(near[0], max(near[-1], self.on))

        found: Span = self.once.get("span", make)
        return found


def near_days(days: list[date]) -> list[date]:
    """Return the days, of those given in order, around the one in the middle that are not alone.

    >>> given = [date(1919, 1, 1), date(2023, 9, 1), date(2024, 1, 1), date(2024, 6, 2), date(2205, 6, 2)]
    >>> [each.year for each in near_days(given)]
    [2023, 2024, 2024]
    """
    first = last = len(days) // 2
    while first > 0 and days[first] - days[first - 1] <= ALONE:
        first -= 1
    while last + 1 < len(days) and days[last + 1] - days[last] <= ALONE:
        last += 1
    return days[first : last + 1]


class _Beside(Once):
    """Values of another, but for some that are given."""

    def __init__(self, other: Once, given: dict[str, Any]) -> None:
        super().__init__()
        self._other = other
        self._values.update(given)

    def get(self, name: Any, make: Callable[[], Any]) -> Any:
        if name in self._values:
            return self._values[name]
        return self._other.get(name, make)


class Anchors(Mapping[tuple[str, str], str]):
    """For each quotation (document and words) the address where it is marked, found when it is asked for."""

    def __init__(self, told: Told, page_of_source: Callable[[str], str]) -> None:
        self._told, self._page = told, page_of_source
        self._found = Once()

    def __getitem__(self, key: tuple[str, str]) -> str:
        document, words = key
        places = self._found.get(document, lambda: self._places(document))
        if words not in places:
            raise KeyError(key)
        return f"{self._page(document)}#quote-{document}-{places[words]}"

    def _places(self, document: str) -> dict[str, int]:
        """For each of the words quoted from a document, the number of the stretch where they begin."""
        quoted = self._told.quoted(document)
        if quoted is None:
            return {}
        numbers = {each.start: number for number, each in enumerate(quoted.quotations, 1)}
        locator = Locator(quoted.text)
        found = {}
        for words in self._told.cited.get(document, {}):
            passage = locator.locate(words)
            if passage is not None:
                found[words] = numbers[passage.start]
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for document, quoted in self._told.cited.items():
            yield from ((document, words) for words in quoted if (document, words) in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
