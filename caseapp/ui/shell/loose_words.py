"""Words on pages over a lock: what is half typed in a field that has no draft of its own waits in the vault.

Filters, new values of lists, to whom figures go: fields that belong to no form. While the vault is locked
only the draft's id is in memory.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from caseapp.domain.roles import Role
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.shell.page_stack import PageStack
from caseapp.ui.widgets.filled import from_plain, plain
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.words import tr

if TYPE_CHECKING:
    from caseapp.casework.queries.drafts import DraftRow

FORM: Final = "words"
"""Name of the form among the drafts."""
KEPT: Final = "kept"
"""Property of a widget: whether what is typed in it is kept by what it belongs to."""
_EVERY_MS: Final = 60
_PATIENCE: Final = 100  # looks, until every page shows its fields
Field = QLineEdit | QPlainTextEdit
Left = list[tuple[str, str, int, str]]
"""Page, name of the field, which of that name, words."""


class LooseWords(QObject):
    """Keeps and brings back the words of a house.

    Args:
        stack: that shows the pages.
        context: of the pages.
    """

    def __init__(self, stack: PageStack, context: PageContext) -> None:
        super().__init__(stack)
        self._stack, self._context = stack, context
        self._asker = context.asker(self)
        self._draft_id: UUID | None = None
        self._left: Left = []
        self._caret: tuple[str, str, int, int] | None = None
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def keep(self, arguments: Mapping[str, State], *, coming_back: bool) -> UUID | None:
        """Hand what is typed on pages to the vault.

        Args:
            arguments: each page was given last.
            coming_back: whether it is a lock; at the end of the program what is searched for is not kept.

        Returns:
            Id of the draft; None where nothing was typed, or in a manager's session, which has no drafts.
        """
        if self._timer.isActive():
            return self._draft_id  # locked again before they were back
        if self._context.role is not Role.WORKER:
            return None
        words: Left = []
        caret = None
        pages = self._stack.pages
        now = self._stack.window().focusWidget()
        for key, page in pages.items():
            for (name, number), field in _fields(page).items():
                searched = isinstance(field, SearchField)
                if _is_typed(field) and (coming_back or not searched):
                    words.append((key, name, number, _text(field)))
                    caret = (key, name, number, _at(field)) if field is now else caret
        if not words:
            return None
        from caseapp.casework.commands.drafts import KeepDraft  # noqa: PLC0415 - a manager's session has no casework

        where = {key: pages[key].where(arguments.get(key, {})) for key, *_ in words}
        payload = {
            "pages": {
                key: {name: plain(value) for name, value in held.items()} for key, held in where.items()
            },
            "words": words,
            "caret": caret,
        }
        draft_id = uuid4()
        title = ", ".join(tr(pages[key].title) for key in where)
        self._asker.do(KeepDraft(draft_id, FORM, json.dumps(payload, ensure_ascii=False), title=title))
        return draft_id

    def go_on(self, draft_id: UUID, *, there: bool) -> None:
        """Type the words of a draft again.

        Args:
            draft_id: of the draft.
            there: whether the page that was shown is shown already.
        """
        from caseapp.casework.queries.drafts import ShowDraft  # noqa: PLC0415 - as above

        self._draft_id = draft_id
        self._asker.ask(ShowDraft(draft_id), lambda row: self._found(row, there=there))

    def _found(self, row: "DraftRow | None", *, there: bool) -> None:
        if row is None or row.form != FORM:
            return
        payload: dict[str, Any] = json.loads(row.payload)
        for key, held in payload["pages"].items():
            arguments = {name: from_plain(value) for name, value in held.items()}
            if there:
                self._stack.build(key, arguments)
            else:
                self._context.navigator.open_page(key, **arguments)
                there = True
        self._left = [tuple(one) for one in payload["words"]]
        caret = payload["caret"]
        self._caret = None if caret is None else tuple(caret)
        self._looks = 0
        self._timer.start()

    def _look(self) -> None:
        """Fill in what is there, once no answer is on its way that would write over it."""
        self._looks += 1
        if self._context.bridge.waiting and self._looks <= _PATIENCE:
            return
        missing: Left = []
        for key, name, number, words in self._left:
            page = self._stack.pages.get(key)
            field = None if page is None else _fields(page).get((name, number))
            if field is None:
                missing.append((key, name, number, words))
            else:
                _put(field, words)
                self._go_to(key, name, number, field)
        self._left = missing
        if not missing:
            self._done()
        elif self._looks > _PATIENCE:
            self._timer.stop()
            self._context.messenger.say(tr("What you typed waits under Today as a draft."))

    def _go_to(self, key: str, name: str, number: int, field: Field) -> None:
        if self._caret is None or self._caret[:3] != (key, name, number) or self._stack.page is None:
            return
        if self._stack.page.key == key:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(field, QLineEdit):
                field.setCursorPosition(self._caret[3])
            else:
                cursor = field.textCursor()
                cursor.setPosition(min(self._caret[3], len(field.toPlainText())))
                field.setTextCursor(cursor)

    def _done(self) -> None:
        """The fields have them again, and the next lock keeps them again."""
        from caseapp.casework.commands.drafts import DiscardDraft  # noqa: PLC0415 - as above

        self._timer.stop()
        if self._draft_id is not None:
            self._asker.do(DiscardDraft(self._draft_id))
            self._draft_id = None


def _fields(page: Page) -> dict[tuple[str, int], Field]:
    """Fields for words that nothing else keeps, by name and which of that name."""
    found: dict[tuple[str, int], Field] = {}
    for field in page.findChildren(QWidget):
        if isinstance(field, QLineEdit | QPlainTextEdit) and not _is_other(field, page):
            name, number = field.accessibleName(), 0
            while (name, number) in found:
                number += 1
            found[name, number] = field
    return found


def _is_other(field: Field, page: Page) -> bool:
    """Whether it is part of another control, not to be written to, secret, or kept by what it belongs to."""
    if field.isReadOnly() or isinstance(field, PassphraseEdit):
        return True
    if isinstance(field, QLineEdit) and field.echoMode() is not QLineEdit.EchoMode.Normal:
        return True
    if isinstance(field.parentWidget(), QAbstractSpinBox | QComboBox):
        return True
    here: QWidget | None = field
    while here is not None:
        if isinstance(kept := here.property(KEPT), bool):
            return kept  # the nearest says it: a field may be left out of what its form keeps
        here = None if here is page else here.parentWidget()
    return False


def _is_typed(field: Field) -> bool:
    """Whether somebody typed it: what a page shows by itself counts as not modified."""
    modified = field.isModified() if isinstance(field, QLineEdit) else field.document().isModified()
    return modified and bool(_text(field).strip())


def _text(field: Field) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _at(field: Field) -> int:
    return field.cursorPosition() if isinstance(field, QLineEdit) else field.textCursor().position()


def _put(field: Field, words: str) -> None:
    if isinstance(field, QLineEdit):
        field.setText(words)
        field.setModified(True)  # a second lock keeps it again
        if isinstance(field, SearchField):
            field.textEdited.emit(words)  # the list follows, as when it was typed
    else:
        field.setPlainText(words)
        field.document().setModified(True)
