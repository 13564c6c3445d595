"""Two panels beside each other, each scrolling on its own, or one under the other in one scroll."""

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.scroll import Scroll


class Columns(QWidget):
    """Holds the two halves of the form, so that the next step stays in sight while supplies are long.

    Args:
        first: the panel at the reading side, or above.
        second: the other.
        parent: owner.
    """

    def __init__(self, first: QWidget, second: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panels = (first, second)
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(px(16), 0, px(16), px(10))
        row.setSpacing(px(14))
        self._own = (Scroll(), Scroll())
        for scroll in self._own:
            row.addWidget(scroll, 1)
        self._one = Scroll()
        self._one.column.setContentsMargins(px(16), 0, px(16), px(14))
        self._one.column.setSpacing(px(14))
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(beside)
        self._stack.addWidget(self._one)
        self.set_beside(beside=True)

    def set_beside(self, *, beside: bool) -> None:
        """Beside each other, or one under the other."""
        focus = self.window().focusWidget()
        for panel, own in zip(self._panels, self._own, strict=True):
            target = own if beside else self._one
            if panel.parentWidget() is not target.widget():
                target.column.addWidget(panel)
        self._stack.setCurrentIndex(0 if beside else 1)
        if focus is not None and self.isAncestorOf(focus):
            focus.setFocus()
