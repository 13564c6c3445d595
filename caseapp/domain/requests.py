"""What a page asks of the vault thread, and what it is told afterwards."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


class Kind(StrEnum):
    """Kinds of record that a save can change; a page repaints when one it shows is named."""

    PERSON = "person"
    CONTACT = "contact"
    NEED = "need"
    REFERRAL = "referral"
    SERVICE = "service"
    CONSENT = "consent"
    FOLLOW_UP = "follow_up"
    ATTACHMENT = "attachment"
    DRAFT = "draft"
    STAFF = "staff"
    TAXONOMY = "taxonomy"
    SETTING = "setting"
    FIGURES = "figures"


class Query(Generic[T]):
    """A question that changes nothing and is answered with a frozen ``T``."""

    __slots__ = ()


class Command(Generic[T]):
    """An act that is saved whole or not at all; its outcome carries a ``T``."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Which records one save touched.

    Attributes:
        kinds: the kinds of record.
        ids: row ids, of any kind.
    """

    kinds: frozenset[Kind] = frozenset()
    ids: frozenset[UUID] = field(default_factory=frozenset)

    def touches(self, *kinds: Kind) -> bool:
        """Whether any of the given kinds was changed."""
        return not self.kinds.isdisjoint(kinds)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The result of a command together with what it changed."""

    result: T
    changes: Changes
