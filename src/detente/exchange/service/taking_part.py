"""What a member does in an exchange: look, confirm, deposit, withdraw, release, open."""

from __future__ import annotations

import time
from pathlib import Path

from detente.exchange.cards import Keys
from detente.exchange.encryption.keys import Identity
from detente.exchange.following import (
    Followed,
    NotTheLog,
    TwoHistories,
    grown,
    signed_checkpoint,
)
from detente.exchange.log.tree import Tree
from detente.exchange.manifest import MEDIATOR, NEUTRAL, Manifest, signatures_wrong, witness_name
from detente.exchange.misconduct import EvidenceWrong, shown_by, two_histories, void_entry
from detente.exchange.receipts import Receipt, ReceiptWrong, receipt_of
from detente.exchange.seal import Faulty, Sealed, seal, share_in
from detente.exchange.shares import Chance
from detente.exchange.signing import public_text, signature
from detente.exchange.statements import (
    Release,
    Statement,
    Withdrawal,
    statement_bytes,
    statement_hash,
)

from .client import Client, Progress, ServerRefused
from .clock import Clock
from .keyfiles import custody_key, destroy_custody_key
from .workspace import Workspace

WAIT_SECONDS = 20
KEEP_SECONDS = 5
"""After how long it is kept that nothing was new."""


class NotNow(Exception):
    """The exchange does not stand so that this can be done; what stands is said."""


class EvidenceKept(Exception):
    """The server showed something that it must not; the evidence is kept in a file."""

    def __init__(self, what: str, path: Path) -> None:
        super().__init__(what)
        self.path = path


def _quiet(_done: int, _of: int) -> None:
    return


