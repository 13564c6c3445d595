"""Referrals outside a contact, and their steps."""

from dataclasses import dataclass
from uuid import UUID

from caseapp.casework.commands.contact import NewReferral
from caseapp.domain.consent import ConsentEntry
from caseapp.domain.referral import StepFacts
from caseapp.domain.requests import Command


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
