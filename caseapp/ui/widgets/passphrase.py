"""A field for a passphrase: hidden words, Show, and a Caps Lock hint."""

from PySide6.QtCore import QEvent, QRect, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from caseapp.ui import flags
from caseapp.ui.theme.mirror import placed
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.words import tr

_REFIT = {QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange}


class PassphraseEdit(QLineEdit):
    """A line whose words are dots until *Show* is pressed.

    Args:
        name: for screen readers; a `Field` sets it too.
        parent: owner.

    Attributes:
        caps_seen: sent with whether Caps Lock seems to be on, judged by the letters that arrive.
    """

    caps_seen = Signal(bool)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caps = False
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setProperty("inputMethodHints", flags.KEPT_FROM_KEYBOARDS)
        self.setProperty("tall", "true")
        self.show_button = Button(tr("Show"), "quiet", icon_name="eye", size="small", parent=self)
        self.show_button.setProperty("tone", "accent")
        self.show_button.setCheckable(True)
        self.show_button.setAccessibleName(tr("Show the passphrase"))
        self.show_button.toggled.connect(self._show_words)
        self._pad()

    def _show_words(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self.show_button.setText(tr("Hide") if on else tr("Show"))
        self.show_button.set_icon_name("eye-off" if on else "eye")
        self._pad()
        self._place()

    def show_words(self) -> None:
        """Show what stands in it, as when it was drawn by chance and is to be noted."""
        self.show_button.setChecked(True)

    def forget(self) -> None:
        """Empty the field and hide its words again."""
        self.show_button.setChecked(False)
        self.clear()

    def _pad(self) -> None:
        start, end = px(2), self.show_button.sizeHint().width()
        if self.isRightToLeft():
            start, end = end, start
        self.setTextMargins(start, 0, end, 0)

    def _place(self) -> None:
        size = self.show_button.sizeHint()
        spot = QRect(
            self.width() - size.width() - px(5),
            (self.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )
        self.show_button.setGeometry(placed(self, spot))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the button at the end."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Grow with the text."""
        super().changeEvent(event)
        if event.type() in _REFIT and hasattr(self, "show_button"):
            self._pad()
            self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Notice Caps Lock: a capital without Shift, or a small letter with it."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see flags)

        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._caps = not self._caps
            self.caps_seen.emit(self._caps)
        elif len(letter) == 1 and letter.isalpha() and letter.lower() != letter.upper():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps = letter.isupper() != shifted
            self.caps_seen.emit(self._caps)
        super().keyPressEvent(event)
