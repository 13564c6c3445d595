"""What was talked about, what is going well, what was handed out: chips and quantities."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from caseapp.domain.taxonomy import ListName
from caseapp.ui.naming import Labels
from caseapp.ui.pages.log_contact.quiet import QuietLine
from caseapp.ui.pages.log_contact.state import FormState, PersonState
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.chip_group import ChipGroup
from caseapp.ui.widgets.chips import SupplyChip
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.words import isolated, tr


class GoingWell(QWidget):
    """What works for the person shown, before anything that is missing.

    Attributes:
        changed: sent when the user changed something.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person = PersonState()
        self.chips = ChipGroup(tr("Going well"))
        self.words = QuietLine("quote")
        self.words.setAccessibleName(tr("Going well, in own words"))
        self.words.setPlaceholderText(tr("In own words"))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self.chips)
        column.addWidget(self.words)
        field = Field(tr("&Going well"), self.chips, tr("first"), body=body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(field)
        self.chips.changed.connect(self._changed)
        self.words.textEdited.connect(self._changed)

    def set_labels(self, labels: Labels) -> None:
        """Offer the organisation's own words."""
        self.chips.set_choices([(t.code, t.label) for t in labels.choices(ListName.GOING_WELL)])

    def show_person(self, person: PersonState) -> None:
        """Show what was said by a person."""
        self._person = person
        self.chips.choose(person.going_well)
        if self.words.text() != person.her_words:  # else the caret would jump from under the typing
            self.words.setText(person.her_words)

    def _changed(self) -> None:
        self._person.going_well = self.chips.codes()
        self._person.her_words = self.words.text()
        self.changed.emit()


class Topics(QWidget):
    """What was talked about; the digits pick while the group has focus.

    Attributes:
        changed: sent when the user changed something.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = FormState()
        self.chips = ChipGroup(tr("Topics"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Field(tr("&Topics"), self.chips, isolated("1–9")))
        self.chips.changed.connect(self._changed)

    def set_labels(self, labels: Labels) -> None:
        """Offer the organisation's own words."""
        self.chips.set_choices([(t.code, t.label) for t in labels.choices(ListName.TOPIC)])

    def show_state(self, state: FormState) -> None:
        """Show a form."""
        self._state = state
        self.chips.choose(state.topics)

    def _changed(self) -> None:
        self._state.topics = self.chips.codes()
        self.changed.emit()


class Supplies(QWidget):
    """What was handed out, with quantities; one Tab stop, arrows between the supplies.

    Attributes:
        changed: sent when the user changed something.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = FormState()
        self._last: dict[str, int] = {}
        self._at = 0
        self.chips: list[SupplyChip] = []
        self.holder = QWidget()
        self.holder.setAccessibleName(tr("Supplies given"))
        self.holder.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # for the letter of the label
        self._flow = FlowLayout(self.holder, gap=px(7), line_gap=px(3 if theme().scale.compact else 5))
        self.again = Button(tr("Same as last time"), "link")
        self.again.setToolTip(tr("Same as last time (Ctrl+D)"))
        self.again.clicked.connect(self.same_as_last)
        field = Field(tr("&Supplies given"), self.holder)
        head: QHBoxLayout = field.head
        head.addWidget(self.again)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(field)

    def set_labels(self, labels: Labels) -> None:
        """Offer the organisation's own supplies."""
        self._flow.clear()
        self.chips = []
        for term in labels.choices(ListName.SUPPLY):
            chip = SupplyChip(term.label, term.code)
            chip.changed.connect(lambda number, code=term.code: self._counted(code, number))
            chip.add.installEventFilter(self)
            chip.stepper.number.installEventFilter(self)
            self._flow.addWidget(chip)
            self.chips.append(chip)
        self._stop_at(0)
        self.show_state(self._state)

    def set_last(self, supplies: Sequence[tuple[str, int]]) -> None:
        """Remember what was handed out in the contact before."""
        self._last = dict(supplies)
        self.again.setVisible(bool(self._last))

    def show_state(self, state: FormState) -> None:
        """Show a form."""
        given = dict(state.supplies)
        self._state = FormState()  # the chips tell their numbers while they are set; nobody listens
        for chip in self.chips:
            chip.set_quantity(given.get(chip.code, 0))
        self._state = state
        self._stop_at(0)

    def same_as_last(self) -> None:
        """Fill in what was handed out in the contact before."""
        if self._last:
            self._take(self._last)

    def _take(self, supplies: Mapping[str, int]) -> None:
        for chip in self.chips:
            if chip.code in supplies:
                chip.set_quantity(supplies[chip.code])

    def _counted(self, code: str, number: int) -> None:
        rest = {**dict(self._state.supplies), code: number}
        self._state.supplies = tuple((one, many) for one, many in rest.items() if many)
        self._stop_at(self._at)
        self.changed.emit()

    def _stop_at(self, number: int) -> None:
        """Tab and the label's letter come to this supply: to what is shown of it, or they go nowhere."""
        self._at = number
        for at, chip in enumerate(self.chips):
            policy = Qt.FocusPolicy.StrongFocus if at == number else Qt.FocusPolicy.ClickFocus
            chip.add.setFocusPolicy(policy)
            chip.stepper.number.setFocusPolicy(policy)
        if self.chips:
            chip = self.chips[number]
            self.holder.setFocusProxy(chip.stepper.number if chip.quantity() else chip.add)

    def _go(self, number: int) -> None:
        number = max(0, min(number, len(self.chips) - 1))
        self._stop_at(number)
        chip = self.chips[number]
        target = chip.stepper.number if chip.quantity() else chip.add
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(target, QSpinBox):
            target.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Left and right move between supplies; + on a chip adds it."""
        at = next(
            (n for n, chip in enumerate(self.chips) if watched in {chip.add, chip.stepper.number}),
            -1,
        )
        if at >= 0 and event.type() is QEvent.Type.FocusIn:
            self._stop_at(at)
        if at >= 0 and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
                return False
            forward = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
            backward = Qt.Key.Key_Right if self.isRightToLeft() else Qt.Key.Key_Left
            if event.key() in {forward, backward}:
                self._go(at + (1 if event.key() == forward else -1))
                return True
            if event.text() == "+" and watched is self.chips[at].add:
                self.chips[at].add.click()
                return True
        return super().eventFilter(watched, event)
