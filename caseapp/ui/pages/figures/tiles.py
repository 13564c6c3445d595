"""Four figures of the month, what helped first."""

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from caseapp.figures.requests import MonthFigures
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr


def people_helped(figures: MonthFigures) -> int | None:
    """People whom a referral helped this month; None where the release has no such figure."""
    for table in figures.tables:
        if table.measure == "referrals" and table.columns == "stage":
            codes = [code for code, _label in table.heads]
            whole = next((row for row in table.lines if row.code == "any"), None)
            if whole is not None and "helped" in codes:
                return whole.numbers[codes.index("helped")]
    return None


class Tiles(Panel):
    """Numbers side by side, or two by two on a narrow page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("Figures of the month"))
        self._narrow = False
        self._grid = QGridLayout()
        self._grid.setContentsMargins(px(14), px(9), px(14), px(10))
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(10))
        self.body.addLayout(self._grid)
        self.tiles: list[QWidget] = []

    def show_month(self, figures: MonthFigures) -> None:
        """Show a closed month."""
        totals = dict(figures.totals)
        parts = (
            (people_helped(figures), tr("people a referral helped")),
            (totals.get("needs_raised"), tr("people with a need raised")),
            (totals.get("people_reached"), tr("people reached")),
            (totals.get("contacts"), tr("contacts")),
        )
        for old in self.tiles:
            old.hide()
            old.deleteLater()
        self.tiles = [_tile(number, words) for number, words in parts if number is not None]
        self._place()

    def _place(self) -> None:
        across = 2 if self._narrow else 4
        for number, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, number // across, number % across)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 - the state of one flag
        """Two by two where four do not fit."""
        self._narrow = narrow
        self._place()


def _tile(number: int, words: str) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(1))
    column.addWidget(text(str(number), "alias"))
    column.addWidget(text(words, "small", tone="text2", wrap=True))
    return holder
