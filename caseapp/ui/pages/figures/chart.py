"""Figures over the closed months, as bars or as their table; the plotting library comes with the bars."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from caseapp.figures.requests import MonthFigures, Series
from caseapp.ui.pages.figures.tables import shrink
from caseapp.ui.pages.figures.words import month_words, short_month
from caseapp.ui.theme.theme import px, theme, tokens
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.table_model import Cell, Column, Line
from caseapp.ui.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

MONTHS_SHOWN = 12


class Bars(QWidget):
    """Bars with their numbers over them. Time runs left to right in every language.

    Args:
        parent: owner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(px(160))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(8), px(8), px(14), px(6))
        self._plot: Any = None  # pyqtgraph has no types

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Modest, so that the page fits; there is always more room to take."""
        return QSize(px(300), px(170))

    def show_points(self, points: "Sequence[tuple[str, int]]") -> None:
        """Draw months and numbers, the last one darker.

        Args:
            points: ``YYYY-MM`` and shown number, oldest first.
        """
        # Late: with numpy it takes a third of a second. It comes without types.
        import pyqtgraph  # type: ignore[import-untyped]  # noqa: PLC0415 - see above

        colours, scale = tokens(), theme().scale
        if self._plot is not None:
            self._column.removeWidget(self._plot)
            self._plot.hide()
            self._plot.deleteLater()
        plot = pyqtgraph.PlotWidget(background=colours.surface)
        self._plot = plot
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.getPlotItem().setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=False, y=False)
        plot.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.hideButtons()
        plot.setAntialiasing(True)
        plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        font = QFont(self.font())
        font.setPixelSize(scale.font("caption"))
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setTickFont(font)
            axis.setTextPen(colours.text2)
            axis.setPen(colours.border)
            axis.setStyle(tickLength=0)
        plot.getAxis("left").setWidth(px(44))
        plot.getAxis("bottom").setHeight(scale.font("caption") + px(12))
        plot.showGrid(x=False, y=True, alpha=0.25)
        shown = points[-MONTHS_SHOWN:]
        places = list(range(len(shown)))
        heights = [number for _month, number in shown]
        brushes = [colours.bar] * max(len(shown) - 1, 0) + [colours.fill]
        plot.addItem(
            pyqtgraph.BarGraphItem(
                x=places, height=heights, width=0.62, brushes=brushes[: len(shown)], pen=colours.surface
            )
        )
        plot.getAxis("bottom").setTicks(
            [[(n, short_month(month)) for n, (month, _number) in enumerate(shown)]]
        )
        for place, height in zip(places, heights, strict=True):
            label = pyqtgraph.TextItem(str(height), color=colours.text, anchor=(0.5, 1.0))
            label.setFont(font)
            label.setPos(place, height)
            plot.addItem(label)
        plot.setYRange(0, max([*heights, 10]) * 1.15, padding=0)
        plot.setXRange(-0.6, max(len(shown), 6) - 0.4, padding=0)
        self._column.addWidget(plot)


class ChartPanel(Panel):
    """One figure per month.

    Args:
        parent: the page.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("By month"), "chart-column", parent=parent)
        self._series: tuple[Series, ...] = ()
        self.choice = Choice(tr("Figure"))
        self.choice.activated.connect(lambda _number: self._show())
        self.view = Segments(tr("Show as"), [("chart", tr("Chart")), ("table", tr("Table"))])
        self.view.chosen.connect(lambda _value: self._show())
        shrink(self.choice)
        self.add_action(self.choice)
        self.add_action(self.view)
        # A narrow page has no room for it in the head.
        self._below = QWidget()
        self._under = QHBoxLayout(self._below)
        self._under.setContentsMargins(px(14), px(8), px(14), px(2))
        self._below.hide()
        self.body.addWidget(self._below)
        self.bars = Bars()
        self.table = Table(
            tr("By month"), [Column(tr("Month"), 12, stretch=True), Column(tr("Figure"), 8, at_end=True)]
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.bars)
        self._stack.addWidget(self.table)
        self.body.addWidget(self._stack, 1)

    def show_month(self, figures: MonthFigures) -> None:
        """Show the months up to this one, staying with the figure that was chosen."""
        chosen = self.choice.value()
        self._series = figures.series
        self.choice.clear()
        for series in self._series:
            self.choice.add(series.measure, tr(series.title))
        if not self.choice.choose(chosen):
            self.choice.choose("needs_raised")
        self._show()

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 - the state of one flag
        """Put the choice of figures on a line of its own."""
        self._below.setVisible(narrow)
        if narrow:
            self._under.addWidget(self.choice)
        elif self.head.indexOf(self.choice) < 0:
            self.head.insertWidget(self.head.indexOf(self.view), self.choice)

    def redraw(self) -> None:
        """Draw in the colours in force."""
        self._show()

    def _show(self) -> None:
        series = next((each for each in self._series if each.measure == self.choice.value()), None)
        if series is None:
            return
        points = series.points[-MONTHS_SHOWN:]
        said = [tr("{month}: {number}", month=month_words(month), number=number) for month, number in points]
        self.bars.setAccessibleName(tr("Bars: {what}", what=tr(series.title)))
        self.bars.setAccessibleDescription("; ".join(said))
        self.setAccessibleDescription("; ".join(said))
        if points:
            first, last = month_words(points[0][0]), month_words(points[-1][0])
            self.view.setAccessibleDescription(tr("{first} to {last}, rounded to 5", first=first, last=last))
        as_chart = self.view.value() == "chart"
        if as_chart:
            self.bars.show_points(points)
        lines = [
            Line(month, (Cell(month_words(month)), Cell(str(number)))) for month, number in reversed(points)
        ]
        self.table.show_lines(lines)
        self._stack.setCurrentIndex(0 if as_chart else 1)
