"""The dialog that adds or changes a follow-up: what, when, who."""

import datetime as dt
from uuid import UUID

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
    """Add or change a follow-up.

    Args:
        context: of the page.
        window: the main window.
        row: the follow-up as it is; None for a new one.
        staff: who it can be for.
        person_id: whom a new one is about; None for one of the team.
        about: what she is called here.
    """

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        row: FollowUpRow | None,
        staff: tuple[StaffRow, ...],
        person_id: UUID | None = None,
        about: str = "",
    ) -> None:
        if row is not None:
            person_id, about = row.person_id, f"{row.alias} {row.code}".strip()
        title = tr("Change a follow-up") if row is not None else tr("New follow-up")
        super().__init__(window, title, about, wide=40)
        self._asker = context.asker(self)
        self._context = context
        self._row, self._person_id = row, person_id
        self.what = QLineEdit(to_do_of(row) if row is not None else "")
        self.day = DayEdit()
        tomorrow = dt.date.today() + dt.timedelta(days=1)  # noqa: DTZ011 - the local day
        self.day.set_day(row.due_on if row is not None else tomorrow)
        self.time = QTimeEdit()
        self.time.setDisplayFormat("HH:mm")
        self.time.lineEdit().setTextMargins(px(7), 0, px(7), 0)  # the style sheet's do not reach it
        self.time.setSpecialValueText(tr("no time"))
        due_at = row.due_at if row is not None else None
        self.time.setTime(QTime(due_at.hour, due_at.minute) if due_at is not None else _NO_TIME)
        self.who = Choice()
        self.who.add(None, tr("the team"))
        for each in staff:
            self.who.add(each.staff_id, each.label)
        me = next((each.staff_id for each in staff if each.is_me), None)
        self.who.choose(row.for_staff if row is not None else me)
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
        if row is not None and row.tells is not None and what == to_do_of(row):
            what = ""  # not typed: it follows from the referral, in every language
        command = SetFollowUp(
            what,
            self.day.day(),
            due_at,  # type: ignore[arg-type]  # toPython is typed as object; it is a datetime.time
            self._person_id,
            who,  # type: ignore[arg-type]  # the values put in above
            follow_up_id=row.follow_up_id if row is not None else None,
        )
        self._asker.do(command, self._saved, self._refused)

    def _saved(self, _id: UUID) -> None:
        self.close_with(done=True)
        if self._row is None:
            self._context.messenger.say(tr("The follow-up is added."))

    def _refused(self, error: KnownError) -> None:
        self._say(sentence_of(error))

    def _say(self, words: str) -> None:
        self.note.say(words)
        self.note.show()
