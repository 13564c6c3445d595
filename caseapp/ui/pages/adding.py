"""The shape of the sections of Settings to which something is added by name: colleagues, values of lists."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from caseapp.errors import KnownError
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.words import sentence_of, tr


class AddingSection(Panel):
    """A panel that ends with a field, Add, and the note that says why not.

    Args:
        context: of the settings page.
        title: translated.
        icon_name: a Lucide name.
        aside: secondary words after the title.
        parent: the settings page.

    Attributes:
        label: what the new one is called.
        add: does the same as Enter in the field.
        note: why it was not added; hidden until then.
    """

    def __init__(self, context: PageContext, title: str, icon_name: str, aside: str, parent: QWidget) -> None:
        super().__init__(title, icon_name, aside, parent)
        self._context = context
        self._asker = context.asker(self)
        self.label = QLineEdit()
        self.label.returnPressed.connect(self._add)
        self.add = Button(tr("Add"), icon_name="plus")
        self.add.clicked.connect(lambda _on: self._add())
        self.note = Note("bad")
        self.note.hide()
        self.pad_body()

    def _end_with(self, *fields: Field) -> None:
        """Put the line of the new one under all else.

        Args:
            *fields: the one of `label`, which is broadest, and what else is asked.
        """
        row = QHBoxLayout()
        row.setSpacing(px(10))
        for number, field in enumerate(fields):
            row.addWidget(field, 1 if number else 2)
        row.addWidget(self.add, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)
        self.body.addWidget(self.note)

    def _add(self) -> None:
        """Add what is typed; with `_new_label`, `_added` and `_failed`."""
        raise NotImplementedError

    def _new_label(self, otherwise: str) -> str:
        """What is typed; where nothing is, say so and go there.

        Args:
            otherwise: what to do first, translated.
        """
        label = self.label.text().strip()
        if not label:
            self._refuse(otherwise)
            self.label.setFocus()
        return label

    def _added(self, words: str) -> None:
        """Say that it is there, and make room for another."""
        self.label.clear()
        self.note.hide()
        self._context.messenger.say(words)

    def _failed(self, error: KnownError) -> None:
        self._refuse(sentence_of(error))

    def _refuse(self, words: str) -> None:
        self.note.say(words)
        self.note.show()
