"""Referrals outside a contact: offering one, and its next step."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from caseapp.casework.commands.referrals import OfferReferral, StepReferral
from caseapp.casework.consent import apply_answer, refuse_wrong_share
from caseapp.casework.house import House
from caseapp.casework.refusals import ConsentMissing, NotComplete
from caseapp.casework.save import (
    Save,
    insert_referral,
    insert_step,
    refuse_wrong_referral,
    refuse_wrong_steps,
)
from caseapp.domain.consent import Purpose
from caseapp.domain.need import ForWhom, NeedFacts
from caseapp.domain.referral import Step
from caseapp.domain.requests import Outcome
from caseapp.storage.tables import Need, Person, Referral, ReferralStep


def offer_referral(house: House, command: OfferReferral) -> Outcome[UUID]:
    """Offer a referral outside a contact.

    Raises:
        ConsentMissing: no record may be kept, or the kind is sensitive and its need does not cover it.
        NotComplete: unknown kind or service, steps that cannot be, a need of somebody else.
        GoneError: the person or the need was erased meanwhile.
    """
    referral = command.referral
    with house.writing("referral.offer") as unit:
        save = Save.of(house, unit)
        unit.row(Person, command.person_id)
        refuse_wrong_referral(save, referral)
        refuse_wrong_share(referral.share, save.today)
        save.refuse_unkept(command.person_id)
        if command.need_id is not None and unit.row(Need, command.need_id)["person_id"] != command.person_id:
            raise NotComplete(["needs"])
        _refuse_lacking(save, command.person_id, referral.kind, command.need_id)
        referral_id = insert_referral(save, command.person_id, referral, command.need_id, None, save.today)
    return Outcome(referral_id, unit.changes)


def _refuse_lacking(save: Save, person_id: UUID, kind: str, need_id: UUID | None) -> None:
    need = None
    if need_id is not None:
        row = save.unit.row(Need, need_id)
        need = NeedFacts(row["kind"], ForWhom(row["for_whom"]))
    lacking = save.lacks_for_referral(person_id, kind, need)
    if lacking is not None:
        raise ConsentMissing(lacking)


def step_referral(house: House, command: StepReferral) -> Outcome[None]:
    """Record the next step of a referral, with her answer about sharing if she was asked.

    Raises:
        ConsentMissing: her yes to a record has run out, or the one that her words would need.
        NotComplete: the step cannot follow, no time of the appointment, made without a service.
        InTheFuture: dated after today.
        GoneError: the referral was erased meanwhile.
    """
    referral_id = command.referral_id
    with house.writing("referral.step") as unit:
        save = Save.of(house, unit)
        row = unit.row(Referral, referral_id)
        before = unit.session.scalars(
            select(ReferralStep.step)
            .where(ReferralStep.referral_id == referral_id)
            .order_by(ReferralStep.key)
        )
        save.refuse_unkept(row["person_id"])
        if command.facts.words.strip() or command.facts.reason.strip():
            _refuse_lacking(save, row["person_id"], row["kind"], row["need_id"])
        refuse_wrong_steps(save, [command.facts], [Step(step) for step in before])
        service_id = command.service_id or row["service_id"]
        if command.service_id is not None and not save.has_service(command.service_id):
            raise NotComplete(["service"])
        if command.facts.step is Step.MADE and service_id is None:
            raise NotComplete(["service"])
        unit.change(Referral, referral_id, service_id=service_id)
        if command.share is not None:
            if command.share.purpose is not Purpose.SHARE:
                raise NotComplete(["consents"])
            apply_answer(save, row["person_id"], replace(command.share, subject=referral_id))
        insert_step(save, referral_id, row["person_id"], row["kind"], command.facts)
    return Outcome(None, unit.changes)
