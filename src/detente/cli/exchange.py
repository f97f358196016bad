"""``detente exchange``: proposals that nobody opens before all are in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import click

from .application import Subcommands

EXCHANGE_COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "serve": "Run a server that stores and orders, and can read nothing.",
        "new": "Draft what all agree on: parties, deadline, rules.",
        "sign": "Agree to the draft; once all have, the exchange is open.",
        "fingerprint": "Show the digits that all compare aloud.",
        "explain": "Tell who could read what, and whom one trusts with what.",
        "deposit": "Seal a file and hand it in.",
        "replace": "Hand in another file in the place of the one that stands.",
        "withdraw": "Take back what you handed in.",
        "status": "Tell what is missing, and what happens at the deadline.",
        "witness": "Follow the log and confirm that it only grows.",
        "custodian": "Hold shares: confirm, and give them out when all are in.",
        "release": "Give out your shares of what is frozen, once.",
        "open": "Open all proposals, and put them into the case.",
        "verify": "Check a receipt, or evidence, without a network.",
        "evidence": "Show what proves that somebody broke the rule.",
        "record": "Put what happened into the case's record.",
    }
)
"""Each subcommand with its one line of help."""


class _Exchange(Subcommands):
    told = EXCHANGE_COMMANDS

    @staticmethod
    def module_of(command: str) -> str:
        """Return the module of a subcommand."""
        return f"detente.cli.exchanging.{'opening' if command == 'open' else command}"


@click.command(cls=_Exchange)
def command() -> None:
    """Exchange proposals that nobody opens before all are in.

    Each side seals its file on its own machine and hands it in before a deadline. Once all
    are in, all are opened together; if one is missing, none ever is. Nobody can read
    anything before, the server never. Receipts can be checked by anybody.

    Begin with detente keys new; the tutorial on sealed exchanges goes through all of it.
    """
