"""``detente exchange evidence``: what proves that somebody broke the rule."""

from __future__ import annotations

from pathlib import Path

import click

from detente.exchange.misconduct import EvidenceWrong, shown_by, void_entry
from detente.exchange.service.workspace import Workspace

from ..application import ANSWER_NO, OK
from ..console import show_json
from ..options import json_option
from .session import in_option, workspace_in
from .words import void_words, who


@click.command()
@in_option
@json_option
def command(folder: Path, as_json: bool) -> int:
    """Show what proves that somebody broke the rule, from what was seen here.

    Each piece is a file that anybody can check offline with detente exchange verify, beside
    the signed manifest. No evidence ends with 1.
    """
    workspace = workspace_in(folder)
    _from_log(workspace)
    found = []
    for path in workspace.evidence():
        try:
            shown = shown_by(workspace.manifest, workspace.signatures, path.read_bytes())
        except EvidenceWrong:
            continue
        found.append((path, shown))
    if as_json:
        show_json(
            "exchange evidence",
            evidence=[
                {"file": str(path), "kind": shown.kind, "breach": shown.breach}
                for path, shown in found
            ],
        )
        return OK if found else ANSWER_NO
    for path, shown in found:
        click.echo(f"{path}: {shown.kind}, against {who(workspace.manifest, shown.breach)}")
        for void in shown.voids:
            click.echo(f"  {void_words(workspace.manifest, void)}")
    if not found:
        click.echo("nothing that was seen here proves that anybody broke the rule")
        return ANSWER_NO
    return OK


def _from_log(workspace: Workspace) -> None:
    """Make evidence of what the log itself shows, if it does."""
    seen = workspace.followed()
    if seen.state.voids:
        workspace.keep_evidence("void-entry", void_entry(seen.checkpoint, seen.leaves))
