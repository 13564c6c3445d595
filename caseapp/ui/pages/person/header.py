"""The head of the person page: alias, code, facts, what can be done, and the ways to reach her."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.queries.person import PersonView
from caseapp.ui.pages.person.safe_band import SafeBand
from caseapp.ui.pages.person.words import facts_line
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import text
from caseapp.ui.words import isolated, tr

_GAP: Final = "\u2003"  # an em space, so that facts stand apart without marks
_SHORT: Final = 28  # letters; a longer fact may break


def _whole(words: str) -> str:
    """A short fact stays on one line."""
    return words.replace(" ", "\u00a0") if len(words) <= _SHORT else words


class Header(QWidget):
    """Stands above everything else of the page.

    Attributes:
        log, edit, means, consent: the acts.
    """

    log_wanted = Signal()
    edit_wanted = Signal()
    means_wanted = Signal()
    consent_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: PersonView | None = None
        self._quiet = False
        self._wide = True
        self.bands: list[SafeBand] = []
        self.alias = text("", "alias", wrap=True)
        self.code = text("", tone="text2")
        self._facts = text("", tone="text2", wrap=True)
        self.log = Button(tr("&Log contact"), icon_name="plus")
        self.edit = Button(tr("&Edit"), icon_name="pencil")
        self.means = Button(tr("Add a &way to reach her"), icon_name="phone")
        self.consent = Button(tr("&Consent"), icon_name="badge-check")
        self.log.clicked.connect(self.log_wanted)
        self.edit.clicked.connect(self.edit_wanted)
        self.means.clicked.connect(self.means_wanted)
        self.consent.clicked.connect(self.consent_wanted)
        self.panel = Panel()
        self._acts = QWidget()
        flow = FlowLayout(self._acts, gap=px(8))
        for button in (self.log, self.consent, self.edit, self.means):
            flow.addWidget(button)
        title = QHBoxLayout()
        title.setSpacing(px(10))
        title.addWidget(self.alias)
        title.addWidget(self.code, 1, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addLayout(title)
        words.addWidget(self._facts)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setContentsMargins(px(14), px(12), px(14), px(10))
        self._top.setSpacing(px(12))
        self._top.addLayout(words, 1)
        self._top.addWidget(self._acts, 0)
        self.panel.body.addLayout(self._top)
        self._bands = QVBoxLayout()
        self._bands.setSpacing(0)
        self.panel.body.addLayout(self._bands)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)

    def show_view(self, view: PersonView, bands: Sequence[SafeBand]) -> None:
        """Show a person with the ways to reach her."""
        self._view = view
        for band in self.bands:
            band.hide()
            band.deleteLater()
        self.bands = list(bands)
        for band in bands:
            band.set_wide(wide=self._wide)
            self._bands.addWidget(band)
        self._say()

    def _say(self) -> None:
        view = self._view
        if view is None:
            return
        facts = view.facts
        hidden = self._quiet or not facts.alias
        self.alias.setText(isolated(facts.code) if hidden else facts.alias)
        self.code.setText("" if hidden else isolated(facts.code))
        self._facts.setText(_GAP.join(_whole(words) for words in facts_line(view, quiet=self._quiet)))

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self._quiet = on
        if on:
            for band in self.bands:
                band.hide_number()
        self._say()

    def set_width(self, width: Width) -> None:
        """The acts stand beside the name, or under it."""
        self._wide = wide = width is Width.WIDE
        for band in self.bands:
            band.set_wide(wide=wide)
        self._top.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
