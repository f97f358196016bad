"""What the subcommands share: the exchange's folder, whose keys, the connection, the moments."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import platformdirs

from detente.exchange.cards import CardUnreadable, Keys, card_of
from detente.exchange.manifest import (
    Manifest,
    ManifestUnreadable,
    Member,
    signatures_broken,
    signed_manifest_of,
)
from detente.exchange.service.client import Client
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.keyfiles import KeysUnreadable, keys_folders, read_keys
from detente.exchange.service.taking_part import NotNow, Part, role_of
from detente.exchange.service.workspace import MANIFEST, ManifestChanged, Workspace
from detente.formats.files import NotWritten

EXCHANGES = "exchanges"
"""The folder in a case that holds its exchanges."""
PASSPHRASE = "DETENTE_PASSPHRASE"  # noqa: S105 - the name of a variable
STOPPED = 130
EPOCH, YEAR_10000 = datetime(1970, 1, 1, tzinfo=UTC), 253_402_300_800
_NOT_THERE = (
    FileExistsError,
    FileNotFoundError,
    IsADirectoryError,
    NotADirectoryError,
    PermissionError,
)


class WhichExchange(Exception):
    """It is not clear which exchange is meant."""


class WhichKeys(Exception):
    """No keys of a member are here, or it is not clear whose are meant."""


class ServerNotStarted(Exception):
    """The server cannot listen where it should, or with this certificate."""


def keys_root() -> Path:
    """Return the folder below which keys are kept, one folder for each owner."""
    return Path(platformdirs.user_data_dir("detente", False)) / "keys"


def in_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --in: the exchange's folder."""
    return click.option(
        "--in",
        "folder",
        type=click.Path(path_type=Path),
        envvar="DETENTE_EXCHANGE",
        default=Path(),
        show_default="this folder, or the only exchange of the case in it",
        metavar="FOLDER",
        help="The exchange's folder.",
    )(function)


def key_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --key: the folder with one's keys."""
    return click.option(
        "--key",
        "key_folder",
        type=click.Path(path_type=Path),
        envvar="DETENTE_KEY",
        metavar="FOLDER",
        help="The folder with your keys; without it, those of a member are looked for.",
    )(function)


def workspace_in(folder: Path) -> Workspace:
    """Return the exchange in a folder, or the only one of a case."""
    if (folder / MANIFEST).exists():
        return Workspace(folder)
    found = sorted((folder / EXCHANGES).glob(f"*/{MANIFEST}"))
    if len(found) == 1:
        return Workspace(found[0].parent)
    several = f"{len(found)} exchanges are" if found else "no exchange is"
    raise WhichExchange(f"{several} in {folder}")


def case_of(workspace: Workspace, given: Path | None) -> Path | None:
    """Return the case that an exchange belongs to: the one given, or the one its folder lies in."""
    if given is not None:
        return given
    folder = workspace.folder.resolve()
    beside = folder.parent.parent
    in_case = folder.parent.name == EXCHANGES and (beside / "case.yaml").is_file()
    return Path(os.path.relpath(beside)) if in_case else None


def ask_passphrase() -> str:
    """Return the passphrase: from the environment, else asked on the terminal."""
    given = os.environ.get(PASSPHRASE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise click.UsageError(f"the keys are locked: set {PASSPHRASE}, or call it on a terminal")
    answer: str = click.prompt("Passphrase of your keys", hide_input=True, err=True)
    return answer


@contextmanager
def writing(what: Path) -> Iterator[None]:
    """Tell in words that a file or folder cannot be read or written; raise ``NotWritten``."""
    try:
        yield
    except _NOT_THERE as error:
        where = error.filename or what
        raise NotWritten(f"{where} cannot be read or written: {error.strerror}") from error


@contextmanager
def interruptible(words: str) -> Iterator[None]:
    """Let Ctrl-C end a command with these words."""
    try:
        yield
    except KeyboardInterrupt as error:
        click.echo(f"\nstopped; {words}", err=True)
        raise click.exceptions.Exit(STOPPED) from error


def keys_in(folder: Path) -> Keys:
    """Return the keys in a folder, unlocked."""
    return read_keys(folder, ask_passphrase)


def member_keys(manifest: Manifest, given: Path | None) -> tuple[Keys, Path]:
    """Return the keys of a member and their folder: those given, else the only ones that fit."""
    if given is not None:
        return keys_in(given), given
    logins = {each.id for each in manifest.members.values()}
    fitting = []
    for folder in keys_folders(keys_root()):
        try:
            keys = keys_in(folder) if folder.name in logins else None
            if keys is not None:
                role_of(manifest, keys)
                fitting.append((keys, folder))
        except (NotNow, KeysUnreadable):
            continue
    if len(fitting) == 1:
        return fitting[0]
    raise WhichKeys("no keys of a member are here" if not fitting else "keys of several members")


@contextmanager
def taking_part(folder: Path, key_folder: Path | None) -> Iterator[Part]:
    """Give a member's part in an exchange, connected to its server."""
    workspace = workspace_in(folder)
    keys = member_keys(workspace.manifest, key_folder)
    chance = secrets.token_bytes
    with (
        interruptible("nothing is lost, and nothing is handed in twice: call it again"),
        Client(workspace.server, keys[0].login, wall_clock, chance) as client,
        writing(workspace.folder),
    ):
        yield Part(workspace, keys, client, wall_clock, chance)


def manifest_in(path: Path) -> tuple[Manifest, dict[str, str]]:
    """Return the manifest in a file, or in an exchange's folder, with the signatures it has."""
    file = path / MANIFEST if path.is_dir() else path
    try:
        manifest, signatures = signed_manifest_of(file.read_bytes())
    except OSError as error:
        raise ManifestUnreadable(f"{file} cannot be read") from error
    except ManifestUnreadable as error:
        raise ManifestUnreadable(f"{file} is no manifest: {error}") from error
    if signatures_broken(manifest, signatures):
        raise ManifestChanged(f"{file} was changed: a signature on it does not hold")
    return manifest, signatures


def default_address(manifest: Manifest) -> str:
    """Return the server's address where none is given: its name, by https."""
    return f"https://{manifest.origin.partition('/')[0]}"


def card_in(path: Path, role: str) -> Member:
    """Return the member whose card is in a file."""
    try:
        return card_of(path.read_bytes(), role)
    except OSError as error:
        raise CardUnreadable(f"{path} cannot be read") from error
    except CardUnreadable as error:
        raise CardUnreadable(f"{path} is no card: {error}") from error


class Moment(click.ParamType[int]):
    """A moment with its time zone, as seconds since 1970."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the seconds of a text such as 2025-06-02T09:00+03:00."""
        if isinstance(value, int):
            return value
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail("write the moment as 2025-06-02T09:00Z")
        if found.tzinfo is None:
            self.fail("say in which time zone: 2025-06-02T09:00Z, or 2025-06-02T12:00+03:00")
        seconds = int((found - EPOCH).total_seconds())
        if not 0 <= seconds < YEAR_10000:
            self.fail("write a moment between the years 1970 and 9999")
        return seconds
