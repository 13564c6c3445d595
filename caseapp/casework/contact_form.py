"""Logging a contact: one form, one save. A missing consent never blocks it; what lacks one waits."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import select

from caseapp.casework.commands.contact import (
    AddContacts,
    ContactLogged,
    Imported,
    LogContact,
    NewNeed,
    PersonPart,
)
from caseapp.casework.commands.waiting import Waiting
from caseapp.casework.consent import apply_answer
from caseapp.casework.contact_check import refuse_wrong_contact
from caseapp.casework.house import House
from caseapp.casework.recent import Saved, forget_forms, remember
from caseapp.casework.refusals import LinesRefused
from caseapp.casework.save import (
    Save,
    tally_need,
)
from caseapp.casework.waiting import Held, insert_part, make_person, put
from caseapp.domain.consent import Answer, ConsentEntry, Purpose, allows, latest_of
from caseapp.domain.person import no_more_than_needed
from caseapp.domain.requests import Outcome
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError
from caseapp.storage.tables import Contact, ContactMark, ContactStaff, ContactSupply, Draft
from caseapp.storage.unit_of_work import GoneError


def log_contact(
    house: House, command: LogContact, progress: Callable[[int, int], None] | None = None
) -> Outcome[ContactLogged]:
    """Save one contact, whole.

    Args:
        house: the open house.
        command: the contact.
        progress: told how far the erasing of files is, where somebody said no; what it raises undoes all.

    Raises:
        NotComplete: fields are missing or cannot be right.
        InTheFuture: the contact, a step or an answer is dated after now.
        GoneError: somebody or something it names was erased meanwhile.
    """
    with house.writing("contact.log") as unit:
        if progress is not None:
            unit.progress = progress
        save = Save.of(house, unit)
        again = _sent_again(save, command)
        if again is not None:
            return Outcome(again, unit.changes)
        refuse_wrong_contact(save, command)
        saved = _Form(save, command).write()
        remember(house, saved)
    forget_forms(house, unit, but=saved)
    return Outcome(saved.result, unit.changes)


def _sent_again(save: Save, command: LogContact) -> ContactLogged | None:
    """A contact takes the id of its draft, so a save whose end could not be told is not made twice."""
    if command.draft_id is None:
        return None
    saved = save.house.recent.get(command.draft_id)
    if isinstance(saved, Saved) and save.unit.ids(select(Contact.id).where(Contact.id == command.draft_id)):
        return saved.result
    return None


def _keep_answer(consents: tuple[ConsentEntry, ...]) -> ConsentEntry | None:
    return latest_of(entry for entry in consents if entry.purpose is Purpose.KEEP)


# --- writing ----------------------------------------------------------------------------------------------


class _Form:
    """Writes one form: first who the people are, then the contact, then what it says about each."""

    def __init__(self, save: Save, command: LogContact) -> None:
        self.save, self.command = save, command
        self.on = command.when.day
        self.contact_id = command.draft_id or uuid4()
        self.unidentified = command.unidentified
        self.waits: list[Waiting] = []
        named = [part.person_id for part in command.people if part.person_id is not None]
        self.saved = Saved(ContactLogged(self.contact_id, ()), named=named)
        self.held_back: list[tuple[UUID | None, PersonPart]] = []

    def write(self) -> Saved:
        parts = [(self._who(part), part) for part in self.command.people]
        self._write_contact()
        for person_id, part in parts:
            if person_id is not None:
                waits, tallies = insert_part(self.save, self.contact_id, self.on, person_id, part)
                self.waits += waits
                self.saved.tallies += tallies
        for person_id, part in self.held_back:
            held = Held(self.on, part=self._tallied(part))
            self.waits.append(put(self.save, held, Purpose.KEEP, "", person_id, self.contact_id))
        self._end_draft()
        people = tuple(person_id for person_id, _ in parts)
        self.saved.result = ContactLogged(self.contact_id, people, tuple(self.waits))
        return self.saved

    def _who(self, part: PersonPart) -> UUID | None:
        """The person of a part after her answers, None where she stays unidentified."""
        if part.person_id is None:
            return self._somebody_new(part)
        person_id = part.person_id
        if not self.save.has_person(person_id):
            raise GoneError
        for entry in part.consents:
            applied = apply_answer(self.save, person_id, entry)
            self.saved.final |= applied.final
            if not self.save.has_person(person_id):
                self._declined(part)
                return None
            self.saved.consents.append(applied.entry_id)
        if self.save.ledger.usable(person_id, Purpose.KEEP, self.save.today):
            return person_id
        self._hold_back(person_id, part)
        return None

    def _somebody_new(self, part: PersonPart) -> UUID | None:
        assert part.new is not None
        answer = _keep_answer(part.consents)
        if answer is not None and allows(answer.answer, answer.until, self.save.today):
            person_id, waits = make_person(self.save, part.new, part, self.contact_id, self.on)
            self.waits += waits
            self.saved.people.append(person_id)
            return person_id
        if answer is not None and answer.answer in {Answer.DECLINED, Answer.WITHDRAWN}:
            self._declined(part)
            return None
        self._hold_back(None, part)
        return None

    def _declined(self, part: PersonPart) -> None:
        """She does not want a record: nothing of her part is stored, she was somebody not identified."""
        self.unidentified += 1
        self._tallied(part)

    def _hold_back(self, person_id: UUID | None, part: PersonPart) -> None:
        self.unidentified += 1
        if part.new is not None:
            part = replace(part, new=no_more_than_needed(part.new))
        self.held_back.append((person_id, part if person_id is None else replace(part, consents=())))

    def _tallied(self, part: PersonPart) -> PersonPart:
        """Tally what was to be noted without her; returns the rest."""
        places: dict[int, int] = {}
        rest: list[NewNeed] = []
        for index, need in enumerate(part.needs):
            if need.anonymous:
                self.saved.tallies.append(tally_need(self.save, need.facts, self.on))
            else:
                places[index] = len(rest)
                rest.append(need)
        referrals = tuple(
            replace(referral, need_index=None if referral.need_index is None else places[referral.need_index])
            for referral in part.referrals
        )
        return replace(part, needs=tuple(rest), referrals=referrals)

    def _write_contact(self) -> None:
        command, unit = self.command, self.save.unit
        unit.insert(
            Contact,
            id=self.contact_id,
            on_date=self.on,
            at_utc=command.when.utc.replace(tzinfo=None),
            offset_minutes=command.when.offset_minutes,
            minutes=command.minutes,
            place=command.place,
            setting=command.setting,
            channel=command.channel.value,
            reached=command.reached.value,
            unidentified=self.unidentified,
            violence_spoken=command.violence_spoken,
            note=command.note.strip(),
        )
        marks = ((ListName.TOPIC, command.topics), (ListName.SPOT_SERVICE, command.spot_services))
        for list_name, codes in marks:
            for code in dict.fromkeys(codes):
                unit.insert(ContactMark, contact_id=self.contact_id, list_name=list_name.value, code=code)
        for code, quantity in command.supplies:
            unit.insert(ContactSupply, contact_id=self.contact_id, code=code, quantity=quantity)
        for staff_id in dict.fromkeys(command.companions):
            if staff_id != self.save.house.staff_id:
                unit.insert(ContactStaff, contact_id=self.contact_id, staff_id=staff_id)

    def _end_draft(self) -> None:
        draft_id = self.command.draft_id
        if draft_id is None:
            return
        unit = self.save.unit
        if unit.ids(select(Draft.id).where(Draft.id == draft_id)):
            self.saved.draft = unit.row(Draft, draft_id)
            unit.erase(Draft, [draft_id])


# --- many at once -----------------------------------------------------------------------------------------


def add_contacts(house: House, command: AddContacts) -> Outcome[Imported]:
    """Save many contacts in one transaction, each judged by the rules of the form.

    Raises:
        LinesRefused: some were refused; all of them are named, and nothing was saved.
    """
    refused: list[tuple[int, KnownError]] = []
    people = waiting = 0
    with house.together("contacts.add") as unit:
        save = Save.of(house, unit)
        read = [one for one in command.contacts if isinstance(one, LogContact)]
        save.read_ahead([part.person_id for one in read for part in one.people if part.person_id])
        for number, one in enumerate(command.contacts, start=1):
            if isinstance(one, KnownError):
                refused.append((number, one))
                continue
            try:
                refuse_wrong_contact(save, one)
                saved = _Form(save, one).write()
            except KnownError as error:
                refused.append((number, error))
                continue
            people += len(saved.people)
            waiting += len(saved.result.waiting)
        if refused:
            raise LinesRefused(refused)
    forget_forms(house, unit)
    return Outcome(Imported(len(command.contacts), people, waiting), unit.changes)
