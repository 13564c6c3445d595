"""The page about the vault itself; a manager sees the ways in and the check."""

from PySide6.QtCore import QEvent, QPoint, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from caseapp.domain.requests import Changes, Kind
from caseapp.domain.roles import Role
from caseapp.ui.pages.vault.backups import BackupsPanel
from caseapp.ui.pages.vault.check import CheckPanel
from caseapp.ui.pages.vault.kept import KeptPanel
from caseapp.ui.pages.vault.ways import WaysPanel
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.text import text
from caseapp.ui.words import mark, tr


class VaultPage(Page):
    """Ways in, backups, check."""

    key, title, icon = "vault", mark("This vault"), "key-round"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = scroll = Scroll()
        scroll.column.setContentsMargins(px(20), px(16), px(20), px(20))
        scroll.column.setSpacing(px(12))
        scroll.column.addWidget(text(tr("This vault"), "title"))
        self.ways = WaysPanel(context, self)
        self.backups = BackupsPanel(context, self) if context.role is Role.WORKER else None
        self.kept = KeptPanel(context, self) if context.role is Role.WORKER else None
        self.check = CheckPanel(context, self)
        self._to_check = False
        self.check.shown.connect(self._go_to_check)
        panels: list[Panel | None] = [self.ways, self.backups, self.kept, self.check]
        for panel in panels:
            if panel is not None:
                scroll.column.addWidget(panel)
        scroll.column.addStretch(1)
        scroll.keep_narrow(px(820))
        outer.addWidget(scroll)

    def arrive(self, arguments: State) -> None:
        """Ask how everything stands; somebody sent here by a warning comes to what was found."""
        self._to_check = arguments.get("part") == "check"
        self.refresh()
        if self._to_check:
            self.check.start.setFocus()

    def _go_to_check(self) -> None:
        """Once the panels above have their height: they are asked before."""
        if self._to_check:
            self._to_check = False
            QTimer.singleShot(0, self, self._scroll_to_check)

    def _scroll_to_check(self) -> None:
        content = self._scroll.widget()
        if content is not None:
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self._scroll.verticalScrollBar().setValue(self.check.mapTo(content, QPoint(0, 0)).y() - px(12))

    def refresh(self) -> None:
        """Ask again for everything shown."""
        self.ways.ask()
        if self.backups is not None:
            self.backups.ask()
        if self.kept is not None:
            self.kept.ask()
        self.check.ask()

    def on_changes(self, changes: Changes) -> None:
        """Names of workers and settings of the vault are shown."""
        if changes.touches(Kind.STAFF, Kind.SETTING):
            self.refresh()

    def start_focus(self) -> QWidget:
        """The first act of the first panel."""
        return self.ways.add_worker
