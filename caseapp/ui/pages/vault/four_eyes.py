"""Ending the rule that two workers must agree takes two workers."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from caseapp.casework.commands.keys import SetFourEyes
from caseapp.ui.dialogs.asking import Asking, SecondPart
from caseapp.ui.shell.page import PageContext
from caseapp.ui.words import tr


class EndFourEyes(Asking):
    """Ask the second worker once more.

    Args:
        context: of the page.
        window: the main window.
        then: called after the rule has ended.
    """

    def __init__(self, context: PageContext, window: QWidget, then: Callable[[], object]) -> None:
        super().__init__(
            context, window, tr("Let one worker decide alone"), tr("The second one agrees to this, too.")
        )
        self._then = then
        self.second = SecondPart()
        self.body.addWidget(self.second)
        self.finish(tr("End the rule"), self._end)

    def _end(self) -> None:
        self.carry_out(SetFourEyes(on=False, second=self.second.second()), lambda _none: self._then())
