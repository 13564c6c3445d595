"""The engine over the one open connection. It belongs to the thread that made it."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import StaticPool

WRITES = "caseapp_writes"
"""Execution option of a connection that is going to write: its transaction takes the write lock at once."""


def driver_of(connection: Connection) -> Any:  # noqa: ANN401 - the DB-API connection has no common type
    """The driver's connection under one of SQLAlchemy, for what is said to it directly."""
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver


def make_engine(connect: Callable[[], DBAPIConnection], dbapi: ModuleType) -> Engine:
    """Make the engine of a case store.

    Args:
        connect: opens the connection, in autocommit mode (``isolation_level=None``).
        dbapi: the module the connection comes from.

    Returns:
        An engine with one connection, which says BEGIN itself: IMMEDIATE when it writes, so that a
        transaction never has to become a writer halfway through.
    """
    # Parameters are what people typed: they must not stand in an exception.
    engine = create_engine(
        "sqlite://", creator=connect, module=dbapi, poolclass=StaticPool, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
