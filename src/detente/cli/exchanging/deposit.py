"""``detente exchange deposit``: seal a file and hand it in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from detente.exchange.following import Followed
from detente.exchange.manifest import PARTY, party_id
from detente.exchange.service.client import ServerRefused
from detente.exchange.service.taking_part import NotNow, Part
from detente.exchange.statements import Deposit, Withdrawal

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
    arrived = waiting is not None and live is not None and waiting[0].deposit == live.deposit
    content = _content(part, file)
    came_in = waiting is not None and part.holds(seen, waiting[0].deposit)
    same = waiting is not None and part.workspace.waits_with(content)
    again = waiting is not None and same and not (arrived and replacing)
    if not again:
        _check_standing(part, seen, replacing)
        if waiting is not None and not came_in:
            part.workspace.sent()
            words = "what was sealed before never came in; it is put aside for the file named now"
            click.echo(words, err=True)
    with progressing("sealing and sending") as tell, _unless_over(part):
        index = part.resend(tell) if again else None
        if index is None:
            again = False
            _check_standing(part, part.seen(), replacing)
            index = part.deposit((_plain(file.name), content), tell)
    command = "replace" if replacing else "deposit"
    return tell_receipt(part, command, index, wait, as_json, again=again)


@contextmanager
def _unless_over(part: Part) -> Iterator[None]:
    """Tell that the exchange went on, or ended, where it did so while a file was on its way."""
    try:
        yield
    except ServerRefused as error:
        phase = part.look().state.phase
        if phase == "open":
            raise
        raise NotNow(phase) from error


def _content(part: Part, file: Path) -> bytes:
    """The file's content, if it is not larger than agreed."""
    if file.stat().st_size > part.manifest.bytes_at_most:
        raise click.BadParameter(
            f"larger than the {part.manifest.bytes_at_most >> 20} MB agreed", param_hint="FILE"
        )
    content = file.read_bytes() if file.is_file() else b""
    if not content:
        raise click.BadParameter("there is nothing in it, or it is no file", param_hint="FILE")
    return content


def _check_standing(part: Part, seen: Followed, replacing: bool) -> None:
    """Refuse before anything is sealed what the exchange would not take in."""
    live = seen.state.live.get(part.role)
    if not part.role.startswith(PARTY):
        raise NotNow("no party")
    if seen.state.phase != "open":
        raise NotNow(seen.state.phase)
    if live is not None and not replacing:
        raise NotNow("deposited already")
    if live is None and replacing:
        raise NotNow("nothing deposited")
    if replacing and not part.manifest.replacing:
        raise NotNow("not replacing")


def _plain(name: str) -> str:
    """A file's name as a text that every reader takes."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() else "_" for sign in name)
    return plain[-120:]


AFTER = {
    "frozen": "all are in: nothing can be changed or taken back; the custodians open now",
    "released": "all are in, and opened: detente exchange open",
    "lapsed": "the exchange has lapsed: something was missing at the deadline, nothing is ever opened",
}
"""What came of the exchange, told with a receipt."""


def receipt_name(role: str, statement: Deposit | Withdrawal) -> str:
    """Return what the receipt of a party's own statement is called."""
    kind = "deposit" if isinstance(statement, Deposit) else "withdrawal"
    return f"{party_id(role)}-{kind}-{statement.version}"


def tell_receipt(
    part: Part, command: str, index: int, wait: int, as_json: bool, *, again: bool = False
) -> int:
    """Wait for the receipt of this member's statement; tell whether it is here."""
    seen: Followed = part.seen()
    entry = seen.entry(index)
    assert entry is not None
    statement = entry.statement
    assert isinstance(statement, Deposit | Withdrawal)
    path = part.receipt(index, receipt_name(part.role, statement), wait)
    if path is not None:
        part.workspace.sent()
    state = part.seen().state
    if as_json:
        show_json(
            f"exchange {command}",
            index=index,
            version=statement.version,
            time=entry.time,
            sent_again=again,
            confirmed=path is not None,
            receipt=str(path) if path else None,
            phase=state.phase,
        )
        return OK
    if again:
        click.echo("it was sealed before, from the same file, and is not sealed again")
    if path is None:
        click.echo(f"handed in as entry {index}, and not confirmed yet: {_who_confirms(part)}.")
        click.echo("For the receipt, call detente exchange status later: it proves that it is in.")
        return OK
    done = "deposited" if isinstance(statement, Deposit) else "withdrawn"
    click.echo(f"{done}: version {statement.version}, {moment(entry.time)}")
    click.echo(f"  receipt   {path}")
    missing = state.missing(part.manifest)
    if state.phase == "open" and missing:
        names = ", ".join(who(part.manifest, role) for role in missing)
        click.echo(f"  missing   {names}; deadline {moment(part.manifest.deadline)}")
    elif state.phase != "open":
        click.echo(f"  {AFTER[state.phase]}")
    return OK


def _who_confirms(part: Part) -> str:
    """Whose machines have to look before there is a receipt."""
    parties = part.manifest.witness_parties
    if not parties:
        return "the mediator has to"
    return f"the mediator and {parties} {'party' if parties == 1 else 'parties'} have to"
