"""What may be noted about a person besides contacts; everything may stay empty."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from caseapp.domain.person import AgeBand, Child, ChildBand, ChildLives, Mother, PersonFacts
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dialogs.safeguarding import UnderAgeNote
from caseapp.ui.dialogs.words import CHILD_BANDS, CHILD_LIVES
from caseapp.ui.naming import AGE_BANDS, Labels, said
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button, icon_button
from caseapp.ui.widgets.chip_group import ChipGroup
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.filled import Entry
from caseapp.ui.widgets.inputs import Choice, DayEdit, Number
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.words import tr

_CHILDREN: Final = "children"  # their number, among what is filled in


def yes_no(name: str) -> Choice:
    """Yes, no, or not said."""
    choice = Choice(name)
    choice.add(None, tr("not said"))
    for value, words in ((True, tr("Yes")), (False, tr("No"))):
        choice.add(value, words)
    return choice


def age_choice() -> Choice:
    """An age band, or not asked."""
    choice = Choice()
    choice.add(None, tr("not asked"))
    for band in AgeBand:
        choice.add(band, said(AGE_BANDS, band))
    return choice


def area_choice(labels: Labels) -> Choice:
    """An area of the organisation's list, or not said."""
    choice = Choice()
    choice.add("", tr("not said"))
    for term in labels.choices(ListName.AREA):
        choice.add(term.code, term.label)
    return choice


class ChildrenEdit(QWidget):
    """The children of the household picture: an age band and where each lives, nothing else."""

    def __init__(self, children: Sequence[Child], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[Choice, Choice, QWidget]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(8))
        self.add = Button(tr("Add a child"), "quiet", icon_name="plus", size="small")
        self.add.clicked.connect(lambda: self._new(Child(ChildBand.SCHOOL)))
        self._grid.addWidget(self.add, 99, 0, Qt.AlignmentFlag.AlignLeft)
        for child in children:
            self._new(child)

    def _new(self, child: Child) -> None:
        number = len(self._rows) + 1
        band = Choice(tr("Child {n}: age", n=number))
        for one in ChildBand:
            band.add(one, said(CHILD_BANDS, one))
        band.choose(child.band)
        lives = Choice(tr("Child {n}: lives", n=number))
        lives.add(None, tr("not said"))
        for where in ChildLives:
            lives.add(where, said(CHILD_LIVES, where))
        lives.choose(child.lives)
        away = icon_button("x", tr("Take child {n} out", n=number))
        row = (band, lives, away)
        self._rows.append(row)
        away.clicked.connect(lambda: self._take_out(row))
        for column, part in enumerate(row):
            self._grid.addWidget(part, number, column)

    def _take_out(self, row: tuple[Choice, Choice, QWidget]) -> None:
        self._rows.remove(row)
        for part in row:
            part.hide()
            part.deleteLater()
        for number, rest in enumerate(self._rows, 1):
            for column, part in enumerate(rest):
                self._grid.addWidget(part, number, column)
        self.add.setFocus()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def fill_rows(self, count: int) -> None:
        """Have as many rows as there are to be filled in."""
        while len(self._rows) < count:
            self._new(Child(ChildBand.SCHOOL))
        while len(self._rows) > count:
            self._take_out(self._rows[-1])

    def children_noted(self) -> tuple[Child, ...]:
        """The children as filled in."""
        found: list[Child] = []
        for band, lives, _away in self._rows:
            said_band, where = band.value(), lives.value()
            if isinstance(said_band, ChildBand):
                found.append(Child(said_band, where if isinstance(where, ChildLives) else None))
        return tuple(found)


