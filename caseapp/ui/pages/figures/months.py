"""The head of the page: which month, where it stands, and the arrows to the ones beside it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from caseapp.figures.requests import ClosedRow, Months, OpenRow
from caseapp.ui.pages.figures.words import month_words
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import icon_button
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.state_chip import StateChip
from caseapp.ui.words import day_text, tr


class MonthPicker(QWidget):
    """One month of those there are.

    Args:
        parent: the page.

    Attributes:
        chosen: sent with ``YYYY-MM`` when the user chose another one.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months = Months((), (), may_close=False, may_publish=False)
        self.before = icon_button("chevron-left", tr("Previous month"), "Alt+Left", framed=True)
        self.choice = Choice(tr("Month"))
        self.after = icon_button("chevron-right", tr("Next month"), "Alt+Right", framed=True)
        self.state = StateChip("", "info")
        self.state.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        for part in (self.before, self.choice, self.after):
            row.addWidget(part)
        row.addSpacing(px(6))
        row.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        self.choice.activated.connect(lambda _number: self._tell())
        self.before.clicked.connect(lambda _on: self.step(-1))
        self.after.clicked.connect(lambda _on: self.step(1))

    def show_months(self, months: Months) -> None:
        """Show which months there are, staying with the one chosen.

        Args:
            months: closed and open ones; without a choice, the last closed one is chosen.
        """
        chosen = self.month()
        self._months = months
        self.choice.clear()
        names = [*(row.month for row in months.closed), *(row.month for row in months.open)]
        for name in names:
            self.choice.add(name, month_words(name))
        if chosen not in names and names:
            chosen = months.closed[-1].month if months.closed else names[0]
        self.choice.choose(chosen)
        self._look()

    def month(self) -> str | None:
        """The month chosen, None when there is none."""
        value = self.choice.value()
        return value if isinstance(value, str) else None

    def row(self) -> ClosedRow | OpenRow | None:
        """Where the chosen month stands."""
        rows: list[ClosedRow | OpenRow] = [*self._months.closed, *self._months.open]
        return next((row for row in rows if row.month == self.month()), None)

    def go_to(self, month: str) -> None:
        """Choose a month without telling anybody."""
        self.choice.choose(month)
        self._look()

    def step(self, by: int) -> bool:
        """Go to the month before (-1) or after (+1).

        Returns:
            Whether there is one.
        """
        number = self.choice.currentIndex() + by
        if not 0 <= number < self.choice.count():
            return False
        self.choice.setCurrentIndex(number)
        self._tell()
        return True

    def _tell(self) -> None:
        self._look()
        month = self.month()
        if month is not None:
            self.chosen.emit(month)

    def _look(self) -> None:
        row = self.row()
        number, count = self.choice.currentIndex(), self.choice.count()
        # Enabled always: at the ends the arrows do nothing and say so.
        self.before.setToolTip(
            tr("Previous month (Alt+Left)") if number > 0 else tr("This is the first month")
        )
        self.after.setToolTip(
            tr("Next month (Alt+Right)") if number < count - 1 else tr("This is the last month")
        )
        self.state.setVisible(row is not None)
        if isinstance(row, OpenRow):
            if row.can_close:
                self.state.show_state(tr("Open. Can be closed"), "info", "calendar-clock")
            else:
                words = tr("Open. Closes from {day}", day=day_text(row.closes_from))
                self.state.show_state(words, "info", "calendar-clock")
        elif isinstance(row, ClosedRow):
            if row.published:
                self.state.show_state(tr("Closed and published"), "ok", "circle-check")
            else:
                self.state.show_state(tr("Closed, not published"), "neutral", "lock")
