"""What stands in a row of a list, and in a chip of a row or a table."""

from dataclasses import dataclass

from caseapp.ui.widgets.state_chip import ChipTone
from caseapp.ui.widgets.steps import Steps


@dataclass(frozen=True, slots=True)
class RowChip:
    """A state chip inside a row."""

    words: str
    tone: ChipTone = "neutral"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says. Only what is set is drawn.

    Attributes:
        key: what the page stores for it (an id).
        title: heavy words, usually the alias.
        code: random code after the title.
        detail: words in the second column.
        second: a second, smaller line under title (makes two-line rows).
        end: small words at the far end.
        end_icon: a Lucide name before the end words.
        lead: a chip before the title.
        icon: a Lucide name before everything.
        chips: state chips before the end words.
        steps: the four bars of a referral, in the second column.
        heading: a section heading: not selectable, sunken ground.
        action: drawn in accent, such as "New person".
        keys: a key box at the far end.
        chevron: an arrow at the far end: Enter goes somewhere.
        private: in quiet view the title gives way to the code, and words become dots without focus.
        sunken: secondary look for the whole title (archived, retired).
        end_private: the end words become dots in quiet view without focus, too.
        stacked: the end words stand on a third line, where the row is too narrow for them at its end.
    """

    key: object = None
    title: str = ""
    code: str = ""
    detail: str = ""
    second: str = ""
    end: str = ""
    end_icon: str = ""
    lead: RowChip | None = None
    icon: str = ""
    chips: tuple[RowChip, ...] = ()
    steps: Steps | None = None
    heading: bool = False
    action: bool = False
    keys: str = ""
    chevron: bool = False
    private: bool = True
    sunken: bool = False
    end_private: bool = False
    stacked: bool = False

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        parts = [
            self.lead.words if self.lead else "",
            self.title,
            self.code,
            self.detail,
            self.second,
            f"{self.steps.words} {self.steps.end}".strip() if self.steps else "",
            *(chip.words for chip in self.chips),
            self.end,
        ]
        return ", ".join(part for part in parts if part)
