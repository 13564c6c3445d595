"""Contacts from a file: one JSON object, or one a line. All of them come in or none does.

The shape stands in the dataclasses below; reading and the printed schema both go by them. People are named
by code or alias, services by name, what is chosen from a list by its code or a label of it.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from caseapp.casework.as_json import NotReadableError, read
from caseapp.casework.commands.contact import (
    AddContacts,
    LogContact,
    NewNeed,
    NewReferral,
    NextStep,
    PersonPart,
)
from caseapp.casework.house import House
from caseapp.casework.queries.find import FindPeople
from caseapp.casework.queries.services import Services
from caseapp.casework.reading.find import find_people
from caseapp.casework.reading.referrals import services
from caseapp.domain.consent import Answer, ConsentEntry, How, NotNowReason, Purpose
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.dates import Moment
from caseapp.domain.need import ForWhom, NeedFacts, Pressing
from caseapp.domain.person import ChildBand, PersonFacts
from caseapp.domain.referral import Barrier, Company, EndedBy, Step, StepFacts
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError
from caseapp.exchange.list_words import ListWords

LARGEST_FILE = 256 * 1024 * 1024  # bytes
_SAME_NAME = 50
Need = Annotated[str, ListName.NEED]


class FileRefusedError(KnownError):
    """The file is no list of contacts."""

    code = "file_refused"


class LineError(KnownError):
    """One contact of the file is not as it should be."""

    code = "line"


@dataclass(frozen=True, slots=True)
class ConsentInFile:
    """An answer she gave; its date is the contact's where none is said."""

    purpose: Purpose
    answer: Answer
    said_on: date | None = None
    how: How | None = How.SPOKEN
    until: date | None = None
    not_now: NotNowReason | None = None
    words: str = ""
    keep_from: str = ""

    def entry(self, on: date) -> ConsentEntry:
        """The line of the ledger."""
        asked = self.answer not in {Answer.NOT_ASKED, Answer.NOT_NOW}
        return ConsentEntry(
            self.purpose,
            self.answer,
            self.said_on or on,
            how=self.how if asked else None,
            until=self.until,
            not_now=self.not_now,
            words=self.words,
            keep_from=self.keep_from,
        )


@dataclass(frozen=True, slots=True)
class NeedInFile:
    """A need she raised; ``anonymous`` notes it without her."""

    kind: Need
    for_whom: ForWhom = ForWhom.SELF
    child_band: ChildBand | None = None
    pressing: Pressing | None = None
    words: str = ""
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class StepInFile:
    """A step of a referral; its date is the contact's where none is said."""

    step: Step
    on: date | None = None
    company: Company | None = None
    appointment_at: datetime | None = None
    ended_by: EndedBy | None = None
    reason: str = ""
    words: str = ""
    named: bool = False
    barriers: tuple[Barrier, ...] = ()

    def facts(self, on: date) -> StepFacts:
        """The step as casework takes it."""
        return StepFacts(
            self.step,
            self.on or on,
            company=self.company,
            appointment_at=self.appointment_at,
            ended_by=self.ended_by,
            reason=self.reason,
            words=self.words,
            named=self.named,
            barriers=self.barriers,
        )


@dataclass(frozen=True, slots=True)
class ReferralInFile:
    """A referral; ``need`` is the place of its need in ``needs``, from 0. Without steps it was offered."""

    kind: Need
    service: str = ""
    need: int | None = None
    steps: tuple[StepInFile, ...] = ()
    share: ConsentInFile | None = None


@dataclass(frozen=True, slots=True)
class NextStepInFile:
    """A follow-up."""

    what: str
    due_on: date
    due_at: time | None = None


@dataclass(frozen=True, slots=True)
class PersonInFile:
    """A person in the contact: a known one by ``code`` or ``alias``, or ``new``."""

    code: str = ""
    alias: str = ""
    new: PersonFacts | None = None
    consents: tuple[ConsentInFile, ...] = ()
    going_well: tuple[Annotated[str, ListName.GOING_WELL], ...] = ()
    her_words: str = ""
    note: str = ""
    needs: tuple[NeedInFile, ...] = ()
    referrals: tuple[ReferralInFile, ...] = ()
    next_steps: tuple[NextStepInFile, ...] = ()


@dataclass(frozen=True, slots=True)
class SupplyInFile:
    """Supplies handed out."""

    code: Annotated[str, ListName.SUPPLY]
    quantity: int


@dataclass(frozen=True, slots=True)
class ContactInFile:
    """One contact. A time without an offset is the local time of this computer."""

    when: datetime
    place: Annotated[str, ListName.PLACE]
    channel: Channel
    minutes: int | None = None
    setting: Annotated[str, ListName.SETTING] = ""
    reached: Reached = Reached.YES
    people: tuple[PersonInFile, ...] = ()
    unidentified: int = 0
    topics: tuple[Annotated[str, ListName.TOPIC], ...] = ()
    supplies: tuple[SupplyInFile, ...] = ()
    spot_services: tuple[Annotated[str, ListName.SPOT_SERVICE], ...] = ()
    violence_spoken: bool | None = None
    note: str = ""


