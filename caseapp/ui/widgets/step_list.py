"""Steps below one another: a dot for each, filled when it happened, and a line that joins them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from caseapp.ui.theme.theme import px, theme, tokens
from caseapp.ui.widgets.emptying import empty
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr


@dataclass(frozen=True, slots=True)
class ListedStep:
    """One step.

    Attributes:
        title: its name, heavy.
        words: when and what more; may be empty.
        done: whether it happened.
    """

    title: str
    words: str = ""
    done: bool = False


class StepList(QWidget):
    """Steps in order; not a control, every line says itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)

    def show_steps(self, steps: Sequence[ListedStep]) -> None:
        """Show these steps.

        Args:
            steps: in order.
        """
        empty(self._grid)
        for number, step in enumerate(steps):
            last = number == len(steps) - 1
            self._grid.addWidget(_Dot(step.done, first=number == 0, last=last), number, 0)
            words = text(_rich(step), wrap=True)
            words.setTextFormat(Qt.TextFormat.RichText)
            words.setContentsMargins(0, px(3), 0, px(3))
            words.setAccessibleName(
                f"{step.title} {step.words}" if step.done else tr("{step}: not yet", step=step.title)
            )
            self._grid.addWidget(words, number, 1)


def _rich(step: ListedStep) -> str:
    """The title heavy, the rest plain; escaped, because a reason may hold any character."""
    from html import escape  # noqa: PLC0415 - needed with the first shown step

    rest = f" {escape(step.words)}" if step.words else ""
    return f"<b>{escape(step.title)}</b>{rest}"


class _Dot(QWidget):
    """The dot of a step with its piece of the line."""

    def __init__(self, done: bool, *, first: bool, last: bool) -> None:  # noqa: FBT001 - what it shows
        super().__init__()
        self._done, self._first, self._last = done, first, last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line high."""
        return QSize(px(12), theme().scale.px(27))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the line, then the dot over it, beside the first line of words."""
        colours = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, at, radius = self.width() / 2, px(13), px(4)
        painter.setPen(QPen(QColor(colours.border), px(2)))
        top = at if self._first else 0
        bottom = at if self._last else self.height()
        painter.drawLine(QPointF(middle, top), QPointF(middle, bottom))
        painter.setPen(QPen(QColor(colours.accent if self._done else colours.control), px(2)))
        painter.setBrush(QColor(colours.accent if self._done else colours.surface))
        painter.drawEllipse(QPointF(middle, at), radius, radius)
