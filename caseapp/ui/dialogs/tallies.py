"""What was noted without a person: numbers of a month, so that a worker sees that they were kept."""

from collections.abc import Sequence

from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QWidget

from caseapp.casework.queries.waiting import TallyRow
from caseapp.domain.dates import Month
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dialogs.words import FOR_WHOM
from caseapp.ui.naming import Labels, said
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.table_model import Cell, Column, Line
from caseapp.ui.words import tr


class TalliesDialog(Overlay):
    """Lists the needs noted without a person, by month.

    Args:
        window: the main window.
        labels: of the organisation's lists.
        rows: newest month first.
    """

    def __init__(self, window: QWidget, labels: Labels, rows: Sequence[TallyRow]) -> None:
        super().__init__(
            window,
            tr("Noted without a person"),
            tr("Needs of a month without a name, a day or a place. They stand in no record."),
            wide=44,
            tall=30,
        )
        self.table = Table(
            tr("Needs noted without a person"),
            [
                Column(tr("Month"), 10),
                Column(tr("Need"), 12, stretch=True),
                Column(tr("For whom"), 10),
                Column(tr("Number"), 6, at_end=True),
            ],
        )
        self.table.show_lines([_line(number, row, labels) for number, row in enumerate(rows)])
        self.body.addWidget(self.table, 1)
        self.add_cancel(tr("Close"))
        self.open_over(self.table)


def _line(number: int, row: TallyRow, labels: Labels) -> Line:
    month = Month.parse(row.month)
    when = QLocale().toString(QDate(month.year, month.number, 1), "MMMM yyyy")
    need, whom = labels.of(ListName.NEED, row.kind), said(FOR_WHOM, row.for_whom)
    return Line(
        number,
        (
            Cell(when, tone="text2"),
            Cell(need, heavy=True),
            Cell(whom),
            Cell(QLocale().toString(row.number)),
        ),
        second=whom,
    )
