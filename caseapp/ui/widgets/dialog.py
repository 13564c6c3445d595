"""Dialogs over the covered window, always titled like the window; a full page where the window is narrow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFocusFrame, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets import filled, tab_order
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.buttons import Button, icon_button
from caseapp.ui.widgets.filled import Entry
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr

_EDGES: Final = 4  # pixels: the line round the sheet and the margin inside it, at two sides


@dataclass(frozen=True, slots=True)
class WayBack:
    """How a dialog is opened again after a lock.

    Attributes:
        act: name of the act on the page.
        facts: what the act needs.
        holds: whether the facts are typed words.
    """

    act: str
    facts: Mapping[str, object]
    holds: bool = False


class Overlay(QWidget):
    """A dialog inside the window: a translucent cover, a sheet on it, and nothing behind can be reached.

    It is a child of the window, not a window of its own, so that a lock covers and closes it with the rest.

    Args:
        window: the main window.
        title: the act, translated.
        subtitle: one sentence under it.
        wide: as drawn in em; the sheet never leaves the window.
        tall: as drawn in em; 0 for as tall as its content.

    Attributes:
        closed: sent once, with True when the main act was done.
        body: layout between head and foot.
        foot: layout of the buttons; `add_act` and `add_cancel` fill it.
        way_back: how it is opened again after a lock, None where nothing can be typed.
    """

    closed = Signal(bool)

    def __init__(
        self, window: QWidget, title: str, subtitle: str = "", *, wide: int = 60, tall: int = 0
    ) -> None:
        super().__init__(window)
        self._wide, self._tall = wide, tall
        self._before: QWidget | None = window.focusWidget()
        self._done = False
        self._act: Button | None = None
        self._behind: list[QWidget] = []
        self._begun: list[Entry] = []
        self.way_back: WayBack | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sheet = QFrame(self)
        self.sheet.setProperty("panel", "popup")
        self.sheet.setProperty("ground", "window")
        self.sheet.setAccessibleName(title)
        column = self._column = QVBoxLayout(self.sheet)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._head = self._make_head(title, subtitle)
        column.addWidget(self._head)
        self._inside: QWidget | None = None
        if tall:  # its content scrolls itself
            self.body = QVBoxLayout()
            column.addLayout(self.body, 1)
        else:
            scroll = Scroll()
            self.body = scroll.column
            self._inside = inside = scroll.widget()
            assert inside is not None  # a scroll area of ours has its column from the start
            inside.installEventFilter(self)
            column.addWidget(scroll, 1)
        self.body.setContentsMargins(px(20), px(8), px(20), px(16))
        self.body.setSpacing(px(12))
        self.foot_bar = QFrame()
        self.foot_bar.setProperty("bar", "foot")
        self.foot = QHBoxLayout(self.foot_bar)
        self.foot.setContentsMargins(px(20), px(10), px(20), px(10))
        self.foot.setSpacing(px(10))
        self.foot.addStretch(1)
        column.addWidget(self.foot_bar)
        window.installEventFilter(self)
        self.sheet.installEventFilter(self)
        self.hide()

    def _make_head(self, title: str, subtitle: str) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(px(20), px(14), px(12), px(8))
        words = QVBoxLayout()
        words.setSpacing(px(4))
        self.title: QLabel = text(title, "title", wrap=True)
        self.subtitle: QLabel = text(subtitle, "small", tone="text2", wrap=True)
        if not subtitle:  # showing it before it has a parent would open a window
            self.subtitle.hide()
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        row.addLayout(words, 1)
        self.head_actions = QHBoxLayout()
        row.addLayout(self.head_actions)
        close = icon_button("x", tr("Close"), "Esc")
        close.clicked.connect(lambda: self.close_with(done=False))
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return head

    # --- over a lock --------------------------------------------------------------------------------------

    def comes_back(self, act: str, *, holds: bool = False, **facts: object) -> None:
        """Say how the page opens this dialog again after a lock.

        Args:
            act: as `Page.reopen` knows it.
            holds: whether the facts are typed words that would be lost with the dialog.
            **facts: values for JSON, and ids; kept in the vault together with what is typed.
        """
        self.way_back = WayBack(act, facts, holds)

    @property
    def is_ready(self) -> bool:
        """Whether everything is shown that what was typed belongs to."""
        return True

    @property
    def is_begun(self) -> bool:
        """Whether anything was filled in since it was opened."""
        holds = self.way_back is not None and self.way_back.holds
        return holds or self.filled() != self._begun

    def filled(self) -> list[Entry]:
        """What is filled in now."""
        return filled.read(self.sheet)

    def put_back(self, entries: Sequence[Sequence[object]]) -> None:
        """Fill in what was typed before a lock."""
        filled.put_back(self.sheet, entries)

    def reopen(self, act: str, facts: Mapping[str, object]) -> "Overlay | None":  # noqa: ARG002 - see `Page.reopen`
        """Open a dialog that stood over this one; as `Page.reopen`."""
        return None

    def add_cancel(self, words: str = "") -> Button:
        """Add the button that changes nothing."""
        button = Button(words or tr("Cancel"), keys="Esc", size="bar")
        button.clicked.connect(lambda: self.close_with(done=False))
        self.foot.addWidget(button)
        return button

    def add_act(self, words: str, act: Callable[[], object], keys: str = "Ctrl+Enter") -> Button:
        """Add the one primary button, named by its verb.

        Args:
            words: translated, such as "Withdraw this consent".
            act: what it does; it calls `close_with` itself when it went well.
            keys: its shortcut; Ctrl+Enter is bound here.

        Returns:
            The button.
        """
        button = Button(words, "primary", keys=keys, size="bar")
        button.clicked.connect(lambda _checked=False: act())
        self.foot.addWidget(button)
        self._act = button
        return button

    def open_over(self, first: QWidget | None = None) -> None:
        """Cover the window and take the focus.

        Args:
            first: what gets the focus.
        """
        if self._inside is not None:
            self.body.addStretch(0)  # takes what is left over where nothing else wants it
        self._place()
        self._close_off()
        self.show()
        self.raise_()
        target = first or self._first_stop()
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.title.text())
        self._begun = self.filled()

    def _close_off(self) -> None:
        """Alt+letter and screen readers would still reach what is only covered."""
        window = self.parentWidget()
        self._behind = [
            widget
            for widget in (window.children() if window is not None else ())
            if isinstance(widget, QWidget)
            and widget is not self
            and not widget.isWindow()
            and not isinstance(widget, QFocusFrame)
            and widget.isEnabled()
        ]
        for widget in self._behind:
            widget.setEnabled(False)

    def close_with(self, *, done: bool) -> None:
        """Close once and give the focus back.

        Args:
            done: whether the main act was done.
        """
        if self._done:
            return
        self._done = True
        self.hide()
        for widget in self._behind:
            if _alive(widget):
                widget.setEnabled(True)
        before = self._before
        if before is not None and _alive(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit(done)
        self.deleteLater()

    def close_at_lock(self) -> None:
        """The vault is locked now: nothing of this stays to be seen."""
        self.close_with(done=False)

    def main_act(self) -> None:
        """Do the act, as Ctrl+Enter does."""
        if self._act is not None and self._act.isEnabled():
            self._act.click()

    def stops(self) -> list[QWidget]:
        """Every control inside that Tab can reach, in order."""
        return tab_order.stops(self.sheet)

    def _first_stop(self) -> QWidget | None:
        fields = [
            stop for stop in self.stops() if stop.parentWidget() is not None and not isinstance(stop, Button)
        ]
        inside = [stop for stop in fields if stop.accessibleName() != tr("Close")]
        return (inside or self.stops() or [None])[0]  # type: ignore[list-item]  # None when nothing can be reached

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001, N802 - Qt's signature
        """Keep Tab inside the sheet."""
        tab_order.step(self.sheet, forward=forward)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc cancels, Ctrl+Enter does the act; no key reaches what is behind."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape:
            self.close_with(done=False)
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.main_act()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the window's size, and what the sheet needs after a field came or went."""
        if watched is self.parentWidget() and event.type() is QEvent.Type.Resize:
            self._place()
        elif watched in {self.sheet, self._inside} and event.type() is QEvent.Type.LayoutRequest:
            self._place_sheet()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the sheet in the middle."""
        super().resizeEvent(event)
        self._place_sheet()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.rect())
            self._place_sheet()

    def _place_sheet(self) -> None:
        scale = theme().scale
        room = self.rect()
        if scale.width_class(room.width()) is Width.NARROW:
            self.sheet.setGeometry(room)
            return
        margin = scale.px(28)
        width = min(round(self._wide * scale.em), room.width() - 2 * margin)
        wanted = round(self._tall * scale.em) if self._tall else self._content_height(width)
        height = min(wanted, room.height() - 2 * margin)
        self.sheet.setGeometry((room.width() - width) // 2, (room.height() - height) // 2, width, height)

    def _content_height(self, width: int) -> int:
        """The height at which nothing has to scroll."""
        parts = [part.layout() for part in (self._head, self._inside, self.foot_bar) if part is not None]
        inner = width - _EDGES
        return _EDGES + sum(
            part.totalHeightForWidth(inner) if part.hasHeightForWidth() else part.totalSizeHint().height()
            for part in parts
            if part is not None
        )

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Dim what is behind."""
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 110))


def _alive(widget: QWidget) -> bool:
    from shiboken6 import isValid  # noqa: PLC0415 - the binding's own module, needed only here

    return bool(isValid(widget))


def confirm(
    window: QWidget,
    title: str,
    points: list[tuple[str, str]],
    verb: str,
    act: Callable[[], object],
) -> Overlay:
    """Ask before something leaves the app or cannot be undone.

    Args:
        window: the main window.
        title: the act, such as "Discard this draft".
        points: what will happen now: a lead ("Stops today:") and the rest of each sentence.
        verb: words of the button, the same verb as the title.
        act: done when confirmed; the dialog closes by itself.

    Returns:
        The open dialog.
    """
    dialog = Overlay(window, title, wide=34)
    dialog.body.addWidget(text(tr("What will happen now"), "label", tone="text2"))
    for lead, rest in points:
        row = QVBoxLayout()
        row.setSpacing(px(1))
        row.addWidget(text(lead, weight=600, wrap=True))
        row.addWidget(text(rest, wrap=True))
        dialog.body.addLayout(row)

    def doing() -> None:
        dialog.close_with(done=True)
        act()

    cancel = dialog.add_cancel()
    dialog.add_act(verb, doing, keys="")
    dialog.open_over(cancel)
    return dialog
