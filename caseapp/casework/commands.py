"""Every act a worker can do, as frozen dataclasses. Domain words only, so that pages import it cheaply."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from caseapp.domain.consent import ConsentEntry
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.dates import Moment
from caseapp.domain.need import NeedFacts, NeedState, PutOffReason
from caseapp.domain.person import MeansKind, PersonFacts, SafeContact
from caseapp.domain.referral import StepFacts
from caseapp.domain.requests import Command
from caseapp.domain.sentences import Sentence
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError

# --- people -----------------------------------------------------------------------------------------------


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


# --- consent ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordConsent(Command["ConsentDone"]):
    """Add an answer to the ledger and carry out what follows from it, in one transaction.

    ``withdrawn`` and ``declined`` after ``given`` erase by default what the purpose allowed, except rows
    whose id stands in ``keep`` (with ``keep_reason``); see the query ``WithdrawalPreview``.
    """

    person_id: UUID
    entry: ConsentEntry
    keep: frozenset[UUID] = frozenset()
    keep_reason: str = ""


@dataclass(frozen=True, slots=True)
class ConsentDone:
    """What an answer led to.

    Attributes:
        receipt: sentences in plain words, one per consequence, for her; translated where they are shown.
        brought_in: ids of waiting needs that became part of the record.
        erased: number of rows erased.
    """

    receipt: tuple[Sentence, ...] = ()
    brought_in: tuple[UUID, ...] = ()
    erased: int = 0


# --- the contact form -------------------------------------------------------------------------------------


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
class Waiting:
    """Something that waits outside the record for a consent.

    Attributes:
        waiting_id: its id.
        purpose: the consent it waits for.
        what: code of the need, ``household`` for children of a household, empty for a person without
            ``keep``.
        until: it goes on this day at the latest (14 days).
    """

    waiting_id: UUID
    purpose: str
    what: str
    until: date


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


# --- drafts -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeepDraft(Command[None]):
    """Write the state of a form, encrypted in the vault. One per form and person.

    Attributes:
        draft_id: chosen by the form.
        form: name of the form, e.g. ``contact``.
        title: what Today shows, e.g. an alias.
        missing: what is missing, codes of fields.
        payload: JSON text of the form's state.
    """

    draft_id: UUID
    form: str
    payload: str
    title: str = ""
    missing: tuple[str, ...] = ()
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DiscardDraft(Command[None]):
    """Erase a draft; the window asks first."""

    draft_id: UUID


@dataclass(frozen=True, slots=True)
class SettleWaiting(Command[None]):
    """Decide about something waiting: note it without the person (``anonymous``) or leave it out."""

    waiting_id: UUID
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class AcceptWaiting(Command[UUID]):
    """Make the person who waited without ``keep``, now that she agreed; her part joins its contact."""

    waiting_id: UUID
    keep: ConsentEntry


# --- needs, referrals, services, follow-ups ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RaiseNeed(Command[UUID]):
    """Note a need outside a contact. Raises ``ConsentMissing`` naming the purpose when it is not given."""

    person_id: UUID
    facts: NeedFacts
    raised_on: date


@dataclass(frozen=True, slots=True)
class ChangeNeed(Command[None]):
    """Move a need to another state; ``put_off`` takes its reasons."""

    need_id: UUID
    state: NeedState
    on: date
    reasons: tuple[PutOffReason, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class OfferReferral(Command[UUID]):
    """Offer a referral outside a contact."""

    person_id: UUID
    referral: NewReferral
    need_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StepReferral(Command[None]):
    """Record the next step of a referral. MADE without consent to share is information given."""

    referral_id: UUID
    facts: StepFacts
    share: ConsentEntry | None = None
    service_id: UUID | None = None  # chosen at this step, None = as it is


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


@dataclass(frozen=True, slots=True)
class SetFollowUp(Command[UUID]):
    """Add or change a follow-up.

    ``what`` may be empty only where a referral says what is to be done; see ``FollowUpRow.tells``.
    """

    what: str
    due_on: date
    due_at: time | None = None
    person_id: UUID | None = None
    for_staff: UUID | None = None
    follow_up_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EndFollowUp(Command[None]):
    """Mark a follow-up done, or open again (``done`` False: undo)."""

    follow_up_id: UUID
    done: bool = True


# --- the team's lists and figures -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetTerm(Command[None]):
    """Add or change a value of a list: its label in the language in use, its parent, whether it is retired.

    Labels in other languages stay; a language without one shows the English label, or the one there is.
    """

    list_name: ListName
    code: str
    label: str
    parent: str = ""
    retired: bool = False
    language: str = "en"  # two letters, of the window


@dataclass(frozen=True, slots=True)
class SetStaffLabel(Command[UUID]):
    """Name the signed-in worker's row, or add a colleague (``staff_id`` None)."""

    label: str
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CloseMonth(Command["MonthClosed"]):
    """Turn a month into protected figures, once. Earlier open months are closed first or refused by name.

    Attributes:
        month: ``YYYY-MM``.
        through: close every open month up to it, oldest first; else only this one.
    """

    month: str
    through: bool = False


@dataclass(frozen=True, slots=True)
class MonthClosed:
    """Which months were closed, oldest first."""

    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetPreference(Command[None]):
    """Keep a small local setting inside the vault, such as the last place used."""

    key: str
    value: str


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
