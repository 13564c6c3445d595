"""One contact in full, beside the list."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.queries.contact import ContactPersonView, ContactView
from caseapp.domain.contact import Reached
from caseapp.domain.taxonomy import ListName
from caseapp.ui.naming import CHANNELS, REACHED, Labels, said
from caseapp.ui.pages.today.rows import long_day
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.text import line, text
from caseapp.ui.words import dots, isolated, tr, trn


class ContactDetails(Panel):
    """What a contact says; words about people are dots in quiet view until asked for.

    Args:
        open_person: what "Open" does.
        correct: what "Correct the note" does, with the contact and whose note; None for the whole contact.
        parent: the page.
    """

    def __init__(
        self,
        open_person: Callable[[UUID], None],
        correct: Callable[[ContactView, ContactPersonView | None], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("Contact"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._open_person, self._correct = open_person, correct
        self._quiet = False
        self._view: ContactView | None = None
        self._labels = Labels()
        self._shown = QWidget()
        self._scroll = Scroll()
        self._scroll.column.addWidget(self._shown)
        self.body.addWidget(self._scroll)
        self.show_nothing()

    @property
    def contact_id(self) -> UUID | None:
        """Which contact is read."""
        return self._view.row.contact_id if self._view is not None else None

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Names become codes and words become dots."""
        self._quiet = on
        self._build(hidden=on)

    def take_focus(self) -> None:
        """Move the keyboard into the words: to the first way on, else to the panel itself."""
        ways = self._shown.findChildren(Button)
        (ways[0] if ways else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_nothing(self) -> None:
        """No contact is chosen."""
        self._view = None
        self._build(hidden=self._quiet)

    def show_contact(self, view: ContactView, labels: Labels) -> None:
        """Show one contact."""
        self._view, self._labels = view, labels
        self._build(hidden=self._quiet)

    def _build(self, *, hidden: bool) -> None:
        old = self._shown
        self._shown = self._nothing() if self._view is None else self._contact(self._view, hidden=hidden)
        self._scroll.column.replaceWidget(old, self._shown)
        old.hide()
        old.deleteLater()

    @staticmethod
    def _nothing() -> QWidget:
        return EmptyState(tr("Choose a contact to read it here."))

    def _contact(self, view: ContactView, *, hidden: bool) -> QWidget:
        row = view.row
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(px(14), px(12), px(14), px(14))
        column.setSpacing(px(8))
        local = row.when.local
        clock = isolated(local.strftime("%H:%M"))
        column.addWidget(text(tr("{day}, {time}", day=_day(local.date()), time=clock), "heading", wrap=True))
        place = self._labels.of(ListName.PLACE, row.place)
        setting = self._labels.of(ListName.SETTING, view.setting) if view.setting else ""
        minutes = trn("{n} minute", "{n} minutes", row.minutes) if row.minutes is not None else ""
        about = (place, setting, said(CHANNELS, row.channel), minutes)
        column.addWidget(text(" · ".join(part for part in about if part), "small", tone="text2", wrap=True))
        names = (row.by, *view.companions)
        column.addWidget(text(tr("By {names}", names=", ".join(names)), "small", tone="text2", wrap=True))
        if row.reached is not Reached.YES:
            column.addWidget(text(said(REACHED, row.reached), weight=600, wrap=True))
        if hidden and self._has_words(view):
            show = Button(tr("Show the words"), icon_name="eye", size="small")
            show.clicked.connect(lambda: self._build(hidden=False))
            aside = QHBoxLayout()
            aside.addWidget(show)
            aside.addStretch(1)
            column.addLayout(aside)
        for person in view.people:
            self._add_person(column, view, person, hidden=hidden)
        if row.unidentified:
            column.addWidget(line())
            words = trn("{n} person not identified", "{n} people not identified", row.unidentified)
            column.addWidget(text(words, weight=600, wrap=True))
        if view.note:
            column.addWidget(text(dots(view.note) if hidden else view.note, wrap=True))
        if view.note or not view.people:
            column.addLayout(self._way_to_correct(view, None, hidden=hidden))
        self._add_rest(column, view)
        column.addStretch(1)
        return holder

    @staticmethod
    def _has_words(view: ContactView) -> bool:
        return bool(view.note or view.people)

    def _way_to_correct(
        self, view: ContactView, person: ContactPersonView | None, *, hidden: bool
    ) -> QHBoxLayout:
        """The button under a note, or in the place of one."""
        there = (person.note or person.her_words) if person is not None else view.note
        change = Button(
            tr("Correct the note") if there else tr("Add a note"), "quiet", icon_name="pencil", size="small"
        )
        if person is not None:
            name = person.code if hidden else person.alias or person.code
            about = tr("Correct the note about {name}", name=name)
            change.setAccessibleName(about if there else tr("Add a note about {name}", name=name))
        change.clicked.connect(lambda: self._correct(view, person))
        row = QHBoxLayout()
        row.addWidget(change)
        row.addStretch(1)
        return row

    def _add_person(
        self, column: QVBoxLayout, view: ContactView, person: ContactPersonView, *, hidden: bool
    ) -> None:
        column.addWidget(line())
        head = QHBoxLayout()
        head.setSpacing(px(8))
        name = person.code if hidden else person.alias or person.code
        head.addWidget(text(name, weight=600))
        if not hidden and person.alias:
            head.addWidget(text(isolated(person.code), "small", tone="text2"))
        head.addStretch(1)
        go = Button(tr("Open"), "link")
        go.setAccessibleName(tr("Open {name}", name=name))
        go.clicked.connect(lambda: self._open_person(person.person_id))
        head.addWidget(go)
        column.addLayout(head)
        if person.going_well:
            well = self._labels.several(ListName.GOING_WELL, person.going_well)
            column.addWidget(text(tr("Going well: {what}", what=well), "small", tone="ok", wrap=True))
        for words, quoted in ((person.her_words, True), (person.note, False)):
            if words:
                shown = dots(words) if hidden else tr("“{words}”", words=words) if quoted else words
                column.addWidget(text(shown, weight=500 if quoted else 0, wrap=True))
        column.addLayout(self._way_to_correct(view, person, hidden=hidden))

    def _add_rest(self, column: QVBoxLayout, view: ContactView) -> None:
        row, labels = view.row, self._labels
        supplies = [f"{labels.of(ListName.SUPPLY, code)} {number}" for code, number in row.supplies]
        spoken = {True: tr("yes"), False: tr("no")}.get(view.violence_spoken, "")  # type: ignore[arg-type]  # None = ""
        parts = (
            (tr("Topics"), labels.several(ListName.TOPIC, row.topics)),
            (tr("Supplies"), ", ".join(supplies)),
            (tr("On the spot"), labels.several(ListName.SPOT_SERVICE, view.spot_services)),
            (tr("Violence spoken of"), spoken),
        )
        if any(words for _title, words in parts):
            column.addWidget(line())
        for title, words in parts:
            if words:
                column.addWidget(text(title, "label", tone="text2"))
                column.addWidget(text(words, wrap=True))


def _day(day: dt.date) -> str:
    words = long_day(day)
    return words if day.year == dt.date.today().year else f"{words} {day.year}"  # noqa: DTZ011 - the local day
