"""Receipts: one entry of the log, the proof that it is in it, and who confirmed that.

A receipt is a file in the form ``c2sp.org/tlog-proof@v1``, with the entry in its ``extra`` line. With
the signed manifest beside it, anybody can check it without us and without a network.
"""

from __future__ import annotations

from dataclasses import dataclass

from .canonical import NotCanonical
from .log.checkpoint import CheckpointUnreadable, SignatureWrong
from .log.note import NoteUnreadable
from .log.proof import NotIncluded, Proof, ProofUnreadable, checked_proof, proof_of
from .log.tree import Tree
from .manifest import Manifest, signatures_wrong
from .protocol import Void, after, state_after
from .signing import holds
from .statements import Entry, Opening, entry_of, speaker, statement_bytes


class ReceiptWrong(ValueError):
    """A receipt does not prove what it should; why is said."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt proves, all of it checked."""

    index: int
    entry: Entry
    size: int
    """How many entries the confirmed log had."""
    root: bytes
    confirmed: tuple[tuple[str, int], ...]
    """Who confirmed the log, and when in seconds since 1970."""


def receipt_text(tree: Tree, index: int, leaf: bytes, checkpoint_text: str, size: int) -> str:
    """Return the receipt of an entry under a checkpoint of so many entries."""
    return Proof(leaf, index, tree.inclusion_proof(index, size), checkpoint_text).text


def receipt_of(manifest: Manifest, signatures: object, data: bytes) -> Receipt:
    """Return what a receipt proves, after checking all of it.

    The manifest has to be signed by all, the entry to be of this exchange and signed by whoever
    says it, the proof to lead to the log's signed root, and enough witnesses to have confirmed that.
    Every line has to hold: raises :class:`ReceiptWrong` otherwise. Whether the entry *counts*
    hangs on the entries before it; see ``counted``.
    """
    if signatures_wrong(manifest, signatures):
        raise ReceiptWrong("the manifest is not signed by all")
    try:
        proof = proof_of(data.decode("utf-8"))
        entry = entry_of(proof.extra)
        signed = checked_proof(proof, proof.extra, manifest.verifier, manifest.witnesses)
    except UnicodeDecodeError as error:
        raise ReceiptWrong("it is not a text in UTF-8") from error
    except (
        CheckpointUnreadable,
        NotCanonical,
        NotIncluded,
        NoteUnreadable,
        ProofUnreadable,
        SignatureWrong,
    ) as error:
        raise ReceiptWrong(str(error)) from error
    _check_entry(manifest, signatures, entry)
    if not manifest.has_quorum(name for name, _ in signed.cosignatures):
        raise ReceiptWrong("not enough of those who have to confirm the log did")
    checkpoint = signed.checkpoint
    return Receipt(proof.index, entry, checkpoint.size, checkpoint.root, signed.cosignatures)


def _check_entry(manifest: Manifest, signatures: object, entry: Entry) -> None:
    said = entry.statement
    if said.exchange != manifest.hash:
        raise ReceiptWrong("it is of another exchange")
    role = speaker(said)
    if isinstance(said, Opening) or role is None:
        if entry.signatures != signatures:
            raise ReceiptWrong("the signatures of the opening are not those of the manifest")
        return
    key = manifest.signing_key(role)
    signed = entry.signatures.get(role)
    if set(entry.signatures) != {role} or key is None:
        raise ReceiptWrong("it is not signed by whoever says it")
    if not holds(key, "statement", statement_bytes(said), signed):
        raise ReceiptWrong("the signature of whoever says it does not hold")


def counted(manifest: Manifest, leaves: tuple[bytes, ...], receipt: Receipt) -> Void | None:
    """Return why a receipt's entry counts for nobody, or None if it counts.

    ``leaves`` are the entries of a log that has the receipt's root: raises :class:`ReceiptWrong`
    if they are not.
    """
    tree = Tree(leaves)
    if tree.size < receipt.size or tree.root(receipt.size) != receipt.root:
        raise ReceiptWrong("the log is not the one that was confirmed")
    before = state_after(manifest, leaves[: receipt.index])
    then = after(manifest, before, leaves[receipt.index])
    return then.voids[-1] if len(then.voids) > len(before.voids) else None
