"""``detente exchange replace``: another file in the place of the one that stands."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import json_option
from .deposit import WAIT, hand_in
from .session import in_option, key_option, taking_part


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_option
@key_option
@WAIT
@json_option
def command(file: Path, folder: Path, key_folder: Path | None, wait: int, as_json: bool) -> int:
    """Hand in another file in the place of the one that stands, until all are in.

    The one before is never opened. Everybody sees that there was one.
    """
    with taking_part(folder, key_folder) as part:
        return hand_in(part, file, replacing=True, wait=wait, as_json=as_json)
