"""What Alembic runs to take the steps, on the connection that it was given."""

from __future__ import annotations

from alembic import context

from detente.store.migrations import VERSION_TABLE


def run() -> None:
    """Take the steps asked for; return when the database has had them."""
    context.configure(
        connection=context.config.attributes["connection"], version_table=VERSION_TABLE
    )
    with context.begin_transaction():
        context.run_migrations()


if hasattr(context, "config"):  # Alembic runs this file; otherwise it is only read
    run()
