"""``detente exchange fingerprint``: the digits that all compare aloud."""

from __future__ import annotations

from pathlib import Path

import click

from detente.exchange.manifest import fingerprint, signatures_wrong

from ..application import OK
from ..console import show_json
from ..options import json_option
from .session import in_option, manifest_in, workspace_in
from .words import listed, who


@click.command()
@click.argument("manifest", required=False, type=click.Path(exists=True, path_type=Path))
@in_option
@json_option
def command(manifest: Path | None, folder: Path, as_json: bool) -> int:
    """Show the fingerprint of what all agree on, from a manifest or the exchange's folder.

    Read it to the others on the telephone: whoever has other digits has been given another
    manifest, and must not sign.
    """
    found, signatures = manifest_in(manifest or workspace_in(folder).folder)
    digits, missing = fingerprint(found.hash), signatures_wrong(found, signatures)
    if as_json:
        show_json(
            "exchange fingerprint",
            id=found.id,
            fingerprint=digits,
            hash=found.hash,
            missing=missing,
        )
        return OK
    click.echo(digits)
    unsigned = [who(found, role) for role in missing if role in found.signers]
    click.echo(f"not signed yet by {listed(unsigned)}" if unsigned else "signed by all")
    return OK
