"""The steps from one format of the case store to the next, run on the open connection."""

from sqlalchemy import Engine, inspect

from caseapp.errors import KnownError
from caseapp.storage import search
from caseapp.storage.tables import Base
from caseapp.vault import audit

LATEST = 1


class StoreIsNewerError(KnownError):
    """The store was written by a newer Caseapp."""

    code = "store_newer"

    def __init__(self) -> None:
        super().__init__(
            "These notes were written by a newer Caseapp. Install that version to open them. "
            "Nothing was changed."
        )


def bring_up_to_date(engine: Engine) -> None:
    """Create or migrate the store.

    Raises:
        StoreIsNewerError: it is of a format this version does not know.
    """
    with engine.connect() as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > LATEST:
        raise StoreIsNewerError
    if version == LATEST:
        return
    with engine.connect().execution_options(caseapp_writes=True) as connection, connection.begin():
        Base.metadata.create_all(connection)
        search.create_schema(connection)
        if not inspect(connection).has_table(audit.TABLES[0]):  # a vault brings them along
            driver = connection.connection.driver_connection
            assert driver is not None
            audit.create_schema(driver)
        connection.exec_driver_sql(f"PRAGMA user_version = {LATEST}")
