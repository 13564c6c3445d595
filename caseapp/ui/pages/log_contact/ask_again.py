"""What could not be asked the last time and can be asked in this contact."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from caseapp.domain.consent import Answer, Purpose
from caseapp.ui.naming import PURPOSES, said
from caseapp.ui.pages.log_contact.state import PersonState
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr


class AskAgain(QWidget):
    """One line with a button for each question; hidden while there is none.

    Attributes:
        ask_wanted: sent with the `Purpose`.
    """

    ask_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=px(6))
        self._shown: tuple[Purpose, ...] = ()
        self.buttons: list[Button] = []
        self.hide()

    def show_person(self, person: PersonState) -> None:
        """Show what is to be asked of a person; an answer given in this form takes its question away."""
        purposes = tuple(
            row.purpose
            for row in person.known
            if row.answer is Answer.NOT_NOW and row.subject is None and person.said(row.purpose) is None
        )
        if purposes == self._shown:
            return
        self._shown = purposes
        self._flow.clear()
        self.buttons = []
        if purposes:
            self._flow.addWidget(text(tr("Could not be asked so far:"), "small", tone="text2"))
        for purpose in purposes:
            button = Button(said(PURPOSES, purpose), "link")
            button.setAccessibleName(tr("Ask now: {what}", what=said(PURPOSES, purpose)))
            button.clicked.connect(partial(self._ask, purpose))
            self._flow.addWidget(button)
            self.buttons.append(button)
        self.setVisible(bool(purposes))

    def _ask(self, purpose: Purpose, _on: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        self.ask_wanted.emit(purpose)
