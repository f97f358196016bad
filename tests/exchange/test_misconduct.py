"""Evidence: what shows a breach, whose it is, and that nothing else does."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

import pytest

from detente.exchange import misconduct
from detente.exchange.canonical import canonical, object_of, to_base64
from detente.exchange.log.tree import Tree
from detente.exchange.misconduct import (
    EvidenceWrong,
    Shown,
    shown_by,
    two_histories,
    void_entry,
)
from detente.exchange.protocol import Void
from detente.exchange.statements import entry_bytes, entry_of

from .confirmed import checkpoint, released
from .people import DEADLINE, people
from .rule_play import Play, exchange

HEAVY = "DETENTE_HEAVY" in os.environ
ALL = exchange()
SIGNATURES = ALL.signatures
NORTH, SOUTH = "party/north", "party/south"
LEAVES = released().leaves
OTHER_LEAVES = [*LEAVES[:2], LEAVES[1], *LEAVES[3:]]


def shown(data: bytes) -> Shown:
    return shown_by(ALL.manifest, SIGNATURES, data)


def hashes(leaves: list[bytes]) -> tuple[bytes, ...]:
    return Tree(leaves).leaf_hashes


def same_size() -> bytes:
    texts = (checkpoint(ALL, LEAVES, ()), checkpoint(ALL, OTHER_LEAVES, ()))
    return two_histories(*texts, ())


def other_size() -> bytes:
    texts = (checkpoint(ALL, LEAVES[:3], ()), checkpoint(ALL, OTHER_LEAVES))
    return two_histories(*texts, hashes(OTHER_LEAVES))


def early_close() -> bytes:
    play = Play(ALL)
    play.say(play.deposit(NORTH))
    play.say(play.close(), DEADLINE)
    return void_entry(checkpoint(ALL, play.leaves), play.leaves)


def wrong_share() -> bytes:
    play = Play(ALL)
    play.all_deposit()
    play.say(play.release("mediator", shares=dict.fromkeys((NORTH, SOUTH), bytes(32))))
    return void_entry(checkpoint(ALL, play.leaves, ()), play.leaves)


def _unsigned(checkpoint_text: str) -> str:
    body, _, lines = checkpoint_text.partition("\n\n")
    mark, name, signature = lines.split("\n")[0].split(" ")
    return f"{body}\n\n{mark} {name} {signature[:10]}{'A' * 76}{signature[86:]}\n"


EVIDENCE: dict[str, tuple[Callable[[], bytes], Shown]] = {
    "two histories of one size": (same_size, Shown("two histories", "server", sizes=(5, 5))),
    "two histories of other sizes": (other_size, Shown("two histories", "server", sizes=(3, 5))),
    "a close at the deadline": (
        early_close,
        Shown("void entry", "server", (Void(2, "deadline", "server"),)),
    ),
    "a custodian's wrong share": (
        wrong_share,
        Shown("void entry", "mediator", (Void(3, "share", "mediator"),)),
    ),
}


@pytest.mark.parametrize("name", EVIDENCE)
def test_evidence_shows_the_breach_and_whose_it_is(name: str) -> None:
    make, wanted = EVIDENCE[name]
    assert shown(make()) == wanted


@pytest.mark.parametrize("name", EVIDENCE)
def test_evidence_with_a_bit_changed_shows_nothing_else(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most is refused; what is still read (another signature would do as well) shows the same."""
    make, wanted = EVIDENCE[name]
    data = make()
    monkeypatch.setattr(misconduct, "signatures_wrong", lambda manifest, signatures: ())
    chance = random.Random(name)
    read = 0
    for _ in range(6000 if HEAVY else 400):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            found = shown(bytes(changed))
        except EvidenceWrong:
            continue
        assert found == wanted
        read += 1
    assert read == 0 or name == "two histories of one size"


def test_a_log_that_only_grew_shows_no_breach() -> None:
    for count in range(6):
        texts = (checkpoint(ALL, LEAVES[:count], ()), checkpoint(ALL, LEAVES, ()))
        with pytest.raises(EvidenceWrong, match=r"grew out of the first|are the same"):
            shown(two_histories(*texts, hashes(LEAVES)))


def test_two_confirmations_of_one_checkpoint_show_no_breach() -> None:
    texts = (checkpoint(ALL, LEAVES, ()), checkpoint(ALL, LEAVES))
    with pytest.raises(EvidenceWrong, match="are the same"):
        shown(two_histories(*texts, hashes(LEAVES)))


def test_a_log_without_void_entries_shows_no_breach() -> None:
    for count in range(6):
        text = checkpoint(ALL, LEAVES[:count])
        with pytest.raises(EvidenceWrong, match="no entry breaks the rule"):
            shown(void_entry(text, LEAVES[:count]))


