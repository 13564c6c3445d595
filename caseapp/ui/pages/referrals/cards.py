"""A column of cards: the list and its model."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from caseapp.ui.pages.referrals.card_delegate import CARD_ROLE, CardDelegate, Index
from caseapp.ui.pages.referrals.words import Card


class CardModel(QAbstractListModel):
    """The cards of one column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[Card] = []

    def set_cards(self, cards: Sequence[Card]) -> None:
        """Show these cards."""
        self.beginResetModel()
        self.cards = list(cards)
        self.endResetModel()

    def find(self, key: object) -> int:
        """The number of a card, or -1."""
        return next((number for number, card in enumerate(self.cards) if card.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's default and name
        """How many."""
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:  # noqa: ANN401 - Qt's variant
        """The card for the painter, its words for everyone else."""
        if not index.isValid():
            return None
        card = self.cards[index.row()]
        if role == CARD_ROLE:
            return card
        if role in {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)}:
            return card.spoken
        return None


class CardList(QListView):
    """One column of the board.

    Args:
        name: of the column, for screen readers.
        parent: owner.

    Attributes:
        current_changed: sent with the current card's key when it is chosen here.
        across: sent with -1 or +1 when the keyboard goes to the column before or after.
        taken: sent with the key on Enter or double click.
        letter: sent with a single letter and the key.
    """

    current_changed = Signal(object)
    across = Signal(int)
    taken = Signal(object)
    letter = Signal(str, object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = CardModel(self)
        self.painter_of_cards = CardDelegate(self)
        self.setModel(self.cards)
        self.setItemDelegate(self.painter_of_cards)
        self.setAccessibleName(name)
        self.setProperty("ring", "none")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda index: self.taken.emit(self.cards.cards[index.row()].key))

    def current_key(self) -> object:
        """The key of the chosen card, or None."""
        index = self.currentIndex()
        return self.cards.cards[index.row()].key if index.isValid() else None

    def choose(self, number: int) -> None:
        """Choose a card by its place, as near as there is one."""
        last = len(self.cards.cards) - 1
        if last >= 0:
            self.setCurrentIndex(self.cards.index(min(max(number, 0), last)))

    def let_go(self) -> None:
        """Choose nothing."""
        self.selectionModel().clear()
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell the board."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.current_changed.emit(self.cards.cards[current.row()].key)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """A card is chosen when the keyboard comes."""
        super().focusInEvent(event)
        index = self.currentIndex()
        if not index.isValid() or not self.selectionModel().isSelected(index):
            self.choose(max(index.row(), 0))
            if self.currentIndex().isValid():
                self.current_changed.emit(self.current_key())
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Narrower cards are higher."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Left and right go across the columns, letters and Enter go to the page."""
        forward = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        backward = Qt.Key.Key_Right if self.isRightToLeft() else Qt.Key.Key_Left
        key, chosen = event.key(), self.current_key()
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if plain and key in {forward, backward}:
            self.across.emit(1 if key == forward else -1)
        elif plain and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and chosen is not None:
            self.taken.emit(chosen)
        elif plain and event.text().isalpha() and chosen is not None:
            self.letter.emit(event.text().upper(), chosen)
        else:
            super().keyPressEvent(event)
