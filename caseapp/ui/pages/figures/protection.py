"""The panel that says in plain words how a month is protected, and shows the proof as it leaves."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from caseapp.figures.requests import Protection
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.emptying import empty
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.state_chip import StateChip
from caseapp.ui.widgets.text import IconLabel, text
from caseapp.ui.words import isolated, tr, trn


class ProtectionPanel(Panel):
    """How the chosen month is protected.

    Args:
        parent: the page.

    Attributes:
        proof_wanted: sent when the proof file is to be shown.
    """

    proof_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Protection"), "shield", parent=parent)
        self.state = StateChip(tr("Checking…"), "neutral", "clock")
        self.add_action(self.state)
        self.pad_body()
        self._points = QVBoxLayout()
        self._points.setSpacing(px(9))
        self.body.addLayout(self._points)
        self.proof = Button(tr("Show the proof file"), "link")
        self.proof.clicked.connect(lambda _on: self.proof_wanted.emit())
        row = QHBoxLayout()
        row.addWidget(self.proof)
        row.addStretch(1)
        self.body.addLayout(row)

    def show_checking(self) -> None:
        """The month is being attacked once more."""
        self.state.show_state(tr("Checking…"), "neutral", "clock")
        words = tr("Trying to work out true numbers from everything published so far.")
        self._list([("search", "text2", tr("Attacker check"), words)])

    def show_protection(self, found: Protection) -> None:
        """Say what the check came to."""
        if found.safe:
            self.state.show_state(tr("Passed"), "ok", "circle-check")
            first = ("circle-check", "ok", tr("Attacker check: passed"))
        else:
            self.state.show_state(tr("Failed"), "bad", "triangle-alert")
            first = ("triangle-alert", "bad", tr("Attacker check: failed"))
        tried = tr("Tried to work out true numbers from everything published.")
        low, high = found.narrowest
        span = isolated(f"{low}–{high}")
        earlier = trn("Compared with {n} earlier month.", "Compared with {n} earlier months.", found.earlier)
        self._list(
            [
                (*first, tried if found.safe else found.found[0]),
                (
                    "shield",
                    "ok",
                    tr("Narrowest interval: {span}", span=span),
                    tr("The closest anyone could get to a true number: within 7 of what is shown."),
                ),
                (
                    "layout-grid",
                    "ok",
                    trn("{n} figure checked", "{n} figures checked", found.figures),
                    earlier if found.earlier else tr("This is the first month."),
                ),
                (
                    "user",
                    "info",
                    tr("People who did not say “count me”"),
                    tr("Left out. How many is protected too."),
                ),
            ]
        )

    def _list(self, points: list[tuple[str, str, str, str]]) -> None:
        empty(self._points)
        for icon_name, tone, title, words in points:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(px(10))
            row.addWidget(IconLabel(icon_name, tone), 0, Qt.AlignmentFlag.AlignTop)
            said = QVBoxLayout()
            said.setSpacing(px(1))
            said.addWidget(text(title, weight=600, wrap=True))
            said.addWidget(text(words, "small", tone="text2", wrap=True))
            row.addLayout(said, 1)
            self._points.addWidget(holder)


def show_proof(window: QWidget, month: str, proof: str) -> Overlay:
    """Show the proof file of a month, as it leaves.

    Args:
        window: the main window.
        month: in words.
        proof: JSON text.
    """
    title, under = tr("Proof of {month}", month=month), tr("As it stands in the release.")
    dialog = Overlay(window, title, under, wide=60, tall=42)
    view = QPlainTextEdit(proof)
    view.setReadOnly(True)
    view.setTabChangesFocus(True)
    view.setAccessibleName(tr("Proof file"))
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    dialog.body.addWidget(view, 1)
    dialog.add_cancel(tr("Close"))
    dialog.open_over(view)
    return dialog
