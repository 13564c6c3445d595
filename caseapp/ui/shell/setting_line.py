"""A setting on one line of the settings page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.text import text


def setting_line(label: str, body: QWidget, control: QWidget, hint: str = "") -> QWidget:
    """A setting on one line: its name, then the control, then words about it."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(12))
    name: QLabel = text(label, weight=600)
    name.setMinimumWidth(px(150))
    if control.focusPolicy() != Qt.FocusPolicy.NoFocus:
        name.setBuddy(control)
    if not control.accessibleName():
        control.setAccessibleName(label.replace("&", ""))
    row.addWidget(name)
    row.addWidget(body)
    row.addWidget(text(hint, "small", tone="text2", wrap=True), 1)
    return holder
