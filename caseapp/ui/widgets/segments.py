"""A choice of one among a few words, such as Mine | Team."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from caseapp.ui.theme.icons import icon
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.text import retone


class Segments(QFrame):
    """Exclusive words in one frame; arrow keys move, Tab stops once.

    Args:
        name: what is chosen, for screen readers.
        choices: value and translated words, or value, words and icon name.
        parent: owner.

    Attributes:
        chosen: sent with the value when the user chose another one.
    """

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        choices: Sequence[tuple[object, str] | tuple[object, str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("segments", "true")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # for the letter of the label
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._values: list[object] = []
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(px(1))
        for number, choice in enumerate(choices):
            button = QToolButton()
            button.setText(choice[1])
            if len(choice) == 3:
                button.setIcon(icon(choice[2], "text2"))
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {choice[1]}")
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.toggled.connect(lambda on, b=button: retone(b, on=on))
            self._group.addButton(button, number)
            self._values.append(choice[0])
            row.addWidget(button)
        self._group.idClicked.connect(self._clicked)
        self.choose(self._values[0])

    def value(self) -> object:
        """The value chosen now."""
        return self._values[self._group.checkedId()]

    def choose(self, value: object) -> None:
        """Choose without telling anybody."""
        number = self._values.index(value)
        for button in self._group.buttons():
            chosen = self._group.id(button) == number
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)
        self._group.button(number).setChecked(True)
        self.setFocusProxy(self._group.button(number))  # where Alt and the letter of the label go

    def _clicked(self, number: int) -> None:
        self.choose(self._values[number])
        self.chosen.emit(self._values[number])

    def button(self) -> QAbstractButton:
        """The part that has the keyboard: the one chosen."""
        button = self._group.checkedButton()
        assert button is not None  # one always is
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move with the arrow keys, along the reading direction."""
        forward = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        backward = Qt.Key.Key_Right if self.isRightToLeft() else Qt.Key.Key_Left
        step = {int(forward): 1, int(backward): -1}.get(event.key(), 0)
        number = self._group.checkedId() + step
        if step and 0 <= number < len(self._values):
            self.choose(self._values[number])
            self._group.button(number).setFocus(Qt.FocusReason.TabFocusReason)
            self.chosen.emit(self._values[number])
            return
        super().keyPressEvent(event)
