"""A digest beside each table that no audit entry covers."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Make their table."""
    op.create_table(
        "local_seals",
        sa.Column("table_name", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("table_name", name=op.f("pk_local_seals")),
    )
