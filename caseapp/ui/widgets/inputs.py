"""Combo box, day, moment and several lines, with arrows and calendar icons drawn from our set."""

import datetime as dt
from typing import Final

from PySide6.QtCore import QDate, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.theme import px, tokens
from caseapp.ui.words import to_qt

_BY_KEYS: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def _draw_end_icon(widget: QWidget, name: str) -> None:
    size = px(16)
    spot = QRect(widget.width() - size - px(9), (widget.height() - size) // 2, size, size)
    spot = QStyle.visualRect(widget.layoutDirection(), widget.rect(), spot)
    ink = tokens().text2 if widget.isEnabled() else tokens().disabled
    painter = QPainter(widget)
    painter.drawPixmap(spot.topLeft(), picture(name, ink, size, widget.devicePixelRatioF()))


class _Held:
    """Carries a value through Qt, which would turn an enum of strings into a bare string."""

    def __init__(self, value: object) -> None:
        self.value = value


class Choice(QComboBox):
    """A combo box of values and words.

    Args:
        name: for screen readers; a `Field` sets it too.
        parent: owner.
    """

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add(self, value: object, words: str) -> None:
        """Append a choice."""
        self.addItem(words, _Held(value))

    def value(self) -> object:
        """The value chosen, or None."""
        held = self.currentData()
        return held.value if isinstance(held, _Held) else None

    def choose(self, value: object) -> bool:
        """Choose a value.

        Returns:
            Whether it is among the choices.
        """
        for number in range(self.count()):
            if self.itemData(number).value == value:
                self.setCurrentIndex(number)
                return True
        return False

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Open the list, wide enough for the longest words even where the field is narrow."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + px(20))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """The wheel scrolls the page; it never changes a value by accident."""
        event.ignore()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for words and arrow."""
        return super().sizeHint() + QSize(px(12), 0)

    @property
    def is_cut(self) -> bool:
        """Whether the words chosen do not fit."""
        return self.fontMetrics().horizontalAdvance(self.currentText()) > self._room

    @property
    def _room(self) -> int:
        return self.width() - px(44)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the box, words that do not fit with an ellipsis, then our arrow."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0 and self.placeholderText():
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
        words = self.currentText() or self.placeholderText()
        whole = self.currentText() if self.is_cut else ""
        if self.toolTip() != whole:
            self.setToolTip(whole)
        option.currentText = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, self._room)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
        _draw_end_icon(self, "chevron-down")


def show_as(edit: QDateTimeEdit, pattern: str) -> None:
    """Write a day or a moment by a pattern, in the same order of parts in every direction of the text.

    Args:
        edit: the field; Qt would turn its parts round ("46:18") where the text runs right to left.
        pattern: such as ``"ddd d MMM"``.
    """
    edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    edit.setDisplayFormat(pattern)
    edit.unsetLayoutDirection()


def _enter(edit: QDateTimeEdit, event: QFocusEvent, part: QDateTimeEdit.Section) -> None:
    """Coming by Tab or Alt+letter, begin with the part that is changed most, not with the weekday."""
    if event.reason() in _BY_KEYS:
        places = [n for n in range(edit.sectionCount()) if edit.sectionAt(n) is part]
        edit.setCurrentSectionIndex(places[-1])  # the weekday counts as a day too, and stands first
        edit.setSelectedSection(part)


def _go_part(edit: QDateTimeEdit, event: QKeyEvent) -> bool:
    """From a part that is selected whole, left and right select the next; Qt would move the caret."""
    step = (event.key() == Qt.Key.Key_Right) - (event.key() == Qt.Key.Key_Left)
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    at = edit.currentSectionIndex() + step
    if not (step and plain and edit.lineEdit().hasSelectedText() and 0 <= at < edit.sectionCount()):
        return False
    edit.setCurrentSectionIndex(at)
    edit.setSelectedSection(edit.sectionAt(at))
    return True


class _DateField(QDateTimeEdit):
    """What a day and a moment have in common: a calendar, one Tab stop, arrows between the parts."""

    _first: QDateTimeEdit.Section
    _format: str

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setCalendarPopup(True)
        show_as(self, self._format)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Begin with the part that is changed most."""
        super().focusInEvent(event)
        _enter(self, event, self._first)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Left and right go between the parts."""
        if not _go_part(self, event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802, FBT001 - Qt's signature
        """Tab goes on to the next field: Qt would stop at each part. Left and right go between the parts."""
        return QWidget.focusNextPrevChild(self, forward)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """The wheel scrolls the page; it never changes a value by accident."""
        event.ignore()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the text and the calendar icon."""
        return super().sizeHint() + QSize(px(14), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the field, then our calendar."""
        super().paintEvent(event)
        _draw_end_icon(self, "calendar")


class DayEdit(_DateField):
    """A day with a calendar, written "Mon 9 Nov"."""

    _first = QDateTimeEdit.Section.DaySection
    _format = "ddd d MMM yyyy"

    def day(self) -> dt.date:
        """The day shown."""
        shown = self.date()
        return dt.date(shown.year(), shown.month(), shown.day())

    def set_day(self, day: dt.date) -> None:
        """Show another day."""
        self.setDate(QDate(day.year, day.month, day.day))


class MomentEdit(_DateField):
    """A day and a time with a calendar, written "Fri 6 Nov, 20:14"."""

    _first = QDateTimeEdit.Section.HourSection
    _format = "ddd d MMM, HH:mm"

    def moment(self) -> dt.datetime:
        """The local moment shown, to the minute."""
        day, clock = self.date(), self.time()
        return dt.datetime(day.year(), day.month(), day.day(), clock.hour(), clock.minute())  # noqa: DTZ001 - local

    def set_moment(self, moment: dt.datetime) -> None:
        """Show another local moment."""
        self.setDateTime(to_qt(moment))


class TextArea(QPlainTextEdit):
    """Several lines of plain text; Tab goes on to the next field, Ctrl+Enter stays the page's."""

    def __init__(self, name: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for its lines."""
        return QSize(px(240), self.fontMetrics().lineSpacing() * self._lines + px(16))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """At least two lines."""
        return QSize(px(120), self.fontMetrics().lineSpacing() * min(self._lines, 2) + px(16))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave Ctrl+Enter to the page."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)


class Number(QSpinBox):
    """A whole number typed or stepped with the arrow keys; the sheet hides its arrows."""

    def __init__(self, name: str = "", low: int = 0, high: int = 999, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(low, high)
        self.lineEdit().setTextMargins(px(7), 0, px(7), 0)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """The wheel scrolls the page; it never changes a value by accident."""
        event.ignore()
