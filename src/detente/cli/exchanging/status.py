"""``detente exchange status``: what is missing, and what happens at the deadline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from detente.exchange.following import Followed
from detente.exchange.manifest import (
    MEDIATOR,
    NEUTRAL,
    PARTY,
    SERVER,
    Manifest,
    party_id,
    signatures_wrong,
    signed_manifest_of,
)
from detente.exchange.protocol import custodians_done
from detente.exchange.service.client import Unreachable
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.taking_part import Part
from detente.exchange.service.workspace import RECEIPTS
from detente.exchange.statements import Deposit, Withdrawal

from ..application import OK
from ..console import show_json
from ..options import json_option
from .deposit import receipt_name
from .session import in_option, key_option, taking_part
from .words import PHASES, late_words, listed, moment, span, void_words, who


@click.command()
@in_option
@key_option
@click.option("--offline", is_flag=True, help="From what was seen here; do not ask the server.")
@json_option
def command(folder: Path, key_folder: Path | None, offline: bool, as_json: bool) -> int:
    """Tell what is missing, and what happens at the deadline.

    It asks the server for what is new, checks all of it, and confirms the log where that is
    your part. Receipts that have come meanwhile are fetched. The log is kept in log/ of the
    exchange's folder as well, as files that other tools can read (tlog-tiles).
    """
    with taking_part(folder, key_folder) as part:
        reached = True
        try:
            seen = part.seen() if offline else part.look()
        except Unreachable:
            seen, reached = part.seen(), False
        if not offline and reached:
            seen = part.look()  # with the confirmation just made
            _fetch_receipts(part, seen)
            _refresh_signatures(part)
        if seen.checkpoint:
            part.workspace.write_log_files(seen)
        confirmed = tuple(_confirming(seen))
        sure = None if offline or not reached else _sure_of(part, seen)
        if as_json:
            show_json("exchange status", **_data(part.manifest, seen, confirmed, reached))
            return OK
        for line in status_lines(part.manifest, seen, confirmed, part.workspace.signatures, sure):
            click.echo(line)
        for role, why in part.objections.items():
            click.echo(f"  not confirmed: of {who(part.manifest, role)}'s deposit {why}")
        if part.refuses_late(seen):
            click.echo(f"  not confirmed: {late_words(seen)}")
        if not reached:
            click.echo("\nThe server cannot be reached: this is what was seen here before.")
    return OK


def _fetch_receipts(part: Part, seen: Followed) -> None:
    """Get the receipts of what this member has said, if they have come meanwhile."""
    void = {each.index for each in seen.state.voids}
    for index in range(len(seen.leaves)):
        entry = seen.entry(index)
        said = entry.statement if entry and index not in void else None
        if not isinstance(said, Deposit | Withdrawal) or said.party != part.role:
            continue
        name = receipt_name(part.role, said)
        there = (part.workspace.folder / RECEIPTS / f"{name}.tlog-proof").exists()
        if there or part.receipt(index, name, 0) is None:
            continue
        waiting = part.workspace.sending()
        if waiting is not None and waiting[0].deposit == said:
            part.workspace.sent()


def _sure_of(part: Part, seen: Followed) -> frozenset[str]:
    """Return the parties whose deposit the quorum has confirmed, by checked receipts."""
    live = seen.state.live
    if not live:
        return frozenset()
    if part.manifest.has_quorum(name for name, _ in seen.signed.cosignatures):
        return frozenset(live)
    return frozenset(role for role, each in live.items() if part.is_confirmed(each.index))


def _refresh_signatures(part: Part) -> None:
    if signatures_wrong(part.manifest, part.workspace.signatures):
        found, signatures = signed_manifest_of(part.client.manifest(part.id))
        if found == part.manifest:
            part.workspace.keep_signatures(signatures)


def _confirming(seen: Followed) -> Iterator[str]:
    """The roles that confirmed the newest checkpoint."""
    if seen.checkpoint:
        prefix = f"{seen.manifest.origin}/"
        for name, _ in seen.signed.cosignatures:
            yield name.removeprefix(prefix)


def _data(
    manifest: Manifest, seen: Followed, confirmed: tuple[str, ...], reached: bool
) -> dict[str, object]:
    state = seen.state
    return {
        "id": manifest.id,
        "phase": state.phase,
        "deadline": manifest.deadline,
        "missing": [party_id(role) for role in state.missing(manifest)],
        "deposited": {
            party_id(role): {"version": live.deposit.version, "time": live.time}
            for role, live in state.live.items()
        },
        "size": len(seen.leaves),
        "confirmed_by": confirmed,
        "released_by": list(state.releases),
        "breaches": [
            {"index": void.index, "rule": void.rule, "breach": void.breach} for void in state.voids
        ],
        "server_reached": reached,
    }


def status_lines(
    manifest: Manifest,
    seen: Followed,
    confirmed: tuple[str, ...],
    signatures: dict[str, str],
    sure: frozenset[str] | None = None,
) -> Iterator[str]:
    """Yield where an exchange stands, in words; ``sure`` are the parties whose deposit is confirmed.

    None: that was not asked.
    """
    state = seen.state
    yield f"{manifest.title} · exchange {manifest.id}"
    yield PHASES[state.phase]
    yield ""
    width = max(len(who(manifest, each.role)) for each in manifest.parties) + 2
    for each in manifest.parties:
        live = state.live.get(each.role)
        name = who(manifest, each.role).ljust(width)
        if state.phase == "unopened":
            signed = (
                "has not signed"
                if each.role in signatures_wrong(manifest, signatures)
                else "signed"
            )
            yield f"  {name}{signed}"
        elif live is None:
            yield f"  {name}missing"
        else:
            done = "deposited" if sure is None or each.role in sure else "handed in"
            open_yet = "" if sure is None or each.role in sure else "; not confirmed yet"
            version = live.deposit.version
            yield f"  {name}{done} version {version}, {moment(live.time)}{open_yet}"
    yield ""
    yield from _what_happens(manifest, seen, sure)
    if confirmed:
        names = listed(who(manifest, role) for role in confirmed)
        yield f"The log of {len(seen.leaves)} entries is confirmed by {names}."
    elif seen.leaves:
        yield "The newest entries of the log are not confirmed by anybody yet."
    for void in state.voids:
        yield f"warning: {void_words(manifest, void)}"


def _what_happens(manifest: Manifest, seen: Followed, sure: frozenset[str] | None) -> Iterator[str]:
    state, now = seen.state, wall_clock()
    left = manifest.deadline - now
    due = f"{moment(manifest.deadline)} ({'in ' + span(left) if left > 0 else 'over'})"
    missing = listed(who(manifest, role) for role in state.missing(manifest))
    if state.phase == "unopened":
        yield f"Once all have signed, each can deposit until {due}."
    elif state.phase == "open":
        yield f"The deadline is {due}."
        yield f"Still missing: {missing}. If one is missing then, nothing is opened, to anybody, ever."
        yield "When the last one comes in, all are frozen at that moment, and opened together."
    elif state.phase == "frozen" and sure is not None and set(sure) != set(state.live):
        yield from _not_confirmed(manifest, now)
    elif state.phase == "frozen":
        done = custodians_done(manifest, state.releases)
        names = {1: who(manifest, SERVER), 2: who(manifest, MEDIATOR), 3: "the third custodian"}
        given = listed(names[number] for number in done)
        yield f"Two of three custodians have to give out their shares; given: {given or 'none yet'}."
        parts = [role for role in state.releases if role.startswith(PARTY)]
        if parts:
            yield f"Their parts of the third share: {listed(who(manifest, each) for each in parts)}."
        third = who(manifest, NEUTRAL) if manifest.neutral else "all parties together"
        yield f"If the server or the mediator does not, {third} can: detente exchange release."
    elif state.phase == "released":
        yield "Open all with detente exchange open."
    else:
        yield f"Missing at the deadline ({moment(manifest.deadline)}): {missing}."
        yield "The keys to its shares are destroyed as each learns of it; a new exchange can be begun."


def _not_confirmed(manifest: Manifest, now: int) -> Iterator[str]:
    """Yield what has to happen while it is not confirmed that all are in."""
    mediator = who(manifest, MEDIATOR)
    yield "That all are in is not confirmed yet, and nothing is given out before."
    if now <= manifest.deadline + manifest.tolerance_seconds:
        yield (
            f"The machine of {mediator} has to look before the deadline, {moment(manifest.deadline)}: "
            "call them."
        )
    else:
        yield (
            f"The deadline is over. If {mediator} had not looked by then, it has to ask each of you "
            "whether you had handed in in time: call them."
        )
