"""What will happen now: one line for each effect of an answer, and what may be kept for a named reason."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from caseapp.casework.queries.consent import Effect
from caseapp.ui.dialogs.consent_words import EFFECT_LOOK, effect_words
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.emptying import empty
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import IconLabel, text
from caseapp.ui.words import tr


class EffectsPanel(Panel):
    """The preview of an answer.

    Attributes:
        changed: sent when something is to be kept, or not.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What will happen now"), "info", parent=parent)
        self.pad_body()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(9))
        self.body.addLayout(self._lines)
        self._boxes: list[tuple[QCheckBox, Effect]] = []
        self.reason = QLineEdit()
        self._reason_field = Field(tr("&Reason for keeping"), self.reason, tr("needed, she can read it"))
        self.body.addWidget(self._reason_field)
        self.reason.textEdited.connect(self.changed)
        self.show_effects((), keepable=False)

    def show_effects(self, effects: Sequence[Effect], *, keepable: bool) -> None:
        """Show what an answer leads to.

        Args:
            effects: in the order to say them.
            keepable: whether what would be erased may be kept for a reason.
        """
        empty(self._lines)
        self._boxes = []
        for effect in effects:
            self._lines.addWidget(self._line(effect, keepable=keepable and bool(effect.rows)))
        if not effects:
            nothing = tr("The answer is noted. Nothing else changes.")
            self._lines.addWidget(text(nothing, tone="text2", wrap=True))
        self._look()

    def _line(self, effect: Effect, *, keepable: bool) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        icon_name, tone = EFFECT_LOOK.get(effect.kind, ("info", "info"))
        row.addWidget(IconLabel(icon_name, tone), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(text(effect_words(effect), wrap=True))
        if keepable:
            box = QCheckBox(tr("Keep these for a named reason"))
            box.setAccessibleName(tr("Keep these for a named reason: {what}", what=effect_words(effect)))
            box.toggled.connect(self._toggled)
            words.addWidget(box)
            self._boxes.append((box, effect))
        row.addLayout(words, 1)
        return holder

    def _toggled(self) -> None:
        self._look()
        self.changed.emit()

    def _look(self) -> None:
        self._reason_field.setVisible(bool(self.kept()))

    def kept(self) -> frozenset[UUID]:
        """Rows that are to be kept."""
        return frozenset(row for box, effect in self._boxes if box.isChecked() for row in effect.rows)

    def keep_reason(self) -> str:
        """Why they are kept."""
        return self.reason.text().strip() if self.kept() else ""
