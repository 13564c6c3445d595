"""What the slow check of the vault has found is told once, with a way to the page that says more."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from caseapp.casework.commands.checks import FaultsTold
from caseapp.casework.queries.checks import CheckStatus, Health
from caseapp.ui.words import tr, trn

if TYPE_CHECKING:
    from caseapp.ui.shell.house import House

EVERY_MS: Final = 60_000


class VaultWatch(QObject):
    """Asks how the vault stands, once a minute; a child of the house, so that it goes with it.

    Args:
        house: what is open.
    """

    def __init__(self, house: "House") -> None:
        super().__init__(house)
        self._house = house
        self._asker = house.context.asker(self)
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
        self._house.toast.warn(words, tr("Show"), self._show)

    def _show(self) -> None:
        self._house.open_page("vault", part="check")
