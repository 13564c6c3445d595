"""The timeline: what happened, newest first, with a dot for each and a line that joins them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from caseapp.casework.queries.person import TimelineRow
from caseapp.ui.naming import Labels
from caseapp.ui.pages.person.words import timeline_head, timeline_words
from caseapp.ui.theme.theme import px, theme, tokens
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.words import dots, tr

Index = QModelIndex | QPersistentModelIndex
_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_MOST_LETTERS: Final = 280  # a longer note is read in its contact


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[tuple[TimelineRow, str, str, str]] = []

    def show_rows(self, rows: Sequence[TimelineRow], labels: Labels) -> None:
        self.beginResetModel()
        self.rows = []
        for row in rows:
            lead, rest = timeline_words(row, labels)
            short = rest if len(rest) <= _MOST_LETTERS else f"{rest[:_MOST_LETTERS].rstrip()} …"
            self.rows.append((row, timeline_head(row, labels), lead, short))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == _ROLE:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return ", ".join(part for part in row[1:] if part)
        return None


class _Delegate(QStyledItemDelegate):
    """Paints head, heavy lead and wrapped rest; measures the same."""

    quiet = False

    def _fonts(self, option: QStyleOptionViewItem) -> tuple[QFont, QFont, QFont]:
        small, body = QFont(option.font), QFont(option.font)
        small.setPixelSize(theme().scale.font("small"))
        body.setPixelSize(theme().scale.font("small"))
        heavy = QFont(body)
        heavy.setWeight(QFont.Weight.DemiBold)
        return small, body, heavy

    def _layout(
        self,
        lead: str,
        rest: str,
        fonts: tuple[QFont, QFont, QFont],
        width: int,
        direction: Qt.LayoutDirection,
    ) -> tuple[QTextLayout, float]:
        _small, body, heavy = fonts
        layout = QTextLayout(f"{lead} {rest}".strip(), body)
        option = QTextOption(QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft))
        option.setTextDirection(direction)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        bold = QTextLayout.FormatRange()
        bold.start, bold.length = 0, len(lead)
        form = bold.format
        form.setFont(heavy)
        bold.format = form
        layout.setFormats([bold])
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout, height

    def _room(self, option: QStyleOptionViewItem) -> int:
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        return width - px(36) - px(14)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        _row, _head, lead, rest = index.data(_ROLE)
        fonts = self._fonts(option)
        _layout, height = self._layout(lead, rest, fonts, self._room(option), option.direction)
        if self.quiet and rest:  # the dots may break where the words do not; the focused row shows the words
            _layout, dotted = self._layout(lead, dots(rest), fonts, self._room(option), option.direction)
            height = max(height, dotted)
        head = QFontMetrics(fonts[0]).height()
        return QSize(self._room(option), round(head + height) + px(10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        _row, head, lead, rest = index.data(_ROLE)
        colours = tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = selected and bool(option.state & QStyle.StateFlag.State_HasFocus)
        if focused:
            painter.fillRect(rect, QColor(colours.accent_soft))
        dot, middle = px(9), px(18)
        across = QStyle.visualRect(
            option.direction, rect, QRect(rect.left() + middle, rect.top(), 1, rect.height())
        )
        painter.fillRect(across, QColor(colours.border))
        spot = QRect(rect.left() + middle - dot // 2, rect.top() + px(8), dot, dot)
        spot = QStyle.visualRect(option.direction, rect, spot)
        painter.setBrush(QColor(colours.surface))
        painter.setPen(QPen(QColor(colours.accent), px(2)))
        painter.drawEllipse(spot)
        fonts = self._fonts(option)
        left = QRect(
            rect.left() + px(36), rect.top() + px(4), self._room(option), QFontMetrics(fonts[0]).height()
        )
        left = QStyle.visualRect(option.direction, rect, left)
        painter.setFont(fonts[0])
        painter.setPen(QColor(colours.text2))
        start = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        painter.drawText(left, start | Qt.AlignmentFlag.AlignVCenter, head)
        shown = dots(rest) if self.quiet and rest and not focused else rest
        layout, _height = self._layout(lead, shown, fonts, self._room(option), option.direction)
        painter.setPen(QColor(colours.text))
        layout.draw(painter, (left.bottomLeft() + QPoint(0, px(2))).toPointF())
        if focused:
            width = px(2)
            painter.setPen(QPen(QColor(colours.focus), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = width / 2
            painter.drawRect(QRectF(rect).adjusted(half, half, -half, -half))
        painter.restore()


class TimelineList(QListView):
    """Rows of different height.

    Attributes:
        taken: sent with the `TimelineRow` on Enter or double click.
        current_changed: sent when another row, or none, is the current one.
    """

    taken = Signal(object)
    current_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = _Model(self)
        self.painter_of_rows = _Delegate(self)
        self.setModel(self.lines)
        self.setItemDelegate(self.painter_of_rows)
        self.setAccessibleName(tr("Timeline"))
        self.setProperty("ring", "none")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.activated.connect(lambda index: self.taken.emit(self.lines.rows[index.row()][0]))

    def current_row(self) -> TimelineRow | None:
        """The row the keyboard is on."""
        index = self.currentIndex()
        return self.lines.rows[index.row()][0] if index.isValid() else None

    def show_rows(self, rows: Sequence[TimelineRow], labels: Labels) -> None:
        """Show rows, staying on the current one where it is still there."""
        before = self.current_row()
        self.lines.show_rows(rows, labels)
        for number, row in enumerate(rows):
            if before is not None and (row.kind, row.row_id, row.what) == (
                before.kind,
                before.row_id,
                before.what,
            ):
                self.setCurrentIndex(self.lines.index(number))
                break
        self.current_changed.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell what can be done with the row."""
        super().currentChanged(current, previous)
        self.current_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self.painter_of_rows.quiet = on
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


