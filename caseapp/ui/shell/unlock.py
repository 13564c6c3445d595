"""The unlock page: no vault name, no person, no role. The passphrase decides what opens."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.passphrase import ENOUGH, PassphraseEdit, Strength
from caseapp.ui.widgets.text import IconLabel, text
from caseapp.ui.words import tr


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
    """

    unlock_wanted = Signal(str)
    code_wanted = Signal(str, str)
    language_wanted = Signal(str)
    larger_wanted = Signal()
    help_wanted = Signal()
    other_wanted = Signal()

    def __init__(
        self, languages: list[tuple[str, str]], language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._languages = languages
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._busy = False
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(20), px(20), px(16))
        column.setSpacing(0)
        column.addStretch(10)
        column.addWidget(self._make_badge(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(px(12))
        title = text(tr("Notes"), "title")
        title.setProperty("type", "alias")
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(px(24))
        self.card = QFrame()
        self.card.setProperty("panel", "true")
        self.card.setFixedWidth(px(380))
        self._inside = QVBoxLayout(self.card)
        self._inside.setContentsMargins(px(20), px(20), px(20), px(18))
        self._inside.setSpacing(px(8))
        # Between two stretches, not by an alignment: an aligned item is not asked for its height by width.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.card)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addSpacing(px(12))
        self.code_link = Button(tr("Use recovery code"), "link")
        self.code_link.clicked.connect(lambda _checked=False: self._flip())
        column.addWidget(self.code_link, 0, Qt.AlignmentFlag.AlignHCenter)
        self.other_link = Button(tr("Open other notes"), "link")
        self.other_link.clicked.connect(lambda _checked=False: self.other_wanted.emit())
        column.addWidget(self.other_link, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(11)
        column.addLayout(self._make_foot(language))
        self._build_card()

    # --- building ---

    def _make_badge(self) -> QWidget:
        badge = QFrame()
        badge.setProperty("panel", "true")
        badge.setFixedSize(px(56), px(56))
        inside = QHBoxLayout(badge)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(IconLabel("notebook", "text2", 28), 0, Qt.AlignmentFlag.AlignCenter)
        return badge

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
        self._code_part = self._make_code_part()
        self._inside.addWidget(self._code_part)
        self.note = Note("warn", icon_name="info")
        self.note.hide()
        self._inside.addWidget(self.note)
        self._inside.addSpacing(px(6))
        self.button = Button(tr("Unlock"), "primary", keys="Enter", size="large")
        self.button.setToolTip("")
        self._inside.addWidget(self.button)
        self._wait = text(tr("Takes about one second."), "caption", tone="text2")
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._inside.addSpacing(px(2))
        self._inside.addWidget(self._wait)
        self.button.clicked.connect(lambda _checked=False: self._submit())
        self.passphrase.returnPressed.connect(self._submit)
        self.passphrase.caps_seen.connect(self._show_caps)
        self.passphrase.textEdited.connect(lambda _text: self.note.hide())
        self._show_caps(on=False)
        method = QGuiApplication.inputMethod()
        method.localeChanged.connect(self._show_keyboard)
        self._show_keyboard()

    def _make_code_part(self) -> QWidget:
        """The recovery code and a new passphrase; hidden until asked for."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        self.code = QLineEdit()
        self.code.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.new_passphrase = PassphraseEdit()
        self.repeat = PassphraseEdit()
        column.addWidget(Field(tr("&Recovery code"), self.code, tr("13 groups; dashes may be left out")))
        column.addWidget(Field(tr("&New passphrase"), self.new_passphrase))
        self._strength = Strength(self.new_passphrase)
        column.addWidget(self._strength)
        column.addWidget(Field(tr("Repeat &it"), self.repeat))
        self.repeat.returnPressed.connect(self._submit)
        part.hide()
        return part

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

    def reset(self) -> None:
        """Empty every field; called at lock and after opening."""
        for field in (self.passphrase, self.new_passphrase, self.repeat):
            field.forget()
        self.code.clear()
        self.note.hide()
        self._show_caps(on=False)
        if self._code_part.isVisibleTo(self):
            self._flip()
        self.set_busy(busy=False)

    def set_busy(self, *, busy: bool) -> None:
        """Show that a key is being derived."""
        self._busy = busy
        self.button.setText(tr("Opening…") if busy else tr("Unlock"))
        self.button.hide_keys(busy)
        for field in (self.passphrase, self.code, self.new_passphrase, self.repeat):
            field.setReadOnly(busy)

    def refuse(self, words: str, go_on: Callable[[], None] | None = None) -> None:
        """Say why it did not open; nothing that was typed is shown.

        Args:
            words: the sentence.
            go_on: opens in spite of it, where that is a choice.
        """
        self.set_busy(busy=False)
        self.note.clear_buttons()
        self.note.say(words)
        if go_on is not None:
            self.note.add_button(tr("Go on"), go_on)
        self.note.show()
        if go_on is None:
            self.passphrase.selectAll()
            target = self.code if self._code_part.isVisible() else self.passphrase
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, words, urgent=True)

    # --- inside ---

    def _submit(self) -> None:
        if self._busy:
            return
        if not self._code_part.isVisible():
            if self.passphrase.text():
                self.set_busy(busy=True)
                self.unlock_wanted.emit(self.passphrase.text())
            return
        if not self.code.text().strip():
            self.refuse(tr("Type the recovery code that was noted when the vault was made."))
        elif self._strength.judge() < ENOUGH:
            self.refuse(tr("The new passphrase would be guessed. Add another word, then try again."))
        elif self.new_passphrase.text() != self.repeat.text():
            self.refuse(tr("The two new passphrases differ. Type the second one again."))
        else:
            self.set_busy(busy=True)
            self.code_wanted.emit(self.code.text(), self.new_passphrase.text())

    def _flip(self) -> None:
        to_code = not self._code_part.isVisibleTo(self)
        self._code_part.setVisible(to_code)
        self._field.setVisible(not to_code)
        self._hints.setVisible(not to_code)
        self.code_link.setText(tr("Use passphrase") if to_code else tr("Use recovery code"))
        self.note.hide()
        (self.code if to_code else self.passphrase).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_caps(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._caps.setVisible(on)
        self._caps_icon.setVisible(on)

    def _show_keyboard(self) -> None:
        words = QGuiApplication.inputMethod().locale().nativeLanguageName()
        self._keyboard.setText(words)
        self._keyboard.setVisible(bool(words))
        self._keyboard_icon.setVisible(bool(words))

    def _choose_language(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for code, name in self._languages:
            menu.addAction(name).triggered.connect(partial(self._take_language, code))
        menu.popup(self.language.mapToGlobal(self.language.rect().topLeft()))

    def _take_language(self, code: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        self.language_wanted.emit(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc goes back from the recovery code."""
        if event.key() == Qt.Key.Key_Escape and self._code_part.isVisible():
            self._flip()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The caret stands in the passphrase."""
        super().showEvent(event)
        if not self._code_part.isVisible():
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the card in proportion when the text grows."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "card"):
            self.card.setFixedWidth(px(380))
