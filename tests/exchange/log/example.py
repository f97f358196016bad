"""A made-up log with two witnesses, and its receipts."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from detente.exchange.log.checkpoint import (
    Checkpoint,
    CheckpointUnreadable,
    SignatureWrong,
    SignedCheckpoint,
    log_verifier_key,
    with_cosignatures,
    witness_verifier_key,
)
from detente.exchange.log.note import NoteUnreadable
from detente.exchange.log.proof import (
    NotIncluded,
    Proof,
    ProofUnreadable,
    checked_proof,
    proof_of,
)
from detente.exchange.log.tree import Tree

ORIGIN = "log.example/harbour-2026"
MEDIATOR, UNION = "witness.example/mediator", "witness.example/union"
REFUSALS = (ProofUnreadable, NoteUnreadable, CheckpointUnreadable, SignatureWrong, NotIncluded)
TIMES = {MEDIATOR: 1_780_000_000, UNION: 1_780_000_007}


def private_key(name: str) -> Ed25519PrivateKey:
    """The same key for a name each time."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


LOG_KEY = log_verifier_key(ORIGIN, private_key(ORIGIN).public_key())
WITNESS_KEYS = {name: witness_verifier_key(name, private_key(name).public_key()) for name in TIMES}


def entries(count: int) -> list[bytes]:
    """Entries of different lengths, one of them empty."""
    return [b"entry %d " % index * (index % 5) for index in range(count)]


def signed(checkpoint: Checkpoint) -> str:
    """The note of a checkpoint with the signatures of the log and both witnesses."""
    lines = [
        checkpoint.cosigned(name, private_key(name), TIMES[name]) for name in (UNION, MEDIATOR)
    ]
    return with_cosignatures(checkpoint.signed_by(private_key(checkpoint.origin)), lines)


def receipt(size: int, index: int) -> Proof:
    """The receipt for an entry of a log of some size; the entry is its extra data."""
    tree = Tree(entries(size))
    note = signed(Checkpoint(ORIGIN, size, tree.root()))
    return Proof(entries(size)[index], index, tree.inclusion_proof(index), note)


def checked(data: bytes) -> SignedCheckpoint:
    """Read and check a receipt's file wholly: the entry that it carries, and both witnesses."""
    proof = proof_of(data.decode("utf-8"))
    found = checked_proof(proof, proof.extra, LOG_KEY, WITNESS_KEYS)
    if len(found.cosignatures) < len(WITNESS_KEYS):
        raise SignatureWrong("a witness has not signed")
    return found
