"""``detente exchange record``: what happened in an exchange, as entries of the case with receipts as evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

import click

from detente.core.problems import has_errors
from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.entry import MEDIATOR, Evidence
from detente.core.record.meetings import Proposal, ProposalStatus, ProposalStep
from detente.core.record.sources import Document
from detente.exchange.canonical import moment_text
from detente.exchange.following import Followed
from detente.exchange.manifest import Manifest, party_id
from detente.exchange.receipts import ReceiptWrong, receipt_of, receipt_text
from detente.exchange.service.client import Client, ServerRefused
from detente.exchange.service.workspace import Workspace
from detente.exchange.statements import Close, Deposit, Entry, Release, Withdrawal
from detente.formats.casefile import read_folder
from detente.formats.files import write_whole
from detente.formats.writer import WouldNotRead, add_entry, add_to_entry

from ..application import OK
from ..console import folder_of, show_json
from ..options import json_option
from .session import case_of, in_option, key_option, taking_part
from .words import moment, said

SOURCES = "sources"
Receipts = Callable[[int], str | None]
"""Gives the receipt of an entry of the log, or None if it is not confirmed yet."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A step of a party's paper, and the entry of the log that shows it."""

    party: str
    """The party's id."""
    status: ProposalStatus
    index: int


@click.command()
@in_option
@key_option
@click.option(
    "--case", type=click.Path(path_type=Path), help="The case; without it, the one around."
)
@json_option
def command(folder: Path, key_folder: Path | None, case: Path | None, as_json: bool) -> int:
    """Put what happened so far into the case's record: sealed, frozen, opened, lapsed.

    Each step has its receipt as evidence. What is there already is not put in twice. The
    entries can be seen by the parties of the exchange, and the mediator.
    """
    with taking_part(folder, key_folder) as part:
        part.look()
        target = case_of(part.workspace, case)
        if target is None:
            raise click.UsageError("say which case: --case FOLDER")
        seen = part.seen()
        entries = recorded_in_case(seen, receipts_of(part.workspace, seen, part.client), target, {})
    if as_json:
        show_json("exchange record", case=str(target), recorded=entries)
        return OK
    for name in entries:
        click.echo(f"recorded: {name}")
    if not entries:
        click.echo("nothing new to record")
    return OK


def receipts_of(workspace: Workspace, seen: Followed, client: Client | None) -> Receipts:
    """Return what gives the receipts: the log as it was seen here where that is enough, else the server."""
    size = len(seen.leaves)

    def receipt(index: int) -> str | None:
        text = receipt_text(seen.tree, index, seen.leaves[index], seen.checkpoint, size)
        try:
            receipt_of(workspace.manifest, workspace.signatures, text.encode())
        except ReceiptWrong:  # not confirmed by enough when it was seen
            return _asked(client, workspace.manifest.id, index) if client else None
        return text

    return receipt


def _asked(client: Client, exchange: str, index: int) -> str | None:
    try:
        return client.receipt(exchange, index).decode("utf-8")
    except ServerRefused as error:
        if error.code != "not-found":
            raise
        return None


def recorded_in_case(
    seen: Followed, receipts: Receipts, case: Path, files: Mapping[str, Path]
) -> tuple[str, ...]:
    """Put what the case does not have yet into it; return the ids of what was put in, in order.

    ``files`` are the texts of opened proposals, by the party's role. Steps without a receipt yet
    are left for later. Raises ``WouldNotRead`` if the case would then have errors.
    """
    folder, manifest = folder_of(case), seen.manifest
    known = read_for_record(folder)
    added: dict[str, None] = {}
    steps: dict[str, list[ProposalStep]] = {each.id: [] for each in manifest.parties}
    for index, happening in groupby(happened(manifest, seen), lambda each: each.index):
        entry, receipt = seen.entry(index), receipts(index)
        if entry is None or receipt is None:
            continue
        document = f"{manifest.id}-entry-{index}"
        if known.find(document, "documents") is None:
            _add_document(manifest, folder, document, entry, receipt)
            added[document] = None
        for step in happening:
            steps[step.party].append(_step(manifest, step, entry, document))
    for each in manifest.parties:
        if steps[each.id]:
            file = files.get(each.role)
            added.update(dict.fromkeys(_paper(manifest, folder, each.id, steps[each.id], file)))
    return tuple(added)


def read_for_record(folder: Path) -> Case:
    """Return the case to record in; raise ``WouldNotRead`` if it has errors."""
    found = read_folder(folder)
    if found.case is None or has_errors(found.problems):
        raise WouldNotRead(found.problems)
    return found.case


