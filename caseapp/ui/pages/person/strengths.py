"""What already works and who helps, from what was going well in her contacts; before any need."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from caseapp.casework.queries.person import PersonView
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dates import short_day
from caseapp.ui.naming import Labels
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.emptying import empty
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import IconLabel, text
from caseapp.ui.words import dots, tr

_MOST: Final = 6
_ICONS: Final = {
    "peer_helped": "users",
    "helped_someone": "heart-handshake",
    "own_way": "handshake",
    "calmer": "circle-check",
}


class Strengths(Panel):
    """The first panel of the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What already works, who helps"), "sprout", parent=parent)
        self._quiet = False
        self._words: list[tuple[QLabel, str]] = []
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(px(14), px(10), px(14), px(12))
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(9))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._one = False
        self._items: list[tuple[str, str, str]] = []
        self.body.addWidget(self._holder)

    def show_view(self, view: PersonView, labels: Labels) -> None:
        """Show the newest, each thing once."""
        seen: dict[str, tuple[str, str, str]] = {}
        for on, code, words in view.strengths:
            label = labels.of(ListName.GOING_WELL, code) if code else ""
            said = words.strip() or label
            if said and said not in seen:
                seen[said] = (_ICONS.get(code, "quote"), said, short_day(on))
        self._items = list(seen.values())[:_MOST]
        self._fill()

    def set_one_column(self, *, one: bool) -> None:
        """One below the other where the page is narrow."""
        if one != self._one:
            self._one = one
            self._fill()

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self._quiet = on
        for label, words in self._words:
            label.setText(dots(words) if on else words)

    def _fill(self) -> None:
        empty(self._grid)
        self._words = []
        if not self._items:
            nothing = tr("What goes well in a contact will stand here, before any need.")
            self._grid.addWidget(text(nothing, tone="text2", wrap=True), 0, 0, 1, 2)
        columns = 1 if self._one else 2
        for number, (icon_name, words, day) in enumerate(self._items):
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(px(8))
            label = text(words, wrap=True)
            label.setToolTip(day)
            row.addWidget(IconLabel(icon_name, "ok"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label, 1)
            self._words.append((label, words))
            self._grid.addWidget(holder, number // columns, number % columns, 1, 3 - columns)
        self.set_quiet(self._quiet)
