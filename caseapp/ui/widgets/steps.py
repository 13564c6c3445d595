"""The four bars of a referral: offered, made, attended, it helped; painted by the delegates of the lists."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle

from caseapp.ui.theme.theme import px, theme, tokens
from caseapp.ui.words import dots

STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Steps:
    """How far a referral is.

    Attributes:
        done: bars filled, 0 to 4.
        words: the current step, translated ("Made", "Closed: not now, her choice").
        end: words at the far end ("waiting 4 days").
        ended: closed early: the remaining bars are dashed.
        late: waiting for 15 days or more: the end words turn warn.
        typed: which of the two somebody's own words stand in.
    """

    done: int
    words: str
    end: str = ""
    ended: bool = False
    late: bool = False
    typed: Literal["", "words", "end"] = ""

    def hushed(self) -> "Steps":
        """The same with dots for what somebody typed, for quiet view."""
        if self.typed == "words":
            return replace(self, words=dots(self.words))
        return replace(self, end=dots(self.end)) if self.typed == "end" else self


def paint_steps(
    painter: QPainter, rect: QRect, steps: Steps, direction: Qt.LayoutDirection, font: QFont
) -> None:
    """Paint the bars at the top of a rectangle and the words under them.

    Args:
        painter: open on the target.
        rect: room for bars and words, about 26 px high at 100 %.
        steps: how far.
        direction: of the text.
        font: the base font.
    """
    colours, gap, height = tokens(), px(3), px(5)
    width = (rect.width() - gap * (STEPS - 1)) / STEPS
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number in range(STEPS):
        spot = QRect(round(rect.left() + number * (width + gap)), rect.top(), round(width), height)
        spot = QStyle.visualRect(direction, rect, spot)
        if number < steps.done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
        elif steps.ended:
            painter.setPen(QPen(QColor(colours.control), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.border))
        painter.drawRoundedRect(QRectF(spot).adjusted(0.5, 0.5, -0.5, -0.5), px(2), px(2))
    words = QFont(font)
    words.setPixelSize(theme().scale.font("caption"))
    words.setWeight(QFont.Weight.DemiBold)
    painter.setFont(words)
    painter.setPen(QColor(colours.text))
    under = rect.adjusted(0, height + px(2), 0, 0)
    start = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignTop
    end = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignRight) | Qt.AlignmentFlag.AlignTop
    painter.drawText(under, start, steps.words)
    words.setWeight(QFont.Weight.Normal)
    painter.setFont(words)
    painter.setPen(QColor(colours.warn if steps.late else colours.text2))
    painter.drawText(under, end, steps.end)
    painter.restore()
