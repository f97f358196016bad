"""``detente exchange custodian``: hold shares, and give them out when all are in."""

from __future__ import annotations

from pathlib import Path

import click

from detente.exchange.manifest import MEDIATOR, NEUTRAL
from detente.exchange.service.taking_part import NotNow

from ..application import OK
from .session import in_option, key_option, taking_part
from .witness import follow


@click.group()
def command() -> None:
    """Hold shares: confirm the log, and give the shares out when all are in."""


@command.command("run")
@in_option
@key_option
@click.option("--once", is_flag=True, help="Look once, do what is due, and end.")
@click.option(
    "--all-were-in-time",
    is_flag=True,
    help="As mediator, confirm that all are in, though it was first seen here after the deadline.",
)
def run(folder: Path, key_folder: Path | None, once: bool, all_were_in_time: bool) -> int:
    """Follow the log as the mediator or the third custodian, until the exchange has ended.

    The mediator confirms the log, checks with each deposit that its share of it opens, and gives
    its shares out once all are in and the server has, after checking that all will open. A third
    custodian leaves that to the mediator for ten minutes, and gives out then.

    The mediator's program has to look before the deadline is over. What it first sees later could
    have been taken in late, and is not confirmed. If your machine was away then, ask each
    delegation on the telephone whether it had handed in in time; only if all say so, call this
    with --all-were-in-time.
    """
    with taking_part(folder, key_folder) as part:
        if part.role not in (MEDIATOR, NEUTRAL):
            raise NotNow("no custodian")
        if all_were_in_time:
            if part.role != MEDIATOR:
                raise NotNow("not the mediator")
            part.workspace.agree_to_late_freeze()
        follow(part, once=once, releasing=True)
    return OK
