"""Where a part stands when the text runs the other way; QStyle has it too, but costs 10 ms to load."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget


def placed(widget: QWidget, rect: QRect) -> QRect:
    """Mirror a rectangle inside a widget where the layout runs right to left.

    Args:
        widget: whose direction and size count.
        rect: for left to right, in the widget's coordinates.

    Returns:
        The rectangle to paint or place.
    """
    if not widget.isRightToLeft():
        return rect
    return QRect(widget.width() - rect.x() - rect.width(), rect.y(), rect.width(), rect.height())
