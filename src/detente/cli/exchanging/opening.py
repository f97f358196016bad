"""``detente exchange open``: open all proposals, and put them into the case."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from detente.exchange.canonical import canonical
from detente.exchange.cards import Keys
from detente.exchange.encryption.keys import Identity, KeyUnreadable, identity_of
from detente.exchange.following import Followed, followed
from detente.exchange.manifest import Manifest, party_id
from detente.exchange.protocol import Live, State, outer_bytes_at_most
from detente.exchange.service.client import Client
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.durable import PRIVATE, put
from detente.exchange.service.opening import (
    BundleUnreadable,
    Fetch,
    OpenedAll,
    file_name,
    from_bundle,
    open_all,
)
from detente.exchange.service.taking_part import NotNow
from detente.exchange.service.workspace import MANIFEST, PLACE, Workspace

from ..application import OK, REFUSED
from ..console import folder_of, show_json
from ..options import json_option
from ..replacing import NotOurs
from .session import (
    case_of,
    default_address,
    in_option,
    key_option,
    manifest_in,
    member_keys,
    taking_part,
    workspace_in,
    writing,
)
from .sheet import ungrouped
from .words import who

PROPOSALS = "proposals"


@click.command("open")
@in_option
@key_option
@click.option("--case", type=click.Path(path_type=Path), help="The case to put the texts into.")
@click.option(
    "--into", type=click.Path(path_type=Path), help="A folder to put them into, and into no case."
)
@click.option(
    "--bundle",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Open from the mediator's bundle; the server is not asked.",
)
@click.option("--recovery", is_flag=True, help="Ask for the recovery key of the backup sheet.")
@json_option
def command(
    folder: Path,
    key_folder: Path | None,
    case: Path | None,
    into: Path | None,
    bundle: Path | None,
    recovery: bool,
    as_json: bool,
) -> int:
    """Open all proposals, each checked against what its depositor signed.

    The texts go into proposals/ of the case, and what happened into its record, with the
    receipts as evidence. A file that was named by its depositor is named anew: only its
    ending stays. If your keys are lost, the recovery key of the backup sheet and the
    mediator's bundle are enough: --bundle FILE --recovery.
    """
    if into is None and case is not None:
        from .record import read_for_record

        read_for_record(folder_of(case))
    places = _Places(case, into, as_json)
    if bundle is not None:
        with writing(folder):
            return _from_bundle(folder, key_folder, bundle, recovery, places)
    with taking_part(folder, key_folder) as part:
        seen, limit = part.look(), outer_bytes_at_most(part.manifest)
        reader = _recovery(part.manifest) if recovery else _content(part.keys, part.manifest)

        def fetch(live: Live) -> bytes:
            return part.client.sealed(part.id, live.deposit.outer, limit)

        found = _opened(part.manifest, seen.state, fetch, reader)
        code = _put(part.workspace, seen, part.client, found, places)
        if code == OK:
            part.destroy_custody_key()
    return code


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the texts go, and how it is told."""

    case: Path | None
    into: Path | None
    as_json: bool


def _from_bundle(
    folder: Path, key_folder: Path | None, bundle: Path, recovery: bool, places: _Places
) -> int:
    """Open without the server; with the recovery key also without one's keys."""
    if (folder / MANIFEST).is_file() and not (folder / PLACE).exists():
        manifest, _ = manifest_in(folder)  # all that is left, or came again from the mediator
        put(folder / PLACE, canonical({"server": default_address(manifest)}))
    workspace = workspace_in(folder)
    manifest, seen = workspace.manifest, workspace.followed()
    state, fetch = _bundled(seen, bundle.read_bytes())
    keys = None if recovery else member_keys(manifest, key_folder)[0]
    reader = _content(keys, manifest) if keys else _recovery(manifest)
    return _put(workspace, seen, None, _opened(manifest, state, fetch, reader), places)


def _bundled(seen: Followed, data: bytes) -> tuple[State, Fetch]:
    """Return what a bundle shows; it may be older than what was seen here, but not of other deposits."""
    now = wall_clock()
    try:
        return from_bundle(seen.manifest, seen, data, now)
    except BundleUnreadable:
        state, fetch = from_bundle(seen.manifest, followed(seen.manifest), data, now)
        if state.live != seen.state.live or state.frozen != seen.state.frozen:
            raise
        return (seen.state if seen.state.phase == "released" else state), fetch


def _opened(manifest: Manifest, state: State, fetch: Fetch, reader: Identity) -> OpenedAll:
    if state.phase != "released":
        raise NotNow("shares missing" if state.phase == "frozen" else state.phase)
    return open_all(manifest, state, fetch, [reader])


def _content(keys: Keys, manifest: Manifest) -> Identity:
    """The key that opens proposals; who does not read here is told so, and nobody is blamed."""
    if keys.content.recipient().text not in {each.content for each in manifest.readers()}:
        raise NotNow("no reader")
    return keys.content


def _recovery(manifest: Manifest) -> Identity:
    """The recovery key, as typed; it has to be that of somebody who reads here."""
    asked = "The recovery key, as it stands on the sheet"
    text = (
        click.prompt(asked, hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.read()
    )
    found = identity_of(ungrouped(text))
    if found.recipient().text not in {each.recovery for each in manifest.readers()}:
        raise KeyUnreadable("this is the recovery key of nobody who reads in this exchange")
    return found


def _put(
    workspace: Workspace,
    seen: Followed,
    client: Client | None,
    found: OpenedAll,
    places: _Places,
) -> int:
    """Put the texts where they belong, and what happened into the case; tell it."""
    from .record import read_for_record, receipts_of, recorded_in_case

    target = case_of(workspace, places.case) if places.into is None else None
    if target is not None:
        read_for_record(folder_of(target))
    inside = folder_of(target) / PROPOSALS if target else workspace.folder / "opened"
    written = _write(found, places.into or inside, workspace.manifest.id)
    entries: tuple[str, ...] = ()
    if target is not None:
        receipts = receipts_of(workspace, seen, client)
        entries = recorded_in_case(seen, receipts, target, written)
    _tell(workspace.manifest, found, written, entries, places.as_json)
    return REFUSED if found.faults else OK


def _write(found: OpenedAll, place: Path, exchange: str) -> dict[str, Path]:
    """Write the texts; return the file of each party's role. What is there is never replaced."""
    place.mkdir(parents=True, exist_ok=True)
    written = {each.party: place / f"{exchange}-{file_name(each)}" for each in found.proposals}
    for each in found.proposals:
        path = written[each.party]
        there = path.is_symlink() or path.exists()
        if there and (not path.is_file() or path.is_symlink() or path.read_bytes() != each.content):
            raise NotOurs(f"{path} is there, and is another text")
    for each in found.proposals:
        if not written[each.party].exists():
            put(written[each.party], each.content, PRIVATE)
    return written


def _tell(
    manifest: Manifest,
    found: OpenedAll,
    written: dict[str, Path],
    entries: tuple[str, ...],
    as_json: bool,
) -> None:
    if as_json:
        show_json(
            "exchange open",
            opened={party_id(role): str(path) for role, path in written.items()},
            faults=[{"breach": fault.role, "why": fault.why} for fault in found.faults],
            recorded=entries,
        )
        return
    for role, path in written.items():
        click.echo(f"{who(manifest, role)}: {path}")
    for fault in found.faults:
        click.echo(f"not opened: {fault.why}; this is a breach of {who(manifest, fault.role)}")
    if entries:
        click.echo(f"recorded in the case: {', '.join(entries)}")
