"""Whether the vault is whole: what is known, a check at once, what was found, and repair."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from caseapp.casework.commands.checks import FaultsTold, Repair, Repaired
from caseapp.casework.queries.checks import CheckStatus, Health, Looked, LookOn, StopLooking
from caseapp.errors import KnownError
from caseapp.ui.dialogs.working import Working
from caseapp.ui.moments import moment_text
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import text
from caseapp.ui.words import isolated, mark, sentence_of, tr, trn, words_of

_PARTS: Final = {
    "keys": mark("key file"),
    "keys_copy": mark("copy of the key file"),
    "leftovers": mark("files left over"),
    "pages": mark("every page of the files"),
    "structure": mark("structure of the files"),
    "links": mark("links between records"),
    "head": mark("end of what was saved"),
    "audit": mark("who did what when"),
    "rows": mark("every record"),
    "attachments": mark("attachments"),
    "unwritten": mark("records nobody has written"),
    "search": mark("what search knows"),
    "search_entries": mark("what search knows"),
    "search_index": mark("what search knows"),
    "ledger": mark("closed months"),
    "history": mark("closed months"),
    "backup": mark("backups"),
}
_SHOWN: Final = 12  # findings; who has more needs a backup, not a list


class CheckPanel(Panel):
    """A check of everything.

    Args:
        context: of the page.
        parent: the page.

    Attributes:
        shown: sent after what is known was put up.
    """

    shown = Signal()

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(tr("Check"), "circle-check", tr("whether everything is as it was saved"), parent)
        self._context = context
        self._asker = context.asker(self)
        self._running = False
        self.state = text("", wrap=True)
        self.slow = text("", "small", tone="text2", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far the check is"))
        self.now = text("", "small", tone="text2", wrap=True)
        self.note = Note("bad")
        self.found = QVBoxLayout()
        self.found.setContentsMargins(0, 0, 0, 0)
        self.found.setSpacing(px(6))
        self._found_holder = QWidget()
        self._found_holder.setLayout(self.found)
        self.start = Button(tr("Check everything now"), icon_name="circle-check")
        self.start.clicked.connect(lambda _on: self._start())
        self.stop = Button(tr("Stop the check"), "quiet")
        self.stop.clicked.connect(lambda _on: self._stop())
        self.repair = Button(tr("Repair"), "primary")
        self.repair.setAccessibleName(tr("Repair what can be made anew"))
        self.repair.clicked.connect(lambda _on: self._repair())
        acts = QHBoxLayout()
        acts.setSpacing(px(8))
        for button in (self.start, self.stop, self.repair):
            acts.addWidget(button)
        acts.addStretch(1)
        self.pad_body()
        for widget in (self.state, self.slow, self.bar, self.now, self.note, self._found_holder):
            self.body.addWidget(widget)
        self.body.addLayout(acts)
        for widget in (self.bar, self.now, self.stop, self.repair, self.note, self._found_holder):
            widget.hide()

    def ask(self) -> None:
        """Ask what is known."""
        self._asker.ask(CheckStatus(), self._show)

    def _show(self, health: Health) -> None:
        if health.whole_on is None:
            self.state.setText(tr("Not everything has been looked at yet."))
        elif health.faults:
            self.state.setText(tr("Last looked through on {when}.", when=moment_text(health.whole_on)))
        else:
            self.state.setText(
                tr("Everything was as it was saved on {when}.", when=moment_text(health.whole_on))
            )
        slow = tr("While nobody types, the vault is looked through slowly; that takes some days of work.")
        if health.passed_over:
            names = dict.fromkeys(tr(_PARTS.get(name, name)) for name in health.passed_over)
            slow += " " + tr("Left out because somebody was always typing: {parts}.", parts=", ".join(names))
        self.slow.setText(slow)
        self._show_faults(health)
        if health.faults and not health.told:
            self._asker.do(FaultsTold())
        self.shown.emit()

    def _show_faults(self, health: Health) -> None:
        while (item := self.found.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for fault in health.faults[:_SHOWN]:
            words = tr("{file}: {what}", file=isolated(fault.file), what=words_of(fault.said))
            self.found.addWidget(text(words, "small", wrap=True))
        more = len(health.faults) - _SHOWN
        if more > 0:
            self.found.addWidget(text(trn("and {n} more", "and {n} more", more), "small", tone="text2"))
        self._found_holder.setVisible(bool(health.faults))
        self.note.setVisible(bool(health.faults))
        self.repair.setVisible(any(fault.repair for fault in health.faults))
        if health.faults:
            self.note.say(self._advice(health), lead=self._lead(health))

    @staticmethod
    def _lead(health: Health) -> str:
        many = len(health.faults)
        return trn("{n} thing is not as it was saved.", "{n} things are not as they were saved.", many)

    @staticmethod
    def _advice(health: Health) -> str:
        parts = []
        if any(fault.repair for fault in health.faults):
            parts.append(tr("What follows from the notes, such as the search, can be made anew here."))
        if any(not fault.repair for fault in health.faults):
            parts.append(
                tr(
                    "The backup of {when} was made before this was found and holds the vault as it was then.",
                    when=moment_text(health.held),
                )
                if health.held is not None
                else tr(
                    "No good backup is older than this. Keep the vault folder as it is, and a copy of it, "
                    "before you go on working."
                )
            )
        return " ".join(parts)

    # --- a check at once ----------------------------------------------------------------------------------

    def _start(self) -> None:
        self._running = True
        self.bar.setRange(0, 0)
        for widget in (self.bar, self.now, self.stop):
            widget.show()
        self.now.setText(tr("You can go on working meanwhile."))
        self.stop.setFocus()
        self.start.setEnabled(False)
        self._asker.ask(LookOn(fresh=True), self._looked, self._failed)

    def _looked(self, looked: Looked) -> None:
        if not self._running:
            return
        self.bar.setRange(0, looked.total)
        self.bar.setValue(looked.done)
        if looked.finished:
            self._end()
            self._context.messenger.say(
                tr("Checked: everything is as it was saved.")
                if not looked.found
                else trn("Checked: {n} finding.", "Checked: {n} findings.", looked.found)
            )
            return
        self.now.setText(
            tr(
                "Looking at: {part}. You can go on working meanwhile.",
                part=tr(_PARTS.get(looked.part, looked.part)),
            )
        )
        self._asker.ask(LookOn(), self._looked, self._failed)

    def _stop(self) -> None:
        self._asker.ask(StopLooking(), lambda _nothing: self._end())

    def _failed(self, error: KnownError) -> None:
        self._context.messenger.warn(sentence_of(error))
        self._end()

    def _end(self) -> None:
        had_focus = self.stop.hasFocus()
        self._running = False
        self.start.setEnabled(True)
        for widget in (self.bar, self.now, self.stop):
            widget.hide()
        if had_focus:
            self.start.setFocus()
        self.ask()

    # --- repair -------------------------------------------------------------------------------------------

    def _repair(self) -> None:
        working = Working(
            self._context,
            self.window(),
            tr("Repair"),
            tr("What follows from the notes is made anew. A stop leaves everything as it was."),
        )
        working.watch(self._asker.do(Repair(), self._repaired, self._failed, working.progress))

    def _repaired(self, done: Repaired) -> None:
        words = trn("{n} thing was made anew.", "{n} things were made anew.", done.mended)
        if done.left:
            words += " " + trn("{n} is left.", "{n} are left.", done.left)
        self._context.messenger.say(words)
        self.ask()
