"""``detente exchange open``: open all proposals, and put them into the case."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from detente.exchange.encryption.keys import Identity, identity_of
from detente.exchange.protocol import State, outer_bytes_at_most
from detente.exchange.service.durable import PRIVATE, put
from detente.exchange.service.opening import Fetch, OpenedAll, file_name, from_bundle, open_all
from detente.exchange.service.serving import wall_clock
from detente.exchange.service.taking_part import NotNow, Part

from ..application import OK, REFUSED
from ..console import show_json
from ..options import json_option
from ..replacing import NotOurs
from .record import recorded_in_case
from .session import case_of, in_option, key_option, taking_part
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
    ending stays.
    """
    with taking_part(folder, key_folder) as part:
        state, fetch = _from_bundle(part, bundle) if bundle else _from_server(part)
        if state.phase != "released":
            raise NotNow(state.phase)
        found = open_all(part.manifest, state, fetch, _identities(part, recovery))
        target = case_of(part.workspace, case) if into is None else None
        place = into or (target / PROPOSALS if target else part.workspace.folder / "opened")
        written = _write(found, place, part.id)
        entries = recorded_in_case(part, target, written) if target else ()
        if not found.faults:
            part.destroy_custody_key()
    _tell(part, found, written, entries, as_json)
    return REFUSED if found.faults else OK


def _from_server(part: Part) -> tuple[State, Fetch]:
    state, limit = part.look().state, outer_bytes_at_most(part.manifest)
    return state, lambda live: part.client.sealed(part.id, live.deposit.outer, limit)


def _from_bundle(part: Part, path: Path) -> tuple[State, Fetch]:
    data = path.read_bytes()
    return from_bundle(part.manifest, part.seen(), data, wall_clock())


def _identities(part: Part, recovery: bool) -> list[Identity]:
    if not recovery:
        return [part.keys.content]
    asked = "The recovery key, as it stands on the sheet"
    text = (
        click.prompt(asked, hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.read()
    )
    return [identity_of(ungrouped(text))]


def _write(found: OpenedAll, place: Path, exchange: str) -> dict[str, Path]:
    """Write the texts; return the file of each party's role. What is there is never replaced."""
    place.mkdir(parents=True, exist_ok=True)
    written: dict[str, Path] = {}
    for each in found.proposals:
        path = place / f"{exchange}-{file_name(each)}"
        if path.is_symlink() or (path.exists() and path.read_bytes() != each.content):
            raise NotOurs(f"{path} is there, and is another text")
        if not path.exists():
            put(path, each.content, PRIVATE)
        written[each.party] = path
    return written


def _tell(
    part: Part, found: OpenedAll, written: dict[str, Path], entries: tuple[str, ...], as_json: bool
) -> None:
    if as_json:
        show_json(
            "exchange open",
            opened={role.rpartition("/")[2]: path for role, path in written.items()},
            faults=[{"breach": fault.role, "why": fault.why} for fault in found.faults],
            recorded=entries,
        )
        return
    for role, path in written.items():
        click.echo(f"{who(part.manifest, role)}: {path}")
    for fault in found.faults:
        click.echo(f"not opened: {fault.why}; this is a breach of {who(part.manifest, fault.role)}")
    if entries:
        click.echo(f"recorded in the case: {', '.join(entries)}")
