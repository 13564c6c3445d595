"""The note and the next step of the person shown."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.queries.team import StaffRow
from caseapp.ui.pages.log_contact.quiet import QuietArea, QuietLine
from caseapp.ui.pages.log_contact.state import PersonState
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.inputs import Choice, DayEdit, show_as
from caseapp.ui.words import tr


class NoteSection(QWidget):
    """What happened, with the person shown.

    Attributes:
        changed: sent at each key.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person = PersonState()
        self.words = QuietArea(lines=4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        field = Field(
            tr("N&ote"), self.words, tr("what happened, own words where you can; no names of others")
        )
        field.hint.setWordWrap(True)
        field.head.setStretchFactor(field.hint, 1)
        field.head.setStretch(field.head.count() - 1, 0)  # the line is the hint's
        column.addWidget(field)
        self.words.textChanged.connect(self._typed)

    def show_person(self, person: PersonState) -> None:
        """Show the note of a person."""
        self._person = PersonState()
        if self.words.toPlainText() != person.note:  # else the caret would jump from under the typing
            self.words.setPlainText(person.note)
        self._person = person

    def _typed(self) -> None:
        if self._person.note != self.words.toPlainText():
            self._person.note = self.words.toPlainText()
            self.changed.emit()


class NextStepSection(QWidget):
    """What is to be done, when, by whom.

    Args:
        today: the local day, asked when it matters.
        parent: owner.

    Attributes:
        changed: sent when the user changed something.
    """

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._person = PersonState()
        self.what = QuietLine()
        self.what.setPlaceholderText(tr("What is to be done"))
        self.day = DayEdit(tr("Next step: day"))
        show_as(self.day, "ddd d MMM")
        self.who = Choice(tr("Next step: who"))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.what, 1)
        row.addWidget(self.day)
        row.addWidget(self.who)
        self._row = row
        chips = QWidget()
        flow = FlowLayout(chips, gap=px(7))
        self.days: list[Button] = []
        for words, days in ((tr("Tomorrow"), 1), (tr("In 3 days"), 3), (tr("In a week"), 7)):
            button = Button(words, size="small")
            button.clicked.connect(lambda _on=False, n=days: self._in_days(n))
            flow.addWidget(button)
            self.days.append(button)
        column.addLayout(row)
        column.addWidget(chips)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Field(tr("Ne&xt step"), self.what, body=body))
        self.what.textEdited.connect(self._changed)
        self.day.dateChanged.connect(self._changed)
        self.who.currentIndexChanged.connect(self._changed)

    def set_narrow(self, *, narrow: bool) -> None:
        """Put the day and the worker under the words where the page is narrow."""
        self._row.setDirection(
            QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight
        )

    def set_staff(self, staff: tuple[StaffRow, ...]) -> None:
        """Offer the colleagues; the user stands first."""
        self.who.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.who.clear()
        for row in sorted(staff, key=lambda one: not one.is_me):
            self.who.add(row.staff_id, row.label or tr("me"))
        if not self.who.choose(self._person.step_staff):
            self.who.setCurrentIndex(0 if self.who.count() else -1)
        self.who.blockSignals(False)  # noqa: FBT003 - Qt's signature

    def show_person(self, person: PersonState) -> None:
        """Show the next step with a person."""
        self._person = PersonState()
        today = self._today()
        self.day.setMinimumDate(_qt_day(min(today, person.step_on or today)))
        if self.what.text() != person.step_what:  # else the caret would jump from under the typing
            self.what.setText(person.step_what)
        self.day.set_day(person.step_on or today + timedelta(days=1))
        if not self.who.choose(person.step_staff) and self.who.count():
            self.who.setCurrentIndex(0)
        self._person = person

    def _in_days(self, days: int) -> None:
        self.day.set_day(self._today() + timedelta(days=days))
        self._changed()

    def _changed(self) -> None:
        who = self.who.value()
        self._person.step_what = self.what.text()
        self._person.step_on = self.day.day()
        self._person.step_staff = who if isinstance(who, UUID) else None
        self.changed.emit()


def _qt_day(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
