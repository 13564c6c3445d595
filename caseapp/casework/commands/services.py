"""The directory of services."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseapp.domain.requests import Command


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What the directory says of a service."""

    name: str
    offers: tuple[str, ...] = ()  # codes of the list need
    area: str = ""
    hours: str = ""
    languages: str = ""
    costs: str = ""
    children_welcome: bool | None = None
    papers_needed: bool | None = None
    how_to_refer: str = ""
    ask_for: str = ""
    address: str = ""
    phone: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class SetService(Command[UUID]):
    """Add (``service_id`` None) or change a service; ``retired`` hides it from choices."""

    facts: ServiceFacts
    service_id: UUID | None = None
    retired: bool = False
