"""The dialog for someone new: it asks whether a record may be kept, and shows likely duplicates."""

import datetime as dt
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from caseapp.casework.commands.people import AddPerson
from caseapp.casework.queries.find import LikelyDuplicates, PersonHit
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.person import AgeBand, PersonFacts
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError
from caseapp.ui.dialogs.answer import AnswerChips
from caseapp.ui.dialogs.consent_question import QUESTIONS, ConsentFields
from caseapp.ui.dialogs.person_facts import age_choice, area_choice
from caseapp.ui.dialogs.safeguarding import UnderAgeNote
from caseapp.ui.naming import Labels, age_words
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.row import Row
from caseapp.ui.widgets.rows import RowList
from caseapp.ui.widgets.text import text
from caseapp.ui.words import day_text, sentence_of, tr

_WAIT_MS = 150
_MOST_ROWS = 3


class NewPerson(Overlay):
    """Make a person outside a contact.

    Args:
        context: of the page.
        window: the main window.
        labels: of the organisation's lists.
        alias: to begin with.

    Attributes:
        made: sent with the id of the person made, or of the one that turned out to be her.
    """

    made = Signal(object)

    def __init__(self, context: PageContext, window: QWidget, labels: Labels, alias: str = "") -> None:
        super().__init__(
            window,
            tr("New person"),
            tr("Everything but an alias may stay empty; the code is drawn."),
            wide=44,
        )
        self._asker = context.asker(self)
        self._labels = labels
        self._messenger = context.messenger
        self.alias = QLineEdit(alias)
        self.age = age_choice()
        self.area = area_choice(labels)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addWidget(Field(tr("A&lias"), self.alias), 2)
        row.addWidget(Field(tr("A&ge"), self.age), 1)
        row.addWidget(Field(tr("A&rea"), self.area), 1)
        self.body.addLayout(row)
        self.under_age = UnderAgeNote(self._asker, self.age)
        self.age.currentIndexChanged.connect(self._place)
        self.body.addWidget(self.under_age)
        self._likely_head = text(tr("Perhaps somebody you know already"), "label", tone="text2")
        self.likely = RowList(tr("Perhaps somebody you know already"), one_click=True)
        self.likely.taken.connect(self._take)
        self.body.addWidget(self._likely_head)
        self.body.addWidget(self.likely)
        question = tr(QUESTIONS[Purpose.KEEP])
        self.answer = AnswerChips(question, (Answer.GIVEN, Answer.DECLINED))
        self.answer.changed.connect(self._look)
        self.body.addWidget(Field(question, self.answer, "G  D"))
        self.fields = ConsentFields(dt.date.today())  # noqa: DTZ011 - the local day
        self.body.addWidget(self.fields)
        self.note = Note("info")
        self.body.addWidget(self.note)
        self.add_cancel()
        self.add_act(tr("Make person"), self._make)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._ask_likely)
        self.alias.textChanged.connect(lambda _words: self._timer.start())
        self._show_likely(())
        self.note.hide()
        self._look()
        self._timer.start()

    def _facts(self) -> PersonFacts:
        age, area = self.age.value(), self.area.value()
        return PersonFacts(
            alias=self.alias.text().strip(),
            age_band=age if isinstance(age, AgeBand) else None,
            area=area if isinstance(area, str) else "",
        )

    def _ask_likely(self) -> None:
        facts = self._facts()
        if facts.alias:
            self._asker.ask(LikelyDuplicates(facts), self._show_likely)
        else:
            self._show_likely(())

    def _show_likely(self, hits: tuple[PersonHit, ...]) -> None:
        rows = []
        for hit in hits:
            last = tr("last {day}", day=day_text(hit.last_on)) if hit.last_on is not None else ""
            place = self._labels.of(ListName.PLACE, hit.last_place) if hit.last_place else ""
            told = [age_words(hit.age_band), place, last]
            about = " · ".join(part for part in told if part)
            rows.append(Row(hit.person_id, hit.alias, hit.code, about, icon="user", chevron=True))
        self.likely.rows.set_rows(rows)
        self.likely.setVisible(bool(rows))
        self._likely_head.setVisible(bool(rows))
        self.likely.setFixedHeight(self.likely.sizeHintForRow(0) * min(len(rows), _MOST_ROWS) if rows else 0)
        self._place()

    def _take(self, key: object) -> None:
        if isinstance(key, UUID):
            self.close_with(done=False)
            self.made.emit(key)

    def _look(self) -> None:
        answer = self.answer.answer()
        self.fields.setVisible(answer is Answer.GIVEN)
        if answer is Answer.DECLINED:
            self._say(
                tr(
                    "Then nothing is noted about her. You can still log the contact with a person who is not "
                    "identified (Ctrl+N)."
                )
            )
        else:
            self.note.hide()
        self._place()

    def _say(self, words: str) -> None:
        self.note.say(words)
        self.note.show()
        self._place()

    def _make(self) -> None:
        facts, answer = self._facts(), self.answer.answer()
        if not facts.alias:
            self._say(tr("Give an alias, so that you find her again. It need not be a name."))
            self.alias.setFocus()
        elif answer is Answer.GIVEN:
            command = AddPerson(facts, self.fields.entry(Purpose.KEEP, answer))
            self._asker.do(command, self._made, self._refused)
        elif answer is Answer.DECLINED:
            self.close_with(done=False)
            self._messenger.say(tr("Nobody was made: she does not want a record. That is an answer too."))
        else:
            self._say(tr("Ask first whether a record may be kept, and note the answer."))
            self.answer.setFocus()

    def _made(self, person_id: UUID) -> None:
        self.close_with(done=True)
        self.made.emit(person_id)

    def _refused(self, error: KnownError) -> None:
        self._say(sentence_of(error))
