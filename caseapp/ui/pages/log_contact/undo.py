"""Taking a saved contact back from the toast; its form returns as a draft."""

from uuid import UUID

from caseapp.casework.commands.contact import UndoContact
from caseapp.ui.shell.page import PageContext


class Undo:
    """Takes a saved contact back; it outlives the page, as the toast does.

    Args:
        context: of the page.
        contact_id: what was saved; its draft has the same id.
    """

    def __init__(self, context: PageContext, contact_id: UUID) -> None:
        self._context = context
        self._contact_id = contact_id

    def __call__(self) -> None:
        """Undo, then open the form again."""
        context, contact_id = self._context, self._contact_id
        owner = context.asker(context.bridge)
        owner.do(UndoContact(contact_id), lambda _none: context.navigator.log_contact(draft_id=contact_id))
