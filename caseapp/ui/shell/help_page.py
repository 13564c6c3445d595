"""Help: the key table and the few things to know, offline, from any page with F1."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from caseapp.ui.shell import keymap
from caseapp.ui.shell.page import Page, PageContext
from caseapp.ui.shell.papers import PapersPanel
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.keys import key_label
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.text import text
from caseapp.ui.words import mark, tr

_TO_KNOW = (
    (
        mark("Nothing is lost"),
        mark(
            "A contact or a service is kept as an encrypted draft within two seconds of typing. "
            "After a lock, a crash or a flat battery it waits under Today.",
        ),
    ),
    (
        mark("The person decides"),
        mark(
            "What needs her consent waits outside the record until she says yes, 14 days at most. "
            "A no is an answer like any other.",
        ),
    ),
    (
        mark("Somebody comes near"),
        mark("Ctrl+H hides names and notes and leaves the page as it is. Ctrl+L locks at once."),
    ),
    (
        mark("Figures"),
        mark(
            "Published numbers are multiples of 5. 0 means none or very few. The manager's passphrase opens "
            "figures and nothing else.",
        ),
    ),
    (
        mark("A forgotten passphrase"),
        mark("The recovery code from the first day opens the notes. Without both of them nobody can."),
    ),
)


def _add_keys(row: QHBoxLayout, keys: str) -> None:
    for number, name in enumerate(keys.replace(" to ", " / ").split(" / ")):
        if number and " to " in keys:
            row.addWidget(text("\u2013", "caption", tone="text2"))
        row.addWidget(key_label(name))


def _key_table() -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(px(14), px(10), px(14), px(12))
    grid.setHorizontalSpacing(px(14))
    grid.setVerticalSpacing(px(7))
    half = (len(keymap.TABLE) + 1) // 2
    for number, shortcut in enumerate(keymap.TABLE):
        keys = QWidget()
        row = QHBoxLayout(keys)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        _add_keys(row, shortcut.keys)
        row.addStretch(1)
        keys.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        column = 0 if number < half else 2
        grid.addWidget(keys, number % half, column)
        grid.addWidget(text(tr(shortcut.does), "small", wrap=True), number % half, column + 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    return table


def _narrow_key_table() -> QWidget:
    table = QWidget()
    column = QVBoxLayout(table)
    column.setContentsMargins(px(14), px(10), px(14), px(12))
    column.setSpacing(px(7))
    for shortcut in keymap.TABLE:
        row = QHBoxLayout()
        row.setSpacing(px(4))
        _add_keys(row, shortcut.keys)
        row.addWidget(text(tr(shortcut.does), "small", wrap=True), 1)
        column.addLayout(row)
    return table


class HelpPage(Page):
    """Keys and a few sentences."""

    key, title, icon = "help", mark("Help"), "circle-question-mark"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        scroll = Scroll()
        scroll.column.setContentsMargins(px(20), px(16), px(20), px(20))
        scroll.column.setSpacing(px(12))
        scroll.column.addWidget(text(tr("Help"), "title"))
        self._keys = Panel(tr("Keys"), "keyboard", tr("everything can be done without the mouse"))
        scroll.column.addWidget(self._keys)
        scroll.column.addWidget(_know_panel())
        scroll.column.addWidget(PapersPanel(self, context.messenger))
        scroll.column.addStretch(1)
        column.addWidget(scroll)
        # The page itself takes the focus, so that arrow and page keys scroll it.
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setAccessibleName(tr("Help"))
        self._scroll = scroll
        self._table: QWidget | None = None

    def set_width(self, width: Width) -> None:
        """Two columns of keys where there is room."""
        if self._table is not None:
            self._keys.body.removeWidget(self._table)
            self._table.deleteLater()
        self._table = _narrow_key_table() if width is Width.NARROW else _key_table()
        self._keys.body.addWidget(self._table)

    def start_focus(self) -> QWidget:
        """The page scrolls by keyboard."""
        return self._scroll


def _know_panel() -> Panel:
    panel = Panel(tr("Good to know"), "info")
    panel.pad_body()
    for lead, rest in _TO_KNOW:
        panel.body.addWidget(text(tr(lead), weight=600))
        panel.body.addWidget(text(tr(rest), wrap=True))
        panel.body.addSpacing(px(4))
    return panel


def help_overlay(window: QWidget) -> Overlay:
    """Help over the unlock page; it says nothing about who uses this.

    Args:
        window: the main window.

    Returns:
        The open dialog.
    """
    dialog = Overlay(window, tr("Help"), tr("Type the passphrase and press Enter."), wide=44)
    for lead, rest in (
        (tr("It does not open"), tr("Look at Caps Lock and at the keyboard language beside the field.")),
        (
            tr("The passphrase is forgotten"),
            tr("Choose Use recovery code and type the code from the first day. It sets a new passphrase."),
        ),
        (tr("The text is too small"), tr("Ctrl++ makes it larger, Ctrl+- smaller, Ctrl+0 as it was.")),
    ):
        dialog.body.addWidget(text(lead, weight=600))
        dialog.body.addWidget(text(rest, wrap=True))
    close = dialog.add_cancel(tr("Close"))
    dialog.open_over(close)
    return dialog
