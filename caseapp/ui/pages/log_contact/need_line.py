"""One need of the form as a line, with its consent chip and the note while that consent is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from caseapp.domain.consent import Answer
from caseapp.domain.need import ForWhom, NeedFacts
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dates import short_day
from caseapp.ui.dialogs.answer import consent_state
from caseapp.ui.dialogs.words import CHILD_BANDS, FOR_WHOM, HOW, PRESSING
from caseapp.ui.naming import STEPS, Labels, said
from caseapp.ui.pages.log_contact.state import NeedItem, PersonState, ReferralItem, Standing
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button, icon_button
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.state_chip import ConsentChip, StateChip
from caseapp.ui.widgets.text import IconLabel, text
from caseapp.ui.words import dots, tr

_DOTS: Final = 12  # so that the columns stay where they are


@dataclass(frozen=True, slots=True)
class Acts:
    """What can be done with a need of the form."""

    ask: Callable[[], None]
    anonymous: Callable[[], None]
    leave_out: Callable[[], None]


def standing_words(standing: Standing) -> str:
    """When and how an answer was given: "12 Sep, spoken"."""
    parts = [short_day(standing.said_on) if standing.said_on is not None else ""]
    parts.append(said(HOW, standing.how).lower() if standing.how is not None else "")
    return ", ".join(part for part in parts if part)


def missing_words(standing: Standing, who: str) -> str:
    """Why a need waits, and that the contact can be saved all the same."""
    match standing.answer:
        case Answer.DECLINED:
            why = tr("{who} said no to noting this.", who=who)
        case Answer.WITHDRAWN:
            why = tr("{who} withdrew the consent to note this.", who=who)
        case Answer.GIVEN:
            why = tr("the consent has passed its date.")
        case Answer.NOT_NOW:
            why = tr("it could not be asked last time.")
        case _:
            why = tr("consent has not been asked yet.")
    return " ".join(
        (
            why,
            tr("You can save the contact now. This need waits as an encrypted draft outside the record,"),
            tr("14 days at most. It is not shared or counted until {who} says yes.", who=who),
        )
    )


def whom_words(facts: NeedFacts) -> str:
    """For whom a need is: "For self", "For a child, 3–5"."""
    if facts.for_whom is ForWhom.CHILD and facts.child_band is not None:
        return tr("For a child, {band}", band=said(CHILD_BANDS, facts.child_band))
    return said(FOR_WHOM, facts.for_whom)


class NeedLine(QWidget):
    """A need, for whom, how pressing, its consent, and the ways on.

    Args:
        need: the need.
        person: whose it is.
        labels: of the lists.
        day: of the contact.
        acts: what the buttons do.
        narrow: whether it is written over two lines.
        column: pixels that hold for whom each need of the form is, beside each other.
    """

    def __init__(
        self,
        need: NeedItem,
        person: PersonState,
        labels: Labels,
        day: date,
        acts: Acts,
        *,
        narrow: bool,
        column: int = 0,
    ) -> None:
        super().__init__()
        self.need = need
        self._whom = max(column, px(100))
        self._title = labels.of(ListName.NEED, need.facts.kind)
        self.name: QLabel = text(self._title, weight=600, wrap=True)
        self.words: QLabel = text(need.facts.words, "caption", tone="text2", wrap=True)
        if not need.facts.words:
            self.words.hide()
        self.for_whom = text(whom_words(need.facts), tone="text2", wrap=True)
        self.pressing = text(said(PRESSING, need.facts.pressing), tone="text2", wrap=True)
        self.chip = self._make_chip(person, day)
        self.remove = icon_button("x", tr("Leave {need} out", need=self._title))
        self.remove.clicked.connect(acts.leave_out)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, px(2), 0, px(2))
        outer.setSpacing(px(2))
        outer.addWidget(self._narrow() if narrow else self._wide())
        outer.addWidget(self.words)
        self._person = person
        self._standing: Standing | None = None
        self._why = ""
        self.note: Note | None = None
        self.ask: Button | None = None
        self.first_stop: QWidget = self.remove
        if need.anonymous:
            outer.addWidget(self._after_all(person, acts), 0, Qt.AlignmentFlag.AlignLeft)
        if not need.anonymous and person.is_nobody:
            self._add_note(
                tr("whose is it? Choose a person above, or note it without the person."), acts, None
            )
        elif need.purpose is not None and person.missing_consent(need, day):
            self._standing = person.standing(need.purpose, day)
            self._add_note("", acts, acts.ask)
        if self.note is not None:
            outer.addWidget(self.note)

    def _make_chip(self, person: PersonState, day: date) -> StateChip:
        if self.need.anonymous:
            return StateChip(tr("Without the person"), "plain", "user-x")
        if self.need.purpose is None:
            return StateChip(tr("No extra consent needed"), "plain", "check")
        standing = person.standing(self.need.purpose, day)
        past = standing.answer is Answer.GIVEN and not standing.usable
        state = consent_state(Answer.NOT_ASKED if past else standing.answer)
        return ConsentChip(state, standing_words(standing) if standing.usable else "")

    def _wide(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.for_whom.setFixedWidth(self._whom)
        self.pressing.setFixedWidth(px(84))
        chip = QWidget()
        chip_row = QHBoxLayout(chip)
        chip_row.setContentsMargins(0, 0, 0, 0)
        chip_row.addWidget(self.chip)
        chip_row.addStretch(1)
        chip.setFixedWidth(px(196))
        row.addWidget(self.name, 1)
        for part in (self.for_whom, self.pressing, chip, self.remove):
            row.addWidget(part)
        return holder

    def _narrow(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, px(4), 0, px(4))
        column.setSpacing(px(4))
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(self.remove)
        below = QWidget()
        flow = FlowLayout(below, gap=px(12))
        for part in (self.for_whom, self.pressing, self.chip):
            flow.addWidget(part)
        column.addLayout(top)
        column.addWidget(below)
        return holder

    def _after_all(self, person: PersonState, acts: Acts) -> Button:
        """The way back from noting it without the person, while nothing is saved."""
        nobody = person.is_nobody
        words = tr("Note it for a person after all") if nobody else tr("Note it for her after all")
        back = Button(words, "quiet", icon_name="undo-2", size="small")
        back.setAccessibleName(f"{words}: {self._title}")
        back.clicked.connect(acts.anonymous)
        self.first_stop = back
        return back

    def _add_note(self, why: str, acts: Acts, ask: Callable[[], None] | None) -> None:
        self._why = why
        self.note = note = Note("warn")
        if ask is not None:
            button = note.add_button(tr("Ask now"), ask)
            button.setAccessibleName(tr("Ask now about {need}", need=self._title))
            self.first_stop = self.ask = button
        without = note.add_button(
            tr("Note it without the person"), acts.anonymous, "plain" if ask is None else "quiet"
        )
        without.setAccessibleName(tr("Note {need} without the person", need=self._title))
        leave = note.add_button(tr("Leave it out"), acts.leave_out, "quiet")
        leave.setAccessibleName(tr("Leave {need} out", need=self._title))

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched: the need becomes dots."""
        shown = dots(self._title)[:_DOTS] if on else self._title
        self.name.setText(shown)
        self.words.setText(dots(self.need.facts.words) if on else self.need.facts.words)
        if self.note is not None:
            who = (self._person.code if on else self._person.alias) or tr("the person")
            why = missing_words(self._standing, who) if self._standing is not None else self._why
            self.note.say(why, lead=f"{shown}:")


class ReferralLine(QWidget):
    """A referral offered in the form, under its need.

    Args:
        item: the referral.
        kind: what it is for, in words.
        drop: takes it out.
    """

    def __init__(self, item: ReferralItem, kind: str, drop: Callable[[], None]) -> None:
        super().__init__()
        self._service = item.service or tr("service not chosen yet")
        self._kind = "" if item.need_key else kind
        self.name = text("", "small", wrap=True)
        step = said(STEPS, item.steps[-1].step) if item.steps else ""
        self.remove = icon_button("x", tr("Take the referral to {service} out", service=self._service))
        self.remove.clicked.connect(drop)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(4), 0, 0, px(2))
        row.setSpacing(px(8))
        row.addWidget(IconLabel("waypoints", "accent", 14), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.name, 1)
        row.addWidget(StateChip(step, "info"))
        if item.share is not None:
            row.addWidget(ConsentChip(consent_state(item.share.answer), tr("to share")))
        row.addWidget(self.remove)
        self.set_quiet(False)

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        words = tr("Referral to {service}", service=self._service)
        if self._kind:
            words = tr("{kind}: referral to {service}", kind=self._kind, service=self._service)
        self.name.setText(dots(words) if on else words)
