"""How a contact form ends: saved, refused, or discarded."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from caseapp.casework.commands.contact import ContactLogged
from caseapp.casework.refusals import NotComplete
from caseapp.errors import KnownError
from caseapp.ui.dialogs.working import Working
from caseapp.ui.pages.log_contact.form import Form
from caseapp.ui.pages.log_contact.saving import command_of, saved_words
from caseapp.ui.pages.log_contact.state import FormState
from caseapp.ui.pages.log_contact.undo import Undo
from caseapp.ui.widgets.dialog import confirm
from caseapp.ui.words import sentence_of, tr


class Ending(QObject):
    """Saves or discards the form of a page.

    Args:
        page: the form.
    """

    def __init__(self, page: Form) -> None:
        super().__init__(page)
        self._page = page

    def save(self) -> None:
        """Save, or say what is missing."""
        page = self._page
        if page.saving:
            return
        codes = page.missing()
        page.bar.show_missing(codes)
        if codes:
            self.go_to(codes[0])
            return
        page.saving = True
        page.keeper.flush()  # so that a save that fails, or is undone, has its draft
        page.keeper.stop()
        state = page.state
        working = Working(
            page.context,
            page.window(),
            tr("Saving the contact"),
            tr("What is erased goes as a whole. A stop leaves everything as it was, and the form open."),
        )
        command = command_of(state, page.keeper.draft_id)
        working.save(page.asker, command, lambda done: self._saved(state, done), self._refused)

    def _saved(self, state: FormState, done: ContactLogged) -> None:
        page = self._page
        page.saving = False
        page.keeper.begin()
        page.end_form()
        undo = Undo(page.context, done.contact_id)
        page.context.navigator.back()  # first, so that the focus does not fall on Undo as this page goes
        page.context.messenger.say(saved_words(state, done, quiet=page.quiet), undo)

    def _refused(self, error: KnownError) -> None:
        page = self._page
        page.saving = False
        page.touched()
        page.trouble.say(sentence_of(error))
        page.trouble.show()
        if isinstance(error, NotComplete) and error.fields:
            self.go_to(error.fields[0])

    def go_to(self, code: str) -> None:
        """Go to the field that a code names."""
        page = self._page
        fields: dict[str, QWidget] = {
            "people": page.who.search,
            "search": page.who.search,
            "unidentified": page.who.number.number,
            "when": page.when.moment,
            "future": page.when.moment,
            "place": page.when.place,
            "channel": page.when.how,
            "minutes": page.when.minutes,
            "owner": page.who.search,
            "due_on": page.next_step.day,
            "next_steps": page.next_step.what,
        }
        target = fields.get(code)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_discard(self) -> None:
        """Discarding cannot be undone, so it asks."""
        points = [
            (tr("Goes:"), tr("everything typed in this form since it was opened.")),
            (tr("Stays:"), tr("everything saved before.")),
        ]
        title = tr("Discard this draft")
        confirm(self._page.window(), title, points, title, self._discard)

    def _discard(self) -> None:
        page = self._page
        page.keeper.discard()
        page.end_form()
        page.context.navigator.back()
        page.context.messenger.say(tr("The draft is gone."))
