"""Who acts for which party, and which kind of act an entry records, in the words of PLOVER."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from ..record.case import Case
from ..record.entry import Evidence

ActClass = Literal[
    "cooperation in words", "cooperation in deeds", "conflict in words", "conflict in deeds"
]

ACT_CLASSES: Mapping[str, ActClass] = MappingProxyType(
    {
        "AGREE": "cooperation in words",
        "CONSULT": "cooperation in words",
        "SUPPORT": "cooperation in words",
        "CONCEDE": "cooperation in words",
        "COOPERATE": "cooperation in deeds",
        "AID": "cooperation in deeds",
        "RETREAT": "cooperation in deeds",
        "REQUEST": "conflict in words",
        "ACCUSE": "conflict in words",
        "REJECT": "conflict in words",
        "THREATEN": "conflict in words",
        "PROTEST": "conflict in deeds",
        "SANCTION": "conflict in deeds",
        "MOBILIZE": "conflict in deeds",
        "COERCE": "conflict in deeds",
        "ASSAULT": "conflict in deeds",
    }
)
"""PLOVER's four groups: verbal and material cooperation, verbal and material conflict.
Source: [Halterman 2023]."""

_OF_CAMEO = MappingProxyType(
    {
        "03": "AGREE",
        "04": "CONSULT",
        "05": "SUPPORT",
        "06": "COOPERATE",
        "07": "AID",
        "08": "CONCEDE",
        "0813": "RETREAT",
        "0814": "RETREAT",
        "084": "RETREAT",
        "085": "RETREAT",
        "086": "RETREAT",
        "087": "RETREAT",
        "09": "ACCUSE",
        "10": "REQUEST",
        "11": "ACCUSE",
        "12": "REJECT",
        "13": "THREATEN",
        "14": "PROTEST",
        "15": "MOBILIZE",
        "16": "SANCTION",
        "163": "COERCE",
        "17": "COERCE",
        "1712": "ASSAULT",
        "175": "ASSAULT",
        "18": "ASSAULT",
        "19": "ASSAULT",
        "191": "COERCE",
        "192": "COERCE",
        "20": "ASSAULT",
    }
)
"""CAMEO codes by their longest known beginning, after PLOVER's own table of 2021."""


def act_of(kind: str) -> str:
    """Return the PLOVER word of a kind of act; empty for none, and for comments and appeals.

    >>> act_of("CAMEO 0871"), act_of("CAMEO 081"), act_of("CONCEDE"), act_of("CAMEO 012")
    ('RETREAT', 'CONCEDE', 'CONCEDE', '')
    """
    if not kind.startswith("CAMEO "):
        return kind
    code = kind.removeprefix("CAMEO ")
    known = (_OF_CAMEO.get(code[:length], "") for length in range(len(code), 1, -1))
    return next((each for each in known if each), "")


def parties_of(case: Case) -> Mapping[str, str]:
    """Return the party for each party's id, and for each person's the party acted for.

    >>> dict(parties_of(Case(title="t")))
    {}
    """
    found = {person.id: person.party for person in case.people}
    return MappingProxyType({**found, **{party.id: party.id for party in case.parties}})


def evidence_by_id(case: Case, *blocks: str) -> Mapping[str, tuple[Evidence, ...]]:
    """Return the evidence of every entry of some blocks, by the entry's id.

    >>> dict(evidence_by_id(Case(title="t"), "events"))
    {}
    """
    return MappingProxyType(
        {entry.id: entry.evidence or () for block in blocks for entry in case.block(block)}
    )


def evidence_of(
    ids: Iterable[str], by_id: Mapping[str, tuple[Evidence, ...]]
) -> tuple[Evidence, ...]:
    """Return the evidence of entries, each once, in the order of the ids.

    >>> evidence_of(["nothing"], {})
    ()
    """
    return tuple(dict.fromkeys(proof for each in ids for proof in by_id.get(each, ())))
