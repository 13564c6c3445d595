"""Chips that are worked with: what can be picked, supplies with a quantity, and a chosen person."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QStyle, QToolButton, QWidget

from caseapp.ui.theme.icons import icon
from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.theme import px, theme, tokens
from caseapp.ui.widgets.inputs import Number
from caseapp.ui.widgets.text import IconLabel, retone, text
from caseapp.ui.words import isolated, tr


class ChipButton(QToolButton):
    """A button in the look of a chip: an icon, words, an edge; 30 px high as drawn.

    Args:
        words: what it says.
        icon_name: a Lucide name before the words; empty for none.
        parent: owner.
    """

    def __init__(self, words: str, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setText(words)
        self.setAccessibleName(words.replace("&", ""))
        self.setProperty("chip", "pick")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def _shown_icon(self) -> str:
        return "check" if self.isChecked() else self._icon_name

    def _words_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(theme().scale.font("small"))
        font.setWeight(QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal)
        return font

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as its icon and words."""
        words = QFontMetrics(self._words_font()).horizontalAdvance(self.text())
        return QSize(words + px(22) + (px(22) if self._shown_icon() else 0), theme().scale.chip_button)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Words on a chip are never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw ground, edge, icon and words."""
        colours, on = tokens(), self.isChecked()
        ground = colours.accent_soft if on or self.isDown() else colours.surface
        if self.underMouse() and not on and not self.isDown():
            ground = colours.hover
        ink = colours.disabled if not self.isEnabled() else colours.accent if on else colours.text
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent if on else colours.control), 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        left, name = px(11), self._shown_icon()
        if name:
            size = px(14)
            spot = QRect(left, (self.height() - size) // 2, size, size)
            spot = QStyle.visualRect(self.layoutDirection(), self.rect(), spot)
            shade = ink if on else colours.text2
            painter.drawPixmap(spot.topLeft(), picture(name, shade, size, self.devicePixelRatioF()))
            left += px(22)
        painter.setFont(self._words_font())
        painter.setPen(QColor(ink))
        spot = QRect(left, 0, self.width() - left - px(10), self.height())
        spot = QStyle.visualRect(self.layoutDirection(), self.rect(), spot)
        start = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        painter.drawText(spot, start | Qt.AlignmentFlag.AlignVCenter, self.text())


class PickChip(ChipButton):
    """A word that can be picked; a check mark and accent edge when it is.

    Args:
        words: what is picked.
        value: what the form stores for it.
        icon_name: shown while not picked (such as "plus"); empty for none.
        parent: owner.
    """

    def __init__(
        self,
        words: str,
        value: object = None,
        icon_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, icon_name, parent)
        self.value = value
        self.setCheckable(True)
        self.toggled.connect(self.updateGeometry)


class Stepper(QFrame):
    """A number with a minus and a plus beside it; arrows, Page keys, + and - work while it has focus.

    Args:
        name: what is counted, for screen readers.
        low: smallest number.
        high: largest number.
        look: ``"stepper"`` alone in a form, ``"supply"`` inside a supply chip.
        parent: owner.

    Attributes:
        changed: sent with the new number.
    """

    changed = Signal(int)

    def __init__(
        self,
        name: str,
        low: int = 0,
        high: int = 999,
        look: str = "stepper",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if look == "stepper":
            self.setProperty("chip", look)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.number = Number(name, low, high)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.lineEdit().setTextMargins(0, 0, 0, 0)
        self.number.setFixedWidth(px(28 if high < 1000 else 48))
        self.number.setProperty("ringTarget", self)
        self.less = self._button("minus", tr("{what}: one less", what=name))
        self.more = self._button("plus", tr("{what}: one more", what=name))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.less, self.number, self.more):
            row.addWidget(part)
        self.less.clicked.connect(self.number.stepDown)
        self.more.clicked.connect(self.number.stepUp)
        self.number.valueChanged.connect(self.changed)
        self.number.installEventFilter(self)

    @staticmethod
    def _button(name: str, says: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name, "text2"))
        button.setAccessibleName(says)
        button.setToolTip(says)
        # The number itself takes + and -, so Tab does not stop three times on one thing.
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        button.setAutoRepeat(True)
        return button

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # noqa: N802 - Qt's name
        """Take + and - as one more and one less."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.text() == "+":
                self.number.stepUp()
                return True
            if event.text() in {"-", "\u2212"}:
                self.number.stepDown()
                return True
        return super().eventFilter(watched, event)

    def value(self) -> int:
        """The number."""
        return self.number.value()

    def set_value(self, number: int) -> None:
        """Show another number."""
        self.number.setValue(number)


