"""``detente exchange record``: what happened in an exchange, as entries of the case with receipts as evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
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
from detente.exchange.manifest import Manifest
from detente.exchange.service.client import ServerRefused
from detente.exchange.service.taking_part import Part
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
        entries = recorded_in_case(part, target, {})
    if as_json:
        show_json("exchange record", case=target, recorded=entries)
        return OK
    for name in entries:
        click.echo(f"recorded: {name}")
    if not entries:
        click.echo("nothing new to record")
    return OK


def recorded_in_case(part: Part, case: Path, files: Mapping[str, Path]) -> tuple[str, ...]:
    """Put what the case does not have yet into it; return the ids of what was put in.

    ``files`` are the texts of opened proposals, by the party's role. Steps without a receipt yet
    are left for later. Raises ``WouldNotRead`` if the case would then have errors.
    """
    folder, seen = folder_of(case), part.workspace.followed()
    found = read_folder(folder)
    if found.case is None or has_errors(found.problems):
        raise WouldNotRead(found.problems)
    added: list[str] = []
    receipts: dict[int, str | None] = {}
    for step in happened(part.manifest, seen):
        entry = seen.entry(step.index)
        if step.index not in receipts:
            receipts[step.index] = _receipt(part, step.index)
        receipt = receipts[step.index]
        if entry is None or receipt is None:
            continue
        current = read_folder(folder).case
        assert current is not None
        added += _recorded(part.manifest, (folder, current), step, entry, receipt)
    for role, path in files.items():
        added += _with_text(part.manifest, folder, role, path)
    return tuple(added)


def _receipt(part: Part, index: int) -> str | None:
    try:
        return part.client.receipt(part.id, index).decode("utf-8")
    except ServerRefused as error:
        if error.code != "not-found":
            raise
        return None


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
            standing[_id(said_here.party)] = index
            yield Happened(_id(said_here.party), "sealed", index)
        elif isinstance(said_here, Withdrawal):
            standing.pop(_id(said_here.party), None)
            yield Happened(_id(said_here.party), "withdrawn", index)
        elif isinstance(said_here, Close):
            yield from (Happened(party, "lapsed", index) for party in standing)
        elif isinstance(said_here, Release) and index == state.ended:
            yield from (Happened(party, "opened", index) for party in standing)
        if index == state.frozen:
            yield from (Happened(party, "frozen", index) for party in standing)


def _id(role: str) -> str:
    return role.rpartition("/")[2]


def _recorded(
    manifest: Manifest, case: tuple[Path, Case], step: Happened, entry: Entry, receipt: str
) -> Iterator[str]:
    """Put one step into the case, unless it is there; yield the ids of what was put in."""
    folder, known = case
    document = f"{manifest.id}-entry-{step.index}"
    if known.find(document, "documents") is None:
        _add_document(manifest, folder, document, entry, receipt)
        yield document
    paper = f"{manifest.id}-{step.party}"
    new = _step(manifest, step, entry, document)
    existing = known.find(paper, "proposals")
    if existing is None:
        add_entry(folder, _paper(manifest, paper, step.party, (new,)))
        yield paper
        return
    assert isinstance(existing, Proposal)
    steps = {(each.status, _document_of(each)) for each in existing.history}
    if (step.status, document) not in steps:
        add_to_entry(folder, paper, "history", new)
        yield paper


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


def _paper(manifest: Manifest, id: str, party: str, history: tuple[ProposalStep, ...]) -> Proposal:
    return Proposal(
        id=id,
        title=f"Sealed proposal: {manifest.title}",
        by=(party,),
        history=history,
        recorded=Date.of(date.today()),
        visible_to=_readers(manifest),
        evidence=history[0].evidence,
    )


def _with_text(manifest: Manifest, folder: Path, role: str, path: Path) -> Iterator[str]:
    """Supersede a paper by one that names the file with its text; what is no plain text is noted."""
    known = read_folder(folder).case
    assert known is not None
    paper = f"{manifest.id}-{_id(role)}"
    sealed, text_id = known.find(paper, "proposals"), f"{paper}-text"
    if not isinstance(sealed, Proposal) or known.find(text_id, "proposals") is not None:
        return
    readers = tuple(each.id for each in manifest.readers())
    file = path.relative_to(folder).as_posix()
    plain = _is_plain_text(path)
    add_entry(
        folder,
        replace(
            sealed,
            id=text_id,
            supersedes=(paper,),
            visible_to=tuple(
                MEDIATOR if each == manifest.mediator.id else each for each in readers
            ),
            file=file if plain else "",
            note="" if plain else f"its text is in {file}",
        ),
    )
    yield text_id


def _is_plain_text(path: Path) -> bool:
    try:
        return "\0" not in path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
