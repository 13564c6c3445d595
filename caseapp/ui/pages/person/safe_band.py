"""The safe-contact rule above the hidden number: read first, shown for 20 s, copied in a second step."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.queries.person import MeansRow
from caseapp.domain.consent import Answer
from caseapp.ui.dates import short_day
from caseapp.ui.dialogs.answer import consent_state
from caseapp.ui.dialogs.words import MEANS
from caseapp.ui.naming import said
from caseapp.ui.pages.safe_words import safe_lead, safe_rest
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.secret_clipboard import SECONDS, secret_clipboard
from caseapp.ui.widgets.state_chip import ConsentChip
from caseapp.ui.widgets.text import IconLabel, text
from caseapp.ui.words import isolated, tr

_HIDDEN: Final = "••• ••• •"


class SafeBand(QFrame):
    """One way to reach a person.

    Args:
        row: the way.
        noted: called when the number was shown, so that it stands in the audit.
        parent: owner.

    Attributes:
        change_wanted: sent with the row.
        second: what a second of the countdown lasts, in milliseconds; tests shorten it.
    """

    change_wanted = Signal(object)
    second = 1000

    def __init__(self, row: MeansRow, noted: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self._noted = noted
        self._left = 0
        self._armed = False  # the rule was read: the next press shows the number
        self._copying = False
        self._copied = False
        self.setProperty("note", "info")
        rule = row.rule
        lead = safe_lead(rule)
        none = tr("No rule was agreed. Ask before you use it.")
        self.lead = text(tr("Safe contact: {rule}.", rule=lead) if lead else tr("Safe contact:"), weight=600)
        self.lead.setWordWrap(True)
        self.rest = text(safe_rest(rule) if not rule.is_empty else none, wrap=True)
        agreed = tr("Agreed on {day}.", day=short_day(row.agreed_on)) if row.agreed_on is not None else ""
        others = tr("Other people may see it.") if rule.seen_by_others else ""
        self.small = text(
            " ".join(part for part in (agreed, others) if part), "caption", tone="text2", wrap=True
        )
        if not self.small.text():
            self.small.hide()
        self.number = text("", tone="text2")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.number.setMinimumHeight(theme().scale.small_button)
        self.show_button = Button("", icon_name="eye", size="small")
        self.copy_button = Button(tr("Copy"), "quiet", size="small")
        self.change = Button(tr("Change"), "quiet", size="small")
        self.change.setAccessibleName(tr("Change the way to reach her and its rule"))
        self.change.clicked.connect(lambda: self.change_wanted.emit(self.row))
        self.show_button.clicked.connect(self._press)
        self.copy_button.clicked.connect(self._copy)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._build()
        self._look()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(px(2))
        for part in (self.lead, self.rest, self.small):
            words.addWidget(part)
        acts = QWidget()
        flow = FlowLayout(acts, gap=px(10))
        flow.addWidget(self.number)
        if self.row.consent is not Answer.GIVEN:
            flow.addWidget(_in_line(ConsentChip(consent_state(self.row.consent))))
        for button in (self.show_button, self.copy_button, self.change):
            flow.addWidget(button)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(px(10))
        self._across.addLayout(words, 1)
        self._across.addWidget(acts)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(9), px(14), px(9))
        row.setSpacing(px(12))
        row.addWidget(IconLabel("message-circle", "info", 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._across, 1)

    def set_wide(self, *, wide: bool) -> None:
        """The number stands beside the rule, or under it; never above."""
        self._across.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    @property
    def shows(self) -> bool:
        """Whether the number can be read now."""
        return self._left > 0

    def _look(self) -> None:
        kind = said(MEANS, self.row.kind)
        if self.shows:
            self.number.setText(f"{kind} {isolated(self.row.value)}")
            self.show_button.setText(tr("Hide"))
            self.show_button.set_icon_name("eye-off")
            self.show_button.set_detail(tr("{n} s", n=self._left))
        else:
            hidden = f"{_HIDDEN}{self.row.hint}" if self.row.hint else _HIDDEN
            self.number.setText(f"{kind} {isolated(hidden)}")
            ready = tr("I read the rule: show it") if self._armed else tr("Show for {n} s", n=SECONDS)
            self.show_button.setText(ready)
            self.show_button.set_icon_name("eye")
            self.show_button.set_detail("")
        self.copy_button.setVisible(self.shows)
        self.copy_button.setText(tr("Copy it for {n} s", n=SECONDS) if self._copying else tr("Copy"))
        self.show_button.updateGeometry()

    def _press(self) -> None:
        if self.shows:
            self.hide_number()
        elif not self._armed:
            self._armed = True
            announce(self, f"{self.lead.text()} {self.rest.text()}")
            self._look()
        else:
            self._armed = False
            self._left = SECONDS
            self._timer.start(self.second)
            self._noted()
            self._look()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.hide_number()
        else:
            self._look()

    def hide_number(self) -> None:
        """Hide it again."""
        self._timer.stop()
        self._left = 0
        self._armed = self._copying = False
        self._look()

    def _copy(self) -> None:
        if not self._copying:
            self._copying = True
            self._look()
            return
        self._copying = False
        self._copied = True
        secret_clipboard().copy(self.row.value, SECONDS * self.second)
        self._look()

    def clear_clipboard(self) -> None:
        """Take the number out of the clipboard, if it is still there."""
        if self._copied:
            secret_clipboard().take_back(self.row.value)
        self._copied = False

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Leaving the page, or a lock, hides the number and empties the clipboard."""
        super().hideEvent(event)
        self.hide_number()
        self.clear_clipboard()


def _in_line(chip: ConsentChip) -> QWidget:
    """A chip as high as the buttons beside it, so that all stand on one line."""
    holder = QWidget()
    holder.setMinimumHeight(theme().scale.small_button)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(chip)
    return holder
