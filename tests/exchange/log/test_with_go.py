"""Go's x/mod/sumdb takes what we write, and refuses what was altered."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.exchange.canonical import to_base64
from detente.exchange.log.checkpoint import Checkpoint, with_cosignatures
from detente.exchange.log.note import joined_note, split_note
from detente.exchange.log.proof import Proof, checked_proof
from detente.exchange.log.tiles import entry_bundles_for, tiles_of_tree
from detente.exchange.log.tree import Tree

from .conftest import Verify
from .example import (
    LOG_KEY,
    MEDIATOR,
    ORIGIN,
    REFUSALS,
    UNION,
    WITNESS_KEYS,
    checked,
    entries,
    private_key,
    receipt,
    signed,
)

KEYS = (LOG_KEY.text, ",".join(key.text for key in WITNESS_KEYS.values()))


def test_go_takes_our_receipts(verify: Verify, tmp_path: Path) -> None:
    names = []
    for size in (1, 2, 3, 7, 8, 65):
        for index in {1, size // 2, size - 1} - {size}:
            proof = receipt(size, index)
            if proof.extra:  # what it checks is the entry in the extra data
                names.append(tmp_path / f"{size}-{index}")
                names[-1].write_bytes(proof.text.encode())
    assert len(names) > 8
    assert verify("proof", *KEYS, *names) == ["ok"] * len(names)


def _altered(proof: Proof) -> Iterator[tuple[str, str]]:
    """Texts that differ from a receipt's in one thing, each with its name."""
    text, body = proof.text, split_note(proof.checkpoint_text)[0]
    _, (log, mediator, union) = split_note(proof.checkpoint_text)

    def other(checkpoint_text: str) -> str:
        return text.replace(proof.checkpoint_text, checkpoint_text)

    def wrong(line_bytes: bytes, at: int) -> bytes:
        return line_bytes[:at] + bytes([line_bytes[at] ^ 1]) + line_bytes[at + 1 :]

    yield "entry", dataclasses.replace(proof, extra=proof.extra + b"!").text
    yield "index", dataclasses.replace(proof, index=proof.index + 1).text
    yield "fewer hashes", dataclasses.replace(proof, hashes=proof.hashes[1:]).text
    yield "more hashes", dataclasses.replace(proof, hashes=(*proof.hashes, bytes(32))).text
    yield "order of hashes", dataclasses.replace(proof, hashes=proof.hashes[::-1]).text
    yield "origin", other(proof.checkpoint_text.replace(ORIGIN, ORIGIN + "0"))
    yield "origin in the body", other(joined_note(body.replace("log", "lag"), (log, mediator)))
    yield "size", text.replace("\n65\n", "\n66\n")
    yield "root", other(joined_note(body[:-10] + "AAAAAAAA=\n", (log, mediator, union)))
    yield "extension", other(joined_note(body + "more\n", (log, mediator, union)))
    yield (
        "signature",
        other(
            joined_note(
                body,
                (dataclasses.replace(log, signature=wrong(log.signature, 5)), mediator, union),
            )
        ),
    )
    yield (
        "key id",
        other(joined_note(body, (dataclasses.replace(log, key_id=b"abcd"), mediator, union))),
    )
    for at, what in ((7, "time"), (40, "cosignature")):
        bad = dataclasses.replace(union, signature=wrong(union.signature, at))
        yield what, other(joined_note(body, (log, mediator, bad)))
    yield (
        "witness's name",
        other(
            joined_note(
                body, (log, mediator, dataclasses.replace(union, name="witness.example/un"))
            )
        ),
    )
    stranger = Checkpoint(ORIGIN, 65, Tree(entries(65)).root()).cosigned(
        UNION, private_key("somebody"), 1
    )
    yield "witness's key", other(joined_note(body, (log, mediator, stranger)))
    yield "base64", text.replace("=\n", "\n", 1)
    yield "control", text.replace("index", "index\t")
    yield "header", text.replace("@v1", "@v2")
    yield "cut off", text[:-1]


def test_go_refuses_altered_receipts_and_so_do_we(verify: Verify, tmp_path: Path) -> None:
    proof = receipt(65, 33)
    altered = dict(_altered(proof))
    names = [tmp_path / str(number) for number in range(len(altered))]
    for name, text in zip(names, altered.values(), strict=True):
        assert text != proof.text
        name.write_bytes(text.encode())
        with pytest.raises(REFUSALS):
            checked(text.encode())
    found = verify("proof", *KEYS, *names)
    taken = [
        what for what, line in zip(altered, found, strict=True) if not line.startswith("refused:")
    ]
    assert not taken


def test_go_wants_every_witness_that_it_was_told_of(verify: Verify, tmp_path: Path) -> None:
    proof = receipt(8, 4)
    body, (log, *_) = split_note(proof.checkpoint_text)
    bare = dataclasses.replace(proof, checkpoint_text=joined_note(body, (log,)))
    (tmp_path / "bare").write_bytes(bare.text.encode())
    assert verify("proof", *KEYS, tmp_path / "bare") == ["refused: not signed by all"]
    # Ours leaves the count to the caller.
    assert checked_proof(bare, bare.extra, LOG_KEY, WITNESS_KEYS).cosignatures == ()


def test_go_takes_growth_and_refuses_another_past(verify: Verify, tmp_path: Path) -> None:
    tree, other = Tree(entries(33)), Tree([b"other", *entries(33)[1:]])
    right, wrong = [], []
    for size in range(1, 34):
        for old in range(1, size + 1):
            proof = ",".join(map(to_base64, tree.consistency_proof(old, size)))
            ends = (to_base64(each.root(old)) for each in (tree, other))
            lines = [f"{old} {end} {size} {to_base64(tree.root(size))} {proof}" for end in ends]
            right.append(lines[0])
            wrong.append(lines[1])
    for lines, word in ((right, "ok"), (wrong, "refused:")):
        (tmp_path / "growth").write_text("\n".join(lines), encoding="ascii")
        found = verify("growth", tmp_path / "growth")
        assert len(found) == len(lines) == 33 * 34 // 2
        assert {line.split()[0] for line in found} == {word}


@pytest.mark.parametrize("size", [1, 255, 256, 257, 1000, 66_000])
def test_go_reads_our_tiles(verify: Verify, tmp_path: Path, size: int) -> None:
    log = entries(size)
    tree = Tree(log)
    files = {**tiles_of_tree(tree, 0, size), **entry_bundles_for(log, 0, size)}
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    root = to_base64(tree.root())
    assert verify("tiles", tmp_path, size, root) == ["ok"]
    last = tmp_path / max(files, key=lambda name: ("entries" in name, name))
    last.write_bytes(last.read_bytes()[:-1] + b"?")
    assert verify("tiles", tmp_path, size, root)[0].startswith("refused:")


def test_go_takes_a_note_whose_witnesses_came_one_by_one(verify: Verify, tmp_path: Path) -> None:
    tree = Tree(entries(5))
    checkpoint = Checkpoint(ORIGIN, 5, tree.root())
    note = checkpoint.signed_by(private_key(ORIGIN))
    for name, seconds in ((UNION, 1_780_000_007), (MEDIATOR, 1_780_000_000)):
        note = with_cosignatures(note, [checkpoint.cosigned(name, private_key(name), seconds)])
    assert note == signed(checkpoint)
    proof = Proof(entries(5)[3], 3, tree.inclusion_proof(3), note)
    (tmp_path / "proof").write_bytes(proof.text.encode())
    assert verify("proof", *KEYS, tmp_path / "proof") == ["ok"]
