"""Bargaining Process Analysis: the codes of Walcott and Hopmann that the record can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Literal

from ..record.case import Case
from ..record.entry import Evidence, about, standing_entries
from ..record.papers import HANDED_OVER
from .acts import act_of, evidence_by_id, evidence_of, parties_of
from .steps import PositionStep

Tone = Literal["soft", "hard", "positive", "negative", "neutral"]


@dataclass(frozen=True, slots=True)
class BargainingCode:
    """A code of Bargaining Process Analysis."""

    code: str = about("the code's name")
    group: str = about("substantive, strategic, task, affective or procedural")
    tone: Tone = about("soft or hard bargaining; a positive or negative act; or neutral")
    counted: bool = about("whether the record can tell it")


CODES: tuple[BargainingCode, ...] = (
    BargainingCode("initiation", "substantive", "soft", True),
    BargainingCode("accommodation", "substantive", "soft", True),
    BargainingCode("retraction", "substantive", "hard", True),
    BargainingCode("commitment", "strategic", "hard", True),
    BargainingCode("threat", "strategic", "hard", True),
    BargainingCode("promise", "strategic", "soft", False),
    BargainingCode("agreement", "task", "positive", True),
    BargainingCode("disagreement", "task", "negative", True),
    BargainingCode("question", "task", "neutral", False),
    BargainingCode("answer", "task", "neutral", False),
    BargainingCode("positive affect", "affective", "positive", True),
    BargainingCode("negative affect", "affective", "negative", True),
    BargainingCode("subject change", "procedural", "neutral", False),
)
"""The list, in its groups. Sources: [Walcott 1975], [Hopmann 1974]."""

_OF_ACTS = {
    "CONCEDE": "accommodation",
    "THREATEN": "threat",
    "AGREE": "agreement",
    "REJECT": "disagreement",
    "SUPPORT": "positive affect",
    "ACCUSE": "negative affect",
}
_OF_STEPS = {
    "moved toward": "accommodation",
    "withdrawn": "accommodation",
    "retracted": "retraction",
    "moved away": "retraction",
}


@dataclass(frozen=True, slots=True)
class CodedEntries:
    """The entries of one party that have one code."""

    code: str = about("the code's name")
    entries: tuple[str, ...] = about("the ids of the entries; one act may rest on several")
    cases: int = about("how many acts have the code")


@dataclass(frozen=True, slots=True)
class BargainingCodes:
    """How often each code occurs in what the record has of a party."""

    party: str = about("the party's id")
    coded: tuple[CodedEntries, ...] = about("the codes that occur, in the order of the list")
    soft: int = about("acts with a soft code")
    hard: int = about("acts with a hard code")
    soft_share: Decimal | None = about("soft of soft and hard, to two places; none where no case")
    positive: int = about("acts with a positive code")
    negative: int = about("acts with a negative code")
    positive_share: Decimal | None = about(
        "positive of positive and negative, to two places; none where no case"
    )
    evidence: tuple[Evidence, ...] = about("the words behind the acts counted")


def bargaining_codes(case: Case, steps: tuple[PositionStep, ...]) -> tuple[BargainingCodes, ...]:
    """Return the codes of what each party did, parties in the order of the record.

    Positions, statements, events that are acts in words, papers and levers are coded; a position
    that was read from a coded statement is the same act and counted once, as the
    position. Withdrawn and superseded entries are left out, but for positions,
    whose history is the point. Cost: linear in the entries.

    >>> bargaining_codes(Case(title="t"), ())
    ()
    """
    acting = parties_of(case)
    found: dict[str, _Acts] = {party.id: {} for party in case.parties}
    told: set[str] = set()
    for step in steps:
        for code, entries in _of_step(step):
            found[step.party].setdefault(code, {})[entries] = None
            told |= {each.statement for each in step.after if each.id in step.entries}
    for who, code, entry in (*_of_papers(case), *_of_levers(case), *_of_words(case, told)):
        of_party = found.get(acting.get(who, who))
        if of_party is not None:
            of_party.setdefault(code, {})[(entry,)] = None
    blocks = ("positions", "statements", "proposals", "levers", "events")
    evidence = evidence_by_id(case, *blocks)
    return tuple(_counted(party, codes, evidence) for party, codes in found.items())


_Acts = dict[str, dict[tuple[str, ...], None]]
"""The acts under each code, each by the entries it rests on."""


def _of_step(step: PositionStep) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the codes of one step, each with the entries that the act rests on."""
    came = [each for each in step.after if each.id in step.entries]
    if step.kind in _OF_STEPS:
        yield _OF_STEPS[step.kind], step.entries
    for each in came:
        if each.stance == "red line":
            yield "commitment", (each.id,)
        if step.kind == "stated" and each.stance in ("offers", "could accept"):
            yield "initiation", (each.id,)
        if step.kind == "stated" and each.stance == "accepts":
            yield "agreement", (each.id,)
        if step.kind == "stated" and each.stance == "refuses":
            yield "disagreement", (each.id,)


def _of_papers(case: Case) -> Iterator[tuple[str, str, str]]:
    for paper in standing_entries(case.proposals):
        if any(each.status in HANDED_OVER for each in paper.history):
            for party in paper.by:
                yield party, "initiation", paper.id


def _of_levers(case: Case) -> Iterator[tuple[str, str, str]]:
    for lever in standing_entries(case.levers):
        if lever.status == "threatened":
            yield lever.held_by, "threat", lever.id


def _of_words(case: Case, told: set[str]) -> Iterator[tuple[str, str, str]]:
    for said in standing_entries(case.statements):
        code = _OF_ACTS.get(act_of(said.kind))
        if code and said.id not in told:
            yield said.speaker, code, said.id
    for event in standing_entries(case.events):
        code = _OF_ACTS.get(act_of(event.kind))
        if code:
            for who in event.actors:
                yield who, code, event.id


def _counted(
    party: str, codes: _Acts, evidence: Mapping[str, tuple[Evidence, ...]]
) -> BargainingCodes:
    coded = tuple(
        CodedEntries(
            each.code,
            tuple(dict.fromkeys(entry for act in codes[each.code] for entry in act)),
            len(codes[each.code]),
        )
        for each in CODES
        if each.code in codes
    )
    tones = {each.code: each.tone for each in CODES}

    def acts(tone: Tone) -> int:
        return sum(each.cases for each in coded if tones[each.code] == tone)

    soft, hard, positive, negative = acts("soft"), acts("hard"), acts("positive"), acts("negative")
    counted = [entry for each in coded for entry in each.entries]
    return BargainingCodes(
        party,
        coded,
        soft,
        hard,
        _share(soft, hard),
        positive,
        negative,
        _share(positive, negative),
        evidence_of(counted, evidence),
    )


def _share(part: int, rest: int) -> Decimal | None:
    if not part + rest:
        return None
    exact = Context(prec=50).divide(Decimal(part), Decimal(part + rest))
    return exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN)
