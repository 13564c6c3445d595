"""What waits for a consent, outside the record: who, what, how long, and the three ways on for each."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.waiting import AcceptWaiting, SettleWaiting
from caseapp.casework.queries.waiting import WaitingItems, WaitingRow
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.requests import Command
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.consent_words import PURPOSE
from caseapp.ui.dialogs.second_worker import record_consent
from caseapp.ui.dialogs.settle_waiting import confirm_leave, confirm_without, goes_with_need
from caseapp.ui.dialogs.words import FOR_WHOM
from caseapp.ui.naming import Labels, said
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.words import day_text, dots, isolated, sentence_of, tr, trn

HOUSEHOLD = "household"


class WaitingDialog(Overlay):
    """Lists what waits; each item is asked about, noted without the person, or left out.

    Args:
        context: of the page.
        window: the main window.
        labels: of the organisation's lists.
        quiet: whether names and needs are hidden.
    """

    def __init__(self, context: PageContext, window: QWidget, labels: Labels, *, quiet: bool) -> None:
        super().__init__(
            window,
            tr("Waiting for a consent"),
            tr("This stands outside the record. It is neither counted nor shared, and goes after 14 days."),
            wide=52,
            tall=38,
        )
        self._context = context
        self._asker = context.asker(self)
        self._labels = labels
        self._quiet = quiet
        self._rows: tuple[WaitingRow, ...] = ()
        self.notes: list[tuple[Note, Button]] = []
        self.news = Note("ok")
        self.news.hide()
        self.empty = EmptyState(tr("Nothing waits for a consent."))
        self.empty.hide()
        scroll = Scroll()
        self._column = scroll.column
        self._column.setSpacing(px(10))
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        self.body.addWidget(self.news)
        self.body.addWidget(scroll, 1)
        self.close_button = self.add_cancel(tr("Close"))
        self.comes_back("waiting")
        self.open_over(self.close_button)
        self._ask_rows(0)

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self._quiet = on
        self._show(None, self._rows)

    def _ask_rows(self, near: int) -> None:
        self._asker.ask(WaitingItems(), partial(self._show, near))

    # --- showing ------------------------------------------------------------------------------------------

    def _show(self, near: int | None, rows: tuple[WaitingRow, ...]) -> None:
        """Show the items; the keyboard goes to the one at ``near``, where given."""
        self._rows = rows
        for note, _ask in self.notes:
            note.hide()
            note.deleteLater()
        self.notes = []
        for number, row in enumerate(rows):
            self.notes.append(self._note(number, row))
            self._column.insertWidget(number, self.notes[-1][0])
        self.empty.setVisible(not rows)
        if near is not None:
            target = self.notes[min(near, len(rows) - 1)][1] if rows else self.close_button
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note(self, number: int, row: WaitingRow) -> tuple[Note, Button]:
        note = Note("warn", self._words(row), f"{self._lead(row)}:")
        who = self._spoken(row)
        ask = note.add_button(tr("Ask now"), partial(self._ask, number, row))
        ask.setAccessibleName(tr("Ask now: {what}", what=who))
        ask.setAccessibleDescription(note.accessibleName())
        if row.kind != HOUSEHOLD:  # children are counted with a person or not at all
            without = note.add_button(
                tr("Note it without the person"), partial(self._without, number, row), "quiet"
            )
            without.setAccessibleName(tr("Note it without the person: {what}", what=who))
        leave = note.add_button(tr("Leave it out"), partial(self._leave, number, row), "quiet")
        leave.setAccessibleName(tr("Leave it out: {what}", what=who))
        return note, ask

    def _who(self, row: WaitingRow) -> str:
        if self._quiet or not row.alias:
            return isolated(row.code) if row.code else tr("Somebody new")
        return row.alias

    def _what(self, row: WaitingRow) -> str:
        """The need, empty for somebody who waits as a person."""
        if not row.kind:
            return ""
        if row.kind == HOUSEHOLD:
            words = tr("Children of the household")
        else:
            words = self._labels.of(ListName.NEED, row.kind)
            if row.for_whom is not None:
                words = f"{words}, {said(FOR_WHOM, row.for_whom).lower()}"
        return dots(words) if self._quiet else words

    def _lead(self, row: WaitingRow) -> str:
        who = self._who(row)
        if row.code and not self._quiet:
            who = f"{who} {isolated(row.code)}"
        return " · ".join(part for part in (who, self._what(row)) if part)

    def _spoken(self, row: WaitingRow) -> str:
        what = "" if self._quiet else self._what(row)
        return ", ".join(part for part in (self._who(row), what) if part)

    def _words(self, row: WaitingRow) -> str:
        day = day_text(row.on)
        place = self._labels.of(ListName.PLACE, row.place) if row.place else ""
        met = tr("{day}, {place}.", day=day, place=place) if place else tr("{day}.", day=day)
        waits = tr("Waits for an answer to “{purpose}”.", purpose=tr(PURPOSE[row.purpose]))
        left = trn("{n} day left.", "{n} days left.", row.days_left)
        return f"{met} {waits} {left}"

    # --- ask now ------------------------------------------------------------------------------------------

    def _ask(self, number: int, row: WaitingRow) -> ConsentQuestion:
        today = dt.date.today()  # noqa: DTZ011 - the local day
        question = ConsentQuestion(self._context, self._over(), row.purpose, self._who(row), today)
        question.comes_back("ask", waiting_id=row.waiting_id)
        question.answered.connect(partial(self._answered, number, row))
        return question

    def reopen(self, act: str, facts: Mapping[str, object]) -> Overlay | None:
        """Open the question about one of them again."""
        found = [n for n, row in enumerate(self._rows) if str(row.waiting_id) == facts.get("waiting_id")]
        return self._ask(found[0], self._rows[found[0]]) if act == "ask" and found else None

    def _answered(self, number: int, row: WaitingRow, entry: ConsentEntry) -> None:
        who = self._who(row)
        if row.person_id is not None:
            if entry.answer is Answer.GIVEN:
                words = tr("Noted: yes. What waited stands in the record of {who} now.", who=who)
            elif entry.answer is Answer.DECLINED:
                words = tr("Noted: no. What waited for this answer is erased.")
            else:
                words = tr("Noted that it could not be asked now. It waits on.")
            command = RecordConsent(row.person_id, entry)
            then = partial(self._did, number, words)
            record_consent(self._context, self._asker, self._over(), command, then, self._failed)
        elif entry.answer is Answer.GIVEN:
            words = tr("A record of {who} is made, with what waited.", who=who)
            self._do(number, AcceptWaiting(row.waiting_id, entry), words)
        elif entry.answer is Answer.DECLINED:
            words = tr("No record is made. Needs are noted as numbers only; the words are erased.")
            self._do(number, SettleWaiting(row.waiting_id, anonymous=True), words)
        else:
            self._tell(tr("It waits on, until {day} at the latest.", day=day_text(row.until)))

    # --- without the person, or not at all ----------------------------------------------------------------

    def _without(self, number: int, row: WaitingRow) -> None:
        command = SettleWaiting(row.waiting_id, anonymous=True)
        act = partial(self._do, number, command, tr("Noted without the person."))
        confirm_without(self._over(), self._goes(row), act)

    def _leave(self, number: int, row: WaitingRow) -> None:
        act = partial(self._do, number, SettleWaiting(row.waiting_id), tr("Left out."))
        confirm_leave(self._over(), self._goes(row), act)

    def _over(self) -> QWidget:
        window = self.parentWidget()
        assert window is not None  # an overlay always lies over a window
        return window

    def _goes(self, row: WaitingRow) -> str:
        if row.purpose is Purpose.KEEP and not row.kind:
            return tr("the alias, the note and all that was typed about {who}.", who=self._who(row))
        return goes_with_need(self._who(row))

    def _do(self, number: int, command: Command[Any], words: str) -> None:
        self._asker.do(command, partial(self._did, number, words), self._failed)

    def _did(self, number: int, words: str, _result: object) -> None:
        self._tell(words)
        self._ask_rows(number)

    def _failed(self, error: KnownError) -> None:
        self._tell(sentence_of(error), warn=True)
        self._ask_rows(0)

    def _tell(self, words: str, *, warn: bool = False) -> None:
        self.news.say(words, "warn" if warn else "ok")
        self.news.show()
        announce(self.news, words)