def read_contacts(house: House, text: str) -> AddContacts:
    """Read a file and find whom and what it names.

    Args:
        house: the open house.
        text: one JSON object, or JSON lines.

    Returns:
        The command that saves them all, or refuses them all and names every one that is wrong.

    Raises:
        FileRefusedError: there is nothing in it.
    """
    found: list[LogContact | KnownError] = []
    values = _values(text)
    finder = _Finder(house)
    for value in values:
        try:
            found.append(finder.contact(_contact(value)))
        except KnownError as error:
            found.append(error)
    return AddContacts(tuple(found))


def _values(text: str) -> list[str | dict[str, object]]:
    """Each contact: an object, or the text of a line to be read for itself."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        lines = [line for line in text.splitlines() if line.strip()]
        if not lines:
            raise FileRefusedError("There is no contact in the file. Nothing was changed.") from None
        return list(lines)
    if isinstance(whole, dict):
        return [whole]
    raise FileRefusedError(
        "The file is no contact: put one JSON object in it, or one on each line. Nothing was changed."
    )


def _contact(value: str | dict[str, object]) -> ContactInFile:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise LineError("this is no JSON object.") from None
    try:
        return read(ContactInFile, value)
    except NotReadableError as error:
        raise LineError("{what}.", what=str(error)) from None


class _Finder:
    """Finds people by code or alias and services by name, in the vault as it is."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._codes = ListWords(house)
        self._services: dict[str, list[UUID]] = {}
        for row in services(house, Services()):
            self._services.setdefault(row.facts.name.casefold(), []).append(row.service_id)

    def contact(self, line: ContactInFile) -> LogContact:
        try:
            when = line.when if line.when.utcoffset() is not None else line.when.astimezone()
            moment = Moment.of(when)
        except (OverflowError, ValueError):  # at the ends of the calendar another offset leads out of it
            raise LineError("when: no time that can be.") from None
        return LogContact(
            when=moment,
            place=self._codes.code(ListName.PLACE, line.place),
            channel=line.channel,
            minutes=line.minutes,
            setting=self._codes.code(ListName.SETTING, line.setting),
            reached=line.reached,
            people=tuple(self._part(person, moment.day) for person in line.people),
            unidentified=line.unidentified,
            topics=self._codes.codes(ListName.TOPIC, line.topics),
            supplies=tuple(
                (self._codes.code(ListName.SUPPLY, supply.code), supply.quantity) for supply in line.supplies
            ),
            spot_services=self._codes.codes(ListName.SPOT_SERVICE, line.spot_services),
            violence_spoken=line.violence_spoken,
            note=line.note,
        )

    def _part(self, person: PersonInFile, on: date) -> PersonPart:
        return PersonPart(
            person_id=None if person.new is not None else self._person(person),
            new=None if person.new is None else self._codes.of_person(person.new),
            consents=tuple(each.entry(on) for each in person.consents),
            going_well=self._codes.codes(ListName.GOING_WELL, person.going_well),
            her_words=person.her_words,
            note=person.note,
            needs=tuple(self._need(each) for each in person.needs),
            referrals=tuple(self._referral(each, on) for each in person.referrals),
            next_steps=tuple(NextStep(each.what, each.due_on, each.due_at) for each in person.next_steps),
        )

    def _person(self, person: PersonInFile) -> UUID:
        if bool(person.code) == bool(person.alias):
            raise LineError("a person is named by code or by alias, or is new.")
        text, kind = (person.code, "code") if person.code else (person.alias, "alias")
        hits = find_people(self._house, FindPeople(text, _SAME_NAME))
        same = {
            hit.person_id
            for hit in hits
            if (hit.code if kind == "code" else hit.alias).casefold() == text.casefold()
        }
        if len(same) != 1:
            sentence = (
                "nobody has this {kind}." if not same else "several people have this {kind}; use the code."
            )
            raise LineError(sentence, kind=kind)
        return same.pop()

    def _referral(self, referral: ReferralInFile, on: date) -> NewReferral:
        service_id = None
        if referral.service:
            found = self._services.get(referral.service.casefold(), [])
            if len(found) != 1:
                raise LineError("the service of a referral is not in the directory, or is there twice.")
            service_id = found[0]
        steps = tuple(step.facts(on) for step in referral.steps) or (StepFacts(Step.OFFERED, on),)
        share = None if referral.share is None else referral.share.entry(on)
        kind = self._codes.code(ListName.NEED, referral.kind)
        return NewReferral(kind, service_id, referral.need, steps, share)

    def _need(self, need: NeedInFile) -> NewNeed:
        kind = self._codes.code(ListName.NEED, need.kind)
        facts = NeedFacts(kind, need.for_whom, need.child_band, need.pressing, need.words)
        return NewNeed(facts, anonymous=need.anonymous)