def test_a_right_close_shows_no_breach() -> None:
    play = Play(ALL)
    play.say(play.close(), DEADLINE + 1)
    with pytest.raises(EvidenceWrong, match="no entry breaks the rule"):
        shown(void_entry(checkpoint(ALL, play.leaves), play.leaves))


def test_what_the_log_did_not_sign_shows_no_breach() -> None:
    play = Play(ALL)
    play.say(play.close(), DEADLINE)
    right = checkpoint(ALL, play.leaves, ())
    assert shown(void_entry(right, play.leaves)).breach == "server"
    other = people(origin="exchange.example/talks-2")
    for text, why in (
        (_unsigned(right), "signature of the log is wrong"),
        (checkpoint(other, play.leaves, ()), "not that of the log"),
        (right.partition("\n\n")[0] + "\n\n", "signature line"),
    ):
        with pytest.raises(EvidenceWrong, match=why):
            shown(void_entry(text, play.leaves))
        with pytest.raises(EvidenceWrong, match=why):
            shown(two_histories(checkpoint(ALL, LEAVES[:2], ()), text, hashes(play.leaves)))


def test_entries_that_are_not_those_of_the_checkpoint_show_no_breach() -> None:
    play = Play(ALL)
    play.say(play.close(), DEADLINE)
    text = checkpoint(ALL, LEAVES[:2])
    for leaves in (play.leaves, LEAVES[:1], LEAVES[:3], []):
        with pytest.raises(EvidenceWrong, match="not those of the checkpoint"):
            shown(void_entry(text, leaves))
    texts = (checkpoint(ALL, LEAVES[:2], ()), checkpoint(ALL, OTHER_LEAVES, ()))
    for found in (hashes(LEAVES), hashes(OTHER_LEAVES)[:-1], ()):
        with pytest.raises(EvidenceWrong, match="not those of the second checkpoint"):
            shown(two_histories(*texts, found))
    with pytest.raises(EvidenceWrong, match="32 bytes"):
        shown(two_histories(*texts, (b"short",)))


def test_two_checkpoints_of_one_size_carry_no_entries() -> None:
    texts = (checkpoint(ALL, LEAVES, ()), checkpoint(ALL, OTHER_LEAVES))
    for found in (hashes(LEAVES), hashes(OTHER_LEAVES), (b"short",)):
        with pytest.raises(EvidenceWrong, match="one size need no entries"):
            shown(two_histories(*texts, found))


def test_the_longer_history_comes_second() -> None:
    texts = (checkpoint(ALL, LEAVES, ()), checkpoint(ALL, OTHER_LEAVES[:3], ()))
    with pytest.raises(EvidenceWrong, match="more entries than the second"):
        shown(two_histories(*texts, hashes(OTHER_LEAVES[:3])))


def test_evidence_against_a_manifest_that_not_all_signed_is_refused() -> None:
    with pytest.raises(EvidenceWrong, match="not signed by all"):
        shown_by(ALL.manifest, {**SIGNATURES, NORTH: SIGNATURES[SOUTH]}, early_close())


def test_an_entry_of_another_exchange_in_the_log_is_the_servers_breach() -> None:
    other = Play(people(nonce="1" * 32))
    leaves = [LEAVES[0], other.leaves[0]]
    found = shown(void_entry(checkpoint(ALL, leaves), leaves))
    assert found == Shown("void entry", "server", (Void(1, "exchange", "server"),))


def test_a_statement_that_the_server_made_up_is_the_servers_breach_not_the_partys() -> None:
    entry = entry_of(LEAVES[1])
    forged = entry_bytes(type(entry)(entry.time, entry.statement, {NORTH: "A" * 86 + "=="}))
    leaves = [LEAVES[0], forged]
    found = shown(void_entry(checkpoint(ALL, leaves), leaves))
    assert found == Shown("void entry", "server", (Void(1, "signature", "server"),))


def _changed(**fields: Any) -> bytes:
    return canonical({**object_of(early_close(), of_lines=True), **fields})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        early_close() + b"\n",
        _changed(type="detente/evidence/v2"),
        _changed(kind="three histories"),
        _changed(kind="two histories"),
        _changed(checkpoints=[]),
        _changed(checkpoints=[1]),
        _changed(checkpoints=["", ""]),
        _changed(checkpoints={}),
        _changed(leaves=[1]),
        _changed(leaves=["YWJ="]),
        _changed(leaves=["@"]),
        _changed(leaves=""),
        _changed(more=1),
        canonical({**object_of(same_size(), of_lines=True), "kind": "void entry"}),
        canonical(
            {
                **object_of(same_size(), of_lines=True),
                "leaves": [to_base64(b"x")],
                "checkpoints": ["x"],
            }
        ),
    ],
)
def test_what_is_no_evidence_is_refused(data: bytes) -> None:
    with pytest.raises(EvidenceWrong):
        shown(data)
