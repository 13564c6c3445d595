"""Which handler answers which question and carries out which command."""

from collections.abc import Callable, Mapping
from typing import Any

from caseapp.casework import commands, queries
from caseapp.casework.consent import needed_consent, record_consent, withdrawal_preview
from caseapp.casework.consent_ledger import consent_history, consents_of
from caseapp.casework.contact_form import add_contacts, log_contact
from caseapp.casework.contact_note import correct_note
from caseapp.casework.drafts import discard_draft, keep_draft
from caseapp.casework.follow_ups import end_follow_up, set_follow_up
from caseapp.casework.house import House
from caseapp.casework.needs import change_need, raise_need
from caseapp.casework.people import (
    add_person,
    change_person,
    note_means_shown,
    remove_contact_means,
    set_contact_means,
)
from caseapp.casework.reading import answers
from caseapp.casework.referrals import offer_referral, step_referral
from caseapp.casework.services import set_service
from caseapp.casework.taxonomy import set_term
from caseapp.casework.team import set_preference, set_staff_label
from caseapp.casework.undo import undo_contact
from caseapp.casework.waiting import accept_waiting, settle_waiting
from caseapp.domain.requests import Outcome

COMMANDS: Mapping[type, Callable[[House, Any], Outcome[Any]]] = {
    commands.AddPerson: add_person,
    commands.ChangePerson: change_person,
    commands.SetContactMeans: set_contact_means,
    commands.RemoveContactMeans: remove_contact_means,
    commands.NoteMeansShown: note_means_shown,
    commands.RecordConsent: record_consent,
    commands.LogContact: log_contact,
    commands.AddContacts: add_contacts,
    commands.UndoContact: undo_contact,
    commands.CorrectNote: correct_note,
    commands.KeepDraft: keep_draft,
    commands.DiscardDraft: discard_draft,
    commands.SettleWaiting: settle_waiting,
    commands.AcceptWaiting: accept_waiting,
    commands.RaiseNeed: raise_need,
    commands.ChangeNeed: change_need,
    commands.OfferReferral: offer_referral,
    commands.StepReferral: step_referral,
    commands.SetService: set_service,
    commands.SetFollowUp: set_follow_up,
    commands.EndFollowUp: end_follow_up,
    commands.SetTerm: set_term,
    commands.SetStaffLabel: set_staff_label,
    commands.SetPreference: set_preference,
}

QUERIES: Mapping[type, Callable[[House, Any], Any]] = {
    **answers.QUERIES,
    queries.ConsentsOf: consents_of,
    queries.ConsentHistory: consent_history,
    queries.WithdrawalPreview: withdrawal_preview,
    queries.NeededConsent: needed_consent,
}
