"""Every question a page can ask, with the frozen rows it gets back. Domain words only."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from caseapp.casework.commands import ServiceFacts, Waiting
from caseapp.domain.consent import Answer, How, NotNowReason, Purpose
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.dates import Moment
from caseapp.domain.need import ForWhom, NeedFacts, NeedState, Pressing, PutOffReason
from caseapp.domain.person import ChildBand, MeansKind, PersonFacts, SafeContact
from caseapp.domain.referral import EndedBy, Stage, StepFacts
from caseapp.domain.requests import Query
from caseapp.domain.taxonomy import ListName, Term

# --- lists and staff --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms(Query[tuple[Term, ...]]):
    """All values of all lists, labels in ``language`` (falling back to English), in the order to show."""

    language: str = "en"
    with_retired: bool = True


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A colleague."""

    staff_id: UUID
    label: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class Staff(Query[tuple[StaffRow, ...]]):
    """Everyone who can stand behind "by whom"."""


@dataclass(frozen=True, slots=True)
class Preference(Query[str]):
    """A small local setting kept inside the vault; empty when never set."""

    key: str


# --- finding ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person found, with what tells her apart.

    Attributes:
        person_id: the person.
        alias, code: names to show.
        age_band: coarse age or None.
        last_on, last_place: last contact; None / empty.
        phone_end: last two digits of her first phone, empty if none.
        matched: what matched: ``alias``, ``name``, ``code`` or ``phone``.
        distance: 0 exact or prefix, larger = further away.
    """

    person_id: UUID
    alias: str
    code: str
    age_band: str | None
    last_on: date | None
    last_place: str
    phone_end: str
    matched: str
    distance: int


@dataclass(frozen=True, slots=True)
class FindPeople(Query[tuple[PersonHit, ...]]):
    """People by alias, other name, code or phone (three digits on), typing mistakes and accents allowed."""

    text: str
    limit: int = 8


@dataclass(frozen=True, slots=True)
class LikelyDuplicates(Query[tuple[PersonHit, ...]]):
    """People who may be the one about to be made; shown, never blocking."""

    facts: PersonFacts
    phones: tuple[str, ...] = ()


class HitKind(StrEnum):
    """Where a word was found."""

    PERSON = "person"
    CONTACT = "contact"
    NEED = "need"
    REFERRAL = "referral"
    SERVICE = "service"
    FOLLOW_UP = "follow_up"
    CONSENT = "consent"
    MEANS = "means"
    DRAFT = "draft"
    WAITING = "waiting"  # waits for a consent outside the record
    TERM = "term"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One result of the global search.

    Attributes:
        kind: kind of record.
        row_id: its id, what to open.
        person_id: the person it belongs to, None for services and the like.
        title: alias and code, or the service's name.
        snippet: the text around the match, plain.
        on: date of the record, None where it has none.
    """

    kind: HitKind
    row_id: UUID
    person_id: UUID | None
    title: str
    snippet: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Search(Query[tuple[SearchHit, ...]]):
    """Global search: people first, then services, then notes and words, newest first."""

    text: str
    limit: int = 30


# --- people -----------------------------------------------------------------------------------------------


class PeopleFilter(StrEnum):
    """Which people a list shows."""

    ALL = "all"
    OPEN_NEEDS = "open_needs"
    NO_NEXT_STEP = "no_next_step"  # open needs and no next step: nobody falls through
    NOT_SEEN_90 = "not_seen_90"


