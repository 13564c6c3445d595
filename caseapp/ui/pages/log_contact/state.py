"""What the contact form holds while it is filled in, apart from any widget; a draft is this as text."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from caseapp.casework.queries.consent import ConsentRow
from caseapp.domain.consent import Answer, ConsentEntry, How, Purpose, allows
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.need import NeedFacts
from caseapp.domain.person import PersonFacts, SafeContact
from caseapp.domain.referral import StepFacts


def _new_key() -> str:
    return uuid4().hex


@dataclass(slots=True)
class NeedItem:
    """A need raised in the form.

    Attributes:
        facts: the need.
        anonymous: note it without the person.
        purpose: the consent it asks for, as casework judged it; None when keeping a record is enough.
        key: of this line.
    """

    facts: NeedFacts
    anonymous: bool = False
    purpose: Purpose | None = None
    key: str = field(default_factory=_new_key)


@dataclass(slots=True)
class ReferralItem:
    """A referral offered in the form.

    Attributes:
        kind: code of the need it is for.
        service_id, service: the service and its name; None and empty when it is not chosen yet.
        need_key: the need of this form it belongs to, or None.
        steps: what happened so far.
        share: what she said to sharing with the service.
        key: of this line.
    """

    kind: str
    service_id: UUID | None = None
    service: str = ""
    need_key: str | None = None
    steps: tuple[StepFacts, ...] = ()
    share: ConsentEntry | None = None
    key: str = field(default_factory=_new_key)


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer to one question as it stands in the form.

    Attributes:
        answer: the latest answer.
        usable: whether it allows today.
        said_on, how: of the answer, None where nothing was said.
        now: whether it was given in this form.
    """

    answer: Answer
    usable: bool
    said_on: date | None = None
    how: How | None = None
    now: bool = False


@dataclass(slots=True)
class PersonState:
    """One person of the contact, known or new; also what is typed before somebody was chosen.

    Attributes:
        key: of this person in the form.
        person_id: an existing person, None for somebody new.
        new: facts of somebody new.
        alias, code, age_band: to show.
        found: how she was found, such as "found by phone ending 41".
        consents: answers given in this form.
        step_what, step_on, step_staff: the next step.
        known: her consents as the ledger has them.
        safe: the rule to read before she is reached.
        open_kinds: kinds of the needs she has open already.
        rest: see ``PersonPart``.
    """

    key: str = field(default_factory=_new_key)
    person_id: UUID | None = None
    new: PersonFacts | None = None
    alias: str = ""
    code: str = ""
    age_band: str | None = None
    found: str = ""
    consents: tuple[ConsentEntry, ...] = ()
    going_well: tuple[str, ...] = ()
    her_words: str = ""
    note: str = ""
    needs: tuple[NeedItem, ...] = ()
    referrals: tuple[ReferralItem, ...] = ()
    step_what: str = ""
    step_on: date | None = None
    step_staff: UUID | None = None
    known: tuple[ConsentRow, ...] = ()
    safe: SafeContact | None = None
    open_kinds: tuple[str, ...] = ()

    @property
    def is_nobody(self) -> bool:
        """Whether this is only what was typed before anybody was chosen."""
        return self.person_id is None and self.new is None

    @property
    def said_something(self) -> bool:
        """Whether anything was noted about her here."""
        return bool(
            self.going_well
            or self.her_words.strip()
            or self.note.strip()
            or self.needs
            or self.referrals
            or self.step_what.strip()
        )

    def said(self, purpose: Purpose) -> ConsentEntry | None:
        """What was answered in this form to a question."""
        return next((entry for entry in self.consents if entry.purpose is purpose), None)

    def answer(self, purpose: Purpose, entry: ConsentEntry | None) -> None:
        """Note an answer given now, or take it back."""
        rest = tuple(one for one in self.consents if one.purpose is not purpose)
        self.consents = (*rest, entry) if entry is not None else rest

    def standing(self, purpose: Purpose, on: date) -> Standing:
        """How a question stands: what was said in this form, else what the ledger has.

        Args:
            purpose: the question.
            on: the day of use.
        """
        entry = self.said(purpose)
        if entry is not None:
            return Standing(
                entry.answer, allows(entry.answer, entry.until, on), entry.said_on, entry.how, now=True
            )
        row = next((row for row in self.known if row.purpose is purpose and row.subject is None), None)
        if row is not None:
            return Standing(row.answer, row.usable, row.said_on, row.how)
        return Standing(Answer.NOT_ASKED, usable=False)

    def missing_consent(self, need: NeedItem, on: date) -> bool:
        """Whether a need has to wait for an answer."""
        if need.anonymous or need.purpose is None:
            return False
        return not self.standing(need.purpose, on).usable

    def need(self, key: str | None) -> NeedItem | None:
        """A need by its key."""
        return next((need for need in self.needs if need.key == key), None)


