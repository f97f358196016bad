"""``detente schema``: what editors need to complete and check a case."""

from __future__ import annotations

import json
from pathlib import Path

import click

from detente.formats.graph_models.schema import model_schema
from detente.formats.schema import case_schema, judgement_schema

from .replacing import write_of_kind

SCHEMAS = {"case": case_schema, "judgement": judgement_schema, "graph-model": model_schema}


@click.command()
@click.argument("what", type=click.Choice(sorted(SCHEMAS)), default="case")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file."
)
def command(what: str, output: Path | None) -> None:
    """Write the JSON Schema of case.yaml, of a judgement, or of a graph model.

    Name it in the first line of the file, and an editor with YAML support
    completes and checks: # yaml-language-server: $schema=case.schema.json
    """
    text = schema_text(what)
    if output is None:
        click.echo(text, nl=False)
        return
    write_of_kind(output, text, '"title": "A Détente ', "schema")
    click.echo(f"wrote {output}", err=True)


def schema_text(what: str) -> str:
    """Return a schema as it is written to a file."""
    return json.dumps(SCHEMAS[what](), indent=1, ensure_ascii=False) + "\n"
