"""The steps that lead from an empty database, or an older desk's, to the tables of this version."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

VERSION_TABLE = "desk_version"
"""Where a database says which steps it has had; other tables may lie beside the desk's."""


def standing(connection: Connection) -> Literal["behind", "newest", "ahead"]:
    """Return where a database stands: ahead if it had a step that this version does not know."""
    had = MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE}
    ).get_current_heads()
    steps = ScriptDirectory.from_config(_settings())
    if not set(had) <= {each.revision for each in steps.walk_revisions()}:
        return "ahead"
    return "newest" if set(had) == set(steps.get_heads()) else "behind"


def migrate(connection: Connection) -> None:
    """Take the steps that are missing, within the connection's transaction.

    Alembic keeps what it is at in one place for the whole process: call it in one thread at a time.
    """
    settings = _settings()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def _settings() -> Config:
    settings = Config()
    here = str(Path(__file__).parent)
    settings.set_main_option("script_location", here.replace("%", "%%"))
    return settings
