"""Preferences, looks and edits: the first tables of the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; return nothing."""
    op.create_table(
        "desk_preference",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "desk_look",
        sa.Column("case", sa.Text, primary_key=True),
        sa.Column("newest", sa.BigInteger, nullable=False),
        sa.Column("visit_before", sa.BigInteger, nullable=True),
    )
    op.create_table(
        "desk_edit",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("before", sa.LargeBinary, nullable=False),
        sa.Column("after", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("desk_edit_by_case", "desk_edit", ["case", "number"])


def downgrade() -> None:
    """Drop the tables and all they hold; return nothing."""
    for name in ("desk_edit", "desk_look", "desk_preference"):
        op.drop_table(name)
