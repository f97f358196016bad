"""``detente keys``: one's keys for sealed exchanges, the card with the public ones, the backup sheet."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import click

from detente.core.record.texts import UNFIT
from detente.exchange.manifest import ID_PATTERN
from detente.exchange.service.durable import PRIVATE, put
from detente.exchange.service.keyfiles import (
    CARD_FILE,
    KEY_FILE,
    KeysThere,
    make_card,
    make_keys,
    readable_by_others,
)
from detente.formats.files import write_whole
from detente.formats.names import id_for

from .application import OK
from .console import show_json
from .exchanging.session import PASSPHRASE, keys_in, keys_root, writing
from .exchanging.sheet import sheet_page
from .options import json_option


@click.group()
def command() -> None:
    """Make your keys for sealed exchanges, and cards with the public ones.

    \b
    detente keys new     make keys, a card, and a backup sheet to print
    detente keys card    make a fresh card: one for each exchange
    detente keys show    tell whose keys are in a folder
    """


@command.command("new")
@click.option("--name", prompt="Your name, or that of your delegation", help="Who the keys are of.")
@click.option("--id", "id_", help="Your id in the case; made from the name without it.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder to make; without it, one of your own in the user's data folder.",
)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path),
    help="Where to write the backup sheet; without it, recovery-sheet.html in this folder.",
)
@click.option("--no-passphrase", is_flag=True, help="Do not lock the keys with a passphrase.")
@json_option
def new(
    name: str,
    id_: str | None,
    folder: Path | None,
    sheet: Path | None,
    no_passphrase: bool,
    as_json: bool,
) -> int:
    """Make keys, a card for the mediator, and a backup sheet to print.

    The keys stay on this machine. The card holds only public keys: send it to the mediator.
    The backup sheet holds the recovery key, by which proposals can be read when the keys are
    lost: print it, put it away, and delete the file.
    """
    _check_name(name, id_)
    identity = id_ or id_for(name, "member", set())
    place = folder or keys_root() / identity
    where = sheet or Path("recovery-sheet.html")
    _check_places(place, where)
    passphrase = "" if no_passphrase else _new_passphrase()
    with writing(place):
        keys, recovery = make_keys(place, identity, name, passphrase, secrets.token_bytes)
        put(where, sheet_page(keys, recovery).encode(), PRIVATE)
    card_file = place / CARD_FILE
    if as_json:
        places = {"folder": str(place), "card": str(card_file), "sheet": str(where)}
        show_json("keys new", id=keys.id, **places, locked=bool(passphrase))
        return OK
    click.echo(f"keys of {keys.name} ({keys.id}) made in {place}")
    click.echo(f"  send to the mediator:           {card_file}")
    click.echo(f"  print, put away, then delete:   {where}")
    if not passphrase:
        click.echo("  no passphrase: whoever can read this folder can sign in your name")
    return OK


def _check_name(name: str, id_: str | None) -> None:
    if not 0 < len(name) <= 200 or UNFIT.search(name) or "\n" in name or "\t" in name:
        raise click.BadParameter("write a name of one line", param_hint="--name")
    if id_ is not None and not ID_PATTERN.fullmatch(id_):
        raise click.BadParameter("lower case letters, digits, - _ .", param_hint="--id")


def _check_places(place: Path, sheet: Path) -> None:
    """Refuse what would leave keys without a sheet, before anything is made or asked."""
    if (place / KEY_FILE).exists():
        raise KeysThere(f"keys are in {place} already")
    if sheet.exists() or sheet.is_symlink():
        raise click.BadParameter("there is a file already", param_hint="--sheet")
    if not sheet.parent.is_dir() or not os.access(sheet.parent, os.W_OK):
        raise click.BadParameter("there is no folder for it to write to", param_hint="--sheet")


def _new_passphrase() -> str:
    given = os.environ.get(PASSPHRASE)
    if given == "":
        raise click.UsageError(f"{PASSPHRASE} is empty; set it, or say --no-passphrase")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise click.UsageError(f"set {PASSPHRASE}, or say --no-passphrase")
    answer: str = click.prompt(
        "Passphrase for the keys (four or more unrelated words)",
        hide_input=True,
        confirmation_prompt=True,
        err=True,
    )
    return answer


@command.command("card")
@click.option(
    "--key", "folder", required=True, type=click.Path(path_type=Path), help="Your keys' folder."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write a copy.")
@json_option
def card(folder: Path, output: Path | None, as_json: bool) -> int:
    """Make a fresh card: one for each exchange.

    Each card has a custody key of its own, which is destroyed when its exchange has ended.
    """
    keys = keys_in(folder)
    with writing(folder):
        made = make_card(folder, keys, secrets.token_bytes)
    where = output or folder / CARD_FILE
    if output is not None:
        write_whole(output, made)
    if as_json:
        show_json("keys card", card=str(where))
    else:
        click.echo(f"a fresh card: {where}; send it to the mediator")
    return OK


@command.command("show")
@click.option(
    "--key", "folder", required=True, type=click.Path(path_type=Path), help="Your keys' folder."
)
@json_option
def show(folder: Path, as_json: bool) -> int:
    """Tell whose keys are in a folder; nothing secret is shown."""
    keys = keys_in(folder)
    open_to_others = readable_by_others(folder)
    if as_json:
        show_json("keys show", id=keys.id, name=keys.name, readable_by_others=open_to_others)
        return OK
    click.echo(f"keys of {keys.name} ({keys.id}) in {folder}")
    if open_to_others:
        click.echo("  others on this machine can read them: chmod -R go= the folder", err=True)
    return OK
