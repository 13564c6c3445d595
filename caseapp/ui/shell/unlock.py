"""The unlock page: no vault name, no person, no role. The passphrase decides what opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from caseapp.ui import flags
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.text import IconLabel, text
from caseapp.ui.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent

    from caseapp.ui.shell.unlock_code import CodePart
    from caseapp.ui.shell.unlock_key_file import KeyFilePart
    from caseapp.ui.widgets.note import Note

KEY_FILE = frozenset({"key_file_needed", "wrong_key_file", "damaged_key_file"})
"""Codes of errors after which the field for a key file is what helps."""
LOW = 36  # em: less than that has no room for the badge above the form


class UnlockPage(QWidget):
    """What stands between anybody and the notes.

    Args:
        languages: code and own name of each language there is.
        parent: owner.

    Attributes:
        unlock_wanted: sent with the passphrase.
        code_wanted: sent with the recovery code and the new passphrase.
        language_wanted: sent with a language code.
        larger_wanted: sent when larger text is wanted.
        help_wanted: sent when help is wanted.
        other_wanted: sent when another vault is to be opened or made.
        restore_wanted: sent when a backup is to be put in the place of the notes.
    """

    unlock_wanted = Signal(str)
    code_wanted = Signal(str, str)
    language_wanted = Signal(str)
    larger_wanted = Signal()
    help_wanted = Signal()
    other_wanted = Signal()
    restore_wanted = Signal()

    def __init__(
        self, languages: list[tuple[str, str]], language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._languages = languages
        self._busy = False
        self.note: Note | None = None
        self.code_part: CodePart | None = None
        self.key_part: KeyFilePart | None = None
        self._held = 0
        self._asked = False
        self._hold_timer: QTimer | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(20), px(12), px(20), px(16))
        outer.setSpacing(px(6))
        self._pane = Scroll()
        outer.addWidget(self._pane, 1)
        outer.addLayout(self._make_foot(language))
        column = self._pane.column
        column.addStretch(10)
        self._badge = self._make_badge()
        column.addWidget(self._badge)
        self.card = QFrame()
        self.card.setProperty("panel", "true")
        self.card.setFixedWidth(px(380))
        self._inside = QVBoxLayout(self.card)
        self._inside.setContentsMargins(px(20), px(20), px(20), px(18))
        self._inside.setSpacing(px(8))
        column.addLayout(_centred(self.card))
        column.addSpacing(px(12))
        self.code_link = Button(tr("Use recovery code"), "link")
        self.code_link.clicked.connect(lambda _checked=False: self.flip())
        column.addLayout(_centred(self.code_link))
        self.other_link = Button(tr("Open other notes"), "link")
        self.other_link.clicked.connect(lambda _checked=False: self.other_wanted.emit())
        column.addLayout(_centred(self.other_link))
        column.addStretch(11)
        self._build_card()

    # --- building ---

    def _make_badge(self) -> QWidget:
        badge = QFrame()
        badge.setProperty("panel", "true")
        badge.setFixedSize(px(56), px(56))
        inside = QVBoxLayout(badge)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(_centred(IconLabel("notebook", "text2", 28)))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, px(24))
        column.setSpacing(px(12))
        column.addLayout(_centred(badge))
        column.addLayout(_centred(text(tr("Notes"), "alias")))
        return holder

    def _build_card(self) -> None:
        self.passphrase = PassphraseEdit()
        self._field = Field(tr("&Passphrase"), self.passphrase)
        self._inside.addWidget(self._field)
        self._hints = QWidget()
        hints = QHBoxLayout(self._hints)
        hints.setContentsMargins(0, 0, 0, 0)
        hints.setSpacing(px(6))
        self._caps_icon = IconLabel("info", "text2", 14)
        self._caps = text(tr("Caps Lock is on"), "caption", tone="text2")
        self._keyboard = text("", "caption", tone="text2")
        for part in (self._caps_icon, self._caps):
            hints.addWidget(part)
        hints.addStretch(1)
        self._keyboard_icon = IconLabel("keyboard", "text2", 14)
        hints.addWidget(self._keyboard_icon)
        hints.addWidget(self._keyboard)
        self._inside.addWidget(self._hints)
        self._middle = QVBoxLayout()
        self._middle.setSpacing(px(8))
        self._inside.addLayout(self._middle)
        self._inside.addSpacing(px(6))
        self.button = Button(tr("Unlock"), "primary", keys="Enter", size="large")
        self.button.setToolTip("")
        self._inside.addWidget(self.button)
        self._wait = text(tr("Takes about one second."), "caption", tone="text2")
        self._wait.setProperty("alignment", flags.CENTRED)
        self._inside.addSpacing(px(2))
        self._inside.addWidget(self._wait)
        self.button.clicked.connect(lambda _checked=False: self._submit())
        self.passphrase.returnPressed.connect(self._submit)
        self.passphrase.caps_seen.connect(self._show_caps)
        self.passphrase.textEdited.connect(self._hide_note)
        self._show_caps(on=False)
        method = QGuiApplication.inputMethod()
        method.localeChanged.connect(self._show_keyboard)
        self._show_keyboard()

    def _make_foot(self, language: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(10))
        name = next((name for code, name in self._languages if code == language), tr("Language"))
        self.language = Button(name, "quiet", icon_name="languages", end_icon="chevron-down", size="small")
        self.language.setAccessibleName(tr("Language: {name}", name=name))
        self.language.clicked.connect(lambda _checked=False: self._choose_language())
        self.larger = Button(tr("Larger text"), "quiet", keys="Ctrl++", size="small")
        self.larger.clicked.connect(lambda _checked=False: self.larger_wanted.emit())
        self.help = Button(tr("Help"), "quiet", keys="F1", size="small")
        self.help.clicked.connect(lambda _checked=False: self.help_wanted.emit())
        row.addWidget(self.language)
        row.addStretch(1)
        row.addWidget(self.larger)
        row.addWidget(self.help)
        return row

    # --- what the window tells ---

    @property
    def with_code(self) -> bool:
        """Whether the recovery code is asked for instead of the passphrase."""
        return self.code_part is not None and self.code_part.isVisibleTo(self)

    def reset(self) -> None:
        """Empty every field; called at lock and after opening."""
        self.passphrase.forget()
        if self.code_part is not None:
            self.code_part.forget()
        if self.key_part is not None:
            self.key_part.path.clear()
        self._asked = False
        self._hide_note()
        self._show_caps(on=False)
        if self.with_code:
            self.flip()
        self.set_busy(busy=False)

    def hold(self, seconds: int) -> None:
        """Take no passphrase for a while; Enter meanwhile counts when the time is over.

        Args:
            seconds: as they stand now; 0 for none.
        """
        if self._hold_timer is None:
            self._hold_timer = QTimer(self)
            self._hold_timer.setInterval(1000)
            self._hold_timer.timeout.connect(lambda: self._count(self._held - 1))
        self._asked = False
        self._count(seconds)

    def _count(self, seconds: int) -> None:
        assert self._hold_timer is not None
        self._held = max(0, seconds)
        if self._held:
            if not self._hold_timer.isActive():
                self._hold_timer.start()
            self.button.setText(tr("Again in {n} s", n=self._held))
            self.button.hide_keys(True)  # noqa: FBT003 - the state of one switch
            return
        self._hold_timer.stop()
        self.set_busy(busy=self._busy)
        if self._asked:
            self._asked = False
            self._submit()

    def ask_for_key_file(self) -> None:
        """Show the field for the file that goes with some passphrases."""
        if self.key_part is None:
            from caseapp.ui.shell.unlock_key_file import KeyFilePart  # noqa: PLC0415 - not before the first paint

            self.key_part = KeyFilePart()
            self._middle.insertWidget(0, self.key_part)

    def offer_restore(self) -> None:
        """Show the way to the backups under what was said."""
        self._note().add_button(tr("Restore a backup…"), self.restore_wanted.emit)

    def set_busy(self, *, busy: bool) -> None:
        """Show that a key is being derived."""
        self._busy = busy
        held = self._held and not busy
        self.button.setText(
            tr("Again in {n} s", n=self._held) if held else tr("Opening…") if busy else tr("Unlock")
        )
        self.button.hide_keys(busy or bool(held))
        self.passphrase.setReadOnly(busy)
        if self.code_part is not None:
            self.code_part.set_busy(busy)

    def refuse(self, words: str, go_on: Callable[[], None] | None = None) -> None:
        """Say why it did not open; nothing that was typed is shown.

        Args:
            words: the sentence.
            go_on: opens in spite of it, where that is a choice.
        """
        from caseapp.ui.widgets.access import announce  # noqa: PLC0415 - not before the first paint

        self.set_busy(busy=False)
        note = self._note()
        note.clear_buttons()
        note.say(words)
        if go_on is not None:
            note.add_button(tr("Go on"), go_on)
        note.show()
        if go_on is None:
            self.passphrase.selectAll()
            target = self.code_part.code if self.code_part is not None and self.with_code else self.passphrase
            target.setFocus()
        announce(self, words, urgent=True)

    def flip(self) -> None:
        """Ask for the recovery code instead of the passphrase, or back."""
        part = self._make_code_part()
        to_code = not self.with_code
        part.setVisible(to_code)
        self._field.setVisible(not to_code)
        self._hints.setVisible(not to_code)
        self.code_link.setText(tr("Use passphrase") if to_code else tr("Use recovery code"))
        self._hide_note()
        (part.code if to_code else self.passphrase).setFocus()

    # --- inside ---

    def _make_code_part(self) -> CodePart:
        if self.code_part is None:
            from caseapp.ui.shell.unlock_code import CodePart  # noqa: PLC0415 - not before the first paint

            self.code_part = CodePart()
            self.code_part.hide()
            self.code_part.entered.connect(self._submit)
            self._middle.insertWidget(0, self.code_part)
        return self.code_part

    def _note(self) -> Note:
        if self.note is None:
            from caseapp.ui.widgets.note import Note  # noqa: PLC0415 - not before the first paint

            self.note = Note("warn", icon_name="info")
            self._middle.addWidget(self.note)
        return self.note

    def _hide_note(self) -> None:
        if self.note is not None:
            self.note.hide()

    def _submit(self) -> None:
        if self._busy:
            return
        if self._held:
            self._asked = True
            return
        part = self.code_part
        if part is None or not self.with_code:
            if self.passphrase.text():
                self.set_busy(busy=True)
                self.unlock_wanted.emit(self.passphrase.text())
            return
        problem = part.problem()
        if problem:
            self.refuse(problem)
        else:
            self.set_busy(busy=True)
            self.code_wanted.emit(part.code.text(), part.passphrase.text())

    def _show_caps(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._caps.setVisible(on)
        self._caps_icon.setVisible(on)

    def _show_keyboard(self) -> None:
        words = QGuiApplication.inputMethod().locale().nativeLanguageName()
        self._keyboard.setText(words)
        self._keyboard.setVisible(bool(words))
        self._keyboard_icon.setVisible(bool(words))

    def _choose_language(self) -> None:
        from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see flags)
        from PySide6.QtWidgets import QMenu  # noqa: PLC0415 - as above

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for code, name in self._languages:
            menu.addAction(name).triggered.connect(partial(self._take_language, code))
        menu.popup(self.language.mapToGlobal(self.language.rect().topLeft()))

    def _take_language(self, code: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        self.language_wanted.emit(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc goes back from the recovery code."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see flags)

        if event.key() == Qt.Key.Key_Escape and self.with_code:
            self.flip()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The caret stands in the passphrase."""
        super().showEvent(event)
        if not self.with_code:
            self.passphrase.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where the page is low for its text, the form comes before the picture."""
        super().resizeEvent(event)
        self._badge.setVisible(self.height() / theme().scale.em >= LOW)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the card in proportion when the text grows."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "card"):
            self.card.setFixedWidth(px(380))


def _centred(widget: QWidget) -> QHBoxLayout:
    """Between two stretches, not by an alignment: an aligned item is not asked for its height by width."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row
