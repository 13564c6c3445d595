"""Empty states: what will be here, then one action."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.text import IconLabel, text


class EmptyState(QWidget):
    """A quiet sentence in the place of a list.

    Args:
        words: what will be here.
        action: words of the one button; empty for none.
        act: what it does.
        icon_name: a Lucide name above the sentence; empty for none.
        keys: the button's shortcut.
        parent: owner.
    """

    def __init__(
        self,
        words: str,
        action: str = "",
        act: Callable[[], object] | None = None,
        *,
        icon_name: str = "",
        keys: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(20), px(14), px(20))
        column.setSpacing(px(10))
        column.addStretch(1)
        if icon_name:
            column.addWidget(IconLabel(icon_name, "text2", 28), 0, Qt.AlignmentFlag.AlignHCenter)
        self.words = text(words, tone="text2", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.words)
        self.button: Button | None = None
        if action and act is not None:
            self.button = Button(action, "plain", keys=keys)
            self.button.clicked.connect(lambda _checked=False: act())
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
