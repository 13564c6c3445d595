"""A vault made once, and small helpers around it."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from caseapp.vault import Connection, audit_check
from caseapp.vault.audit_rows import Values
from caseapp.vault.head import Head, Which
from caseapp.vault.session import Session, open_vault

WORKER = "seven quiet lanterns"
MANAGER = "eleven paper boats"
AT_REST = {"cases.db", "figures.db", "keys.json", "keys.json.copy", "head", "lock"}
TABLE = "CREATE TABLE note (id BLOB PRIMARY KEY, text TEXT NOT NULL, number INTEGER NOT NULL)"


@dataclass(frozen=True)
class Ready:
    """A vault folder that is nobody else's."""

    folder: Path
    recovery_code: str

    def open(self, **options: object) -> Session:
        """By the recovery code: it costs no derivation, and opens both stores."""
        return open_vault(self.folder, recovery_code=self.recovery_code, **options)  # type: ignore[arg-type]
        # a helper

    def copy(self, to: Path) -> "Ready":
        shutil.copytree(self.folder, to)
        return Ready(to, self.recovery_code)


def save(
    session: Session, connection: Connection, number: int, text: str = "tea", which: Which = Which.CASES
) -> Head:
    """One save as storage does it: rows and audit in one transaction, commit, head."""
    chain = session.chain(which)
    note = uuid4()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO note (id, text, number) VALUES (?, ?, ?)", (note.bytes, text, number))
    digest = chain.digest("note", note, {"text": text, "number": number})
    head = chain.append(connection, None, "note.add", [("note", note, digest)], datetime.now(UTC))
    connection.execute("COMMIT")
    session.write_head(which, head)
    return head


def numbers(connection: Connection) -> list[int]:
    return [row[0] for row in connection.execute("SELECT number FROM note ORDER BY number")]


def read_note(connection: Connection, row_id: object) -> Values | None:
    assert isinstance(row_id, UUID)
    row = connection.execute("SELECT text, number FROM note WHERE id = ?", (row_id.bytes,)).fetchone()
    return None if row is None else {"text": row[0], "number": row[1]}


def verify(session: Session, connection: Connection) -> list[str]:
    """What the audit of the cases finds, with every note read."""
    found = audit_check.verify(
        session.audit, connection, lambda _table, row_id: read_note(connection, row_id)
    )
    return list(map(str, found))


def names(vault: Ready) -> set[str]:
    return {path.name for path in vault.folder.iterdir()}
