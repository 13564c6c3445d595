"""The ways to open this vault: who, by what, and what can be done about each."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.commands.keys import SetFourEyes, SetLead, WayKind
from caseapp.casework.queries.keys import WayRow, Ways, WaysIn
from caseapp.domain.roles import Role
from caseapp.errors import KnownError
from caseapp.ui.pages.vault.erase_keys import EraseKeysDialog
from caseapp.ui.pages.vault.four_eyes import EndFourEyes
from caseapp.ui.pages.vault.key_dialogs import ChangeAllDialog, KeyFileDialog
from caseapp.ui.pages.vault.way_dialogs import AddDialog, RemoveDialog, RenameDialog, ReplaceDialog
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import line, text
from caseapp.ui.words import isolated, mark, sentence_of, tr, trn

_KINDS: Final = {
    WayKind.WORKER: mark("worker"),
    WayKind.MANAGER: mark("manager: figures only"),
    WayKind.RECOVERY: mark("recovery code"),
}


class WaysPanel(Panel):
    """All ways in.

    Args:
        context: of the page.
        parent: the page.
    """

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(tr("Ways to open this vault"), "key-round", "", parent)
        self._context = context
        self._asker = context.asker(self)
        self._ways: Ways | None = None
        self.rows = QVBoxLayout()
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        held = QWidget()
        held.setLayout(self.rows)
        self.add_worker = Button(tr("Add a worker…"), icon_name="plus")
        self.add_manager = Button(tr("Add a manager…"))
        self.add_code = Button(tr("Add a recovery code…"))
        for button, kind in (
            (self.add_worker, WayKind.WORKER),
            (self.add_manager, WayKind.MANAGER),
            (self.add_code, WayKind.RECOVERY),
        ):
            button.clicked.connect(partial(self._add, kind))
        self.key_file = Button(tr("Make a key file…"))
        self.key_file.clicked.connect(lambda _on: self._key_file(drop=False))
        self.no_key_file = Button(tr("Open without a key file again…"), "link")
        self.no_key_file.clicked.connect(lambda _on: self._key_file(drop=True))
        self.change_all = Button(tr("Change the keys completely…"))
        self.change_all.clicked.connect(lambda _on: self._change_all())
        self.erase = Button(tr("Erase the keys…"), "link")
        self.erase.clicked.connect(lambda _on: self._erase())
        self.four_eyes = QCheckBox(tr("Two workers must agree"))
        # Beside the box in words that wrap: at twice the size one line would be wider than the page.
        self.eyes_for = text(
            tr("to remove a way, change all keys, erase a record or publish"),
            "small",
            tone="text2",
            wrap=True,
        )
        self.four_eyes.setAccessibleDescription(self.eyes_for.text())
        self.four_eyes.clicked.connect(self._four_eyes)
        self.adding = _flow(self.add_worker, self.add_manager, self.add_code)
        self.changing = _flow(self.key_file, self.no_key_file, self.change_all, self.erase)
        self.pad_body()
        self.body.addWidget(held)
        self.body.addWidget(self.adding)
        self.body.addWidget(line())
        self.body.addWidget(self.changing)
        self.body.addWidget(self.four_eyes)
        self.body.addWidget(self.eyes_for)

    def ask(self) -> None:
        """Ask which ways there are."""
        self._asker.ask(WaysIn(), self._show)

    def _show(self, ways: Ways) -> None:
        self._ways = ways
        self.title.setText(trn("{n} way to open this vault", "{n} ways to open this vault", len(ways.rows)))
        self.adding.setVisible(ways.may_manage)
        self.change_all.setVisible(ways.may_manage)
        self.four_eyes.setVisible(ways.may_manage)
        self.eyes_for.setVisible(ways.may_manage)
        self.four_eyes.setChecked(ways.four_eyes)
        mine = self._mine()
        worker = mine is not None and mine.kind is WayKind.WORKER
        self.key_file.setVisible(worker)
        self.key_file.setText(
            tr("Make another key file…") if mine is not None and mine.key_file else tr("Make a key file…")
        )
        self.no_key_file.setVisible(worker and mine is not None and mine.key_file)
        may_erase = self._context.role is Role.WORKER
        self.erase.setVisible(may_erase)
        self.changing.setVisible(ways.may_manage or may_erase)
        while (item := self.rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row in ways.rows:
            self.rows.addWidget(self._row(row, ways))

    def _mine(self) -> WayRow | None:
        rows = () if self._ways is None else self._ways.rows
        return next((row for row in rows if row.is_mine), None)

    def _row(self, row: WayRow, ways: Ways) -> QWidget:
        notes = [tr(_KINDS[row.kind])]
        if row.is_mine:
            notes.append(tr("you"))
        if row.lead:
            notes.append(tr("lead"))
        if row.key_file:
            notes.append(tr("with a key file"))
        if not row.opened_since:
            notes.append(tr("not used since the keys were changed"))
        acts: list[tuple[str, str, Callable[[WayRow], None]]] = []
        if ways.may_manage or row.is_mine:
            acts.append((tr("Rename"), tr("Rename {name}", name=row.label), self._rename))
        if ways.may_manage and not row.is_mine:
            if row.kind is WayKind.RECOVERY:
                acts.append(
                    (tr("New code"), tr("Another recovery code for {name}", name=row.label), self._replace)
                )
            else:
                acts.append(
                    (tr("New passphrase"), tr("Another passphrase for {name}", name=row.label), self._replace)
                )
            if row.staff_id is not None:
                acts.append(
                    (tr("No lead"), tr("{name} is a lead no more", name=row.label), self._lead)
                    if row.lead
                    else (tr("Make lead"), tr("Make {name} a lead", name=row.label), self._lead)
                )
            acts.append((tr("Remove"), tr("Remove {name}", name=row.label), self._remove))
        holder = QWidget()
        column = QHBoxLayout(holder)
        column.setContentsMargins(0, px(5), 0, px(5))
        column.setSpacing(px(10))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(text(isolated(row.label), weight=600, wrap=True))
        words.addWidget(text(" · ".join(notes), "small", tone="text2", wrap=True))
        column.addLayout(words, 1)
        buttons = []
        for shown, name, act in acts:
            button = Button(shown, "link")
            button.setAccessibleName(name)
            button.clicked.connect(partial(act, row))
            buttons.append(button)
        column.addWidget(_flow(*buttons), 1)
        return holder

    # --- acts ---------------------------------------------------------------------------------------------

    def _done(self) -> None:
        self._context.messenger.say(tr("The ways into the vault are changed."))
        self.ask()

    def _add(self, kind: WayKind, _on: object = None) -> None:
        dialog = AddDialog(self._context, self.window(), kind, self._done)
        dialog.open_over(dialog.label)

    def _rename(self, row: WayRow, _on: object = None) -> None:
        dialog = RenameDialog(self._context, self.window(), row, self._done)
        dialog.open_over(dialog.label)

    def _replace(self, row: WayRow, _on: object = None) -> None:
        ReplaceDialog(
            self._context, self.window(), row, self._done, four_eyes=self._wants_second()
        ).open_over()

    def _remove(self, row: WayRow, _on: object = None) -> None:
        def removed(_done: bool) -> None:  # noqa: FBT001 - see RemoveDialog
            self._context.messenger.say(
                tr("{name} opens this vault no more. Copies from before are another thing.", name=row.label)
            )
            self.ask()
            self.change_all.setFocus()

        RemoveDialog(self._context, self.window(), row, removed, four_eyes=self._wants_second()).open_over()

    def _lead(self, row: WayRow, _on: object = None) -> None:
        assert row.staff_id is not None
        self._asker.do(SetLead(row.staff_id, not row.lead), lambda _none: self.ask(), self._failed)

    def _key_file(self, *, drop: bool) -> None:
        mine = self._mine()
        has_one = mine is not None and mine.key_file
        KeyFileDialog(self._context, self.window(), self._done, has_one=has_one, drop=drop).open_over()

    def _change_all(self) -> None:
        mine = self._mine()
        dialog = ChangeAllDialog(
            self._context,
            self.window(),
            self.ask,
            key_file=mine is not None and mine.key_file,
            four_eyes=self._wants_second(),
        )
        dialog.open_over(dialog.words)

    def _erase(self) -> None:
        mine = self._mine()
        dialog = EraseKeysDialog(self._context, self.window(), key_file=mine is not None and mine.key_file)
        dialog.open_over(dialog.typed)

    def _four_eyes(self, on: bool) -> None:  # noqa: FBT001 - a slot
        if on:
            self._asker.do(SetFourEyes(on=True), lambda _none: self.ask(), self._failed)
            return
        self.four_eyes.setChecked(True)  # until the second worker agrees
        dialog = EndFourEyes(self._context, self.window(), self.ask)
        dialog.open_over(dialog.second.words)

    def _failed(self, error: KnownError) -> None:
        self._context.messenger.warn(sentence_of(error))
        self.ask()

    def _wants_second(self) -> bool:
        return self._ways is not None and self._ways.four_eyes


def _flow(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = FlowLayout(holder, gap=px(8))
    for widget in widgets:
        row.addWidget(widget)
    return holder
