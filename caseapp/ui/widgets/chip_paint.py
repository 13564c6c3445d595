"""The state chip as rows, tables and cards paint it; `StateChip` is the widget of the same look."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle

from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.theme import px, theme, tokens
from caseapp.ui.widgets.row import RowChip
from caseapp.ui.widgets.state_chip import OUTLINED, dashes

_HEIGHT: Final = 22  # as drawn, of one line
_PAD: Final = 7
_ICON: Final = 14
_ICON_AND_GAP: Final = 19


def chip_size(chip: RowChip, font: QFont, room: int = 0) -> QSize:
    """The size of a chip in logical pixels.

    Args:
        chip: its words and icon.
        font: the base font.
        room: width at which its words go to another line; 0 for one line however long.
    """
    around = 2 * px(_PAD) + (px(_ICON_AND_GAP) if chip.icon else 0)
    metrics = QFontMetrics(_font(font))
    wide = metrics.horizontalAdvance(chip.words)
    if not room or wide + around <= room:
        return QSize(wide + around, px(_HEIGHT))
    lines = QRect(0, 0, room - around, 10_000)
    wrapped = metrics.boundingRect(lines, int(Qt.TextFlag.TextWordWrap), chip.words)
    return QSize(room, max(wrapped.height() + px(6), px(_HEIGHT)))


def paint_chip(
    painter: QPainter,
    spot: QRect,
    chip: RowChip,
    direction: Qt.LayoutDirection,
    font: QFont,
    *,
    selected: bool,
) -> None:
    """Paint a chip; words that have no room in one line wrap where there are more, or end in an ellipsis.

    Args:
        painter: open on the target; its pen, brush and font are left changed.
        spot: where, mirrored already.
        chip: what it says.
        direction: of the window.
        font: the base font.
        selected: whether it stands on a selected ground.
    """
    _ground(painter, spot, chip, selected=selected)
    inner = spot.adjusted(px(_PAD), 0, -px(_PAD), 0)
    ink = tokens().colour(OUTLINED.get(chip.tone, chip.tone))
    start = 0
    if chip.icon:
        size, start = px(_ICON), px(_ICON_AND_GAP)
        at = QRect(inner.left(), inner.center().y() - size // 2 + 1, size, size)
        at = QStyle.visualRect(direction, inner, at)
        drawn = picture(chip.icon, ink, size, painter.device().devicePixelRatio())
        painter.drawPixmap(at.topLeft(), drawn)
    painter.setFont(_font(font))
    painter.setPen(QColor(ink))
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # words keep their own
    words = QStyle.visualRect(direction, inner, inner.adjusted(start, 0, 0, 0))
    several = spot.height() > px(_HEIGHT)
    text = chip.words
    if not several and chip_size(chip, font).width() > spot.width():
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, words.width())
    edge = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
    flag = Qt.TextFlag.TextWordWrap if several else Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
    painter.drawText(words, int(edge | Qt.AlignmentFlag.AlignVCenter | flag), text)


def _font(base: QFont) -> QFont:
    font = QFont(base)
    font.setPixelSize(theme().scale.font("caption"))
    font.setWeight(QFont.Weight.Medium)
    return font


def _ground(painter: QPainter, spot: QRect, chip: RowChip, *, selected: bool) -> None:
    colours, outlined = tokens(), chip.tone in OUTLINED
    edge = colours.control if chip.tone == "unasked" or colours.high_contrast else colours.border
    pen = dashes(edge) if chip.tone == "unasked" else QPen(QColor(edge), 1)
    painter.setPen(pen if outlined or colours.high_contrast else Qt.PenStyle.NoPen)
    ground = colours.surface if outlined or selected else colours.colour(f"{chip.tone}_soft")
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(spot).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
