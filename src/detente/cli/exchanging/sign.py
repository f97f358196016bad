"""``detente exchange sign``: agree to the draft; once all have, the exchange is open."""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path

import click

from detente.exchange.manifest import (
    Manifest,
    fingerprint,
    manifest_bytes,
    signatures_wrong,
    signed_manifest_of,
)
from detente.exchange.service.client import Client, checked_address
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.keyfiles import claim_card
from detente.exchange.service.taking_part import Part, role_of
from detente.exchange.service.workspace import MANIFEST, Workspace
from detente.exchange.signing import signature

from ..application import OK, REFUSED
from ..console import folder_of, show_json
from ..options import json_option
from .explain import summary_lines
from .session import EXCHANGES, default_address, key_option, manifest_in, member_keys, writing
from .words import listed, who

DIGITS = 60


@click.command()
@click.argument("manifest", type=click.Path(exists=True, path_type=Path))
@key_option
@click.option("--server", metavar="URL", help="The server; without it, the manifest's by https.")
@click.option("--case", type=click.Path(path_type=Path), help="The case that it belongs to.")
@click.option("--into", type=click.Path(path_type=Path), help="The exchange's folder to make.")
@click.option("--digits", help="The fingerprint that the others read to you; it must be the same.")
@click.option("--yes", is_flag=True, help="Do not ask; you have compared the fingerprint.")
@json_option
def command(
    manifest: Path,
    key_folder: Path | None,
    server: str | None,
    case: Path | None,
    into: Path | None,
    digits: str | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Agree to what a manifest says: check it, compare its fingerprint, sign it.

    MANIFEST is the file from the mediator. A third custodian joins by the same command.
    Without --into, the exchange's folder is made in exchanges/ of the case, or here.
    """
    said, signatures = manifest_in(manifest)
    keys, key_folder = member_keys(said, key_folder)
    role = role_of(said, keys)
    if not as_json:
        for line in summary_lines(said):
            click.echo(line)
        click.echo()
    refused = _agreed(said, digits, yes)
    if refused is not None:
        return refused
    address = checked_address(server or default_address(said))
    folder = into or (folder_of(case) / EXCHANGES / said.id if case else Path(said.id))
    if case and not folder_of(case).is_dir():
        raise click.BadParameter("there is no such folder", param_hint="--case")
    if (folder / MANIFEST).exists() and Workspace(folder).manifest != said:
        raise click.BadParameter("another exchange is in this folder", param_hint="--into")
    with writing(key_folder):
        claim_card(key_folder, said.members[role].custody, said.hash)
    with Client(address, keys.login, wall_clock, secrets.token_bytes) as client, writing(folder):
        if role in said.signers:  # a third custodian agrees by taking part
            text = signature(keys.signer, "manifest", manifest_bytes(said))
            client.sign(said.id, said.hash, text)
        signatures = signed_manifest_of(client.manifest(said.id))[1]
        workspace = Workspace.make(folder, said, signatures, address)
        workspace.keep_signatures(signatures)
        Part(workspace, (keys, key_folder), client, wall_clock, secrets.token_bytes).look()
    missing = [each for each in signatures_wrong(said, signatures) if each in said.signers]
    if as_json:
        show_json("exchange sign", id=said.id, folder=str(folder), missing=missing)
        return OK
    done = "signed" if role in said.signers else "joined"
    click.echo(f"{done}; the exchange's folder is {folder}")
    waiting = listed(who(said, each) for each in missing)
    click.echo(f"still to sign: {waiting}" if missing else "all have signed: the exchange is open")
    return OK


def _agreed(manifest: Manifest, digits: str | None, yes: bool) -> int | None:
    """Return None if the signer agrees, else the exit code."""
    own = fingerprint(manifest.hash)
    if digits is not None:
        read = re.sub(r"[^0-9]", "", digits)
        if len(read) != DIGITS:
            raise click.BadParameter(
                f"the fingerprint has {DIGITS} digits; these are {len(read)}", param_hint="--digits"
            )
        if read == own.replace(" ", ""):
            return None
        click.echo(
            "error: this is another manifest than the one whose fingerprint was given\n"
            "hint: do not sign; ask the mediator, on another way than this file came by",
            err=True,
        )
        return REFUSED
    if yes:
        return None
    if not sys.stdin.isatty():
        raise click.UsageError("give the fingerprint with --digits, or say --yes")
    if click.confirm("Have the others read the same sixty digits to you, and do you agree?"):
        return None
    click.echo("not signed", err=True)
    return REFUSED
