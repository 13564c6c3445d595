"""An audit entry about the vault itself, which touches no row."""

from datetime import UTC, datetime
from uuid import UUID

from caseapp.vault import opener
from caseapp.vault.head import Which
from caseapp.vault.session import Session


def note(session: Session, action: str, staff_id: UUID | None) -> None:
    """Let the audit say what was done to the vault: of the cases, or of the figures in a manager's session.

    Args:
        session: of anybody, outside a transaction.
        action: begins with ``vault.``, and names at most a slot by its id; never a label.
        staff_id: by whom.

    Raises:
        VaultError: disk full, damaged and the like.
    """
    which = Which.CASES if Which.CASES in session.stores else Which.FIGURES
    connection = session.connect(which)
    try:
        connection.execute("BEGIN IMMEDIATE")
        head = session.chain(which).append(connection, staff_id, action, [], datetime.now(UTC))
        connection.execute("COMMIT")
    except opener.dbapi.Error as error:
        raise opener.known(error, which.file_name) from None
    finally:
        session.release(connection)
    session.write_head(which, head)
