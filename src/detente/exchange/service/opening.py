"""Opening all proposals: from the server, or from a bundle where the server does not answer."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from detente.exchange.canonical import (
    NotCanonical,
    canonical,
    from_base64,
    object_of,
    to_base64,
    with_fields,
)
from detente.exchange.encryption.keys import Identity
from detente.exchange.following import Followed, NotTheLog, TwoHistories, grown
from detente.exchange.manifest import MEDIATOR, Manifest, party_id
from detente.exchange.protocol import Live, State, after, outer_bytes_at_most
from detente.exchange.seal import Faulty, Opened, inner_of, opened, release_seed
from detente.exchange.statements import Entry, Release, statement_data, statement_of

LOG, SAID, SEALED = "log.json", "released.json", "sealed/"
_NO_BUNDLE = (
    *(zipfile.BadZipFile, NotCanonical, NotTheLog, KeyError, TypeError, ValueError),
    *(NotImplementedError, RuntimeError),  # what zipfile raises for what it cannot undo
)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")

Fetch = Callable[[Live], bytes]
"""Gets the sealed file of a deposit."""


class BundleUnreadable(Exception):
    """The bundle is not one, or its log does not hold."""


@dataclass(frozen=True, slots=True)
class OpenedAll:
    """What came of opening: the proposals that opened, and whose did not, with the reason."""

    proposals: tuple[Opened, ...]
    faults: tuple[Faulty, ...]


def open_all(
    manifest: Manifest, state: State, fetch: Fetch, identities: Sequence[Identity]
) -> OpenedAll:
    """Return all proposals of a released exchange, each checked against its deposit.

    One that does not open does not keep the others shut: whose fault it is stands in the result.
    """
    found: list[Opened] = []
    faults: list[Faulty] = []
    for live in state.live.values():
        try:
            seed = release_seed(manifest, live.deposit, state.releases)
            inner = inner_of(live.deposit, fetch(live), seed)
            found.append(opened(manifest, live.deposit, inner, identities))
        except Faulty as fault:
            faults.append(fault)
    return OpenedAll(tuple(found), tuple(faults))


def check_sealed(
    manifest: Manifest, state: State, releases: Mapping[str, Release], fetch: Fetch
) -> tuple[Faulty, ...]:
    """Return what would not open to its readers if these shares were given out; nothing if all will.

    This is what the mediator looks at before it gives out its own shares, last of all.
    """
    faults: list[Faulty] = []
    for live in state.live.values():
        try:
            inner_of(live.deposit, fetch(live), release_seed(manifest, live.deposit, releases))
        except Faulty as fault:
            faults.append(fault)
    return tuple(faults)


def file_name(proposal: Opened) -> str:
    """Return what the file of an opened proposal is called here.

    The name that its depositor gave it is a stranger's text: only its ending is kept, and only if
    that is short and plain.

    >>> file_name(Opened("party/north", 2, "../../etc/terms.docx", b""))
    'north-2.docx'
    >>> file_name(Opened("party/north", 1, "x.tar\\u202egnp", b""))
    'north-1.bin'
    """
    suffix = PurePosixPath(proposal.name.replace("\\", "/")).suffix
    ending = suffix.lower() if _SUFFIX.fullmatch(suffix) else ".bin"
    return f"{party_id(proposal.party)}-{proposal.version}{ending}"


def bundle(
    seen: Followed, said: Sequence[tuple[Release, str]], sealed: Mapping[str, bytes]
) -> bytes:
    """Return all that a delegation needs to open without the server, as a ZIP file.

    The log as it was seen, statements of release with their signatures, the sealed files by hash.
    """
    log = {"leaves": [to_base64(each) for each in seen.leaves], "checkpoint": seen.checkpoint}
    releases = [{"statement": statement_data(each), "signature": text} for each, text in said]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(LOG, canonical(log))
        archive.writestr(SAID, canonical({"releases": releases}))
        for name, data in sealed.items():
            archive.writestr(SEALED + name, data)
    return out.getvalue()


def from_bundle(manifest: Manifest, before: Followed, data: bytes, now: int) -> tuple[State, Fetch]:
    """Return the state that a bundle shows, its statements of release counted, and its sealed files.

    Raises :class:`BundleUnreadable`; also if its log does not hold what was seen of the log here.
    """
    limit = outer_bytes_at_most(manifest)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        log = with_fields(
            object_of(_part(archive, LOG, 256 << 20), 256 << 20, of_lines=True),
            "a log",
            {"leaves": list, "checkpoint": str},
        )
        said = object_of(_part(archive, SAID, 16 << 20), 16 << 20)["releases"]
        leaves = [from_base64(str(each)) for each in log["leaves"]]
        state = _seen_in(before, leaves, log["checkpoint"], now).state
        for each in said:
            release = statement_of(each["statement"])
            if isinstance(release, Release) and release.custodian not in state.releases:
                signed = {release.custodian: str(each["signature"])}
                state = after(manifest, state, Entry(state.time, release, signed))
    except BundleUnreadable:
        raise
    except _NO_BUNDLE as error:
        raise BundleUnreadable("it is no bundle of this exchange") from error

    def fetch(live: Live) -> bytes:
        try:
            return _part(archive, SEALED + live.deposit.outer, limit)
        except _NO_BUNDLE as error:
            raise Faulty(MEDIATOR, "the bundle does not hold the sealed file") from error

    return state, fetch


def _seen_in(before: Followed, leaves: list[bytes], checkpoint: str, now: int) -> Followed:
    """The log of a bundle; it has to begin with what was seen of the log here."""
    known = len(before.leaves)
    if tuple(leaves[:known]) != before.leaves:
        raise BundleUnreadable("its log is not the one that was seen here")
    try:
        return grown(before, leaves[known:], checkpoint, now)
    except TwoHistories as error:
        raise BundleUnreadable("its log is not the one that was seen here") from error


def _part(archive: zipfile.ZipFile, name: str, bytes_at_most: int) -> bytes:
    """A part of a bundle, stored plainly and not too long."""
    info = archive.getinfo(name)
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > bytes_at_most:
        raise NotCanonical("a part of the bundle is not stored plainly, or too long")
    with archive.open(info) as stream:
        return stream.read(bytes_at_most + 1)
