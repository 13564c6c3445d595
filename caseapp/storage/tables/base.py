"""What all tables share: random ids, who wrote a row and when, and which tables stay on this laptop."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


KEYED: dict[str, Any] = {"sqlite_autoincrement": True}
"""Table options of a keyed table; one with its own ``__table_args__`` ends them with this."""


class Base(DeclarativeBase):
    """Base of all models."""

    metadata = MetaData(naming_convention=NAMES)


class Local:
    """Marks a table that stays on this laptop and is never handed to another."""

    __table_args__: tuple[Any, ...] = ({"info": {"local": True}},)


class Identified:
    """A row with a random id: a key must not tell the minute she was met."""

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)


class Keyed:
    """A row that is indexed for search or paged: a local integer key beside the random id.

    The key is the integer primary key of SQLite, so that it survives VACUUM; it is never shown or shared. A
    key is never given twice (AUTOINCREMENT): a closed month remembers how far the keys had come.
    """

    __table_args__: tuple[Any, ...] = (KEYED,)

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)


class Written:
    """Who wrote a row and when (UTC)."""

    created_at: Mapped[datetime] = mapped_column(DateTime)
    created_by: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))
