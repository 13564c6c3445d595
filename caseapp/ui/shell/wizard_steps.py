"""The steps of the first run: what each asks, and what is still missing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.chips import PickChip, Stepper
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.inputs import TextArea
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.strength import ENOUGH, Strength
from caseapp.ui.widgets.text import text
from caseapp.ui.words import isolated, tr

LONGEST_LABEL: Final = 60  # characters of a name shown at the foot of the navigation
MOST_AREAS: Final = 12  # more areas than that make every published table mostly zeros


class Step(QWidget):
    """One card of the first run.

    Attributes:
        title: of the step.
        about: one or two sentences under it.
        keys: what goes on from its fields; not Enter where a field has several lines.
        first: what gets the focus.
        entered: sent when Enter was pressed in its last line.
        edited: sent when anything was typed.
    """

    entered = Signal()
    edited = Signal()

    def __init__(self, title: str, about: str) -> None:
        super().__init__()
        self.title = title
        self.about = about
        self.keys = "Enter"
        self.first: QWidget = self
        self._wrong: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(px(14))

    def problem(self) -> str:
        """What is missing, as a sentence; empty if all is there."""
        return ""

    def to_fix(self) -> QWidget:
        """What the last problem was about."""
        return self._wrong or self.first

    def _line(self) -> QLineEdit:
        line = QLineEdit()
        line.textEdited.connect(lambda _text: self.edited.emit())
        line.returnPressed.connect(self.entered)
        return line

    def miss(self, what: QWidget, words: str) -> str:
        """Keep what a problem is about, for the focus; returns the words."""
        self._wrong = what
        return words


class PlaceStep(Step):
    """Where the vault is made and what it is called.

    Args:
        offered: the folder that is offered.
    """

    def __init__(self, offered: Path) -> None:
        super().__init__(
            tr("Notes that stay on this laptop"),
            tr("Everything is kept encrypted in one folder. Nothing is sent anywhere."),
        )
        self.name = self._line()
        self.name.setMaxLength(LONGEST_LABEL)
        self.first = self.name
        self.column.addWidget(Field(tr("&Name of the team"), self.name, tr("seen only after unlocking")))
        self.where = self._line()
        self.where.setText(str(offered))
        self.where.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.choose = Button(tr("Choose…"))
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.where, 1)
        row.addWidget(self.choose)
        hint = tr("its name says nothing about the work")
        self.column.addWidget(Field(tr("&Folder"), self.where, hint, body=beside))
        self.other = Button(tr("Open notes that are here already…"), "link")
        self.column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)

    def folder(self) -> Path:
        """The folder of the new vault."""
        return Path(self.where.text().strip()).expanduser()

    def set_parent(self, folder: Path) -> None:
        """Make it inside another folder."""
        self.where.setText(str(folder / self.folder().name))

    def problem(self) -> str:
        """A name and a whole path are needed."""
        if not self.name.text().strip():
            return self.miss(self.name, tr("Give the team a name. It can be changed later."))
        if not self.where.text().strip() or not self.folder().is_absolute():
            return self.miss(self.where, tr("Write the whole path of a folder, or press Choose."))
        if self.folder().exists():
            return self.miss(self.where, tr("There is already something in this folder. Choose another one."))
        return ""


class SecretStep(Step):
    """A name and a passphrase, typed twice.

    Args:
        title: of the step.
        about: what the passphrase opens.
        label: words above the name.
        hint: after them.
    """

    def __init__(self, title: str, about: str, label: str, hint: str = "") -> None:
        super().__init__(title, about)
        self.label = self._line()
        self.label.setMaxLength(LONGEST_LABEL)
        self.first = self.label
        self.passphrase = PassphraseEdit()
        self.strength = Strength(self.passphrase)
        self.repeat = PassphraseEdit()
        for field in (self.passphrase, self.repeat):
            field.textEdited.connect(lambda _text: self.edited.emit())
            field.returnPressed.connect(self.entered)
        self.column.addWidget(Field(label, self.label, hint))
        both = QVBoxLayout()
        both.setSpacing(px(6))
        both.addWidget(Field(tr("&Passphrase"), self.passphrase))
        both.addWidget(self.strength)
        self.column.addLayout(both)
        self.column.addWidget(Field(tr("Repeat &it"), self.repeat))

    def forget(self) -> None:
        """Empty the passphrases."""
        self.passphrase.forget()
        self.repeat.forget()

    def problem(self) -> str:
        """A name, a passphrase that holds, and the same again."""
        if not self.label.text().strip():
            return self.miss(self.label, tr("Write a name. Initials are enough."))
        if not self.passphrase.text():
            return self.miss(self.passphrase, tr("Type a passphrase."))
        if self.strength.judge() < ENOUGH:
            return self.miss(
                self.passphrase,
                tr("This passphrase would be guessed. Add another word that does not belong to it."),
            )
        if self.passphrase.text() != self.repeat.text():
            return self.miss(self.repeat, tr("The two passphrases differ. Type the second one again."))
        return ""


class FiguresStep(Step):
    """What the figures of a year are told by, and when an untouched window locks.

    Args:
        settings: codes and English names of work settings.
    """

    def __init__(self, settings: Sequence[tuple[str, str]]) -> None:
        super().__init__(
            tr("What the figures tell apart"),
            tr(
                "Areas and settings stay the same for a year: a table that changes with its numbers "
                "would tell more than it should.",
            ),
        )
        self.keys = "Ctrl+Enter"  # Enter begins the next area
        self._areas = TextArea(lines=4)
        self._areas.textChanged.connect(self.edited)
        self.first = self._areas
        hint = tr("Enter after each one; coarse enough that nobody can be picked out")
        self.column.addWidget(Field(tr("&Areas"), self._areas, hint))
        self._chips: list[PickChip] = []
        holder = QWidget()
        flow = FlowLayout(holder, px(7))
        for code, name in settings:
            chip = PickChip(tr(name), code)
            chip.setChecked(True)
            flow.addWidget(chip)
            self._chips.append(chip)
        if self._chips:
            field = Field(
                tr("&Work settings"), self._chips[0], tr("leave out what never occurs"), body=holder
            )
            self._chips[0].setAccessibleName(self._chips[0].text())
            self.column.addWidget(field)
        minutes = Stepper(tr("Minutes until it locks"), 1, 60)
        minutes.set_value(5)
        self.idle = minutes
        self.column.addWidget(
            Field(
                tr("&Lock after minutes"),
                minutes.number,
                tr("without a key or a click"),
                body=_at_start(minutes),
            )
        )

    def areas(self) -> tuple[str, ...]:
        """The areas, in order, each once."""
        lines = [line.strip() for line in self._areas.toPlainText().splitlines()]
        return tuple(dict.fromkeys(line for line in lines if line))

    def settings(self) -> tuple[str, ...]:
        """The codes that are counted."""
        return tuple(str(chip.value) for chip in self._chips if chip.isChecked())

    def problem(self) -> str:
        """At least one area, at most twelve, at least one setting."""
        count = len(self.areas())
        if count == 0:
            return self.miss(self._areas, tr("Write at least one area, such as the name of the town."))
        if count > MOST_AREAS:
            return self.miss(
                self._areas,
                tr("{n} areas are too many to publish. Join some: at most {most}.", n=count, most=MOST_AREAS),
            )
        if self._chips and not self.settings():
            return self.miss(self._chips[0], tr("Leave at least one work setting."))
        return ""


class CodeStep(Step):
    """The recovery code: shown once, two of its groups typed back."""

    def __init__(self) -> None:
        super().__init__(
            tr("Write down the recovery code"),
            tr(
                "It opens the notes if the passphrase is forgotten. It is shown this once and kept nowhere. "
                "Paper in a safe place is best: a photo, a print or a copied text leaves traces.",
            ),
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(6))
        self.column.addLayout(self._grid)
        self.column.addWidget(Note("info", tr("Whoever has this code and the laptop can read everything.")))
        self._row = QHBoxLayout()
        self._row.setSpacing(px(12))
        self.column.addLayout(self._row)
        self._groups: list[str] = []
        self._cells: list[QWidget] = []
        self._asked: list[tuple[int, QLineEdit]] = []

    def show_code(self, groups: Sequence[str], asked: Sequence[int]) -> None:
        """Show the code.

        Args:
            groups: of characters.
            asked: places of the groups to type back, counted from 0.
        """
        self._groups = list(groups)
        for number, group in enumerate(groups):
            cell = QWidget()
            row = QHBoxLayout(cell)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(px(8))
            place = text(f"{number + 1}", "caption", tone="text2")
            place.setFixedWidth(px(18))
            word = text(isolated(group), "title")
            word.setAccessibleName(tr("Group {n}: {letters}", n=number + 1, letters=" ".join(group)))
            row.addWidget(place)
            row.addWidget(word)
            row.addStretch(1)
            self._grid.addWidget(cell, number // 4, number % 4)
            self._cells.append(cell)
        for place_asked in asked:
            line = self._line()
            line.setMaxLength(len(groups[place_asked]) + 4)
            self._row.addWidget(Field(tr("Type group {n}", n=place_asked + 1), line))
            self._asked.append((place_asked, line))
        self._row.addStretch(1)
        self.first = self._asked[0][1]

    def forget(self) -> None:
        """Take the code off the screen."""
        for cell in self._cells:
            for word in cell.findChildren(QLabel):  # now; deleting waits for an idle moment
                word.clear()
                word.setAccessibleName("")
            self._grid.removeWidget(cell)
            cell.deleteLater()
        self._cells = []
        for _place, line in self._asked:
            line.clear()
        self._groups = []

    def problem(self) -> str:
        """The asked groups must be right."""
        for place, line in self._asked:
            if line.text().strip().upper() != self._groups[place].upper():
                return self.miss(
                    line, tr("Group {n} is not as shown. Look at the paper, then type it again.", n=place + 1)
                )
        return ""


def _at_start(widget: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return holder
