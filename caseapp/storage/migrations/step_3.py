"""An index of what could not be asked, which Today looks up each time it is shown."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Make the index."""
    op.create_index(
        "ix_consents_not_now", "consents", ["said_on"], sqlite_where=sa.text("answer = 'not_now'")
    )