class FactsDialog(Overlay):
    """Edit what is noted about a person.

    Args:
        context: of the page.
        window: to cover.
        labels: of the lists.
        facts: as noted now.
        title: the act; "More about her" if not given.
        verb: of the button.

    Attributes:
        noted: sent with the new `PersonFacts`.
    """

    noted = Signal(object)

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        labels: Labels,
        facts: PersonFacts,
        title: str = "",
        verb: str = "",
    ) -> None:
        super().__init__(
            window,
            title or tr("More about the person"),
            tr("Everything may stay empty. Note only what helps her."),
            wide=50,
            tall=44,
        )
        self._facts = facts
        self.alias = QLineEdit(facts.alias)
        self.names = QLineEdit(", ".join(facts.other_names))
        self.pronouns = QLineEdit(facts.pronouns)
        self.languages = QLineEdit(facts.languages)
        self.interpreter = yes_no(tr("Interpreter needed?"))
        self.age = age_choice()
        self.area = area_choice(labels)
        self.settings = ChipGroup(tr("Where she works"))
        self.settings.set_choices([(t.code, t.label) for t in labels.choices(ListName.SETTING)])
        self.before = yes_no(tr("Served elsewhere before?"))
        self.known_before = QCheckBox(tr("First contact was e&arlier, on"))
        self.first_on = DayEdit(tr("Day of the first contact"))
        self.first_on.setMaximumDate(QDate.currentDate())
        self.first_on.setDate(QDate.currentDate())  # not a day of Qt's, years ago, that only looks meant
        self.first_on.setEnabled(False)
        self.known_before.toggled.connect(self.first_on.setEnabled)
        self.adults = Number(low=0, high=20)
        self.adults.setSpecialValueText("–")
        self.mother = Choice()
        self.mother.add(None, tr("not said"))
        self.mother.add(Mother.YES, tr("Yes"))
        self.mother.add(Mother.NO, tr("No"))
        self.household = ChildrenEdit(facts.children)
        self._show(facts)
        self.under_age = UnderAgeNote(context.asker(self), self.age)
        self._build()
        self.under_age.look()
        self.age.currentIndexChanged.connect(self._look)
        self._look()
        self.add_cancel()
        self.act = self.add_act(verb or tr("Note this"), self._note)
        self.open_over(self.alias)

    def _show(self, facts: PersonFacts) -> None:
        self.interpreter.choose(facts.interpreter)
        self.age.choose(facts.age_band)
        self.area.choose(facts.area)
        self.settings.choose(facts.settings)
        self.before.choose(facts.served_elsewhere)
        self.known_before.setChecked(facts.first_contact_on is not None)
        if facts.first_contact_on is not None:
            self.first_on.set_day(facts.first_contact_on)
        self.adults.setValue(facts.adults or 0)
        self.mother.choose(facts.mother)

    def _build(self) -> None:
        scroll = Scroll()
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(px(4), px(4), px(10), px(4))
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(12))
        before = Field(tr("Served &elsewhere before?"), self.before)
        works = Field(tr("Where she &works"), self.settings)
        mother = Field(tr("Does she have &children?"), self.mother, tr("with her consent"))
        adults = Field(tr("Adults in the &household"), self.adults)
        children = Field(tr("Children"), self.household.add, tr("no names, no dates"), body=self.household)
        first = QWidget()
        beside = QHBoxLayout(first)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(px(10))
        beside.addWidget(self.known_before)
        beside.addWidget(self.first_on)
        beside.addStretch(1)
        self._not_under_18 = (before, works, mother, adults, children)
        rows: tuple[tuple[QWidget, ...], ...] = (
            (
                Field(tr("&Alias"), self.alias),
                Field(tr("Other &names she uses"), self.names, tr("with commas")),
            ),
            (Field(tr("A&ge"), self.age), Field(tr("&Pronouns"), self.pronouns)),
            (self.under_age,),
            (Field(tr("&Languages"), self.languages), Field(tr("&Interpreter needed?"), self.interpreter)),
            (Field(tr("A&rea"), self.area, tr("coarse")), before),
            (first,),
            (works,),
            (mother, adults),
            (children,),
        )
        for number, row in enumerate(rows):
            for column, part in enumerate(row):
                grid.addWidget(part, number, column, 1, 1 if len(row) > 1 else 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        scroll.column.addWidget(form)
        scroll.column.addStretch(1)
        self.body.addWidget(scroll, 1)

    def _look(self) -> None:
        """Under 18 only what the safeguarding steps need is asked."""
        for field in self._not_under_18:
            field.setVisible(not self.under_age.applies)

    def facts(self) -> PersonFacts:
        """The facts as filled in; casework keeps less of them for who is under 18."""
        interpreter, before, age = self.interpreter.value(), self.before.value(), self.age.value()
        area, mother = self.area.value(), self.mother.value()
        names = tuple(part.strip() for part in self.names.text().split(",") if part.strip())
        return replace(
            self._facts,
            alias=self.alias.text().strip(),
            other_names=names,
            pronouns=self.pronouns.text().strip(),
            languages=self.languages.text().strip(),
            interpreter=interpreter if isinstance(interpreter, bool) else None,
            age_band=age if isinstance(age, AgeBand) else None,
            area=area if isinstance(area, str) else "",
            settings=self.settings.codes(),
            first_contact_on=self.first_on.day() if self.known_before.isChecked() else None,
            served_elsewhere=before if isinstance(before, bool) else None,
            adults=self.adults.value() or None,
            mother=mother if isinstance(mother, Mother) else None,
            children=self.household.children_noted(),
        )

    def filled(self) -> list[Entry]:
        """What is filled in, with the number of children."""
        return [(_CHILDREN, 0, self.household.count), *super().filled()]

    def put_back(self, entries: Sequence[Sequence[object]]) -> None:
        """Make the rows of the children before they are filled in."""
        counts = [value for name, _number, value in entries if name == _CHILDREN]
        if counts and isinstance(counts[0], int):
            self.household.fill_rows(counts[0])
        super().put_back(entries)

    def _note(self) -> None:
        facts = self.facts()
        self.close_with(done=True)
        self.noted.emit(facts)
