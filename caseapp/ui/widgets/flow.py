"""A layout that sets its widgets in lines like words, from the reading side."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget

from caseapp.ui.widgets.emptying import empty


class FlowLayout(QLayout):
    """Chips and buttons flow to the next line instead of being cut.

    Args:
        parent: the widget it lays out.
        gap: space between items, in logical pixels.
        line_gap: space between lines; the same as ``gap`` if not given.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 7, line_gap: int | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._line_gap = gap if line_gap is None else line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Append an item."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """The item at an index, or None after the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Remove and return an item."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def clear(self) -> None:
        """Remove every item and delete its widget."""
        empty(self)
        self.invalidate()

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """It takes no more room than its items."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """The height all lines need at a width."""
        return self._set(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Place the items."""
        super().setGeometry(rect)
        self._set(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Everything on one line."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + self._gap * max(len(sizes) - 1, 0)
        height = max((size.height() for size in sizes), default=0)
        margins = self.contentsMargins()
        return QSize(
            width + margins.left() + margins.right(),
            height + margins.top() + margins.bottom(),
        )

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """The widest item alone."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _set(self, rect: QRect, *, move: bool) -> int:
        """Break into lines and place them.

        Args:
            rect: the room there is.
            move: whether to move the items or only measure.

        Returns:
            The height used, margins included.
        """
        margins = self.contentsMargins()
        room = rect.marginsRemoved(margins)
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent is not None else Qt.LayoutDirection.LeftToRight
        x, y, height = room.left(), room.top(), 0
        spots: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().expandedTo(item.minimumSize())
            size.setWidth(min(size.width(), max(room.width(), item.minimumSize().width())))
            if x > room.left() and x + size.width() > room.right() + 1:
                self._place(spots, height, room, direction, move=move)
                spots = []
                x, y, height = room.left(), y + height + self._line_gap, 0
            spots.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + self._gap
            height = max(height, size.height())
        self._place(spots, height, room, direction, move=move)
        return y + height - rect.top() + margins.bottom()

    @staticmethod
    def _place(
        spots: list[tuple[QLayoutItem, QRect]],
        height: int,
        room: QRect,
        direction: Qt.LayoutDirection,
        *,
        move: bool,
    ) -> None:
        """Put the items of a line where they belong, each in the middle of its height."""
        if not move:
            return
        for item, spot in spots:
            spot.translate(0, (height - spot.height()) // 2)
            item.setGeometry(QStyle.visualRect(direction, room, spot))
