"""The consent ledger of a person: every question, its answer now, and what another answer would do."""

from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QStackedWidget, QVBoxLayout, QWidget

from caseapp.casework.commands.consent import ConsentDone, RecordConsent
from caseapp.casework.queries.consent import ConsentHistory, ConsentRow, ConsentsOf, Effect, WithdrawalPreview
from caseapp.domain.consent import Answer, Purpose
from caseapp.errors import KnownError
from caseapp.ui.dates import full_day
from caseapp.ui.dialogs.answer import LETTERS, AnswerChips
from caseapp.ui.dialogs.consent_effects import EffectsPanel
from caseapp.ui.dialogs.consent_question import ConsentFields, LimitsNote
from caseapp.ui.dialogs.consent_words import (
    ACTS,
    SAID,
    VERBS,
    effect_words,
    more_words,
    purpose_words,
    stood_words,
)
from caseapp.ui.dialogs.second_worker import record_consent
from caseapp.ui.dialogs.words import HOW
from caseapp.ui.naming import Labels, said
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.keys import KeyHints
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.row import RowChip
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.state_chip import CONSENT_LOOK
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.table_model import Cell, Column, Line
from caseapp.ui.widgets.text import line, text
from caseapp.ui.words import isolated, sentence_of, tr

_ANSWERS: Final = (Answer.GIVEN, Answer.DECLINED, Answer.WITHDRAWN, Answer.NOT_ASKED, Answer.NOT_NOW)
_BY_LETTER: Final = {letter: answer for answer, letter in LETTERS.items()}


def _chip(row: ConsentRow) -> RowChip:
    past = row.answer is Answer.GIVEN and not row.usable
    tone, icon_name, words = CONSENT_LOOK[row.answer.value]
    if past:
        return RowChip(tr("Past its date"), "warn", "clock")
    return RowChip(tr(words), tone, icon_name)


