"""The navigation at the start edge: pages, settings, collapse, and whose store is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from caseapp.ui.theme.icons import icon
from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.theme import px, tokens
from caseapp.ui.widgets.keys import key_words
from caseapp.ui.widgets.text import line, text
from caseapp.ui.words import tr

Index = QModelIndex | QPersistentModelIndex
ROW: Final = 38  # height of an item as drawn, its gap included
_ITEM_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the navigation.

    Attributes:
        key: of the page or the act.
        words: translated.
        icon: a Lucide name.
        keys: shortcut, for the tooltip.
    """

    key: str
    words: str
    icon: str
    keys: str = ""


class _Items(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.items: list[Item] = []

    def show(self, items: Sequence[Item]) -> None:
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's signature
        item = self.items[index.row()]
        if role == _ITEM_ROLE:
            return item
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return item.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{item.words} ({key_words(item.keys)})" if item.keys else item.words
        return None


class _ItemDelegate(QStyledItemDelegate):
    """Icon and word; on the rail the icon alone. The current page has a surface ground and an accent bar."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rail = False

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(56 if self.rail else 160), px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Item = index.data(_ITEM_ROLE)
        colours = tokens()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        box: QRect = option.rect.adjusted(0, px(1), 0, -px(1))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or over:
            edge = colours.border if self.rail and selected else ""
            painter.setPen(QPen(QColor(edge), 1) if edge else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.surface if selected else colours.hover))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        if selected and not self.rail:
            bar = QStyle.visualRect(option.direction, box, QRect(box.left(), box.top(), px(3), box.height()))
            painter.fillRect(bar, QColor(colours.accent))
        size = px(18)
        left = (box.width() - size) // 2 if self.rail else px(13)
        spot = QRect(box.left() + left, box.center().y() - size // 2 + 1, size, size)
        spot = QStyle.visualRect(option.direction, box, spot)
        ink = colours.accent if selected else colours.text2
        painter.drawPixmap(spot.topLeft(), picture(item.icon, ink, size, painter.device().devicePixelRatio()))
        if not self.rail:
            font = QFont(option.font)
            font.setWeight(QFont.Weight.DemiBold if selected else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(QColor(colours.text))
            words = QRect(box.left() + px(41), box.top(), box.width() - px(45), box.height())
            words = QStyle.visualRect(option.direction, box, words)
            start = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
            painter.drawText(words, start | Qt.AlignmentFlag.AlignVCenter, item.words)
        if focused:
            width = px(2)
            painter.setPen(QPen(QColor(colours.focus), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = width / 2
            painter.drawRoundedRect(QRectF(box).adjusted(half, half, -half, -half), px(4), px(4))
        painter.restore()


class NavList(QListView):
    """A list of items; a click or Enter takes one.

    Args:
        name: for screen readers.
        parent: owner.

    Attributes:
        taken: sent with the item's key.
    """

    taken = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("ring", "none")
        self._items = _Items(self)
        self._delegate = _ItemDelegate(self)
        self.setModel(self._items)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.clicked.connect(self._take)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show these items."""
        self._items.show(items)
        self.updateGeometry()

    def set_rail(self, rail: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Show icons alone, or icons and words."""
        self._delegate.rail = rail
        self.scheduleDelayedItemsLayout()

    def mark_current(self, key: str) -> None:
        """Show an item as the current page, without going there."""
        for number, item in enumerate(self._items.items):
            if item.key == key:
                self.setCurrentIndex(self._items.index(number))
                return
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())

    def _take(self, index: QModelIndex) -> None:
        self.taken.emit(self._items.items[index.row()].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter and Space take the current item."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            if self.currentIndex().isValid():
                self._take(self.currentIndex())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Stand on the first item if none is the current page: the focus is seen, nothing is chosen."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            first = self._items.index(0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All items."""
        return QSize(px(56 if self._delegate.rail else 160), px(ROW) * len(self._items.items) + px(2))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One item; more scrolls."""
        return QSize(px(40), px(ROW))


class Navigation(QFrame):
    """The start edge of the window; under 60 em it is a rail whose last item opens the rest.

    Attributes:
        wanted: sent with a page key.
        quiet_wanted: sent when quiet view was chosen in the rail's menu.
        collapsed: sent with whether the user collapsed it.
    """

    wanted = Signal(str)
    quiet_wanted = Signal()
    collapsed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self._collapsed = False
        self._gives_way = False
        self._kept_open = False
        self._narrow = False
        self._store, self._label = "", ""
        self.pages = NavList(tr("Pages"))
        self.rest = NavList(tr("Settings and more"))
        self._line = line()
        self._store_label: QLabel = text("", "caption", weight=600, wrap=True)
        self._who_label: QLabel = text("", "caption", tone="text2", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.pages)
        self._column.addStretch(1)
        self._column.addWidget(self.rest)
        self._column.addWidget(self._line)
        self._column.addWidget(self._store_label)
        self._column.addWidget(self._who_label)
        self.pages.taken.connect(self.wanted)
        self.rest.taken.connect(self._take_rest)
        self.refit()

    def show_pages(self, items: Sequence[Item], store: str, label: str) -> None:
        """Show what is open to whoever is signed in.

        Args:
            items: pages in order.
            store: name of the open vault.
            label: who is signed in and as what.
        """
        self._store, self._label = store, label
        self.pages.show_items(items)
        self.refit()

    def clear(self) -> None:
        """Forget names; called at lock."""
        self.show_pages((), "", "")

    def mark_current(self, key: str) -> None:
        """Show where the user is."""
        self.pages.mark_current(key)
        self.rest.mark_current(key)

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Follow the width of the window."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.refit()

    def set_collapsed(self, collapsed: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Show the rail, or the whole."""
        self._collapsed = collapsed
        self.refit()

    def give_way(self, page_is_broad: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Be a rail beside a broad page, unless the user opened it there."""
        if page_is_broad != self._gives_way:
            self._gives_way = page_is_broad
            self.refit()

    @property
    def is_collapsed(self) -> bool:
        """Whether the user collapsed it."""
        return self._collapsed

    @property
    def is_rail(self) -> bool:
        """Whether only icons are shown."""
        return self._collapsed or self._narrow or (self._gives_way and not self._kept_open)

    def toggle(self) -> None:
        """Ctrl+B."""
        self._collapsed = not self.is_rail
        self._kept_open = not self._collapsed
        self.refit()
        self.collapsed.emit(self._collapsed)

    def refit(self) -> None:
        """Take widths from the scale in force."""
        rail = self.is_rail
        side = px(6) if rail else px(8)
        self.setFixedWidth(px(56 if rail else 176) if not self._narrow else px(42))
        self._column.setContentsMargins(side, px(9), side, px(12))
        for nav in (self.pages, self.rest):
            nav.set_rail(rail)
        if self._narrow:
            self.rest.show_items([Item("more", tr("More"), "ellipsis")])
        else:
            collapse = (
                Item("collapse", tr("Expand"), "chevron-right", "Ctrl+B")
                if rail
                else Item("collapse", tr("Collapse"), "panel-left-close", "Ctrl+B")
            )
            self.rest.show_items([Item("settings", tr("Settings"), "settings", "Ctrl+,"), collapse])
        self.rest.setFixedHeight(self.rest.sizeHint().height())
        self.pages.setMaximumHeight(self.pages.sizeHint().height())
        for label, words in ((self._store_label, self._store), (self._who_label, self._label)):
            label.setText(words)
            label.setVisible(bool(words) and not rail)
            label.setContentsMargins(px(10), px(8) if label is self._store_label else 0, px(4), 0)
        self._line.setVisible(bool(self._store) and not rail)
        self.pages.updateGeometry()

    def _take_rest(self, key: str) -> None:
        if key == "collapse":
            self.toggle()
        elif key == "more":
            self._open_menu()
        else:
            self.wanted.emit(key)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("settings", "text2"), tr("Settings"), lambda: self.wanted.emit("settings"))
        menu.addAction(icon("eye-off", "text2"), tr("Quiet view"), self.quiet_wanted.emit)
        menu.addAction(icon("circle-question-mark", "text2"), tr("Help"), lambda: self.wanted.emit("help"))
        menu.addSeparator()
        for words in (self._store, self._label):
            if words:
                menu.addAction(words).setEnabled(False)
        menu.popup(self.rest.mapToGlobal(self.rest.rect().topLeft()))


def foot_label(label: str, role: str) -> str:
    """Who is signed in and as what, for the foot of the navigation."""
    return tr("{label}, {role}", label=label, role=role)
