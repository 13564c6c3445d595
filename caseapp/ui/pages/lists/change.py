"""The dialog that renames or retires a value of a list."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from caseapp.casework.commands.team import SetTerm
from caseapp.casework.queries.team import TermUse
from caseapp.domain.taxonomy import Term
from caseapp.errors import KnownError
from caseapp.ui.naming import LISTS, language, said
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.text import text
from caseapp.ui.words import sentence_of, tr, trn


class ChangeTerm(Overlay):
    """Change a value; its meaning stays, only its words, place and offer change.

    Args:
        context: of the page.
        window: the main window.
        term: as it is.
        parents: what it can belong to; empty where the list has none.
    """

    def __init__(self, context: PageContext, window: QWidget, term: Term, parents: Sequence[Term]) -> None:
        super().__init__(window, tr("Change a value"), said(LISTS, term.list_name), wide=34)
        self._context = context
        self._asker = context.asker(self)
        self._term = term
        self.label = QLineEdit(term.label)
        self.above = Choice()
        for each in parents:
            self.above.add(each.code, each.label)
        self.above.choose(term.parent)
        self.retired = QCheckBox(tr("&Retired: not offered any more, still shown where it is used"))
        self.retired.setChecked(term.retired)
        self._use = text("", "small", tone="text2", wrap=True)
        self.note = Note("bad")
        self.note.hide()
        self.body.addWidget(
            Field(tr("&Name"), self.label, tr("only for the same meaning; else add a new value"))
        )
        if parents:
            self.body.addWidget(Field(tr("&Belongs to"), self.above))
        self.body.addWidget(self.retired)
        self.body.addWidget(self._use)
        self.body.addWidget(self.note)
        self.add_cancel()
        self.add_act(tr("Save value"), self._save)
        self._asker.ask(TermUse(term.list_name, term.code), self._show_use)

    def _show_use(self, number: int) -> None:
        words = trn("Used in {n} place.", "Used in {n} places.", number) if number else tr("Not used yet.")
        self._use.setText(words)
        self._place()

    def _save(self) -> None:
        above = self.above.value()
        command = SetTerm(
            self._term.list_name,
            self._term.code,
            self.label.text().strip(),
            above if isinstance(above, str) else self._term.parent,
            retired=self.retired.isChecked(),
            language=language(),
        )
        was = self._term

        def back() -> None:
            before = SetTerm(
                was.list_name,
                was.code,
                was.label,
                was.parent,
                retired=was.retired,
                language=command.language,
            )
            self._context.asker(self._context.bridge).do(before)

        def saved(_none: None) -> None:
            self._context.messenger.say(tr("Value saved."), back)
            self.close_with(done=True)

        self._asker.do(command, saved, self._failed)

    def _failed(self, error: KnownError) -> None:
        self.note.say(sentence_of(error))
        self.note.show()
        self._place()
