"""Settings: when it locks, what the system does not tell, and pictures of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from caseapp.errors import KnownError
from caseapp.osutils.capture import can_block_capture
from caseapp.osutils.lock_reasons import EVERY
from caseapp.ui.shell.locks import missing_words
from caseapp.ui.shell.setting_line import setting_line
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.chips import Stepper
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import text
from caseapp.ui.words import sentence_of, tr

if TYPE_CHECKING:
    from caseapp.ui.shell.capture import Capture
    from caseapp.ui.shell.locks import Locks
    from caseapp.ui.shell.page import PageContext
    from caseapp.ui.shell.preferences import Preferences


class LockSection(Panel):
    """The idle time, and what the system leaves to the hand.

    Args:
        context: of the settings page; its extras have the locks and the capture block of the window.
    """

    def __init__(self, context: PageContext) -> None:
        super().__init__(tr("Lock"), "lock")
        self._context = context
        self._preferences = cast("Preferences", context.extras["preferences"])
        self._locks = cast("Locks | None", context.extras.get("locks"))
        self._capture = cast("Capture | None", context.extras.get("capture"))
        now = self._preferences.now
        self.idle = Stepper(tr("Minutes until it locks"), 1, 60)
        self.idle.set_value(now.idle_minutes)
        self.idle.changed.connect(lambda minutes: self._keep(idle_minutes=minutes))
        hint = tr("minutes without a key or a click; sleep counts too")
        self.add_section(setting_line(tr("Lock &after"), self.idle, self.idle.number, hint))
        self.missing = Note("warn", icon_name="info")
        self.told = text(
            tr(
                "It also locks when the computer sleeps or its lid is closed, when its screen is locked and "
                "when another user takes over."
            ),
            "small",
            tone="text2",
            wrap=True,
        )
        system = QWidget()
        column = QVBoxLayout(system)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.missing)
        column.addWidget(self.told)
        self.add_section(system)
        self.block = QCheckBox(tr("Keep the window out of screenshots and screen sharing"), self)
        self.block.setChecked(now.block_capture)
        self.block.toggled.connect(lambda on: self._keep(block_capture=on))
        self.capture = text("", "small", tone="text2", wrap=True)
        self.capture.setContentsMargins(0, px(2), 0, 0)
        if can_block_capture():
            self.add_section(self.block)
        else:
            self.block.hide()
        self.add_section(self.capture)
        if self._locks is not None:
            self._locks.changed.connect(self._look)
        if self._capture is not None:
            self._capture.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        words = missing_words(EVERY if self._locks is None else self._locks.missing)
        self.missing.setVisible(bool(words))
        self.told.setVisible(not words)
        if words:
            self.missing.say(words)
        self.capture.setText(self._capture_words())

    def _capture_words(self) -> str:
        if not can_block_capture():
            return tr(
                "This computer cannot keep a window out of screenshots and screen sharing. Lock with Ctrl+L "
                "before you share your screen."
            )
        if self._capture is not None and self._capture.refused:
            return tr("This computer refused it: screenshots and screen sharing show the window.")
        return tr("Turn it off to share your screen or to use a magnifier that needs to see it.")

    def _keep(self, **values: object) -> None:
        try:
            self._preferences.change(**values)
        except KnownError as error:
            self._context.messenger.warn(sentence_of(error))
