"""What the directory says of one service, as a form that is always open for a correction."""

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from caseapp.casework.commands.services import ServiceFacts
from caseapp.casework.queries.services import ServiceRow
from caseapp.domain.taxonomy import ListName
from caseapp.ui.naming import Labels
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.chip_group import ChipGroup
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice, DayEdit
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr


class ServiceForm(Panel):
    """The fields of a service.

    Args:
        parent: the page.

    Attributes:
        save_wanted: sent with the `ServiceFacts` and whether it is retired.
        changed: sent when something was typed or picked.
    """

    save_wanted = Signal(object, bool)
    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("Service"))
        self.setProperty("kept", True)  # noqa: FBT003 - the page keeps what is typed here as a draft
        self._row: ServiceRow | None = None
        self._filling = False
        self._today = dt.date.today()  # noqa: DTZ011 - the local day
        self.heading = text("", "heading", wrap=True)
        self._scroll = Scroll()
        self._scroll.column.setContentsMargins(px(14), px(12), px(14), px(12))
        self._scroll.column.setSpacing(px(10))
        self._scroll.column.addWidget(self.heading)
        self._make_fields()
        self._scroll.column.addStretch(1)
        self.body.addWidget(self._scroll, 1)
        self._make_foot()
        self._watch()

    def _make_fields(self) -> None:
        self.name, self.hours, self.languages, self.costs = (QLineEdit() for _ in range(4))
        self.how_to_refer, self.ask_for, self.address, self.phone = (QLineEdit() for _ in range(4))
        self.area = Choice()
        self.offers = ChipGroup(tr("Offers"))
        self.takes_children = _yes_no()
        self.asks_papers = _yes_no()
        self.is_checked = QCheckBox(tr("C&hecked on"))
        self.checked = DayEdit(tr("Checked on"))
        self.checked.setEnabled(False)
        self.is_checked.toggled.connect(self.checked.setEnabled)
        column = self._scroll.column
        column.addWidget(Field(tr("&Name"), self.name))
        column.addWidget(Field(tr("O&ffers"), self.offers, tr("kinds of need")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(10))
        fields = (
            (tr("A&rea"), self.area),
            (tr("Ho&urs"), self.hours),
            (tr("Lan&guages"), self.languages),
            (tr("C&osts"), self.costs),
            (tr("Children wel&come?"), self.takes_children),
            (tr("&Papers needed?"), self.asks_papers),
            (tr("How &to refer"), self.how_to_refer),
            (tr("As&k for"), self.ask_for),
            (tr("A&ddress"), self.address),
            (tr("Phon&e"), self.phone),
        )
        for number, (label, control) in enumerate(fields):
            grid.addWidget(Field(label, control), number // 2, number % 2)
        for side in range(2):
            grid.setColumnStretch(side, 1)
        column.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(px(10))
        row.addWidget(self.is_checked)
        row.addWidget(self.checked)
        self.now = Button(tr("Checked today"), size="small")
        self.now.clicked.connect(self._check_now)
        row.addWidget(self.now)
        row.addStretch(1)
        column.addLayout(row)

    def _make_foot(self) -> None:
        self.note = Note("bad")
        self.note.hide()
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(px(14), px(8), px(14), px(12))
        row.setSpacing(px(10))
        self.retire = Button(tr("Retire"))
        self.retire.clicked.connect(self._toggle_retired)
        self.save = Button(tr("Save service"), "primary", keys="Ctrl+Enter", size="bar")
        self.save.clicked.connect(lambda _on: self.ask_to_save())
        row.addWidget(self.retire)
        row.addStretch(1)
        row.addWidget(self.save)
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(px(14), 0, px(14), 0)
        column.addWidget(self.note)
        self.body.addWidget(held)
        self.body.addWidget(foot)

    def _watch(self) -> None:
        for line in self._lines():
            line.textEdited.connect(lambda _words: self._tell())
        for choice in (self.area, self.takes_children, self.asks_papers):
            choice.activated.connect(lambda _number: self._tell())
        self.offers.changed.connect(self._tell)
        self.is_checked.toggled.connect(lambda _on: self._tell())
        self.checked.dateChanged.connect(lambda _day: self._tell())

    def _lines(self) -> tuple[QLineEdit, ...]:
        return (
            self.name,
            self.hours,
            self.languages,
            self.costs,
            self.how_to_refer,
            self.ask_for,
            self.address,
            self.phone,
        )

    def _tell(self) -> None:
        if not self._filling:
            self.changed.emit()

    def set_labels(self, labels: Labels) -> None:
        """Offer the kinds of need and the areas there are."""
        area = self.area.value()
        self.area.clear()
        self.area.add("", tr("not said"))
        for term in labels.choices(ListName.AREA):
            self.area.add(term.code, term.label)
        self.area.choose(area or "")
        self.offers.set_choices([(term.code, term.label) for term in labels.choices(ListName.NEED)])

    def show_service(self, row: ServiceRow | None, today: dt.date) -> None:
        """Fill the form.

        Args:
            row: a service, None for a new one.
            today: the local day.
        """
        self._row, self._today = row, today
        facts = row.facts if row is not None else ServiceFacts("")
        self.heading.setText(facts.name or tr("New service"))
        self.retire.setVisible(row is not None)
        self.retire.setText(tr("Offer again") if row is not None and row.retired else tr("Retire"))
        self.fill(facts)

    def fill(self, facts: ServiceFacts) -> None:
        """Fill the fields alone, such as from a draft.

        Args:
            facts: as they are to be shown.
        """
        self._filling = True
        for line, words in zip(
            self._lines(),
            (
                facts.name,
                facts.hours,
                facts.languages,
                facts.costs,
                facts.how_to_refer,
                facts.ask_for,
                facts.address,
                facts.phone,
            ),
            strict=True,
        ):
            line.setText(words)
            line.setCursorPosition(0)
        self.area.choose(facts.area)
        self.offers.choose(set(facts.offers))
        self.takes_children.choose(facts.children_welcome)
        self.asks_papers.choose(facts.papers_needed)
        self.is_checked.setChecked(facts.checked_on is not None)
        self.checked.set_day(facts.checked_on or self._today)
        self.note.hide()
        self._filling = False

    def facts(self) -> ServiceFacts:
        """The form as it is filled in."""
        said: list[Callable[[], object]] = [
            self.area.value,
            self.takes_children.value,
            self.asks_papers.value,
        ]
        area, children, papers = (ask() for ask in said)
        return ServiceFacts(
            name=self.name.text().strip(),
            offers=self.offers.codes(),
            area=area if isinstance(area, str) else "",
            hours=self.hours.text().strip(),
            languages=self.languages.text().strip(),
            costs=self.costs.text().strip(),
            children_welcome=children if isinstance(children, bool) else None,
            papers_needed=papers if isinstance(papers, bool) else None,
            how_to_refer=self.how_to_refer.text().strip(),
            ask_for=self.ask_for.text().strip(),
            address=self.address.text().strip(),
            phone=self.phone.text().strip(),
            checked_on=self.checked.day() if self.is_checked.isChecked() else None,
        )

    def ask_to_save(self) -> None:
        """Hand the facts to the page, or say what is missing."""
        facts = self.facts()
        if not facts.name:
            self.refuse(tr("Give the service a name. Nothing typed is lost."))
            self.name.setFocus()
            return
        self.save_wanted.emit(facts, self._row is not None and self._row.retired)

    def refuse(self, words: str) -> None:
        """Say why it was not saved; the sentence stays until the next try."""
        self.note.say(words)
        self.note.show()

    def _toggle_retired(self) -> None:
        if self._row is not None:
            self.save_wanted.emit(self.facts(), not self._row.retired)

    def _check_now(self) -> None:
        self.is_checked.setChecked(True)
        self.checked.set_day(self._today)


def _yes_no() -> Choice:
    choice = Choice()
    choice.add(None, tr("not said"))
    choice.add(True, tr("yes"))  # noqa: FBT003 - a value
    choice.add(False, tr("no"))  # noqa: FBT003 - a value
    return choice