class ConsentLedger(Overlay):
    """The dialog; nothing changes until an answer is confirmed.

    Args:
        context: of the page.
        window: to cover.
        person_id: whose ledger.
        name: what the person is called here.
        code: her code.
        today: the local day.
        question: the line to begin with.
        labels: of the kinds of need.

    Attributes:
        erased: sent when the record itself went with a withdrawal.
    """

    erased = Signal()

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        person_id: UUID,
        name: str,
        code: str,
        today: date,
        question: tuple[Purpose, UUID | None] | None = None,
        labels: Labels | None = None,
    ) -> None:
        super().__init__(
            window,
            tr("Consent of {who}  {code}", who=name, code=isolated(code)).strip(),
            tr("Each purpose is its own question. A new answer is added; the old answer stays readable."),
            wide=88,
            tall=47,
        )
        self._context = context
        self._asker = context.asker(self)
        self._person_id = person_id
        self._today = today
        self._labels = labels or Labels()
        self._rows: dict[object, ConsentRow] = {}
        self._first = question
        self._answer: Answer | None = None
        self.table = self._make_table()
        self.past = self._make_history()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.past)
        self.history = Button(tr("H&istory"), icon_name="rotate-ccw-clock", size="small")
        self.history.clicked.connect(self._turn)
        self.head_actions.addWidget(self.history)
        self._build()
        self.cancel = self.add_cancel(tr("Close"))
        self.act = self.add_act(tr("Note this answer"), self._confirm)
        self.foot.insertWidget(0, self.foot_words)
        self.open_over(self.table)
        self._ask()

    # --- building -----------------------------------------------------------------------------------------

    def _make_table(self) -> Table:
        table = Table(
            tr("Consents"),
            (
                Column(tr("Purpose"), 16, stretch=True),
                Column(tr("Answer"), 10),
                Column(tr("How"), 6, least=Width.MIDDLE),
                Column(tr("When"), 8, least=Width.MIDDLE),
                Column(tr("By"), 5, least=Width.MIDDLE),
            ),
        )
        table.current_changed.connect(self._choose)
        table.letter.connect(self._letter)
        table.setToolTip(tr("G given, D declined, W withdrawn, N not asked, C could not be asked now"))
        return table

    def _make_history(self) -> Table:
        return Table(
            tr("History of answers"),
            (
                Column(tr("When"), 8),
                Column(tr("Purpose"), 14, stretch=True),
                Column(tr("Answer"), 10),
                Column(tr("How"), 6, least=Width.MIDDLE),
                Column(tr("By"), 5, least=Width.MIDDLE),
                Column(tr("Keep it from; own words"), 10, stretch=True, least=Width.MIDDLE),
            ),
        )

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line())
        column.addWidget(self.pages, 1)
        column.addWidget(line())
        self._hint_bar = hints = QFrame()
        hints.setProperty("bar", "foot")
        inside = QVBoxLayout(hints)
        inside.setContentsMargins(px(20), px(8), px(12), px(8))
        self.hints = KeyHints(
            (("G", tr("given")), ("D", tr("declined")), ("W", tr("withdrawn")), ("N", tr("not asked")))
        )
        inside.addWidget(self.hints)
        column.addWidget(hints)
        self.what: QLabel = text("", "heading", wrap=True)
        self.stood: QLabel = text("", "small", tone="text2", wrap=True)
        self.answer = AnswerChips(tr("Answer"), _ANSWERS)
        self.answer.changed.connect(lambda: self._choose_answer(self.answer.answer()))
        self.fields = ConsentFields(self._today)
        self.effects = EffectsPanel()
        self.effects.changed.connect(self._look)
        self.note = Note("ok")
        self.note.hide()
        self.limits = LimitsNote(self._asker)
        self.limits.hide()
        scroll = Scroll()
        scroll.column.setContentsMargins(px(18), px(12), px(18), px(14))
        scroll.column.setSpacing(px(12))
        for part in (
            self.note,
            self.what,
            self.stood,
            self.limits,
            self.answer,
            self.fields,
            self.effects,
            self.fields.rest,
        ):
            scroll.column.addWidget(part)
        scroll.column.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(0)
        self._halves.addWidget(left, 64)
        self._halves.addWidget(line("v"))
        self._halves.addWidget(scroll, 36)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addLayout(self._halves)
        self.foot_words: QLabel = text(tr("Nothing changes until you confirm."), "small", tone="text2")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """List and answer stand one under the other where the window is narrow."""
        super().resizeEvent(event)
        narrow = theme().scale.width_class(self.width()) is Width.NARROW
        self._halves.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )
        for half, share in ((0, 40 if narrow else 64), (2, 60 if narrow else 36)):
            self._halves.setStretch(half, share)
        self.foot_words.setVisible(not narrow)
        for table in (self.table, self.past):
            table.set_width(Width.NARROW if narrow else Width.WIDE)
        self._hint_bar.setVisible(not narrow)

    # --- asking and showing -------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._asker.ask(ConsentsOf(self._person_id), self._show)
        self._asker.ask(ConsentHistory(self._person_id), self._show_history)

    def _show(self, rows: tuple[ConsentRow, ...]) -> None:
        self._rows = {(row.purpose, row.subject): row for row in rows}
        self.table.show_lines(
            [
                Line(
                    key,
                    (
                        Cell(purpose_words(row, self._labels), heavy=True),
                        Cell(chip=_chip(row)),
                        Cell(said(HOW, row.how, "–")),
                        Cell(full_day(row.said_on) if row.said_on is not None else "–"),
                        Cell(row.by or "–"),
                    ),
                )
                for key, row in self._rows.items()
            ]
        )
        wanted = self._first if self._first in self._rows else self.table.current_key()
        self._first = None
        if not self.table.go_to(wanted if wanted is not None else next(iter(self._rows), None)):
            self._choose(None)
        self._choose(self.table.current_key())

    def _show_history(self, rows: tuple[ConsentRow, ...]) -> None:
        self.past.show_lines(
            [
                Line(
                    number,
                    (
                        Cell(full_day(row.said_on) if row.said_on is not None else "–"),
                        Cell(purpose_words(row, self._labels), heavy=True),
                        Cell(chip=_chip(row)),
                        Cell(said(HOW, row.how, "–")),
                        Cell(row.by or "–"),
                        Cell(" ".join(more_words(row))),
                    ),
                )
                for number, row in enumerate(rows)
            ]
        )

    def _turn(self) -> None:
        back = self.pages.currentIndex() == 1
        self.pages.setCurrentIndex(0 if back else 1)
        self.history.setText(tr("H&istory") if back else tr("Answers &now"))
        (self.table if back else self.past).setFocus()

    @property
    def row(self) -> ConsentRow | None:
        """The line chosen."""
        return self._rows.get(self.table.current_key())

    def _choose(self, _key: object) -> None:
        self._answer = None
        self.answer.set_answer(None)
        row = self.row
        if row is not None:
            self.comes_back("ledger", purpose=row.purpose.value, subject=row.subject)
        self._look()

    @property
    def is_ready(self) -> bool:
        """The question must be there before its answer."""
        return bool(self._rows)

    def _letter(self, letter: str, _key: object) -> None:
        answer = _BY_LETTER.get(letter)
        if answer is not None:
            self._choose_answer(answer)

    def _choose_answer(self, answer: Answer | None) -> None:
        row = self.row
        if answer is Answer.WITHDRAWN and row is not None and row.answer is not Answer.GIVEN:
            answer = Answer.DECLINED  # nothing was given that could be withdrawn: it is a no
        self._answer = answer
        self.note.hide()
        self.answer.set_answer(answer)
        self._look()
        if row is not None and answer is not None:
            query = WithdrawalPreview(self._person_id, row.purpose, row.subject, answer)
            self._asker.ask(query, lambda effects: self._foresee(row, answer, effects))

    def _foresee(self, row: ConsentRow, answer: Answer, effects: tuple[Effect, ...]) -> None:
        if self.row == row and self._answer is answer:
            self.effects.show_effects(effects, keepable=row.purpose is not Purpose.KEEP)
            self._look()

    def _look(self) -> None:
        row, answer = self.row, self._answer
        asked_elsewhere = row is not None and row.purpose is Purpose.SHARE and row.subject is None
        if row is not None:
            words = purpose_words(row, self._labels)
            self.what.setText(f"{tr(ACTS[answer])}: {words}" if answer is not None else words)
            self.stood.setText(
                tr("This is asked when a referral is offered.") if asked_elsewhere else stood_words(row)
            )
        self.limits.setVisible(row is not None and row.purpose is Purpose.CHILDREN)
        self.answer.setVisible(row is not None and not asked_elsewhere)
        self.fields.setVisible(answer is not None and not asked_elsewhere)
        self.effects.setVisible(answer is not None and not asked_elsewhere)
        self.fields.rest.setVisible(answer is not None and not asked_elsewhere)
        if answer is not None:
            self.fields.show_for(answer)
            self.act.setText(tr(VERBS[answer]))
        self.act.setVisible(answer is not None and not asked_elsewhere)

    # --- doing --------------------------------------------------------------------------------------------

    def _confirm(self) -> None:
        row, answer = self.row, self._answer
        if row is None or answer is None:
            return
        if self.effects.kept() and not self.effects.keep_reason():
            self.effects.reason.setFocus()
            return
        entry = self.fields.entry(row.purpose, answer, row.subject)
        command = RecordConsent(self._person_id, entry, self.effects.kept(), self.effects.keep_reason())
        self.act.setEnabled(False)
        over = self.parentWidget()
        assert over is not None  # an overlay always lies over a window
        record_consent(
            self._context,
            self._asker,
            over,
            command,
            lambda done: self._noted(row, answer, done),
            self._failed,
        )

    def _noted(self, row: ConsentRow, answer: Answer, done: ConsentDone) -> None:
        self.act.setEnabled(True)
        if row.purpose is Purpose.KEEP and done.erased:
            self.close_with(done=True)
            self.erased.emit()
            return
        self._ask()
        self._answer = None
        self.answer.set_answer(None)
        self._look()
        what = tr("{what}: {answer}.", what=purpose_words(row, self._labels), answer=said(SAID, answer))
        self.note.say(" ".join((what, *(effect_words(sentence) for sentence in done.receipt))), "ok")
        self.note.show()
        self.table.setFocus()

    def _failed(self, error: KnownError) -> None:
        self.act.setEnabled(True)
        self.note.say(sentence_of(error), "warn")
        self.note.show()
