"""Painting in one colour without `QPen` and `QBrush`.

Their constructors, and `QPainter.setPen`, take names of the `Qt` namespace as well and load it whole (see
`caseapp.ui.flags`); a palette carries a colour without that. For what is painted in the first picture.
"""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette
from PySide6.QtWidgets import QStylePainter

_ROLE = QPalette.ColorRole.Text


def rounded(rect: QRect, radius: int) -> QPainterPath:
    """The outline of a box whose edge of one pixel lies inside a rectangle.

    Args:
        rect: in widget coordinates.
        radius: of its corners.
    """
    shape = QPainterPath()
    shape.addRoundedRect(rect.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    return shape


def fill(painter: QPainter, shape: QPainterPath, colour: str) -> None:
    """Fill a shape with ``#RRGGBB``."""
    painter.fillPath(shape, _ink(colour).brush(_ROLE))


def outline(painter: QPainter, shape: QPainterPath, colour: str) -> None:
    """Draw the edge of a shape, one pixel wide, in ``#RRGGBB``."""
    pen = painter.pen()
    pen.setColor(QColor(colour))
    painter.strokePath(shape, pen)


def write(painter: QStylePainter, rect: QRect, how: int, words: str, colour: str) -> None:
    """Write words in the painter's font.

    Args:
        painter: of the widget.
        rect: where.
        how: flags of `caseapp.ui.flags`.
        words: the text.
        colour: ``#RRGGBB``.
    """
    painter.drawItemText(rect, how, _ink(colour), True, words, _ROLE)  # noqa: FBT003 - Qt's order


def _ink(colour: str) -> QPalette:
    palette = QPalette()
    palette.setColor(_ROLE, QColor(colour))
    return palette
