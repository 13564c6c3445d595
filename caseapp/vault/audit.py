"""Who did what to which record when: an append-only, HMAC-chained table in each store.

An entry names the rows a save touched and a keyed digest of each row's new state, never its text. The chain
finds an entry that was changed, taken out or put back; the digests find a row that went back in time while
its pages are whole (``audit_check``). The tables are local to one laptop.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from caseapp.errors import BugError
from caseapp.vault import audit_keys
from caseapp.vault.audit_keys import EarlierKey
from caseapp.vault.audit_rows import RowId, RowState, Values, entry_mac, pack, row_digest, stored_id, unpack
from caseapp.vault.audit_schema import Executes
from caseapp.vault.head import EMPTY, Head

KEYS_CHANGED = "vault.keys_changed"
"""Action of the first entry under new keys."""


class AuditChain:
    """Appends to and verifies the chain of one store.

    Args:
        key: the store's audit key, 32 bytes.
    """

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key: bytes | None = key

    @property
    def key(self) -> bytes:
        """The audit key, for :func:`~caseapp.vault.audit_rows.row_digest`."""
        if self._key is None:
            raise BugError("the audit chain was used after the vault was locked")
        return self._key

    def forget(self) -> None:
        """Drop the key; the chain is of no use afterwards."""
        self._key = None

    def digest(self, table: str, row_id: RowId, values: Values) -> bytes:
        """:func:`~caseapp.vault.audit_rows.row_digest` with this chain's key."""
        return row_digest(self.key, table, row_id, values)

    def earlier_keys(self, connection: Executes) -> tuple[EarlierKey, ...]:
        """What held before the keys were changed, in order; empty when they never were.

        Args:
            connection: the store.
        """
        return audit_keys.read(connection, self.key)

    def key_at(self, earlier: Sequence[EarlierKey], counter: int) -> bytes:
        """The audit key under which an entry was made."""
        held = audit_keys.holding(earlier, counter)
        return self.key if held is None else held.audit

    def last(self, connection: Executes) -> Head:
        """The end of the chain as it stands in the store."""
        row = connection.execute(
            "SELECT counter, mac FROM audit_entry ORDER BY counter DESC LIMIT 1"
        ).fetchone()
        return EMPTY if row is None else _head(row)

    def at(self, connection: Executes, counter: int) -> Head | None:
        """The entry of one number, or None when there is none."""
        if counter == 0:
            return EMPTY
        row = connection.execute(
            "SELECT counter, mac FROM audit_entry WHERE counter = ?", (counter,)
        ).fetchone()
        return None if row is None else _head(row)

    @staticmethod
    def entries(connection: Executes) -> Iterator[tuple[str, tuple[RowState, ...]]]:
        """What each entry did to which rows, from the first on. ``audit_check`` says if they are ours.

        Args:
            connection: the store.

        Raises:
            ValueError: an entry that this program does not write.
        """
        for action, touched in connection.execute("SELECT action, touched FROM audit_entry ORDER BY counter"):
            if not isinstance(action, str) or not isinstance(touched, bytes):
                raise ValueError("an audit entry that this program does not write")  # noqa: TRY004 - what was stored is wrong
            yield action, tuple(unpack(touched))

    def append(
        self,
        connection: Executes,
        staff_id: UUID | None,
        action: str,
        rows: Sequence[RowState],
        at_utc: datetime,
    ) -> Head:
        """Add one entry inside the caller's transaction.

        After the commit the returned head goes to ``Session.write_head``, then the save may be acknowledged.

        Args:
            connection: the store, inside a transaction.
            staff_id: by whom; None for the program itself.
            action: what was done, a short stable word (``"contact.log"``), never a text about a person.
            rows: every row the save made, changed or took away.
            at_utc: when, with time zone UTC.

        Returns:
            The new end of the chain.
        """
        if at_utc.utcoffset() is None or at_utc.utcoffset():
            raise BugError("audit times are UTC")
        last = self.last(connection)
        counter = last.counter + 1
        staff = None if staff_id is None else staff_id.bytes
        touched = pack(rows)
        at = at_utc.isoformat()
        mac = entry_mac(self.key, (last.mac, counter, at, staff, action, touched))
        connection.execute(
            "INSERT INTO audit_entry (counter, at_utc, staff_id, action, touched, mac) VALUES (?, ?, ?, ?, "
            "?, ?)",
            (counter, at, staff, action, touched, mac),
        )
        connection.executemany(
            "INSERT INTO audit_latest (table_name, row_id, counter, digest) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (table_name, row_id) DO UPDATE SET counter = excluded.counter, digest = "
            "excluded.digest",
            # In the order of the primary key: of a long import, each page is then looked for once.
            sorted(
                ((table, stored_id(row_id), counter, digest) for table, row_id, digest in rows),
                key=itemgetter(0, 1),
            ),
        )
        return Head(counter, mac)


def _head(row: tuple[object, ...]) -> Head:
    counter, mac = row
    if not isinstance(counter, int) or not isinstance(mac, bytes):
        raise BugError("an audit entry holds something else than it was given")
    return Head(counter, mac)
