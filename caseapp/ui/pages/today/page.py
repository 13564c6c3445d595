"""Today: what is due, what was done last, what waits."""

import datetime as dt
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.queries.today import ShowToday, TodayView
from caseapp.domain.requests import Changes, Kind
from caseapp.ui.naming import Labels
from caseapp.ui.pages.today.follow_ups import FollowUpsPanel
from caseapp.ui.pages.today.rows import contact_columns, contact_line, long_day
from caseapp.ui.pages.today.side import DraftsPanel, OpenNeedsPanel, ReviewsPanel
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.text import IconLabel, text
from caseapp.ui.words import mark, tr, trn

_SHOWN = frozenset(Kind) - {Kind.STAFF, Kind.SETTING, Kind.FIGURES}


class TodayPage(Page):
    """The first page after unlocking."""

    key, title, icon = "today", mark("Today"), "sun"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._labels = Labels()
        scroll = Scroll()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        scroll.column.setContentsMargins(px(20), px(14), px(20), px(16))
        scroll.column.setSpacing(px(10))
        scroll.column.addLayout(self._make_head())
        self.follow_ups = FollowUpsPanel(context, self)
        self.follow_ups.whose_changed.connect(lambda _mine: self.refresh())
        self.drafts = DraftsPanel(context, self)
        self.drafts.settled.connect(self._focus_first)
        self.open_needs = OpenNeedsPanel(context, self)
        self.reviews = ReviewsPanel(context, self)
        main, side = QVBoxLayout(), QVBoxLayout()
        for column in (main, side):
            column.setSpacing(px(14))
        main.addWidget(self.follow_ups)
        main.addWidget(self._make_contacts(), 1)
        for panel in (self.drafts, self.open_needs, self.reviews):
            side.addWidget(panel)
        side.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(px(14))
        self._columns.addLayout(main, 2)
        self._columns.addLayout(side, 1)
        scroll.column.addLayout(self._columns, 1)

    def _make_head(self) -> QHBoxLayout:
        self._day = text("", "title")
        self._helped_icon = IconLabel("sprout", "ok")
        self._helped = text("", "small", tone="ok", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(px(7))
        head.addWidget(self._day)
        head.addStretch(1)
        head.addWidget(self._helped_icon)
        head.addWidget(self._helped)
        return head

    def _make_contacts(self) -> Panel:
        panel = Panel(tr("My last contacts"), "message-square-text")
        every = Button(tr("All my contacts"), "link")
        every.clicked.connect(lambda: self.context.navigator.open_page("contacts", mine=True))
        panel.add_action(every)
        self.contacts = Table(tr("My last contacts"), contact_columns(), head=False)
        self.contacts.taken.connect(self._open_contact)
        self.no_contacts = EmptyState(
            tr("No contacts yet. The ones you log appear here."),
            tr("Log contact"),
            self.context.navigator.log_contact,
            keys="Ctrl+N",
        )
        panel.body.addWidget(self.contacts)
        panel.body.addWidget(self.no_contacts)
        panel.body.addStretch(1)
        return panel

    def _open_contact(self, key: object) -> None:
        if isinstance(key, UUID):
            self.context.navigator.open_page("contacts", contact_id=key)

    def start_focus(self) -> QWidget:
        """The follow-ups; without any the last contacts, or the way to the first one."""
        if not self.follow_ups.list.isHidden():
            return self.follow_ups.list
        if not self.contacts.isHidden():
            return self.contacts
        return self.no_contacts.button or self.follow_ups.show_all

    def _focus_first(self) -> None:
        self.start_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def arrive(self, arguments: State) -> None:
        """Ask for the day; ``waiting`` opens what waits for a consent."""
        self.refresh()
        if arguments.get("waiting"):
            self.drafts.open_waiting()

    def reopen(self, act: str, facts: State) -> Overlay | None:
        """Open a dialog again that a lock closed."""
        if act == "change":
            return self.follow_ups.reopen(str(facts["follow_up_id"]))
        if act == "new":
            return self.follow_ups.add_new()
        return self.drafts.reopen_waiting() if act == "waiting" else None

    def refresh(self) -> None:
        """Ask again for everything."""
        Labels.load(self.asker, self._keep_labels)
        self.asker.ask(ShowToday(mine=self.follow_ups.mine), self._show)

    def _keep_labels(self, labels: Labels) -> None:
        self._labels = labels

    def _show(self, view: TodayView) -> None:
        self._day.setText(long_day(view.day))
        self._show_helped(view)
        self._show_contacts(view, view.day)
        self.follow_ups.show_today(view)  # after what takes the focus over from a list that empties
        self.drafts.show_today(view)
        self.open_needs.show_today(view)
        self.reviews.show_today(view)

    def _show_helped(self, view: TodayView) -> None:
        self._helped_icon.setVisible(view.helped > 0)
        self._helped.setVisible(view.helped > 0)
        self._helped.setText(
            trn(
                "This week: {n} person said a referral helped",
                "This week: {n} people said a referral helped",
                view.helped,
            )
        )

    def _show_contacts(self, view: TodayView, day: dt.date) -> None:
        self.contacts.show_lines([contact_line(row, day, self._labels) for row in view.last_contacts])
        self.contacts.setVisible(bool(view.last_contacts))
        self.no_contacts.setVisible(not view.last_contacts)
        self.contacts.setFixedHeight(self.contacts.whole_height())

    def on_changes(self, changes: Changes) -> None:
        """Everything on Today can be changed by a save."""
        if changes.touches(*_SHOWN):
            self.refresh()

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Aliases become codes, words become dots."""
        self.follow_ups.list.set_quiet(on)
        self.contacts.set_quiet(on)
        self.drafts.set_quiet(on)
        self.reviews.list.set_quiet(on)

    def set_width(self, width: Width) -> None:
        """The side column stands beside or below."""
        beside = width is Width.WIDE
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._helped.setWordWrap(width is Width.NARROW)
        self.follow_ups.set_width(width)
        self.contacts.set_width(width)
        self.contacts.setFixedHeight(self.contacts.whole_height())
