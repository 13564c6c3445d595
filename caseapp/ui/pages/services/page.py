"""The directory: services on one side, what is known of the chosen one on the other."""

import datetime as dt
from uuid import UUID, uuid4

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.casework.queries.drafts import DraftRow, ShowDraft
from caseapp.casework.queries.services import ServiceRow, Services
from caseapp.domain.requests import Changes, Kind
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError
from caseapp.ui.pages.naming import Labels
from caseapp.ui.pages.services.draft import FORM, from_payload, to_payload
from caseapp.ui.pages.services.form import ServiceForm
from caseapp.ui.pages.services.rows import service_columns, service_line
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import confirm
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.text import text
from caseapp.ui.words import mark, sentence_of, tr, trn

_KEEP_MS = 1500  # a draft is at most two seconds old
_SHOWN = (Kind.SERVICE, Kind.REFERRAL, Kind.TAXONOMY)


class ServicesPage(Page):
    """Where people can be referred to."""

    key, title, icon = "services", mark("Services"), "building-complex"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._labels = Labels()
        self._today = dt.date.today()  # noqa: DTZ011 - the local day
        self._rows: dict[UUID, ServiceRow] = {}
        self._current: UUID | None = None
        self._wanted: object = None
        self._dirty = False
        self._draft_id: UUID | None = None
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_MS)
        self._keeping.timeout.connect(self._keep_draft)
        self._narrow = False
        self._count = text("", "small", tone="text2")
        self.new = Button(tr("New service"), icon_name="plus", size="bar")
        self.new.clicked.connect(lambda _on: self.make_new())
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(text(tr("Services"), "title"))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.new)
        self.table = Table(tr("Services"), service_columns(), second_from=Width.MIDDLE)
        self.table.current_changed.connect(self._choose)
        self.table.taken.connect(lambda _key: self._enter_form())
        self.form = ServiceForm(self)
        self.form.save_wanted.connect(self._save)
        self.form.changed.connect(self._note_change)
        panel = Panel()
        self._stack = QStackedWidget()
        self.nothing = EmptyState("", tr("New service"), self.make_new)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        panel.body.addWidget(self._stack)
        self._panel = panel
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(px(12))
        self._columns.addWidget(panel, 5)
        self._columns.addWidget(self.form, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(10))
        column.addLayout(head)
        column.addWidget(self._make_tools())
        column.addLayout(self._columns, 1)

    def _make_tools(self) -> QWidget:
        self.filter = SearchField(tr("Name, place or what it offers"))
        self.filter.setMinimumWidth(px(220))
        self.filter.setMaximumWidth(px(380))
        self.filter.asked.connect(lambda _words: self._ask())
        self.offer = Choice(tr("Offers"))
        self.offer.activated.connect(lambda _number: self._ask())
        self.retired = QCheckBox(tr("Show retired"))
        self.retired.toggled.connect(lambda _on: self._ask())
        self.retired.setMinimumHeight(theme().scale.field)
        tools = QWidget()
        flow = FlowLayout(tools, gap=px(10))
        for tool in (self.filter, self.offer, self.retired):
            flow.addWidget(tool)
        return tools

    def start_focus(self) -> QWidget:
        """Where most comes from."""
        return self.table

    def arrive(self, arguments: State) -> None:
        """Show the directory, or come to one service.

        Args:
            arguments: ``service_id``: which to choose; ``draft_id``: what to go on with.
        """
        wanted = arguments.get("service_id")
        if isinstance(wanted, UUID):
            self._wanted = wanted
            self.filter.clear_all()
            self.offer.setCurrentIndex(0)
        self.refresh()
        draft = arguments.get("draft_id")
        if isinstance(draft, UUID) and not self._dirty:
            self.asker.ask(ShowDraft(draft), self._bring_back)

    def refresh(self) -> None:
        """Ask again; what is being typed stays."""
        Labels.load(self.asker, self._keep_labels)
        self._ask()

    def _keep_labels(self, labels: Labels) -> None:
        if labels.terms == self._labels.terms:
            return
        self._labels = labels
        chosen = self.offer.value()
        self.offer.clear()
        self.offer.add("", tr("Offers: anything"))
        for term in labels.choices(ListName.NEED):
            self.offer.add(term.code, term.label)
        self.offer.choose(chosen or "")
        self.form.set_labels(labels)

    def _ask(self) -> None:
        self._today = dt.date.today()  # noqa: DTZ011 - the local day
        offer = self.offer.value()
        query = Services(
            offer=offer if isinstance(offer, str) else "",
            text=self.filter.text().strip(),
            with_retired=self.retired.isChecked(),
        )
        self.asker.ask(query, self._show)

    def _show(self, rows: tuple[ServiceRow, ...]) -> None:
        self._rows = {row.service_id: row for row in rows}
        self._count.setText(trn("{n} service", "{n} services", len(rows)))
        # Filling it anew chooses a row; while something is being typed, that is nobody's choice.
        self.table.blockSignals(self._dirty)
        self.table.show_lines([service_line(row, self._today, self._labels) for row in rows])
        if self._dirty and self._current is not None:
            self.table.go_to(self._current)
        self.table.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self._stack.setCurrentIndex(0 if rows else 1)
        filtered = self.filter.text().strip() or self.offer.value()
        self.nothing.words.setText(
            tr("No service found. Look at the filters, or add it.")
            if filtered
            else tr("No services yet. Add the ones your team refers people to.")
        )
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._dirty = False
            self.table.go_to(wanted)
        elif self._current is None and rows and not self._dirty:
            self.table.go_to(rows[0].service_id)
        elif not self._dirty:
            self._fill(self._current)

    def _choose(self, key: object) -> None:
        if not isinstance(key, UUID) or (key == self._current and self._dirty):
            return
        if self._dirty and key != self._current:
            self._leave(key)
            return
        self._fill(key)

    def _fill(self, key: UUID | None) -> None:
        self._current = key
        self._dirty = False
        row = self._rows.get(key) if key is not None else None
        if row is not None or key is None:
            self.form.show_service(row, self._today)

    def _leave(self, key: UUID) -> None:
        """Another service was chosen while this one has unsaved words: they are saved or dropped by name."""
        points = [(tr("Goes:"), tr("what you changed here and did not save"))]

        def drop() -> None:
            self._end_draft()
            self.table.go_to(key)
            self._fill(key)

        back = self._current
        if back is not None:
            self.table.blockSignals(True)  # noqa: FBT003 - the choice is not one yet
            self.table.go_to(back)
            self.table.blockSignals(False)  # noqa: FBT003 - from here on it is
        confirm(self.window(), tr("Drop the changes to this service"), points, tr("Drop changes"), drop)

    def _note_change(self) -> None:
        self._dirty = True
        self._keeping.start()

    def _keep_draft(self) -> None:
        """Hand what is typed to the vault; one draft for as long as the form is open."""
        self._keeping.stop()
        if not self._dirty:
            return
        if self._draft_id is None:
            self._draft_id = uuid4()
        facts = self.form.facts()
        payload = to_payload(facts, self._current)
        title = facts.name or tr("New service")
        self.asker.do(KeepDraft(self._draft_id, FORM, payload, title=title))

    def _end_draft(self) -> None:
        """The words were saved or dropped."""
        self._keeping.stop()
        self._dirty = False
        draft, self._draft_id = self._draft_id, None
        if draft is not None:
            self.asker.do(DiscardDraft(draft))

    def _bring_back(self, draft: DraftRow | None) -> None:
        if draft is None or draft.form != FORM:
            return
        facts, service_id = from_payload(draft.payload)
        row = self._rows.get(service_id) if service_id is not None else None
        self._current = service_id
        self._wanted = None
        if service_id is not None:
            self.table.go_to(service_id)
        self.form.show_service(row, self._today)
        self.form.fill(facts)
        self._draft_id = draft.draft_id
        self._dirty = True
        self._enter_form()

    def make_new(self) -> None:
        """Open an empty form."""
        self.table.clearSelection()
        self._fill(None)
        self.form.show_service(None, self._today)
        self._enter_form()

    def _enter_form(self) -> None:
        if self._narrow:
            self._panel.hide()
            self.form.show()
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self, facts: ServiceFacts, retired: bool) -> None:  # noqa: FBT001 - a slot
        was = self._rows.get(self._current) if self._current is not None else None

        def saved(service_id: UUID) -> None:
            self._end_draft()
            self._current = service_id
            self._wanted = service_id
            words = tr("Service saved.")
            if was is not None and retired != was.retired:
                words = (
                    tr("Service retired. It is not offered any more.")
                    if retired
                    else tr("Service offered again.")
                )
            before = was

            def back() -> None:
                assert before is not None
                self._dirty = False
                self.asker.do(SetService(before.facts, before.service_id, before.retired))

            self.context.messenger.say(words, back if before is not None else None)
            self._ask()

        self.asker.do(SetService(facts, self._current, retired), saved, self._refused)

    def _refused(self, error: KnownError) -> None:
        self.form.refuse(sentence_of(error))

    def main_act(self) -> None:
        """Ctrl+Enter saves."""
        self.form.ask_to_save()

    def on_changes(self, changes: Changes) -> None:
        """Services, open referrals and kinds of need stand here."""
        if changes.touches(*_SHOWN):
            self.refresh()

    def save_state(self) -> State:
        """Which service, and which draft holds what was typed."""
        self._keep_draft()
        return {"service_id": self._current, "draft_id": self._draft_id}

    def restore_state(self, state: State) -> None:
        """Go back to the service and to what was typed."""
        self._wanted = state.get("service_id")
        draft = state.get("draft_id")
        if isinstance(draft, UUID):
            self.asker.ask(ShowDraft(draft), self._bring_back)

    def set_width(self, width: Width) -> None:
        """The form stands beside the list, below it, or instead of it."""
        beside = width is Width.WIDE
        self._narrow = not beside
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self.table.set_width(Width.MIDDLE if beside else width)
        self._panel.show()
        self.form.setVisible(beside)

    def step_back(self) -> bool:
        """Esc empties the filter, or goes from the form back to the list."""
        focus = self.window().focusWidget()
        if focus is not None and self.form.isAncestorOf(focus):
            self._panel.show()
            self.form.setVisible(not self._narrow)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self.filter.text():
            self.filter.clear_all()
            self._ask()
            return True
        return False
