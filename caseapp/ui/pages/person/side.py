"""The side column: her answers, what waits for one, and what is to be done."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.commands.waiting import Waiting
from caseapp.casework.queries.consent import ConsentRow
from caseapp.casework.queries.person import PersonView
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dates import short_day
from caseapp.ui.dialogs.answer import consent_state
from caseapp.ui.dialogs.consent_words import PURPOSE, purpose_words
from caseapp.ui.naming import Labels
from caseapp.ui.pages.follow_up_words import to_do_of
from caseapp.ui.pages.person.needs_panel import RowsPanel
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.emptying import empty
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.row import Row, RowChip
from caseapp.ui.widgets.state_chip import ConsentChip
from caseapp.ui.widgets.text import line, text
from caseapp.ui.words import day_text, dots, isolated, tr, trn


class ConsentPanel(Panel):
    """Her answers in short; the ledger opens from here.

    Attributes:
        open_wanted: the ledger is to be opened.
    """

    open_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Consent"), "badge-check", parent=parent)
        self.open = Button(tr("Open all"), "link")
        self.open.clicked.connect(self.open_wanted)
        self.add_action(self.open)
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(px(14), px(6), px(14), px(8))
        self._column.setSpacing(px(4))
        self.body.addWidget(self._holder)
        self._rows: tuple[ConsentRow, ...] = ()
        self._labels = Labels()
        self._quiet = False

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Services, and whom to keep something from, become dots."""
        if on != self._quiet:
            self._quiet = on
            self.show_rows(self._rows, self._labels)

    def show_rows(self, rows: tuple[ConsentRow, ...], labels: Labels) -> None:
        """Show the answers as they stand."""
        self._rows, self._labels = rows, labels
        empty(self._column)
        self.open.setText(tr("Open all {n}", n=len(rows)))
        for number, row in enumerate(rows):
            if number:
                self._column.addWidget(line())
            self._column.addWidget(self._line(row))
            if row.keep_from:
                whom = dots(row.keep_from) if self._quiet else row.keep_from.rstrip(".")
                words = tr("Keep it from: {whom}.", whom=whom)
                self._column.addWidget(text(words, "small", tone="warn", wrap=True))

    def _line(self, row: ConsentRow) -> QWidget:
        holder = QWidget()
        inside = QHBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(px(8))
        inside.addWidget(text(purpose_words(row, self._labels, quiet=self._quiet), wrap=True), 1)
        if row.said_on is not None:
            inside.addWidget(text(short_day(row.said_on), "small", tone="text2"))
        past = row.answer is Answer.GIVEN and not row.usable
        inside.addWidget(ConsentChip(consent_state(Answer.NOT_ASKED if past else row.answer)))
        return holder


@dataclass(frozen=True, slots=True)
class WaitingActs:
    """What can be done about something that waits."""

    ask: Callable[[Waiting], object]
    anonymous: Callable[[Waiting], object]
    leave_out: Callable[[Waiting], object]


class WaitingPanel(QWidget):
    """What waits outside the record for a consent, with the three ways on."""

    def __init__(self, acts: WaitingActs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._acts = acts
        self.notes: list[tuple[Note, str, str]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        self._quiet = False

    def show_items(self, items: tuple[Waiting, ...], labels: Labels) -> None:
        """Show what waits; nothing where nothing does."""
        for note, _lead, _words in self.notes:
            note.hide()
            note.deleteLater()
        self.notes = []
        self.setVisible(bool(items))
        for item in items:
            household = item.what == "household"
            lead = tr("Children of the household") if household else labels.of(ListName.NEED, item.what)
            words = tr(
                "waits for her answer to “{purpose}” until {day}. It is neither counted nor shared.",
                purpose=tr(PURPOSE[Purpose(item.purpose)]),
                day=day_text(item.until),
            )
            note = Note("warn")
            note.add_button(tr("Ask now"), partial(self._acts.ask, item)).setAccessibleName(
                tr("Ask now about {need}", need=lead)
            )
            if not household:
                note.add_button(
                    tr("Note it without the person"), partial(self._acts.anonymous, item), "quiet"
                ).setAccessibleName(tr("Note {need} without the person", need=lead))
            note.add_button(
                tr("Leave it out"), partial(self._acts.leave_out, item), "quiet"
            ).setAccessibleName(tr("Leave {need} out", need=lead))
            self._column.addWidget(note)
            self.notes.append((note, lead, words))
        self.set_quiet(self._quiet)

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self._quiet = on
        for note, lead, words in self.notes:
            note.say(words, lead=f"{dots(lead) if on else lead}:")


class FollowUpsPanel(RowsPanel):
    """What is to be done for her.

    Attributes:
        done_wanted: sent with the id of a follow-up.
        add_wanted: a new one is wanted.
    """

    done_wanted = Signal(object)
    add_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            tr("Next steps"),
            "calendar-clock",
            tr("No next step. New ones appear when you log a contact."),
            parent,
        )
        self.add = Button(tr("Add a next step"), "link", icon_name="plus")
        self.add.clicked.connect(self.add_wanted)
        self.add_action(self.add)
        self.list.set_actions(self._actions)
        self.list.taken.connect(self.done_wanted)

    def show_view(self, view: PersonView) -> None:
        """Show the open follow-ups."""
        rows: list[Row] = []
        for one in view.follow_ups:
            late = trn("{n} day late", "{n} days late", one.days_late) if one.days_late else ""
            day = day_text(one.due_on)
            if one.due_at is not None:
                day = f"{day} {isolated(one.due_at.strftime('%H:%M'))}"
            chip = RowChip(late or day, "warn" if late else "info")
            rows.append(
                Row(key=one.follow_up_id, title=to_do_of(one), second=one.for_label or "", chips=(chip,))
            )
        self.show_rows(rows)

    def _actions(self, row: Row) -> list[QWidget]:
        done = Button(tr("Done"), size="small")
        done.setAccessibleName(tr("Done: {what}", what=row.title))
        done.clicked.connect(lambda: self.done_wanted.emit(row.key))
        return [done]
