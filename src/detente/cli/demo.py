"""``detente demo``: the Istanbul talks in the browser, with a tour of five steps."""

from __future__ import annotations

import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import click
import platformdirs

from .options import json_option
from .serve import serve

NAME = "istanbul-2025"
DAY = date(2025, 5, 30)
"""The day of the demonstration: between the first meeting and the second."""


@click.command()
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), help="Where to listen; 0: any free."
)
@click.option("--no-browser", is_flag=True, help="Only print the address; open it yourself.")
@click.option(
    "--fresh", is_flag=True, help="Begin anew; what was changed in the copy is put aside."
)
@json_option
def command(port: int, no_browser: bool, fresh: bool, as_json: bool) -> int:
    """Open the Istanbul talks of May 2025 in the browser, with a tour of five steps.

    It is a copy in your user data folder, in which you can change everything; it is 30 May 2025
    there. Nothing is sent anywhere.
    """
    folder = platformdirs.user_data_path("detente", appauthor=False) / "demonstration" / NAME
    if fresh and folder.exists():
        number = 1
        while (aside := folder.with_name(f"{NAME}-{number}")).exists():
            number += 1
        folder.rename(aside)
    if not folder.exists():
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copytree(demonstration(), folder)
    return serve(folder, port, no_browser=no_browser, as_json=as_json, day=DAY)


def demonstration() -> Path:
    """Return the folder of the case that is shown: in the package, or in the clone beside it."""
    inside = Path(str(resources.files("detente"))) / "demonstration" / NAME
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "cases" / NAME
