"""The bar at the top: search, quiet view, log contact, lock with its countdown."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.words import isolated, tr

WARN_SECONDS = 30


class TopBar(QFrame):
    """One line that never scrolls; where the window is narrow the search becomes a button.

    Attributes:
        quiet_toggled: sent with whether quiet view is on.
        log_wanted: sent when a contact is to be logged.
        lock_wanted: sent when the vault is to be locked.
    """

    quiet_toggled = Signal(bool)
    log_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "top")
        self._narrow = False
        self._casework = True
        self.search = SearchField(tr("Search people, services, notes"), "Ctrl+K", tr("close"))
        self.search_button = Button("", icon_name="search", keys="Ctrl+K", size="bar")
        self.search_button.setAccessibleName(tr("Search people, services, notes"))
        self.quiet = Button(tr("Quiet view"), "quiet", icon_name="eye-off", size="bar")
        self.quiet.setCheckable(True)
        self.quiet.setToolTip(tr("Quiet view: hide names and notes (Ctrl+H)"))
        self.log = Button(tr("Log contact"), "primary", icon_name="plus", keys="Ctrl+N", size="bar")
        self.lock = Button(tr("Lock"), icon_name="lock", keys="Ctrl+L", size="bar")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.search)
        self._row.addWidget(self.search_button)
        self._row.addStretch(0)
        for button in (self.quiet, self.log, self.lock):
            self._row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.quiet.toggled.connect(self.quiet_toggled)
        self.log.clicked.connect(lambda _checked=False: self.log_wanted.emit())
        self.lock.clicked.connect(lambda _checked=False: self.lock_wanted.emit())
        self.search_button.clicked.connect(lambda _checked=False: self.open_search())
        self.refit()

    def refit(self) -> None:
        """Take lengths from the scale in force."""
        self._row.setContentsMargins(px(16), px(8), px(16), px(8))
        self._row.setSpacing(px(10))
        self.search.setMaximumWidth(px(400))
        self.set_narrow(self._narrow)

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Follow the width of the window."""
        self._narrow = narrow
        self.search.setVisible(self._casework and not narrow)
        self.search_button.setVisible(self._casework and narrow)
        self.quiet.setVisible(self._casework and not narrow)
        self.log.hide_keys(narrow)
        self.lock.hide_keys(narrow)
        self._row.setStretch(0, 1 if not narrow else 0)

    def set_casework(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Show what belongs to casework; a manager's session has only the lock."""
        self._casework = on
        self.log.setVisible(on)
        self.set_narrow(self._narrow)

    def open_search(self) -> None:
        """Ctrl+K: put the caret into the search field, over the other buttons where it is narrow."""
        if not self._casework:
            return
        if self._narrow:
            self.search_button.hide()
            self.log.hide()
            self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def close_search(self) -> None:
        """Give the room back after searching where it is narrow."""
        if self._narrow and self._casework:
            self.search.hide()
            self.search_button.show()
            self.log.show()

    def count_down(self, seconds: int) -> None:
        """Show how long until the lock.

        Args:
            seconds: left; shown from five minutes on, in warn colour for the last thirty.
        """
        if seconds > 300:
            self.lock.set_detail("")
            return
        clock = isolated(f"{seconds // 60}:{seconds % 60:02d}")
        words = clock if self._narrow else tr("locks in {time}", time=clock)
        self.lock.set_detail(words, "warn" if seconds <= WARN_SECONDS else "text2")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as drawn."""
        return QSize(super().sizeHint().width(), px(52))
