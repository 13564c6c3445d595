"""What dialogs share whose act takes a second or a second worker, and where they say why not."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from caseapp.casework.queries.keys import Suggestion, SuggestPassphrase
from caseapp.domain.requests import Command
from caseapp.domain.second import Second
from caseapp.errors import KnownError
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.strength import ENOUGH, Strength
from caseapp.ui.words import sentence_of, tr

T = TypeVar("T")


class Asking(Overlay):
    """A dialog whose act takes a second, and may be refused.

    Args:
        context: of the page.
        window: the main window.
        title: the act.
        subtitle: one sentence.
    """

    def __init__(self, context: PageContext, window: QWidget, title: str, subtitle: str = "") -> None:
        super().__init__(window, title, subtitle, wide=40)
        self.context = context
        self._asker = context.asker(self)
        self.note = Note("warn")
        self.note.hide()
        self._button: Button | None = None

    def finish(self, verb: str, act: Callable[[], object]) -> None:
        """Add the note and the buttons, after the fields.

        Args:
            verb: of the act.
            act: what it does.
        """
        self.body.addWidget(self.note)
        self.add_cancel()
        self._button = self.add_act(verb, act)

    def refuse(self, words: str, field: QWidget | None = None) -> None:
        """Say what is missing or why it was refused, and go there."""
        self.note.say(words, "warn")
        self.note.show()
        self.context.messenger.announce(words)
        if field is not None:
            field.setFocus()

    def carry_out(self, command: Command[T], then: Callable[[T], object]) -> None:
        """Do the act; the dialog stays open, with the sentence, when it is refused."""
        if self._button is not None:
            self._button.setEnabled(False)
        self.note.say(tr("This takes some seconds."), "info")
        self.note.show()

        def done(result: T) -> None:
            self.close_with(done=True)
            then(result)

        self._asker.do(command, done, self._refused)

    def _refused(self, error: KnownError) -> None:
        if self._button is not None:
            self._button.setEnabled(True)
        self.refuse(sentence_of(error))


class NewPassphrase(QWidget):
    """A new passphrase, twice, with a meter, and one drawn by chance for who asks.

    Args:
        context: of the page.
        whose: the label of the first field.
    """

    def __init__(self, context: PageContext, whose: str) -> None:
        super().__init__()
        self._asker = context.asker(self)
        self.words = PassphraseEdit()
        self.repeat = PassphraseEdit()
        self.strength = Strength(self.words)
        self.suggest = Button(tr("Suggest one"), "link")
        self.suggest.clicked.connect(lambda _on: self._asker.ask(SuggestPassphrase(), self._take))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        first = Field(whose, self.words)
        first.head.addWidget(self.suggest)
        column.addWidget(first)
        column.addWidget(self.strength)
        column.addWidget(Field(tr("Repeat &it"), self.repeat))

    def _take(self, suggestion: Suggestion) -> None:
        self.words.setText(suggestion.words)
        self.words.show_words()
        self.repeat.clear()
        self.repeat.setFocus()

    def problem(self) -> tuple[str, QWidget] | None:
        """What is missing, and where; None when nothing is."""
        if not self.words.text():
            return tr("Type the new passphrase."), self.words
        if self.strength.judge() < ENOUGH:
            return tr("The new passphrase would be guessed. Add another word, then try again."), self.words
        if self.words.text() != self.repeat.text():
            return tr("The two new passphrases differ. Type the second one again."), self.repeat
        return None


class SecondPart(QWidget):
    """Another worker agrees, where the organisation wants four eyes."""

    def __init__(self) -> None:
        super().__init__()
        self.words = PassphraseEdit()
        self.key_file = QLineEdit()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(Field(tr("Passphrase of a &second worker"), self.words, tr("typed by him or her")))
        column.addWidget(Field(tr("His or her key &file"), self.key_file, tr("only with a key file")))

    def second(self) -> Second:
        """Who agrees."""
        return Second(self.words.text(), self.key_file.text().strip())


def second_of(part: SecondPart | None) -> Any:  # noqa: ANN401 - Second or None
    """Who agrees, None where nobody is asked."""
    return None if part is None else part.second()
