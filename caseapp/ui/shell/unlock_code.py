"""The way in with the recovery code: the code, and a new passphrase twice. Built when it is asked for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.strength import ENOUGH, Strength
from caseapp.ui.words import tr


class CodePart(QWidget):
    """Three fields of the unlock card.

    Attributes:
        entered: sent when Enter was pressed in the last one.
    """

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        self.code = QLineEdit()
        self.code.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.passphrase = PassphraseEdit()
        self.repeat = PassphraseEdit()
        column.addWidget(Field(tr("&Recovery code"), self.code, tr("13 groups; dashes may be left out")))
        column.addWidget(Field(tr("&New passphrase"), self.passphrase))
        self.strength = Strength(self.passphrase)
        column.addWidget(self.strength)
        column.addWidget(Field(tr("Repeat &it"), self.repeat))
        self.repeat.returnPressed.connect(self.entered)

    def problem(self) -> str:
        """What is missing, as a sentence; empty if all is there."""
        if not self.code.text().strip():
            return tr("Type the recovery code that was noted when the vault was made.")
        if not self.passphrase.text():
            return tr("Type the new passphrase.")
        if self.strength.judge() < ENOUGH:
            return tr("The new passphrase would be guessed. Add another word, then try again.")
        if self.passphrase.text() != self.repeat.text():
            return tr("The two new passphrases differ. Type the second one again.")
        return ""

    def forget(self) -> None:
        """Empty all three."""
        self.code.clear()
        self.passphrase.forget()
        self.repeat.forget()

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Hold the fields still while a key is derived."""
        for field in (self.code, self.passphrase, self.repeat):
            field.setReadOnly(busy)
