"""What is filled in in a dialog, as plain values: read before a lock, put back after it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QDateTimeEdit,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from caseapp.ui.widgets.pick_field import PickField

Value = str | int | bool
Entry = tuple[str, int, Value]
"""Name of a field with its kind, which of those it is, and what it holds."""
_ISO: Final = Qt.DateFormat.ISODate


def read(root: QWidget) -> list[Entry]:
    """What every field inside holds.

    Args:
        root: the sheet of a dialog.

    Returns:
        One entry for each field; a passphrase is never among them.
    """
    return [(name, number, _value(field)) for (name, number), field in _fields(root)]


def put_back(root: QWidget, entries: Iterable[Sequence[object]]) -> None:
    """Fill the fields in as they were; a field that is not there any more is passed over.

    Args:
        root: the sheet of the dialog, made anew.
        entries: from `read`, perhaps by way of JSON.
    """
    fields = dict(_fields(root))
    held = [(fields.get((str(name), _whole(number))), value) for name, number, value in entries]
    there = [(field, value) for field, value in held if field is not None]
    # Buttons first, those to press before those to release: they show, hide and empty other fields.
    for wanted in (True, False):
        for field, value in there:
            if isinstance(field, QAbstractButton) and value is wanted and field.isChecked() is not wanted:
                field.click()
    for field, value in there:
        if not isinstance(field, QAbstractButton):
            _put(field, value)


def caret(root: QWidget) -> tuple[str, int, int] | None:
    """The field that has the keyboard, and where its caret stands.

    Args:
        root: as in `read`.

    Returns:
        Name and number as in `read`, and the caret; None where no field has the keyboard.
    """
    now = root.window().focusWidget()
    for (name, number), field in _fields(root):
        if field is now:
            at = 0
            if isinstance(field, QLineEdit):
                at = field.cursorPosition()
            elif isinstance(field, QPlainTextEdit):
                at = field.textCursor().position()
            return name, number, at
    return None


def go_to(root: QWidget, place: Sequence[object]) -> None:
    """Put the keyboard back.

    Args:
        root: as in `read`.
        place: from `caret`, perhaps by way of JSON.
    """
    name, number, at = place
    field = dict(_fields(root)).get((str(name), _whole(number)))
    if field is None:
        return
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(field, QLineEdit):
        field.setCursorPosition(_whole(at))
    elif isinstance(field, QPlainTextEdit):
        cursor = field.textCursor()
        cursor.setPosition(min(_whole(at), len(field.toPlainText())))
        field.setTextCursor(cursor)


def plain(value: object) -> object:
    """An id or a plain value, as JSON holds it."""
    return {"id": str(value)} if isinstance(value, UUID) else value


def from_plain(value: object) -> object:
    """The same, out of JSON."""
    return UUID(value["id"]) if isinstance(value, dict) else value


def _whole(number: object) -> int:
    return number if isinstance(number, int) else 0


def _fields(root: QWidget) -> Iterator[tuple[tuple[str, int], QWidget]]:
    seen: Counter[str] = Counter()
    for field in root.findChildren(QWidget):
        kind = _kind(field)
        if kind:
            words = field.text() if isinstance(field, QAbstractButton) else ""
            name = f"{kind}: {field.accessibleName() or words}"
            yield (name, seen[name]), field
            seen[name] += 1


def _kind(field: QWidget) -> str:
    if isinstance(field, QAbstractButton):
        return "button" if field.isCheckable() else ""
    if isinstance(field, QLineEdit):
        inside = isinstance(field.parentWidget(), QAbstractSpinBox | QComboBox)
        return "" if inside or field.echoMode() is not QLineEdit.EchoMode.Normal else "line"
    if isinstance(field, QPlainTextEdit):
        return "" if field.isReadOnly() else "text"
    if isinstance(field, QDateTimeEdit):
        return "moment"
    if isinstance(field, QSpinBox):
        return "number"
    return "choice" if isinstance(field, QComboBox) else ""


def _value(field: QWidget) -> Value:
    if isinstance(field, QAbstractButton):
        return field.isChecked()
    if isinstance(field, QLineEdit):
        return field.text()
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, QDateTimeEdit):
        return field.dateTime().toString(_ISO)
    if isinstance(field, QSpinBox):
        return field.value()
    assert isinstance(field, QComboBox)
    return field.currentText()


def _put(field: QWidget, value: object) -> None:
    if isinstance(field, PickField):
        field.put_words(str(value))
    elif isinstance(field, QLineEdit):
        field.setText(str(value))
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(str(value))
    elif isinstance(field, QDateTimeEdit):
        moment = QDateTime.fromString(str(value), _ISO)
        if moment.isValid():
            field.setDateTime(moment)
    elif isinstance(field, QSpinBox) and isinstance(value, int):
        field.setValue(value)
    elif isinstance(field, QComboBox):
        number = field.findText(str(value))
        if number >= 0:
            field.setCurrentIndex(number)
