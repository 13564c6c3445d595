"""Who is shown on the person page, as what is done there needs to know it."""

from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QWidget

from caseapp.casework.queries.person import PersonView
from caseapp.casework.queries.team import StaffRow
from caseapp.ui.naming import Labels
from caseapp.ui.shell.page import Page, PageContext


class ShownPerson(Page):
    """A page about one person.

    Attributes:
        person_id: who; None before somebody was chosen.
        view: what is known of her; None until it was read.
        labels: words of the lists.
        staff: colleagues.
        quiet: whether quiet view is on.
    """

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.person_id: UUID | None = None
        self.view: PersonView | None = None
        self.labels = Labels()
        self.staff: tuple[StaffRow, ...] = ()
        self.quiet = False

    @property
    def today(self) -> date:
        """The local day."""
        return date.today()  # noqa: DTZ011 - the calendar on the wall
