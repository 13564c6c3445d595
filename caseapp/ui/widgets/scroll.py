"""A page that scrolls up and down and never sideways, and brings what has the focus into view."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from caseapp.ui import flags
from caseapp.ui.theme.theme import px


class Scroll(QScrollArea):
    """A scroll area around a column.

    Args:
        parent: owner.

    Attributes:
        column: layout of the content.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("horizontalScrollBarPolicy", flags.NO_SCROLL_BAR)
        self.setProperty("focusPolicy", flags.NO_FOCUS)
        # A viewport of our own has no ground. To ask for the one that is there would load every kind of
        # widget, to say which kind it is: 10 ms before the first paint.
        self.setViewport(QWidget())
        self._content = content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(content)
        content.setAutoFillBackground(False)  # after setWidget, which turns it on; the ground is the panel's
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        content.installEventFilter(self)
        self._most = 0

    def keep_narrow(self, most: int) -> None:
        """Let nothing in the column be wider than a reader follows; the room left over is at the end.

        Each part with a greatest width of its own would be as high as its words at the width of the page: a
        layout asks for heights before it bounds the widths.

        Args:
            most: device pixels.
        """
        self._most = most
        self._spare()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The room left over follows the width."""
        self._spare()
        super().resizeEvent(event)

    def _spare(self) -> None:
        if not self._most:
            return
        margins = self.column.contentsMargins()
        start = min(margins.left(), margins.right())
        end = max(start, self.viewport().width() - start - self._most)
        left, right = (end, start) if self.isRightToLeft() else (start, end)
        self.column.setContentsMargins(left, margins.top(), right, margins.bottom())

    def bring_into_view(self, *widgets: QWidget) -> None:
        """Scroll until these are seen; where they do not all fit, the last one is.

        Args:
            *widgets: inside the content, perhaps shown only now: it waits until the layouts have settled.
        """
        for widget in widgets:
            QTimer.singleShot(0, widget, partial(self.ensureWidgetVisible, widget, 0, px(16)))

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._content.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, px(48))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Never narrower than its content can be: the content wraps, the page grows."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self._content:
            self.updateGeometry()
        return super().eventFilter(watched, event)
