"""What one save works with, and the rows it writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from caseapp.casework.commands.contact import NewReferral, NextStep
from caseapp.casework.consent_ledger import Ledger
from caseapp.casework.house import House
from caseapp.casework.people import people_here
from caseapp.casework.refusals import ConsentMissing, InTheFuture, NotComplete
from caseapp.casework.taxonomy import KnownCodes, known_codes
from caseapp.domain.consent import Purpose
from caseapp.domain.dates import Month
from caseapp.domain.need import ForWhom, NeedFacts, NeedState
from caseapp.domain.referral import Step, StepFacts, may_follow
from caseapp.domain.taxonomy import ListName
from caseapp.storage.tables import (
    Closing,
    FollowUp,
    Need,
    Person,
    Referral,
    ReferralBarrier,
    ReferralStep,
    Service,
    Staff,
    Tally,
)
from caseapp.storage.unit_of_work import UnitOfWork

_AT_ONCE = 500


@dataclass(frozen=True)
class Save:
    """One save with what it judges by.

    Attributes:
        house: the open house.
        unit: the unit of work.
        codes: the lists.
        ledger: the answers of the people it is about.
        today: the local date.
    """

    house: House
    unit: UnitOfWork
    codes: KnownCodes
    ledger: Ledger
    today: date

    @classmethod
    def of(cls, house: House, unit: UnitOfWork) -> "Save":
        """The one Save of a unit of work."""
        save = unit.memo.get("save")
        if not isinstance(save, cls):
            save = cls(house, unit, known_codes(house, lambda: unit.session), Ledger.of(unit), house.today)
            unit.memo["save"] = save
        return save

    def has_person(self, person_id: UUID) -> bool:
        """Whether a person is there, made in this save or before it."""
        people = people_here(self.unit)
        if person_id in people or self.ledger.knows(person_id):
            return True
        if self.unit.value(select(Person.id).where(Person.id == person_id)) is None:
            return False
        people.add(person_id)
        return True

    def has_service(self, service_id: UUID) -> bool:
        """Whether a service is there."""
        if self.unit.memo.get(f"service {service_id}") is None:
            found = self.unit.value(select(Service.id).where(Service.id == service_id))
            self.unit.memo[f"service {service_id}"] = found is not None
        return bool(self.unit.memo[f"service {service_id}"])

    def read_ahead(self, person_ids: Iterable[UUID]) -> None:
        """Read at once what an import would ask for each person."""
        wanted = list(dict.fromkeys(person_ids))
        here = people_here(self.unit)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            here.update(self.unit.peek(select(Person.id).where(Person.id.in_(some))).scalars())
        self.ledger.read_ahead(wanted)

    def lacks(self, person_id: UUID, facts: NeedFacts) -> Purpose | None:
        """The consent that a need about a person lacks today, None when it may be noted."""
        purpose = self.codes.purpose_of(facts)
        if purpose is None or self.ledger.usable(person_id, purpose, self.today):
            return None
        return purpose

    def lacks_for_kind(self, person_id: UUID, kind: str) -> Purpose | None:
        """The consent that a referral of a kind of need lacks today."""
        return self.lacks(person_id, NeedFacts(kind))

    def lacks_for_referral(self, person_id: UUID, kind: str, need: NeedFacts | None) -> Purpose | None:
        """The consent that a referral lacks today, by itself or on the need that it is for.

        A need that may be noted covers its own kind and what asks for the same consent. It does not cover
        another one: a visit to a clinic is no less about her health for hanging on a need for housing.
        """
        if need is None:
            return self.lacks_for_kind(person_id, kind)
        lacking = self.lacks(person_id, need)
        if lacking is not None or kind == need.kind:
            return lacking
        if self.codes.purposes.get(kind) is self.codes.purpose_of(need):
            return None
        return self.lacks_for_kind(person_id, kind)

    def refuse_unkept(self, person_id: UUID) -> None:
        """Refuse to add to a record that may not be kept any more, as when her yes was for a time.

        Raises:
            ConsentMissing: her answer about keeping a record may not be used today.
        """
        if not self.ledger.usable(person_id, Purpose.KEEP, self.today):
            raise ConsentMissing(Purpose.KEEP)

    def open_month(self, on: date) -> str:
        """The month a fact of a day is tallied in: the earliest one still open that is not before it."""
        month = Month.of(on)
        last = self.unit.memo.get("last closed")
        if last is None:
            last = self.unit.value(select(func.max(Closing.month))) or ""
            self.unit.memo["last closed"] = last
        assert isinstance(last, str)
        return str(max(month, Month.parse(last).next) if last else month)


# --- judging ----------------------------------------------------------------------------------------------


def staff_ids(save: Save) -> frozenset[UUID]:
    """Everyone who can stand behind "by whom"; read once in a save, as an import asks for each contact."""
    known = save.unit.memo.get("staff ids")
    if not isinstance(known, frozenset):
        known = frozenset(save.unit.session.scalars(select(Staff.id)))
        save.unit.memo["staff ids"] = known
    return known


def refuse_wrong_need(save: Save, facts: NeedFacts) -> None:
    """Judge a need as it is said.

    Raises:
        NotComplete: an unknown kind, or a child's age band without a child.
    """
    if save.codes.unknown(ListName.NEED, [facts.kind]):
        raise NotComplete(["needs"])
    if facts.child_band is not None and facts.for_whom is not ForWhom.CHILD:
        raise NotComplete(["child_band"])


def refuse_wrong_steps(save: Save, steps: Iterable[StepFacts], before: Sequence[Step] = ()) -> None:
    """Judge steps that are to follow others.

    Raises:
        NotComplete: a step cannot follow, or an appointment has no time.
        InTheFuture: a step is dated after today.
    """
    taken = list(before)
    for facts in steps:
        if not may_follow(taken, facts.step):
            raise NotComplete(["steps"])
        if facts.step is Step.APPOINTMENT and facts.appointment_at is None:
            raise NotComplete(["appointment_at"])
        if facts.on > save.today:
            raise InTheFuture("on")
        taken.append(facts.step)


def refuse_wrong_referral(save: Save, referral: NewReferral) -> None:
    """Judge a referral as it is offered.

    Raises:
        NotComplete: unknown kind or service, wrong steps, or made without a service.
    """
    if save.codes.unknown(ListName.NEED, [referral.kind]):
        raise NotComplete(["referrals"])
    refuse_wrong_steps(save, referral.steps)
    made = any(facts.step is Step.MADE for facts in referral.steps)
    if referral.service_id is None:
        if made:
            raise NotComplete(["service"])
    elif not save.has_service(referral.service_id):
        raise NotComplete(["service"])


def refuse_wrong_next_step(save: Save, step: NextStep) -> None:
    """Judge a follow-up.

    Raises:
        NotComplete: nothing said, or for somebody who is not there.
    """
    if not step.what.strip():
        raise NotComplete(["what"])
    if step.for_staff is not None and step.for_staff not in staff_ids(save):
        raise NotComplete(["next_steps"])


# --- writing ----------------------------------------------------------------------------------------------


def insert_need(save: Save, person_id: UUID, facts: NeedFacts, on: date, contact_id: UUID | None) -> UUID:
    """Note a need whose consent was judged before."""
    return save.unit.insert(
        Need,
        person_id=person_id,
        contact_id=contact_id,
        kind=facts.kind,
        for_whom=facts.for_whom.value,
        child_band=facts.child_band.value if facts.child_band else None,
        pressing=facts.pressing.value if facts.pressing else None,
        words=facts.words.strip(),
        state=NeedState.RAISED.value,
        state_on=on,
        raised_on=on,
    )


def tally_need(save: Save, facts: NeedFacts, on: date) -> UUID:
    """Note a need without the person: the month only."""
    return save.unit.insert(Tally, month=save.open_month(on), kind=facts.kind, for_whom=facts.for_whom.value)


def insert_referral(
    save: Save,
    person_id: UUID,
    referral: NewReferral,
    need_id: UUID | None,
    contact_id: UUID | None,
    on: date,
) -> UUID:
    """Note a referral with its steps so far; without any it is offered."""
    referral_id = save.unit.insert(
        Referral,
        person_id=person_id,
        need_id=need_id,
        contact_id=contact_id,
        service_id=referral.service_id,
        kind=referral.kind,
    )
    if referral.share is not None:
        save.ledger.add(person_id, referral.share, referral_id)
    for facts in referral.steps or (StepFacts(Step.OFFERED, on),):
        insert_step(save, referral_id, person_id, referral.kind, facts)
    return referral_id


def insert_step(save: Save, referral_id: UUID, person_id: UUID, kind: str, facts: StepFacts) -> UUID:
    """Note one step. Made without consent to share is information given: no name leaves."""
    named = (
        facts.named
        and facts.step is Step.MADE
        and save.ledger.usable(person_id, Purpose.SHARE, save.today, referral_id)
    )
    step_id = save.unit.insert(
        ReferralStep,
        referral_id=referral_id,
        person_id=person_id,
        kind=kind,
        step=facts.step.value,
        on_date=facts.on,
        company=facts.company.value if facts.company else None,
        appointment_at=facts.appointment_at,
        ended_by=facts.ended_by.value if facts.ended_by else None,
        reason=facts.reason.strip(),
        words=facts.words.strip(),
        named=named,
    )
    for barrier in dict.fromkeys(facts.barriers):
        save.unit.insert(ReferralBarrier, step_id=step_id, barrier=barrier.value)
    return step_id


def insert_next_step(save: Save, step: NextStep, person_id: UUID | None, contact_id: UUID | None) -> UUID:
    """Note a follow-up."""
    return save.unit.insert(
        FollowUp,
        person_id=person_id,
        contact_id=contact_id,
        what=step.what.strip(),
        due_on=step.due_on,
        due_at=step.due_at,
        for_staff=step.for_staff,
    )
