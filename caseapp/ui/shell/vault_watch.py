"""What the slow check of the vault has found is told once, with a way to the page that says more."""

from typing import Final

from PySide6.QtCore import QObject, QTimer

from caseapp.casework.commands.checks import FaultsTold
from caseapp.casework.queries.checks import CheckStatus, Health
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.toast import Toast
from caseapp.ui.words import tr, trn

EVERY_MS: Final = 60_000


class VaultWatch(QObject):
    """Asks how the vault stands, once a minute; a child of the house, so that it goes with it.

    Args:
        house: what is open.
        context: of its pages.
        toast: where it is told.
    """

    def __init__(self, house: QObject, context: PageContext, toast: Toast) -> None:
        super().__init__(house)
        self._navigator, self._toast = context.navigator, toast
        self._asker = context.asker(self)
        timer = QTimer(self)
        timer.setInterval(EVERY_MS)
        timer.timeout.connect(self.ask)
        timer.start()

    def ask(self) -> None:
        """Ask now."""
        self._asker.ask(CheckStatus(), self._hear)

    def _hear(self, health: Health) -> None:
        if not health.faults or health.told:
            return
        self._asker.do(FaultsTold())
        many = len(health.faults)
        words = trn(
            "{n} thing in the vault is not as it was saved.",
            "{n} things in the vault are not as they were saved.",
            many,
        )
        self._toast.warn(words, tr("Show"), self._show)

    def _show(self) -> None:
        self._navigator.open_page("vault", part="check")
