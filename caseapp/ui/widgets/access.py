"""Help for screen readers, and the sweep that finds what has no name."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QLabel, QScrollArea, QWidget


def announce(widget: QWidget, words: str, *, urgent: bool = False) -> None:
    """Have a screen reader say something.

    Args:
        widget: where it belongs.
        words: translated.
        urgent: interrupt what is being read (lock, failure).
    """
    if not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(widget, words)
    event.setPoliteness(
        QAccessible.AnnouncementPoliteness.Assertive if urgent else QAccessible.AnnouncementPoliteness.Polite,
    )
    QAccessible.updateAccessibility(event)


def unnamed_focusables(root: QWidget) -> list[str]:
    """Every control under a widget that can be reached by keyboard but says nothing to a screen reader.

    Args:
        root: a page, a dialog, the window.

    Returns:
        Class names with a path, empty if all have a name.
    """
    labelled = {label.buddy() for label in root.findChildren(QLabel) if label.buddy() is not None}
    found: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget in labelled:
            continue
        if isinstance(widget, QScrollArea) or isinstance(widget.parentWidget(), QAbstractSpinBox):
            continue  # a scroll area only holds; a spin box speaks for the line edit inside it
        parent = widget.parentWidget()
        if parent is not None and parent.inherits("QComboBoxPrivateContainer"):
            continue  # the combo box speaks for its list
        named = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())
        if not named and not widget.objectName().startswith("qt_"):
            found.append(_path(widget, root))
    return found


def _path(widget: QWidget, root: QWidget) -> str:
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None:
        names.append(type(at).__name__)
        if at is root:
            break
        at = at.parentWidget()
    return " < ".join(names)
