"""What states something: an icon and a word on a soft ground, such as how a consent stands."""

from typing import Final, Literal

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from caseapp.ui.theme.theme import px, tokens
from caseapp.ui.widgets.text import IconLabel, retone, text
from caseapp.ui.words import mark, tr

ChipTone = Literal["ok", "warn", "bad", "info", "neutral", "plain", "unasked"]
ConsentState = Literal["given", "declined", "withdrawn", "not_asked", "not_now"]

CONSENT_LOOK: Final[dict[ConsentState, tuple[ChipTone, str, str]]] = {
    "given": ("ok", "circle-check", mark("Given")),
    "declined": ("neutral", "circle-x", mark("Declined")),
    "withdrawn": ("warn", "undo-2", mark("Withdrawn")),
    "not_asked": ("unasked", "circle-question-mark", mark("Not asked")),
    "not_now": ("unasked", "clock", mark("Could not be asked now")),
}
OUTLINED: Final[dict[str, str]] = {"plain": "text", "unasked": "text2"}
"""Tones without a ground of their own, and the ink of each."""


def dashes(colour: str) -> QPen:
    """The pen of a dashed edge: for what was not asked, or ended early."""
    pen = QPen(QColor(colour), 1)
    pen.setDashPattern([3.0, 2.5])
    return pen


class StateChip(QFrame):
    """A state in an icon and a word on a soft ground; it cannot be pressed.

    Args:
        words: the state.
        tone: ok, warn, bad, info, neutral, plain (outlined) or unasked (dashed).
        icon_name: a Lucide name; empty for none (a day or a count).
        parent: owner.
    """

    def __init__(
        self,
        words: str,
        tone: ChipTone = "neutral",
        icon_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._icon = IconLabel("circle-check", size=14)
        self._words = text("", "caption", weight=500)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._words)
        self._fit()
        self.show_state(words, tone, icon_name)

    def _fit(self) -> None:
        self._row.setContentsMargins(px(6), px(2), px(7), px(2))
        self._row.setSpacing(px(5))
        self.setMinimumHeight(px(22))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Grow with the text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_row"):
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the dashed edge ourselves: the sheet's dashes are dots at this width."""
        super().paintEvent(event)
        if self.property("chip") == "unasked":
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(dashes(tokens().control))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))

    def show_state(self, words: str, tone: ChipTone, icon_name: str = "") -> None:
        """Show another state."""
        retone(self, chip=tone)
        ink = OUTLINED.get(tone, tone)
        self._icon.setVisible(bool(icon_name))
        if icon_name:
            self._icon.show_icon(icon_name, ink)
        self._words.setText(words)
        retone(self._words, tone="" if ink == "text" else ink)
        self.setAccessibleName(words)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()


class ConsentChip(StateChip):
    """The state of a consent; a "no" is an answer and never red.

    Args:
        state: given, declined, withdrawn, not_asked or not_now.
        detail: words after the state, such as "12 Sep, spoken".
        parent: owner.
    """

    def __init__(self, state: ConsentState, detail: str = "", parent: QWidget | None = None) -> None:
        tone, icon_name, words = CONSENT_LOOK[state]
        super().__init__(_joined(tr(words), detail), tone, icon_name, parent)


def _joined(words: str, detail: str) -> str:
    return tr("{state}, {detail}", state=words, detail=detail) if detail else words
