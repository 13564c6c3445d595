"""What is said as soon as somebody is noted as under 18: the organisation's sentence, or a neutral one."""

from functools import cache
from typing import Final

from caseapp.assets import resource
from caseapp.casework.queries import Preference
from caseapp.domain.person import AgeBand
from caseapp.ui.pages.naming import language
from caseapp.ui.shell.asker import Asker
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.note import Note
from caseapp.ui.words import tr

PREFERENCE: Final = "safeguarding"
"""Key of the organisation's own sentence among the settings kept in the vault."""


@cache
def neutral_sentence(code: str) -> str:
    """The sentence that comes with the program.

    Args:
        code: language of the window; English where the program has none in it.
    """
    folder = resource("help")
    found = folder / f"safeguarding.{code}.txt"
    if not found.is_file():
        found = folder / "safeguarding.en.txt"
    return found.read_text(encoding="utf-8").strip()


class UnderAgeNote(Note):
    """Stands under a choice of age while it says "under 18", and changes nothing else.

    Args:
        asker: of the dialog.
        age: the choice; its values are `AgeBand` or None.
    """

    def __init__(self, asker: Asker, age: Choice) -> None:
        super().__init__("info", lead=tr("Under 18:"))
        self._age = age
        self._say_of("")
        self.hide()
        age.currentIndexChanged.connect(self.look)
        asker.ask(Preference(PREFERENCE), self._say_of)

    def look(self) -> None:
        """Show or hide by the age chosen now."""
        self.setVisible(self._age.value() is AgeBand.UNDER_18)

    def _say_of(self, own: str) -> None:
        sentence = own.strip() or neutral_sentence(language())
        self.say(tr("{sentence} Who is under 18 is in no figure.", sentence=sentence))
