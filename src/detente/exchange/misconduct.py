"""Evidence of misconduct: what anybody can check offline, and whose breach it shows.

Two kinds: two histories of one log, both signed by it; and an entry under a signed checkpoint that breaks the
rule. Nobody's intention is told, only what the log shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .canonical import NotCanonical, canonical, from_base64, object_of, to_base64, with_fields
from .log.checkpoint import CheckpointUnreadable, SignatureWrong, read_checkpoint
from .log.note import NoteUnreadable
from .log.tree import Tree, tree_of
from .manifest import SERVER, Manifest, signatures_wrong
from .protocol import Void, state_after

EVIDENCE_BYTES_AT_MOST = 256 << 20
TYPE = "detente/evidence/v1"
Kind = Literal["two histories", "void entry"]


class EvidenceWrong(ValueError):
    """The evidence does not show what it claims; why is said."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a piece of evidence shows: whose breach, and what it is."""

    kind: Kind
    breach: str
    """The role whose breach it is."""
    voids: tuple[Void, ...] = ()
    """Of entries that break the rule: all in the log, in order."""
    sizes: tuple[int, int] | None = None
    """Of two histories: how many entries each had."""


def two_histories(first: str, second: str, leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the evidence that a log signed two checkpoints of which one does not grow into the other.

    The first is of at most the size of the second; ``leaf_hashes`` are those of the second.
    """
    return canonical(
        {
            "type": TYPE,
            "kind": "two histories",
            "checkpoints": [first, second],
            "leaves": [to_base64(each) for each in leaf_hashes],
        }
    )


def void_entry(checkpoint: str, leaves: Sequence[bytes]) -> bytes:
    """Return the evidence that a signed log holds entries that break the rule: all its entries."""
    return canonical(
        {
            "type": TYPE,
            "kind": "void entry",
            "checkpoints": [checkpoint],
            "leaves": [to_base64(each) for each in leaves],
        }
    )


def shown_by(manifest: Manifest, signatures: object, data: bytes) -> Shown:
    """Return what evidence shows, after checking all of it against the signed manifest.

    Raises :class:`EvidenceWrong` if it does not show a breach of anybody.
    """
    if signatures_wrong(manifest, signatures):
        raise EvidenceWrong("the manifest is not signed by all")
    fields: dict[str, type] = {"type": str, "kind": str, "checkpoints": list, "leaves": list}
    try:
        found = with_fields(
            object_of(data, EVIDENCE_BYTES_AT_MOST, of_lines=True), "evidence", fields
        )
        leaves = tuple(from_base64(_text(each)) for each in found["leaves"])
        texts = [_text(each) for each in found["checkpoints"]]
        read = [read_checkpoint(each, manifest.verifier, manifest.witnesses) for each in texts]
    except (CheckpointUnreadable, NotCanonical, NoteUnreadable, SignatureWrong) as error:
        raise EvidenceWrong(str(error)) from error
    checkpoints = [each.checkpoint for each in read]
    kinds = {"two histories": (2, _two_histories), "void entry": (1, _void_entry)}
    if found["type"] != TYPE or found["kind"] not in kinds:
        raise EvidenceWrong("evidence of a kind that this version does not know")
    count, show = kinds[found["kind"]]
    if len(checkpoints) != count:
        raise EvidenceWrong(f"there are not {count} checkpoints")
    try:
        return show(manifest, [(each.size, each.root) for each in checkpoints], leaves)
    except ValueError as error:
        raise EvidenceWrong(str(error)) from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotCanonical("a text was expected")
    return value


def _two_histories(
    manifest: Manifest, signed: Sequence[tuple[int, bytes]], leaves: Sequence[bytes]
) -> Shown:
    (small, small_root), (large, large_root) = signed
    if small > large:
        raise EvidenceWrong("the first checkpoint is of more entries than the second")
    if small == large:
        if small_root == large_root:
            raise EvidenceWrong("the two checkpoints are the same")
        if leaves:
            raise EvidenceWrong("two checkpoints of one size need no entries")
        return Shown("two histories", SERVER, sizes=(small, large))
    tree = tree_of(leaves)
    if tree.size != large or tree.root() != large_root:
        raise EvidenceWrong("the entries are not those of the second checkpoint")
    if tree.root(small) == small_root:
        raise EvidenceWrong("the second checkpoint grew out of the first")
    return Shown("two histories", SERVER, sizes=(small, large))


def _void_entry(
    manifest: Manifest, signed: Sequence[tuple[int, bytes]], leaves: Sequence[bytes]
) -> Shown:
    ((size, root),) = signed
    tree = Tree(leaves)
    if tree.size != size or tree.root() != root:
        raise EvidenceWrong("the entries are not those of the checkpoint")
    voids = state_after(manifest, leaves).voids
    if not voids:
        raise EvidenceWrong("no entry breaks the rule")
    return Shown("void entry", voids[0].breach, voids=voids)
