"""The dialog that changes a follow-up: what, when, who."""

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTimeEdit, QWidget

from caseapp.casework.commands.follow_ups import SetFollowUp
from caseapp.casework.queries.follow_ups import FollowUpRow
from caseapp.casework.queries.team import StaffRow
from caseapp.errors import KnownError
from caseapp.ui.pages.follow_up_words import to_do_of
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice, DayEdit
from caseapp.ui.widgets.note import Note
from caseapp.ui.words import sentence_of, tr

_NO_TIME = QTime(0, 0)


class ChangeFollowUp(Overlay):
    """Change a follow-up.

    Args:
        context: of the page.
        window: the main window.
        row: the follow-up as it is.
        staff: who it can be for.
    """

    def __init__(
        self, context: PageContext, window: QWidget, row: FollowUpRow, staff: tuple[StaffRow, ...]
    ) -> None:
        about = f"{row.alias} {row.code}".strip()
        super().__init__(window, tr("Change a follow-up"), about, wide=40)
        self._asker = context.asker(self)
        self._context = context
        self._row = row
        self.what = QLineEdit(to_do_of(row))
        self.day = DayEdit()
        self.day.set_day(row.due_on)
        self.time = QTimeEdit()
        self.time.setDisplayFormat("HH:mm")
        self.time.setSpecialValueText(tr("no time"))
        self.time.setTime(QTime(row.due_at.hour, row.due_at.minute) if row.due_at else _NO_TIME)
        self.who = Choice()
        self.who.add(None, tr("the team"))
        for each in staff:
            self.who.add(each.staff_id, each.label)
        self.who.choose(row.for_staff)
        self.note = Note("bad")
        self.note.hide()
        self.body.addWidget(Field(tr("&What"), self.what))
        beside = QHBoxLayout()
        beside.setSpacing(px(12))
        beside.addWidget(Field(tr("&Day"), self.day), 2)
        beside.addWidget(Field(tr("&Time"), self.time), 1)
        beside.addWidget(Field(tr("W&ho"), self.who), 2)
        self.body.addLayout(beside)
        self.body.addWidget(self.note)
        self.add_cancel()
        self.add_act(tr("Save follow-up"), self._save)

    def _save(self) -> None:
        what = self.what.text().strip()
        if not what:
            self._say(tr("Say what is to be done. Nothing typed is lost."))
            self.what.setFocus()
            return
        time = self.time.time()
        due_at = None if time == _NO_TIME else time.toPython()
        who = self.who.value()
        row = self._row
        if row.tells is not None and what == to_do_of(row):
            what = ""  # not typed: it follows from the referral, in every language
        command = SetFollowUp(
            what,
            self.day.day(),
            due_at,  # type: ignore[arg-type]  # toPython is typed as object; it is a datetime.time
            row.person_id,
            who,  # type: ignore[arg-type]  # the values put in above
            follow_up_id=row.follow_up_id,
        )
        self._asker.do(command, lambda _id: self.close_with(done=True), self._refused)

    def _refused(self, error: KnownError) -> None:
        self._say(sentence_of(error))

    def _say(self, words: str) -> None:
        self.note.say(words)
        self.note.show()
