"""Correcting the words of a saved contact; what is typed is a draft until it is saved."""

import datetime as dt
import json
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from caseapp.casework.commands.consent import ConsentDone, RecordConsent
from caseapp.casework.commands.contact import CorrectNote
from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.casework.queries.contact import ContactPersonView, ContactView
from caseapp.casework.queries.drafts import DraftRow
from caseapp.casework.refusals import ConsentMissing
from caseapp.domain.consent import ConsentEntry
from caseapp.errors import KnownError
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.second_worker import record_consent
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import TextArea
from caseapp.ui.widgets.note import Note
from caseapp.ui.words import sentence_of, tr, when_text

FORM: Final = "note"
"""Name of the form among the drafts."""
_KEEP_MS: Final = 1500  # a draft is at most two seconds old


def typed(payload: str) -> tuple[str, str]:
    """Note and her words of a draft.

    Args:
        payload: from `NoteDialog.keep_draft`.
    """
    held = json.loads(payload)
    return held["note"], held["her_words"]


def subject_of(payload: str) -> tuple[UUID, UUID | None]:
    """Contact and person that a draft is about."""
    held = json.loads(payload)
    return UUID(held["contact_id"]), UUID(held["person_id"]) if held["person_id"] else None


class NoteDialog(Overlay):
    """Correct the note about one person, or about the contact as a whole.

    Args:
        context: of the page.
        window: to cover.
        view: the contact as saved.
        person: whose note; None for the contact as a whole.
        name: what she is called here; her code in quiet view.
        draft: what was typed before and not saved.
    """

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        view: ContactView,
        person: ContactPersonView | None,
        name: str,
        draft: DraftRow | None = None,
    ) -> None:
        local = view.row.when.local
        today = dt.date.today()  # noqa: DTZ011 - the local day
        when = when_text(local, today)
        super().__init__(
            window,
            tr("Correct the note"),
            " · ".join(part for part in (name, when) if part),
            wide=44,
        )
        self._context, self._name = context, name
        self._asker = context.asker(self)
        self._contact_id = view.row.contact_id
        self._today = today
        self._person_id = person.person_id if person is not None else None
        self._words_before = (person.note, person.her_words) if person is not None else (view.note, "")
        self._draft_id = draft.draft_id if draft is not None else None
        self._title = person.alias or person.code if person is not None else when
        self._ended = False
        self.trouble = Note("warn")
        self.trouble.hide()
        self.note = TextArea(lines=7)
        self.her_words = TextArea(lines=2)
        note, words = self._words_before if draft is None else typed(draft.payload)
        self.note.setPlainText(note)
        self.her_words.setPlainText(words)
        for written in (self.note, self.her_words):
            written.moveCursor(QTextCursor.MoveOperation.End)  # what is added belongs after what is there
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_MS)
        self._keeping.timeout.connect(self.keep_draft)
        for area in (self.note, self.her_words):
            area.textChanged.connect(self._keeping.start)
        self.body.addWidget(self.trouble)
        self.body.addWidget(
            Field(tr("&Note"), self.note, tr("what was written before stays in the history")), 1
        )
        words_field = Field(tr("&Own words"), self.her_words)
        self.body.addWidget(words_field)
        if person is None:
            words_field.hide()
        self.add_cancel()
        self.act = self.add_act(tr("Save the note"), self._save)
        self.closed.connect(self._left)
        self.open_over(self.note)

    def _now(self) -> tuple[str, str]:
        return self.note.toPlainText().strip(), self.her_words.toPlainText().strip()

    def _command(self, words: tuple[str, str]) -> CorrectNote:
        note, her_words = words
        return CorrectNote(self._contact_id, note, self._person_id, her_words)

    # --- the draft ----------------------------------------------------------------------------------------

    def keep_draft(self) -> UUID | None:
        """Hand what is typed to the vault, if it is not what is saved.

        Returns:
            Id of the draft; None where nothing is held.
        """
        self._keeping.stop()
        if self._ended or (self._draft_id is None and self._now() == self._words_before):
            return None
        if self._draft_id is None:
            self._draft_id = uuid4()
        note, words = self._now()
        payload = {
            "contact_id": str(self._contact_id),
            "person_id": str(self._person_id) if self._person_id is not None else None,
            "note": note,
            "her_words": words,
        }
        text = json.dumps(payload, ensure_ascii=False)
        # The asker of the bridge: the words are kept although the dialog is gone when it is done.
        asker = self._context.asker(self._context.bridge)
        asker.do(KeepDraft(self._draft_id, FORM, text, title=self._title, person_id=self._person_id))
        return self._draft_id

    def _left(self, done: bool) -> None:  # noqa: FBT001 - a slot
        if done:
            return
        if self._now() != self._words_before:
            self.keep_draft()
            self._context.messenger.say(tr("Not saved. What you typed waits under Today as a draft."))
        else:
            self._end_draft()

    def _end_draft(self) -> None:
        self._keeping.stop()
        self._ended = True
        if self._draft_id is not None:
            self._context.asker(self._context.bridge).do(DiscardDraft(self._draft_id))

    # --- saving -------------------------------------------------------------------------------------------

    def _save(self) -> None:
        self.act.setEnabled(False)
        self._asker.do(self._command(self._now()), lambda _none: self._saved(), self._failed)

    def _saved(self) -> None:
        asker = self._context.asker(self._context.bridge)
        before = self._command(self._words_before)

        def back() -> None:
            asker.do(before)

        self._end_draft()
        self.close_with(done=True)
        self._context.messenger.say(tr("The note is corrected."), back)

    def _failed(self, error: KnownError) -> None:
        self.act.setEnabled(True)
        self.trouble.clear_buttons()
        self.trouble.say(sentence_of(error))
        if isinstance(error, ConsentMissing):
            self.trouble.add_button(tr("Ask now"), partial(self._ask, error))
        self.trouble.show()
        self._place()

    def _ask(self, error: ConsentMissing) -> None:
        window = self.parentWidget()
        assert window is not None  # an overlay always lies over a window
        question = ConsentQuestion(self._context, window, error.purpose, self._name, self._today)
        question.answered.connect(self._answered)

    def _answered(self, entry: ConsentEntry) -> None:
        assert self._person_id is not None  # only what is about a person asks for a consent

        def noted(_done: ConsentDone) -> None:
            self._save()

        window = self.parentWidget()
        assert window is not None  # an overlay always lies over a window
        command = RecordConsent(self._person_id, entry)
        record_consent(self._context, self._asker, window, command, noted, self._failed)
