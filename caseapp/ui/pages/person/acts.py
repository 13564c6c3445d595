"""What can be done on the person page: each opens its dialog or does its act."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from caseapp.casework import as_json
from caseapp.casework.commands.consent import ConsentDone, RecordConsent
from caseapp.casework.commands.contact import NewReferral
from caseapp.casework.commands.follow_ups import EndFollowUp
from caseapp.casework.commands.needs import RaiseNeed
from caseapp.casework.commands.people import ChangePerson
from caseapp.casework.commands.referrals import OfferReferral
from caseapp.casework.commands.waiting import SettleWaiting, Waiting
from caseapp.casework.queries.contact import ContactView, ShowContact
from caseapp.casework.queries.drafts import DraftRow, ShowDraft
from caseapp.casework.queries.person import MeansRow, NeedRow, PersonView
from caseapp.casework.queries.referrals import ReferralRow
from caseapp.casework.refusals import ConsentMissing
from caseapp.domain.consent import ConsentEntry, Purpose
from caseapp.domain.need import NeedFacts
from caseapp.domain.person import PersonFacts
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.means import MeansDialog
from caseapp.ui.dialogs.need import NeedDialog
from caseapp.ui.dialogs.need_state import NeedStateDialog
from caseapp.ui.dialogs.note import NoteDialog, subject_of
from caseapp.ui.dialogs.person_facts import FactsDialog
from caseapp.ui.dialogs.referral import ReferralDialog
from caseapp.ui.dialogs.referral_step import StepDialog
from caseapp.ui.dialogs.second_worker import record_consent
from caseapp.ui.dialogs.settle_waiting import confirm_leave, confirm_without, goes_with_need
from caseapp.ui.pages.person.shown import ShownPerson
from caseapp.ui.pages.today.change import ChangeFollowUp
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.words import sentence_of, tr


class PersonActs(QObject):
    """The acts of one page.

    Args:
        page: the page.
    """

    def __init__(self, page: ShownPerson) -> None:
        super().__init__(page)
        self._page = page
        self._correcting: NoteDialog | None = None

    @property
    def _view(self) -> PersonView | None:
        return self._page.view

    def _name(self) -> str:
        view = self._view
        if view is None:
            return ""
        facts = view.facts
        return facts.code if self._page.quiet or not facts.alias else facts.alias

    def log(self) -> None:
        """Log a contact with her."""
        self._page.context.navigator.log_contact(person_id=self._page.person_id)

    # --- the note of a contact ----------------------------------------------------------------------------

    def correct_note(self, contact_id: UUID) -> None:
        """Correct what a contact says about her."""
        self._page.asker.ask(ShowContact(contact_id), self._correct)

    def go_on_correcting(self, draft_id: UUID) -> None:
        """Correct on where a lock came."""

        def found(draft: DraftRow | None) -> None:
            if draft is not None:
                contact_id, _person = subject_of(draft.payload)
                self._page.asker.ask(ShowContact(contact_id), lambda view: self._correct(view, draft))

        self._page.asker.ask(ShowDraft(draft_id), found)

    def _correct(self, view: ContactView, draft: DraftRow | None = None) -> None:
        hers = next((part for part in view.people if part.person_id == self._page.person_id), None)
        if hers is not None and self._correcting is None:
            page = self._page
            self._correcting = NoteDialog(page.context, page.window(), view, hers, self._name(), draft)
            self._correcting.closed.connect(lambda _done: self._corrected())

    def _corrected(self) -> None:
        self._correcting = None

    def keep_words(self) -> UUID | None:
        """Hand in what is typed and not saved, before a lock; returns the draft it is in."""
        return self._correcting.keep_draft() if self._correcting is not None else None

    # --- facts and ways to reach her ----------------------------------------------------------------------

    def edit(self) -> Overlay | None:
        """Edit what is noted about her."""
        view = self._view
        if view is None:
            return None
        dialog = FactsDialog(
            self._page.context,
            self._page.window(),
            self._page.labels,
            view.facts,
            tr("Edit what is noted"),
            tr("Note this"),
        )
        dialog.comes_back("edit")
        dialog.noted.connect(partial(self._edited, view))
        return dialog

    def _edited(self, view: PersonView, facts: PersonFacts) -> None:
        self._page.asker.do(
            ChangePerson(view.person_id, facts), None, partial(self._refused_facts, view, facts)
        )

    def _refused_facts(self, view: PersonView, facts: PersonFacts, error: KnownError) -> None:
        if isinstance(error, ConsentMissing):
            self.ask_for_facts(error.purpose, view, facts)
        else:
            self._page.context.messenger.warn(sentence_of(error))

    def ask_for_facts(self, purpose: Purpose, view: PersonView, facts: PersonFacts) -> Overlay:
        """Ask what facts need; a yes brings them in."""
        dialog = self._ask(purpose, lambda: self._edited(view, facts))
        dialog.comes_back("ask_facts", holds=True, purpose=purpose.value, noted=as_json.plain(facts))
        return dialog

    def add_means(self) -> Overlay | None:
        """Add a way to reach her."""
        return self._means(None)

    def change_means(self, row: MeansRow) -> Overlay | None:
        """Change a way to reach her."""
        return self._means(row)

    def _means(self, row: MeansRow | None) -> Overlay | None:
        if self._page.person_id is None:
            return None
        dialog = MeansDialog(self._page.context, self._page.window(), self._page.person_id, row)
        dialog.comes_back("means", means_id=row.means_id if row is not None else None)
        return dialog

    # --- needs and referrals ------------------------------------------------------------------------------

    def add_need(self) -> Overlay:
        """Note a need outside a contact."""
        view = self._view
        open_kinds = tuple(row.kind for row in view.needs if row.state.is_open) if view is not None else ()
        dialog = NeedDialog(self._page.window(), self._page.labels, self._name(), open_kinds)
        dialog.comes_back("need")
        dialog.noted.connect(self._raise)
        return dialog

    def _raise(self, facts: NeedFacts) -> None:
        person_id = self._page.person_id
        if person_id is None:
            return
        command = RaiseNeed(person_id, facts, self._page.today)
        self._page.asker.do(command, None, partial(self._refused_need, facts))

    def _refused_need(self, facts: NeedFacts, error: KnownError) -> None:
        if isinstance(error, ConsentMissing):
            self.ask_for_need(error.purpose, facts)
        else:
            self._page.context.messenger.warn(sentence_of(error))

    def ask_for_need(self, purpose: Purpose, facts: NeedFacts) -> Overlay:
        """Ask what a need takes; a yes brings it in."""
        dialog = self._ask(purpose, lambda: self._raise(facts))
        dialog.comes_back("ask_need", holds=True, purpose=purpose.value, noted=as_json.plain(facts))
        return dialog

    def change_need(self, row: NeedRow) -> Overlay:
        """Move a need to another state."""
        dialog = NeedStateDialog(self._page.context, self._page.window(), self._page.labels, row)
        dialog.comes_back("need_state", need_id=row.need_id)
        return dialog

    def refer(self, need_id: UUID | None) -> Overlay | None:
        """Offer a referral."""
        view, labels = self._view, self._page.labels
        if view is None:
            return None
        needs = [
            (row.need_id, row.kind, labels.of(ListName.NEED, row.kind))
            for row in view.needs
            if row.state.is_open or row.need_id == need_id
        ]
        dialog = ReferralDialog(
            self._page.context, self._page.window(), labels, needs, self._page.today, need_id
        )
        dialog.comes_back("refer", need_id=need_id)
        dialog.offered.connect(self._offered)
        return dialog

    def _offered(self, referral: NewReferral, need_id: object, _service: str) -> None:
        if self._page.person_id is None:
            return
        need = need_id if isinstance(need_id, UUID) else None
        command = OfferReferral(self._page.person_id, referral, need)
        self._page.asker.do(command, None, partial(self._refused_referral, referral, need_id))

    def _refused_referral(self, referral: NewReferral, need_id: object, error: KnownError) -> None:
        if isinstance(error, ConsentMissing) and error.purpose is not Purpose.SHARE:
            self.ask_for_referral(error.purpose, referral, need_id)
        else:
            self._page.context.messenger.warn(sentence_of(error))

    def ask_for_referral(self, purpose: Purpose, referral: NewReferral, need_id: object) -> Overlay:
        """Ask what a referral takes; a yes brings it in."""
        dialog = self._ask(purpose, lambda: self._offered(referral, need_id, ""))
        noted = as_json.plain(referral)
        dialog.comes_back("ask_referral", holds=True, purpose=purpose.value, noted=noted, need_id=need_id)
        return dialog

    def step(self, row: ReferralRow) -> Overlay:
        """Note the next step of a referral."""
        dialog = StepDialog(self._page.context, self._page.window(), self._page.labels, row)
        dialog.comes_back("step", referral_id=row.referral_id)
        dialog.open_over()
        return dialog

    # --- consent ------------------------------------------------------------------------------------------

    def open_ledger(self, question: tuple[Purpose, UUID | None] | None = None) -> Overlay | None:
        """Open her consent ledger.

        Args:
            question: the line to begin with.
        """
        view = self._view
        if view is None:
            return None
        name = "" if self._page.quiet else view.facts.alias
        ledger = ConsentLedger(
            self._page.context,
            self._page.window(),
            view.person_id,
            name,
            view.facts.code,
            self._page.today,
            question,
            self._page.labels,
        )
        ledger.erased.connect(self._erased)
        return ledger

    def _erased(self) -> None:
        self._page.context.messenger.say(tr("The record is erased. The contacts stay without her."))
        self._page.context.navigator.open_page("people")

    def ask_for(self, purpose: Purpose, then: Callable[[], None]) -> Overlay:
        """Ask her something that an act needs, then go on with it."""
        return self._ask(purpose, then)

    def _ask(self, purpose: Purpose, then: Callable[[], None]) -> Overlay:
        dialog = ConsentQuestion(
            self._page.context, self._page.window(), purpose, self._name(), self._page.today
        )
        dialog.answered.connect(partial(self._answered, then))
        return dialog

    def _answered(self, then: Callable[[], None], entry: ConsentEntry) -> None:
        if self._page.person_id is None:
            return

        def noted(_done: ConsentDone) -> None:
            then()

        def refused(error: KnownError) -> None:
            self._page.context.messenger.warn(sentence_of(error))

        command = RecordConsent(self._page.person_id, entry)
        context, window = self._page.context, self._page.window()
        record_consent(context, self._page.asker, window, command, noted, refused)

    # --- what waits, and next steps -----------------------------------------------------------------------

    def ask_waiting(self, item: Waiting) -> Overlay:
        """Ask now for what waits; a yes brings it into the record."""
        dialog = self._ask(Purpose(item.purpose), self._page.refresh)
        dialog.comes_back("ask_waiting", waiting_id=item.waiting_id)
        return dialog

    def note_without(self, item: Waiting) -> None:
        """Count what waits as a number of the month, after asking: it cannot be undone."""
        command = SettleWaiting(item.waiting_id, anonymous=True)
        act = partial(self._settle, command, tr("Noted without the person."))
        confirm_without(self._page.window(), goes_with_need(self._name()), act)

    def leave_out(self, item: Waiting) -> None:
        """Leave out what waits, after asking: it cannot be undone."""
        act = partial(self._settle, SettleWaiting(item.waiting_id), tr("Left out."))
        confirm_leave(self._page.window(), goes_with_need(self._name()), act)

    def _settle(self, command: SettleWaiting, words: str) -> None:
        def settled(_none: None) -> None:
            self._page.refresh()
            self._page.context.messenger.say(words)

        self._page.asker.do(command, settled)

    def add_follow_up(self) -> Overlay | None:
        """Add a next step outside a contact."""
        page = self._page
        if not page.staff or page.person_id is None:
            return None  # the colleagues are on their way
        dialog = ChangeFollowUp(page.context, page.window(), None, page.staff, page.person_id, self._name())
        dialog.comes_back("follow_up")
        dialog.open_over()
        return dialog

    def follow_up_done(self, follow_up_id: UUID) -> None:
        """Mark a follow-up done; it can be undone."""
        page = self._page
        asker = page.context.asker(page.context.bridge)

        def undo() -> None:
            asker.do(EndFollowUp(follow_up_id, done=False))

        page.asker.do(
            EndFollowUp(follow_up_id), lambda _none: page.context.messenger.say(tr("Marked as done."), undo)
        )
