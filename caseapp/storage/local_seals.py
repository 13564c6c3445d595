"""A digest beside each table that no audit entry covers, so that an old page put back in it is noticed.

Drafts, what waits for consent, preferences and notes of closings change too often, or say too little, for
an entry of the audit each. Whoever spoils the file cannot write a page of it, only put back one that was:
then a table and its digest do not fit any more. Each save that touched such a table renews its digest.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from caseapp.domain.sentences import Sentence
from caseapp.storage.tables import Base
from caseapp.vault.audit_schema import Executes

SEALED: Final = frozenset({"closings", "drafts", "preferences", "residuals", "waiting"})
"""Small tables, read whole for their digest."""
SUMMED: Final = frozenset({"tallies"})
"""Tables that grow: their digest is a sum over the rows, so that each row costs the same."""
_MODULUS: Final = 1 << 256
_MONTHS: Final = Sentence.of(
    "The notes of closed months are not as they were last saved: a part of the file is of an earlier day."
)
_FAULTS: Final[Mapping[str, Sentence]] = {
    "closings": _MONTHS,
    "drafts": Sentence.of(
        "Forms that were not saved yet are not as they were last kept: a part of the file is of an earlier "
        "day."
    ),
    "preferences": Sentence.of(
        "Small settings of this vault are not as they were last saved: a part of the file is of an earlier "
        "day."
    ),
    "residuals": _MONTHS,
    "tallies": Sentence.of(
        "Needs noted without a person are not as they were last saved: a part of the file is of an earlier "
        "day."
    ),
    "waiting": Sentence.of(
        "Things that wait for consent are not as they were last saved: a part of the file is of an earlier "
        "day."
    ),
}
_READ: Final = "SELECT digest FROM local_seals WHERE table_name = ?"
_PUT: Final = (
    "INSERT INTO local_seals (table_name, digest) VALUES (?, ?) "
    "ON CONFLICT (table_name) DO UPDATE SET digest = excluded.digest"
)


def reseal(driver: Executes, names: Iterable[str]) -> None:
    """Renew the digests of small tables.

    Args:
        driver: inside the transaction that changed them.
        names: some of :data:`SEALED`.
    """
    for name in sorted(names):
        driver.execute(_PUT, (name, _digest(driver, name)))


def seal_all(driver: Executes) -> None:
    """Make the digests of tables that have had none, as a step of migration does."""
    reseal(driver, SEALED)
    for name in sorted(SUMMED):
        driver.execute(_PUT, (name, _sum(driver, name)))


def count_in(driver: Executes, name: str, row_ids: Iterable[str], *, gone: bool = False) -> None:
    """Take rows into the digest of a table that grows, or out of it.

    Args:
        driver: inside the transaction; the rows are in the table.
        name: one of :data:`SUMMED`.
        row_ids: their ids as the store writes them.
        gone: they are about to be erased.
    """
    total = _sealed_sum(driver, name)
    for row_id in row_ids:
        row = driver.execute(f"{_select(name)} WHERE id = ?", (row_id,)).fetchone()
        if row is not None:
            total += -_of_row(row) if gone else _of_row(row)
    driver.execute(_PUT, (name, f"{total % _MODULUS:064x}"))


def fits(driver: Executes, name: str) -> bool:
    """Whether a table is what its digest says.

    Args:
        driver: a connection to the case store.
        name: one of :data:`SEALED` or :data:`SUMMED`.
    """
    row = driver.execute(_READ, (name,)).fetchone()
    there = _digest(driver, name) if name in SEALED else _sum(driver, name)
    return row is not None and row[0] == there


def faults(driver: Executes) -> Iterator[Sentence]:
    """Tables that are not what their digest says.

    Args:
        driver: a connection to the case store.

    Yields:
        A sentence for each.
    """
    for name in sorted(SEALED | SUMMED):
        if not fits(driver, name):
            yield _FAULTS[name]


def _select(name: str) -> str:
    columns = ", ".join(sorted(column.name for column in Base.metadata.tables[name].columns))
    return f"SELECT {columns} FROM {name}"  # noqa: S608 - names of ours


def _of_row(row: Any) -> int:  # noqa: ANN401 - a tuple of what SQLite holds
    return int.from_bytes(sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).digest())


def _sum(driver: Executes, name: str) -> str:
    return f"{sum(map(_of_row, driver.execute(_select(name)))) % _MODULUS:064x}"


def _sealed_sum(driver: Executes, name: str) -> int:
    row = driver.execute(_READ, (name,)).fetchone()
    return 0 if row is None else int(str(row[0]), 16)


def _digest(driver: Executes, name: str) -> str:
    rows = sorted(repr(tuple(row)) for row in driver.execute(_select(name)))
    return sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()
