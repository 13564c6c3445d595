"""Keeps the form as an encrypted draft: two seconds after a key at most, and at once when it is left."""

from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer

from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.errors import KnownError
from caseapp.ui.shell.asker import Asker
from caseapp.ui.widgets.draft import DraftIndicator

_WAIT_MS: Final = 1200  # after the first change since the last draft; writing itself takes a few more
FORM: Final = "contact"


class DraftKeeper(QObject):
    """Writes the draft of one form.

    Args:
        asker: of the page.
        indicator: says whether what was typed is safe.
        make: builds the draft of the form as it is now, or None while there is nothing worth keeping.
        parent: the page.

    Attributes:
        draft_id: of the form now open.
        failed: called with the error when a draft could not be written; None when it was again.
    """

    def __init__(
        self,
        asker: Asker,
        indicator: DraftIndicator,
        make: Callable[[UUID], KeepDraft | None],
        failed: Callable[[KnownError | None], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._asker = asker
        self._indicator = indicator
        self._make = make
        self._failed = failed
        self._kept = False
        self.draft_id = uuid4()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.flush)

    def begin(self, draft_id: UUID | None = None) -> None:
        """Start with a new form, or with one that a draft already holds."""
        self._timer.stop()
        self._kept = draft_id is not None
        self.draft_id = draft_id or uuid4()
        self._indicator.nothing()

    def touch(self) -> None:
        """Something changed; a draft follows soon, however long the typing goes on."""
        if not self._timer.isActive():
            self._timer.start()

    @property
    def waiting(self) -> bool:
        """Whether something changed since the last draft."""
        return self._timer.isActive()

    def flush(self) -> None:
        """Hand the draft in now."""
        self._timer.stop()
        draft = self._make(self.draft_id)
        if draft is None:
            self.discard()
            return
        self._kept = True
        self._indicator.saving()
        self._asker.do(draft, partial(self._saved, draft.draft_id), self._not_saved)

    def stop(self) -> None:
        """The form is being saved: no draft may come after it."""
        self._timer.stop()

    def discard(self) -> None:
        """Erase the draft, if there is one."""
        self._timer.stop()
        if self._kept:
            self._asker.do(DiscardDraft(self.draft_id))
        self._kept = False
        self._indicator.nothing()

    def _saved(self, draft_id: UUID, _none: None) -> None:
        if draft_id == self.draft_id and self._kept:
            self._indicator.saved()
            self._failed(None)

    def _not_saved(self, error: KnownError) -> None:
        self._indicator.failed()
        self._failed(error)
        self._timer.start()
