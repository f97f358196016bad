"""All exchanges on one server, in one folder, by one process."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from detente.exchange.canonical import canonical, object_of, with_fields
from detente.exchange.encryption.keys import Identity
from detente.exchange.log.checkpoint import log_verifier_key
from detente.exchange.manifest import Manifest
from detente.exchange.seal import Faulty
from detente.exchange.signing import public_text, signer

from . import durable
from .clock import Clock
from .hosted import Halted, Hosted, Refused
from .index import Index
from .journal import LogDamaged
from .server_keys import ServerSecrets, secrets_bytes

try:
    import fcntl
except ImportError:  # Windows has another way, which is not used here
    fcntl = None  # type: ignore[assignment]

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
RESERVED_AT_MOST = 50
"""How many reserved places one mediator may hold without a signed manifest."""


class InUse(Exception):
    """Another process serves this folder."""


class Hosting:
    """The exchanges in a folder. Raises :class:`InUse` and :class:`LogDamaged`."""

    def __init__(
        self,
        folder: Path,
        index: Index,
        clock: Clock,
        chance: Callable[[int], bytes],
        allowed: frozenset[str],
        name: str,
    ) -> None:
        """``allowed`` are the login keys of mediators who may open exchanges here."""
        self.folder, self.index, self.clock = folder, index, clock
        self._chance, self.allowed, self.name = chance, allowed, name
        durable.make_folder(folder)
        durable.make_folder(folder / "exchanges")
        self._lock = _locked(folder / "lock")
        self.exchanges: dict[str, Hosted] = {}
        self._told: set[str] = set()
        self.reserved: dict[str, str] = {}
        try:
            self._load_all(index.sizes())
        except BaseException:
            self.close()
            raise

    def _load_all(self, sizes: dict[str, int]) -> None:
        for each in sorted((self.folder / "exchanges").iterdir()):
            if (each / "reserved.json").exists():
                self._load(each, sizes.pop(each.name, 0))
        if sizes:
            raise LogDamaged(f"{len(sizes)} exchanges of the index are not in the folder")

    def _load(self, folder: Path, promised: int) -> None:
        try:
            reserved = object_of((folder / "reserved.json").read_bytes())
            login = with_fields(reserved, "a reservation", {"login": str})["login"]
            hosted = Hosted(folder, self.index, promised, self.clock)
            self.exchanges[folder.name] = hosted
            _check_files(hosted)
            _tidied(hosted)
        except (ValueError, OSError) as error:
            raise LogDamaged(f"exchange {folder.name}: a file cannot be read") from error
        except LogDamaged as error:
            raise LogDamaged(f"exchange {folder.name}: {error}") from error
        self.reserved[folder.name] = login

    def reserve(self, slug: str, login: str) -> dict[str, str]:
        """Return a new exchange's id, origin and the server's public keys for it.

        Raises :class:`Refused` for a name that is none, and for too many places without a manifest.
        """
        if not SLUG.fullmatch(slug):
            raise Refused("form")
        idle = [
            name
            for name, by in self.reserved.items()
            if by == login and not self.exchanges[name].tree.size
        ]
        if len(idle) >= RESERVED_AT_MOST:
            raise Refused("too many exchanges are waiting for their manifest")
        identity = f"{slug}-{self._chance(4).hex()}"
        secrets = ServerSecrets(self._chance(32), self._chance(32), self._chance(32))
        folder = self.folder / "exchanges" / identity
        for each in (folder, folder / "log", folder / "blobs"):
            durable.make_folder(each)
        durable.put(folder / "keys.json", secrets_bytes(secrets), durable.PRIVATE)
        durable.put(folder / "reserved.json", canonical({"login": login}), durable.PRIVATE)
        self._load(folder, 0)
        return self.place(identity)

    def place(self, identity: str) -> dict[str, str]:
        """Return an exchange's id, origin and the server's public keys for it."""
        secrets = self.exchanges[identity].secrets
        origin = f"{self.name}/{identity}"
        return {
            "id": identity,
            "origin": origin,
            "name": self.name,
            "signer": public_text(signer(secrets.signer)),
            "log_key": log_verifier_key(origin, signer(secrets.log).public_key()).text,
            "custody": Identity(secrets.custody).recipient().text,
        }

    def propose(self, identity: str, manifest: Manifest, signatures: dict[str, str]) -> None:
        """Keep a mediator's draft; raises :class:`Refused` if it is not of this place."""
        place, said = self.place(identity), manifest.server
        ours = (place["id"], place["origin"], place["name"])
        keys = (place["signer"], place["log_key"], place["custody"])
        if (manifest.id, manifest.origin, said.name) != ours:
            raise Refused("exchange")
        if (said.signer, said.log_key, said.custody) != keys:
            raise Refused("exchange")
        if manifest.deadline <= self.clock():
            raise Refused("deadline")
        self.exchanges[identity].propose(manifest, signatures)

    def tick(self) -> None:
        """Do what is due in each exchange: close it, give out the server's shares, destroy its key.

        One whose disk failed, or whose stored shares were changed, does not keep the others waiting.
        """
        for hosted in tuple(self.exchanges.values()):
            if not hosted.halted:
                with contextlib.suppress(Halted, Faulty):  # whoever asks of that one is told so
                    hosted.close_if_due()
                    hosted.release_if_confirmed()
                    hosted.destroy_custody_if_ended()

    def newly_halted(self) -> tuple[str, ...]:
        """Return the exchanges that have taken nothing in since a disk or index failed; each once."""
        found = [
            name for name, each in self.exchanges.items() if each.halted and name not in self._told
        ]
        self._told.update(found)
        return tuple(found)

    def close(self) -> None:
        """Give the folder free for another process."""
        for hosted in self.exchanges.values():
            hosted.close()
        self._lock.close()


def _locked(path: Path) -> IO[bytes]:
    stream = path.open("ab")
    if fcntl is not None:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            stream.close()
            raise InUse("another server is running on this folder") from error
    return stream


def _check_files(hosted: Hosted) -> None:
    """Raise :class:`LogDamaged` if what a deposit that stands names is not here: it could not be opened."""
    for live in hosted.state.live.values():
        if not all(
            hosted.blob(name).is_file() for name in (live.deposit.outer, live.deposit.capsules)
        ):
            raise LogDamaged("a sealed file that was taken in is missing")


def _tidied(hosted: Hosted) -> None:
    """Remove what uploads left that no deposit names, and files that a crash left half written.

    Who has sent such a file sends it again.
    """
    used = set(_named(hosted))
    left = [path for path in hosted.blob("").iterdir() if path.name not in used]
    for folder in (hosted.folder, hosted.folder / "log"):
        left += folder.glob(".*.new")
    for path in left:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def _named(hosted: Hosted) -> Iterator[str]:
    for entry in hosted.entries:
        outer = getattr(entry.statement, "outer", None)
        capsules = getattr(entry.statement, "capsules", None)
        if outer and capsules:
            yield from (outer, capsules)
