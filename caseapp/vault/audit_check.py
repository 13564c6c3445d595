"""Following the chain of the audit, and holding the rows of a store against what was last saved of them."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from caseapp.domain.sentences import Sentence
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_rows import (
    FIRST_ROW,
    RowId,
    RowName,
    Values,
    entry_mac,
    read_id,
    row_digest,
    stored_id,
    unpack,
)
from caseapp.vault.audit_schema import Executes
from caseapp.vault.envelope import same

_ROWS_A_STEP = 100
ReadRow = Callable[[str, RowId], Values | None]
"""Gives a row as it stands now, in the form its digest was made of; None when it is gone."""


class Step(NamedTuple):
    """A step along the chain.

    Attributes:
        found: what is wrong, in plain words.
        last: the last entry that was looked at whole.
        rows: rows of the next one that were looked at in this step.
    """

    found: list[Sentence]
    last: int
    rows: int = 0


def verify_chain(chain: AuditChain, connection: Executes) -> list[Sentence]:
    """Follow the chain from its first entry and hold the latest states against it.

    Args:
        chain: its chain.
        connection: the store.

    Returns:
        What is wrong, in plain words; empty when all is well. The first broken link ends the walk.
    """
    return [sentence for step in walk(chain, connection) for sentence in step.found]


def walk(chain: AuditChain, connection: Executes, after: int = 0) -> Iterator[Step]:
    """Follow the chain a little with each step: an import is one entry of very many rows.

    Args:
        chain: its chain.
        connection: the store; no statement of it is open between two steps.
        after: the last entry that was looked at, 0 to begin.

    Yields:
        What each step found; a broken link ends the walk.
    """
    link = chain.at(connection, after)
    if link is None:
        yield Step([_misses(after)], after)
        return
    previous, expected = link.mac, after + 1
    earlier = chain.earlier_keys(connection)
    while True:
        row = connection.execute(
            "SELECT counter, at_utc, staff_id, action, touched, mac FROM audit_entry "
            "WHERE counter > ? ORDER BY counter LIMIT 1",
            (expected - 1 or -(2**62),),
        ).fetchone()
        if row is None:
            return
        counter, at, staff, action, touched, mac = row
        if counter != expected:
            yield Step([_misses(expected)], expected - 1)
            return
        if not (
            isinstance(at, str)
            and isinstance(action, str)
            and isinstance(touched, bytes)
            and isinstance(mac, bytes)
            and (staff is None or isinstance(staff, bytes))
            and same(
                mac,
                entry_mac(chain.key_at(earlier, expected), (previous, expected, at, staff, action, touched)),
            )
        ):
            yield Step(
                [Sentence.of("Entry {number} of the audit was changed.", number=expected)], expected - 1
            )
            return
        for found, rows in _verify_latest(connection, expected, touched):
            yield Step(found, expected - 1, rows)
        previous = mac
        yield Step([], expected)
        expected += 1


def _misses(number: int) -> Sentence:
    return Sentence.of("The audit misses entry {number}.", number=number)


def verify_rows(chain: AuditChain, connection: Executes, read_row: ReadRow) -> list[Sentence]:
    """Hold every audited row as it stands against its latest digest.

    Args:
        chain: its chain.
        connection: the store.
        read_row: gives a row in the form its digest was made of.

    Returns:
        What is wrong, in plain words.
    """
    found: list[Sentence] = []
    after: RowName | None = FIRST_ROW
    while after is not None:
        some, after = verify_states(chain, connection, read_row, after)
        found += some
    return found


def verify_states(
    chain: AuditChain, connection: Executes, read_row: ReadRow, after: RowName, limit: int = 1000
) -> tuple[list[Sentence], RowName | None]:
    """Hold some of the audited rows as they stand against their latest digests.

    Args:
        chain: its chain.
        connection: the store.
        read_row: gives a row in the form its digest was made of.
        after: the last row that was looked at, :data:`FIRST_ROW` to begin.
        limit: at most so many rows.

    Returns:
        What is wrong, and the last row looked at; None at the end.
    """
    table, row_id = after
    latest = list(
        connection.execute(
            "SELECT table_name, row_id, counter, digest FROM audit_latest "
            "WHERE (table_name, row_id) > (?, ?) ORDER BY table_name, row_id LIMIT ?",
            (table, stored_id(row_id), limit),
        )
    )
    earlier = chain.earlier_keys(connection)
    found: list[Sentence] = []
    for name, stored, counter, digest in latest:
        table, row_id = str(name), read_id(stored)
        key = chain.key_at(earlier, counter if isinstance(counter, int) else 0)
        found += _verify_state(key, table, row_id, read_row(table, row_id), digest)
    return found, (table, row_id) if len(latest) == limit else None


def _verify_state(
    key: bytes, table: str, row_id: RowId, values: Values | None, digest: object
) -> Iterator[Sentence]:
    if values is None and digest is not None:
        yield Sentence.of("A record in {table} is gone that should be there ({id}).", table=table, id=row_id)
    elif values is not None and digest is None:
        yield Sentence.of("A record in {table} is back that was taken away ({id}).", table=table, id=row_id)
    elif values is not None and row_digest(key, table, row_id, values) != digest:
        yield Sentence.of("A record in {table} is not as it was last saved ({id}).", table=table, id=row_id)


def _verify_latest(
    connection: Executes, counter: int, touched: bytes
) -> Iterator[tuple[list[Sentence], int]]:
    """Hold the latest states against those that an entry names, some rows at a time."""
    states = unpack(touched)
    while True:
        try:
            some = list(islice(states, _ROWS_A_STEP))
        except ValueError:
            yield (
                [
                    Sentence.of(
                        "Entry {number} of the audit names nothing that could be a record.", number=counter
                    )
                ],
                0,
            )
            return
        if not some:
            return
        found: list[Sentence] = []
        for table, row_id, digest in some:
            latest = connection.execute(
                "SELECT counter, digest FROM audit_latest WHERE table_name = ? AND row_id = ?",
                (table, stored_id(row_id)),
            ).fetchone()
            if latest is None or not isinstance(latest[0], int) or latest[0] < counter:
                found.append(
                    Sentence.of(
                        "A record in {table} went back behind entry {number} of the audit.",
                        table=table,
                        number=counter,
                    )
                )
            elif latest[0] == counter and latest[1] != digest:
                found.append(
                    Sentence.of(
                        "The latest state of a record in {table} is not that of entry {number} of the audit.",
                        table=table,
                        number=counter,
                    )
                )
        yield found, len(some)


def verify(chain: AuditChain, connection: Executes, read_row: ReadRow) -> list[Sentence]:
    """Verify chain and rows of one store.

    Args:
        chain: its chain.
        connection: the store.
        read_row: gives a row in the form its digest was made of.

    Returns:
        What is wrong, in plain words; empty when all is well.
    """
    return verify_chain(chain, connection) + verify_rows(chain, connection, read_row)
