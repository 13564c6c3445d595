"""A group of words to pick from: one Tab stop, arrow keys inside, Space and the digits 1 to 9 pick."""

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.chips import PickChip
from caseapp.ui.widgets.flow import FlowLayout

_DIGITS: Final = 9


class ChipGroup(QWidget):
    """Chips in lines.

    Args:
        name: what is picked, for screen readers; said before each chip's own words.
        exclusive: whether picking one drops the others; a picked one can still be dropped.
        parent: owner.

    Attributes:
        changed: sent when the user picked or dropped one.
    """

    changed = Signal()

    def __init__(self, name: str, *, exclusive: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a label's letter goes to nothing that takes no focus
        self._name = name
        self._exclusive = exclusive
        self.chips: list[PickChip] = []
        self._flow = FlowLayout(self, gap=px(7), line_gap=px(3 if theme().scale.compact else 5))

    def set_choices(self, choices: Sequence[tuple[str, str]], icon_name: str = "") -> None:
        """Offer other words; what was picked stays picked where it is still offered.

        Args:
            choices: code and translated words, in order.
            icon_name: drawn while a chip is not picked.
        """
        picked = self.codes()
        had_focus = any(chip.hasFocus() for chip in self.chips)
        self._flow.clear()
        self.chips = []
        for code, words in choices:
            chip = PickChip(words, code, icon_name)
            chip.setAccessibleName(f"{self._name}: {words}")
            chip.setChecked(code in picked)
            chip.clicked.connect(lambda _on, c=chip: self._picked(c))
            chip.installEventFilter(self)
            self._flow.addWidget(chip)
            self.chips.append(chip)
        self._stop_at(0)
        if had_focus and self.chips:
            self.chips[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()

    def codes(self) -> tuple[str, ...]:
        """What is picked, in the order shown."""
        return tuple(str(chip.value) for chip in self.chips if chip.isChecked())

    def choose(self, codes: Collection[str]) -> None:
        """Pick exactly these, without telling anybody."""
        for chip in self.chips:
            chip.setChecked(chip.value in codes)

    def _picked(self, chip: PickChip) -> None:
        if self._exclusive and chip.isChecked():
            self.choose({str(chip.value)})
        self._stop_at(self.chips.index(chip))
        self.changed.emit()

    def _stop_at(self, number: int) -> None:
        for at, chip in enumerate(self.chips):
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at == number else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self.chips[number] if self.chips else None)  # type: ignore[arg-type]  # Qt takes null

    def _go(self, number: int) -> None:
        number = max(0, min(number, len(self.chips) - 1))
        self._stop_at(number)
        self.chips[number].setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Arrows move inside the group, digits pick by place."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and watched in self.chips
            and self._key(event, self.chips.index(watched))
        ):
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent, at: int) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        forward = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        backward = Qt.Key.Key_Right if self.isRightToLeft() else Qt.Key.Key_Left
        if event.key() in {forward, Qt.Key.Key_Down}:
            self._go(at + 1)
            return True
        if event.key() in {backward, Qt.Key.Key_Up}:
            self._go(at - 1)
            return True
        words = event.text()
        if len(words) == 1 and words in "123456789" and int(words) <= min(len(self.chips), _DIGITS):
            chip = self.chips[int(words) - 1]
            chip.click()
            self._go(int(words) - 1)
            return True
        return False
