"""Taking back a contact saved moments ago."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from caseapp.casework.commands.contact import UndoContact
from caseapp.casework.house import House
from caseapp.casework.people import erase_needs, erase_person, erase_referrals
from caseapp.casework.recent import Saved
from caseapp.domain.consent import Answer
from caseapp.domain.requests import Outcome
from caseapp.errors import KnownError
from caseapp.storage.tables import (
    Base,
    Closing,
    Consent,
    Contact,
    ContactMark,
    ContactPerson,
    ContactStaff,
    ContactSupply,
    Draft,
    FollowUp,
    Need,
    Person,
    Referral,
    Tally,
    WaitingItem,
)
from caseapp.storage.unit_of_work import UnitOfWork

WITHIN = timedelta(minutes=15)

_ITS: tuple[type[Base], ...] = (
    FollowUp,
    ContactPerson,
    ContactMark,
    ContactSupply,
    ContactStaff,
    WaitingItem,
)


class NotUndone(KnownError):  # noqa: N818 - of one family with the other refusals
    """A contact that stays."""

    code = "not_undone"


def undo_contact(house: House, command: UndoContact) -> Outcome[None]:
    """Take back a contact with all that belongs to it; its form returns as a draft.

    Raises:
        NotUndone: it was saved too long ago, its month was closed, or an answer in it was carried out.
        GoneError: it is not there any more.
    """
    saved = house.recent.get(command.contact_id)
    with house.writing("contact.undo") as unit:
        row = unit.row(Contact, command.contact_id)
        _refuse_late(saved, row["created_at"], unit.at.replace(tzinfo=None))
        assert isinstance(saved, Saved)
        if row["key"] <= (unit.value(select(func.max(Closing.last_contact))) or 0):
            raise NotUndone("The month of this contact was closed meanwhile, so it stays as it is.")
        _refuse_no(unit, saved, row["created_at"])
        contact_id = command.contact_id
        erase_referrals(unit, unit.ids(select(Referral.id).where(Referral.contact_id == contact_id)))
        erase_needs(unit, unit.ids(select(Need.id).where(Need.contact_id == contact_id)))
        for model in _ITS:
            unit.erase(model, unit.ids(select(model.id).where(model.contact_id == contact_id)))  # type: ignore[attr-defined]  # each of them has both
        unit.erase(Tally, saved.tallies)
        unit.erase(Consent, saved.consents)
        for person_id in saved.people:
            erase_person(unit, person_id, stays_counted=False)
        unit.erase(Contact, [contact_id])
        if saved.draft is not None:
            unit.insert(Draft, **saved.draft)
        unit.wipes = True
    del house.recent[command.contact_id]
    return Outcome(None, unit.changes)


def _refuse_no(unit: UnitOfWork, saved: Saved, saved_at: datetime) -> None:
    """A "no" that came after the contact erased what was hers; the form that would come back holds it."""
    people = [*saved.named, *saved.people]
    here = unit.ids(select(Person.id).where(Person.id.in_(people)))
    noes = select(Consent.id).where(
        Consent.person_id.in_(people),
        Consent.answer.in_([Answer.DECLINED.value, Answer.WITHDRAWN.value]),
        Consent.created_at >= saved_at,
        Consent.id.not_in(saved.consents),
    )
    if len(here) != len(people) or unit.ids(noes):
        saved.make_final()
        _refuse_late(saved, saved_at, saved_at)


def _refuse_late(saved: object, saved_at: datetime, now: datetime) -> None:
    if not isinstance(saved, Saved) or now - saved_at > WITHIN:
        raise NotUndone("This contact was saved too long ago to be taken back. It stays as it is.")
    if saved.final:
        raise NotUndone("An answer in this contact was carried out already, so it cannot be taken back.")
