"""Proofs that an entry is in a log (C2SP tlog-proof): what a depositor keeps as a receipt.

One text file with the entry's place, the hashes up to the root, and the signed checkpoint; it can be
checked without the log. ``extra`` is not signed: here it carries the entry itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.exchange.canonical import from_base64, to_base64

from .checkpoint import SignedCheckpoint, checkpoint_of, read_checkpoint
from .note import NUMBER_AT_MOST, VerifierKey, number_of, split_note
from .tree import HASH_BYTES, inclusion_holds, leaf_hash

HEADER = "c2sp.org/tlog-proof@v1"
HASHES_AT_MOST = 64
PROOF_BYTES_AT_MOST = 1 << 20
_EXTRA, _INDEX = "extra ", "index "


class ProofUnreadable(ValueError):
    """A text is not a proof of the form tlog-proof@v1; what is wrong with it is said."""


class NotIncluded(ValueError):
    """A proof does not show that an entry is in the log of its checkpoint."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that the entry at an index is in the tree of a checkpoint.

    ``hashes`` go from the leaf's sibling up to a child of the root; ``extra`` may be empty.
    ``checkpoint_text`` is the signed note. Raises ``ValueError`` for what cannot be such a proof.
    """

    extra: bytes
    index: int
    hashes: tuple[bytes, ...]
    checkpoint_text: str

    def __post_init__(self) -> None:
        if len(self.hashes) > HASHES_AT_MOST:
            raise ValueError(f"a proof has more than {HASHES_AT_MOST} hashes")
        if any(len(each) != HASH_BYTES for each in self.hashes):
            raise ValueError("a hash of a proof does not have 32 bytes")
        body, _ = split_note(self.checkpoint_text)
        if not 0 <= self.index < checkpoint_of(body).size <= NUMBER_AT_MOST:
            raise ValueError("the index of a proof is not in the tree of its checkpoint")

    @property
    def text(self) -> str:
        """The proof as the text of a ``.tlog-proof`` file."""
        extra = [f"{_EXTRA}{to_base64(self.extra)}"] if self.extra else []
        hashes = (to_base64(each) for each in self.hashes)
        lines = [HEADER, *extra, f"{_INDEX}{self.index}", *hashes, "", self.checkpoint_text]
        return "\n".join(lines)


def proof_of(text: str) -> Proof:
    """Return the proof that a text is; neither signatures nor inclusion are checked.

    Raises :class:`ProofUnreadable` for whatever is not the one way to write a proof, and for more than
    1 MiB. Decode a file's bytes as they are: a reader that mends line ends hides a change.
    """
    try:
        return _proof_of(text)
    except ProofUnreadable:
        raise
    except ValueError as error:
        raise ProofUnreadable(f"a proof cannot be read: {error}") from error


def _proof_of(text: str) -> Proof:
    if len(text.encode("utf-8")) > PROOF_BYTES_AT_MOST:
        raise ProofUnreadable(f"a proof has more than {PROOF_BYTES_AT_MOST} bytes")
    head, _, checkpoint_text = text.partition("\n\n")
    lines = head.split("\n", HASHES_AT_MOST + 3)
    if lines.pop(0) != HEADER:
        raise ProofUnreadable(f"a proof does not begin with {HEADER}")
    extra = b""
    if lines and lines[0].startswith(_EXTRA):
        extra = from_base64(lines.pop(0)[len(_EXTRA) :])
    if not lines or not lines[0].startswith(_INDEX):
        raise ProofUnreadable("a proof has no index")
    index = number_of(lines.pop(0)[len(_INDEX) :])
    found = Proof(extra, index, tuple(from_base64(line) for line in lines), checkpoint_text)
    if found.text != text:
        raise ProofUnreadable("a proof is not in its one form")
    return found


def checked_proof(
    proof: Proof, entry: bytes, log_key: VerifierKey, cosigner_keys: Mapping[str, VerifierKey]
) -> SignedCheckpoint:
    """Return the checkpoint of a proof after checking all its signatures and that it holds the entry.

    Raises what ``read_checkpoint`` raises, and :class:`NotIncluded`. How many witnesses are enough is
    for the caller to say.
    """
    signed = read_checkpoint(proof.checkpoint_text, log_key, cosigner_keys)
    size, root = signed.checkpoint.size, signed.checkpoint.root
    if not inclusion_holds(leaf_hash(entry), proof.index, size, proof.hashes, root):
        raise NotIncluded("the proof does not lead from the entry to the root")
    return signed
