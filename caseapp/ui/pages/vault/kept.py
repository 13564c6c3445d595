"""What restores kept of the notes before: shown while there is any, and removed when somebody says so."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.commands.backups import RemoveKept
from caseapp.casework.queries.backups import KeptByRestores, KeptRow
from caseapp.ui.dialogs.attachment_words import size_words
from caseapp.ui.moments import moment_text
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import confirm
from caseapp.ui.widgets.emptying import empty
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import text
from caseapp.ui.words import isolated, tr


class KeptPanel(Panel):
    """One line for each folder; hidden where there is none.

    Args:
        context: of the page.
        parent: the page.
    """

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(tr("Kept by restoring"), "package", parent=parent)
        self._context = context
        self._asker = context.asker(self)
        self.pad_body()
        words = tr(
            "The notes as they were before a backup took their place. They open with the passphrases of "
            "then, and who was erased since may still be in them. Remove them when nothing is missed."
        )
        self.body.addWidget(text(words, "small", tone="text2", wrap=True))
        self._rows = QVBoxLayout()
        self.body.addLayout(self._rows)
        self.hide()

    def ask(self) -> None:
        """Ask what there is."""
        self._asker.ask(KeptByRestores(), self._show)

    def _show(self, rows: tuple[KeptRow, ...]) -> None:
        empty(self._rows)
        for row in rows:
            self._rows.addWidget(self._line(row))
        self.setVisible(bool(rows))

    def _line(self, row: KeptRow) -> QWidget:
        when = moment_text(row.replaced_at)
        remove = Button(tr("Remove…"), "link")
        remove.setAccessibleName(tr("Remove what was kept on {when}", when=when))
        remove.clicked.connect(lambda _on: self._confirm(row))
        holder = QWidget()
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, px(5), 0, px(5))
        across.setSpacing(px(10))
        across.addWidget(text(when, weight=600))
        facts = f"{size_words(row.size)} · {isolated(row.name)}"
        across.addWidget(text(facts, "small", tone="text2", wrap=True), 1)
        across.addWidget(remove)
        return holder

    def _confirm(self, row: KeptRow) -> None:
        goes = tr(
            "the notes as they were until {when}, {size}, in the folder {name}.",
            when=moment_text(row.replaced_at),
            size=size_words(row.size),
            name=isolated(row.name),
        )
        points = [
            (tr("Is removed for good:"), goes),
            (tr("Stays:"), tr("the notes that are open now, and every backup.")),
        ]
        confirm(self.window(), tr("Remove what was kept"), points, tr("Remove"), partial(self._remove, row))

    def _remove(self, row: KeptRow) -> None:
        self._asker.do(RemoveKept(row.name), lambda _none: self._removed())

    def _removed(self) -> None:
        self._context.messenger.say(tr("What the restore kept is removed."))
        self.ask()
