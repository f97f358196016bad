"""``detente exchange deposit``: seal a file and hand it in."""

from __future__ import annotations

from pathlib import Path

import click

from detente.exchange.following import Followed
from detente.exchange.service.taking_part import NotNow, Part

from ..application import OK
from ..console import show_json
from ..options import json_option
from ..progress import progressing
from .session import in_option, key_option, taking_part
from .words import moment, who

WAIT = click.option(
    "--wait",
    default=20,
    show_default=True,
    type=click.IntRange(0),
    help="How many seconds to wait for the confirmation.",
)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_option
@key_option
@WAIT
@json_option
def command(file: Path, folder: Path, key_folder: Path | None, wait: int, as_json: bool) -> int:
    """Seal a file and hand it in.

    It is sealed on this machine: encrypted to those who may read it once all are in, and once
    more to a key that no single custodian has. "Deposited" is said only when the receipt is
    here and checked. If the connection breaks, call it again: nothing is handed in twice.
    """
    with taking_part(folder, key_folder) as part:
        return hand_in(part, file, replacing=False, wait=wait, as_json=as_json)


def hand_in(part: Part, file: Path, *, replacing: bool, wait: int, as_json: bool) -> int:
    """Hand a file in, or another in the place of the one that stands; tell what came of it."""
    seen = part.look()
    waiting = part.workspace.sending()
    live = seen.state.live.get(part.role)
    if waiting is None and live is not None and not replacing:
        raise NotNow("deposited already")
    if waiting is None and live is None and replacing:
        raise NotNow("nothing deposited")
    if file.stat().st_size > part.manifest.bytes_at_most:
        raise click.BadParameter(
            f"larger than the {part.manifest.bytes_at_most >> 20} MB agreed", param_hint="FILE"
        )
    content = file.read_bytes()
    with progressing("sealing and sending") as tell:
        index = part.resend(tell) if waiting is not None else None
        again = index is not None
        if index is None:
            index = part.deposit((_plain(file.name), content), tell)
    return tell_receipt(part, index, wait, as_json, again=again)


def _plain(name: str) -> str:
    """A file's name as a text that every reader takes."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() else "_" for sign in name)
    return plain[-120:]


def tell_receipt(part: Part, index: int, wait: int, as_json: bool, *, again: bool = False) -> int:
    """Wait for the receipt of this member's statement; tell whether it is here."""
    seen: Followed = part.seen()
    entry = seen.entry(index)
    version = getattr(entry.statement, "version", 0) if entry else 0
    kind = "withdrawal" if entry and not hasattr(entry.statement, "outer") else "deposit"
    name = f"{part.role.rpartition('/')[2]}-{kind}-{version}"
    path = part.receipt(index, name, wait)
    if path is not None:
        part.workspace.sent()
    state = part.seen().state
    if as_json:
        show_json(
            f"exchange {kind}",
            index=index,
            version=version,
            confirmed=path is not None,
            receipt=path,
            phase=state.phase,
        )
        return OK
    done = {"deposit": "deposited", "withdrawal": "withdrawn"}[kind]
    if path is None:
        click.echo(
            f"handed in as entry {index}, and not confirmed yet: the mediator has to confirm."
        )
        click.echo("It does not count before. Call detente exchange status later for the receipt.")
        return OK
    if again:
        click.echo("what was sealed before was sent; the file named now was not read")
    when = f" at {moment(entry.time)}" if entry else ""
    click.echo(f"{done}: version {version}{when}")
    click.echo(f"  receipt   {path}")
    missing = state.missing(part.manifest)
    if state.phase == "open" and missing:
        names = ", ".join(who(part.manifest, role) for role in missing)
        click.echo(f"  missing   {names}; deadline {moment(part.manifest.deadline)}")
    elif state.phase != "open":
        click.echo("  all are in: nothing can be changed or taken back; the custodians open now")
    return OK
