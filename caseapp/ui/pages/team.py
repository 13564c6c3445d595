"""The colleagues who can stand behind "with me" and "who", as a section of Settings."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from caseapp.casework.commands.team import SetStaffLabel
from caseapp.casework.queries.team import Staff, StaffRow
from caseapp.domain.requests import Changes, Kind
from caseapp.errors import KnownError
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import text
from caseapp.ui.words import sentence_of, tr


class TeamSection(Panel):
    """Who works here: colleagues are added, and called otherwise.

    Args:
        context: of the settings page.
        parent: the settings page.
    """

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(tr("Team"), "users", tr("who goes along, and who does a next step"), parent)
        self._context = context
        self._asker = context.asker(self)
        self._known: dict[UUID, str] = {}
        self.names: dict[UUID, QLineEdit] = {}
        self.me = text("", weight=600, wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(8))
        held = QWidget()
        held.setLayout(self._lines)
        self.label = QLineEdit()
        self.label.returnPressed.connect(self._add)
        self.add = Button(tr("Add"), icon_name="plus")
        self.add.setAccessibleName(tr("Add a colleague"))
        self.add.clicked.connect(lambda _on: self._add())
        row = QHBoxLayout()
        row.setSpacing(px(10))
        row.addWidget(Field(tr("New &colleague"), self.label, tr("a first name will do")), 1)
        row.addWidget(self.add, 0, Qt.AlignmentFlag.AlignBottom)
        self.note = Note("bad")
        self.note.hide()
        self.pad_body()
        self.body.setSpacing(px(10))
        self.body.addWidget(self.me)
        self.body.addWidget(held)
        self.body.addLayout(row)
        self.body.addWidget(self.note)
        context.bridge.changed.connect(self._on_changes)
        self._ask()

    def _ask(self) -> None:
        self._asker.ask(Staff(), self._show)

    def _on_changes(self, changes: Changes) -> None:
        if changes.touches(Kind.STAFF):
            self._ask()

    def _show(self, rows: tuple[StaffRow, ...]) -> None:
        for row in rows:
            if row.is_me:
                self.me.setText(tr("You: {name}", name=row.label))
            elif row.staff_id not in self.names:
                line = QLineEdit(row.label)
                line.setAccessibleName(tr("Name of a colleague"))
                line.editingFinished.connect(partial(self._rename, row.staff_id))
                self.names[row.staff_id] = line
                self._lines.addWidget(line)
            elif not self.names[row.staff_id].hasFocus():
                self.names[row.staff_id].setText(row.label)
            self._known[row.staff_id] = row.label

    def _rename(self, staff_id: UUID) -> None:
        line, before = self.names[staff_id], self._known[staff_id]
        label = line.text().strip()
        if not label:
            line.setText(before)
        elif label != before:
            self._known[staff_id] = label

            def back() -> None:
                line.setText(before)
                self._rename(staff_id)

            words = tr("{before} is called {name} now.", before=before, name=label)
            self._asker.do(
                SetStaffLabel(label, staff_id),
                lambda _id: self._context.messenger.say(words, back),
                self._failed,
            )

    def _add(self) -> None:
        label = self.label.text().strip()
        if not label:
            self._say(tr("Type what the colleague is called first."))
            self.label.setFocus()
            return

        def added(_id: UUID) -> None:
            self.label.clear()
            self.note.hide()
            self._context.messenger.say(tr("{name} is in the team now.", name=label))

        self._asker.do(SetStaffLabel(label), added, self._failed)

    def _failed(self, error: KnownError) -> None:
        self._say(sentence_of(error))

    def _say(self, words: str) -> None:
        self.note.say(words)
        self.note.show()
