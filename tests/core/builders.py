"""Small entries for tests: a builder fills in what is required, a test writes what matters.

``statement(date="2025-05-01")`` is a statement of that day; dates may be written as text.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from detente.core.record.actors import Party, Person
from detente.core.record.case import BLOCKS, Case
from detente.core.record.conflict import CourseOfAction
from detente.core.record.dates import Date
from detente.core.record.entry import Dispute, Evidence, Withdrawal
from detente.core.record.events import Event
from detente.core.record.issues import Issue, NumericRange, Option, Rule
from detente.core.record.judgements import Estimate, Judgement
from detente.core.record.meetings import Clause, Meeting, MeetingStep, Proposal, ProposalDue
from detente.core.record.meetings import ProposalStep as PaperStep
from detente.core.record.obligations import (
    Commitment,
    Condition,
    ConditionClaim,
    Deadline,
    Delivery,
    KeptClaim,
    KeptFinding,
    Lever,
    Step,
)
from detente.core.record.quantities import Quantity, parse_exact
from detente.core.record.sources import Document
from detente.core.record.statements import Position, Statement

Made = TypeVar("Made")


def _made(kind: type[Made], changes: dict[str, Any], **defaults: Any) -> Made:
    """Return a value of a record type; text in a field for a date is read as one."""
    values = {**defaults, **changes}
    for each in fields(kind):  # type: ignore[arg-type]
        written = values.get(each.name)
        if str(each.type).startswith("Date") and isinstance(written, str):
            values[each.name] = Date.parse(written)
    return kind(**values)


def on(text: str) -> date:
    """Return the day that a text like 2025-05-29 names."""
    return date.fromisoformat(text)


def choice(**options: tuple[Any, ...]) -> MappingProxyType[str, tuple[Any, ...]]:
    """Return options by issue, or an order of options by issue."""
    return MappingProxyType(options)


def evidence(document: str = "report", words: str = "so it was") -> Evidence:
    """Return evidence from a document."""
    return Evidence(document=document, words=words)


def party(id: str = "north", **changes: Any) -> Party:
    """Return a principal."""
    return _made(Party, changes, id=id, name=id.title(), role="principal", evidence=())


def person(id: str = "ada", **changes: Any) -> Person:
    """Return a person of the north."""
    return _made(Person, changes, id=id, name=id.title(), party="north", evidence=())


def document(id: str = "report", **changes: Any) -> Document:
    """Return a document of 10 May 2025."""
    return _made(Document, changes, id=id, title=id.title(), date="2025-05-10", file=f"{id}.txt")


def issue(
    id: str = "truce", options: tuple[str, ...] = ("full", "partial"), **changes: Any
) -> Issue:
    """Return an issue with options named by their ids."""
    made = tuple(Option(id=each, label=each.title()) for each in options)
    return _made(Issue, changes, id=id, question=f"What of {id}?", options=made, evidence=())


def number_issue(id: str = "price", low: int = 0, high: int = 10, unit: str = "percent") -> Issue:
    """Return an issue that is settled at a number."""
    bounds = NumericRange(low=Decimal(low), high=Decimal(high), unit=unit)
    return issue(id, options=(), range=bounds)


def rule(id: str = "rule", **changes: Any) -> Rule:
    """Return a rule: a full truce excludes closed borders."""
    effect = {"when": choice(truce=("full",)), "excludes": choice(border=("closed",))}
    return _made(Rule, changes, id=id, **effect, evidence=())


def course(id: str = "strike", **changes: Any) -> CourseOfAction:
    """Return something a party can do or leave: the north can strike."""
    return _made(CourseOfAction, changes, id=id, label=id.title(), party="north", evidence=())


def statement(id: str = "said", **changes: Any) -> Statement:
    """Return a statement by the north."""
    said = {"date": "2025-05-01", "speaker": "north", "text": "So be it."}
    return _made(Statement, changes, id=id, **said, evidence=())


def position(id: str = "stands", **changes: Any) -> Position:
    """Return a position: the north demands a full truce."""
    where = {"party": "north", "issue": "truce", "options": ("full",), "stance": "demands"}
    return _made(Position, changes, id=id, date="2025-05-01", **where, evidence=())


def meeting(id: str = "talks", **changes: Any) -> Meeting:
    """Return a meeting planned for 2 June 2025."""
    made = {"title": id.title(), "date": "2025-06-02", "status": "planned"}
    return _made(Meeting, changes, id=id, **made, evidence=())


def meeting_step(status: str = "held", date: str = "2025-06-02", **changes: Any) -> MeetingStep:
    """Return what became of a meeting."""
    return _made(MeetingStep, changes, status=status, date=date)


def proposal(id: str = "paper", **changes: Any) -> Proposal:
    """Return a paper of the north of which no step is known."""
    return _made(Proposal, changes, id=id, title=id.title(), by=("north",), history=(), evidence=())


def paper_step(
    status: str = "delivered",
    date: str = "2025-05-20",
    to: tuple[str, ...] = ("south",),
    **changes: Any,
) -> PaperStep:
    """Return a step of a paper's history."""
    return _made(PaperStep, changes, status=status, date=date, to=to)


