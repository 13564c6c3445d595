"""The focus ring: one frame that follows the keyboard through the whole window."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QFocusFrame, QWidget

from caseapp.ui.theme.theme import px, tokens


class FocusRing(QFocusFrame):
    """A 2 px ring outside the focused control; lists draw theirs inside the current row.

    A control that is framed by something larger (a search field with its icon) names that frame in its
    dynamic property ``ringTarget`` (a widget). A control with ``ring`` set to ``"none"`` draws its own.
    A click on a button shows no ring; fields show it always, so that the eye finds the caret.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is None or now.property("ring") == "none" or (by_mouse and isinstance(now, QAbstractButton)):
            self.setWidget(None)  # type: ignore[arg-type]  # Qt takes a null widget to hide the ring
            return
        target = now.property("ringTarget")
        self.setWidget(target if isinstance(target, QWidget) else now)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ring in the focus colour."""
        width = px(2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens().focus), width))
        half = width / 2
        radius = px(4) + px(1)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)
