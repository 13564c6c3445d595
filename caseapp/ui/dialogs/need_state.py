"""Where a need stands now; putting it off asks why, because nobody counts that otherwise."""

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from caseapp.casework.commands.needs import ChangeNeed
from caseapp.casework.queries.person import NeedRow
from caseapp.domain.need import NeedState, PutOffReason
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError
from caseapp.ui.dialogs.words import NEED_STATES, PUT_OFF
from caseapp.ui.naming import Labels, said
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.chip_group import ChipGroup
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import DayEdit
from caseapp.ui.widgets.note import Note
from caseapp.ui.words import sentence_of, tr


class NeedStateDialog(Overlay):
    """Move a need to another state.

    Args:
        context: of the page.
        window: to cover.
        labels: of the lists.
        row: the need.
    """

    def __init__(self, context: PageContext, window: QWidget, labels: Labels, row: NeedRow) -> None:
        super().__init__(window, tr("Where this need stands"), labels.of(ListName.NEED, row.kind), wide=42)
        self._asker = context.asker(self)
        self._row = row
        self.state = ChipGroup(tr("State"), exclusive=True)
        self.state.set_choices([(state.value, said(NEED_STATES, state)) for state in NeedState])
        self.state.choose({row.state.value})
        self.day = DayEdit()
        self.day.set_day(date.today())  # noqa: DTZ011 - the local day
        self.reasons = ChipGroup(tr("Why it was put off"))
        self.reasons.set_choices([(one.value, said(PUT_OFF, one)) for one in PutOffReason])
        self.reasons.choose({one.value for one in row.reasons})
        self.words = QLineEdit()
        self.trouble = Note("bad")
        self.trouble.hide()
        self._why = Field(tr("Wh&y it was put off"), self.reasons, tr("as she says it"))
        self.body.addWidget(self.trouble)
        self.body.addWidget(Field(tr("&State"), self.state))
        self.body.addWidget(self._why)
        self.body.addWidget(Field(tr("&When"), self.day))
        self.body.addWidget(Field(tr("&Own words"), self.words, tr("if wanted")))
        self.body.addStretch(1)
        self.state.changed.connect(self._look)
        self.add_cancel()
        self.act = self.add_act(tr("Note this state"), self._note)
        self._look()
        self.open_over(self.state)

    def _state(self) -> NeedState | None:
        codes = self.state.codes()
        return NeedState(codes[0]) if codes else None

    def _look(self) -> None:
        self._why.setVisible(self._state() is NeedState.PUT_OFF)
        self._place()

    def _note(self) -> None:
        state = self._state()
        if state is None:
            self.state.setFocus()
            return
        put_off = state is NeedState.PUT_OFF
        if put_off and not self.reasons.codes():
            self.reasons.setFocus()
            return
        reasons = tuple(PutOffReason(code) for code in self.reasons.codes()) if put_off else ()
        command = ChangeNeed(self._row.need_id, state, self.day.day(), reasons, self.words.text().strip())
        self._asker.do(command, lambda _none: self.close_with(done=True), self._failed)

    def _failed(self, error: KnownError) -> None:
        self.trouble.say(sentence_of(error))
        self.trouble.show()
        self._place()
