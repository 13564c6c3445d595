"""The small boxes that name a key, alone or in a line of hints."""

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.text import text


def key_words(keys: str) -> str:
    """A shortcut as its keys are called on this system, always left to right.

    Args:
        keys: portable text such as ``"Ctrl+K"``, or a word such as ``"Tab"`` that stands for itself.

    Returns:
        What to print on the key.
    """
    if "+" not in keys:
        return keys
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) or keys


def key_label(keys: str) -> QLabel:
    """A key hint; it is decoration, the shortcut itself stands in the control's tooltip and in Help."""
    from PySide6.QtCore import Qt  # noqa: PLC0415 - no key stands alone in the first picture (see flags)

    label = QLabel(key_words(keys))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    label.setProperty("key", "true")
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label


class KeyHints(QWidget):
    """A line such as ``[Tab] next  [Esc] back``; hidden where the page is narrow, because Help has it too."""

    def __init__(self, hints: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        for number, (keys, does) in enumerate(hints):
            if number:
                row.addSpacing(px(10))
            row.addWidget(key_label(keys))
            row.addWidget(text(does, "caption", tone="text2"))
        row.addStretch(1)

    def follow_width(self, width: int) -> None:
        """Show the hints only where there is room for them."""
        self.setVisible(theme().scale.width_class(width) is not Width.NARROW)
