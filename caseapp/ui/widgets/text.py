"""Labels in the type styles of the design, icons as labels, and lines."""

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from caseapp.ui import flags
from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.theme import px, tokens

Style = Literal["caption", "small", "label", "body", "heading", "title", "alias", "read", "read-now"]


def text(
    words: str = "",
    style: Style = "body",
    *,
    tone: str = "",
    weight: int = 0,
    wrap: bool = False,
    parent: QWidget | None = None,
) -> QLabel:
    """A label in a type style; plain text always, because names and notes may hold any character.

    Args:
        words: what it says.
        style: caption, small, label (small, 600), body, heading, title, alias, read, read-now.
        tone: a text token (``text2``, ``accent``, ``ok`` ...); empty for body text.
        weight: 500 or 600 to lift it out; 0 for the style's own.
        wrap: whether it flows over lines.
        parent: owner.

    Returns:
        The label.
    """
    label = QLabel(words, parent)
    label.setProperty("textFormat", flags.PLAIN_TEXT)
    label.setProperty("type", style)
    if QGuiApplication.isRightToLeft():
        # A label aligns by its words; a Latin alias must stand where the eye begins all the same.
        label.setProperty("alignment", flags.AT_RIGHT_EDGE)
    if tone:
        label.setProperty("tone", tone)
    if weight:
        label.setProperty("weight", str(weight))
    if wrap:
        label.setWordWrap(True)
    return label


def retone(widget: QWidget, **properties: str | bool) -> None:
    """Set dynamic properties and let the style sheet look again.

    Args:
        widget: what changes its look.
        **properties: such as ``tone="warn"`` or ``on=True``.
    """
    changed = False
    for name, value in properties.items():
        said = ("true" if value else "false") if isinstance(value, bool) else value
        if widget.property(name) != said:
            widget.setProperty(name, said)
            changed = True
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.updateGeometry()
        widget.update()


class ActLabel(QLabel):
    """A label whose underlined letter does something at once, such as opening a dialog.

    A label with a button as its buddy would press that button a tenth of a second late.

    Args:
        words: with ``&`` before the letter.
        buddy: the control that does the same.

    Attributes:
        pressed: sent on Alt and the letter.
    """

    pressed = Signal()

    def __init__(self, words: str, buddy: QWidget) -> None:
        super().__init__(words)
        self.setProperty("textFormat", flags.PLAIN_TEXT)
        self.setProperty("type", "label")
        self.setBuddy(buddy)

    def event(self, event: QEvent) -> bool:
        """Answer the letter."""
        if event.type() is QEvent.Type.Shortcut:
            self.pressed.emit()
            return True
        return super().event(event)


class IconLabel(QWidget):
    """An icon beside words; it says nothing itself, so it has no name for screen readers."""

    def __init__(self, name: str, tone: str = "text2", size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._tone = tone
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tone: str | None = None) -> None:
        """Show another drawing, or the same in another tone."""
        self._name = name
        self._tone = tone or self._tone
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The icon's square."""
        return QSize(px(self._size), px(self._size))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The icon is never cut."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Grow with the text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icon centred."""
        size = px(self._size)
        painter = QPainter(self)
        drawn = picture(self._name, tokens().colour(self._tone), size, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - size) // 2, (self.height() - size) // 2, drawn)


def line(direction: Literal["h", "v"] = "h") -> QFrame:
    """A decorative line of one pixel."""
    frame = QFrame()
    frame.setProperty("line", direction)
    return frame
