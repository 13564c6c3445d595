"""The case store remembers how far figures.db had come at each closing."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Make the table of ends."""
    op.create_table(
        "ledger_ends",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_ledger_ends_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_ends")),
    )
