"""People, and the ways to reach them."""

from dataclasses import dataclass
from uuid import UUID

from caseapp.domain.consent import ConsentEntry
from caseapp.domain.person import MeansKind, PersonFacts, SafeContact
from caseapp.domain.requests import Command


@dataclass(frozen=True, slots=True)
class AddPerson(Command[UUID]):
    """Make a person outside a contact. Refused unless ``keep`` answers given."""

    facts: PersonFacts
    keep: ConsentEntry


@dataclass(frozen=True, slots=True)
class ChangePerson(Command[None]):
    """Replace what is noted about a person; children and motherhood need the consent ``children``."""

    person_id: UUID
    facts: PersonFacts


@dataclass(frozen=True, slots=True)
class SetContactMeans(Command[UUID]):
    """Add (``means_id`` None) or change a way to reach a person, with its rule."""

    person_id: UUID
    kind: MeansKind
    value: str
    rule: SafeContact
    means_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RemoveContactMeans(Command[None]):
    """Erase a contact means."""

    means_id: UUID


@dataclass(frozen=True, slots=True)
class NoteMeansShown(Command[None]):
    """Put into the audit that a number was shown after its rule was acknowledged."""

    means_id: UUID