class TimelinePanel(Panel):
    """The timeline with a choice of what it shows.

    Attributes:
        note_wanted: sent with the id of the contact whose note is to be corrected.
    """

    note_wanted = Signal(UUID)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Timeline"), "clock", parent=parent)
        self._rows: tuple[TimelineRow, ...] = ()
        self._labels = Labels()
        self.show_kind = Segments(
            tr("Show"), [("", tr("Everything")), ("contact", tr("Contacts")), ("referral", tr("Referrals"))]
        )
        self.show_kind.chosen.connect(lambda _kind: self._fill())
        self.list = TimelineList()
        self.list.setMinimumHeight(px(220))
        self.body.addWidget(self._choice())
        self.body.addWidget(self.list, 1)
        self.correct = Button(tr("Correct the note"), "quiet", icon_name="pencil", size="small")
        self.correct.clicked.connect(lambda _on: self._correct())
        self.list.current_changed.connect(self._look)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(px(14), px(4), px(14), px(4))
        foot.addWidget(self.correct)
        foot.addStretch(1)
        self.body.addWidget(self._foot)
        self._foot.hide()

    def _look(self) -> None:
        """A contact has a note that can be corrected."""
        row = self.list.current_row()
        self._foot.setVisible(row is not None and row.kind == "contact")

    def _correct(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self.note_wanted.emit(row.row_id)

    def _choice(self) -> QWidget:
        """The choice under the head, so that the head stays short."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(px(14), px(6), px(14), px(6))
        row.addWidget(self.show_kind)
        row.addStretch(1)
        return holder

    def show_rows(self, rows: tuple[TimelineRow, ...], labels: Labels) -> None:
        """Show what happened."""
        self._rows, self._labels = rows, labels
        self._fill()

    def _fill(self) -> None:
        kind = self.show_kind.value()
        self.list.show_rows([row for row in self._rows if not kind or row.kind == kind], self._labels)
