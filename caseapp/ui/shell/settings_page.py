"""Settings of this laptop: look, lock, passphrase. What belongs to the organisation is kept in the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from caseapp.domain.roles import Role
from caseapp.errors import KnownError
from caseapp.settings import Theme as Look
from caseapp.tasks.doors import Doors, Opened
from caseapp.ui.shell.lock_section import LockSection
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.setting_line import setting_line
from caseapp.ui.theme.scale import TEXT_SIZES, Width
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets import tab_order
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.note import Note, NoteTone
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.strength import ENOUGH, Strength
from caseapp.ui.widgets.text import text
from caseapp.ui.words import mark, sentence_of, tr

if TYPE_CHECKING:
    from caseapp.ui.pages.lists import ListsSection
    from caseapp.ui.pages.organisation import OrganisationSection


class SettingsPage(Page):
    """Look, lock and passphrase; a manager's session has the same."""

    key, title, icon = "settings", mark("Settings"), "settings"
    _organisation: OrganisationSection | None = None  # a page is hidden before it is built

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._preferences = cast("Preferences", context.extras["preferences"])
        self._doors = cast("Doors", context.extras["doors"])
        self._opened = cast("Opened", context.extras["opened"])
        self._languages = cast("list[tuple[str, str]]", context.extras["languages"])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = scroll = Scroll()
        scroll.column.setContentsMargins(px(20), px(16), px(20), px(20))
        scroll.column.setSpacing(px(12))
        scroll.column.addWidget(text(tr("Settings"), "title"))
        lock = LockSection(context)
        self.idle = lock.idle
        panels = [self._look_panel(), lock, self._passphrase_panel(), self._vault_panel()]
        self.lists: ListsSection | None = None
        if context.role is Role.WORKER:
            from caseapp.ui.pages.lists import ListsSection  # noqa: PLC0415 - a manager's session has neither
            from caseapp.ui.pages.organisation import OrganisationSection  # noqa: PLC0415 - as above
            from caseapp.ui.pages.team import TeamSection  # noqa: PLC0415 - as above

            self.lists = ListsSection(context, self)
            self._organisation = OrganisationSection(context, self)
            panels += [self._organisation, TeamSection(context, self), self.lists]
        for panel in panels:
            scroll.column.addWidget(panel)
        scroll.column.addStretch(1)
        scroll.keep_narrow(px(760))
        outer.addWidget(scroll)

    def set_width(self, width: Width) -> None:
        """Fold the columns of the lists away; a panel is never wider than in a page of middle width."""
        if self.lists is not None:
            self.lists.set_width(Width.NARROW if width is Width.NARROW else Width.WIDE)

    def reopen(self, act: str, facts: State) -> Overlay | None:
        """Open the dialog about a value of a list again."""
        if act != "change_term" or self.lists is None:
            return None
        return self.lists.reopen(str(facts["list"]), str(facts["code"]))

    def start_focus(self) -> QWidget:
        """The first choice, not the first field far below it."""
        return self.look.button()

    def save_state(self) -> State:
        """Before a lock: what is typed into a text of the organisation is kept; which list is shown."""
        if self._organisation is not None:
            self._organisation.keep()
        return {} if self.lists is None else self.lists.chosen()

    def carry(self) -> State:
        """Passphrases that are being typed, and the control that has the focus: most often the text size."""
        now = self.window().focusWidget()
        caret = now.cursorPosition() if isinstance(now, QLineEdit) else 0
        here = now is not None and self.isAncestorOf(now)
        typed = tuple(field.text() for field in self._labelled)
        if not here and not any(typed):
            return {}
        return {
            "typed": typed,
            "focus": now.accessibleName() if here and now is not None else "",
            "caret": caret,
        }

    def restore_state(self, state: State) -> None:
        """Type the passphrases again and go back to the control."""
        if self.lists is not None:
            self.lists.choose(state)
        if "typed" not in state:
            return
        typed, caret = cast("tuple[str, ...]", state["typed"]), cast("int", state["caret"])
        for field, words in zip(self._labelled, typed, strict=True):
            field.setText(words)
        named = [w for w in tab_order.stops(self) if w.accessibleName() == state["focus"] != ""]
        if named:
            named[0].setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(named[0], QLineEdit):
                named[0].setCursorPosition(caret)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Whatever way the page is left, what was typed is kept."""
        super().hideEvent(event)
        if self._organisation is not None:
            self._organisation.keep()

    def _look_panel(self) -> Panel:
        now = self._preferences.now
        panel = Panel(tr("Look"), "sun")
        self.look = Segments(
            tr("Colours"),
            [(Look.SYSTEM, tr("As the system")), (Look.LIGHT, tr("Light")), (Look.DARK, tr("Dark"))],
        )
        self.look.choose(now.theme)
        self.look.chosen.connect(lambda value: self._keep(theme=value))
        self.text_size = Choice()
        for percent in sorted({*TEXT_SIZES, now.text_percent}):
            self.text_size.add(percent, tr("{n} %", n=percent))
        self.text_size.choose(now.text_percent)
        self.text_size.activated.connect(lambda _row: self._keep(text_percent=self.text_size.value()))
        self.language = Choice()
        for code, name in self._languages:
            self.language.add(code, name)
        self.language.choose(now.language or "en")
        self.language.activated.connect(lambda _row: self._keep(language=self.language.value()))
        panel.add_section(setting_line(tr("Colours"), self.look, self.look))
        panel.add_section(
            setting_line(tr("&Text size"), self.text_size, self.text_size, tr("also Ctrl++ and Ctrl+-"))
        )
        panel.add_section(setting_line(tr("&Language"), self.language, self.language))
        self.neutral = QCheckBox(tr("Call the window \u201cNotes\u201d, so that its title says nothing"))
        self.neutral.setChecked(now.neutral_title)
        self.neutral.toggled.connect(lambda on: self._keep(neutral_title=on))
        panel.add_section(self.neutral)
        return panel

    def _passphrase_panel(self) -> Panel:
        panel = Panel(tr("Passphrase"), "key-round")
        panel.pad_body()
        self.old = PassphraseEdit()
        self.new = PassphraseEdit()
        self.repeat = PassphraseEdit()
        self._strength = Strength(self.new)
        self._labelled = {
            self.old: Field(tr("&Passphrase until now"), self.old),
            self.new: Field(tr("Ne&w passphrase"), self.new),
            self.repeat: Field(tr("&Repeat it"), self.repeat),
        }
        panel.body.addWidget(self._labelled[self.old])
        panel.body.addWidget(self._labelled[self.new])
        panel.body.addWidget(self._strength)
        panel.body.addWidget(self._labelled[self.repeat])
        self.note = Note("warn", icon_name="info")
        self.note.hide()
        panel.body.addWidget(self.note)
        self._passphrase_body = panel.body
        self.change = Button(tr("Change the passphrase"), "plain")
        self.change.clicked.connect(lambda _checked=False: self._change())
        row = QHBoxLayout()
        row.addWidget(self.change)
        row.addStretch(1)
        panel.body.addLayout(row)
        panel.body.addWidget(
            text(
                tr("Copies of the notes made before still open with the passphrase of that day."),
                "small",
                tone="text2",
                wrap=True,
            ),
        )
        self.repeat.returnPressed.connect(self._change)
        return panel

    def _vault_panel(self) -> Panel:
        """The way to the page about the vault itself."""
        panel = Panel(tr("This vault"), "key-round", tr("who opens it, its backups, whether it is whole"))
        self.vault = Button(tr("Ways in, backups, check…"), "plain")
        self.vault.clicked.connect(lambda _on: self.context.navigator.open_page("vault"))
        row = QHBoxLayout()
        row.addWidget(self.vault)
        row.addStretch(1)
        panel.pad_body()
        panel.body.addLayout(row)
        return panel

    def _keep(self, **values: object) -> None:
        try:
            self._preferences.change(**values)
        except KnownError as error:
            self.context.messenger.warn(sentence_of(error))

    def _say_under(self, field: PassphraseEdit, words: str, tone: NoteTone) -> None:
        """Where the eye is: under the last field it would stand below the edge of a low window."""
        body = self._passphrase_body
        body.removeWidget(self.note)
        body.insertWidget(body.indexOf(self._labelled[field]) + 1, self.note)
        self.note.say(words, tone)
        self.note.show()
        self._scroll.bring_into_view(field, self.note)

    def _refuse(self, words: str, what: PassphraseEdit) -> None:
        self._say_under(what, words, "warn")
        self.context.messenger.announce(words)
        what.setFocus(Qt.FocusReason.OtherFocusReason)

    def _change(self) -> None:
        if not self.change.isEnabled():
            return
        if not self.old.text():
            self._refuse(tr("Type the passphrase that opens the notes now."), self.old)
        elif not self.new.text():
            self._refuse(tr("Type the new passphrase."), self.new)
        elif self._strength.judge() < ENOUGH:
            self._refuse(
                tr("The new passphrase would be guessed. Add another word, then try again."), self.new
            )
        elif self.new.text() != self.repeat.text():
            self._refuse(tr("The two new passphrases differ. Type the second one again."), self.repeat)
        else:
            self.change.setEnabled(False)
            self._say_under(self.repeat, tr("Changing. This takes some seconds."), "info")
            future = self._doors.change_passphrase(self._opened, self.old.text(), self.new.text())
            self.asker.follow(future, self._changed, self._not_changed)

    def _changed(self, _nothing: None) -> None:
        self.change.setEnabled(True)
        for field in (self.old, self.new, self.repeat):
            field.forget()
        self.note.hide()
        self.context.messenger.say(tr("The passphrase is changed. Use the new one from now on."))

    def _not_changed(self, error: KnownError) -> None:
        self.change.setEnabled(True)
        self._refuse(sentence_of(error), self.old)
