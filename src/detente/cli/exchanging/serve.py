"""``detente exchange serve``: a server that stores and orders, and can read nothing."""

from __future__ import annotations

from pathlib import Path
from ssl import SSLError

import click

from detente.exchange.manifest import MEDIATOR
from detente.exchange.service.serving import Listening, serve

from ..application import OK
from ..console import show_json
from ..options import json_option
from .session import ServerNotStarted, card_in, interruptible, writing


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--allow",
    "cards",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="CARD",
    help="The card of a mediator who may open exchanges here. Repeat for each.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8733, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--name",
    help="The server's public name, as others reach it; without it, host and port. It stands in "
    "each manifest: give one with port 0.",
)
@click.option("--certificate", type=click.Path(exists=True, path_type=Path), help="TLS: the chain.")
@click.option(
    "--certificate-key", type=click.Path(exists=True, path_type=Path), help="TLS: its key."
)
@click.option("--behind-proxy", is_flag=True, help="A proxy on the way encrypts (TLS).")
@click.option(
    "--database",
    envvar="DETENTE_DATABASE",
    metavar="URL",
    help="The index: sqlite:///FILE or postgresql://...; without it, index.sqlite in FOLDER. "
    "A URL with a password is better put into DETENTE_DATABASE.",
)
@json_option
def command(
    folder: Path,
    cards: tuple[Path, ...],
    host: str,
    port: int,
    name: str | None,
    certificate: Path | None,
    certificate_key: Path | None,
    behind_proxy: bool,
    database: str | None,
    as_json: bool,
) -> int:
    """Run a server for sealed exchanges, with all it keeps in FOLDER.

    It stores sealed files, orders what is handed in, signs the log and holds one of three
    shares of each key. It can read nothing. Run it under other control than the
    mediator's. Without a certificate it listens on this machine only, unless a proxy
    before it encrypts. Ctrl-C ends it; what was confirmed is on the disk.
    """
    from detente.store.exchange_index import ExchangeIndex

    allowed = frozenset(card_in(each, MEDIATOR).login for each in cards)
    with writing(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    index = ExchangeIndex(database or f"sqlite:///{(folder / 'index.sqlite').resolve()}")
    listening = Listening(host, port, certificate, certificate_key, behind_proxy)

    def started(address: str) -> None:
        if as_json:
            show_json("exchange serve", address=address)
        else:
            click.echo(f"serving {folder} on {address}; Ctrl-C ends it")

    def halted(exchange: str) -> None:
        click.echo(
            f"{exchange}: the disk or the index failed; nothing more is taken in there until "
            "this server is started again",
            err=True,
        )

    try:
        with interruptible("what was taken in is on the disk"):
            serve(folder, index, name or f"{host}-{port}", allowed, listening, started, halted)
    except SystemExit as error:  # what the server's library does where it cannot listen
        raise ServerNotStarted(f"the server cannot listen on {host}, port {port}") from error
    except SSLError as error:
        raise ServerNotStarted("the certificate and its key do not fit, or are none") from error
    finally:
        index.close()
    return OK
