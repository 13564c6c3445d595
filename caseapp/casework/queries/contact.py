"""Contacts: what a form starts with, the list, and one in full."""

from dataclasses import dataclass
from uuid import UUID

from caseapp.domain.contact import Channel, Reached
from caseapp.domain.dates import Moment
from caseapp.domain.requests import Query


@dataclass(frozen=True, slots=True)
class FormStart:
    """What the form is filled with: from the last contact of the shift (within 12 hours)."""

    place: str
    channel: Channel | None
    setting: str
    minutes: int | None
    companions: tuple[UUID, ...]
    last_supplies: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class StartForm(Query[FormStart]):
    """Defaults for a new contact form."""


@dataclass(frozen=True, slots=True)
class ContactIds(Query[tuple[int, ...]]):
    """Local keys of contacts, newest first, for a list that pages."""

    mine: bool = False
    place: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A row of the contact list."""

    key: int
    contact_id: UUID
    when: Moment
    place: str
    channel: Channel
    reached: Reached
    minutes: int | None
    people: tuple[tuple[UUID, str, str], ...]  # id, alias, code
    unidentified: int
    summary: str  # first line of the note, or empty
    topics: tuple[str, ...]
    supplies: tuple[tuple[str, int], ...]
    by: str


@dataclass(frozen=True, slots=True)
class ContactRows(Query[tuple[ContactRow, ...]]):
    """The rows for some local keys, in the order of the keys."""

    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ContactPersonView:
    """What a contact says about one person."""

    person_id: UUID
    alias: str
    code: str
    going_well: tuple[str, ...]
    her_words: str
    note: str


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact in full."""

    row: ContactRow
    setting: str
    companions: tuple[str, ...]
    spot_services: tuple[str, ...]
    violence_spoken: bool | None
    note: str
    people: tuple[ContactPersonView, ...]


@dataclass(frozen=True, slots=True)
class ShowContact(Query[ContactView]):
    """One contact."""

    contact_id: UUID
