"""The focus ring: one frame that follows the keyboard through the whole window."""

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QFocusFrame, QWidget
from shiboken6 import isValid

from caseapp.ui.theme.theme import px, tokens


class _Frame(QFocusFrame):
    """A 2 px line around its widget, in the focus colour."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        width = px(2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens().focus), width))
        half = width / 2
        radius = px(4) + px(1)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)


class FocusRing(QObject):
    """A ring outside the focused control; lists draw theirs inside the current row.

    A control that is framed by something larger (a search field with its icon) names that frame in its
    dynamic property ``ringTarget`` (a widget). A control with ``ring`` set to ``"none"`` draws its own.
    A click on a button shows no ring; fields show it always, so that the eye finds the caret.

    Qt makes the frame a child of the window or scroll area it stands in, and destroys it with them, as at a
    lock. So the frame is made anew when it is gone.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._frame: _Frame | None = None
        app.focusChanged.connect(self._follow)

    def follow_now(self) -> None:
        """Go to what has the focus already; for a ring made after the window was shown."""
        self._follow(None, QApplication.focusWidget())

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is None or now.property("ring") == "none" or (by_mouse and isinstance(now, QAbstractButton)):
            if self._frame is not None and isValid(self._frame):
                self._frame.setWidget(None)  # type: ignore[arg-type]  # Qt takes null to hide the ring
            return
        if self._frame is None or not isValid(self._frame):
            self._frame = _Frame()
        target = now.property("ringTarget")
        self._frame.setWidget(target if isinstance(target, QWidget) else now)
