"""One exchange on a server: its log, its state, and who has confirmed it.

Every change goes through one lock, and in this order: the entry is synced, then the checkpoint that
covers it, then the index. Only after that anybody is told. After a sync that failed nothing is taken in
any more until the server is started again and has read what is really there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from detente.exchange.canonical import NotCanonical, hash_of
from detente.exchange.encryption.keys import Identity
from detente.exchange.log.checkpoint import (
    Checkpoint,
    SignatureWrong,
    SignedCheckpoint,
    read_checkpoint,
    with_cosignatures,
)
from detente.exchange.log.note import NoteUnreadable, signature_line_of
from detente.exchange.log.tree import Tree
from detente.exchange.manifest import (
    MEDIATOR,
    SERVER,
    Manifest,
    signatures_wrong,
    signed_manifest_bytes,
    signed_manifest_of,
    witness_name,
)
from detente.exchange.protocol import Rule, State, after, refusal
from detente.exchange.receipts import receipt_text
from detente.exchange.seal import share_in
from detente.exchange.signing import signature, signer
from detente.exchange.statements import (
    Close,
    Deposit,
    Entry,
    Opening,
    Release,
    Statement,
    entry_bytes,
    entry_of,
    statement_bytes,
    statement_hash,
)

from . import durable
from .clock import Clock
from .index import Index, IndexUnavailable
from .journal import Journal, LogDamaged
from .log_files import log_files_are_there, write_log_files
from .server_keys import ServerSecrets, secrets_bytes, secrets_of

CONFIRMATIONS_AT_MOST = 40
"""How many parties' confirmations of one checkpoint are kept, unless more have to confirm."""
UPLOADS_AT_MOST = 3
"""How many sealed files of one party may wait for their deposit."""


class Refused(Exception):
    """A statement breaks the rule of the exchange; nothing was taken in."""

    def __init__(self, rule: Rule | str) -> None:
        super().__init__(f"the exchange does not take this in: {rule}")
        self.rule = rule


class Halted(Exception):
    """The disk or the index failed; nothing is taken in until the server is started again."""