class SupplyChip(QFrame):
    """A supply: a chip to add it, then its name between minus and plus with the quantity.

    Args:
        words: the supply.
        code: what the form stores for it.
        first: quantity when it is added.
        parent: owner.

    Attributes:
        changed: sent with the new quantity; 0 when taken away.
    """

    changed = Signal(int)

    def __init__(self, words: str, code: str, first: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = code
        self._first = first
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.add = ChipButton(words, "plus")
        self.add.setAccessibleName(tr("Add {what}", what=words))
        self.name = QLabel(words)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setContentsMargins(px(10), 0, px(10), 0)
        self.stepper = Stepper(words, look="supply")
        self.stepper.number.setProperty("ringTarget", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.add, self.name, self.stepper):
            row.addWidget(part)
        self.add.clicked.connect(self._begin)
        self.stepper.changed.connect(self._counted)
        self._look()

    def _begin(self) -> None:
        self.set_quantity(self._first)
        self.stepper.number.setFocus(Qt.FocusReason.OtherFocusReason)
        self.stepper.number.selectAll()

    def _counted(self, number: int) -> None:
        had_focus = self.stepper.number.hasFocus() or self.stepper.less.hasFocus()
        self._look()
        if number == 0 and had_focus:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(number)

    def _look(self) -> None:
        on = self.stepper.value() > 0
        self.name.setVisible(on)
        self.stepper.setVisible(on)
        if on and self.add.hasFocus():  # filled from elsewhere (Ctrl+D): the focus stays on this supply
            self.stepper.number.setFocus(Qt.FocusReason.OtherFocusReason)
        self.add.setVisible(not on)
        self.setProperty("chip", "supply" if on else "none")
        retone(self, on=on)
        inside = (self, self.name, self.stepper.less, self.stepper.number, self.stepper.more)
        for part in inside:  # the sheet looks again at each widget alone, not at its children
            self.style().unpolish(part)
            self.style().polish(part)
        self.updateGeometry()

    def quantity(self) -> int:
        """How many were given."""
        return self.stepper.value()

    def set_quantity(self, number: int) -> None:
        """Show another quantity; 0 takes the supply away."""
        self.stepper.set_value(number)


class PersonChip(QFrame):
    """A chosen person: name, code and what tells them apart, with a button to take them out again.

    Args:
        key: what the form stores for the person.
        name: alias, as it may be shown now.
        code: random code.
        detail: age band, how found.
        parent: owner.

    Attributes:
        removed: sent with the key.
    """

    removed = Signal(object)

    def __init__(
        self, key: object, name: str, code: str, detail: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.key = key
        self.setProperty("chip", "person")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._name = text(name, weight=600)
        self._code = text(isolated(code), "small", tone="text2")
        self._detail = text(detail, "small", tone="text2")
        if not detail:  # showing it before it has a parent would open a window
            self._detail.hide()
        self.remove = QToolButton()
        self.remove.setIcon(icon("x", "text2"))
        self.remove.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.remove.clicked.connect(lambda: self.removed.emit(self.key))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(2), px(4), px(2))
        row.setSpacing(px(8))
        for part in (IconLabel("user", "text"), self._name, self._code, self._detail, self.remove):
            row.addWidget(part)
        self.show_name(name)

    def show_name(self, name: str) -> None:
        """Show the alias, or the code alone in quiet view (an empty name)."""
        self._name.setText(name)
        self._name.setVisible(bool(name))
        said = name or self._code.text()
        self.setAccessibleName(said)
        self.remove.setAccessibleName(tr("Take {who} out", who=said))
        self.remove.setToolTip(tr("Take {who} out", who=said))
