"""The panel with one published table: its first column stays while the numbers scroll."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from caseapp.figures.requests import FigureTable, MonthFigures
from caseapp.ui.pages.figures.words import is_whole, rows_title_of, shown_tables, title_of, word_of
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.table_model import Cell, Column, Line
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr

_LEAST_LETTERS = 12
_NUMBER = 4.6  # em of the narrowest column of numbers
_LEAST_ROWS = 9  # shown before the table scrolls inside its panel


class FigureGrid(QWidget):
    """Numbers under heads, with the words of the rows held beside them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = Table(tr("Rows"), [Column("", 12)])
        self.names.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.names.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.numbers = Table(tr("Figures"), [Column("", _NUMBER, at_end=True)])
        for one, other in ((self.names, self.numbers), (self.numbers, self.names)):
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
        self.numbers.current_changed.connect(self._follow)
        # As high as the bar under the numbers, so that both scroll over the same rows.
        self._under = QWidget()
        self.numbers.horizontalScrollBar().rangeChanged.connect(self._hold_up)
        self._under.setFixedHeight(0)
        held = QVBoxLayout()
        held.setSpacing(0)
        held.addWidget(self.names)
        held.addWidget(self._under)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(held)
        row.addWidget(self.numbers, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _hold_up(self, _low: int, high: int) -> None:
        self._under.setFixedHeight(px(12) if high else 0)

    def _follow(self, key: object) -> None:
        if key is not None:
            self.names.go_to(key)

    def show_table(self, table: FigureTable) -> None:
        """Show a table; every number says its row and column to a screen reader."""
        heads = [word_of(table.columns, code, label) for code, label in table.heads]
        self.numbers.setAccessibleName(title_of(table))
        self.names.set_columns([Column(rows_title_of(table), 6, stretch=True)])
        measure = self.numbers.horizontalHeader().fontMetrics()
        room = px(18)  # between two columns of numbers
        widths = [max(_NUMBER, (measure.horizontalAdvance(head) + room) / theme().scale.em) for head in heads]
        for end in (0, -1):
            widths[end] += px(6) / theme().scale.em  # the panel's padding
        self.numbers.set_columns(
            [Column(head, wide, stretch=True, at_end=True) for head, wide in zip(heads, widths, strict=True)]
        )
        words, numbers = [], []
        for row in table.lines:
            name = word_of(table.rows, row.code, row.label)
            words.append(Line(row.code, (Cell(name, heavy=is_whole(row)),), sum=is_whole(row)))
            cells = tuple(
                Cell(
                    str(number),
                    heavy=code in {"all", "any"} and len(heads) > 1,
                    spoken=tr("{row}, {column}: {number}", row=name, column=head, number=number),
                )
                for (code, _label), head, number in zip(table.heads, heads, row.numbers, strict=True)
            )
            numbers.append(Line(row.code, cells, sum=is_whole(row)))
        self.names.show_lines(words)
        self.numbers.show_lines(numbers)
        names = [line.cells[0].words for line in words]
        wide = max(self.names.fontMetrics().horizontalAdvance(name) for name in names) + px(30)
        self.names.setFixedWidth(min(max(wide, px(90)), px(230)))
        row_height = theme().scale.px(28 if theme().scale.compact else 31)
        for part in (self.names, self.numbers):
            part.set_row_height(row_height)
        bar = self.numbers.horizontalScrollBar().sizeHint().height()
        whole = self.numbers.whole_height() + bar
        self.setMaximumHeight(whole)
        self.setMinimumHeight(min(whole, row_height * (_LEAST_ROWS + 1) + bar))


def shrink(choice: Choice) -> None:
    """Let a choice in the head of a panel be whole where there is room, and narrower where there is none."""
    choice.setMinimumContentsLength(_LEAST_LETTERS)


class TablesPanel(Panel):
    """One of the month's tables, chosen by name.

    Args:
        parent: the page.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Tables"), "layout-grid", tr("rounded to 5"), parent)
        self._tables: list[FigureTable] = []
        self.choice = Choice(tr("Table"))
        shrink(self.choice)
        self.choice.activated.connect(lambda _number: self._show())
        self.add_action(self.choice)
        self.grid = FigureGrid()
        self.body.addWidget(self.grid, 1)
        self.rule = text("", "caption", tone="text2", wrap=True)
        self.rule.setContentsMargins(px(14), px(6), px(14), px(8))
        self.body.addWidget(self.rule)
        self._definitions: dict[str, str] = {}
        self._narrow = False

    def show_month(self, figures: MonthFigures) -> None:
        """Show a closed month, staying with the table that was chosen."""
        chosen = self.choice.currentIndex()
        self._tables = shown_tables(figures.tables)
        self._definitions = {measure: rule for measure, _title, rule in figures.definitions}
        self.choice.clear()
        for number, table in enumerate(self._tables):
            self.choice.add(number, title_of(table))
        self.choice.setCurrentIndex(chosen if 0 <= chosen < len(self._tables) else 0)
        self._show()

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 - the state of one flag
        """Leave the secondary words away where there is no room for them."""
        self._narrow = narrow
        self._show()

    def _show(self) -> None:
        number = self.choice.currentIndex()
        if not 0 <= number < len(self._tables):
            return
        table = self._tables[number]
        self.grid.show_table(table)
        aside = (
            tr("rounded to 5, totals add up") if table.adds_up else tr("rounded to 5, kinds are not added up")
        )
        self.set_aside("" if self._narrow else aside)
        rule = tr(self._definitions.get(table.measure, ""))
        self.rule.setText(tr("0 = none or very few. {rule}", rule=rule))
        around = self.head.sizeHint().height() + self.rule.heightForWidth(max(self.width(), px(300))) + px(10)
        self.setMaximumHeight(self.grid.maximumHeight() + around)