class Hosted:
    """One exchange in a folder of the server's. Raises :class:`LogDamaged` if it is not whole."""

    def __init__(self, folder: Path, index: Index, promised: int, clock: Clock) -> None:
        self.folder, self._index, self._clock = folder, index, clock
        self.lock = threading.RLock()
        self.halted = False
        self.version = 0
        """Grows with each change; whoever waits for one looks at it."""
        self.uploads: dict[str, list[str]] = {}
        durable.finish_destroying(folder / "keys.json")
        self.secrets = secrets_of((folder / "keys.json").read_bytes())
        self.manifest: Manifest | None = None
        self.signatures: dict[str, str] = {}
        self._start_over(())
        self.checkpoint: SignedCheckpoint | None = None
        self.confirmed: SignedCheckpoint | None = None
        if (folder / "manifest.json").exists():
            self.manifest, self.signatures = signed_manifest_of(
                (folder / "manifest.json").read_bytes()
            )
        self._journal = Journal(folder / "journal")
        try:
            self._recover(promised)
        except BaseException:
            self._journal.close()
            raise

    # What is there

    def _recover(self, in_index: int) -> None:
        """Read the log back, and bring checkpoint and index to where it really is."""
        read, confirmed = self._read("checkpoint"), self._read("confirmed")
        size = read.checkpoint.size if read else 0
        promised = max(in_index, confirmed.checkpoint.size if confirmed else 0)
        if promised > size:
            raise LogDamaged(
                f"the checkpoint is of {size} entries; one of {promised} was given out"
            )
        leaves = self._journal.read(size)
        if leaves and self.manifest is None:
            raise LogDamaged("the manifest is missing")
        self._start_over(leaves)
        if read and self.tree.root(size) != read.checkpoint.root:
            raise LogDamaged("the entries are not those of the checkpoint")
        if self.state.voids:
            raise LogDamaged("an entry is there that this server would not take in")
        self.checkpoint = read
        if len(leaves) > in_index or not log_files_are_there(
            self.folder / "log", self.tree, self.leaves
        ):
            self._sign(old_size=0)  # whether a sync came to its end before is not known
        if confirmed and self.tree.root(confirmed.checkpoint.size) != confirmed.checkpoint.root:
            raise LogDamaged("the confirmed checkpoint is not of these entries")
        self.confirmed = confirmed
        if confirmed and confirmed.checkpoint.size == self.tree.size:
            self.checkpoint = confirmed
        if not leaves:
            self._open_if_signed()

    def _read(self, name: str) -> SignedCheckpoint | None:
        path = self.folder / "log" / name
        if self.manifest is None or not path.exists():
            return None
        try:
            text = path.read_bytes().decode("utf-8")
            return read_checkpoint(text, self.manifest.verifier, self.manifest.witnesses)
        except ValueError as error:
            raise LogDamaged("a checkpoint cannot be read") from error

    def _start_over(self, leaves: Sequence[bytes]) -> None:
        """Have just these entries in memory."""
        self.state, self.tree = State(), Tree()
        self.leaves: list[bytes] = []
        self.entries: list[Entry] = []
        self.by_statement: dict[str, int] = {}
        for leaf in leaves:
            self._take(leaf)

    def _take(self, leaf: bytes) -> None:
        assert self.manifest is not None
        try:
            entry = entry_of(leaf)
        except NotCanonical as error:
            raise LogDamaged("an entry cannot be read") from error
        self.state = after(self.manifest, self.state, entry)
        self.by_statement[statement_hash(entry.statement)] = self.tree.append(leaf)
        self.leaves.append(leaf)
        self.entries.append(entry)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock; refuse if the disk failed before, and halt if it fails now."""
        with self.lock:
            if self.halted:
                raise Halted("the server's disk or index failed; it has to be started again")
            try:
                yield
            except (OSError, IndexUnavailable) as error:
                self.halted = True
                raise Halted("the server's disk or index failed") from error
            self.version += 1

    # The draft

    def propose(self, manifest: Manifest, signatures: Mapping[str, str]) -> None:
        """Keep a draft of the manifest, in the place of one before; signatures must hold."""
        with self.changing():
            if self.tree.size or set(self.signatures) > {MEDIATOR}:
                raise Refused("phase")  # what somebody has signed is never put aside
            self.manifest, self.signatures = manifest, {}
            for role, text in signatures.items():
                self._sign_manifest(role, text)
            self._keep_manifest()

    def sign_manifest(self, role: str, text: str) -> None:
        """Keep somebody's signature of the manifest; the last one opens the exchange."""
        with self.changing():
            if self.tree.size and self.signatures.get(role) == text:
                return
            if self.tree.size or self.manifest is None:
                raise Refused("phase")
            if self._clock() > self.manifest.deadline:
                raise Refused("deadline")
            self._sign_manifest(role, text)
            self._keep_manifest()

    def _sign_manifest(self, role: str, text: str) -> None:
        assert self.manifest is not None
        others = {**self.signatures, role: text}
        if role not in self.manifest.signers or role in signatures_wrong(self.manifest, others):
            raise Refused("signature")
        self.signatures = others

    def _keep_manifest(self) -> None:
        assert self.manifest is not None
        data = signed_manifest_bytes(self.manifest, self.signatures)
        durable.put(self.folder / "manifest.json", data, durable.PRIVATE)
        self._open_if_signed()

    def _open_if_signed(self) -> None:
        """Begin the log, if all have signed; also after a crash between the two."""
        manifest = self.manifest
        if manifest is None or signatures_wrong(manifest, self.signatures):
            return
        if self._clock() <= manifest.deadline:
            self._append(self._entry(Opening(manifest.hash), self.signatures))

    # The log

    def submit(self, statement: Statement, text: str, role: str, capsules: bytes | None) -> int:
        """Take a statement in and return its index; one that is in already is not taken in twice.

        Raises :class:`Refused` with the rule it breaks, and :class:`Halted`. A deposit needs its
        sealed file stored before, and capsules of which the server's opens.
        """
        with self.changing():
            known = self.by_statement.get(statement_hash(statement))
            if known is not None:
                return known
            if self.manifest is None:
                raise Refused("phase")
            signatures = {role: text}
            entry = self._entry(statement, signatures)
            void = refusal(self.manifest, self.state, entry)
            if void is not None:
                raise Refused(void.rule)
            if isinstance(statement, Deposit):
                self._store_capsules(statement, capsules)
            index = self._append(entry)
            self.uploads.pop(role, None)
            return index

    def _store_capsules(self, deposit: Deposit, capsules: bytes | None) -> None:
        """Check that all parts of a deposit are here, and store its capsules."""
        assert self.manifest is not None
        sealed = self.blob(deposit.outer)
        if not sealed.is_file() or sealed.stat().st_size != deposit.outer_bytes:
            raise Refused("the sealed file is not here")
        if capsules is None or hash_of(capsules) != deposit.capsules:
            raise Refused("the shares are not here")
        share_in(self.manifest, deposit, SERVER, capsules, Identity(self.secrets.custody))
        durable.put(self.blob(deposit.capsules), capsules, durable.PRIVATE)

    def _entry(self, statement: Statement, signatures: Mapping[str, str]) -> Entry:
        """The entry that would be next: its time is the clock's, and never goes back."""
        return Entry(max(self._clock(), self.state.time), statement, signatures)

    def _append(self, entry: Entry) -> int:
        """Append an entry that was found right; whatever goes wrong, nothing follows on it."""
        leaf, size = entry_bytes(entry), self.tree.size
        try:
            self._journal.append(leaf)
            self._take(leaf)
            self._sign(old_size=size)
        except Exception as error:
            self.halted = True
            self._start_over(self.leaves[:size])  # nobody is told what no checkpoint covers
            raise Halted("the server's disk or index failed") from error
        return size

    def _sign(self, old_size: int) -> None:
        """Write tiles and a checkpoint for what is in the journal, then tell the index."""
        assert self.manifest is not None
        size, log = self.tree.size, self.folder / "log"
        write_log_files(log, self.tree, self.leaves, old_size)
        checkpoint = Checkpoint(self.manifest.origin, size, self.tree.root())
        text = checkpoint.signed_by(signer(self.secrets.log))
        durable.put(log / "checkpoint", text.encode())
        self._index.grown(self.folder.name, size, self.state.phase)
        self.checkpoint = SignedCheckpoint(checkpoint, (), text)

    def close_if_due(self) -> bool:
        """End the exchange if the deadline is over and something is missing; return whether it did."""
        manifest = self.manifest
        if manifest is None or self.state.phase != "open" or self._clock() <= manifest.deadline:
            return False
        with self.changing():
            close = self._said(Close(manifest.hash, manifest.deadline))
            if refusal(manifest, self.state, close) is not None:  # frozen meanwhile, or set back
                return False
            self._append(close)
        return True

    def release_if_confirmed(self) -> bool:
        """Give out the server's shares once the freeze is confirmed; return whether it did."""
        with self.lock:
            if not self._may_release():
                return False
        with self.changing():
            if not self._may_release():
                return False
            assert self.manifest is not None
            assert self.state.frozen is not None
            custody = Identity(self.secrets.custody)
            shares = {
                role: share_in(
                    self.manifest,
                    live.deposit,
                    SERVER,
                    self.blob(live.deposit.capsules).read_bytes(),
                    custody,
                )
                for role, live in self.state.live.items()
            }
            said = Release(self.manifest.hash, SERVER, self.state.frozen, shares)
            self._append(self._said(said))
        return True

    @property
    def freeze_is_confirmed(self) -> bool:
        """Whether all are in, and the quorum has confirmed that."""
        frozen, confirmed = self.state.frozen, self.confirmed
        return frozen is not None and confirmed is not None and confirmed.checkpoint.size > frozen

    def _may_release(self) -> bool:
        state = self.state
        waiting = state.phase == "frozen" and SERVER not in state.releases
        return waiting and bool(self.secrets.custody) and self.freeze_is_confirmed

    def _said(self, statement: Statement) -> Entry:
        text = signature(signer(self.secrets.signer), "statement", statement_bytes(statement))
        return self._entry(statement, {SERVER: text})

    # Confirmations

    def confirm(self, lines: list[str]) -> None:
        """Keep confirmations of the newest checkpoint; others, and any that are wrong, are refused."""
        with self.changing():
            if self.manifest is None or self.checkpoint is None:
                raise Refused("phase")
            try:
                text = self.checkpoint.text
                new = with_cosignatures(text, [signature_line_of(line) for line in lines])
                read = read_checkpoint(new, self.manifest.verifier, self.manifest.witnesses)
            except (NoteUnreadable, SignatureWrong, ValueError) as error:
                raise Refused("the confirmation is not of the newest checkpoint") from error
            mediator = witness_name(self.manifest.origin, MEDIATOR)
            at_most = max(CONFIRMATIONS_AT_MOST, self.manifest.witness_parties)
            if sum(name != mediator for name, _ in read.cosignatures) > at_most:
                return  # one place is the mediator's, without whom nothing is confirmed
            self.checkpoint = read
            if self.manifest.has_quorum(name for name, _ in read.cosignatures):
                durable.put(self.folder / "log" / "confirmed", read.text.encode())
                self.confirmed = read

    def receipt(self, index: int) -> str | None:
        """Return the receipt of an entry, or None if it is not confirmed yet."""
        with self.lock:
            confirmed = self.confirmed
            if confirmed is None or not 0 <= index < confirmed.checkpoint.size:
                return None
            leaf, size = self.leaves[index], confirmed.checkpoint.size
            return receipt_text(self.tree, index, leaf, confirmed.text, size)

    def destroy_custody_if_ended(self) -> bool:
        """Destroy the server's custody key once the end is confirmed; return whether it did."""
        with self.lock:
            ended, size = self.state.ended, self.confirmed.checkpoint.size if self.confirmed else 0
            if ended is None or size <= ended or not self.secrets.custody:
                return False
        with self.changing():
            kept = ServerSecrets(self.secrets.signer, self.secrets.log, b"")
            durable.put_destroying(self.folder / "keys.json", secrets_bytes(kept))
            self.secrets = kept
        return True

    def close(self) -> None:
        """Take nothing in any more."""
        with self.lock:
            self.halted = True
            self._journal.close()

    def blob(self, name: str) -> Path:
        """Return where a stored file of this hash lies; the name is a hash, checked by the caller."""
        return self.folder / "blobs" / name

    def holds_login(self, login: str) -> str | None:
        """Return the role of whoever signs requests with this key, or None."""
        members = self.manifest.members if self.manifest else {}
        return next((role for role, each in members.items() if each.login == login), None)
