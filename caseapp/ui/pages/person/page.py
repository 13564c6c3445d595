"""The person page: what works first, then needs, children, consent, what waits, and what happened."""

from typing import ClassVar
from uuid import UUID

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.commands.people import NoteMeansShown
from caseapp.casework.queries.person import PersonView, ShowPerson, TimelineRow
from caseapp.casework.queries.team import Staff, StaffRow
from caseapp.domain.consent import Purpose
from caseapp.domain.requests import Changes, Kind
from caseapp.errors import KnownError
from caseapp.ui.naming import Labels
from caseapp.ui.pages.person.acts import PersonActs
from caseapp.ui.pages.person.attachments import AttachmentActs, AttachmentsPanel
from caseapp.ui.pages.person.coming_back import reopen
from caseapp.ui.pages.person.header import Header
from caseapp.ui.pages.person.needs_panel import ChildrenPanel, NeedsPanel
from caseapp.ui.pages.person.safe_band import SafeBand
from caseapp.ui.pages.person.shown import ShownPerson
from caseapp.ui.pages.person.side import ConsentPanel, FollowUpsPanel, WaitingActs, WaitingPanel
from caseapp.ui.pages.person.strengths import Strengths
from caseapp.ui.pages.person.timeline import TimelinePanel
from caseapp.ui.pages.person.words import children_line
from caseapp.ui.shell.page import PageContext, State
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.words import mark, sentence_of

_SHOWN = (Kind.PERSON, Kind.CONTACT, Kind.NEED, Kind.REFERRAL, Kind.SERVICE, Kind.CONSENT, Kind.FOLLOW_UP)