@dataclass(frozen=True, slots=True)
class PeopleIds(Query[tuple[int, ...]]):
    """Local keys of all people in the order of the list (alias), for a list that pages."""

    show: PeopleFilter = PeopleFilter.ALL
    text: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row of the people list."""

    key: int
    person_id: UUID
    alias: str
    code: str
    age_band: str | None
    area: str
    last_on: date | None
    open_needs: int
    next_on: date | None
    next_what: str
    next_tells: str | None = None  # as `FollowUpRow.tells`


@dataclass(frozen=True, slots=True)
class PeopleRows(Query[tuple[PersonRow, ...]]):
    """The rows for some local keys, in the order of the keys."""

    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MeansRow:
    """A way to reach a person. ``hint`` is safe to show (last two digits); ``value`` is the whole."""

    means_id: UUID
    kind: MeansKind
    hint: str
    value: str
    rule: SafeContact
    agreed_on: date | None
    consent: Answer
    consent_on: date | None


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """The current answer to one question.

    Attributes:
        purpose, subject: the question.
        about: label of the means or service it is about, or empty.
        answer: the latest answer; NOT_ASKED where the ledger has none.
        usable: whether it may be used today (given and not past its date).
        said_on, how, by, until, words, keep_from: of the latest answer.
    """

    purpose: Purpose
    subject: UUID | None
    about: str
    answer: Answer
    usable: bool
    said_on: date | None
    how: How | None
    by: str
    until: date | None
    words: str
    keep_from: str


@dataclass(frozen=True, slots=True)
class ConsentsOf(Query[tuple[ConsentRow, ...]]):
    """The whole ledger of a person, current answers, every purpose present (asked or not)."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class ConsentHistory(Query[tuple[ConsentRow, ...]]):
    """Every answer ever given, newest first."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of "What will happen now".

    Attributes:
        kind: ``stops``, ``erases``, ``added``, ``sent`` or ``stays``.
        template, values: the sentence, translatable.
        rows: ids of rows it would erase (can be kept for a named reason).
    """

    kind: str
    template: str
    values: tuple[tuple[str, str | int], ...] = ()
    rows: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawalPreview(Query[tuple[Effect, ...]]):
    """What an answer would lead to, before anything is done."""

    person_id: UUID
    purpose: Purpose
    subject: UUID | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need with where it stands."""

    need_id: UUID
    person_id: UUID
    kind: str
    for_whom: ForWhom
    child_band: ChildBand | None
    pressing: Pressing | None
    words: str
    state: NeedState
    state_on: date
    raised_on: date
    reasons: tuple[PutOffReason, ...]
    has_next_step: bool


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral as a board card, a list row and a line on the person page.

    Attributes:
        waiting_days: days since it was made (or offered) while nothing was received; None when ended.
        going_along: label of who goes along, or empty.
        ended_by, reason, words: of its end.
        helped: True, False, or None when not said.
        shared: whether a name went to the service.
    """

    referral_id: UUID
    person_id: UUID
    alias: str
    code: str
    kind: str
    need_id: UUID | None
    service_id: UUID | None
    service: str
    stage: Stage
    steps: tuple[StepFacts, ...]
    offered_on: date
    changed_on: date
    waiting_days: int | None
    appointment_at: datetime | None
    going_along: str
    ended_by: EndedBy | None
    reason: str
    words: str
    helped: bool | None
    share: Answer
    shared: bool


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened, newest first on the person page.

    Attributes:
        kind: ``contact``, ``need``, ``referral``, ``consent`` or ``follow_up``.
        row_id: what to open.
        on: local date; ``at`` local time when known.
        what: code of what happened (channel, step, need kind or answer; ``done`` of a follow-up, ``told``
            of one whose ``detail`` is the service that was told that sharing has ended).
        detail: text to show (note, words, service).
        place, by: code of the place, label of the worker.
    """

    kind: str
    row_id: UUID
    on: date
    at: time | None
    what: str
    detail: str
    place: str
    by: str


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up with how the person may be reached.

    Attributes:
        what: as somebody typed it; empty where ``tells`` says it.
        safe_how: short form of the safe-contact rule, empty when none was agreed.
        tells: name of the service that is to be told that sharing has ended; None where words were typed.
    """

    follow_up_id: UUID
    person_id: UUID | None
    alias: str
    code: str
    what: str
    due_on: date
    due_at: time | None
    days_late: int
    for_staff: UUID | None
    for_label: str
    safe_how: str
    done: bool
    tells: str | None = None


@dataclass(frozen=True, slots=True)
class PersonView:
    """Everything the person page shows.

    Attributes:
        strengths: (date, code of going_well or empty, her words) newest first.
        waiting: needs that wait for a consent, counted and shared nowhere.
        timeline: newest first, at most 200 rows.
    """

    person_id: UUID
    facts: PersonFacts
    since: date
    means: tuple[MeansRow, ...]
    consents: tuple[ConsentRow, ...]
    strengths: tuple[tuple[date, str, str], ...]
    needs: tuple[NeedRow, ...]
    referrals: tuple[ReferralRow, ...]
    follow_ups: tuple[FollowUpRow, ...]
    waiting: tuple[Waiting, ...]
    timeline: tuple[TimelineRow, ...]


@dataclass(frozen=True, slots=True)
class ShowPerson(Query[PersonView]):
    """The person page."""

    person_id: UUID


