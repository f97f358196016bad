"""``detente exchange explain``: who could read what, and whom one trusts with what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from detente.exchange.manifest import MEDIATOR, NEUTRAL, SERVER, Manifest, fingerprint

from ..application import OK
from ..console import console, show_json
from ..options import json_option
from .session import in_option, workspace_in
from .words import listed, moment, span, who


@click.command()
@in_option
@json_option
def command(folder: Path, as_json: bool) -> int:
    """Tell who could read what in this exchange, and whom one trusts with what.

    It follows from the parts that people play here, not from anybody's promises.
    """
    manifest = workspace_in(folder).manifest
    rows = tuple(powers(manifest))
    if as_json:
        show_json(
            "exchange explain",
            id=manifest.id,
            rows=[{"who": who_, "cannot": cannot, "can": can} for who_, cannot, can in rows],
        )
        return OK
    from rich import box
    from rich.table import Table

    for line in summary_lines(manifest):
        click.echo(line)
    click.echo()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=True)
    for head in ("who", "cannot", "can"):
        table.add_column(head, overflow="fold", ratio=1)
    for row in rows:
        table.add_row(*row)
    console().print(table)
    click.echo(
        "Nobody can undo an opening, vouch for what a proposal says, or protect a machine that"
    )
    click.echo("is in somebody else's hands. More: docs/security-exchange.md")
    return OK


def summary_lines(manifest: Manifest) -> Iterator[str]:
    """Yield what all agree on, line by line, the fingerprint last."""
    yield f"{manifest.title} · exchange {manifest.id}"
    yield ""
    yield f"  parties      {listed(who(manifest, each.role) for each in manifest.parties)}"
    yield f"  mediator     {manifest.mediator.name}; " + (
        "reads the proposals too" if manifest.mediator_reads else "does not read the proposals"
    )
    third = manifest.neutral.name if manifest.neutral else "all parties together"
    yield f"  shares       the server, the mediator, and {third}: any two open all"
    yield f"  deadline     {moment(manifest.deadline)}; clocks may differ by {span(manifest.tolerance_seconds)}"
    yield "  if missing   nothing is opened, to anybody, ever"
    yield "  replacing    " + (
        "until all are in" if manifest.replacing else "not at all; a deposit can be withdrawn"
    )
    yield f"  confirmed    by the mediator and {manifest.witness_parties} of {len(manifest.parties)} parties"
    yield f"  largest file {manifest.bytes_at_most >> 20} MB"
    yield f"  server       {manifest.server.name}"
    yield ""
    groups = fingerprint(manifest.hash).split()
    yield f"  fingerprint  {' '.join(groups[:6])}"
    yield f"               {' '.join(groups[6:])}"


def powers(manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    """Yield who, what they cannot do, and what they can, for the parts played in this exchange."""
    server, mediator = who(manifest, SERVER), who(manifest, MEDIATOR)
    reads = manifest.mediator_reads
    seen = "who takes part, when each deposits and how often, roughly how long each text is"
    yield (
        f"{server}, as agreed",
        "read any text, ever; know the key before a second custodian gives out its share",
        f"see {seen}",
    )
    yield (
        f"{server}, if it cheats",
        "read; forge or change a deposit; drop one that has a receipt, date it back, while members look, by more than "
        f"{span(manifest.tolerance_seconds)}, or show two histories without leaving proof",
        "refuse to serve",
    )
    yield (
        f"{mediator} alone",
        "open anything alone" if reads else "read; open anything alone",
        f"refuse: then the server and {_third(manifest)} can open"
        + ("; read once all are opened" if reads else ""),
    )
    early = "read both" if reads else "read (they lack the delegations' keys)"
    yield (
        "the server and the mediator together",
        "" if reads else early,
        ("read early; " if reads else "") + "open early to one side: together they are the third "
        "party that no such exchange can do without",
    )
    if manifest.neutral:
        yield (
            f"{who(manifest, NEUTRAL)} alone",
            "read; open anything alone",
            "refuse; with one more custodian, open early to one side",
        )
    yield (
        "a delegation alone",
        "see another's text before all are in; deny, change or date back its own; "
        "stop the opening by refusing",
        "hand in something worthless under its own signature; be late; withdraw before all are in",
    )
    yield (
        "a delegation and the server",
        "read early: one custodian is missing",
        f"see {seen}; block, and then nobody gets anything",
    )
    yield (
        "a delegation, the server and the mediator",
        "",
        "read early: this is the floor of trust",
    )


def _third(manifest: Manifest) -> str:
    return manifest.neutral.name if manifest.neutral else "all parties together"
