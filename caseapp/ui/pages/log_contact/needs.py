"""Needs raised by the person shown: a line each, its consent, and what to do while that is missing."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from caseapp.casework.commands.contact import NewReferral
from caseapp.casework.queries.consent import NeededConsent
from caseapp.domain.consent import Purpose
from caseapp.domain.need import NeedFacts
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dialogs.need import NeedDialog
from caseapp.ui.dialogs.referral import ReferralDialog
from caseapp.ui.naming import Labels
from caseapp.ui.pages.log_contact.need_line import Acts, NeedLine, ReferralLine, whom_words
from caseapp.ui.pages.log_contact.saving import named
from caseapp.ui.pages.log_contact.state import NeedItem, PersonState, ReferralItem
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.emptying import empty
from caseapp.ui.widgets.text import ActLabel, line, text
from caseapp.ui.words import tr, trn

Item = TypeVar("Item", bound=NeedItem | ReferralItem)


class Needs(QWidget):
    """The section of needs.

    Args:
        context: of the page.
        day: the local day of the contact, asked when it matters.
        parent: owner.

    Attributes:
        changed: sent when the user changed something.
        ask_wanted: sent with the purpose that should be asked now.
    """

    changed = Signal()
    ask_wanted = Signal(object)

    def __init__(self, context: PageContext, day: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asker = context.asker(self)
        self._day = day
        self._person = PersonState()
        self._labels = Labels()
        self._quiet = False
        self._narrow = False
        self._shown_day = date.min
        self.lines: list[NeedLine] = []
        self.referral_lines: list[ReferralLine] = []
        self.hint = text(tr("only what the person wants noted"), "caption", tone="text2")
        self.add = Button(tr("Add a need"), "quiet", icon_name="plus", size="small")
        self.add.setProperty("tone", "accent")
        self.refer = Button(tr("&Refer"), "quiet", icon_name="waypoints", size="small")
        self.refer.setToolTip(tr("Offer a referral"))
        self.add.clicked.connect(self.add_need)
        self.refer.clicked.connect(self.offer_referral)
        self.title = ActLabel(tr("&Needs raised"), self.add)
        self.title.pressed.connect(self.add_need)
        # The button's own letter would press it a tenth of a second late, into what is typed next.
        letter = QKeySequence.mnemonic(self.refer.text())
        self.refer.setShortcut(QKeySequence())
        QShortcut(letter, self).activated.connect(self.offer_referral)
        head = QHBoxLayout()
        head.setSpacing(px(8))
        for part in (self.title, self.hint):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.refer)
        head.addWidget(self.add)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(2))
        outer.addLayout(head)
        outer.addLayout(self._column)

    def set_labels(self, labels: Labels) -> None:
        """Labels of the kinds of need."""
        self._labels = labels
        self.rebuild()

    def set_narrow(self, *, narrow: bool) -> None:
        """Write each need over two lines where the page is narrow."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.hint.setVisible(not narrow)
            self.rebuild()

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self._quiet = on
        for shown in self.lines:
            shown.set_quiet(on)
        for offered in self.referral_lines:
            offered.set_quiet(on)

    def show_person(self, person: PersonState) -> None:
        """Show the needs of a person."""
        self._person = person
        self.rebuild()

    def follow_day(self) -> None:
        """The day of the contact decides whether a consent can be used."""
        if self._shown_day != self._day():
            self.rebuild()

    def rebuild(self) -> None:
        """Draw all lines again, after a need, a consent or the person changed."""
        at = self._at_line()
        empty(self._column)
        self.lines, self.referral_lines = [], []
        self._shown_day = self._day()
        measure = self.fontMetrics()
        whom = [measure.horizontalAdvance(whom_words(need.facts)) for need in self._person.needs]
        for need in self._person.needs:
            self._column.addWidget(line())
            shown = NeedLine(
                need,
                self._person,
                self._labels,
                self._day(),
                self._acts(need),
                narrow=self._narrow,
                column=max(whom) + px(4),
            )
            self._column.addWidget(shown)
            self.lines.append(shown)
            for item_ in self._person.referrals:
                if item_.need_key == need.key:
                    self._add_referral_line(item_)
        for item_ in self._person.referrals:
            if self._person.need(item_.need_key) is None:
                self._column.addWidget(line())
                self._add_referral_line(item_)
        self.set_quiet(self._quiet)
        self.updateGeometry()
        if at is not None:
            self._go_back(*at)

    # --- the focus, when the line that had it is drawn again ----------------------------------------------

    def _at_line(self) -> tuple[int, str] | None:
        """Number of the need whose line has the focus, and the name of the control; None elsewhere."""
        now = self.window().focusWidget()
        if now is None or not self.isAncestorOf(now):
            return None
        for number, shown in enumerate(self.lines):
            if shown.isAncestorOf(now):
                return number, now.accessibleName()
        for offered in self.referral_lines:
            if offered.isAncestorOf(now):
                return len(self.lines), now.accessibleName()
        return None

    def _go_back(self, number: int, name: str) -> None:
        """Go to the same control, or to what is to be asked next."""
        lines: list[QWidget] = [*self.lines[number:], *self.referral_lines]
        controls = [control for one in lines[:1] for control in one.findChildren(QAbstractButton)]
        same = next((control for control in controls if control.accessibleName() == name), None)
        (same or self.next_stop(number)).setFocus(Qt.FocusReason.OtherFocusReason)

    def next_stop(self, number: int = 0) -> QWidget:
        """The next "Ask now" from a line on, round to the first; "Add a need" where nothing is to be asked.

        Args:
            number: of the line.
        """
        asks = [shown.ask for shown in (*self.lines[number:], *self.lines[:number])]
        return next((ask for ask in asks if ask is not None), self.add)

    def _add_referral_line(self, item: ReferralItem) -> None:
        kind = self._labels.of(ListName.NEED, item.kind)
        shown = ReferralLine(item, kind, lambda: self._drop_referral(item))
        self._column.addWidget(shown)
        self.referral_lines.append(shown)

    def _acts(self, need: NeedItem) -> Acts:
        return Acts(
            ask=lambda: self._ask(need),
            anonymous=lambda: self._anonymous(need),
            leave_out=lambda: self._leave_out(need),
        )

    def _ask(self, need: NeedItem) -> None:
        if need.purpose is not None:
            self.ask_wanted.emit(need.purpose)

    def _anonymous(self, need: NeedItem) -> None:
        need.anonymous = not need.anonymous
        self._after(need)

    def _leave_out(self, need: NeedItem) -> None:
        """Take a need out; a referral that was offered for it goes with it."""
        referrals = tuple(item for item in self._person.referrals if item.need_key != need.key)
        taken = len(self._person.referrals) - len(referrals)
        said = trn(
            "The need and its referral are taken out.", "The need and its {n} referrals are taken out.", taken
        )
        self._take_out(
            tuple(one for one in self._person.needs if one is not need),
            referrals,
            said if taken else tr("The need is taken out."),
        )

    def _drop_referral(self, item: ReferralItem) -> None:
        referrals = tuple(one for one in self._person.referrals if one is not item)
        self._take_out(self._person.needs, referrals, tr("The referral is taken out."))

    def _take_out(self, needs: tuple[NeedItem, ...], referrals: tuple[ReferralItem, ...], said: str) -> None:
        """Show what is left, and offer to put the rest back where it was."""
        person = self._person
        before = person.needs, person.referrals

        def put_back() -> None:
            person.needs = _put_back(before[0], needs, person.needs)
            person.referrals = _put_back(before[1], referrals, person.referrals)
            if isValid(self):  # the page is made anew for larger text
                self._after(None)

        person.needs, person.referrals = needs, referrals
        self._after(None)
        self._context.messenger.say(said, put_back)

    def _after(self, need: NeedItem | None) -> None:
        self.rebuild()
        at = next((shown for shown in self.lines if shown.need is need), None)
        (at.first_stop if at is not None else self.add).setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    # --- adding -------------------------------------------------------------------------------------------

    def add_need(self) -> Overlay:
        """Open the need dialog."""
        who = "" if self._person.is_nobody else named(self._person, quiet=self._quiet)
        dialog = NeedDialog(self.window(), self._labels, who, self._person.open_kinds)
        dialog.comes_back("need")
        dialog.noted.connect(self._noted)
        return dialog

    def _noted(self, facts: NeedFacts) -> None:
        need = NeedItem(facts)
        person = self._person
        person.needs = (*person.needs, need)
        self.rebuild()
        self.changed.emit()
        self._asker.ask(NeededConsent(facts), partial(self._judged, person, need))

    def _judged(self, person: PersonState, need: NeedItem, purpose: Purpose | None) -> None:
        need.purpose = purpose
        if person is self._person:
            self.rebuild()
        self.changed.emit()

    def offer_referral(self) -> Overlay:
        """Open the referral dialog; it begins with the last need."""
        needs = [
            (n.key, n.facts.kind, self._labels.of(ListName.NEED, n.facts.kind)) for n in self._person.needs
        ]
        dialog = ReferralDialog(self._context, self.window(), self._labels, needs, self._day())
        dialog.comes_back("referral")
        dialog.offered.connect(self._offered)
        return dialog

    def _offered(self, referral: NewReferral, need_key: object, service: str) -> None:
        service_id = referral.service_id
        item = ReferralItem(
            kind=referral.kind,
            service_id=service_id if isinstance(service_id, UUID) else None,
            service=service,
            need_key=need_key if isinstance(need_key, str) else None,
            steps=referral.steps,
            share=referral.share,
        )
        self._person.referrals = (*self._person.referrals, item)
        self.rebuild()
        self.changed.emit()


def _put_back(before: Sequence[Item], after: Sequence[Item], now: Sequence[Item]) -> tuple[Item, ...]:
    """What was taken out stands where it was; what came or went since is not touched."""
    known, there = {item.key for item in before}, {item.key for item in now}
    taken = known - {item.key for item in after}
    old = (item for item in before if item.key in taken | there)
    return (*old, *(item for item in now if item.key not in known))
