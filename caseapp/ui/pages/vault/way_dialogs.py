"""Dialogs about one way in: add, rename, another passphrase, another code, remove."""

from collections.abc import Callable
from secrets import SystemRandom

from PySide6.QtWidgets import QLineEdit, QWidget

from caseapp.casework.commands.keys import (
    AddedWay,
    AddWay,
    RemoveWay,
    RenameWay,
    RenewRecoveryCode,
    ReplacePassphrase,
    WayKind,
)
from caseapp.casework.queries.keys import WayRow
from caseapp.ui.dialogs.asking import Asking, NewPassphrase, SecondPart, second_of
from caseapp.ui.shell.page import PageContext
from caseapp.ui.shell.wizard_steps import CodeStep
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr

_ASKED = 2  # groups of a code that are typed back


class AddDialog(Asking):
    """Let a worker or a manager in, or make another recovery code.

    Args:
        context: of the page.
        window: the main window.
        kind: of the way.
        then: called after it is there.
    """

    def __init__(
        self, context: PageContext, window: QWidget, kind: WayKind, then: Callable[[], object]
    ) -> None:
        title, sentence = _ADDING[kind]
        super().__init__(context, window, tr(title), tr(sentence))
        self._kind, self._then = kind, then
        self.label = QLineEdit()
        code = kind is WayKind.RECOVERY
        hint = tr("such as: safe at the office") if code else tr("a first name will do")
        self.body.addWidget(Field(tr("Where it is &kept") if code else tr("&Name"), self.label, hint))
        self.words = None if code else NewPassphrase(context, tr("&Passphrase"))
        self.key_file = QLineEdit()
        if self.words is not None:
            self.body.addWidget(self.words)
        if kind is WayKind.WORKER:
            self.body.addWidget(Field(tr("&Key file"), self.key_file, tr("may stay empty")))
            self.body.addWidget(
                text(
                    tr("A new file, such as on a stick: without it the passphrase opens nothing."),
                    "small",
                    tone="text2",
                    wrap=True,
                )
            )
        self.finish(tr("Add"), self._add)

    def _add(self) -> None:
        if not self.label.text().strip():
            self.refuse(tr("Type a name first."), self.label)
            return
        problem = None if self.words is None else self.words.problem()
        if problem is not None:
            self.refuse(*problem)
            return
        words = "" if self.words is None else self.words.words.text()
        command = AddWay(self._kind, self.label.text().strip(), words, self.key_file.text().strip())
        self.carry_out(command, self._added)

    def _added(self, added: AddedWay) -> None:
        self._then()
        if added.recovery_code:
            show_code(self.context, self.parentWidget() or self, added.recovery_code)


_ADDING = {
    WayKind.WORKER: ("Add a worker", "Opens people, contacts and figures."),
    WayKind.MANAGER: ("Add a manager", "Opens the figures, and by no means a person's record."),
    WayKind.RECOVERY: ("Add a recovery code", "For the day on which a passphrase is forgotten."),
}


class CodeDialog(Overlay):
    """A recovery code, shown once, two of its groups typed back.

    Args:
        context: of the page.
        window: the main window.
        code: groups with dashes between.
    """

    def __init__(self, context: PageContext, window: QWidget, code: str) -> None:
        super().__init__(window, tr("Recovery code"), wide=44)
        self._context = context
        self.step = CodeStep()
        groups = code.split("-")
        asked = sorted(SystemRandom().sample(range(len(groups)), _ASKED))
        self.step.show_code(groups, asked)
        self.body.addWidget(self.step)
        self.note = Note("warn")
        self.note.hide()
        self.body.addWidget(self.note)
        self.add_act(tr("It is written down"), self._check)

    def _check(self) -> None:
        problem = self.step.problem()
        if problem:
            self.note.say(problem)
            self.note.show()
            self._context.messenger.announce(problem)
            return
        self.close_with(done=True)

    def close_with(self, *, done: bool) -> None:
        """Take the code off the screen with the dialog."""
        self.step.forget()
        super().close_with(done=done)


def show_code(context: PageContext, window: QWidget, code: str) -> CodeDialog:
    """Show a recovery code, once."""
    dialog = CodeDialog(context, window, code)
    dialog.open_over(dialog.step.first)
    return dialog


class RenameDialog(Asking):
    """Call a way in something else."""

    def __init__(
        self, context: PageContext, window: QWidget, row: WayRow, then: Callable[[], object]
    ) -> None:
        super().__init__(context, window, tr("Rename {name}", name=row.label))
        self._row, self._then = row, then
        self.label = QLineEdit(row.label)
        self.body.addWidget(Field(tr("&Name"), self.label))
        self.finish(tr("Rename"), self._rename)

    def _rename(self) -> None:
        if not self.label.text().strip():
            self.refuse(tr("Type a name first."), self.label)
            return
        self.carry_out(RenameWay(self._row.slot_id, self.label.text().strip()), lambda _none: self._then())


class ReplaceDialog(Asking):
    """Another passphrase for somebody who has lost hers, or another recovery code."""

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        row: WayRow,
        then: Callable[[], object],
        *,
        four_eyes: bool,
    ) -> None:
        code = row.kind is WayKind.RECOVERY
        title = tr("Another recovery code for {name}") if code else tr("Another passphrase for {name}")
        super().__init__(
            context, window, title.format(name=row.label), tr("The one until now opens nothing more here.")
        )
        self._row, self._then = row, then
        self.words = None if code else NewPassphrase(context, tr("&Passphrase"))
        if self.words is not None:
            self.body.addWidget(self.words)
        self.second = SecondPart() if four_eyes else None
        if self.second is not None:
            self.body.addWidget(self.second)
        self.finish(tr("Make the code") if code else tr("Set it"), self._replace)

    def _replace(self) -> None:
        second = second_of(self.second)
        if self.words is None:
            self.carry_out(RenewRecoveryCode(self._row.slot_id, second), self._coded)
            return
        problem = self.words.problem()
        if problem is not None:
            self.refuse(*problem)
            return
        command = ReplacePassphrase(self._row.slot_id, self.words.words.text(), second=second)
        self.carry_out(command, lambda _none: self._then())

    def _coded(self, code: str) -> None:
        self._then()
        show_code(self.context, self.parentWidget() or self, code)


class RemoveDialog(Asking):
    """Take a way in away; says what that does not do.

    Attributes:
        changes_all: whether to change all keys right after.
    """

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        row: WayRow,
        then: Callable[[bool], object],
        *,
        four_eyes: bool,
    ) -> None:
        super().__init__(context, window, tr("Remove {name}", name=row.label))
        self._row, self._then = row, then
        self.body.addWidget(text(tr("What will happen now"), "label", tone="text2"))
        self.body.addWidget(text(tr("This way opens the vault no more."), wrap=True))
        self.body.addWidget(
            Note(
                "warn",
                tr(
                    "Copies and backups made before still open with it. To close what comes from now on to "
                    "whoever has such a copy, change the keys completely afterwards."
                ),
            )
        )
        self.second = SecondPart() if four_eyes else None
        if self.second is not None:
            self.body.addWidget(self.second)
        self.finish(tr("Remove"), self._remove)

    def _remove(self) -> None:
        command = RemoveWay(self._row.slot_id, second_of(self.second))
        self.carry_out(command, lambda _none: self._then(True))  # noqa: FBT003 - done
