"""The side column of Today: drafts waiting, people without a next step, what to ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.queries.consent import ReviewRow
from caseapp.casework.queries.drafts import DraftRow
from caseapp.casework.queries.people import PeopleFilter
from caseapp.casework.queries.today import TodayView
from caseapp.ui.naming import Labels
from caseapp.ui.pages.today.rows import review_row
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.emptying import empty
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.rows import RowList
from caseapp.ui.widgets.text import text
from caseapp.ui.words import dots, mark, tr, trn, when_text

if TYPE_CHECKING:
    from caseapp.ui.dialogs.waiting import WaitingDialog

_MOST_DRAFTS = 4
_MOST_REVIEWS = 5
_FORMS = {
    "contact": mark("Contact"),
    "person": mark("Person"),
    "service": mark("Service"),
    "note": mark("Corrected note"),
    "dialog": mark("Not finished"),
    "words": mark("Not finished"),
}
_FIELDS = {
    "who": mark("who"),
    "people": mark("who"),
    "search": mark("who"),
    "when": mark("date"),
    "date": mark("date"),
    "future": mark("a time that has been"),
    "owner": mark("whose words these are"),
    "due_on": mark("day of the next step"),
    "place": mark("place"),
    "channel": mark("how"),
    "how": mark("how"),
    "minutes": mark("minutes"),
    "next_step": mark("next step"),
    "note": mark("note"),
}


class DraftsPanel(Panel):
    """Drafts waiting, each with Continue.

    Args:
        context: of the page.
        parent: the page.

    Attributes:
        settled: sent when the dialog of what waits is closed and nothing waits any more.
    """

    settled = Signal()

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(tr("Drafts waiting"), "file-pen-line", parent=parent)
        self._context = context
        self._asker = context.asker(self)
        self._dialog: WaitingDialog | None = None
        self.show_waiting: Button | None = None
        self._quiet = False
        self._view: TodayView | None = None
        self._all = False

    def show_today(self, view: TodayView) -> None:
        """Show the drafts, newest first."""
        self._view = view
        self._build()

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Titles become dots."""
        self._quiet = on
        if self._dialog is not None:
            self._dialog.set_quiet(on)
        if self._view is not None:
            self._build()

    def _build(self) -> None:
        view = self._view
        assert view is not None
        empty(self.body)
        self.show_waiting = None
        self.set_aside(tr("{n}, encrypted", n=len(view.drafts)) if view.drafts else "")
        shown = view.drafts if self._all else view.drafts[:_MOST_DRAFTS]
        for draft in shown:
            self.add_row(self._row(draft, view))
        if len(view.drafts) > len(shown):
            more = Button(tr("Show all {n}", n=len(view.drafts)), "link")
            more.clicked.connect(self._show_all)
            self.add_section(more)
        if view.waiting:
            self.add_row(self._waiting_row(view))
        if not view.drafts and not view.waiting:
            self.body.addWidget(EmptyState(tr("No drafts. What you type and do not save waits here.")))

    def _show_all(self) -> None:
        self._all = True
        self._build()

    def _waiting_row(self, view: TodayView) -> QWidget:
        """How much waits for a consent, and the way to it."""
        people = view.waiting_people
        needs = view.waiting - people
        parts = [trn("{n} need", "{n} needs", needs)] if needs else []
        parts += [trn("{n} person", "{n} people", people)] if people else []
        what = tr("{first} and {second}", first=parts[0], second=parts[1]) if len(parts) > 1 else parts[0]
        words = tr("Waiting for a consent, 14 days at most: {what}.", what=what)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(px(14), px(8), px(14), px(8))
        row.setSpacing(px(10))
        row.addWidget(text(words, "small", tone="text2", wrap=True), 1)
        self.show_waiting = show = Button(tr("Show them"))
        show.setAccessibleName(tr("Show what waits for a consent"))
        show.setAccessibleDescription(words)
        show.clicked.connect(self.open_waiting)
        row.addWidget(show)
        return holder

    def open_waiting(self) -> None:
        """Show what waits for a consent."""
        Labels.load(self._asker, self._open_waiting)

    def reopen_waiting(self) -> WaitingDialog | None:
        """Open it again after a lock."""
        if self._dialog is None:
            self.open_waiting()
        return self._dialog

    def _open_waiting(self, labels: Labels) -> None:
        from caseapp.ui.dialogs.waiting import WaitingDialog  # noqa: PLC0415 - seldom opened

        self._dialog = WaitingDialog(self._context, self.window(), labels, quiet=self._quiet)
        self._dialog.closed.connect(self._waiting_closed)

    def _waiting_closed(self) -> None:
        self._dialog = None
        if self.show_waiting is not None:
            self.show_waiting.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.settled.emit()

    def _go_on(self, draft: DraftRow) -> None:
        if draft.form == "service":
            self._context.navigator.open_page("services", draft_id=draft.draft_id)
        elif draft.form in {"dialog", "words"}:
            self._context.navigator.go_on_with_dialog(draft.draft_id)
        elif draft.form == "note":
            self._context.navigator.open_page("contacts", draft_id=draft.draft_id)
        else:
            self._context.navigator.log_contact(draft_id=draft.draft_id)

    def _row(self, draft: DraftRow, view: TodayView) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(px(14), px(7), px(14), px(7))
        row.setSpacing(px(10))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        title = draft.title or tr("Nobody chosen yet")
        words.addWidget(text(dots(title) if self._quiet else title, weight=600, wrap=True))
        form = tr(_FORMS.get(draft.form, draft.form))
        second = tr("{form}, {when}", form=form, when=when_text(draft.saved_at.local, view.day))
        if draft.missing:
            missing = ", ".join(tr(_FIELDS.get(code, code)) for code in draft.missing)
            second = tr("{first} · missing: {fields}", first=second, fields=missing)
        words.addWidget(text(second, "caption", tone="text2", wrap=True))
        row.addLayout(words, 1)
        go_on = Button(tr("Continue"))
        go_on.setAccessibleName(tr("Continue: {title}", title=form if self._quiet else title))
        go_on.clicked.connect(lambda: self._go_on(draft))
        row.addWidget(go_on)
        return holder