class Part:
    """A member's part in one exchange: its workspace, its keys, its connection."""

    def __init__(
        self,
        workspace: Workspace,
        keys: tuple[Keys, Path],
        client: Client,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self.workspace, self.client, self.clock, self.chance = workspace, client, clock, chance
        self.keys, self._key_folder = keys
        self.manifest = workspace.manifest
        self.role = role_of(self.manifest, self.keys)
        self._checked: set[str] = set()
        self._seen: Followed | None = None
        self.objections: dict[str, str] = {}
        """Of deposits whose share for this custodian does not open: the party, and why."""

    @property
    def id(self) -> str:
        """The exchange's id on the server."""
        return self.manifest.id

    @property
    def custody(self) -> Identity | None:
        """This member's custody key for this exchange, unless it is destroyed or elsewhere."""
        return custody_key(self._key_folder, self.manifest.members[self.role].custody)

    # Looking

    def seen(self) -> Followed:
        """Return the log as it was seen here before, checked once."""
        if self._seen is None:
            self._seen = self.workspace.followed()
        return self._seen

    def look(self) -> Followed:
        """Return the log as it is now, checked; confirm it where that is asked of this member.

        Raises :class:`EvidenceKept` for a second history, ``NotTheLog``, ``ClocksApart``,
        ``Unreachable``, ``ServerRefused``.
        """
        before, asked = self.seen(), self.clock()
        new: list[bytes] = []
        while True:
            more, checkpoint = self.client.entries(self.id, len(before.leaves) + len(new))
            new += more
            if not checkpoint:
                if before.leaves:
                    raise NotTheLog("the log has fewer entries than it had")
                return before
            signed = signed_checkpoint(self.manifest, checkpoint)
            if not more or len(before.leaves) + len(new) >= signed.checkpoint.size:
                break
        try:
            after = grown(before, new, checkpoint, self.clock(), asked)
            if after.leaves and after.state.phase == "unopened":
                raise NotTheLog("the log is of another exchange than this folder's manifest")
        except TwoHistories as two:
            raise self._two_histories(two) from two
        if after.checkpoint != before.checkpoint or after.seen - before.seen >= KEEP_SECONDS:
            self.workspace.keep(after)
            self._seen = after
        self._keep_signatures(after)
        if after.state.voids:
            self.workspace.keep_evidence("void-entry", void_entry(checkpoint, after.leaves))
        self._confirm(after)
        self._destroy_if_ended(after)
        return after

    def _destroy_if_ended(self, seen: Followed) -> None:
        """Destroy this member's custody key once the end is confirmed: it has no use any more."""
        if seen.state.ended is None:
            return
        if self.manifest.has_quorum(name for name, _ in seen.signed.cosignatures):
            self.destroy_custody_key()

    def _keep_signatures(self, seen: Followed) -> None:
        """Keep everybody's signature of the manifest: once it is open, the first entry has them."""
        opening = seen.entry(0) if seen.leaves else None
        if opening is None or self.workspace.signatures == opening.signatures:
            return
        if not signatures_wrong(self.manifest, opening.signatures):
            self.workspace.keep_signatures(dict(opening.signatures))

    def _two_histories(self, two: TwoHistories) -> Exception:
        """Get the other history's entries, so that anybody can see that both were signed."""
        leaves: list[bytes] = []
        earlier, later = (
            signed_checkpoint(self.manifest, text).checkpoint for text in (two.earlier, two.later)
        )
        while len(leaves) < later.size != earlier.size:  # two roots of one size need no entries
            more, _ = self.client.entries(self.id, len(leaves))
            if not more:
                break
            leaves += more
        hashes = Tree(leaves[: later.size]).leaf_hashes
        if earlier.size < later.size == len(self.seen().leaves):  # the second is ours
            hashes = self.seen().tree.leaf_hashes
        evidence = two_histories(two.earlier, two.later, hashes)
        try:
            shown_by(self.manifest, self.workspace.signatures, evidence)
        except EvidenceWrong:
            return NotTheLog("the entries are not those under the checkpoint")
        path = self.workspace.keep_evidence("two-histories", evidence)
        return EvidenceKept("the server signed two histories of the log", path)

    def _confirm(self, seen: Followed) -> None:
        """Sign the newest checkpoint, if this member is a witness and has not done so."""
        name = witness_name(self.manifest.origin, self.role)
        if not self._shares_open(seen) or name not in self.manifest.witnesses:
            return
        if self.refuses_late(seen):
            return
        if name in dict(seen.signed.cosignatures):
            return
        line = seen.signed.checkpoint.cosigned(name, self.keys.witness, self.clock())
        try:
            self.client.confirm(self.id, [line.text])
        except ServerRefused as error:
            if error.code != "refused":  # the log grew meanwhile: the next look confirms
                raise

    def refuses_late(self, seen: Followed) -> bool:
        """Whether this is the mediator, who does not confirm what it saw too late to know it in time.

        A server could take the last text in after the deadline, and stamp it in time. One mediator
        who looks in time is enough: without it nothing is confirmed.
        """
        frozen = seen.state.frozen
        if self.role != MEDIATOR or frozen is None or not seen.freeze_is_late:
            return False
        return not (self.workspace.late_freeze_agreed or self.is_confirmed(frozen))

    def _shares_open(self, seen: Followed) -> bool:
        """Whether all shares for this custodian open: the mediator confirms only what it could release.

        The parties' parts of a third share are looked at only if they are given out.
        """
        if self.role not in (MEDIATOR, NEUTRAL):
            return True
        self.objections = {}
        if seen.state.phase not in ("open", "frozen"):
            return True  # the shares are out, or never will be
        custody = self.custody
        for role, live in seen.state.live.items():
            checked = statement_hash(live.deposit)
            if checked in self._checked:
                continue
            if custody is None:
                self.objections[role] = "the share cannot be checked: the custody key is not here"
                continue
            capsules = self.client.capsules(self.id, live.deposit.capsules)
            try:
                share_in(self.manifest, live.deposit, self.role, capsules, custody)
            except Faulty as fault:
                self.objections[role] = fault.why
            else:
                self._checked.add(checked)
        return not self.objections

    def receipt(self, index: int, name: str, seconds: float = WAIT_SECONDS) -> Path | None:
        """Return where the receipt of an entry is kept, checked; None if it is not confirmed in time."""
        until = time.monotonic() + seconds
        version = -1
        while True:
            try:
                text = self.client.receipt(self.id, index)
                break
            except ServerRefused as error:
                if error.code != "not-found":
                    raise
                left = until - time.monotonic()
                if left <= 0:
                    return None
            version = int(self.client.state(self.id, version, min(int(left) + 1, 25))["version"])
        self._checked_receipt(text, index)
        return self.workspace.keep_receipt(name, text)

    def _checked_receipt(self, text: bytes, index: int) -> Receipt:
        found = receipt_of(self.manifest, self.workspace.signatures, text)
        seen = self.seen()
        if found.size > len(seen.leaves):
            seen = self.look()
        same = found.index == index and seen.tree.root(found.size) == found.root
        if not same:
            raise ReceiptWrong("it is not of the log that was seen here")
        return found

    # Depositing

    def deposit(self, file: tuple[str, bytes], progress: Progress = _quiet) -> int:
        """Seal a file and hand it in; return the index of its entry. Nothing is sealed twice.

        What was sealed before and has no receipt yet is sent again, if it still is the next
        version.
        """
        seen = self.look()
        self._must_be_open(seen)
        version, previous = seen.state.last.get(self.role, (0, ""))
        length = len(file[1])
        sealed = seal(
            self.manifest,
            self.role,
            version + 1,
            previous,
            file,
            self.chance,
            lambda done: progress(min(done, length), 2 * length),
        )
        text = self._signed(sealed.deposit)
        self.workspace.keep_sending(sealed, text, file[1], self.chance(32))
        return self.send(sealed, text, progress)

    def send(self, sealed: Sealed, text: str, progress: Progress = _quiet) -> int:
        """Send what is sealed; return the index of its entry."""
        length = len(sealed.outer)
        self.client.store(
            self.id, sealed.outer, lambda done, of: progress(length + done, length + of)
        )
        self.client.submit(self.id, sealed.deposit, text, sealed.capsules)
        seen = self.look()
        return self._index_of(seen, sealed.deposit)

    def resend(self, progress: Progress = _quiet) -> int | None:
        """Send again what waits for its receipt; return its index, or None if nothing waits."""
        waiting = self.workspace.sending()
        if waiting is None:
            return None
        sealed, text = waiting
        seen = self.look()
        version, previous = seen.state.last.get(self.role, (0, ""))
        live = seen.state.live.get(self.role)
        if live is not None and statement_hash(live.deposit) == statement_hash(sealed.deposit):
            return live.index
        if (version + 1, previous) != (sealed.deposit.version, sealed.deposit.previous):
            self.workspace.sent()  # something else was said since; this can no longer count
            return None
        self._must_be_open(seen)
        return self.send(sealed, text, progress)

    def _must_be_open(self, seen: Followed) -> None:
        if seen.state.phase != "open":
            raise NotNow(seen.state.phase)

    def _signed(self, statement: Statement) -> str:
        return signature(self.keys.signer, "statement", statement_bytes(statement))

    def _index_of(self, seen: Followed, statement: Statement) -> int:
        """The index of a statement in the log as it was seen here; the server's word is not enough."""
        index = _place_of(seen, statement)
        if index is None:
            raise NotTheLog("the server took the statement in, and the log does not hold it")
        return index

    def holds(self, seen: Followed, statement: Statement) -> bool:
        """Return whether the log as it was seen here holds a statement, standing or not."""
        return _place_of(seen, statement) is not None

    def withdraw(self) -> int:
        """Take the deposit that stands back; return the index of the entry that says so."""
        seen = self.look()
        self._must_be_open(seen)
        live = seen.state.live.get(self.role)
        if live is None:
            raise NotNow("nothing deposited")
        previous = seen.state.last[self.role][1]
        said = Withdrawal(self.manifest.hash, self.role, live.deposit.version, previous)
        return self.say(said)

    def say(self, statement: Statement) -> int:
        """Sign a statement and hand it in; return the index of its entry."""
        self.client.submit(self.id, statement, self._signed(statement))
        return self._index_of(self.look(), statement)

    # Releasing

    def own_release(self, seen: Followed) -> Release:
        """Return the statement by which this custodian gives out its shares of all deposits.

        Raises :class:`NotNow` if nothing is frozen, the custody key is gone, or this member holds
        no shares; ``Faulty`` with the depositor's role if a share does not open.
        """
        state = seen.state
        if self.role not in self.manifest.holders:
            raise NotNow("no shares")
        if state.phase != "frozen" or state.frozen is None:
            raise NotNow(state.phase)
        if not self.is_confirmed(state.frozen):
            raise NotNow("freeze not confirmed")
        custody = self.custody
        if custody is None:
            raise NotNow("no custody key")
        shares = {}
        for role, live in state.live.items():
            capsules = self.client.capsules(self.id, live.deposit.capsules)
            shares[role] = share_in(self.manifest, live.deposit, self.role, capsules, custody)
        return Release(self.manifest.hash, self.role, state.frozen, shares)

    def is_confirmed(self, index: int) -> bool:
        """Return whether the quorum has confirmed an entry, by its checked receipt.

        Shares given out on a freeze that nobody has confirmed could open it in a history that others
        never see.
        """
        try:
            self._checked_receipt(self.client.receipt(self.id, index), index)
        except ServerRefused as error:
            if error.code != "not-found":
                raise
            return False
        return True

    def destroy_custody_key(self) -> None:
        """Destroy this member's custody key: the exchange has ended."""
        destroy_custody_key(self._key_folder, self.manifest.members[self.role].custody)


def _place_of(seen: Followed, statement: Statement) -> int | None:
    wanted = statement_hash(statement)
    for index in range(len(seen.leaves) - 1, -1, -1):
        entry = seen.entry(index)
        if entry is not None and statement_hash(entry.statement) == wanted:
            return index
    return None


def role_of(manifest: Manifest, keys: Keys) -> str:
    """Return the role that somebody's keys have in an exchange; raise :class:`NotNow` if none."""
    login = public_text(keys.login)
    for role, member in manifest.members.items():
        if member.login == login:
            return role
    raise NotNow("not a member")
