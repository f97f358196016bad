"""``detente exchange release``: give out one's shares of what is frozen, once."""

from __future__ import annotations

from pathlib import Path

import click

from detente.exchange.following import Followed
from detente.exchange.manifest import MEDIATOR
from detente.exchange.protocol import Live, custodians_done, outer_bytes_at_most
from detente.exchange.service.durable import put
from detente.exchange.service.opening import bundle, check_sealed
from detente.exchange.service.taking_part import NotNow, Part
from detente.exchange.signing import signature
from detente.exchange.statements import Release, statement_bytes

from ..application import OK, REFUSED
from .session import in_option, key_option, taking_part
from .words import who

BUNDLE = "bundle.zip"
"""Where the mediator keeps all that a delegation needs to open without the server."""


@click.command()
@in_option
@key_option
def command(folder: Path, key_folder: Path | None) -> int:
    """Give out your shares of what is frozen: as mediator, third custodian, or party.

    The server gives out first, by itself. The mediator goes last, after checking that all
    will open, and keeps a bundle to hand to every delegation, should the server not answer.
    The parties' parts of the third share are needed only if the server or the mediator does not give out.
    """
    with taking_part(folder, key_folder) as part:
        seen = part.look()
        done = give_out(part, seen, patient=False)
    return OK if done else REFUSED


def give_out(part: Part, seen: Followed, *, patient: bool) -> bool:
    """Give out this member's shares; return whether they are out.

    The mediator waits until another custodian has, checks that all will open, and keeps the whole
    bundle: where the server does not take its shares in, the bundle carries them.
    """
    state = seen.state
    if part.role in state.releases or state.phase == "released":
        own = part.role in state.releases
        click.echo("given out already" if own else "opened already, without your shares")
        keep_bundle(part, seen)
        return True
    first = part.role != MEDIATOR or bool(custodians_done(part.manifest, state.releases))
    if patient and not (first and part.is_confirmed(state.frozen or 0)):
        return False  # a later look finds it so
    release = part.own_release(seen)
    if not first:
        raise NotNow("mediator last")
    if part.role == MEDIATOR:
        _check_and_keep(part, seen, release)
    part.say(release)
    click.echo("your shares are given out")
    return True


def keep_bundle(part: Part, seen: Followed) -> None:
    """Keep the mediator's bundle of what is released, if it is not there yet."""
    there = (part.workspace.folder / BUNDLE).exists()
    if part.role != MEDIATOR or seen.state.phase != "released" or there:
        return
    limit = outer_bytes_at_most(part.manifest)
    names = [live.deposit.outer for live in seen.state.live.values()]
    _keep(
        part, bundle(seen, [], {name: part.client.sealed(part.id, name, limit) for name in names})
    )


def _check_and_keep(part: Part, seen: Followed, own: Release) -> None:
    """Check that all will open to their readers; keep the bundle in the exchange's folder."""
    limit = outer_bytes_at_most(part.manifest)
    sealed: dict[str, bytes] = {}

    def fetch(live: Live) -> bytes:
        name = live.deposit.outer
        sealed[name] = part.client.sealed(part.id, name, limit)
        return sealed[name]

    for fault in check_sealed(
        part.manifest, seen.state, {**seen.state.releases, part.role: own}, fetch
    ):
        words = f"{who(part.manifest, fault.role)}: {fault.why}; the others will open"
        click.echo(f"note: {words}", err=True)
    text = signature(part.keys.signer, "statement", statement_bytes(own))
    _keep(part, bundle(seen, [(own, text)], sealed))


def _keep(part: Part, data: bytes) -> None:
    path = part.workspace.folder / BUNDLE
    put(path, data)
    click.echo(f"all that a delegation needs to open without the server: {path}")
