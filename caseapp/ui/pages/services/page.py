"""The directory: services on one side, what is known of the chosen one on the other."""

from uuid import UUID, uuid4

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QWidget

from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.casework.queries.drafts import DraftRow, ShowDraft
from caseapp.casework.queries.services import ServiceRow, Services
from caseapp.domain.requests import Kind
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError
from caseapp.ui.naming import Labels
from caseapp.ui.pages.list_page import ListPage
from caseapp.ui.pages.services.draft import FORM, from_payload, to_payload
from caseapp.ui.pages.services.form import ServiceForm
from caseapp.ui.pages.services.rows import service_columns, service_line
from caseapp.ui.shell.page import PageContext, State
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import theme
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import confirm
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.table import Table
from caseapp.ui.words import mark, sentence_of, tr, trn

_KEEP_MS = 1500  # a draft is at most two seconds old


class ServicesPage(ListPage):
    """Where people can be referred to."""

    key, title, icon = "services", mark("Services"), "building-complex"
    shows = (Kind.SERVICE, Kind.REFERRAL, Kind.TAXONOMY)
    table_beside = Width.MIDDLE

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: dict[UUID, ServiceRow] = {}
        self._current: UUID | None = None
        self._wanted: object = None
        self._dirty = False
        self._draft_id: UUID | None = None
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_MS)
        self._keeping.timeout.connect(self._keep_draft)
        self.new = Button(tr("New service"), icon_name="plus", size="bar")
        self.new.clicked.connect(lambda _on: self.make_new())
        table = Table(tr("Services"), service_columns(), second_from=Width.MIDDLE)
        table.current_changed.connect(self._choose)
        table.taken.connect(lambda _key: self._enter_form())
        self.form = ServiceForm(self)
        self.form.save_wanted.connect(self._save)
        self.form.changed.connect(self._note_change)
        empty = EmptyState("", tr("New service"), self.make_new)
        self.lay_out(table, empty, self._make_tools(), self.new, self.form, share=4)

    def _make_tools(self) -> tuple[QWidget, ...]:
        self.filter = self.make_filter(tr("Name, place or what it offers"))
        self.filter.asked.connect(lambda _words: self.ask())
        self.offer = Choice(tr("Offers"))
        self.offer.activated.connect(lambda _number: self.ask())
        self.retired = QCheckBox(tr("Show retired"))
        self.retired.toggled.connect(lambda _on: self.ask())
        self.retired.setMinimumHeight(theme().scale.field)
        return self.filter, self.offer, self.retired

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

    def keep_labels(self, labels: Labels) -> None:
        """Choose among the kinds of need, in the filter and in the form."""
        if labels.terms == self.labels.terms:
            return
        super().keep_labels(labels)
        chosen = self.offer.value()
        self.offer.clear()
        self.offer.add("", tr("Offers: anything"))
        for term in labels.choices(ListName.NEED):
            self.offer.add(term.code, term.label)
        self.offer.choose(chosen or "")
        self.form.set_labels(labels)

    def ask(self) -> None:
        """Ask for the services that fit the filters; what is being typed stays."""
        offer = self.offer.value()
        query = Services(
            offer=offer if isinstance(offer, str) else "",
            text=self.filter.text().strip(),
            with_retired=self.retired.isChecked(),
        )
        self.ask_for(query, self._show)

    def _show(self, rows: tuple[ServiceRow, ...]) -> None:
        self._rows = {row.service_id: row for row in rows}
        # Filling it anew chooses a row; while something is being typed, that is nobody's choice.
        self.table.blockSignals(self._dirty)
        self.table.show_lines([service_line(row, self.today, self.labels) for row in rows])
        if self._dirty and self._current is not None:
            self.table.go_to(self._current)
        self.table.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self.show_count(trn("{n} service", "{n} services", len(rows)), len(rows))
        filtered = self.filter.text().strip() or self.offer.value()
        self.empty.words.setText(
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
            self.form.show_service(row, self.today)

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
        self.form.show_service(row, self.today)
        self.form.fill(facts)
        self._draft_id = draft.draft_id
        self._dirty = True
        self._enter_form()

    def make_new(self) -> None:
        """Open an empty form."""
        self.table.clearSelection()
        self._fill(None)
        self.form.show_service(None, self.today)
        self._enter_form()

    def _enter_form(self) -> None:
        self.show_details()
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
            self.ask()

        self.asker.do(SetService(facts, self._current, retired), saved, self._refused)

    def _refused(self, error: KnownError) -> None:
        self.form.refuse(sentence_of(error))

    def main_act(self) -> None:
        """Ctrl+Enter saves."""
        self.form.ask_to_save()

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

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view hides nothing here: what a service offers says nothing about anybody."""

    def step_back(self) -> bool:
        """Esc empties the filter, or goes from the form back to the list."""
        if self.back_to_list():
            return True
        if self.filter.text():
            self.filter.clear_all()
            self.ask()
            return True
        return False
