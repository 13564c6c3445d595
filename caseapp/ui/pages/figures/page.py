"""Figures: only protected numbers of closed months; they are closed, published and handed over from here."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from caseapp.domain.requests import Changes, Kind
from caseapp.domain.roles import Role
from caseapp.domain.second import Second
from caseapp.errors import KnownError
from caseapp.figures.requests import (
    CheckProtection,
    ClosedRow,
    ExportMonth,
    Finding,
    MonthExported,
    MonthFigures,
    Months,
    OpenRow,
    Protection,
    PublishMonth,
    ReadProof,
    ShowMonth,
    ShowMonths,
    VerifyReleases,
)
from caseapp.ui.dialogs.second_worker import SECOND_NEEDED, ask_second
from caseapp.ui.dialogs.working import Working
from caseapp.ui.pages.figures.acts import ActsPanel
from caseapp.ui.pages.figures.chart import ChartPanel
from caseapp.ui.pages.figures.closing import confirm_close, confirm_publish
from caseapp.ui.pages.figures.months import MonthPicker
from caseapp.ui.pages.figures.protection import ProtectionPanel, show_proof
from caseapp.ui.pages.figures.tables import TablesPanel
from caseapp.ui.pages.figures.tiles import Tiles
from caseapp.ui.pages.figures.verify import show_findings
from caseapp.ui.pages.figures.words import month_words
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.file_dialog import FileDialog
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.text import text
from caseapp.ui.words import day_text, mark, sentence_of, tr, trn


class FiguresPage(Page):
    """What a manager may see, and what a worker sees of it."""

    key, title, icon = "figures", mark("Figures"), "chart-column"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._months = Months((), (), may_close=False, may_publish=False)
        self._reading: list[Callable[[], bool]] = []
        self.picker = MonthPicker()
        self.picker.chosen.connect(lambda _month: self._show_month())
        self.tiles = Tiles()
        self.tables = TablesPanel(self)
        self.chart = ChartPanel(self)
        self.waiting = Panel()
        self._waiting_words = EmptyState("", icon_name="calendar-clock")
        self.waiting.body.addWidget(self._waiting_words)
        self.protection = ProtectionPanel(self)
        self.protection.proof_wanted.connect(self._ask_proof)
        self.acts = ActsPanel(self)
        self.acts.close_wanted.connect(self._confirm_close)
        self.acts.publish_wanted.connect(self._confirm_publish)
        self.acts.export_wanted.connect(self._export)
        self.acts.folder_wanted.connect(self.choose_folder)
        self.acts.verify_wanted.connect(self.choose_files)
        self._lay_out()
        theme().changed.connect(self.chart.redraw)

    def _lay_out(self) -> None:
        scroll = Scroll()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        scroll.column.setContentsMargins(px(16), px(12), px(16), px(14))
        scroll.column.setSpacing(px(10))
        head = QWidget()
        flow = FlowLayout(head, gap=px(12))
        title = text(tr("Figures"), "title")
        title.setMinimumHeight(theme().scale.field)
        flow.addWidget(title)
        flow.addWidget(self.picker)
        self._promise = text(tr("Only protected figures are shown on this page."), "small", tone="text2")
        beside = QHBoxLayout()
        beside.addWidget(head, 1)
        beside.addWidget(self._promise)
        scroll.column.addLayout(beside)
        main = QVBoxLayout()
        main.setSpacing(px(11))
        for part, stretch in ((self.tiles, 0), (self.tables, 3), (self.chart, 2), (self.waiting, 1)):
            main.addWidget(part, stretch)
        side = QVBoxLayout()
        side.setSpacing(px(11))
        side.addWidget(self.protection)
        side.addWidget(self.acts, 1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(px(12))
        self._columns.addLayout(main, 9)
        self._columns.addLayout(side, 4)
        scroll.column.addLayout(self._columns, 1)
        for part in (self.tiles, self.tables, self.chart, self.protection):
            part.hide()

    def start_focus(self) -> QWidget:
        """Where most comes from."""
        return self.picker.choice

    def arrive(self, arguments: State) -> None:
        """Show the last closed month, or one by name.

        Args:
            arguments: ``month``: ``YYYY-MM``.
        """
        month = arguments.get("month")
        if isinstance(month, str):
            self.picker.choice.add(month, month_words(month))
            self.picker.go_to(month)
        self.refresh()

    def refresh(self) -> None:
        """Ask where the months stand."""
        self.asker.ask(ShowMonths(), self._show_months)

    def _show_months(self, months: Months) -> None:
        self._months = months
        self.picker.show_months(months)
        self._show_month()

    def _show_month(self) -> None:
        for cancel in self._reading:
            cancel()  # another month replaces it
        self._reading = []
        row = self.picker.row()
        closed = isinstance(row, ClosedRow)
        for part in (self.tiles, self.tables, self.chart, self.protection):
            part.setVisible(closed)
        self.waiting.setVisible(not closed)
        if isinstance(row, ClosedRow):
            self.acts.show_closed(row, self._months)
            self.protection.show_checking()
            self._reading = [
                self.asker.ask(ShowMonth(row.month), self._show_figures).cancel,
                self.asker.ask(CheckProtection(row.month), self._show_protection).cancel,
            ]
        elif isinstance(row, OpenRow):
            self.acts.show_open(row, self._months)
            self._waiting_words.words.setText(self._why_open(row))
        else:
            self.acts.show_nothing()
            self._waiting_words.words.setText(tr("No month yet. Figures begin with the first contact."))

    def _why_open(self, row: OpenRow) -> str:
        month = month_words(row.month)
        parts = [tr("{month} is open. Open months show no number.", month=month)]
        if row.waits_for:
            earlier = ", ".join(month_words(each) for each in row.waits_for)
            parts.append(tr("Still open before it: {months}.", months=earlier))
        if not row.can_close:
            parts.append(tr("It closes from {day}.", day=day_text(row.closes_from)))
        if self.context.role is Role.MANAGER:
            parts.append(tr("Closing is done by a worker or lead."))
        return " ".join(parts)

    def _show_figures(self, figures: MonthFigures | None) -> None:
        if figures is not None:
            self.tiles.show_month(figures)
            self.tables.show_month(figures)
            self.chart.show_month(figures)

    def _show_protection(self, found: Protection | None) -> None:
        if found is not None:
            self.protection.show_protection(found)

    # --- acts ---

    def _confirm_close(self, through: bool) -> None:  # noqa: FBT001 - a slot
        row = self.picker.row()
        if isinstance(row, OpenRow):
            confirm_close(
                self.window(), row, through=through, act=lambda: self._close(row.month, through=through)
            )

    def _close(self, month: str, *, through: bool) -> None:
        from caseapp.casework.commands.figures import CloseMonth  # noqa: PLC0415 - a manager's session has no casework

        working = Working(
            self.context,
            self.window(),
            tr("Closing {month}", month=month_words(month)),
            tr("Counted, rounded and attacked. Cancel leaves months already closed as they are."),
        )
        future = self.asker.do(
            CloseMonth(month, through=through),
            lambda done: self._say_done(trn("{n} month closed.", "{n} months closed.", len(done.months))),
            self._refused,
            working.progress,
        )
        working.watch(future)

    def _confirm_publish(self, through: bool) -> None:  # noqa: FBT001 - a slot
        row = self.picker.row()
        if isinstance(row, ClosedRow):
            before = [
                each.month for each in self._months.closed if not each.published and each.month < row.month
            ]
            act = lambda: self._publish(row.month, through=through)  # noqa: E731 - one line, used once
            confirm_publish(self.window(), row.month, before if through else [], act)

    def _publish(self, month: str, *, through: bool, second: Second | None = None) -> None:
        working = Working(
            self.context,
            self.window(),
            tr("Publishing {month}", month=month_words(month)),
            tr("Built, attacked together with everything before it, and signed."),
        )
        future = self.asker.do(
            PublishMonth(month, through=through, second=second),
            lambda done: self._say_done(
                trn("{n} month published.", "{n} months published.", len(done.months))
            ),
            partial(self._not_published, month, through=through),
            working.progress,
        )
        working.watch(future)

    def _not_published(self, month: str, error: KnownError, *, through: bool) -> None:
        if error.code != SECOND_NEEDED:
            self._refused(error)
            return
        what = tr("Publish {month}: it never changes again.", month=month_words(month))

        def again(second: Second) -> None:
            self._publish(month, through=through, second=second)

        # Not now: the dialog that shows how far it is closes after this, and takes the focus along.
        QTimer.singleShot(0, self, lambda: ask_second(self.context, self.window(), what, again))

    def _export(self) -> None:
        month = self.picker.month()
        if month is None:
            return
        command = ExportMonth(
            month,
            self.acts.folder,
            recipient=self.acts.recipient.text().strip(),
            purpose=self.acts.purpose.text().strip(),
        )
        self.asker.do(command, self._exported, self._refused)

    def _exported(self, done: MonthExported) -> None:
        names = ", ".join(done.files)
        self._say_done(
            trn("{n} file written: {names}", "{n} files written: {names}", len(done.files), names=names)
        )

    def _say_done(self, words: str) -> None:
        self.context.messenger.say(words)

    def _refused(self, error: KnownError) -> None:
        self.acts.refuse(sentence_of(error))

    def _ask_proof(self) -> None:
        month = self.picker.month()
        if month is None:
            return

        def show(proof: str) -> None:
            show_proof(self.window(), month_words(month), proof)

        self.asker.ask(ReadProof(month), show)

    def choose_folder(self) -> None:
        """Ask for the folder of the next file; a lock takes the dialog away with the page."""
        dialog = FileDialog(self, tr("Notes"), self.acts.folder, QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.acts.show_folder)
        dialog.open()

    def choose_files(self) -> None:
        """Ask for release files and check them."""
        dialog = FileDialog(self, tr("Notes"), self.acts.folder, QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(tr("Releases (*.zip)"))
        dialog.filesSelected.connect(self.verify)
        dialog.open()

    def verify(self, files: list[str]) -> None:
        """Check release files as their reader would.

        Args:
            files: paths of zips.
        """

        def found(findings: tuple[Finding, ...]) -> None:
            show_findings(self.window(), findings)

        self.asker.ask(VerifyReleases(tuple(files), self._months.fingerprint), found, self._refused)

    # --- what the window asks ---

    def on_changes(self, changes: Changes) -> None:
        """Only closing, publishing and handing over change what is shown."""
        if changes.touches(Kind.FIGURES):
            self.refresh()

    def step_sideways(self, step: int) -> bool:
        """Alt+Left and Alt+Right: the month before and after."""
        self.picker.step(step)
        return True

    def main_act(self) -> None:
        """Ctrl+Enter: the one primary button, if there is one."""
        if self.acts.act.isVisible():
            self.acts.act.click()

    def save_state(self) -> State:
        """Which month."""
        return {"month": self.picker.month()}

    def restore_state(self, state: State) -> None:
        """Go back to the month."""
        month = state.get("month")
        if isinstance(month, str):
            self.picker.choice.add(month, month_words(month))
            self.picker.go_to(month)
            self.refresh()

    def set_width(self, width: Width) -> None:
        """The side column stands beside or below."""
        beside = width is Width.WIDE
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._promise.setVisible(beside)
        self.tiles.set_narrow(width is Width.NARROW)
        self.tables.set_narrow(width is Width.NARROW)
        self.chart.set_narrow(width is Width.NARROW)
        self.chart.setMinimumHeight(theme().scale.px(210))
