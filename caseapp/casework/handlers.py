"""Which handler answers which question and carries out which command."""

from collections.abc import Callable, Mapping
from typing import Any

from caseapp.casework.attachment_transfers import begin_attachment, begin_copy, go_on, stop_transfer
from caseapp.casework.attachments import (
    attachments_of,
    look_at_file,
    put_back_attachment,
    read_picture,
    rename_attachment,
    take_out_attachment,
)
from caseapp.casework.commands.attachments import (
    BeginAttachment,
    BeginCopy,
    GoOn,
    PutBackAttachment,
    RenameAttachment,
    StopTransfer,
    TakeOutAttachment,
)
from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import AddContacts, CorrectNote, LogContact, UndoContact
from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.casework.commands.follow_ups import EndFollowUp, SetFollowUp
from caseapp.casework.commands.needs import ChangeNeed, RaiseNeed
from caseapp.casework.commands.people import (
    AddPerson,
    ChangePerson,
    NoteMeansShown,
    RemoveContactMeans,
    SetContactMeans,
)
from caseapp.casework.commands.referrals import OfferReferral, StepReferral
from caseapp.casework.commands.services import SetService
from caseapp.casework.commands.team import SetPreference, SetStaffLabel, SetTerm
from caseapp.casework.commands.waiting import AcceptWaiting, SettleWaiting
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
from caseapp.casework.queries.attachments import AttachmentsOf, LookAtFile, ReadPicture
from caseapp.casework.queries.consent import ConsentHistory, ConsentsOf, NeededConsent, WithdrawalPreview
from caseapp.casework.reading import answers
from caseapp.casework.referrals import offer_referral, step_referral
from caseapp.casework.services import set_service
from caseapp.casework.taxonomy import set_term
from caseapp.casework.team import set_preference, set_staff_label
from caseapp.casework.undo import undo_contact
from caseapp.casework.waiting import accept_waiting, settle_waiting
from caseapp.domain.requests import Outcome

COMMANDS: Mapping[type, Callable[..., Outcome[Any]]] = {
    AddPerson: add_person,
    ChangePerson: change_person,
    SetContactMeans: set_contact_means,
    RemoveContactMeans: remove_contact_means,
    NoteMeansShown: note_means_shown,
    RecordConsent: record_consent,
    LogContact: log_contact,
    AddContacts: add_contacts,
    UndoContact: undo_contact,
    CorrectNote: correct_note,
    KeepDraft: keep_draft,
    DiscardDraft: discard_draft,
    SettleWaiting: settle_waiting,
    AcceptWaiting: accept_waiting,
    RaiseNeed: raise_need,
    ChangeNeed: change_need,
    OfferReferral: offer_referral,
    StepReferral: step_referral,
    SetService: set_service,
    SetFollowUp: set_follow_up,
    EndFollowUp: end_follow_up,
    SetTerm: set_term,
    SetStaffLabel: set_staff_label,
    SetPreference: set_preference,
    BeginAttachment: begin_attachment,
    BeginCopy: begin_copy,
    GoOn: go_on,
    StopTransfer: stop_transfer,
    RenameAttachment: rename_attachment,
    TakeOutAttachment: take_out_attachment,
    PutBackAttachment: put_back_attachment,
}

LONG: frozenset[type] = frozenset({LogContact, RecordConsent})
"""Commands that may last longer than 300 ms: their handlers take what is told how far they are as well."""

QUERIES: Mapping[type, Callable[[House, Any], Any]] = {
    **answers.QUERIES,
    ConsentsOf: consents_of,
    ConsentHistory: consent_history,
    WithdrawalPreview: withdrawal_preview,
    NeededConsent: needed_consent,
    AttachmentsOf: attachments_of,
    LookAtFile: look_at_file,
    ReadPicture: read_picture,
}
