"""A log's checkpoints, signed by the log and confirmed by whom one likes; receipts under them."""

from __future__ import annotations

from collections.abc import Sequence

from detente.exchange.log.checkpoint import Checkpoint, with_cosignatures
from detente.exchange.log.tree import Tree
from detente.exchange.manifest import MEDIATOR, witness_name
from detente.exchange.receipts import receipt_text
from detente.exchange.signing import signer

from .people import DEADLINE, People
from .rule_play import Play, exchange

WITNESSES = (MEDIATOR, "party/south")


def checkpoint(
    all_of: People,
    leaves: Sequence[bytes],
    witnesses: Sequence[str] = WITNESSES,
    root: bytes | None = None,
) -> str:
    """Return the checkpoint of a log of these entries, or of a root in place of theirs."""
    origin = all_of.manifest.origin
    found = Checkpoint(origin, len(leaves), root or Tree(leaves).root())
    lines = [
        found.cosigned(witness_name(origin, role), all_of.keys[role].witness, DEADLINE)
        for role in witnesses
    ]
    return with_cosignatures(found.signed_by(signer(all_of.server_log)), lines)


def receipt(
    all_of: People,
    leaves: Sequence[bytes],
    index: int,
    witnesses: Sequence[str] = WITNESSES,
    extra: bytes | None = None,
) -> bytes:
    """Return the receipt of an entry; ``extra`` in place of the entry that it carries."""
    text = checkpoint(all_of, leaves, witnesses)
    leaf = leaves[index] if extra is None else extra
    return receipt_text(Tree(leaves), index, leaf, text, len(leaves)).encode()


def released() -> Play:
    """A whole exchange: opened, frozen at 2, released at 4."""
    play = Play(exchange())
    play.all_deposit()
    play.say(play.release("server"))
    play.say(play.release("mediator"))
    return play
