"""Words beside deeds, and what was agreed beside what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..record.case import Case
from ..record.commitments import CommitmentStatus, commitments, day_of
from ..record.dates import Date
from ..record.entry import Evidence, about, standing_entries
from .acts import ACT_CLASSES, act_of, evidence_by_id, evidence_of, parties_of
from .order import surely_before

Said = Literal["", "kept", "partly kept", "not kept"]


@dataclass(frozen=True, slots=True)
class WordsAndDeeds:
    """What a party said and did, in PLOVER's groups; entries without a kind are not counted."""

    party: str = about("the party's id")
    concede: tuple[str, ...] = about("statements and events that concede in words (CONCEDE)")
    retreat: tuple[str, ...] = about("statements and events that give way in deeds (RETREAT)")
    followed: tuple[str, ...] = about("concessions in words after which a deed that gives way came")
    cooperation_in_words: tuple[str, ...] = about("AGREE, CONSULT, SUPPORT, CONCEDE")
    cooperation_in_deeds: tuple[str, ...] = about("COOPERATE, AID, RETREAT")
    conflict_in_words: tuple[str, ...] = about("REQUEST, ACCUSE, REJECT, THREATEN")
    conflict_in_deeds: tuple[str, ...] = about("PROTEST, SANCTION, MOBILIZE, COERCE, ASSAULT")
    without_kind: int = about("how many statements and events of the party have no kind")
    cases: int = about("how many entries are counted")
    evidence: tuple[Evidence, ...] = about("the words behind those counted")


@dataclass(frozen=True, slots=True)
class AgreementKept:
    """What came of one commitment of a party: what each side claims, what was found."""

    party: str = about("who owes it")
    commitment: str = about("the commitment's id")
    status: CommitmentStatus = about("how it stands")
    finding: Said = about("what whoever verifies found last; empty for no finding")
    own_claim: Said = about("what the party that owes it says of it, last")
    others_claims: tuple[str, ...] = about("what each other side says of it, last")
    late: bool = about("whether its date has passed and nothing says it was carried out whole")
    evidence: tuple[Evidence, ...] = about("the words behind the commitment, claims and findings")


def words_and_deeds(case: Case) -> tuple[WordsAndDeeds, ...]:
    """Return what each party said and did, for all parties, in the order of the record.

    A person's statements and acts count for the person's party; an act of several counts for
    each. Withdrawn and superseded entries are left out. A concession in words is
    followed where an event or statement of the kind RETREAT by the same party surely came after
    it, on whatever issue. Cost: linear in the statements and events.

    >>> words_and_deeds(Case(title="t"))
    ()
    """
    acting = parties_of(case)
    acts: dict[str, list[tuple[str, str, Date]]] = {party.id: [] for party in case.parties}
    for said in standing_entries(case.statements):
        acts.get(acting.get(said.speaker, ""), []).append((said.id, act_of(said.kind), said.date))
    for event in standing_entries(case.events):
        for party in dict.fromkeys(acting.get(who, "") for who in event.actors):
            acts.get(party, []).append((event.id, act_of(event.kind), event.date))
    evidence = evidence_by_id(case, "statements", "events")
    return tuple(_of_party(party.id, acts[party.id], evidence) for party in case.parties)


def _of_party(
    party: str,
    acts: list[tuple[str, str, Date]],
    evidence: Mapping[str, tuple[Evidence, ...]],
) -> WordsAndDeeds:
    def of(group: str) -> tuple[str, ...]:
        return tuple(entry for entry, act, _ in acts if ACT_CLASSES.get(act) == group)

    conceded = [(entry, when) for entry, act, when in acts if act == "CONCEDE"]
    retreats = [(entry, when) for entry, act, when in acts if act == "RETREAT"]
    last = max((when for _, when in retreats), key=lambda each: each.order, default=None)
    counted = [entry for entry, act, _ in acts if act in ACT_CLASSES]
    return WordsAndDeeds(
        party,
        tuple(entry for entry, _ in conceded),
        tuple(entry for entry, _ in retreats),
        tuple(entry for entry, when in conceded if last and surely_before(when, last)),
        of("cooperation in words"),
        of("cooperation in deeds"),
        of("conflict in words"),
        of("conflict in deeds"),
        len(acts) - len(counted),
        len(counted),
        evidence_of(counted, evidence),
    )


def agreements_kept(case: Case, on: date) -> tuple[AgreementKept, ...]:
    """Return what came of each party's commitments, parties and commitments in record order.

    Claims and findings stay apart; the status is that of
    :func:`detente.core.record.commitments.commitments`. Withdrawn commitments are left out. What
    several parties owe together stands under each.

    >>> agreements_kept(Case(title="t"), date(2025, 5, 30))
    ()
    """
    acting = parties_of(case)
    states = commitments(case, on)
    found = []
    for party in case.parties:
        for state in states:
            entry = state.commitment
            if party.id not in entry.owed_by or state.status == "withdrawn":
                continue
            said = {
                acting.get(each.by, each.by): each.says for each in sorted(entry.claims, key=day_of)
            }
            findings = sorted(entry.findings, key=day_of)
            parts = (*entry.claims, *entry.findings, *entry.deliveries)
            proofs = [*(entry.evidence or ()), *(p for each in parts for p in each.evidence or ())]
            found.append(
                AgreementKept(
                    party.id,
                    entry.id,
                    state.status,
                    findings[-1].found if findings else "",
                    said.get(party.id, ""),
                    tuple(f"{who}: {says}" for who, says in said.items() if who != party.id),
                    state.late,
                    tuple(dict.fromkeys(proofs)),
                )
            )
    return tuple(found)
