"""May we keep a record of somebody new: asked in the form, with the ways on; and who she might be already."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.queries.find import PersonHit
from caseapp.domain.consent import Answer, ConsentEntry, How, Purpose
from caseapp.ui.dialogs.answer import AnswerChips
from caseapp.ui.naming import Labels, age_words
from caseapp.ui.pages.log_contact.found import last_seen
from caseapp.ui.pages.log_contact.saving import keep_words, named
from caseapp.ui.pages.log_contact.state import PersonState
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.text import text
from caseapp.ui.words import isolated, tr


class KeepQuestion(QWidget):
    """Stands under the chips while somebody new is shown.

    Attributes:
        changed: sent when the answer changed.
        ask_wanted: sent when how it was said, until when and her words are to be noted too.
        without_wanted: log the contact without her.
        leave_wanted: take her out.
        facts_wanted: note more about her.
        known_wanted: sent with a `PersonHit`: it is her.
    """

    changed = Signal()
    ask_wanted = Signal()
    without_wanted = Signal()
    leave_wanted = Signal()
    facts_wanted = Signal()
    known_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person = PersonState()
        self._day = date.min
        self._quiet = False
        self.title = text("", "small", weight=600, wrap=True)
        self.answer = AnswerChips(
            tr("May we keep a record?"), (Answer.GIVEN, Answer.DECLINED, Answer.NOT_ASKED)
        )
        self.more = Button(tr("More about her"), "link")
        self.more.clicked.connect(self.facts_wanted)
        self.answer.changed.connect(self._answered)
        self.note = Note("warn")
        self.ask = self.note.add_button(tr("Ask now"), self.ask_wanted.emit)
        self.without = self.note.add_button(
            tr("Note it without the person"), self.without_wanted.emit, "quiet"
        )
        self.leave = self.note.add_button(tr("Leave her out"), self.leave_wanted.emit, "quiet")
        self.same = Note("info", icon_name="users")
        self.same.hide()
        row = QHBoxLayout()
        row.setSpacing(px(10))
        row.addWidget(self.title)
        row.addWidget(self.answer, 1)
        row.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self.same)
        column.addLayout(row)
        column.addWidget(self.note)
        self.hide()

    def show_person(self, person: PersonState, day: date) -> None:
        """Show the question for somebody new; nothing for anybody else."""
        if person is not self._person:
            self.same.hide()
        self._person, self._day = person, day
        self.setVisible(person.new is not None)
        if person.new is None:
            return
        self.title.setText(tr("May we keep a record of {who}?", who=named(person, quiet=self._quiet)))
        standing = person.standing(Purpose.KEEP, day)
        self.answer.set_answer(standing.answer if standing.answer is not Answer.NOT_NOW else None)
        given = standing.answer is Answer.GIVEN
        self.note.setVisible(not given)
        self.note.say(keep_words(person, day))

    def follow_day(self, day: date) -> None:
        """The day of the contact was corrected: answers are of that day."""
        if day != self._day:
            self.show_person(self._person, day)

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self._quiet = on
        self.show_person(self._person, self._day)

    def show_likely(self, hits: Sequence[PersonHit], labels: Labels, today: date) -> None:
        """Show who she might be already; it blocks nothing."""
        self.same.clear_buttons()
        self.same.setVisible(bool(hits))
        self.same.say(tr("Perhaps she is here already:"))
        for hit in hits[:3]:
            details = (isolated(hit.code), age_words(hit.age_band), last_seen(hit, labels, today))
            words = f"{hit.alias} {' · '.join(part for part in details if part)}".strip()
            self.same.add_button(words, partial(self.known_wanted.emit, hit))
        if hits:
            self.same.add_button(tr("Somebody else"), self.same.hide, "quiet")

    def _answered(self) -> None:
        answer = self.answer.answer()
        if answer is None or answer is Answer.NOT_ASKED:
            self._person.answer(Purpose.KEEP, None)
        else:
            entry = ConsentEntry(Purpose.KEEP, answer, self._day, how=How.SPOKEN)
            self._person.answer(Purpose.KEEP, entry)
        self.show_person(self._person, self._day)
        self.changed.emit()
