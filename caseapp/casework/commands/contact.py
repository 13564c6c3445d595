"""Contacts: the form with all it holds, many at once, taking back, correcting."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from caseapp.casework.commands.waiting import Waiting
from caseapp.domain.consent import ConsentEntry
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.dates import Moment
from caseapp.domain.need import NeedFacts
from caseapp.domain.person import PersonFacts
from caseapp.domain.referral import StepFacts
from caseapp.domain.requests import Command
from caseapp.errors import KnownError


@dataclass(frozen=True, slots=True)
class NewNeed:
    """A need raised in the form.

    Attributes:
        facts: the need.
        anonymous: note it without the person, as a tally of the month.
    """

    facts: NeedFacts
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class NewReferral:
    """A referral offered in the form.

    Attributes:
        kind: need kind (taxonomy ``need``) it is for.
        service_id: the service, None when not chosen yet.
        need_index: which of the person's needs in this form it belongs to, None = none of them.
        steps: what happened so far, first OFFERED.
        share: answer to "may we share with this service", None = not asked.
    """

    kind: str
    service_id: UUID | None = None
    need_index: int | None = None
    steps: tuple[StepFacts, ...] = ()
    share: ConsentEntry | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """A follow-up named in the form."""

    what: str
    due_on: date
    due_at: time | None = None
    for_staff: UUID | None = None


@dataclass(frozen=True, slots=True)
class PersonPart:
    """What belongs to one known person in a contact.

    Attributes:
        person_id: an existing person, or None for someone new.
        new: facts of someone new.
        consents: answers given during this contact, applied before the rest is judged.
        going_well: codes of the list ``going_well``.
        her_words: a sentence of hers.
        note: what happened.
        needs: raised in this contact.
        referrals: made in this contact.
        next_steps: follow-ups.
    """

    person_id: UUID | None = None
    new: PersonFacts | None = None
    consents: tuple[ConsentEntry, ...] = ()
    going_well: tuple[str, ...] = ()
    her_words: str = ""
    note: str = ""
    needs: tuple[NewNeed, ...] = ()
    referrals: tuple[NewReferral, ...] = ()
    next_steps: tuple[NextStep, ...] = ()


@dataclass(frozen=True, slots=True)
class LogContact(Command["ContactLogged"]):
    """Save one contact, whole. Never refused for a missing consent: what lacks it waits outside the record.

    Refused with sentences (``KnownError`` subclass ``NotComplete`` naming the fields) when date, place or
    channel is missing, when there is neither a person nor a number, when the date lies in the future.
    """

    when: Moment
    place: str
    channel: Channel
    minutes: int | None = None
    setting: str = ""
    reached: Reached = Reached.YES
    people: tuple[PersonPart, ...] = ()
    unidentified: int = 0
    companions: tuple[UUID, ...] = ()
    topics: tuple[str, ...] = ()
    supplies: tuple[tuple[str, int], ...] = ()
    spot_services: tuple[str, ...] = ()
    violence_spoken: bool | None = None
    note: str = ""  # about the contact as a whole, when nobody is known
    draft_id: UUID | None = None  # the draft this save ends


@dataclass(frozen=True, slots=True)
class ContactLogged:
    """Result of a saved contact.

    Attributes:
        contact_id: the contact.
        person_ids: in the order of ``people``; None where somebody stayed unidentified.
        waiting: what waits for a consent.
    """

    contact_id: UUID
    person_ids: tuple[UUID | None, ...]
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoContact(Command[None]):
    """Take back a contact saved moments ago, with all that belongs to it; its form returns as a draft."""

    contact_id: UUID


@dataclass(frozen=True, slots=True)
class CorrectNote(Command[None]):
    """Correct what a saved contact says in words; the earlier text stays in the history, all else as it is.

    Attributes:
        contact_id: the contact.
        note: the whole corrected text; empty takes it out.
        person_id: whose note it is; None = the note about the contact as a whole.
        her_words: her sentence, as it should be; only with a person.
    """

    contact_id: UUID
    note: str
    person_id: UUID | None = None
    her_words: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many contacts and new people a file brought in."""

    contacts: int = 0
    people: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class AddContacts(Command[Imported]):
    """Save many contacts in one transaction: all of them or none.

    Attributes:
        contacts: each judged by the same rules as the form. One that could not even be read stands there as
            its error, so that a refusal names all that are wrong.
    """

    contacts: tuple[LogContact | KnownError, ...] = ()
