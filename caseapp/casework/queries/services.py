"""The directory of services."""

from dataclasses import dataclass
from uuid import UUID

from caseapp.casework.commands.services import ServiceFacts
from caseapp.domain.requests import Query


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in the directory."""

    service_id: UUID
    facts: ServiceFacts
    retired: bool
    open_referrals: int


@dataclass(frozen=True, slots=True)
class Services(Query[tuple[ServiceRow, ...]]):
    """The directory; ``offer`` narrows it to services for one need kind."""

    offer: str = ""
    text: str = ""
    with_retired: bool = False
