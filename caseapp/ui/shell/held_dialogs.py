"""Dialogs over a lock: what is half filled in goes into the vault as a draft, and the dialog is opened again.

While the vault is locked only the draft's id is in memory.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.shell.page_stack import PageStack
from caseapp.ui.widgets import filled
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.words import tr

if TYPE_CHECKING:
    from caseapp.casework.queries.drafts import DraftRow

FORM: Final = "dialog"
"""Name of the form among the drafts."""
_EVERY_MS: Final = 60
_PATIENCE: Final = 100  # looks, until the page shows what the dialog belongs to


@dataclass(slots=True)
class _Waiting:
    """Dialogs still to be opened.

    Attributes:
        draft_id: where they are kept.
        dialogs: the lowest first.
        over: the last one that is filled in again.
        opened: one that is open and not ready yet.
        looks: how often it was tried.
    """

    draft_id: UUID
    dialogs: list[Mapping[str, Any]]
    over: Overlay | None = None
    opened: Overlay | None = None
    looks: int = 0


class HeldDialogs(QObject):
    """Keeps and reopens the dialogs of a house.

    Args:
        stack: that shows the pages.
        context: of the pages.
    """

    def __init__(self, stack: PageStack, context: PageContext) -> None:
        super().__init__(stack)
        self._stack, self._context = stack, context
        self._asker = context.asker(self)
        self._drafts: dict[Overlay, UUID] = {}
        self._waiting: _Waiting | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)

    # --- before a lock ------------------------------------------------------------------------------------

    def keep(self, overlays: Sequence[Overlay], page: Page | None, arguments: State) -> UUID | None:
        """Hand what is typed in open dialogs to the vault.

        Args:
            overlays: the lowest first.
            page: shown under them.
            arguments: it was given.

        Returns:
            Id of the draft; None where nothing was typed.
        """
        if self._waiting is not None:
            return self._waiting.draft_id  # locked again before it was back
        chain = _chain(overlays)
        draft_id = next((self._drafts[one] for one in chain if one in self._drafts), None)
        if page is None or not (draft_id or any(one.is_begun for one in chain)):
            return None
        from caseapp.casework.commands.drafts import KeepDraft  # noqa: PLC0415 - a manager's session has no casework

        draft_id = draft_id or uuid4()
        self._drafts.clear()  # that the lock closes them discards nothing
        where = page.where(arguments)
        payload = {
            "page": page.key,
            "arguments": {name: filled.plain(value) for name, value in where.items()},
            "dialogs": [_as_json(one) for one in chain],
        }
        person = where.get("person_id")
        self._asker.do(
            KeepDraft(
                draft_id,
                FORM,
                json.dumps(payload, ensure_ascii=False),
                title=chain[0].title.text(),
                person_id=person if isinstance(person, UUID) else None,
            )
        )
        return draft_id

    # --- after it -----------------------------------------------------------------------------------------

    def go_on(self, draft_id: UUID, *, there: bool) -> None:
        """Open the dialogs of a draft again.

        Args:
            draft_id: of the draft.
            there: whether its page is shown already.
        """
        from caseapp.casework.queries.drafts import ShowDraft  # noqa: PLC0415 - as above

        self._waiting = _Waiting(draft_id, [])
        self._asker.ask(ShowDraft(draft_id), lambda row: self._found(row, there=there))

    def _found(self, row: "DraftRow | None", *, there: bool) -> None:
        waiting = self._waiting
        if row is None or waiting is None or row.form != FORM:
            self._waiting = None
            return
        payload = json.loads(row.payload)
        if not there:
            arguments = {name: filled.from_plain(value) for name, value in payload["arguments"].items()}
            self._context.navigator.open_page(payload["page"], **arguments)
        waiting.dialogs = payload["dialogs"]
        self._timer.start()

    def _look(self) -> None:
        """Open the next dialog, once the page shows what it belongs to."""
        waiting, page = self._waiting, self._stack.page
        if waiting is None or page is None:
            self._stop()
            return
        waiting.looks += 1
        if waiting.looks > _PATIENCE:
            self._stop()
            self._context.messenger.say(tr("What you typed in a dialog waits under Today as a draft."))
            return
        if self._context.bridge.waiting:
            return  # answers are on their way
        if waiting.opened is not None and (not isValid(waiting.opened) or waiting.opened.isHidden()):
            self._stop()  # closed before its words were back
            self._context.messenger.say(tr("What you typed in a dialog waits under Today as a draft."))
            return
        held = waiting.dialogs[0]
        if waiting.opened is None:
            waiting.opened = (waiting.over or page).reopen(held["act"], held["facts"])
        if waiting.opened is None or not waiting.opened.is_ready or self._context.bridge.waiting:
            return
        waiting.over, waiting.opened = waiting.opened, None
        self._fill(waiting.over, held, waiting.draft_id)
        waiting.dialogs = waiting.dialogs[1:]
        if not waiting.dialogs:
            self._stop()

    def _fill(self, overlay: Overlay, held: Mapping[str, Any], draft_id: UUID) -> None:
        overlay.put_back(held["filled"])
        if held["caret"] is not None:
            filled.go_to(overlay.sheet, held["caret"])
        self._drafts[overlay] = draft_id
        overlay.closed.connect(lambda _done: self._closed(overlay))

    def _stop(self) -> None:
        self._timer.stop()
        self._waiting = None

    def _closed(self, overlay: Overlay) -> None:
        """What was typed is done or was put away: its draft goes, unless another dialog of it is open."""
        draft_id = self._drafts.pop(overlay, None)
        if draft_id is not None and draft_id not in self._drafts.values():
            from caseapp.casework.commands.drafts import DiscardDraft  # noqa: PLC0415 - as above

            self._asker.do(DiscardDraft(draft_id))
            self._stack.focus_if_lost()  # what had it when the dialog came back may have been nothing


def _chain(overlays: Sequence[Overlay]) -> list[Overlay]:
    """Dialogs that can be opened again one from the other, the lowest first."""
    found: list[Overlay] = []
    for overlay in overlays:
        if overlay.way_back is None:
            break
        found.append(overlay)
    return found


def _as_json(overlay: Overlay) -> dict[str, Any]:
    way = overlay.way_back
    assert way is not None  # only those are kept
    facts = {name: str(value) if isinstance(value, UUID) else value for name, value in way.facts.items()}
    held = {"act": way.act, "facts": facts, "holds": way.holds, "filled": overlay.filled()}
    return {**held, "caret": filled.caret(overlay.sheet)}