class OpenNeedsPanel(Panel):
    """How many people have open needs and no next step, and the way to them.

    Args:
        context: of the page.
        parent: the page.
    """

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(tr("Nobody falls through"), "users", parent=parent)
        self._words = text("", wrap=True)
        self.open = Button(tr("Show them"))
        self.open.clicked.connect(
            lambda: context.navigator.open_page("people", show=PeopleFilter.NO_NEXT_STEP.value)
        )
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(px(14), px(8), px(14), px(8))
        row.setSpacing(px(10))
        row.addWidget(self._words, 1)
        row.addWidget(self.open)
        self.body.addWidget(holder)

    def show_today(self, view: TodayView) -> None:
        """Say the number."""
        number = view.no_next_step
        self.open.setVisible(number > 0)
        if number:
            self._words.setText(
                trn(
                    "{n} person has open needs and no next step.",
                    "{n} people have open needs and no next step.",
                    number,
                )
            )
        else:
            self._words.setText(tr("Everybody with an open need has a next step."))


class ReviewsPanel(Panel):
    """What to ask again: consents past or near their date, and what could not be asked; hidden when none.

    Args:
        context: of the page.
        parent: the page.
    """

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(tr("To ask at the next contact"), "badge-check", parent=parent)
        self._context = context
        self._rows: dict[UUID, ReviewRow] = {}
        self.list = RowList(tr("To ask at the next contact"), one_click=True)
        self.list.taken.connect(self._open)
        self.body.addWidget(self.list)

    def _open(self, key: object) -> None:
        """Go to her consent ledger, at this question."""
        row = self._rows.get(key) if isinstance(key, UUID) else None
        if row is not None:
            question = (row.purpose.value, row.subject)
            self._context.navigator.open_page("person", person_id=row.person_id, consent=question)

    def show_today(self, view: TodayView) -> None:
        """Show who is to be asked again."""
        self._rows = {row.consent_id: row for row in view.reviews}
        self.setVisible(bool(view.reviews))
        self.set_aside(str(len(view.reviews)))
        self.list.rows.set_rows([review_row(row) for row in view.reviews])
        most = (theme().scale.two_line_row + px(20)) * _MOST_REVIEWS  # a reason stands on a third line
        self.list.setFixedHeight(min(self.list.whole_height(), most))
