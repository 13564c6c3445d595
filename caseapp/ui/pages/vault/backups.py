"""Backups: how they stand, a second place for them, one at once, and a look inside."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.commands.backups import BackedUp, BackUpNow, SetSecondPlace
from caseapp.casework.queries.backups import (
    BackupRow,
    BackupsNow,
    BackupStatus,
    Inside,
    LookInside,
    Place,
    SecondState,
)
from caseapp.ui.dates import full_day
from caseapp.ui.dialogs.working import Working
from caseapp.ui.moments import count_words, moment_text
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay, confirm
from caseapp.ui.widgets.file_dialog import FileDialog
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import line, text
from caseapp.ui.words import isolated, mark, tr, trn

_SHOWN: Final = 8


class BackupsPanel(Panel):
    """The backups of this vault.

    Args:
        context: of the page.
        parent: the page.
    """

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(tr("Backups"), "package", tr("made while nobody types, and read again"), parent)
        self._context = context
        self._asker = context.asker(self)
        self._second = ""
        self.state = text("", wrap=True)
        self.note = Note("warn")
        self.note.hide()
        self.place = text("", wrap=True)
        self.choose = Button(tr("Choose a second place…"))
        self.choose.clicked.connect(lambda _on: self._choose())
        self.none = Button(tr("No second place"), "link")
        self.none.clicked.connect(lambda _on: self._set_place(""))
        self.now = Button(tr("Back up now"), icon_name="package")
        self.now.clicked.connect(lambda _on: self._back_up())
        self.rows = QVBoxLayout()
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        held = QWidget()
        held.setLayout(self.rows)
        acts = QHBoxLayout()
        acts.setSpacing(px(8))
        acts.addWidget(self.now)
        acts.addStretch(1)
        where = QHBoxLayout()
        where.setSpacing(px(8))
        where.addWidget(self.choose)
        where.addWidget(self.none)
        where.addStretch(1)
        self.pad_body()
        self.body.addWidget(self.state)
        self.body.addWidget(self.note)
        self.body.addLayout(acts)
        self.body.addWidget(line())
        self.body.addWidget(self.place)
        self.body.addLayout(where)
        self._rule = line()
        self.body.addWidget(self._rule)
        self.body.addWidget(held)
        self.restore = Button(tr("Restore a backup…"))
        self.restore.setToolTip(tr("The notes are locked for it."))
        self.restore.clicked.connect(lambda _on: self._restore())
        acts.insertWidget(1, self.restore)

    def ask(self) -> None:
        """Ask how they stand."""
        self._asker.ask(BackupStatus(), self._show)

    def _show(self, now: BackupsNow) -> None:
        self._second = now.second
        if now.last_good is None:
            words = tr("There is no good backup yet.")
        else:
            words = tr("The last good backup is of {when}.", when=moment_text(now.last_good))
        if now.running:
            words += " " + tr("One is being made now.")
        elif now.last_good is None:
            words += " " + tr("The first is made while nobody types.")
        elif now.due:
            words += " " + tr("Something was saved since; the next is made while nobody types.")
        else:
            words += " " + tr("Nothing was saved since.")
        self.state.setText(words)
        self.place.setText(self._place_words(now))
        self.choose.setText(tr("Choose another place…") if now.second else tr("Choose a second place…"))
        self.none.setVisible(bool(now.second))
        trouble = [sentence for sentence in (now.problem, now.second_problem) if sentence is not None]
        if now.remind and now.last_good is not None:
            trouble.insert(0, (mark("The last good backup is more than a week old."), {}))
        self.note.setVisible(bool(trouble))
        if trouble:
            self.note.say(" ".join(tr(template, **values) for template, values in trouble))
        self._show_rows(now.rows)

    @staticmethod
    def _place_words(now: BackupsNow) -> str:
        where = isolated(now.second)
        if now.second_state is SecondState.NONE:
            return tr("Every copy is on this laptop. A second place, such as a stick, helps when it is lost.")
        if now.second_state is SecondState.MISSING:
            return tr("Second place: {place}. It is not there now.", place=where)
        good = (
            tr("The last good one there is of {when}.", when=moment_text(now.second_good))
            if now.second_good is not None
            else tr("No good one is there yet.")
        )
        return tr("Second place: {place}. {good}", place=where, good=good)

    def _show_rows(self, rows: tuple[BackupRow, ...]) -> None:
        while (item := self.rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rule.setVisible(bool(rows))
        for row in rows[:_SHOWN]:
            self.rows.addWidget(self._row(row))
        more = len(rows) - _SHOWN
        if more > 0:
            words = trn("and {n} earlier one", "and {n} earlier ones", more)
            self.rows.addWidget(text(words, "small", tone="text2"))

    def _row(self, row: BackupRow) -> QWidget:
        when = moment_text(row.made_at)
        notes = [tr("here") if row.place is Place.VAULT else tr("second place")]
        notes += [count_words(row.counts)] if row.counts else []
        if not row.good:
            notes.append(tr("not whole"))
        if row.older_keys:
            notes.append(tr("opens with the passphrases from before the keys were changed"))
        look = Button(tr("Look inside"), "link")
        look.setAccessibleName(tr("Look inside the backup of {when}", when=when))
        look.clicked.connect(lambda _on: self._look(row))
        holder = QWidget()
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, px(5), 0, px(5))
        across.setSpacing(px(10))
        across.addWidget(text(when, weight=600))
        across.addWidget(text(" · ".join(notes), "small", tone="text2" if row.good else "bad", wrap=True), 1)
        across.addWidget(look)
        return holder

    # --- acts ---------------------------------------------------------------------------------------------

    def _back_up(self) -> None:
        working = Working(
            self._context,
            self.window(),
            tr("Back up now"),
            tr("The notes are copied and the copy is read again. A stop leaves the earlier backups."),
        )
        working.watch(self._asker.do(BackUpNow(), self._backed_up, None, working.progress))

    def _backed_up(self, done: BackedUp) -> None:
        if done.second is not None:
            template, values = done.second
            self._context.messenger.warn(tr(template, **values))
        else:
            self._context.messenger.say(tr("Backed up, and the copy was read again."))
        self.ask()

    def _restore(self) -> None:
        def begin() -> None:
            restore = self._context.extras.get("restore")
            if callable(restore):
                restore()

        confirm(
            self.window(),
            tr("Restore a backup"),
            [
                (tr("Locks now:"), tr("a backup is put in place while nobody works; drafts are kept.")),
                (tr("Nothing is replaced yet:"), tr("first you see what is in the backup.")),
            ],
            tr("Lock and go on"),
            begin,
        )

    def _choose(self) -> None:
        dialog = FileDialog(self, tr("Choose a folder"), self._second, QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._set_place)
        dialog.open()

    def _set_place(self, path: str) -> None:
        self._asker.do(SetSecondPlace(path), lambda _nothing: self.ask())

    def _look(self, row: BackupRow) -> None:
        working = Working(
            self._context,
            self.window(),
            tr("Look inside a backup"),
            tr("Every byte of it is read. Nothing is changed."),
        )
        working.watch(
            self._asker.ask(LookInside(row.path), partial(self._show_inside), None, working.progress)
        )

    def _show_inside(self, inside: Inside) -> None:
        dialog = Overlay(
            self.window(), tr("Inside the backup of {when}", when=moment_text(inside.made_at)), wide=34
        )
        if inside.damaged is None:
            dialog.body.addWidget(Note("ok", tr("Every byte is as it was when it was made.")))
        else:
            template, values = inside.damaged
            dialog.body.addWidget(Note("bad", tr(template, **values)))
        facts = [count_words(inside.counts)] if inside.counts else []
        if inside.newest is not None:
            facts.append(tr("The newest contact is of {day}.", day=full_day(inside.newest)))
        facts.append(trn("{n} way opens it.", "{n} ways open it.", inside.ways))
        for fact in facts:
            dialog.body.addWidget(text(fact, wrap=True))
        close = dialog.add_cancel(tr("Close"))
        dialog.open_over(close)
