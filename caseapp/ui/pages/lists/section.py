"""Areas, places, topics and the like: added, renamed, retired; a value in use is never deleted."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from caseapp.casework.commands.team import SetTerm
from caseapp.domain.requests import Changes, Kind
from caseapp.domain.taxonomy import ListName, Term
from caseapp.ui.naming import LISTS, PURPOSES, Labels, language, said
from caseapp.ui.pages.adding import AddingSection
from caseapp.ui.pages.lists.change import ChangeTerm
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import theme
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.row import RowChip
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.table_model import Cell, Column, Line
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr

PARENTS = {ListName.PLACE: ListName.AREA, ListName.NEED: ListName.NEED_GROUP}
_MOST_ROWS = 10  # before the list scrolls


class ListsSection(AddingSection):
    """The lists an organisation chooses from.

    Args:
        context: of the settings page.
        parent: the settings page.
    """

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(context, tr("Lists"), "list", tr("what your team chooses from"), parent)
        self._labels = Labels()
        self._belongs_to = ""  # chosen before a lock, until the lists are here again
        self.choice = Choice(tr("Which list"))
        for name in ListName:
            self.choice.add(name, said(LISTS, name))
        self.choice.activated.connect(lambda _number: self._show())
        self.add_action(self.choice)
        self.body.addWidget(
            text(
                tr(
                    "Figures keep the areas and settings of their year; new ones count from the next year on."
                ),
                "small",
                tone="text2",
                wrap=True,
            )
        )
        self.table = Table(
            tr("Values of the list"),
            [
                Column(tr("Name"), 14, stretch=True),
                Column(tr("Belongs to"), 10, least=Width.MIDDLE),
                Column(tr("Needs consent"), 12, least=Width.WIDE),
                Column("", 7),
            ],
        )
        self.table.taken.connect(self._change)
        self.body.addWidget(self.table)
        self.parent_choice = Choice()
        self._parent_field = Field(tr("&Belongs to"), self.parent_choice)
        self._end_with(Field(tr("New &value"), self.label), self._parent_field)
        context.bridge.changed.connect(self._on_changes)
        self.refresh()

    def refresh(self) -> None:
        """Ask again."""
        Labels.load(self._asker, self._keep)

    def chosen(self) -> Mapping[str, object]:
        """Which list is shown, and what a new value would belong to: codes."""
        parent = self.parent_choice.value()
        return {"list": self._list().value, "belongs_to": parent if isinstance(parent, str) else ""}

    def choose(self, state: Mapping[str, object]) -> None:
        """Show a list again."""
        name, parent = state.get("list"), state.get("belongs_to")
        if isinstance(name, str):
            self.choice.choose(ListName(name))
            self._belongs_to = parent if isinstance(parent, str) else ""
            self._show()

    def _on_changes(self, changes: Changes) -> None:
        if changes.touches(Kind.TAXONOMY):
            self.refresh()

    def _keep(self, labels: Labels) -> None:
        self._labels = labels
        self._show()

    def _list(self) -> ListName:
        chosen = self.choice.value()
        assert isinstance(chosen, ListName)
        return chosen

    def _show(self) -> None:
        name = self._list()
        terms = [term for term in self._labels.terms if term.list_name is name]
        self.table.show_lines([self._line(term) for term in sorted(terms, key=lambda term: term.retired)])
        most = theme().scale.row * (_MOST_ROWS + 1)
        self.table.setFixedHeight(max(min(self.table.whole_height(), most), theme().scale.row * 3))
        parent = PARENTS.get(name)
        self._parent_field.setVisible(parent is not None)
        self.parent_choice.clear()
        if parent is not None:
            for term in self._labels.choices(parent):
                self.parent_choice.add(term.code, term.label)
            if self.parent_choice.choose(self._belongs_to):
                self._belongs_to = ""

    def _line(self, term: Term) -> Line:
        parent = PARENTS.get(term.list_name)
        above = self._labels.of(parent, term.parent) if parent is not None and term.parent else ""
        return Line(
            term.code,
            (
                Cell(term.label, heavy=not term.retired),
                Cell(above, tone="text2"),
                Cell(said(PURPOSES, term.purpose), tone="text2"),
                Cell(chip=RowChip(tr("Retired"))) if term.retired else Cell(),
            ),
            second=above,
            sunken=term.retired,
        )

    def _add(self) -> None:
        label = self._new_label(tr("Type what it is called first."))
        if not label:
            return
        parent = self.parent_choice.value() if self._list() in PARENTS else ""
        above = parent if isinstance(parent, str) else ""
        command = SetTerm(self._list(), "", label, above, language=language())
        self._asker.do(command, lambda _none: self._added(tr("Added to the list.")), self._failed)

    def _change(self, code: object) -> ChangeTerm | None:
        name = self._list()
        term = next(
            (each for each in self._labels.terms if each.list_name is name and each.code == code), None
        )
        if term is not None:
            parent = PARENTS.get(name)
            parents = self._labels.choices(parent) if parent is not None else []
            dialog = ChangeTerm(self._context, self.window(), term, parents)
            dialog.comes_back("change_term", list=name.value, code=term.code)
            dialog.open_over()
            return dialog
        return None

    def reopen(self, list_name: str, code: str) -> ChangeTerm | None:
        """Open the dialog about a value again, once the lists are here."""
        if self._labels.terms:
            self.choice.choose(ListName(list_name))
            self._show()
        return self._change(code)

    def set_width(self, width: Width) -> None:
        """Fold columns away."""
        self.table.set_width(width)
        self._show()
