"""The folder of one exchange on a member's machine: manifest, own copy of the log, receipts, what waits.

Nothing in it is secret: what waits to be sent is sealed. What is opened goes elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from detente.exchange.canonical import (
    NotCanonical,
    canonical,
    from_base64,
    object_of,
    tagged_hash,
    to_base64,
    with_fields,
)
from detente.exchange.following import Followed, NotTheLog, followed, signed_checkpoint
from detente.exchange.manifest import (
    Manifest,
    ManifestUnreadable,
    signatures_broken,
    signed_manifest_bytes,
    signed_manifest_of,
)
from detente.exchange.seal import Sealed
from detente.exchange.statements import Deposit, statement_data, statement_of

from . import durable
from .log_files import write_log_files

MANIFEST, PLACE, LOG, SENDING = "manifest.json", "server.json", "log.json", "sending"
LATE_AGREED = "late-freeze-agreed"
RECEIPTS, EVIDENCE, FILES = "receipts", "evidence", "log"
LOG_BYTES_AT_MOST = 512 << 20


class NoExchange(Exception):
    """The folder holds no exchange, or a file in it cannot be read."""


class ManifestChanged(NoExchange):
    """The manifest in the folder is not the one that was signed."""


class CopyUnreadable(NoExchange):
    """The folder's own copy of the log cannot be read, or was changed."""


