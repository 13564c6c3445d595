"""Fields that show dots instead of their words in quiet view, until they have the focus."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QWidget

from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.theme import px, tokens
from caseapp.ui.widgets.inputs import TextArea
from caseapp.ui.words import dots


class QuietLine(QLineEdit):
    """One line of words about a person.

    Args:
        icon_name: drawn at the start, or empty.
        parent: owner.
    """

    def __init__(self, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._quiet = False
        if icon_name:
            self.setTextMargins(px(22), 0, 0, 0)

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self._quiet = on
        self._look()

    def _look(self) -> None:
        hide = self._quiet and not self.hasFocus()
        self.setEchoMode(QLineEdit.EchoMode.Password if hide else QLineEdit.EchoMode.Normal)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show the words."""
        super().focusInEvent(event)
        self._look()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Hide the words again."""
        super().focusOutEvent(event)
        self._look()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the line, then its icon."""
        super().paintEvent(event)
        if self._icon_name:
            size = px(16)
            spot = QRect(px(9), (self.height() - size) // 2, size, size)
            spot = QStyle.visualRect(self.layoutDirection(), self.rect(), spot)
            painter = QPainter(self)
            drawn = picture(self._icon_name, tokens().text2, size, self.devicePixelRatioF())
            painter.drawPixmap(spot.topLeft(), drawn)


class QuietArea(TextArea):
    """Several lines of words about a person."""

    def __init__(self, name: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(name, lines, parent)
        self._quiet = False

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self._quiet = on
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show the words."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Hide the words again."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the words, or lines of dots of about their length."""
        if not self._quiet or self.hasFocus() or not self.toPlainText():
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        painter.setPen(QColor(tokens().text2))
        painter.setFont(self.font())
        room = self.viewport().rect().adjusted(px(4), px(4), -px(4), -px(4))
        lines = "\n".join(dots(line) for line in self.toPlainText().splitlines())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextWordWrap), lines)
