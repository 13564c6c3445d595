"""Somebody new in the form, and questions asked now: what the dialogs answer goes into the form's state."""

from dataclasses import replace

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from caseapp.casework.queries.find import LikelyDuplicates, PersonHit
from caseapp.domain.consent import ConsentEntry, Purpose
from caseapp.domain.person import PersonFacts
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.person_facts import FactsDialog
from caseapp.ui.pages.log_contact.filling import Filling
from caseapp.ui.pages.log_contact.form import Form
from caseapp.ui.pages.log_contact.found import how_found
from caseapp.ui.pages.log_contact.saving import named
from caseapp.ui.pages.log_contact.state import PersonState
from caseapp.ui.pages.log_contact.when import now_local
from caseapp.ui.widgets.dialog import Overlay


class Asking(QObject):
    """Connects the sections that choose, make and ask people.

    Args:
        page: the form.
        filling: brings people into it.
    """

    def __init__(self, page: Form, filling: Filling) -> None:
        super().__init__(page)
        self._page, self._filling = page, filling
        page.who.chosen.connect(self._chosen)
        page.who.new_wanted.connect(self.new_person)
        page.needs.ask_wanted.connect(self.ask)
        page.who.again.ask_wanted.connect(self.ask)
        question = page.keep_question
        question.ask_wanted.connect(lambda: self.ask(Purpose.KEEP))
        question.without_wanted.connect(self._without)
        question.leave_wanted.connect(self._leave)
        question.facts_wanted.connect(self.facts)
        question.known_wanted.connect(self._known)

    def _chosen(self, hit: PersonHit) -> None:
        self._filling.take_person(hit.person_id, self._page.state, how_found(hit))

    def new_person(self, alias: str) -> None:
        """Take somebody new into the form; her question comes next."""
        page = self._page
        person = PersonState(new=PersonFacts(alias=alias), alias=alias)
        page.state.add(person)
        page.show_form()
        page.touched()
        self._look_for_same(person)
        page.keep_question.answer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_for_same(self, person: PersonState) -> None:
        page = self._page
        if person.new is None or not (person.new.alias or person.new.other_names):
            return

        def likely(hits: tuple[PersonHit, ...]) -> None:
            if page.state.shown is person:
                page.keep_question.show_likely(hits, page.labels, now_local().date())

        page.asker.ask(LikelyDuplicates(person.new), likely)

    def _known(self, hit: PersonHit) -> None:
        self._filling.replace_new(self._page.state.shown, hit.person_id)

    def facts(self) -> Overlay | None:
        """Note more about somebody new."""
        person = self._page.state.shown
        if person.new is None:
            return None
        dialog = FactsDialog(self._page.context, self._page.window(), self._page.labels, person.new)

        def noted(facts: PersonFacts) -> None:
            person.new = replace(facts, code="")
            person.alias, person.age_band = facts.alias, facts.age_band.value if facts.age_band else None
            self._page.show_form()
            self._page.touched()
            self._look_for_same(person)

        dialog.comes_back("facts")
        dialog.noted.connect(noted)
        return dialog

    # --- consent ------------------------------------------------------------------------------------------

    def ask(self, purpose: Purpose) -> Overlay:
        """Ask the person shown, now."""
        page = self._page
        person = page.state.shown
        today = (page.state.when or now_local()).date()
        dialog = ConsentQuestion(
            page.context,
            page.window(),
            purpose,
            named(person, quiet=page.quiet),
            today,
            person.said(purpose),
        )

        def answered(entry: ConsentEntry) -> None:
            person.answer(purpose, entry)
            asked_at = page.window().focusWidget()
            page.show_selected()
            page.touched()
            self._go_on(asked_at)

        dialog.comes_back("ask", purpose=purpose.value)
        dialog.answered.connect(answered)
        return dialog

    def _go_on(self, asked_at: QWidget | None) -> None:
        """Where the button that asked went with its question, the next question gets the focus.

        Args:
            asked_at: what had the focus before the answer was shown; a need's line sees to its own.
        """
        page, again = self._page, self._page.who.again
        if asked_at is None or not any(part.isAncestorOf(asked_at) for part in (again, page.keep_question)):
            return
        if not asked_at.isVisible():
            stop = again.buttons[0] if again.buttons else page.needs.next_stop()
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _without(self) -> None:
        """Log the contact without her name: she counts as not identified, her needs as numbers."""
        state = self._page.state
        person = state.shown
        for need in person.needs:
            need.anonymous = True
        state.unidentified += 1
        self._take_out(person)

    def _leave(self) -> None:
        self._take_out(self._page.state.shown)

    def _take_out(self, person: PersonState) -> None:
        page = self._page
        page.state.remove(person.key)
        page.show_form()
        page.touched()
        page.who.search.setFocus(Qt.FocusReason.OtherFocusReason)
