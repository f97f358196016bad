"""``detente exchange new``: a draft of what all agree on, made from the case and the parties' cards."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import click

from detente.core.record.case import Case
from detente.core.record.texts import UNFIT
from detente.exchange.cards import Keys, card_of
from detente.exchange.manifest import (
    FILE_BYTES_AT_MOST,
    MEDIATOR,
    NEUTRAL,
    PARTY,
    TOLERANCE_AT_MOST_SECONDS,
    Manifest,
    ManifestUnreadable,
    Member,
    Server,
    fingerprint,
    manifest_bytes,
    manifest_of,
    signed_manifest_bytes,
)
from detente.exchange.service.client import Client, ServerRefused, Unreachable, checked_address
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.keyfiles import CARD_FILE, make_card
from detente.exchange.service.taking_part import NotNow
from detente.exchange.service.workspace import MANIFEST, Workspace
from detente.exchange.signing import signature
from detente.formats.names import id_for

from ..application import OK
from ..console import folder_of, show_json
from ..options import case_argument, json_option, load_case
from .explain import summary_lines
from .session import EXCHANGES, Moment, card_in, default_address, keys_in, writing

_CARD = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@case_argument
@click.option("--card", "cards", multiple=True, required=True, type=_CARD, help="A party's card.")
@click.option(
    "--key",
    "key_folder",
    required=True,
    envvar="DETENTE_KEY",
    type=click.Path(path_type=Path),
    help="The folder with your keys: the mediator's.",
)
@click.option("--server", required=True, metavar="URL", help="The server's address.")
@click.option("--meeting", help="The meeting it is for: its id in the case.")
@click.option("--title", help="What it is called; without it, the meeting's title.")
@click.option("--deadline", required=True, type=Moment(), help="With its time zone.")
@click.option("--neutral", type=_CARD, help="The card of a third custodian, if there is one.")
@click.option("--mediator-reads", is_flag=True, help="The mediator reads the proposals as well.")
@click.option("--no-replacing", is_flag=True, help="What is handed in cannot be replaced.")
@click.option(
    "--witness-parties",
    default=1,
    show_default=True,
    type=click.IntRange(0),
    help="How many parties, beside the mediator, have to confirm the log.",
)
@click.option(
    "--tolerance",
    default=60,
    show_default=True,
    type=click.IntRange(1, TOLERANCE_AT_MOST_SECONDS),
    help="How many seconds clocks may differ.",
)
@click.option(
    "--megabytes",
    default=50,
    show_default=True,
    type=click.IntRange(1, FILE_BYTES_AT_MOST >> 20),
    help="The largest file.",
)
@click.option("--into", type=click.Path(path_type=Path), help="The exchange's folder to make.")
@json_option
def command(case: Path, into: Path | None, as_json: bool, **said: Any) -> int:
    """Draft an exchange, sign it as the mediator, and put it on the server.

    The parties are those of the cards; their ids must be parties of the case. Send
    manifest.json to each: they sign with detente exchange sign, and compare the
    fingerprint aloud. Once all have signed, the exchange is open.
    """
    recorded = load_case(case)
    keys = keys_in(said["key_folder"])
    mediator = card_in(said["key_folder"] / CARD_FILE, MEDIATOR)
    parties = tuple(card_in(each, PARTY) for each in said["cards"])
    neutral = card_in(said["neutral"], NEUTRAL) if said["neutral"] else None
    _check(recorded, parties, said)
    _check_members((mediator, *parties, *([neutral] if neutral else [])), into)
    title = said["title"] or _meeting_title(recorded, said["meeting"])
    address = checked_address(said["server"])
    with Client(address, keys.login, wall_clock, secrets.token_bytes) as client:
        place = _reserved(client, id_for(said["meeting"] or title, "exchange", set()))
        if not set(place) >= {"id", "origin", *Server.__slots__}:
            raise Unreachable("there is no server of an exchange at this address")
        with writing(said["key_folder"]):  # a custody key of its own for each exchange
            fresh = make_card(said["key_folder"], keys, secrets.token_bytes)
        manifest = Manifest(
            id=place["id"],
            title=title,
            nonce=secrets.token_hex(16),
            origin=place["origin"],
            deadline=said["deadline"],
            tolerance_seconds=said["tolerance"],
            bytes_at_most=said["megabytes"] << 20,
            replacing=not said["no_replacing"],
            mediator_reads=said["mediator_reads"],
            witness_parties=said["witness_parties"],
            server=Server(**{name: place[name] for name in Server.__slots__}),
            mediator=card_of(fresh, MEDIATOR),
            neutral=neutral,
            parties=parties,
        )
        manifest = _readable(manifest)
        signatures = _signed(manifest, keys)
        client.propose(manifest.id, signed_manifest_bytes(manifest, signatures))
    folder = into or folder_of(case) / EXCHANGES / manifest.id
    with writing(folder):
        Workspace.make(folder, manifest, signatures, address)
    _tell(manifest, folder, address, as_json)
    return OK


def _readable(manifest: Manifest) -> Manifest:
    """The manifest as everybody will read it; what nobody would read is refused here."""
    try:
        return manifest_of(manifest_bytes(manifest))
    except ManifestUnreadable as error:
        raise click.UsageError(f"this cannot be agreed on: {error}") from error


def _check_members(members: tuple[Member, ...], into: Path | None) -> None:
    """Refuse a number of parties that is none, one member twice, and a folder that is taken."""
    if sum(each.role.startswith(PARTY) for each in members) < 2:
        raise click.BadParameter("give the cards of two parties or more", param_hint="--card")
    for kind, found in (
        ("id", [each.id for each in members if each.role.startswith(PARTY)]),
        ("owner", [each.login for each in members]),
    ):
        if len(set(found)) < len(found):
            raise click.BadParameter(f"two of the cards have the same {kind}", param_hint="--card")
    if into is not None and (into / MANIFEST).exists():
        raise click.BadParameter("an exchange is in this folder already", param_hint="--into")


def _signed(manifest: Manifest, keys: Keys) -> dict[str, str]:
    return {MEDIATOR: signature(keys.signer, "manifest", manifest_bytes(manifest))}


def _reserved(client: Client, name: str) -> dict[str, Any]:
    """Return a new place on the server; raise ``NotNow`` where it opens none for these keys."""
    try:
        return client.reserve(name)
    except ServerRefused as error:
        if error.code != "not-found":
            raise
        raise NotNow("not allowed") from error


def _check(case: Case, parties: tuple[Member, ...], said: dict[str, Any]) -> None:
    """Refuse parties that the case does not know, and what cannot be."""
    known = {each.id for each in case.parties}
    strangers = [each.id for each in parties if each.id not in known]
    if strangers:
        raise click.BadParameter(
            f"no party of the case has the id {strangers[0]}; make the keys with --id",
            param_hint="--card",
        )
    if said["meeting"] and case.find(said["meeting"], "meetings") is None:
        raise click.BadParameter("the case has no meeting of this id", param_hint="--meeting")
    if not said["meeting"] and not said["title"]:
        raise click.UsageError("say which --meeting it is for, or give it a --title")
    if said["title"] and (UNFIT.search(said["title"]) or "\n" in said["title"]):
        raise click.BadParameter("write a title of one line", param_hint="--title")
    if said["deadline"] <= wall_clock():
        raise click.BadParameter("the deadline is over already", param_hint="--deadline")
    if said["witness_parties"] > len(parties):
        raise click.BadParameter("there are not as many parties", param_hint="--witness-parties")


def _meeting_title(case: Case, meeting: str) -> str:
    found = case.find(meeting, "meetings")
    return f"Proposals before {getattr(found, 'title', meeting)}"


def _tell(manifest: Manifest, folder: Path, address: str, as_json: bool) -> None:
    digits = fingerprint(manifest.hash)
    if as_json:
        data = {"id": manifest.id, "folder": str(folder), "manifest": manifest.hash}
        show_json("exchange new", **data, fingerprint=digits)
        return
    more = "" if address == default_address(manifest) else f" --server {address}"
    for line in summary_lines(manifest):
        click.echo(line)
    click.echo()
    click.echo(f"drafted and signed by you, in {folder}")
    click.echo(f"  send to each delegation:   {folder / MANIFEST}")
    click.echo(f"  they sign with:            detente exchange sign {MANIFEST} --key FOLDER{more}")
    click.echo(f"  meanwhile, on your side:   detente exchange custodian run --in {folder}")