class PersonPage(ShownPerson):
    """One person."""

    key: ClassVar[str] = "person"
    title: ClassVar[str] = mark("Person")
    icon: ClassVar[str] = "user"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._to_ask: tuple[Purpose, UUID | None] | None = None
        self.acts = PersonActs(self)
        self._build()
        self.files = AttachmentActs(self, self.attachments, self.acts.ask_for)
        self._connect()
        Labels.load(self.asker, self._set_labels)
        self.asker.ask(Staff(), self._set_staff)

    # --- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.header = Header()
        self.waiting = WaitingPanel(
            WaitingActs(self.acts.ask_waiting, self.acts.note_without, self.acts.leave_out)
        )
        self.strengths = Strengths()
        self.needs = NeedsPanel()
        self.children_panel = ChildrenPanel()
        self.follow_ups = FollowUpsPanel()
        self.consent = ConsentPanel()
        self.attachments = AttachmentsPanel()
        self.timeline = TimelinePanel()
        scroll = Scroll()
        scroll.column.setContentsMargins(px(16), px(12), px(16), px(14))
        scroll.column.setSpacing(px(11))
        main, side = QVBoxLayout(), QVBoxLayout()
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(px(12))
        self._pair.addWidget(self.children_panel, 1)
        self._pair.addWidget(self.follow_ups, 1)
        for layout in (main, side):
            layout.setSpacing(px(11))
        main.addWidget(self.strengths)
        main.addWidget(self.waiting)
        main.addWidget(self.needs)
        main.addLayout(self._pair)
        main.addStretch(1)
        side.addWidget(self.consent)
        side.addWidget(self.attachments)
        side.addWidget(self.timeline, 1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(px(12))
        self._columns.addLayout(main, 675)
        self._columns.addLayout(side, 325)
        scroll.column.addWidget(self.header)
        scroll.column.addLayout(self._columns, 1)
        self._body = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self._body.hide()

    def _connect(self) -> None:
        acts = self.acts
        self.header.log_wanted.connect(acts.log)
        self.header.edit_wanted.connect(acts.edit)
        self.header.means_wanted.connect(acts.add_means)
        self.header.consent_wanted.connect(acts.open_ledger)
        self.consent.open_wanted.connect(acts.open_ledger)
        for panel in (self.needs, self.children_panel):
            panel.state_wanted.connect(acts.change_need)
            panel.refer_wanted.connect(acts.refer)
        self.needs.step_wanted.connect(acts.step)
        self.needs.add_wanted.connect(acts.add_need)
        self.follow_ups.done_wanted.connect(acts.follow_up_done)
        self.follow_ups.add_wanted.connect(acts.add_follow_up)
        self.attachments.add_wanted.connect(self.files.choose)
        self.attachments.show_wanted.connect(self.files.show)
        self.timeline.list.taken.connect(self._open_row)
        self.timeline.note_wanted.connect(acts.correct_note)

    def _set_staff(self, staff: tuple[StaffRow, ...]) -> None:
        self.staff = staff

    def _set_labels(self, labels: Labels) -> None:
        self.labels = labels
        if self.view is not None:
            self._show(self.view)

    # --- coming and asking --------------------------------------------------------------------------------

    def arrive(self, arguments: State) -> None:
        """Show a person.

        Args:
            arguments: ``person_id``: UUID; ``consent``: value of a purpose and what it is about, to open the
                consent ledger there.
        """
        wanted = arguments.get("person_id")
        if isinstance(wanted, UUID):
            if wanted != self.person_id:
                self.view = None
                self._body.hide()
            self.person_id = wanted
        asked = arguments.get("consent")
        if isinstance(asked, tuple):
            purpose, subject = asked
            self._to_ask = (Purpose(purpose), subject if isinstance(subject, UUID) else None)
        self.refresh()

    def refresh(self) -> None:
        """Ask for everything shown."""
        if self.person_id is not None:
            self.asker.ask(ShowPerson(self.person_id), self._show, self._gone)
            self.files.refresh()

    def on_changes(self, changes: Changes) -> None:
        """Everything about her stands on this page."""
        if changes.touches(Kind.STAFF):
            self.asker.ask(Staff(), self._set_staff)
        if changes.touches(Kind.TAXONOMY):
            Labels.load(self.asker, self._set_labels)
        if changes.touches(*_SHOWN) and self.view is not None:
            self.refresh()
        elif changes.touches(Kind.ATTACHMENT):
            self.files.refresh()

    def save_state(self) -> State:
        """Who is shown; a correction half typed is a draft."""
        if self.person_id is None:
            return {}
        return {"person_id": self.person_id, "note_draft": self.acts.keep_words()}

    def reopen(self, act: str, facts: State) -> Overlay | None:
        """Open a dialog again that a lock closed."""
        return reopen(self, self.acts, self.files, act, facts)

    def restore_state(self, state: State) -> None:
        """Show her again, and go on with a correction that the lock closed."""
        self.arrive(state)
        draft = state.get("note_draft")
        if isinstance(draft, UUID):
            self.acts.go_on_correcting(draft)

    def start_focus(self) -> QWidget | None:
        """The first act."""
        return self.header.log

    def _gone(self, error: KnownError) -> None:
        self.person_id, self.view = None, None
        self._body.hide()
        self.context.messenger.say(sentence_of(error))
        self.context.navigator.open_page("people")

    def _show(self, view: PersonView) -> None:
        if view.person_id != self.person_id:
            return
        self.view = view
        bands = [self._band(number) for number in range(len(view.means))]
        self.header.show_view(view, bands)
        self.strengths.show_view(view, self.labels)
        self.waiting.show_items(view.waiting, self.labels)
        self.needs.show_view(view, self.labels)
        bands_said = children_line(view)
        self.children_panel.show_needs(view, self.labels, bands_said)
        self.follow_ups.show_view(view)
        self.consent.show_rows(view.consents, self.labels)
        self.timeline.show_rows(view.timeline, self.labels)
        self.set_quiet(self.quiet)
        self._body.show()
        if self._to_ask is not None:
            question, self._to_ask = self._to_ask, None
            self.acts.open_ledger(question)

    def _band(self, number: int) -> SafeBand:
        assert self.view is not None
        row = self.view.means[number]
        band = SafeBand(row, lambda: self._shown(row.means_id))
        band.change_wanted.connect(self.acts.change_means)
        return band

    def _shown(self, means_id: UUID) -> None:
        self.asker.do(NoteMeansShown(means_id))

    def _open_row(self, row: TimelineRow) -> None:
        if row.kind == "contact":
            self.context.navigator.open_page("contacts", contact_id=row.row_id)
        elif row.kind == "referral":
            self.context.navigator.open_page("referrals", referral_id=row.row_id)
        elif row.kind == "consent":
            self.acts.open_ledger()

    # --- looks --------------------------------------------------------------------------------------------

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self.quiet = on
        for part in (
            self.header,
            self.strengths,
            self.waiting,
            self.needs,
            self.children_panel,
            self.follow_ups,
            self.consent,
            self.attachments,
            self.timeline.list,
        ):
            part.set_quiet(on)
        self.files.set_quiet(on)

    def set_width(self, width: Width) -> None:
        """The side column stands beside, or below."""
        wide, narrow = width is Width.WIDE, width is Width.NARROW
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(beside if wide else below)
        self._pair.setDirection(below if narrow else beside)
        self.header.set_width(width)
        self.strengths.set_one_column(one=narrow)
        self.timeline.list.setMinimumHeight(px(220 if wide else 420))
