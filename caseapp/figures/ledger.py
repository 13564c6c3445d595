"""The ledger in figures.db: specifications, closed months, releases, deliveries; append-only, hash-chained.

It holds protected numbers only. Each append is one transaction with one entry in the store's audit chain,
which names the rows with keyed digests; the new end of the chain is written to the vault's head file before
the append is acknowledged. So a ledger that was cut short, put back or changed is noticed.
"""

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from caseapp.domain.sentences import Sentence
from caseapp.errors import KnownError
from caseapp.figures.cells import Cells
from caseapp.figures.ledger_rows import ClosingRow, Delivery, Release, cell_rows, digest_of, release_of
from caseapp.figures.specification import Key, Specification, next_period, parse
from caseapp.vault import Connection, known
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_check import verify_chain, verify_rows
from caseapp.vault.audit_rows import RowId, RowState, Values
from caseapp.vault.head import Head

FILE = "figures.db"

_TABLES = """
CREATE TABLE specification (
    version INTEGER PRIMARY KEY, year INTEGER NOT NULL UNIQUE, text TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;
CREATE TABLE closing (
    period TEXT PRIMARY KEY, specification INTEGER NOT NULL REFERENCES specification (version),
    policy INTEGER NOT NULL, digest TEXT NOT NULL
) STRICT;
CREATE TABLE cell (
    measure TEXT NOT NULL, period TEXT NOT NULL REFERENCES closing (period), key TEXT NOT NULL,
    value INTEGER NOT NULL CHECK (value >= 0 AND value % 5 = 0),
    PRIMARY KEY (period, measure, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE release (
    id TEXT PRIMARY KEY, period TEXT NOT NULL UNIQUE REFERENCES closing (period),
    specification INTEGER NOT NULL REFERENCES specification (version), policy INTEGER NOT NULL,
    digest TEXT NOT NULL, previous TEXT, bytes BLOB NOT NULL
) STRICT;
CREATE TABLE delivery (
    number INTEGER PRIMARY KEY, release TEXT NOT NULL REFERENCES release (id),
    recipient TEXT NOT NULL, purpose TEXT NOT NULL, handed_at TEXT NOT NULL, handed_by TEXT NOT NULL
) STRICT;
"""
_NAMES = ("specification", "closing", "cell", "release", "delivery")
_PRACTICE = "practice"  # a table without rows: where it is, nothing in the vault is real


class LedgerError(KnownError):
    """The ledger does not allow it, or is damaged."""

    code = "figures_ledger"


