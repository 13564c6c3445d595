"""The bar at the foot of the form: what is missing as links, keep, discard, save."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from caseapp.ui.pages.log_contact.saving import MISSING
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.buttons import Button, icon_button
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.keys import KeyHints
from caseapp.ui.widgets.text import IconLabel, text
from caseapp.ui.words import tr


class ActionBar(QFrame):
    """Never scrolls away.

    Attributes:
        wanted: sent with the code of a missing field whose link was pressed.
        save, keep, discard: the buttons.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "action")
        self.hints = KeyHints(
            (
                ("Tab", tr("next")),
                (tr("Alt+letter"), tr("jump")),
                ("Space", tr("pick")),
                ("Esc", tr("back, draft is kept")),
            )
        )
        self.hints.setMinimumWidth(1)  # hints give way before the page does
        self.missing = QWidget()
        self._flow = FlowLayout(self.missing, gap=px(6), line_gap=px(2))
        self.links: list[Button] = []
        self.missing.hide()
        self.discard = icon_button("trash", tr("Discard this draft"))
        self.keep = Button(tr("&Keep as draft"), size="bar")
        self.save = Button(tr("Save contact"), "primary", icon_name="check", keys="Ctrl+Enter", size="bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(9), px(16), px(9))
        row.setSpacing(px(12))
        row.addWidget(self.hints, 1)
        row.addWidget(self.missing, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.discard, self.keep, self.save):
            row.addWidget(button)
        self._width = Width.WIDE

    def set_width(self, width: Width) -> None:
        """Hide the hints where the page is narrow."""
        self._width = width
        narrow = width is Width.NARROW
        self.hints.setVisible(not narrow and not self.links)
        self.save.hide_keys(narrow)

    def show_missing(self, codes: Sequence[str]) -> None:
        """Say in one sentence what is missing, each a link to its field."""
        self._flow.clear()
        self.links = []
        if codes:
            sign = IconLabel("circle-alert", "warn")
            lead = text(tr("Before saving, please add:"), "small")
            for part in (sign, lead):  # as high as the links, so that all stand on one line
                part.setMinimumHeight(theme().scale.target)
                self._flow.addWidget(part)
        for code in codes:
            link = Button(tr(MISSING[code]), "link")
            link.clicked.connect(lambda _on=False, c=code: self.wanted.emit(c))
            self._flow.addWidget(link)
            self.links.append(link)
        self.missing.setVisible(bool(codes))
        self.set_width(self._width)
        if codes:
            words = ", ".join(link.text() for link in self.links)
            announce(self, tr("Before saving, please add: {fields}", fields=words), urgent=True)
