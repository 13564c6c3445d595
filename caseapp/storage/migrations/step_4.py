"""What stood in the way at a service."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Make the table of barriers."""
    op.create_table(
        "referral_barriers",
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("barrier", sa.String(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_referral_barriers_created_by")),
        sa.ForeignKeyConstraint(
            ["step_id"], ["referral_steps.id"], name=op.f("fk_referral_barriers_step_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_barriers")),
    )
    op.create_index(op.f("ix_referral_barriers_step_id"), "referral_barriers", ["step_id"], unique=False)