@dataclass(slots=True)
class FormState:
    """The whole form.

    Attributes:
        when: local wall-clock time.
        people: in the order chosen.
        loose: what was typed before anybody was chosen; given to the first who is.
        selected: key of the person whose needs, note and next step are shown.
        rest: see ``LogContact``.
    """

    when: datetime | None = None
    place: str = ""
    channel: Channel | None = None
    minutes: int | None = None
    setting: str = ""
    reached: Reached = Reached.YES
    companions: tuple[UUID, ...] = ()
    topics: tuple[str, ...] = ()
    supplies: tuple[tuple[str, int], ...] = ()
    spot_services: tuple[str, ...] = ()
    violence_spoken: bool | None = None
    people: tuple[PersonState, ...] = ()
    unidentified: int = 0
    loose: PersonState = field(default_factory=PersonState)
    selected: str = ""

    def person(self, key: object) -> PersonState | None:
        """A person of the form by key."""
        return next((person for person in self.people if person.key == key), None)

    @property
    def shown(self) -> PersonState:
        """Whose needs, note and next step are shown."""
        return self.person(self.selected) or (self.people[0] if self.people else self.loose)

    def add(self, person: PersonState) -> None:
        """Take a person in and select them; the first one gets what was typed before."""
        if not self.people and self.loose.said_something:
            before = self.loose
            person.going_well = before.going_well
            person.her_words, person.note = before.her_words, before.note
            person.needs, person.referrals = before.needs, before.referrals
            person.step_what, person.step_on, person.step_staff = (
                before.step_what,
                before.step_on,
                before.step_staff,
            )
            self.loose = PersonState()
        self.people = (*self.people, person)
        self.selected = person.key

    def remove(self, key: object) -> None:
        """Take a person out; what was typed for the last one is kept for the next."""
        person = self.person(key)
        if person is None:
            return
        self.people = tuple(other for other in self.people if other is not person)
        if not self.people and person.said_something:
            person.person_id, person.new, person.consents = None, None, ()
            person.known, person.safe, person.alias, person.code = (), None, "", ""
            person.open_kinds = ()
            self.loose = person
        if self.selected == key:
            self.selected = self.people[-1].key if self.people else ""

    def move_day(self, before: date, after: date) -> None:
        """Take along what was answered and offered in this form when the day of the contact is corrected.

        Args:
            before: the day until now; what was dated otherwise by hand stays.
            after: the day of the contact.
        """
        for person in (*self.people, self.loose):
            person.consents = tuple(_moved(entry, before, after) for entry in person.consents)
            for item in person.referrals:
                item.steps = tuple(
                    replace(step, on=after) if step.on == before else step for step in item.steps
                )
                item.share = _moved(item.share, before, after) if item.share is not None else None

    def to_keep(self) -> "FormState":
        """What a draft holds: all but what is asked again when the draft is opened."""
        people = tuple(replace(person, known=(), safe=None, open_kinds=()) for person in self.people)
        return replace(self, people=people)


def _moved(entry: ConsentEntry, before: date, after: date) -> ConsentEntry:
    return replace(entry, said_on=after) if entry.said_on == before else entry
