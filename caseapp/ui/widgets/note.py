"""Inline notes: a sentence with a bar at its start edge, and what can be done about it."""

from collections.abc import Callable
from html import escape
from typing import Final, Literal

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStyle, QVBoxLayout, QWidget

from caseapp.ui.theme.theme import px, tokens
from caseapp.ui.widgets.buttons import Button, Kind
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.text import IconLabel, retone, text

NoteTone = Literal["ok", "warn", "bad", "info"]
_ICONS: Final[dict[str, str]] = {
    "ok": "circle-check",
    "warn": "circle-question-mark",
    "bad": "triangle-alert",
    "info": "info",
}


class Note(QFrame):
    """A note under what it is about; it stays until what it says is settled.

    Args:
        tone: ok, warn, bad or info.
        words: the sentence.
        lead: the first words, heavier ("Safety at home:").
        icon_name: another icon than the tone's own.
        parent: owner.
    """

    def __init__(
        self,
        tone: NoteTone,
        words: str = "",
        lead: str = "",
        icon_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone: NoteTone = tone
        self.setProperty("note", tone)
        self._icon = IconLabel(icon_name or _ICONS[tone], tone)
        self.words: QLabel = text(wrap=True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self._lead = lead
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons, gap=px(7))
        self._buttons.hide()
        beside = QVBoxLayout()
        beside.setSpacing(px(6))
        beside.addWidget(self.words)
        beside.addWidget(self._buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(10), px(12), px(10))
        row.setSpacing(px(10))
        held = QVBoxLayout()
        held.setContentsMargins(0, px(2), 0, 0)
        held.addWidget(self._icon)
        held.addStretch(1)
        row.addLayout(held)
        row.addLayout(beside, 1)
        self.say(words, lead=lead)

    def say(self, words: str, tone: NoteTone | None = None, lead: str | None = None) -> None:
        """Change sentence, tone or lead."""
        if tone is not None and tone != self._tone:
            self._tone = tone
            retone(self, note=tone)
            self._icon.show_icon(_ICONS[tone], tone)
        if lead is not None:
            self._lead = lead
        heavy = f'<span style="font-weight:600">{escape(self._lead)}</span> ' if self._lead else ""
        self.words.setText(heavy + escape(words))
        self.setAccessibleName(" ".join(part for part in (self._lead, words) if part))

    def add_button(self, words: str, act: Callable[[], object], kind: Kind = "plain") -> Button:
        """Add a way on, such as "Ask now".

        Args:
            words: translated.
            act: what it does.
            kind: plain, or quiet for the lesser way.

        Returns:
            The button.
        """
        button = Button(words, kind, size="small")
        button.clicked.connect(lambda _checked=False: act())
        self._flow.addWidget(button)
        self._buttons.show()
        return button

    def clear_buttons(self) -> None:
        """Take all buttons away."""
        self._flow.clear()
        self._buttons.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ground, then the bar at the start edge, which a style sheet would not mirror."""
        super().paintEvent(event)
        painter = QPainter(self)
        bar = QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(0, 0, px(4), self.height()))
        painter.fillRect(bar, QColor(tokens().colour(self._tone)))
