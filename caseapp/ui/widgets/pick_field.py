"""A field in which one of a long list is chosen by typing part of its name."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from caseapp.ui.widgets.row import Row
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.words import tr, trn


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to choose.

    Attributes:
        value: what the form stores.
        words: its name.
        detail: what it belongs to; can be typed as well.
    """

    value: object
    words: str
    detail: str = ""


def plain(words: str) -> str:
    """Words without accents and case, for comparing."""
    split = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


class PickField(SearchField):
    """Type, then Enter; the arrow keys open the whole list.

    Args:
        placeholder: what is chosen here; also the accessible name.
        parent: owner.

    Attributes:
        chosen: sent with the value when the user chose one.
    """

    chosen = Signal(object)

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent=parent)
        self._picks: tuple[Pick, ...] = ()
        self._value: object = None
        self.textEdited.connect(self._edited)
        self.taken.connect(self._took)

    def set_picks(self, picks: Sequence[Pick]) -> None:
        """Offer these; the choice made stays if it is among them."""
        self._picks = tuple(picks)
        if self._value is not None:
            self.choose(self._value)
        elif self.text():
            self.put_words(self.text())

    def value(self) -> object:
        """What is chosen, or None."""
        return self._value

    def choose(self, value: object) -> bool:
        """Choose without telling anybody.

        Returns:
            Whether it is offered.
        """
        pick = next((pick for pick in self._picks if pick.value == value), None)
        self._value = pick.value if pick is not None else None
        self.setText(pick.words if pick is not None else "")
        self.close_matches()
        return pick is not None

    def put_words(self, words: str) -> None:
        """Show words as if they were typed; what is called exactly so is chosen."""
        pick = next((pick for pick in self._picks if pick.words == words), None)
        if pick is not None:
            self._took(pick.value)
        else:
            self._value = None
            self.setText(words)

    def found(self, words: str) -> list[Pick]:
        """What fits some words: names that begin so, then names that hold them, then their groups."""
        typed = plain(words.strip())
        ranked: list[tuple[int, int, Pick]] = []
        for number, pick in enumerate(self._picks):
            name = plain(pick.words)
            if name.startswith(typed):
                ranked.append((0, number, pick))
            elif any(part.startswith(typed) for part in name.split()):
                ranked.append((1, number, pick))
            elif typed in name or plain(pick.detail).startswith(typed):
                ranked.append((2, number, pick))
            elif isinstance(pick.value, str) and any(
                part.startswith(typed) for part in plain(pick.value).split("_")
            ):
                ranked.append((3, number, pick))  # "dent" finds what the list calls teeth
        return [pick for _rank, _number, pick in sorted(ranked, key=lambda item: item[:2])]

    def _edited(self, words: str) -> None:
        self._value = None
        if words.strip():
            self._show(words)

    def _show(self, words: str) -> None:
        picks = self.found(words)
        heading = trn("{n} fits", "{n} fit", len(picks)) if picks else tr("Nothing here is called so.")
        self.show_matches(
            heading, [Row(key=p.value, title=p.words, end=p.detail, private=False) for p in picks]
        )

    def _took(self, value: object) -> None:
        if self.choose(value):
            self.chosen.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Down opens the whole list while nothing is typed."""
        if event.key() == Qt.Key.Key_Down and not self.matches_open:
            self._show("" if self._value is not None else self.text())
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Typed words that fit one thing only have chosen it."""
        super().focusOutEvent(event)
        typed = self.text().strip()
        if typed and self._value is None:
            picks = self.found(typed)
            exact = [pick for pick in picks if plain(pick.words) == plain(typed)] or picks
            if len(exact) == 1:
                self._took(exact[0].value)
