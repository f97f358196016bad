"""``detente serve``: the case in the browser, for one person on this machine."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click
import platformdirs

from .application import OK, REFUSED, defect
from .console import folder_of, show_json
from .options import json_option


@click.command()
@click.argument("case", type=click.Path(path_type=Path), default=".")
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), help="Where to listen; 0: any free."
)
@click.option("--no-browser", is_flag=True, help="Only print the address; open it yourself.")
@json_option
def command(case: Path, port: int, no_browser: bool, as_json: bool) -> int:
    """Open a case in the browser: no account, no set-up, nothing sent anywhere.

    It listens on this machine only. The address that is printed lets in whoever has it; keep
    it to yourself. The files of the folder stay the truth: what you change in an editor shows at once,
    and what you change in the browser is written there. Ctrl-C ends it.
    """
    if not folder_of(case).is_dir():
        is_file = os.path.isfile(case)
        what = "a file; give the folder of a case" if is_file else "there is no such folder"
        raise click.BadParameter(what, param_hint="CASE")
    return serve(folder_of(case), port, no_browser=no_browser, as_json=as_json)


def serve(
    folder: Path, port: int, *, no_browser: bool, as_json: bool, day: date | None = None
) -> int:
    """Serve a folder until Ctrl-C; ``day`` is the day in all pages, with a tour."""
    from detente.store.desk import Desk
    from detente.web.site.serving import open_browser, serve_case

    def started(address: str) -> None:
        if as_json:
            show_json("serve", address=address)
            return
        click.echo(f"{folder} is open at {address}\nCtrl-C ends it; every change is in the folder")
        if not no_browser:
            open_browser(address, platformdirs.user_runtime_path("detente", appauthor=False))

    kept = platformdirs.user_data_path("detente", appauthor=False)
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    desk = Desk(f"sqlite:///{kept / 'desk.sqlite'}")
    try:
        serve_case(
            folder, port, started, desk, lambda error: click.echo(defect(error), err=True), day
        )
    except SystemExit:
        click.echo(
            f"error: port {port} cannot be listened on\nhint: leave --port out: any free one is taken",
            err=True,
        )
        return REFUSED
    except KeyboardInterrupt:
        click.echo("\nended", err=True)
    finally:
        desk.close()
    return OK
