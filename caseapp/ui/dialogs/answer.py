"""The answer to a consent question: chips with single letters, while they have the focus."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from caseapp.domain.consent import Answer
from caseapp.ui.widgets.chip_group import ChipGroup
from caseapp.ui.widgets.state_chip import CONSENT_LOOK, ConsentState
from caseapp.ui.words import tr

LETTERS: Final[dict[Answer, str]] = {
    Answer.GIVEN: "G",
    Answer.DECLINED: "D",
    Answer.WITHDRAWN: "W",
    Answer.NOT_ASKED: "N",
    Answer.NOT_NOW: "C",
}


def consent_state(answer: Answer) -> ConsentState:
    """The name of an answer's look."""
    return answer.value


class AnswerChips(ChipGroup):
    """One of some answers.

    Args:
        name: the question, for screen readers.
        answers: what can be answered, in order.
        parent: owner.
    """

    def __init__(self, name: str, answers: Sequence[Answer], parent: QWidget | None = None) -> None:
        super().__init__(name, exclusive=True, parent=parent)
        self._answers = tuple(answers)
        self.set_choices([(a.value, tr(CONSENT_LOOK[a.value][2])) for a in self._answers])
        for answer, chip in zip(self._answers, self.chips, strict=True):
            chip.setToolTip(f"{chip.text()} ({LETTERS[answer]})")

    def answer(self) -> Answer | None:
        """The answer picked."""
        codes = self.codes()
        return Answer(codes[0]) if codes else None

    def set_answer(self, answer: Answer | None) -> None:
        """Show an answer without telling anybody."""
        self.choose({answer.value} if answer is not None else set())

    def _key(self, event: QKeyEvent, at: int) -> bool:
        letter = event.text().upper()
        if not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier and letter:
            for number, answer in enumerate(self._answers):
                if LETTERS[answer] == letter:
                    if not self.chips[number].isChecked():
                        self.chips[number].click()
                    self._go(number)
                    return True
        return super()._key(event, at)
