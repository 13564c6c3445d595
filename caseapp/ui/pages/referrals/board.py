"""The board: four columns of cards, one card chosen over all of them."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from caseapp.casework.queries.referrals import ReferralRow
from caseapp.domain.referral import Stage
from caseapp.ui.naming import STAGES, Labels, said
from caseapp.ui.pages.referrals.cards import CardList
from caseapp.ui.pages.referrals.words import card_of
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.state_chip import StateChip
from caseapp.ui.widgets.text import text
from caseapp.ui.words import mark, tr, trn

_ASIDES: Final = {
    Stage.OFFERED: mark("person decides"),
    Stage.MADE: mark("service answers"),
    Stage.ATTENDED: mark("ask: did it help?"),
    Stage.CLOSED: mark("last 31 days"),
}
MOST: Final = 200  # cards of a column before "Show more": thousands take half a second to lay out
_ROOMY: Final = 1080  # width at which hints stand over the columns, as drawn
_EMPTY: Final = {
    Stage.OFFERED: mark("Nothing offered that waits for an answer."),
    Stage.MADE: mark("Nothing waits for a service."),
    Stage.ATTENDED: mark("Nobody to ask whether it helped."),
    Stage.CLOSED: mark("Nothing ended in the last 31 days."),
}


class _StageColumn(QWidget):
    """Head and cards of one stage."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        title = said(STAGES, stage)
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(text(title, "heading"))
        self._count = StateChip("0", "neutral")
        head.addWidget(self._count)
        head.addStretch(1)
        self.aside = text(tr(_ASIDES[stage]), "caption", tone="text2")
        head.addWidget(self.aside)
        self._rows: list[ReferralRow] = []
        self._labels = Labels()
        self._most = MOST
        self.list = CardList(title)
        self.more = Button(tr("Show more"), "link")
        self.more.clicked.connect(lambda _checked=False: self._show_more())
        self.more.hide()
        empty = EmptyState(tr(_EMPTY[stage]))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_rows(self, rows: Sequence[ReferralRow], labels: Labels) -> None:
        """Show the referrals of this stage, the first of them where there are very many; all are counted."""
        self._rows, self._labels = list(rows), labels
        self._count.show_state(QLocale().toString(len(rows)), "neutral")
        self._stack.setCurrentIndex(0 if rows else 1)
        self._show()

    def _show(self) -> None:
        self.list.cards.set_cards([card_of(row, self._labels) for row in self._rows[: self._most]])
        hidden = len(self._rows) - self._most
        self.more.setVisible(hidden > 0)
        if hidden > 0:
            step = min(hidden, MOST)
            self.more.setText(trn("Show {n} more", "Show {n} more", step))
            self.more.setAccessibleName(
                tr("{stage}: show {n} more of {all}", stage=said(STAGES, self.stage), n=step, all=hidden)
            )
            self.more.updateGeometry()

    def _show_more(self) -> None:
        first = self._most
        self._most += MOST
        self._show()
        self.list.choose(first)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def place_of(self, key: object) -> int:
        """The number of a card, shown now if it was among those that are not; -1 if there is none."""
        number = next((n for n, row in enumerate(self._rows) if row.referral_id == key), -1)
        if number >= self._most:
            self._most = (number // MOST + 1) * MOST
            self._show()
        return number


class Board(QWidget):
    """Four columns; arrow keys walk inside and across.

    Args:
        parent: the page.

    Attributes:
        current_changed: sent with the chosen key, or None.
        taken: sent with the key on Enter or double click.
        letter: sent with a single letter and the key.
    """

    current_changed = Signal(object)
    taken = Signal(object)
    letter = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = [_StageColumn(stage) for stage in Stage]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(11))
        for number, column in enumerate(self.columns):
            row.addWidget(column, 1)
            column.list.current_changed.connect(lambda key, n=number: self._chosen(n, key))
            column.list.across.connect(lambda step, n=number: self._go_across(n, step))
            column.list.taken.connect(self.taken)
            column.list.letter.connect(self.letter)

    def show_rows(self, rows: Sequence[ReferralRow], labels: Labels) -> None:
        """Show referrals; the chosen one stays chosen, in whichever column it is now."""
        now = self.current_key()
        at, place = self._where()
        had_focus = any(column.list.hasFocus() for column in self.columns)
        for column in self.columns:
            column.show_rows([row for row in rows if row.stage is column.stage], labels)
        if now is None:
            if had_focus:
                self.take_focus()  # the keyboard was here before the cards came
            return
        if not self.go_to(now, focus=had_focus):
            self.columns[at].list.choose(place)
            self.current_changed.emit(self.current_key())

    def _where(self) -> tuple[int, int]:
        for number, column in enumerate(self.columns):
            if column.list.current_key() is not None:
                return number, column.list.currentIndex().row()
        return 0, 0

    def current_key(self) -> object:
        """The key of the chosen card, or None."""
        number, _place = self._where()
        return self.columns[number].list.current_key()

    def go_to(self, key: object, *, focus: bool = True) -> bool:
        """Choose a card.

        Args:
            key: of the referral.
            focus: whether the keyboard goes there.

        Returns:
            Whether it is on the board.
        """
        for column in self.columns:
            number = column.place_of(key)
            if number >= 0:
                column.list.choose(number)
                if focus:
                    column.list.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def _chosen(self, number: int, key: object) -> None:
        for other, column in enumerate(self.columns):
            if other != number:
                column.list.let_go()
        self.current_changed.emit(key)

    def _go_across(self, number: int, step: int) -> None:
        """To the next column that has a card, at the same height."""
        place = self.columns[number].list.currentIndex().row()
        at = number + step
        while 0 <= at < len(self.columns):
            target = self.columns[at].list
            if target.cards.cards:
                target.choose(place)
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return
            at += step

    def take_focus(self) -> None:
        """Put the keyboard on the chosen card, or on the first there is."""
        key = self.current_key()
        if key is not None and self.go_to(key):
            return
        for column in self.columns:
            if column.list.cards.cards:
                column.list.choose(0)
                column.list.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Aliases become codes, needs become dots."""
        for column in self.columns:
            column.list.painter_of_cards.quiet = on
            column.list.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the hints over the columns away where there is no room for them."""
        super().resizeEvent(event)
        roomy = self.width() >= px(_ROOMY)
        for column in self.columns:
            column.aside.setVisible(roomy)
