"""The panel of follow-ups: late and due today, the others on demand; done with one key, undone with one."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from caseapp.casework.commands.follow_ups import EndFollowUp, SetFollowUp
from caseapp.casework.queries.follow_ups import FollowUpRow, FollowUps
from caseapp.casework.queries.team import Staff, StaffRow
from caseapp.casework.queries.today import TodayView
from caseapp.ui.pages.follow_up_words import to_do_of
from caseapp.ui.pages.today.change import ChangeFollowUp
from caseapp.ui.pages.today.rows import due_chip, follow_up_rows
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.buttons import Button, icon_button
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.row import Row
from caseapp.ui.widgets.row_delegate import RowDelegate
from caseapp.ui.widgets.rows import RowList
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.text import text
from caseapp.ui.words import day_text, tr, trn

_MOST_ROWS = 7  # before the list scrolls inside its panel


class FollowUpsPanel(Panel):
    """Follow-ups, mine or the team's.

    Args:
        context: of the page.
        parent: the page.

    Attributes:
        whose_changed: sent with True for mine, False for the team's.
    """

    whose_changed = Signal(bool)

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(tr("Follow-ups"), "calendar-clock", parent=parent)
        self._context = context
        self._asker = context.asker(self)
        self._today = dt.date.today()  # noqa: DTZ011 - the local day, until the view says it
        self._rows: dict[UUID, FollowUpRow] = {}
        self._staff: tuple[StaffRow, ...] = ()
        self._all = False
        self._two_lines = False
        self.whose = Segments(tr("Whose follow-ups"), [(True, tr("Mine")), (False, tr("Team"))])
        self.whose.chosen.connect(self._choose_whose)
        self.add_action(self.whose)
        self.list = RowList(tr("Follow-ups"))
        self.list.painter_of_rows = RowDelegate(self.list, lead=102, name=140)
        self.list.setItemDelegate(self.list.painter_of_rows)
        self.list.set_actions(self._actions)
        self.list.taken.connect(self._open)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._context_menu)
        self.empty = EmptyState(tr("No follow-ups today. New ones appear when you add a next step."))
        self.body.addWidget(self.list)
        self.body.addWidget(self.empty)
        foot = QWidget()
        line = QHBoxLayout(foot)
        line.setContentsMargins(px(14), px(3), px(14), px(3))
        self.later = text("", "small", tone="text2")
        self.show_all = Button(tr("Show all"), "link")
        self.show_all.clicked.connect(self._toggle_all)
        self.add = Button(tr("Add a follow-up"), "quiet", icon_name="plus", size="small")
        self.add.clicked.connect(lambda _on: self.add_new())
        line.addWidget(self.add)
        line.addWidget(self.later)
        line.addStretch(1)
        line.addWidget(self.show_all)
        self.body.addWidget(foot)
        self._foot = foot

    @property
    def mine(self) -> bool:
        """Whether only the signed-in worker's are shown."""
        return self.whose.value() is True

    def show_today(self, view: TodayView) -> None:
        """Show what is late and due today; the whole list is asked again if it is open."""
        self._today = view.day
        late = sum(1 for row in view.follow_ups if row.days_late > 0)
        due = len(view.follow_ups) - late
        parts = [tr("{n} late", n=late)] if late else []
        parts += [tr("{n} today", n=due)] if due else []
        self.set_aside(" · ".join(parts))
        self.later.setText(trn("{n} more in the next 7 days", "{n} more in the next 7 days", view.later))
        if self._all:
            self._asker.ask(FollowUps(mine=self.mine), self._show)
        else:
            self._show(view.follow_ups)
        self._asker.ask(Staff(), self._keep_staff)

    def _keep_staff(self, staff: tuple[StaffRow, ...]) -> None:
        self._staff = staff

    def _show(self, rows: Sequence[FollowUpRow]) -> None:
        now = self.list.current_row()
        at = self.list.currentIndex().row()
        self._rows = {row.follow_up_id: row for row in rows}
        two_lines = self._two_lines or not self._one_line_fits(rows)
        self._align(rows)
        listed = follow_up_rows(rows, self._today, two_lines=two_lines, stacked=self._two_lines)
        self.list.rows.set_rows(listed)
        if now is not None and not self.list.go_to(now.key):
            self._go_near(at)
        elif now is None and self.list.hasFocus():
            self._go_near(0)  # the keyboard was here before the rows came
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.later.setVisible(not self._all)
        self.show_all.setText(tr("Show today only") if self._all else tr("Show all"))
        most = theme().scale.px(43) * _MOST_ROWS
        self.list.setFixedHeight(min(self.list.whole_height(), most))

    def _measures(self, rows: Sequence[FollowUpRow]) -> tuple[int, int, int]:
        """Width of the widest chip, the widest name with its code, and the widest rest, in pixels."""
        metrics = QFontMetrics(self.list.font())
        heavy = QFont(self.list.font())
        heavy.setWeight(QFont.Weight.DemiBold)
        names = QFontMetrics(heavy)
        chip = max((metrics.horizontalAdvance(due_chip(row, self._today).words) for row in rows), default=0)
        name = max((names.horizontalAdvance(f"{row.alias} {row.code}") for row in rows), default=0)
        rest = max((metrics.horizontalAdvance(f"{to_do_of(row)} {row.safe_how}") for row in rows), default=0)
        return chip + px(22), name + px(22), rest + px(80)

    def _one_line_fits(self, rows: Sequence[FollowUpRow]) -> bool:
        chip, name, rest = self._measures(rows)
        return chip + name + rest < self.list.viewport().width() - px(28)

    def _align(self, rows: Sequence[FollowUpRow]) -> None:
        """Give chips and names columns that hold the widest of them."""
        chip, name, _rest = self._measures(rows)
        em = px(1000) / 1000
        quiet = self.list.painter_of_rows.quiet
        self.list.painter_of_rows = RowDelegate(
            self.list, lead=max(round(chip / em), 102), name=max(round(name / em), 130)
        )
        self.list.painter_of_rows.quiet = quiet
        self.list.setItemDelegate(self.list.painter_of_rows)

    def set_width(self, width: Width) -> None:
        """A narrow page says what is to be done under the name."""
        self._two_lines = width is Width.NARROW
        if self._rows:  # before the first answer an empty list keeps the keyboard for them
            self._show(tuple(self._rows.values()))

    def _go_near(self, at: int) -> None:
        """After a row went, the next one becomes current, so that the keyboard stays where it was."""
        last = self.list.rows.rowCount() - 1
        if last < 0:
            return  # that was the only one
        for number in (*range(min(at, last), last + 1), *range(min(at, last), -1, -1)):
            if not self.list.rows.row(number).heading:
                self.list.setCurrentIndex(self.list.rows.index(number))
                return

    def _choose_whose(self, mine: object) -> None:
        self.whose_changed.emit(mine is True)

    def _toggle_all(self) -> None:
        self._all = not self._all
        self.whose_changed.emit(self.mine)

    def _open(self, key: object) -> None:
        row = self._rows.get(key) if isinstance(key, UUID) else None
        if row is not None and row.person_id is not None:
            self._context.navigator.open_person(row.person_id)

    def _actions(self, listed: Row) -> Sequence[QWidget]:
        row = self._rows.get(listed.key) if isinstance(listed.key, UUID) else None
        if row is None:
            return ()
        log = Button(tr("Log"), "primary", size="small")
        log.setAccessibleName(tr("Log a contact: {what}", what=listed.spoken))
        log.clicked.connect(lambda: self._context.navigator.log_contact(row.person_id))
        done = Button(tr("Done"), size="small")
        done.setAccessibleName(tr("Mark as done: {what}", what=listed.spoken))
        done.clicked.connect(lambda: self.end(row))
        more = icon_button("ellipsis", tr("More"), framed=True)
        more.clicked.connect(lambda: self._menu(row).popup(more.mapToGlobal(QPoint(0, more.height()))))
        return (log, done, more)

    def end(self, row: FollowUpRow) -> None:
        """Mark as done, with Undo."""

        def again() -> None:
            self._asker.do(EndFollowUp(row.follow_up_id, done=False))

        self._asker.do(
            EndFollowUp(row.follow_up_id),
            lambda _none: self._context.messenger.say(tr("Follow-up marked as done."), again),
        )
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _context_menu(self, spot: QPoint) -> None:
        index = self.list.indexAt(spot)
        key = self.list.rows.row(index.row()).key if index.isValid() else None
        row = self._rows.get(key) if isinstance(key, UUID) else None
        if row is not None:
            self._menu(row).popup(self.list.viewport().mapToGlobal(spot))

    def _menu(self, row: FollowUpRow) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def add(words: str, act: object) -> None:
            action = QAction(words, menu)
            action.triggered.connect(act)
            menu.addAction(action)

        if row.person_id is not None:
            add(tr("Open the person"), lambda: self._open(row.follow_up_id))
        add(tr("Mark as done"), lambda: self.end(row))
        menu.addSeparator()
        for words, days in ((tr("Tomorrow"), 1), (tr("In 3 days"), 3), (tr("In a week"), 7)):
            add(words, lambda _on=False, n=days: self.move_to(row, self._today + dt.timedelta(days=n)))
        menu.addSeparator()
        add(tr("Change…"), lambda: self._change(row))
        return menu

    def move_to(self, row: FollowUpRow, day: dt.date) -> None:
        """Put a follow-up on another day, with Undo."""

        def put(on: dt.date) -> SetFollowUp:
            return SetFollowUp(
                row.what, on, row.due_at, row.person_id, row.for_staff, follow_up_id=row.follow_up_id
            )

        def back() -> None:
            self._asker.do(put(row.due_on))

        words = tr("Follow-up moved to {day}.", day=day_text(day))
        self._asker.do(put(day), lambda _id: self._context.messenger.say(words, back))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _change(self, row: FollowUpRow) -> ChangeFollowUp:
        dialog = ChangeFollowUp(self._context, self.window(), row, self._staff)
        dialog.comes_back("change", follow_up_id=row.follow_up_id, person_id=row.person_id)
        dialog.open_over()
        return dialog

    def add_new(self) -> ChangeFollowUp | None:
        """Add a follow-up of the team, about nobody in particular."""
        if not self._staff:
            return None  # the colleagues are on their way
        dialog = ChangeFollowUp(self._context, self.window(), None, self._staff, about=tr("For the team"))
        dialog.comes_back("new")
        dialog.open_over()
        return dialog

    def reopen(self, follow_up_id: str) -> ChangeFollowUp | None:
        """Open the dialog about a follow-up again, once it and the staff are here."""
        row = next((row for key, row in self._rows.items() if str(key) == follow_up_id), None)
        if row is None and not self._all:
            self._toggle_all()
        return self._change(row) if row is not None and self._staff else None