# --- the contact form -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What the form needs about a chosen person.

    Attributes:
        safe: the first safe-contact rule, None when none was agreed.
        consents: current answers.
        open_needs: to pick instead of raising the same again.
    """

    person_id: UUID
    alias: str
    code: str
    age_band: str | None
    safe: SafeContact | None
    consents: tuple[ConsentRow, ...]
    open_needs: tuple[NeedRow, ...]


@dataclass(frozen=True, slots=True)
class ShowCard(Query[PersonCard]):
    """The card of a chosen person."""

    person_id: UUID


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
class NeededConsent(Query["Purpose | None"]):
    """Which consent a need asks for: None when keeping a record is enough."""

    facts: NeedFacts


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft waiting."""

    draft_id: UUID
    form: str
    title: str
    person_id: UUID | None
    missing: tuple[str, ...]
    saved_at: Moment
    payload: str


@dataclass(frozen=True, slots=True)
class Drafts(Query[tuple[DraftRow, ...]]):
    """All drafts, newest first."""


@dataclass(frozen=True, slots=True)
class ShowDraft(Query["DraftRow | None"]):
    """One draft, None when it is gone."""

    draft_id: UUID


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Something that waits for a consent, as a list shows it.

    Attributes:
        waiting_id: what `SettleWaiting` and `AcceptWaiting` take.
        person_id: whose it is; None for somebody who waits without ``keep``.
        alias, code: of the person; of somebody without a record the alias as typed, and no code.
        purpose: the consent it waits for.
        kind: code of the need, ``household`` for children of a household, empty for a person.
        for_whom: of the need; None where no need waits.
        on: day of the contact, or the day it was said.
        place: code of the contact's place, empty without a contact.
        until, days_left: it goes on this day; whole days from today.
    """

    waiting_id: UUID
    person_id: UUID | None
    alias: str
    code: str
    purpose: Purpose
    kind: str
    for_whom: ForWhom | None
    on: date
    place: str
    until: date
    days_left: int


@dataclass(frozen=True, slots=True)
class WaitingItems(Query[tuple[WaitingRow, ...]]):
    """All that waits for a consent, what goes first standing first."""


@dataclass(frozen=True, slots=True)
class TallyRow:
    """Needs of one kind that were noted without the person in one month.

    Attributes:
        month: ``YYYY-MM`` in which they count; a tally knows no day, no place and no contact.
        kind, for_whom: of the needs.
        number: how many.
    """

    month: str
    kind: str
    for_whom: ForWhom
    number: int


@dataclass(frozen=True, slots=True)
class Tallies(Query[tuple[TallyRow, ...]]):
    """All that was noted without a person, newest month first, in it by the code of the need."""


# --- contacts ---------------------------------------------------------------------------------------------


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


# --- today ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A question to ask again at the next contact.

    Attributes:
        consent_id: the answer that stands.
        purpose, subject: the question; what opens the line of the ledger.
        about: the service or the end of the number it is about, or empty.
        answer: GIVEN, near or past its date, or NOT_NOW.
        on: the last day it holds, or the day on which it could not be asked.
        why: why it could not be asked.
        days_late: whole days since a given one ended, 0 while it holds.
    """

    consent_id: UUID
    person_id: UUID
    alias: str
    code: str
    purpose: Purpose
    subject: UUID | None
    about: str
    answer: Answer
    on: date
    why: NotNowReason | None
    days_late: int


@dataclass(frozen=True, slots=True)
class TodayView:
    """The first page after unlocking.

    Attributes:
        follow_ups: late and due today, late first; ``later`` counts the next 7 days.
        last_contacts: mine, newest first.
        drafts: waiting drafts.
        waiting: all that waits for a consent; ``waiting_people`` those of them who wait as a person.
        helped: people who said this week that a referral helped.
        no_next_step: people with open needs and no next step.
        reviews: what is to be asked again: consents past or near their date, by date, then what could not
            be asked when it came up, longest ago first.
    """

    day: date
    follow_ups: tuple[FollowUpRow, ...]
    later: int
    last_contacts: tuple[ContactRow, ...]
    drafts: tuple[DraftRow, ...]
    waiting: int
    helped: int
    no_next_step: int
    reviews: tuple[ReviewRow, ...]
    waiting_people: int = 0


@dataclass(frozen=True, slots=True)
class ShowToday(Query[TodayView]):
    """Today, mine or the team's."""

    mine: bool = True


@dataclass(frozen=True, slots=True)
class FollowUps(Query[tuple[FollowUpRow, ...]]):
    """All open follow-ups, by date."""

    mine: bool = False


# --- referrals and services -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Referrals(Query[tuple[ReferralRow, ...]]):
    """Open referrals, and those that ended in the last 31 days."""

    person_id: UUID | None = None
    service_id: UUID | None = None


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


# --- lists for the page of needs --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TermUse(Query[int]):
    """How often a value of a list is in use, before it is retired."""

    list_name: ListName
    code: str
