"""``detente exchange verify``: check a receipt, or evidence, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from detente.exchange.following import NotTheLog, signed_checkpoint
from detente.exchange.log.checkpoint import CheckpointUnreadable, SignatureWrong
from detente.exchange.log.note import NoteUnreadable
from detente.exchange.log.proof import HEADER
from detente.exchange.log.tiles import TileUnreadable, entries_of, entry_bundle_path
from detente.exchange.manifest import Manifest, fingerprint
from detente.exchange.misconduct import EVIDENCE_BYTES_AT_MOST, EvidenceWrong, shown_by
from detente.exchange.protocol import Void, state_after
from detente.exchange.receipts import Receipt, ReceiptWrong, counted, receipt_of
from detente.exchange.service.workspace import MANIFEST
from detente.exchange.statements import Deposit

from ..application import ANSWER_NO, OK
from ..console import show_json
from ..options import json_option
from .session import manifest_in
from .words import listed, moment, said, void_words, who

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_WIDTH = 256


@click.command()
@click.argument("receipt", type=_FILE)
@click.option(
    "--manifest", type=_FILE, help="The signed manifest; without it, the one beside the receipt."
)
@click.option(
    "--log",
    "log_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The log as files (tlog-tiles): tells also whether the entry counts.",
)
@json_option
def command(receipt: Path, manifest: Path | None, log_folder: Path | None, as_json: bool) -> int:
    """Check a receipt, or evidence of misconduct, without a network.

    All signatures, the proof and the confirmations are checked. Compare the fingerprint that
    is told with the one you know: it stands for the manifest with everybody's keys. With
    --log it is told whether the entry counts. The answer no ends with 1.
    """
    agreed, signatures = manifest_in(manifest or _manifest_beside(receipt))
    if receipt.stat().st_size > EVIDENCE_BYTES_AT_MOST:
        raise click.BadParameter("larger than any receipt or evidence", param_hint="RECEIPT")
    data = receipt.read_bytes()
    if data.startswith(b"{"):
        return _evidence(agreed, signatures, data, as_json)
    words, _, rest = data.partition(f"\n\n{HEADER}\n".encode())
    above = bool(rest)  # a document of a case: its words, then the receipt
    if above:
        data = data[len(words) + 2 :]
    try:
        found = receipt_of(agreed, signatures, data)
    except ReceiptWrong as error:
        return _refused(agreed, "receipt", str(error), as_json)
    try:
        leaves = _leaves(agreed, log_folder) if log_folder else ()
        void = counted(agreed, leaves, found) if log_folder else None
    except (ReceiptWrong, TileUnreadable, NotTheLog) as error:
        return _refused(agreed, "log", str(error), as_json)
    if as_json:
        counts = None if not log_folder else not void
        _told(agreed, **_data(agreed, found, void), counts=counts)
        return OK if void is None else ANSWER_NO
    for line in receipt_lines(agreed, found):
        click.echo(line)
    if above:
        click.echo("  (the words above the receipt in the file are not covered by it)")
    if void is not None:
        click.echo(f"but {void_words(agreed, void)}")
        return ANSWER_NO
    if log_folder:
        click.echo(_what_became(agreed, leaves, found))
    return OK


def _what_became(manifest: Manifest, leaves: Sequence[bytes], found: Receipt) -> str:
    """Whether a deposit that counted still stands at the end of the log."""
    statement = found.entry.statement
    if isinstance(statement, Deposit):
        live = state_after(manifest, leaves).live.get(statement.party)
        if live is None:
            return "The log holds it, and it counted; its owner took it back later."
        if live.index != found.index:
            version = live.deposit.version
            return f"The log holds it, and it counted; version {version} took its place later."
    return "The log holds it, and it counts."


def _manifest_beside(receipt: Path) -> Path:
    for folder in (receipt.resolve().parent, receipt.resolve().parent.parent):
        if (folder / MANIFEST).is_file():
            return folder / MANIFEST
    raise click.UsageError("say where the signed manifest is: --manifest FILE")


def _told(manifest: Manifest, **found: object) -> None:
    """Print what was found as JSON; what there is nothing of is null."""
    empty = dict.fromkeys(
        (
            "kind",
            "why",
            "says",
            "index",
            "time",
            "size",
            "confirmed_by",
            "counts",
            "breach",
            "voids",
        )
    )
    ours = {"exchange": manifest.id, "fingerprint": fingerprint(manifest.hash)}
    show_json("exchange verify", **{"holds": True, **empty, **ours, **found})


def _refused(manifest: Manifest, what: str, why: str, as_json: bool) -> int:
    if as_json:
        _told(manifest, holds=False, kind=what, why=why)
    else:
        click.echo(f"the {what} does not hold: {why}")
    return ANSWER_NO


def _data(manifest: Manifest, found: Receipt, void: Void | None) -> dict[str, object]:
    return {
        "kind": "receipt",
        "why": void_words(manifest, void) if void else None,
        "says": said(manifest, found.entry.statement),
        "index": found.index,
        "time": found.entry.time,
        "size": found.size,
        "confirmed_by": [name.removeprefix(f"{manifest.origin}/") for name, _ in found.confirmed],
    }


def receipt_lines(manifest: Manifest, found: Receipt) -> tuple[str, ...]:
    """Return what a receipt proves, in words."""
    names = listed(
        f"{who(manifest, name.removeprefix(f'{manifest.origin}/'))} ({moment(time)})"
        for name, time in found.confirmed
    )
    return (
        "The receipt holds.",
        f"  {said(manifest, found.entry.statement)}, {moment(found.entry.time)}",
        f"  entry {found.index} of a log of {found.size}, signed by {manifest.server.name}",
        f"  confirmed by {names}",
        f"  in the exchange {manifest.id}, whose manifest all have signed; its fingerprint is",
        f"  {fingerprint(manifest.hash)}",
    )


def _leaves(manifest: Manifest, folder: Path) -> tuple[bytes, ...]:
    """The entries of a log in files; raises :class:`TileUnreadable` and ``NotTheLog``."""
    try:
        text = (folder / "checkpoint").read_bytes().decode("utf-8")
        size = signed_checkpoint(manifest, text).checkpoint.size
        files = {}
        for index in range(0, size, _WIDTH):
            name = entry_bundle_path(index // _WIDTH, min(_WIDTH, size - index))
            files[name] = (folder / name).read_bytes()
        return entries_of(files, size)
    except (OSError, UnicodeDecodeError) as error:
        raise TileUnreadable("the log's files are not all there") from error
    except (CheckpointUnreadable, NoteUnreadable, SignatureWrong) as error:
        raise TileUnreadable("the log's checkpoint does not hold") from error


def _evidence(manifest: Manifest, signatures: object, data: bytes, as_json: bool) -> int:
    try:
        shown = shown_by(manifest, signatures, data)
    except EvidenceWrong as error:
        return _refused(manifest, "evidence", str(error), as_json)
    if as_json:
        voids = [
            {"index": each.index, "rule": each.rule, "breach": each.breach} for each in shown.voids
        ]
        _told(manifest, kind=shown.kind, breach=shown.breach, voids=voids)
        return OK
    click.echo(f"The evidence holds, against {who(manifest, shown.breach)}.")
    if shown.sizes:
        first, second = shown.sizes
        click.echo(f"  It signed two histories of one log, of {first} and of {second} entries.")
    for void in shown.voids:
        click.echo(f"  {void_words(manifest, void)}")
    click.echo("  The fingerprint of the manifest is")
    click.echo(f"  {fingerprint(manifest.hash)}")
    return OK
