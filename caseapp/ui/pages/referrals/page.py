"""Referrals: the board or the list of the same rows, two filters, and the chosen one beside."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from caseapp.casework.commands.services import ServiceFacts
from caseapp.casework.queries.referrals import ReferralRow, Referrals
from caseapp.casework.queries.services import ServiceRow, Services
from caseapp.domain.referral import Stage, Step, may_follow
from caseapp.domain.requests import Changes, Kind
from caseapp.ui.naming import Labels
from caseapp.ui.pages.referrals.board import Board
from caseapp.ui.pages.referrals.details import ReferralDetails
from caseapp.ui.pages.referrals.words import is_late, line_of, list_columns
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.text import text
from caseapp.ui.words import mark, tr, trn

_SHOWN = (Kind.REFERRAL, Kind.SERVICE, Kind.PERSON, Kind.CONSENT, Kind.TAXONOMY, Kind.CONTACT)
_NO_LIMIT = 16_777_215  # the widest a widget can be
_LETTERS_SHOWN = 16
_LETTERS = {"A": Step.ATTENDED, "C": Step.CLOSED}


class ReferralsPage(Page):
    """Everything on its way to a service."""

    key, title, icon = "referrals", mark("Referrals"), "waypoints"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._labels = Labels()
        self._rows: tuple[ReferralRow, ...] = ()
        self._listed: dict[UUID, ReferralRow] = {}
        self._services: dict[UUID, ServiceFacts] = {}
        self._current: object = None
        self._narrow = False
        self._beside = True
        self.people = Choice(tr("People"))
        self.service = Choice(tr("Service"))
        self.view = Segments(
            tr("View"), [("board", tr("Board"), "layout-grid"), ("list", tr("List"), "list")]
        )
        for choice in (self.people, self.service):  # not measured: there can be thousands of people
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(_LETTERS_SHOWN)
        self.people.activated.connect(lambda _number: self._show_rows())
        self.service.activated.connect(lambda _number: self._show_rows())
        self.view.chosen.connect(lambda _value: self._switch())
        self.board = Board()
        self.board.setMinimumWidth(1)  # a narrow page shows the list; the board must not keep it wide
        self.board.current_changed.connect(self._choose)
        self.board.taken.connect(lambda _key: self._take())
        self.board.letter.connect(self._letter)
        self.list = Table(tr("Referrals"), list_columns())
        self.list.current_changed.connect(self._choose)
        self.list.taken.connect(lambda _key: self._take())
        self.list.letter.connect(self._letter)
        self.details = ReferralDetails(self)
        self.details.step_wanted.connect(self.record)
        self.details.person_wanted.connect(context.navigator.open_person)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(14))
        column.setSpacing(px(10))
        column.addLayout(self._make_head())
        column.addWidget(self._make_views(), 1)

    def _make_head(self) -> QBoxLayout:
        self._count = text("", "small", tone="text2", wrap=True)
        named = QHBoxLayout()
        named.setSpacing(px(10))
        named.addWidget(text(tr("Referrals"), "title"))
        named.addWidget(self._count, 1)
        self._head = head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(px(10))
        head.addLayout(named, 1)
        tools = QWidget()
        flow = FlowLayout(tools, gap=px(10))
        for tool in (self.people, self.service, self.view):
            flow.addWidget(tool)
        head.addWidget(tools)
        self._tools = tools
        return head

    def _make_views(self) -> QWidget:
        panel = Panel()
        panel.body.addWidget(self.list)
        self._views = views = QStackedWidget()
        self._views.addWidget(self.board)
        self._views.addWidget(panel)
        self._views.addWidget(
            EmptyState(
                tr("No referrals yet. Offer one when you log a contact, from a need to a service."),
                tr("Log contact"),
                self.context.navigator.log_contact,
                keys="Ctrl+N",
            )
        )
        content = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(px(12))
        self._columns.addWidget(views, 1)
        self._columns.addWidget(self.details)
        self._left = views
        return content

    def start_focus(self) -> QWidget:
        """The board's first column, or the list."""
        as_list = self._narrow or self.view.value() == "list"
        return self.list if as_list else self.board.columns[0].list

    def arrive(self, arguments: State) -> None:
        """Show all, or come to one.

        Args:
            arguments: ``referral_id``: which to choose.
        """
        wanted = arguments.get("referral_id")
        if isinstance(wanted, UUID):
            self._current = wanted
            self.people.setCurrentIndex(0)
            self.service.setCurrentIndex(0)
        self.refresh()

    def refresh(self) -> None:
        """Ask again, staying with the chosen one."""
        Labels.load(self.asker, self._keep_labels)
        self.asker.ask(Services(with_retired=True), self._keep_services)
        self.asker.ask(Referrals(), self._show)

    def _keep_labels(self, labels: Labels) -> None:
        self._labels = labels

    def _keep_services(self, rows: tuple[ServiceRow, ...]) -> None:
        self._services = {row.service_id: row.facts for row in rows}

    def _show(self, rows: tuple[ReferralRow, ...]) -> None:
        self._rows = rows
        people = {row.person_id: f"{row.alias} {row.code}".strip() for row in rows}
        services = {row.service_id: row.service for row in rows if row.service_id is not None}
        _fill(self.people, tr("People: all"), sorted(people.items(), key=lambda pair: pair[1].casefold()))
        _fill(self.service, tr("Service: all"), sorted(services.items(), key=lambda pair: pair[1].casefold()))
        running = [row for row in rows if row.stage is not Stage.CLOSED]
        words = trn("{n} open", "{n} open", len(running))
        late = sum(1 for row in running if is_late(row))
        if late:
            waiting = trn("{n} waiting longer than 14 days", "{n} waiting longer than 14 days", late)
            words = f"{words} · {waiting}"
        self._count.setText(words)
        self._show_rows()

    def _filtered(self) -> list[ReferralRow]:
        person, service = self.people.value(), self.service.value()
        return [
            row for row in self._rows if person in {None, row.person_id} and service in {None, row.service_id}
        ]

    def _show_rows(self) -> None:
        rows, wanted = self._filtered(), self._current
        self.board.show_rows(rows, self._labels)
        self._listed = {row.referral_id: row for row in rows}
        self.list.show_keys(list(self._listed), self._fetch)
        if wanted is not None:
            self.board.go_to(wanted, focus=False)
            self.list.go_to(wanted)
        self._switch()
        self._show_details()

    def _fetch(self, first: int, keys: Sequence[object]) -> None:
        """Make the lines that come into view."""
        rows = [self._listed[key] for key in keys if isinstance(key, UUID)]
        lines = [line_of(row, self._labels) for row in rows]
        self.list.lines.put(first, keys, lines)

    def _switch(self) -> None:
        as_list = self._narrow or self.view.value() == "list"
        self._views.setCurrentIndex(2 if not self._rows else 1 if as_list else 0)
        self._left.show()
        self.details.setVisible(bool(self._rows) and not self._narrow)

    def _choose(self, key: object) -> None:
        self._current = key
        self._show_details()

    def _row(self) -> ReferralRow | None:
        return next((row for row in self._filtered() if row.referral_id == self._current), None)

    def _show_details(self) -> None:
        row = self._row()
        if row is None:
            self.details.show_nothing()
            return
        facts = self._services.get(row.service_id) if row.service_id is not None else None
        self.details.show_referral(row, facts, self._labels)

    def _take(self) -> None:
        if self._narrow:
            self._left.hide()
            self.details.show()
            self.details.take_focus()
        else:
            self.record(None)

    def _letter(self, letter: str, _key: object) -> None:
        step = _LETTERS.get(letter)
        if step is not None:
            self.record(step)

    def record(self, step: Step | None) -> Overlay | None:
        """Record the next step of the chosen referral; refused in words where it cannot follow.

        Args:
            step: which one, None to choose among those that may follow.
        """
        row = self._row()
        if row is None:
            return None
        if step is not None and not may_follow([each.step for each in row.steps], step):
            self.context.messenger.say(_refusal(row, step))
            return None
        from caseapp.ui.dialogs.referral_step import StepDialog  # noqa: PLC0415 - with the first step only

        dialog = StepDialog(self.context, self.window(), self._labels, row, step)
        dialog.comes_back("step", referral_id=row.referral_id, person_id=row.person_id, step=step)
        dialog.open_over()
        return dialog

    def reopen(self, act: str, facts: State) -> Overlay | None:
        """Open the dialog about a step again, once its referral is here."""
        found = next((row for row in self._rows if str(row.referral_id) == facts.get("referral_id")), None)
        if act != "step" or found is None or not self._labels.terms:
            return None
        self._current = found.referral_id
        step = facts.get("step")
        return self.record(Step(step) if isinstance(step, str) else None)

    def on_changes(self, changes: Changes) -> None:
        """Referrals, services, names and consents stand on the cards."""
        if changes.touches(*_SHOWN):
            self.refresh()

    def save_state(self) -> State:
        """Which view, which referral."""
        return {"view": self.view.value(), "referral_id": self._current}

    def restore_state(self, state: State) -> None:
        """Go back to the view and the referral."""
        self.view.choose("list" if state.get("view") == "list" else "board")
        self._current = state.get("referral_id")

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Aliases become codes, needs become dots."""
        self.board.set_quiet(on)
        self.list.set_quiet(on)
        self.details.set_quiet(on)
        self.people.setVisible(not on)  # its choices are aliases

    def set_width(self, width: Width) -> None:
        """Details beside, below, or after Enter; a narrow page has the list only."""
        self._narrow = width is Width.NARROW
        down, along = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._head.setDirection(down if self._narrow else along)
        beside = width is Width.WIDE
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        wide = theme().scale.px(300)
        self.details.setMinimumWidth(wide if beside else 0)
        self.details.setMaximumWidth(wide if beside else _NO_LIMIT)
        self.details.setMaximumHeight(theme().scale.px(250) if width is Width.MIDDLE else _NO_LIMIT)
        self.details.setMinimumHeight(theme().scale.px(190) if width is Width.MIDDLE else 0)
        self.details.set_wide(width is Width.MIDDLE)
        self.view.setVisible(not self._narrow)
        self.list.set_width(width)
        self._switch()

    def step_back(self) -> bool:
        """Esc goes from the details back to the board or list."""
        focus = self.window().focusWidget()
        inside = focus is not None and self.details.isAncestorOf(focus)
        if not inside and not self._left.isHidden():
            return False
        self._switch()
        if self._views.currentIndex() == 0:
            self.board.take_focus()
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def _fill(choice: Choice, everything: str, values: list[tuple[UUID, str]]) -> None:
    """Offer everything and these values, keeping the one chosen."""
    chosen = choice.value()
    choice.clear()
    choice.add(None, everything)
    for value, words in values:
        choice.add(value, words)
    choice.choose(chosen)


def _refusal(row: ReferralRow, step: Step) -> str:
    if row.stage is Stage.CLOSED:
        return tr("This referral has ended. Open it again first.")
    if step is Step.ATTENDED and row.stage is Stage.OFFERED:
        return tr("This referral was only offered. Note first that it was made.")
    return tr("That cannot follow now.")
