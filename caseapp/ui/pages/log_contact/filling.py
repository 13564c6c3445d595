"""Where a form comes from: empty with what the shift suggests, for a person, or from a draft; its caret."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from caseapp.casework import as_json
from caseapp.casework.queries.contact import FormStart, StartForm
from caseapp.casework.queries.drafts import DraftRow, ShowDraft
from caseapp.casework.queries.person import PersonCard, ShowCard
from caseapp.errors import KnownError
from caseapp.ui.pages.log_contact.form import Form
from caseapp.ui.pages.log_contact.state import FormState, PersonState
from caseapp.ui.pages.log_contact.when import now_local
from caseapp.ui.shell.page import State
from caseapp.ui.words import tr


class Filling(QObject):
    """Fills the form of a page.

    Args:
        page: the form.
    """

    def __init__(self, page: Form) -> None:
        super().__init__(page)
        self._page = page
        self._focus: State = {}
        self._last: QWidget | None = None  # a lock covers the page before it asks where the caret was
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._page.isVisible() and self._page.isAncestorOf(now):
            self._last = now

    def begin(self, person_id: UUID | None) -> None:
        """Begin a new form, with a person if one is named."""
        state = FormState(when=now_local())
        self._page.take_form(state, None)
        self._page.asker.ask(StartForm(), lambda start: self._started(state, start))
        if person_id is not None:
            self.take_person(person_id, state)

    def _started(self, state: FormState, start: FormStart) -> None:
        page = self._page
        page.supplies.set_last(start.last_supplies)
        if state is not page.state:
            return
        # What the user chose before the answer came stays.
        state.place = state.place or start.place
        state.channel = state.channel or start.channel
        state.setting = state.setting or start.setting
        state.minutes = state.minutes or start.minutes
        state.companions = state.companions or start.companions
        page.when.show_state(state)
        page.more.show_state(state)

    # --- people -------------------------------------------------------------------------------------------

    def take_person(self, person_id: UUID, state: FormState, found: str = "") -> None:
        """Take an existing person into the form."""
        there = next((person for person in state.people if person.person_id == person_id), None)
        if there is not None:
            state.selected = there.key
            self._page.show_form()
            return
        self._page.asker.ask(ShowCard(person_id), lambda card: self._carded(state, card, found))

    def _carded(self, state: FormState, card: PersonCard, found: str) -> None:
        if state is not self._page.state or any(p.person_id == card.person_id for p in state.people):
            return
        person = PersonState(person_id=card.person_id, found=found)
        _fill(person, card)
        state.add(person)
        self._page.show_form()
        self._page.touched()

    def replace_new(self, person: PersonState, person_id: UUID) -> None:
        """Somebody thought new is here already: what was typed stays hers."""
        state = self._page.state

        def known(card: PersonCard) -> None:
            person.person_id, person.new, person.consents = card.person_id, None, ()
            _fill(person, card)
            self._page.show_form()
            self._page.touched()

        if all(other.person_id != person_id for other in state.people):
            self._page.asker.ask(ShowCard(person_id), known)

    # --- drafts -------------------------------------------------------------------------------------------

    def load(self, draft_id: UUID, focus: State | None = None) -> None:
        """Continue a draft.

        Args:
            draft_id: of the draft.
            focus: where the caret was before a lock.
        """
        self._focus = focus or {}
        self._page.asker.ask(ShowDraft(draft_id), self._loaded)
        self._page.asker.ask(StartForm(), lambda start: self._page.supplies.set_last(start.last_supplies))

    def _loaded(self, row: DraftRow | None) -> None:
        page = self._page
        if row is None:
            page.context.messenger.say(tr("This draft is not there any more."))
            self.begin(None)
            return
        try:
            state = as_json.read_text(FormState, row.payload)
        except as_json.NotReadableError:
            page.context.messenger.warn(
                tr("This draft was written by another version and cannot be opened here. It stays on Today.")
            )
            self.begin(None)
            return
        page.take_form(state, row.draft_id)
        page.indicator.saved()
        for person in state.people:
            if person.person_id is not None:
                page.asker.ask(
                    ShowCard(person.person_id),
                    partial(self._refreshed, state, person),
                    partial(self._gone, state, person),
                )
        self.focus_later(self._focus)

    def _refreshed(self, state: FormState, person: PersonState, card: PersonCard) -> None:
        _fill(person, card)
        if state is self._page.state:
            self._page.show_form()
            self._restore_focus()

    def _gone(self, state: FormState, person: PersonState, _error: KnownError) -> None:
        state.remove(person.key)
        if state is self._page.state:
            self._page.show_form()
            self._page.touched()
        self._page.context.messenger.say(
            tr("Somebody in this draft is not in the records any more. What was typed is still here.")
        )

    # --- the caret ----------------------------------------------------------------------------------------

    def _stops(self) -> dict[str, QWidget]:
        page = self._page
        return {
            "who": page.who.search,
            "unidentified": page.who.number.number,
            "when": page.when.moment,
            "place": page.when.place,
            "how": page.when.how,
            "minutes": page.when.minutes,
            "going_well": page.going_well.chips,
            "her_words": page.going_well.words,
            "topics": page.topics.chips,
            "supplies": page.supplies.holder,
            "needs": page.needs.add,
            "note": page.note.words,
            "next_step": page.next_step.what,
            "day": page.next_step.day,
        }

    def focus_state(self) -> State:
        """Name of the field that has the focus, and where its caret stands."""
        now = self._last
        for name, stop in self._stops().items():
            if now is not None and isValid(now) and (now is stop or stop.isAncestorOf(now)):
                return {"field": name, "caret": caret_of(now)}
        return {}

    def focus_later(self, focus: State) -> None:
        """Put the focus back where it was, once the form is shown."""
        self._focus = focus
        self._restore_focus()

    def _restore_focus(self) -> None:
        stop = self._stops().get(str(self._focus.get("field", "")))
        caret = self._focus.get("caret", 0)
        if stop is None or not isinstance(caret, int):
            return
        stop.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(stop, QLineEdit):
            stop.setCursorPosition(caret)
        elif isinstance(stop, QPlainTextEdit):
            cursor = stop.textCursor()
            cursor.setPosition(min(caret, len(stop.toPlainText())))
            stop.setTextCursor(cursor)


def caret_of(widget: QWidget) -> int:
    """Where the caret stands in a field; 0 where there is none."""
    if isinstance(widget, QLineEdit):
        return widget.cursorPosition()
    if isinstance(widget, QPlainTextEdit):
        return widget.textCursor().position()
    return 0


def _fill(person: PersonState, card: PersonCard) -> None:
    person.alias, person.code, person.age_band = card.alias, card.code, card.age_band
    person.safe = card.safe
    person.known = card.consents
    person.open_kinds = tuple(need.kind for need in card.open_needs)
