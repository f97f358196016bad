"""``detente exchange witness``: follow the log and confirm that it only grows."""

from __future__ import annotations

import time
from pathlib import Path

import click

from detente.exchange.following import ClocksApart, Followed
from detente.exchange.manifest import MEDIATOR, NEUTRAL, party_id
from detente.exchange.service.client import ServerRefused, Unreachable
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.taking_part import Part

from ..application import OK
from .release import give_out, keep_bundle
from .session import in_option, key_option, taking_part
from .words import PHASES, late_words, moment, said, void_words

RETRY_SECONDS = 2
NEUTRAL_WAITS_SECONDS = 600
"""How long after the freeze a neutral leaves it to the mediator, who checks before giving out."""


@click.command()
@in_option
@key_option
@click.option("--once", is_flag=True, help="Look once, confirm, and end.")
def command(folder: Path, key_folder: Path | None, once: bool) -> int:
    """Follow the log, check each entry, and confirm that it only grows.

    It runs until the exchange has ended, and waits where the server cannot be reached. What
    the log shows is told as it comes. If the server shows two histories, the evidence is
    kept, and it ends.
    """
    with taking_part(folder, key_folder) as part:
        follow(part, once=once, releasing=False)
    return OK


def follow(part: Part, *, once: bool, releasing: bool) -> None:
    """Follow a log to its end; with ``releasing``, give out the shares when all are in."""
    told, version, away = 0, -1, False
    while True:
        try:
            state = part.client.state(part.id, version, 0 if version < 0 or once else 25)
            version = int(state["version"])
            seen = part.look()
            if away:
                click.echo("it goes on again")
                away = False
            _tell_new(part, seen, told)
            told = len(seen.leaves)
            if releasing:
                _release_if_due(part, seen)
            if _ended(part, seen, releasing=releasing) or once:
                return
        except (ClocksApart, Unreachable, ServerRefused) as error:
            if once or not _passes(error):
                raise
            if not away:
                click.echo(f"{_waiting_for(error)}; waiting, and trying again", err=True)
            away, version = True, -1
            time.sleep(RETRY_SECONDS)


def _passes(error: Exception) -> bool:
    """Whether what stands in the way may be gone at a later look."""
    return not isinstance(error, ServerRefused) or error.code in ("halted", "refused", "wrong-time")


def _waiting_for(error: Exception) -> str:
    apart = isinstance(error, ClocksApart) or getattr(error, "code", "") == "wrong-time"
    if apart:
        return "the server's clock and this machine's are further apart than agreed: set them"
    return "the server cannot be reached"


def _ended(part: Part, seen: Followed, *, releasing: bool) -> bool:
    """Whether the exchange has ended, and that is confirmed by this member too."""
    if seen.state.phase not in ("released", "lapsed"):
        return False
    ended = part.look()
    if releasing:
        keep_bundle(part, ended)
    part.destroy_custody_key()
    click.echo(f"ended: {PHASES[seen.state.phase]}")
    return True


def _tell_new(part: Part, seen: Followed, told: int) -> None:
    for index in range(told, len(seen.leaves)):
        entry = seen.entry(index)
        if entry is not None:
            click.echo(f"{moment(entry.time)}  {index}  {said(part.manifest, entry.statement)}")
    for void in seen.state.voids:
        if void.index >= told:
            click.echo(f"warning: {void_words(part.manifest, void)}", err=True)
    for role, why in part.objections.items():
        click.echo(f"not confirmed: of the deposit of {party_id(role)} {why}", err=True)
    if part.refuses_late(seen) and told <= (seen.state.frozen or 0):
        click.echo(f"not confirmed: {late_words(seen)}", err=True)


def _release_if_due(part: Part, seen: Followed) -> None:
    """Give out a custodian's shares: the mediator's at once, a neutral's if the mediator's do not come.

    The parties' parts are given out by hand only, with detente exchange release.
    """
    state = seen.state
    if state.phase != "frozen" or state.frozen is None or part.role in state.releases:
        return
    frozen = seen.entry(state.frozen)
    waited = wall_clock() - (frozen.time if frozen else 0)
    if part.role == MEDIATOR or (part.role == NEUTRAL and waited > NEUTRAL_WAITS_SECONDS):
        give_out(part, seen, patient=True)
