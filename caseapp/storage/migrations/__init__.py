"""The steps from one format of the case store to the next, run by Alembic on the open connection.

The number of the format stands in ``user_version``. Steps stay as they were released; a test holds them all
together against the models.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect
from sqlalchemy.engine import Connection

from caseapp.errors import KnownError
from caseapp.storage import local_seals, search
from caseapp.storage.engine import WRITES, driver_of
from caseapp.vault import audit_schema

if TYPE_CHECKING:
    from alembic.operations import Operations

Step = Callable[["Operations"], None]

LATEST = 6
_SEALS_SINCE = 6


class StoreIsNewerError(KnownError):
    """The store was written by a newer Caseapp."""

    code = "store_newer"

    def __init__(self) -> None:
        super().__init__(
            "These notes were written by a newer Caseapp. Install that version to open them. "
            "Nothing was changed."
        )


def _steps() -> Sequence[Step]:
    # Imported only when there is something to do: Alembic takes longer than opening a store.
    from caseapp.storage.migrations import (  # noqa: PLC0415 - see above
        step_1,
        step_2,
        step_3,
        step_4,
        step_5,
        step_6,
    )

    return (
        step_1.upgrade,
        step_2.upgrade,
        step_3.upgrade,
        step_4.upgrade,
        step_5.upgrade,
        step_6.upgrade,
    )


def bring_up_to_date(engine: Engine) -> None:
    """Create or migrate the store, in one transaction.

    Raises:
        StoreIsNewerError: it is of a format this version does not know.
    """
    with engine.connect() as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > LATEST:
        raise StoreIsNewerError
    if version < LATEST:
        with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            _migrate(connection, version)


def _migrate(connection: Connection, version: int) -> None:
    from alembic.migration import MigrationContext  # noqa: PLC0415 - late, as the steps
    from alembic.operations import Operations  # noqa: PLC0415 - late, as the steps

    operations = Operations(MigrationContext.configure(connection))
    for step in _steps()[version:]:
        step(operations)
    if version < _SEALS_SINCE <= LATEST:
        local_seals.seal_all(driver_of(connection))
    if version == 0:
        search.create_schema(connection)
        if not inspect(connection).has_table(audit_schema.TABLES[0]):  # a vault brings them along
            audit_schema.create_schema(driver_of(connection))
    connection.exec_driver_sql(f"PRAGMA user_version = {LATEST:d}")