def happened(manifest: Manifest, seen: Followed) -> Iterator[Happened]:
    """Yield the steps of the parties' papers that a log shows, in its order; void entries show none."""
    void = {each.index for each in seen.state.voids}
    state, standing = seen.state, dict[str, int]()
    for index in range(len(seen.leaves)):
        entry = seen.entry(index)
        if entry is None or index in void:
            continue
        said_here = entry.statement
        if isinstance(said_here, Deposit):
            standing[party_id(said_here.party)] = index
            yield Happened(party_id(said_here.party), "sealed", index)
        elif isinstance(said_here, Withdrawal):
            standing.pop(party_id(said_here.party), None)
            yield Happened(party_id(said_here.party), "withdrawn", index)
        elif isinstance(said_here, Close):
            yield from (Happened(party, "lapsed", index) for party in standing)
        elif isinstance(said_here, Release) and index == state.ended:
            yield from (Happened(party, "opened", index) for party in standing)
        if index == state.frozen:
            yield from (Happened(party, "frozen", index) for party in standing)


def _paper(
    manifest: Manifest, folder: Path, party: str, steps: list[ProposalStep], file: Path | None
) -> Iterator[str]:
    """Bring a party's paper up to these steps, and to its text; yield the ids of what was put in.

    A paper that was recorded before it was opened is superseded by one that names its text: what
    an entry says is never added to.
    """
    known = read_for_record(folder)
    paper = f"{manifest.id}-{party}"
    sealed = known.find(paper, "proposals")
    if known.find(f"{paper}-text", "proposals") is not None:
        return
    if not isinstance(sealed, Proposal):
        new = _proposal(manifest, paper, party, tuple(steps))
        add_entry(folder, _with_text(manifest, folder, new, file) if file else new)
        yield paper
        return
    there = {(each.status, _document_of(each)) for each in sealed.history}
    for step in steps:
        if (step.status, _document_of(step)) not in there:
            add_to_entry(folder, paper, "history", step)
            yield paper
    if file is not None and not sealed.file and not sealed.note:
        new = replace(sealed, id=f"{paper}-text", supersedes=(paper,), history=tuple(steps))
        add_entry(folder, _with_text(manifest, folder, new, file))
        yield new.id


def _document_of(step: ProposalStep) -> str:
    return step.evidence[0].document if step.evidence else ""


def _sentence(manifest: Manifest, entry: Entry) -> str:
    text = said(manifest, entry.statement)
    return f"In the sealed exchange {manifest.id}, on {moment(entry.time)}: {text}."


def _add_document(manifest: Manifest, folder: Path, id: str, entry: Entry, receipt: str) -> None:
    sentence = _sentence(manifest, entry)
    text = (
        f"{sentence}\n\n"
        "The receipt stands below. The words above are taken from it, and not covered by it:\n"
        "check it with detente exchange verify, beside the signed manifest.\n\n"
        f"{receipt}"
    )
    (folder / SOURCES).mkdir(exist_ok=True)
    write_whole(folder / SOURCES / f"{id}.txt", text.encode())
    add_entry(
        folder,
        Document(
            id=id,
            title=f"Receipt: {said(manifest, entry.statement)}",
            date=_date(entry),
            author=manifest.server.name,
            file=f"{SOURCES}/{id}.txt",
            visible_to=_readers(manifest),
        ),
    )


def _date(entry: Entry) -> Date:
    return Date.parse(f"{moment_text(entry.time)[:16]}Z")


def _readers(manifest: Manifest) -> tuple[str, ...]:
    return (*(each.id for each in manifest.parties), MEDIATOR)


def _step(manifest: Manifest, step: Happened, entry: Entry, document: str) -> ProposalStep:
    readers = tuple(each.id for each in manifest.parties if each.id != step.party)
    own = step.status in ("sealed", "withdrawn")
    return ProposalStep(
        status=step.status,
        date=_date(entry),
        recorded=Date.of(date.today()),
        by=step.party if own else "",
        to=readers if step.status == "opened" else (),
        evidence=(Evidence(document=document, words=_sentence(manifest, entry)),),
    )


def _proposal(
    manifest: Manifest, id: str, party: str, history: tuple[ProposalStep, ...]
) -> Proposal:
    return Proposal(
        id=id,
        title=f"Sealed proposal: {manifest.title}",
        by=(party,),
        history=history,
        recorded=Date.of(date.today()),
        visible_to=_readers(manifest),
        evidence=history[0].evidence,
    )


def _with_text(manifest: Manifest, folder: Path, paper: Proposal, path: Path) -> Proposal:
    """The paper with its text, for those who can read it; what is no plain text is only noted."""
    readers = (MEDIATOR if each.role == MEDIATOR else each.id for each in manifest.readers())
    file = path.relative_to(folder).as_posix()
    plain = _is_plain_text(path)
    return replace(
        paper,
        visible_to=tuple(readers),
        file=file if plain else "",
        note="" if plain else f"its text is in {file}",
    )


def _is_plain_text(path: Path) -> bool:
    try:
        return "\0" not in path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
