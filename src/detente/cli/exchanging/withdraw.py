"""``detente exchange withdraw``: take back what was handed in."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import json_option
from .deposit import WAIT, tell_receipt
from .session import in_option, key_option, taking_part


@click.command()
@in_option
@key_option
@WAIT
@json_option
def command(folder: Path, key_folder: Path | None, wait: int, as_json: bool) -> int:
    """Take back what you handed in, until all are in.

    It is never opened then. Everybody sees that it was there and was taken back.
    """
    with taking_part(folder, key_folder) as part:
        return tell_receipt(part, "withdraw", part.withdraw(), wait, as_json)
