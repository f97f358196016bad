"""Following a log: what a member keeps of it, and when it confirms that it only grew.

Each member keeps all entries itself, and takes new ones only if the signed root is that of its own
entries with the new ones after them. So a second history is found at the first look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .canonical import NotCanonical
from .log.checkpoint import CheckpointUnreadable, SignatureWrong, SignedCheckpoint, read_checkpoint
from .log.note import NoteUnreadable
from .log.tree import Tree
from .manifest import Manifest
from .protocol import State, state_after
from .statements import Entry, entry_of


class NotTheLog(Exception):
    """What the server sent is not what it signed, or no longer holds what it held; nothing is taken."""


class TwoHistories(Exception):
    """The log signed a checkpoint that does not grow out of an earlier one; both are kept."""

    def __init__(self, earlier: str, later: str) -> None:
        super().__init__("the log has two histories")
        self.earlier, self.later = earlier, later


class ClocksApart(Exception):
    """An entry's time is further from the clock here than agreed; nothing is confirmed."""

    def __init__(self, index: int, stamped: int, here: int) -> None:
        super().__init__("the server's time and the time here are too far apart")
        self.index, self.stamped, self.here = index, stamped, here


@dataclass(frozen=True)
class Followed:
    """What a member has seen of a log, all of it checked; see :func:`followed`."""

    manifest: Manifest
    leaves: tuple[bytes, ...] = field(repr=False)
    state: State = field(repr=False)
    """Where the exchange stands after these entries."""
    checkpoint: str
    """The newest signed checkpoint, over just these entries; empty before the first."""
    seen: int
    """When that was asked for, by the clock here, in seconds since 1970."""
    freeze_seen: int = 0
    """When it was first asked for and all were in; 0 before."""

    @cached_property
    def tree(self) -> Tree:
        """The tree over the entries."""
        return Tree(self.leaves)

    @cached_property
    def signed(self) -> SignedCheckpoint:
        """The newest checkpoint with those who confirmed it; there has to be one."""
        return signed_checkpoint(self.manifest, self.checkpoint)

    @property
    def freeze_is_late(self) -> bool:
        """Whether that all were in was first seen here after the deadline and what clocks may differ."""
        return self.freeze_seen > self.manifest.deadline + self.manifest.tolerance_seconds

    def entry(self, index: int) -> Entry | None:
        """Return an entry, or None if it is not one."""
        try:
            return entry_of(self.leaves[index])
        except NotCanonical:
            return None


def followed(
    manifest: Manifest,
    leaves: Sequence[bytes] = (),
    checkpoint: str = "",
    seen: int = 0,
    freeze_seen: int = 0,
) -> Followed:
    """Return what was seen of a log, its entries counted anew; of nothing, where all begins."""
    state = state_after(manifest, leaves)
    return Followed(manifest, tuple(leaves), state, checkpoint, seen, freeze_seen)


def signed_checkpoint(manifest: Manifest, text: str) -> SignedCheckpoint:
    """Return a checkpoint whose signatures all hold; raise :class:`NotTheLog` for any other text."""
    try:
        return read_checkpoint(text, manifest.verifier, manifest.witnesses)
    except (CheckpointUnreadable, NoteUnreadable, SignatureWrong) as error:
        raise NotTheLog(f"the checkpoint does not hold: {error}") from error


def grown(
    before: Followed, new: Sequence[bytes], checkpoint: str, now: int, asked: int | None = None
) -> Followed:
    """Return what is seen of the log with its new entries, after checking them.

    ``asked`` is when the server was asked, if that was before ``now``: what it answers can be stamped
    so early.

    Raises :class:`TwoHistories` if the signed root is not over our entries and the new ones, though
    the checkpoint is of just so many; :class:`NotTheLog` if they do not belong together at all;
    :class:`ClocksApart` if a new entry is stamped later than now, or earlier than what was seen
    before, by more than the tolerance agreed.
    """
    manifest = before.manifest
    signed = signed_checkpoint(manifest, checkpoint).checkpoint
    old = len(before.leaves)
    if signed.size < old:
        if before.tree.root(signed.size) != signed.root:
            raise TwoHistories(checkpoint, before.checkpoint)
        raise NotTheLog("the log has fewer entries than it had")
    if signed.size != old + len(new):
        raise NotTheLog("the entries are not as many as were signed")
    state = state_after(manifest, new, before.state)
    asked = now if asked is None else asked
    freeze_seen = before.freeze_seen or (asked if state.frozen is not None else 0)
    leaves = (*before.leaves, *new)
    after = Followed(manifest, leaves, state, checkpoint, asked, freeze_seen)
    if after.tree.root() != signed.root:
        raise TwoHistories(before.checkpoint, checkpoint)
    _check_times(before, after, now)
    return after


def _check_times(before: Followed, after: Followed, now: int) -> None:
    tolerance = after.manifest.tolerance_seconds
    for index in range(len(before.leaves), len(after.leaves)):
        entry = after.entry(index)
        if entry is None:
            continue  # void for all; it has no time
        if entry.time > now + tolerance or (before.seen and entry.time < before.seen - tolerance):
            raise ClocksApart(index, entry.time, now)