def paper_due(says: str = "south", **changes: Any) -> ProposalDue:
    """Return a due date, to the south."""
    return _made(ProposalDue, changes, says=says, to=("south",))


def clause(id: str = "1", **changes: Any) -> Clause:
    """Return a clause of a paper."""
    return _made(Clause, changes, id=id, text="The guns fall silent.")


def condition(id: str = "first-this", **changes: Any) -> Condition:
    """Return a condition of the north."""
    first, then = (Step(what="the paper is handed over"),), Step(what="the talks begin")
    required = {"required_by": "north", "first": first, "then": then, "date": "2025-05-01"}
    return _made(Condition, changes, id=id, **required, evidence=())


def met(by: str, says: str, **changes: Any) -> ConditionClaim:
    """Return a claim that a condition is met or not."""
    return _made(ConditionClaim, changes, by=by, says=says)


def deadline(id: str = "ultimatum", **changes: Any) -> Deadline:
    """Return a deadline that the south set on 1 May for 1 June 2025."""
    set_by = {"what": "sign", "set_by": "south", "set_on": "2025-05-01", "by": "2025-06-01"}
    return _made(Deadline, changes, id=id, **set_by, evidence=())


def lever(id: str = "aid", **changes: Any) -> Lever:
    """Return a lever of the south."""
    held = {"what": "send aid", "held_by": "south", "status": "available", "date": "2025-05-01"}
    return _made(Lever, changes, id=id, **held, evidence=())


def commitment(id: str = "owed", **changes: Any) -> Commitment:
    """Return what the north owes the south since 1 May 2025."""
    owed = {"what": "free the prisoners", "owed_by": ("north",), "owed_to": ("south",)}
    return _made(Commitment, changes, id=id, **owed, agreed="2025-05-01", evidence=())


def delivery(written: str = "", date: str = "2025-05-10", **changes: Any) -> Delivery:
    """Return a delivery of a quantity in its short form, or of none stated."""
    quantity = Quantity.parse(written) if written else None
    return _made(Delivery, changes, date=date, quantity=quantity)


def kept(by: str, says: str, **changes: Any) -> KeptClaim:
    """Return a side's claim that a commitment was kept or not."""
    return _made(KeptClaim, changes, by=by, says=says)


def found(what: str, by: str = "verifier", **changes: Any) -> KeptFinding:
    """Return a finding on a commitment."""
    return _made(KeptFinding, changes, by=by, found=what)


def event(id: str = "attack", **changes: Any) -> Event:
    """Return something that happened on 1 May 2025."""
    return _made(Event, changes, id=id, date="2025-05-01", what="It happened.", evidence=())


def judgement(**changes: Any) -> Judgement:
    """Return a judgement of the north that the mediator alone may see."""
    made = {"party": "north", "author": "Eve", "date": "2025-05-01", "visible_to": ("mediator",)}
    return _made(Judgement, changes, **made)


def estimate(low: str, high: str = "") -> Estimate:
    """Return a number as it is known."""
    return Estimate(low=parse_exact(low), high=parse_exact(high or low))


def dispute(by: str = "south", **changes: Any) -> Dispute:
    """Return a dispute of an entry."""
    return _made(Dispute, changes, by=by)


def withdrawal(**changes: Any) -> Withdrawal:
    """Return the mark of an entry that was taken back."""
    return _made(Withdrawal, changes)


def case_of(*entries: Any, texts: dict[str, str] | None = None, **changes: Any) -> Case:
    """Return a case with each entry in its block, in the order given.

    Judgements among the entries come with the file ``judgements/1.yaml``.
    """
    blocks: dict[str, Any] = {
        name: tuple(each for each in entries if type(each) is kind) for name, kind in BLOCKS.items()
    }
    judgements = tuple(each for each in entries if isinstance(each, Judgement))
    blocks["judgements"] = tuple(("judgements/1.yaml", each) for each in judgements)
    blocks["texts"] = MappingProxyType(dict(texts or {}))
    return Case(**{"title": "A test", **blocks, **changes})


def ids(entries: Any) -> list[str]:
    """Return the ids of entries, in order."""
    return [entry.id for entry in entries]
