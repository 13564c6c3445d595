"""What is said as soon as somebody is noted as under 18: the organisation's sentence, or a neutral one."""

from caseapp.domain.person import AgeBand
from caseapp.ui.organisation_texts import SAFEGUARDING, ask_text, shipped
from caseapp.ui.shell.asker import Asker
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.note import Note
from caseapp.ui.words import tr


class UnderAgeNote(Note):
    """Stands under a choice of age while it says "under 18".

    Args:
        asker: of the dialog.
        age: the choice; its values are `AgeBand` or None.
    """

    def __init__(self, asker: Asker, age: Choice) -> None:
        super().__init__("info", lead=tr("Under 18:"))
        self._age = age
        self._say(shipped(SAFEGUARDING))
        self.hide()
        age.currentIndexChanged.connect(self.look)
        ask_text(asker, SAFEGUARDING, self._say)

    @property
    def applies(self) -> bool:
        """Whether "under 18" is chosen now."""
        return self._age.value() is AgeBand.UNDER_18

    def look(self) -> None:
        """Show or hide by the age chosen now."""
        self.setVisible(self.applies)

    def _say(self, sentence: str) -> None:
        self.say(
            tr(
                "{sentence} Work settings and the household are not noted. Who is under 18 is in no figure.",
                sentence=sentence,
            )
        )