def create_schema(connection: Connection) -> None:
    """Make the empty ledger where there is none yet; the audit tables are the vault's and there already.

    Args:
        connection: figures.db, open, in autocommit mode.

    Raises:
        VaultError: the store refused.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'closing'").fetchone() is None:
            for statement in filter(str.strip, _TABLES.split(";")):
                connection.execute(statement)
            for name in _NAMES:
                for change in ("UPDATE", "DELETE"):
                    connection.execute(
                        f"CREATE TRIGGER {name}_no_{change.lower()} BEFORE {change} ON {name} "
                        "BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"
                    )
        connection.execute("COMMIT")
    except connection.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise known(error, FILE) from error


class Ledger:
    """Reading and appending.

    Args:
        connection: figures.db, open, in autocommit mode, with the audit tables.
        chain: the audit chain of figures.db.
        write_head: called with the new end of the chain after each commit, before the caller is told that it
            is done.
        staff_id: who is signed in, for the audit; None in a manager's session.
        now: the time, with time zone UTC.
    """

    def __init__(
        self,
        connection: Connection,
        chain: AuditChain,
        write_head: Callable[[Head], None],
        staff_id: UUID | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._connection = connection
        self._chain = chain
        self._write_head = write_head
        self._staff_id = staff_id
        self._now = now

    # Reading

    @property
    def is_practice(self) -> bool:
        """Whether nothing in the vault is real, as a manager's session can know it too."""
        return self._row("SELECT 1 FROM sqlite_master WHERE name = ?", (_PRACTICE,)) is not None

    def specifications(self) -> tuple[Specification, ...]:
        """All versions, oldest first."""
        return tuple(
            parse(str(text)) for (text,) in self._rows("SELECT text FROM specification ORDER BY year")
        )

    def specification(self, year: int) -> Specification | None:
        """The one of a year, or None."""
        row = self._row("SELECT text FROM specification WHERE year = ?", (year,))
        return parse(str(row[0])) if row else None

    def closed(self) -> tuple[str, ...]:
        """Closed months, oldest first."""
        return tuple(str(period) for (period,) in self._rows("SELECT period FROM closing ORDER BY period"))

    def closings(self) -> tuple[ClosingRow, ...]:
        """Closed months with what their seals are made over, oldest first."""
        rows = self._rows("SELECT period, specification, policy, digest FROM closing ORDER BY period")
        return tuple(
            ClosingRow(
                str(period),
                int(str(version)),
                int(str(policy)),
                str(seal),
                digest_of(self.cells(str(period))),
            )
            for period, version, policy, seal in rows
        )

    def specification_texts(self) -> dict[int, str]:
        """The specifications by version, not read: what they hold is not known to be ours yet."""
        rows = self._rows("SELECT version, text FROM specification")
        return {int(str(version)): str(text) for version, text in rows}

    def end(self) -> Head:
        """The end of the audit chain."""
        return self._chain.last(self._connection)

    def holds(self, end: Head) -> bool:
        """Whether the audit chain has come by an earlier end of it."""
        return self._chain.at(self._connection, end.counter) == end

    def entries(self) -> Iterator[tuple[str, tuple[RowState, ...]]]:
        """What each entry of the audit chain did to which rows.

        Raises:
            ValueError: an entry that this program does not write.
        """
        return self._chain.entries(self._connection)

    def next_to_close(self) -> str | None:
        """The month that has to be closed next, or None before there is a specification."""
        if closed := self.closed():
            return next_period(closed[-1])
        first = self._row("SELECT text FROM specification ORDER BY year LIMIT 1")
        return parse(str(first[0])).first_period if first else None

    def cells(self, period: str) -> dict[str, Cells]:
        """The shown basis cells of a closed month.

        Args:
            period: ``YYYY-MM``.

        Returns:
            measure id -> basis key -> number; empty for a month that is not closed.
        """
        cells: dict[str, Cells] = {}
        for measure, key, value in self._rows(
            "SELECT measure, key, value FROM cell WHERE period = ?", (period,)
        ):
            cells.setdefault(str(measure), {})[tuple(str(key).split("/"))] = int(str(value))
        return cells

    def release(self, period: str) -> Release | None:
        """The release of a month, or None."""
        row = self._row(
            "SELECT period, specification, policy, digest, previous, bytes FROM release WHERE period = ?",
            (period,),
        )
        return release_of(row) if row else None

    def releases(self) -> tuple[Release, ...]:
        """All releases, oldest first."""
        rows = self._rows(
            "SELECT period, specification, policy, digest, previous, bytes FROM release ORDER BY period"
        )
        return tuple(map(release_of, rows))

    def published(self) -> tuple[str, ...]:
        """Published months, oldest first."""
        return tuple(str(period) for (period,) in self._rows("SELECT period FROM release ORDER BY period"))

    def deliveries(self) -> tuple[Delivery, ...]:
        """All deliveries, oldest first."""
        rows = self._rows(
            "SELECT release, recipient, purpose, handed_at, handed_by FROM delivery ORDER BY number"
        )
        return tuple(Delivery(*map(str, row)) for row in rows)

    # Appending

    def mark_practice(self) -> None:
        """Say for good that nothing in the vault is real; for a vault that was made for practice.

        Raises:
            VaultError: the store refused.
        """
        try:
            self._run(f"CREATE TABLE IF NOT EXISTS {_PRACTICE} (mark INTEGER) STRICT")
        except self._connection.Error as error:
            raise known(error, FILE) from error

    def add_closing(
        self,
        specification: Specification,
        period: str,
        policy: int,
        shown: Mapping[str, Mapping[Key, int]],
        seal: str,
    ) -> None:
        """Keep a month's shown cells for ever, with the year's specification where it is new.

        Args:
            specification: the one of the year.
            period: ``YYYY-MM``.
            policy: version of the rounding policy.
            shown: measure id -> basis key -> shown number.
            seal: by which a worker's session will know that one closed it.
        """
        rows = cell_rows(shown)
        with self._appending("figures.close") as touched:
            if self.specification(specification.year) is None:
                values = (specification.version, specification.year, specification.text, specification.digest)
                self._run("INSERT INTO specification VALUES (?, ?, ?, ?)", values)
                touched.append(("specification", specification.version))
            self._run(
                "INSERT INTO closing VALUES (?, ?, ?, ?)",
                (period, specification.version, policy, seal),
            )
            self._connection.executemany(
                "INSERT INTO cell (measure, period, key, value) VALUES (?, ?, ?, ?)",
                [(measure, period, key, value) for measure, key, value in rows],
            )
            touched.append(("closing", period))

    def add_release(self, release: Release) -> None:
        """Keep a release's bytes for ever.

        Args:
            release: signed and complete.
        """
        row = (release.specification, release.policy, release.digest, release.previous, release.content)
        with self._appending("figures.publish") as touched:
            self._run(
                "INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?)", (release.period, release.period, *row)
            )
            touched.append(("release", release.period))

    def add_delivery(self, delivery: Delivery) -> None:
        """Note to whom a release is handed.

        Args:
            delivery: of a published month.
        """
        row = (delivery.period, delivery.recipient, delivery.purpose, delivery.at, delivery.by)
        with self._appending("figures.deliver") as touched:
            self._run(
                "INSERT INTO delivery (release, recipient, purpose, handed_at, handed_by) "
                "VALUES (?, ?, ?, ?, ?)",
                row,
            )
            touched.append(("delivery", len(self.deliveries())))

    # Proving

    def verify(self) -> None:
        """Hold every row against the audit chain, and the chain against its key.

        Raises:
            LedgerError: an entry or a row was changed, added or taken away.
        """
        found = [
            Sentence.of("{name} is there, which would change what is written or read.", name=name)
            for name, text in self._rows(
                "SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY name"
            )
            if not _OUR_TRIGGER.fullmatch(str(text))
        ]
        found = found or verify_chain(self._chain, self._connection)
        found = found or verify_rows(self._chain, self._connection, self._read_row)
        names = set(self._rows("SELECT table_name, row_id FROM audit_latest"))
        for table, key in _KEYS.items():
            found += [
                Sentence.of("{table} {id} was never written by this program.", table=table, id=row_id)
                for (row_id,) in self._rows(f"SELECT {key} FROM {table}")  # noqa: S608 - names of ours
                if (table, row_id) not in names
            ]
        cells = {period for (period,) in self._rows("SELECT DISTINCT period FROM cell")}
        if cells - set(self.closed()):
            found.append(Sentence.of("Cells of a month that was never closed."))
        # A page from before it was split holds rows that stand in another page too.
        known = sum(len(each) for period in self.closed() for each in self.cells(period).values())
        ((there,),) = self._rows("SELECT count(*) FROM cell")
        if there != known:
            found.append(Sentence.of("Cells stand in it twice."))
        if found:
            raise LedgerError(_DAMAGED, what=found[0])

    def _read_row(self, table: str, row_id: RowId) -> Values | None:
        """A row as its digest was made; a month with a digest of its cells."""
        statement = f"SELECT * FROM {table} WHERE {_KEYS[table]} = ?"  # noqa: S608 - names of ours
        cursor = self._connection.execute(statement, (row_id,))
        row = cursor.fetchone()
        if row is None:
            return None
        values = dict(zip((str(each[0]) for each in cursor.description), row, strict=True))
        if table == "closing":
            values["cells"] = digest_of(self.cells(str(row_id)))
        return values

    # Inside

    @contextlib.contextmanager
    def _appending(self, action: str) -> Iterator[list[tuple[str, RowId]]]:
        """One transaction; the caller names the rows it wrote in the list."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                touched: list[tuple[str, RowId]] = []
                yield touched
                rows: list[RowState] = []
                for table, row_id in touched:
                    values = self._read_row(table, row_id)
                    assert values is not None
                    rows.append((table, row_id, self._chain.digest(table, row_id, values)))
                head = self._chain.append(self._connection, self._staff_id, action, rows, self._now())
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except self._connection.Error as error:
            raise known(error, FILE) from error
        self._write_head(head)

    def _run(self, statement: str, values: Sequence[object] = ()) -> None:
        self._connection.execute(statement, values)

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        try:
            return list(self._connection.execute(statement, values))
        except self._connection.Error as error:
            raise known(error, FILE) from error

    def _row(self, statement: str, values: Sequence[object] = ()) -> tuple[object, ...] | None:
        rows = self._rows(statement, values)
        return rows[0] if rows else None


_OUR_TRIGGER = re.compile(
    r"CREATE TRIGGER \w+ BEFORE (UPDATE|DELETE|INSERT) ON \w+\s+"
    r"(WHEN NEW\.counter IS NOT \(SELECT coalesce\(max\(counter\), 0\) \+ 1 FROM audit_entry\)\s+)?"
    r"BEGIN SELECT RAISE\(ABORT, '[a-z -]+'\); END"
)
"""They refuse, and do nothing else. Whoever holds the figures secret could add others to the store."""
_KEYS = {"specification": "version", "closing": "period", "release": "id", "delivery": "number"}
_DAMAGED = (
    "The store of published figures was changed from outside or is damaged ({what}) Nothing is closed or "
    "published with it. Put back a good copy of figures.db if you have one; releases handed out stay valid."
)
