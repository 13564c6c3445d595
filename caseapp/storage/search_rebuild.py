"""The search index made anew from the rows: it holds nothing that they do not."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from caseapp.errors import KnownError
from caseapp.storage.checks import REPAIR_SEARCH, index_faults, rows_of
from caseapp.storage.rows import model_of, shape_of
from caseapp.storage.search import NAMES, SCHEMA
from caseapp.storage.statements import statements_of
from caseapp.storage.tables import SearchEntry
from caseapp.storage.text import INDEXED, entry_of
from caseapp.vault.audit_schema import Executes

__all__ = ["REPAIR_SEARCH", "rebuild_search"]

_AT_ONCE: Final = 500


class SearchNotMadeError(KnownError):
    """The new index does not fit either."""

    code = "search_not_made"

    def __init__(self) -> None:
        super().__init__(
            "The search index could not be made anew: the new one does not fit the notes either. Nothing was "
            "changed."
        )


def rebuild_search(driver: Executes, progress: Callable[[int, int], None]) -> None:
    """Take the index away and make it from the rows, the oldest first, as it grew.

    Args:
        driver: a connection to the case store, inside a transaction that writes; all of it or nothing stays.
        progress: told rows done and in all; may raise to stop.

    Raises:
        SearchNotMadeError: the new index does not fit the rows.
    """
    for name in reversed(NAMES):
        kind = "TABLE" if name == NAMES[0] else "TRIGGER"
        driver.execute(f"DROP {kind} IF EXISTS {name}")
    driver.execute("DELETE FROM search_entries")
    order = sorted(_order(driver))
    statements = statements_of(shape_of(SearchEntry).table)
    for start in range(0, len(order), _AT_ONCE):
        progress(start, 2 * len(order))
        some = order[start : start + _AT_ONCE]
        entries: dict[str, dict[str, Any]] = {}
        for table in {name for _at, _key, name, _id in some}:
            ids = [row_id for _at, _key, name, row_id in some if name == table]
            marks = ", ".join("?" * len(ids))
            for row in rows_of(driver, shape_of(model_of(table)).table, f"id IN ({marks})", ids):
                entry = entry_of(table, row)
                if entry is not None:
                    entries[row["id"].hex] = {
                        "kind": entry.kind,
                        "row_id": row["id"],
                        "target_id": entry.target_id,
                        "person_id": entry.person_id,
                        "on_date": entry.on_date,
                        "text": entry.text,
                    }
        statements.insert(driver, [entries[row_id] for *_, row_id in some if row_id in entries])
    progress(len(order), 2 * len(order))
    for statement in SCHEMA:
        driver.execute(statement)
    driver.execute("INSERT INTO search_index(search_index) VALUES('rebuild')")
    if list(index_faults(driver)):
        raise SearchNotMadeError
    progress(2 * len(order), 2 * len(order))


def _order(driver: Executes) -> Iterator[tuple[str, int, str, str]]:
    """When each row with searched text was written, its local key, its table and its id."""
    for name in sorted(INDEXED):
        columns = shape_of(model_of(name)).table.columns
        at = "created_at" if "created_at" in columns else "''"
        key = "key" if "key" in columns else "0"
        for written, number, row_id in driver.execute(f"SELECT {at}, {key}, id FROM {name}"):  # noqa: S608 - names of ours
            yield str(written), int(str(number)), name, str(row_id)
