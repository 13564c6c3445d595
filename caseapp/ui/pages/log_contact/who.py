"""Who was met: search first, chips of the chosen, somebody new, people not identified, safe contact."""

from datetime import date
from functools import partial
from html import escape
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.queries.find import FindPeople, PersonHit
from caseapp.domain.person import SafeContact
from caseapp.ui.naming import Labels
from caseapp.ui.pages.log_contact.ask_again import AskAgain
from caseapp.ui.pages.log_contact.found import apart, hit_row
from caseapp.ui.pages.log_contact.saving import named
from caseapp.ui.pages.log_contact.state import FormState, PersonState
from caseapp.ui.pages.safe_words import safe_sentence
from caseapp.ui.shell.asker import Asker
from caseapp.ui.theme.theme import px, tokens
from caseapp.ui.widgets.chips import PersonChip, Stepper
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.row import Row
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.widgets.text import IconLabel, retone, text
from caseapp.ui.words import tr, trn

NEW: Final = "new"


class WhoChip(PersonChip):
    """A chosen person that can be selected, so that their needs and note are shown.

    Attributes:
        picked: sent with the key.
    """

    picked = Signal(object)

    def __init__(self, person: PersonState, parent: QWidget | None = None) -> None:
        super().__init__(person.key, person.alias, person.code, apart(person), parent)

    def set_choice(self, *, several: bool, selected: bool) -> None:
        """Whether there is a choice, and whether this one is it."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if several else Qt.FocusPolicy.NoFocus)
        retone(self, chip="person" if selected else "person-off")
        self.setAccessibleDescription(
            tr("Needs, note and next step are shown for this person.") if several and selected else ""
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Space and Enter select; Delete takes out."""
        if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter} and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.picked.emit(self.key)
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit(self.key)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click selects."""
        super().mouseReleaseEvent(event)
        self.picked.emit(self.key)


class SafeLine(QWidget):
    """The safe-contact rule in one line, above everything else about reaching the person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rule: SafeContact | None = None
        self.words = text("", "body", wrap=True)
        self.words.setTextFormat(Qt.TextFormat.RichText)  # one paragraph, so that it wraps under its lead
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(IconLabel("message-circle", "info"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.hide()

    def show_rule(self, rule: SafeContact | None) -> None:
        """Show a rule; nothing where none was agreed."""
        self._rule = rule
        self.setVisible(rule is not None and not rule.is_empty)
        if rule is not None:
            lead, words = tr("Safe contact:"), safe_sentence(rule)
            ink = tokens().info
            self.words.setText(
                f'<span style="font-weight:600; color:{ink}">{escape(lead)}</span> {escape(words)}'
            )
            self.setAccessibleName(f"{lead} {words}")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """The colour of the lead stands in the text, so it follows the theme by hand."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.show_rule(self._rule)


class Who(QWidget):
    """The first section of the form.

    Args:
        asker: of the page.
        parent: owner.

    Attributes:
        changed: sent when people or the number changed.
        selected: sent when another person is shown.
        chosen: sent with the `PersonHit` of an existing person.
        new_wanted: sent with what was typed, to make somebody new.
    """

    changed = Signal()
    selected = Signal()
    chosen = Signal(object)
    new_wanted = Signal(str)

    def __init__(self, asker: Asker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asker = asker
        self._state = FormState()
        self._labels = Labels()
        self._quiet = False
        self._shown_for: str | None = None
        self._take_for: str | None = None
        self._hits: dict[object, PersonHit] = {}
        self.chips: list[WhoChip] = []
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, gap=px(7))
        self.search = SearchField(tr("Alias, code or phone"))
        self.search.setProperty("kept", False)  # noqa: FBT003 - a word to search by is not part of the form
        self.search.setAccessibleName(tr("Who: alias, code or phone"))
        self.number = Stepper(tr("People not identified"), 0, 99)
        self.safe = SafeLine()
        self.extra = QVBoxLayout()
        self.extra.setSpacing(px(8))
        self._number_words = text(tr("People not identified"), "body")
        find_row = QWidget()
        self._find_row = QBoxLayout(QBoxLayout.Direction.LeftToRight, find_row)
        self._find_row.setContentsMargins(0, 0, 0, 0)
        self._find_row.setSpacing(px(12))
        count = QHBoxLayout()
        count.setSpacing(px(8))
        count.addWidget(self._number_words)
        count.addWidget(self.number)
        self._find_row.addWidget(self.search, 1)
        self._find_row.addLayout(count)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self._holder)
        column.addWidget(find_row)
        column.addLayout(self.extra)
        column.addWidget(self.safe)
        self.again = AskAgain()
        column.addWidget(self.again)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.field = Field(tr("&Who"), self.search, body=body)
        outer.addWidget(self.field)
        self.search.asked.connect(self._ask)
        self.search.taken.connect(self._taken)
        self.search.returnPressed.connect(self._enter)
        self.search.new_wanted.connect(lambda _words: self.want_new())
        self.number.changed.connect(self._counted)

    def set_labels(self, labels: Labels) -> None:
        """Labels of places and areas for what tells people apart."""
        self._labels = labels

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self._quiet = on
        for chip in self.chips:
            person = self._state.person(chip.key)
            chip.show_name("" if on or person is None else person.alias)
        if self.search.matches is not None:
            self.search.matches.set_quiet(on)

    def set_narrow(self, *, narrow: bool) -> None:
        """Put the number under the search where the page is narrow."""
        self._find_row.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )

    def show_state(self, state: FormState) -> None:
        """Show the people of a form."""
        self._state = state
        self.number.number.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.number.set_value(state.unidentified)
        self.number.number.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self._flow.clear()
        self.chips = []
        for person in state.people:
            chip = WhoChip(person)
            chip.removed.connect(self._removed)
            chip.picked.connect(self._picked)
            self._flow.addWidget(chip)
            self.chips.append(chip)
        self._holder.setVisible(bool(self.chips))
        self.search.setPlaceholderText(
            tr("Add another: alias, code or phone") if self.chips else tr("Alias, code or phone")
        )
        self.set_quiet(self._quiet)
        self.look()

    def look(self) -> None:
        """Show which chip is selected and the safe-contact rule of that person."""
        shown = self._state.shown
        several = len(self.chips) > 1
        for chip in self.chips:
            chip.set_choice(several=several, selected=chip.key == shown.key)
        self.safe.show_rule(shown.safe)
        self.again.show_person(shown)

    def want_new(self) -> None:
        """Make somebody new out of what is typed in the field."""
        words = self.search.text().strip()
        self.search.clear_all()
        self.new_wanted.emit(words)

    def _ask(self, words: str) -> None:
        if words:
            self._asker.ask(FindPeople(words), partial(self._found, words))

    def _found(self, words: str, hits: tuple[PersonHit, ...]) -> None:
        if self.search.text().strip() != words:
            return  # a newer question is on its way
        take, self._take_for = self._take_for == words, None
        self._hits = {hit.person_id: hit for hit in hits}
        self._shown_for = words
        if (
            take
            and hits
            and hits[0].distance <= 1
            and all(hit.distance > hits[0].distance for hit in hits[1:])
        ):
            self._taken(hits[0].person_id)
            return
        today = date.today()  # noqa: DTZ011 - the local day, for "last Tue"
        rows = [hit_row(hit, self._labels, today) for hit in hits]
        rows.append(
            Row(
                key=NEW,
                title=tr("New person “{words}”", words=words),
                icon="plus",
                action=True,
                keys="Ctrl+Shift+N",
                private=False,
            )
        )
        heading = (
            trn("{n} found for “{words}”", "{n} found for “{words}”", len(hits), words=words)
            if hits
            else tr("Nobody found for “{words}”", words=words)
        )
        self.search.show_matches(heading, rows)
        if self.search.matches is not None:
            self.search.matches.set_quiet(self._quiet)

    def _enter(self) -> None:
        words = self.search.text().strip()
        if words:  # Enter came before the answer: take what it brings, if it can only be one
            self._take_for = words
            self._ask(words)

    def _taken(self, key: object) -> None:
        words = self.search.text().strip()
        if self._shown_for is not None and self._shown_for != words and key != NEW:
            self._enter()  # the list was of an earlier word
            return
        self._shown_for = None
        if key == NEW:
            self.want_new()
            return
        hit = self._hits.get(key)
        if hit is not None:
            self.search.clear_all()
            self.chosen.emit(hit)

    def _picked(self, key: object) -> None:
        if self._state.selected != key and len(self.chips) > 1:
            self._state.selected = str(key)
            self.look()
            self.selected.emit()

    def _removed(self, key: object) -> None:
        self._state.remove(key)
        self.show_state(self._state)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selected.emit()
        self.changed.emit()

    def _counted(self, number: int) -> None:
        self._state.unidentified = number
        self.changed.emit()

    def spoken_names(self) -> str:
        """Everybody chosen, for the page's title."""
        return ", ".join(named(person, quiet=self._quiet) for person in self._state.people)
