"""The first run: make a vault, or choose one that is here already; five short steps."""

import secrets
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from caseapp.errors import KnownError
from caseapp.tasks.desk import Desk
from caseapp.tasks.doors import Doors, MadeVault, NewVault
from caseapp.ui.shell.bridge import Bridge
from caseapp.ui.shell.wizard_steps import CodeStep, FiguresStep, PlaceStep, SecretStep, Step
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.file_dialog import FileDialog
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.text import text
from caseapp.ui.words import sentence_of, tr

ASKED_BACK: Final = 2  # groups of the recovery code that are typed back


class Wizard(QWidget):
    """Asks what a vault needs, makes it, shows the recovery code once.

    Args:
        doors: makes the vault.
        bridge: of the window.
        can_go_back: whether there is an unlock page to go back to.
        parent: owner.

    Attributes:
        made: sent with the answers and the open vault when the code was typed back.
        found: sent with the folder of a vault that is here already.
        left: sent when the user went back.
    """

    made = Signal(object, object)
    found = Signal(object)
    left = Signal()

    def __init__(
        self, doors: Doors, bridge: Bridge, *, can_go_back: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._doors = doors
        self._bridge = bridge
        self._can_go_back = can_go_back
        self._made: MadeVault | None = None
        self._new: NewVault | None = None
        self._busy = False
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.place = PlaceStep(doors.default_folder(""))
        self.worker = SecretStep(
            tr("Your own passphrase"),
            tr("It opens people, contacts and figures. Nobody can look it up, not even we."),
            tr("What you are called &here"),
            tr("a first name or initials; others see it beside your notes"),
        )
        self.manager = SecretStep(
            tr("The manager's passphrase"),
            tr(
                "It opens protected figures and nothing else: no person, no contact. "
                "Let the manager type it, or hand it over on paper.",
            ),
            tr("What the manager is called &here"),
        )
        self.figures = FiguresStep(doors.work_settings())
        self.code = CodeStep()
        self.steps: list[Step] = [self.place, self.worker, self.manager, self.figures, self.code]
        self._at = 0
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        scroll = Scroll()
        scroll.column.setContentsMargins(px(20), px(28), px(20), px(20))
        scroll.column.addStretch(2)
        middle = QWidget()
        middle.setFixedWidth(px(560))
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(px(8))
        self._count = text("", "small", tone="text2")
        self._title = text("", "title", wrap=True)
        self._about = text("", tone="text2", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, len(self.steps))
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Steps done"))
        for part in (self._count, self._bar, self._title, self._about):
            inside.addWidget(part)
        inside.addSpacing(px(6))
        self._cards = QStackedWidget()
        self._card_list: list[QFrame] = []
        for step in self.steps:
            card = QFrame()
            card.setProperty("panel", "true")
            holder = QVBoxLayout(card)
            holder.setContentsMargins(px(20), px(18), px(20), px(20))
            holder.addWidget(step)
            holder.addStretch(1)
            self._cards.addWidget(card)
            self._card_list.append(card)
            step.entered.connect(self.go_on)
            step.edited.connect(self._forget_note)
        inside.addWidget(self._cards)
        self.note = Note("warn", icon_name="info")
        self.note.hide()
        inside.addWidget(self.note)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(middle)
        centred.addStretch(1)
        scroll.column.addLayout(centred)
        scroll.column.addStretch(3)
        column.addWidget(scroll, 1)
        column.addWidget(self._make_foot())
        self.place.choose.clicked.connect(lambda _checked=False: self._choose_folder())
        self.place.other.clicked.connect(lambda _checked=False: self._choose_existing())

    def _make_foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("bar", "action")
        foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(foot)
        row.setContentsMargins(px(16), px(9), px(16), px(9))
        row.setSpacing(px(10))
        self._wait = text("", "small", tone="text2")
        row.addWidget(self._wait)
        row.addStretch(1)
        self.back_button = Button(tr("Back"), keys="Esc", size="bar")
        self.next_button = Button(tr("Go on"), "primary", keys="Enter", size="bar")
        self.back_button.clicked.connect(lambda _checked=False: self.go_back())
        self.next_button.clicked.connect(lambda _checked=False: self.go_on())
        row.addWidget(self.back_button)
        row.addWidget(self.next_button)
        return foot

    def begin(self) -> None:
        """Show the first step."""
        self._show(0)

    def open_desk(self) -> Desk | None:
        """The desk of a vault that was made but not entered yet."""
        return self._made.opened.desk if self._made is not None else None

    def main_act(self) -> None:
        """Ctrl+Enter."""
        self.go_on()

    def go_on(self) -> None:
        """Check this step, then show the next one or make the vault."""
        if self._busy:
            return
        step = self.steps[self._at]
        problem = step.problem() or self._same_passphrase(step)
        if problem:
            self._refuse(problem)
        elif step is self.figures:
            self._make()
        elif step is self.code:
            assert self._new is not None
            made, self._made = self._made, None
            self.code.forget()
            self.made.emit(self._new, made)
        else:
            self._show(self._at + 1)

    def go_back(self) -> None:
        """Show the step before; after the vault is made there is no way back."""
        if self._busy or self._made is not None:
            return
        if self._at > 0:
            self._show(self._at - 1)
        elif self._can_go_back:
            self.left.emit()

    def _same_passphrase(self, step: Step) -> str:
        if step is self.manager and self.manager.passphrase.text() == self.worker.passphrase.text():
            words = tr("The two passphrases must differ: one opens everything, the other only figures.")
            return step.miss(self.manager.passphrase, words)
        return ""

    def _show(self, number: int) -> None:
        self._at = number
        step = self.steps[number]
        self._cards.setCurrentIndex(number)
        for card in self._card_list:
            # Only the shown card counts for the height.
            shown = card is self._card_list[number]
            fits = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
            card.setSizePolicy(QSizePolicy.Policy.Preferred, fits)
        self._count.setText(tr("Step {n} of {all}", n=number + 1, all=len(self.steps)))
        self._bar.setValue(number + 1)
        self._title.setText(step.title)
        self._about.setText(step.about)
        self._forget_note()
        self.back_button.setVisible(self._made is None and (number > 0 or self._can_go_back))
        self.next_button.setText({3: tr("Make it"), 4: tr("Open it")}.get(number, tr("Go on")))
        self.next_button.set_keys(step.keys)
        step.first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, step.title)

    def tell(self, words: str) -> None:
        """Say a sentence that is not about an answer."""
        self.note.say(words, "warn")
        self.note.show()
        announce(self, words, urgent=True)

    def _refuse(self, words: str) -> None:
        self.note.say(words, "warn")
        self.note.show()
        self.steps[self._at].to_fix().setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, words, urgent=True)

    def _forget_note(self) -> None:
        self.note.hide()

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._wait.setText(tr("Making the keys and the stores. This takes some seconds.") if busy else "")
        self.figures.setEnabled(not busy)

    def _make(self) -> None:
        new = NewVault(
            folder=self.place.folder(),
            name=self.place.name.text().strip(),
            worker_label=self.worker.label.text().strip(),
            worker_passphrase=self.worker.passphrase.text(),
            manager_label=self.manager.label.text().strip(),
            manager_passphrase=self.manager.passphrase.text(),
            areas=self.figures.areas(),
            settings=self.figures.settings(),
            idle_minutes=self.figures.idle.value(),
        )
        self._new = new
        self._set_busy(busy=True)
        self._bridge.watch(self._doors.make(new), self._take)

    def _take(self, done: "Future[MadeVault]") -> None:
        self._set_busy(busy=False)
        error = done.exception()
        if isinstance(error, KnownError):
            self._refuse(sentence_of(error))
            return
        if error is not None:
            raise error
        self._made = done.result()
        self.worker.forget()
        self.manager.forget()
        groups = self._made.recovery_code.split("-")
        asked = sorted(secrets.SystemRandom().sample(range(len(groups)), ASKED_BACK))
        self.code.show_code(groups, asked)
        self._show(self.steps.index(self.code))

    def _choose_folder(self) -> None:
        self._ask_folder(tr("Where should the notes be kept?"), self.place.set_parent)

    def _choose_existing(self) -> None:
        self._ask_folder(tr("Choose the folder of the notes"), self.found.emit)

    def _ask_folder(self, title: str, take: Callable[[Path], object]) -> None:
        folder = str(self.place.folder().parent)
        dialog = FileDialog(self, title, folder, QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda chosen: take(Path(chosen)))
        dialog.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc goes back, Ctrl+Enter goes on from a text of several lines."""
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
            return
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.go_on()
            return
        super().keyPressEvent(event)
