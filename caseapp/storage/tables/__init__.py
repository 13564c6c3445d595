"""SQLAlchemy models of the case store; they run unchanged on SQLCipher and on PostgreSQL."""

from caseapp.storage.tables.attachments import Attachment, AttachmentChunk
from caseapp.storage.tables.base import Base
from caseapp.storage.tables.consents import Consent
from caseapp.storage.tables.contacts import (
    Contact,
    ContactMark,
    ContactPerson,
    ContactStaff,
    ContactSupply,
    Tally,
)
from caseapp.storage.tables.local import (
    Closing,
    Draft,
    LocalSeal,
    Preference,
    Residual,
    SearchEntry,
    WaitingItem,
)
from caseapp.storage.tables.needs import FollowUp, Need, NeedReason
from caseapp.storage.tables.people import Child, ContactMeans, OtherName, Person, WorkSetting
from caseapp.storage.tables.referrals import Referral, ReferralBarrier, ReferralStep, Service, ServiceOffer
from caseapp.storage.tables.team import HistoryEntry, LedgerEnd, Staff, TaxonomyTerm

__all__ = [
    "Attachment",
    "AttachmentChunk",
    "Base",
    "Child",
    "Closing",
    "Consent",
    "Contact",
    "ContactMark",
    "ContactMeans",
    "ContactPerson",
    "ContactStaff",
    "ContactSupply",
    "Draft",
    "FollowUp",
    "HistoryEntry",
    "LedgerEnd",
    "LocalSeal",
    "Need",
    "NeedReason",
    "OtherName",
    "Person",
    "Preference",
    "Referral",
    "ReferralBarrier",
    "ReferralStep",
    "Residual",
    "SearchEntry",
    "Service",
    "ServiceOffer",
    "Staff",
    "Tally",
    "TaxonomyTerm",
    "WaitingItem",
    "WorkSetting",
]
