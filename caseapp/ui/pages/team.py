"""The colleagues who can stand behind "with me" and "who", as a section of Settings."""

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from caseapp.casework.commands.team import SetStaffLabel
from caseapp.casework.queries.team import Staff, StaffRow
from caseapp.domain.requests import Changes, Kind
from caseapp.ui.pages.adding import AddingSection
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr


class TeamSection(AddingSection):
    """Who works here: colleagues are added, and called otherwise.

    Args:
        context: of the settings page.
        parent: the settings page.
    """

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(context, tr("Team"), "users", tr("who goes along, and who does a next step"), parent)
        self._known: dict[UUID, str] = {}
        self.names: dict[UUID, QLineEdit] = {}
        self.me = text("", weight=600, wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(8))
        held = QWidget()
        held.setLayout(self._lines)
        self.add.setAccessibleName(tr("Add a colleague"))
        self.body.setSpacing(px(10))
        self.body.addWidget(self.me)
        self.body.addWidget(held)
        self._end_with(Field(tr("New &colleague"), self.label, tr("a first name will do")))
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
        label = self._new_label(tr("Type what the colleague is called first."))
        if label:
            words = tr("{name} is in the team now.", name=label)
            self._asker.do(SetStaffLabel(label), lambda _id: self._added(words), self._failed)
