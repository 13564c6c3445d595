"""What the audit remembers of rows that are gone: that they were there."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from caseapp.storage.rows import shape_of
from caseapp.storage.tables import Base

_LATEST = table("audit_latest", column("table_name"), column("row_id"), column("digest"))


def was_erased(session: Session, model: type[Base], ids: Iterable[UUID]) -> bool:
    """Whether one of some ids belonged to a row that was erased.

    Args:
        session: reading.
        model: an audited model.
        ids: may hold ids of other rows and of none.
    """
    wanted = [one.bytes for one in ids]
    erased = select(_LATEST.c.row_id).where(
        _LATEST.c.table_name == shape_of(model).table.name,
        _LATEST.c.row_id.in_(wanted),
        _LATEST.c.digest.is_(None),
    )
    return bool(wanted) and session.execute(erased.limit(1)).first() is not None