class Workspace:
    """One exchange's folder. Raises :class:`NoExchange`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            data = (folder / MANIFEST).read_bytes()
            self.manifest, self.signatures = signed_manifest_of(data)
            place = object_of((folder / PLACE).read_bytes())
            self.server = str(with_fields(place, "the place", {"server": str})["server"])
        except OSError as error:
            raise NoExchange("there is no exchange in this folder") from error
        except ManifestUnreadable as error:
            raise NoExchange(f"manifest.json cannot be read: {error}") from error
        except NotCanonical as error:
            raise NoExchange("server.json cannot be read") from error
        if signatures_broken(self.manifest, self.signatures):
            raise ManifestChanged("manifest.json was changed: a signature on it does not hold")

    @classmethod
    def make(
        cls, folder: Path, manifest: Manifest, signatures: dict[str, str], server: str
    ) -> Workspace:
        """Return the workspace in a new folder; one with the same manifest stays as it is."""
        if (folder / MANIFEST).exists():
            found = cls(folder)
            if found.manifest != manifest:
                raise NoExchange("another exchange is in this folder")
            return found
        durable.make_folder(folder)
        durable.put(folder / PLACE, canonical({"server": server}))
        durable.put(folder / MANIFEST, signed_manifest_bytes(manifest, signatures))
        return cls(folder)

    def keep_signatures(self, signatures: dict[str, str]) -> None:
        """Keep further signatures of the same manifest."""
        self.signatures = signatures
        data = signed_manifest_bytes(self.manifest, signatures)
        durable.put(self.folder / MANIFEST, data)

    # The own copy of the log

    def followed(self) -> Followed:
        """Return what was seen of the log so far, checked again; nothing if that is nothing."""
        path = self.folder / LOG
        if not path.exists():
            return followed(self.manifest)
        fields: dict[str, type] = {
            "leaves": list,
            "checkpoint": str,
            "seen": int,
            "freeze_seen": int,
        }
        try:
            found = with_fields(
                object_of(path.read_bytes(), LOG_BYTES_AT_MOST, of_lines=True), "a log", fields
            )
            leaves = tuple(from_base64(str(each)) for each in found["leaves"])
            signed = signed_checkpoint(self.manifest, found["checkpoint"]).checkpoint
        except (NotCanonical, NotTheLog) as error:
            raise CopyUnreadable("log.json cannot be read") from error
        moments = found["seen"], found["freeze_seen"]
        kept = followed(self.manifest, leaves, found["checkpoint"], *moments)
        if (signed.size, signed.root) != (len(leaves), kept.tree.root()):
            raise CopyUnreadable("log.json was changed: its entries are not those that were signed")
        return kept

    def keep(self, followed: Followed) -> None:
        """Keep what was seen of the log, also as the files that outsiders' tools read."""
        data = {
            "leaves": [to_base64(each) for each in followed.leaves],
            "checkpoint": followed.checkpoint,
            "seen": followed.seen,
            "freeze_seen": followed.freeze_seen,
        }
        durable.put(self.folder / LOG, canonical(data))

    @property
    def late_freeze_agreed(self) -> bool:
        """Whether somebody said that all were in in time, though it was first seen here after it."""
        return (self.folder / LATE_AGREED).exists()

    def agree_to_late_freeze(self) -> None:
        """Keep that all were in in time, though it was first seen here after it."""
        durable.put(self.folder / LATE_AGREED, b"")

    def write_log_files(self, followed: Followed) -> Path:
        """Write the log as C2SP tlog-tiles, for other tools; return the folder."""
        folder = self.folder / FILES
        write_log_files(folder, followed.tree, followed.leaves, 0)
        durable.put_unsynced(folder / "checkpoint", followed.checkpoint.encode())
        return folder

    # What waits to be sent

    def keep_sending(self, sealed: Sealed, signature: str, content: bytes, salt: bytes) -> None:
        """Keep a sealed deposit until its receipt is here, so that it is never sealed twice.

        Of the content only a hash with this salt is kept, to know the same file again.
        """
        folder = self.folder / SENDING
        durable.make_folder(folder)
        durable.put(folder / "outer", sealed.outer, durable.PRIVATE)
        durable.put(folder / "capsules", sealed.capsules, durable.PRIVATE)
        said = {
            "statement": statement_data(sealed.deposit),
            "signature": signature,
            "salt": salt.hex(),
            "file": tagged_hash("sending", salt, content),
        }
        durable.put(folder / "deposit.json", canonical(said), durable.PRIVATE)

    def sending(self) -> tuple[Sealed, str] | None:
        """Return the sealed deposit that waits for its receipt, with its signature; or None."""
        folder = self.folder / SENDING
        try:
            found = object_of((folder / "deposit.json").read_bytes())
            deposit = statement_of(found["statement"])
            outer, capsules = ((folder / name).read_bytes() for name in ("outer", "capsules"))
        except (OSError, NotCanonical, KeyError):
            return None
        if not isinstance(deposit, Deposit):
            return None
        return Sealed(deposit, outer, capsules), str(found.get("signature"))

    def waits_with(self, content: bytes) -> bool:
        """Return whether what waits was sealed from just this content."""
        try:
            found = object_of((self.folder / SENDING / "deposit.json").read_bytes())
            salt = bytes.fromhex(str(found["salt"]))
        except (OSError, NotCanonical, KeyError, ValueError):
            return False
        return found.get("file") == tagged_hash("sending", salt, content)

    def sent(self) -> None:
        """Forget what waited: its receipt is here, or it can no longer count."""
        for name in ("deposit.json", "outer", "capsules"):
            (self.folder / SENDING / name).unlink(missing_ok=True)

    # Receipts and evidence

    def keep_receipt(self, name: str, text: bytes) -> Path:
        """Keep a receipt; return its path."""
        durable.make_folder(self.folder / RECEIPTS)
        path = self.folder / RECEIPTS / f"{name}.tlog-proof"
        durable.put(path, text)
        return path

    def keep_evidence(self, name: str, data: bytes) -> Path:
        """Keep evidence of misconduct; return its path. What is there already stays."""
        durable.make_folder(self.folder / EVIDENCE)
        path = self.folder / EVIDENCE / f"{name}.json"
        if not path.exists():
            durable.put(path, data)
        return path

    def evidence(self) -> Iterable[Path]:
        """Return the pieces of evidence that are here, by name."""
        folder = self.folder / EVIDENCE
        return tuple(sorted(folder.glob("*.json"))) if folder.is_dir() else ()
