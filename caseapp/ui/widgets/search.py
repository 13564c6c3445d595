"""The search field with its list of matches; the focus stays in the field while arrow keys walk the list."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QSizePolicy, QStyle, QVBoxLayout, QWidget

from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.theme import px, tokens
from caseapp.ui.widgets.keys import KeyHints, key_label
from caseapp.ui.widgets.row import Row
from caseapp.ui.widgets.rows import RowList
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr

_REFIT = {QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange}
_WAIT_MS = 60  # after the last key, so that a fast typist asks once


class Matches(QFrame):
    """The list under a search field: how many, the rows, what the keys do."""

    def __init__(self, field: "SearchField", footer: str) -> None:
        super().__init__(field.window())
        self.setProperty("panel", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.heading: QLabel = text("", "caption", tone="text2", weight=600)
        self.heading.setContentsMargins(px(12), px(5), px(12), px(5))
        self.heading.setProperty("ground", "window")
        self.list = RowList(tr("Matches"), one_click=True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QWidget()
        foot.setProperty("ground", "window")
        hints = QVBoxLayout(foot)
        hints.setContentsMargins(px(12), px(5), px(12), px(5))
        hints.addWidget(
            KeyHints([("↑ ↓", tr("choose")), ("Enter", tr("take")), ("Esc", footer or tr("close"))])
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self.list)
        column.addWidget(foot)
        self.hide()


class SearchField(QLineEdit):
    """A line to search in, with an icon before and a key hint after the words.

    Args:
        placeholder: what can be searched for; also its accessible name.
        keys: shortcut shown at the end while empty; bound by the page or the window.
        footer: words after Esc in the footer of the list.
        parent: owner.

    Attributes:
        asked: sent with the stripped text shortly after the last key; empty when cleared.
        taken: sent with the key of the row the user took.
        new_wanted: sent with the stripped text on Ctrl+Shift+N.
    """

    asked = Signal(str)
    taken = Signal(object)
    new_wanted = Signal(str)

    def __init__(
        self, placeholder: str, keys: str = "", footer: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._footer = footer
        self._matches: Matches | None = None
        self._key = key_label(keys) if keys else None
        if self._key is not None:
            self._key.setParent(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(lambda: self.asked.emit(self.text().strip()))
        self.textEdited.connect(self._typed)
        self._pad()

    def _pad(self) -> None:
        start, end = px(24), self._key.sizeHint().width() if self._key is not None else 0
        if self.isRightToLeft():
            start, end = end, start
        self.setTextMargins(start, 0, end, 0)

    def _typed(self, words: str) -> None:
        if not words.strip():
            self.close_matches()
        self._timer.start()

    def show_matches(self, heading: str, rows: Sequence[Row]) -> None:
        """Show what was found; the first row that can be taken is current.

        Args:
            heading: such as ``3 found for "lu"``.
            rows: matches, then actions (``action=True``) such as "New person".
        """
        if not self.hasFocus():
            return
        popup = self._popup()
        popup.heading.setText(heading)
        popup.heading.setVisible(bool(heading))
        popup.list.rows.set_rows(rows)
        popup.list.setVisible(bool(rows))  # an empty list would take the room of the sentence above it
        first = next((n for n, row in enumerate(rows) if not row.heading), -1)
        if first >= 0:
            popup.list.setCurrentIndex(popup.list.rows.index(first))
        self._place()
        popup.show()
        popup.raise_()

    def close_matches(self) -> None:
        """Close the list and forget what it showed."""
        if self._matches is not None:
            self._matches.hide()
            self._matches.list.rows.clear()

    @property
    def matches_open(self) -> bool:
        """Whether the list is shown."""
        return self._matches is not None and self._matches.isVisible()

    @property
    def matches(self) -> RowList | None:
        """The list of matches, once it was shown."""
        return self._matches.list if self._matches is not None else None

    def clear_all(self) -> None:
        """Forget the words and the matches; called after a choice and at lock."""
        self._timer.stop()
        self.clear()
        self.close_matches()

    def _popup(self) -> Matches:
        if self._matches is None or self._matches.parentWidget() is not self.window():
            self._matches = Matches(self, self._footer)
            self._matches.list.taken.connect(self._take)
        return self._matches

    def _take(self, key: object) -> None:
        self.close_matches()
        self.taken.emit(key)

    def _place(self) -> None:
        popup, window = self._matches, self.window()
        if popup is None:
            return
        below = self.mapTo(window, QPoint(0, self.height() + px(4)))
        width = max(self.width(), min(px(600), window.width() - 2 * px(16)))
        left = below.x() if not self.isRightToLeft() else below.x() + self.width() - width
        left = max(min(left, window.width() - width - px(8)), px(8))
        wanted = popup.sizeHint().height()
        if popup.list.rows.rowCount():
            wanted += popup.list.whole_height() - popup.list.sizeHint().height()
        popup.setGeometry(QRect(left, below.y(), width, min(wanted, window.height() - below.y() - px(8))))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrow keys walk the matches, Enter takes one, Esc closes them."""
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_N and event.modifiers() == both:
            self.new_wanted.emit(self.text().strip())
            return
        popup = self._matches if self.matches_open else None
        if popup is not None:
            if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
                popup.list.keyPressEvent(event)
                return
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
                row = popup.list.current_row()
                if row is not None:
                    self._take(row.key)
                return
            if event.key() == Qt.Key.Key_Escape:
                self.close_matches()
                return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Close the list when the focus goes elsewhere."""
        super().focusOutEvent(event)
        self.close_matches()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep key hint and list in place."""
        super().resizeEvent(event)
        if self._key is not None:
            size = self._key.sizeHint()
            spot = QRect(
                self.width() - size.width() - px(9),
                (self.height() - size.height()) // 2,
                size.width(),
                size.height(),
            )
            self._key.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), spot))
        if self.matches_open:
            self._place()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Grow with the text."""
        super().changeEvent(event)
        if event.type() in _REFIT and hasattr(self, "_key"):
            self._pad()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for its placeholder."""
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        return QSize(words + px(60), px(32))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the line, then the magnifier; the key hint shows while the field is empty."""
        super().paintEvent(event)
        if self._key is not None:
            self._key.setVisible(not self.text())
        size = px(16)
        spot = QRect(px(10), (self.height() - size) // 2, size, size)
        spot = QStyle.visualRect(self.layoutDirection(), self.rect(), spot)
        painter = QPainter(self)
        painter.drawPixmap(spot.topLeft(), picture("search", tokens().text2, size, self.devicePixelRatioF()))
