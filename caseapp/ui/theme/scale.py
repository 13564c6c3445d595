"""Sizes that grow with the text: the type scale, spaces, control heights, and what the width allows."""

from enum import StrEnum
from typing import Final, NamedTuple

BASE_PX: Final = 14  # the base font the design was drawn with
TEXT_SIZES: Final = (80, 90, 100, 110, 125, 150, 175, 200)  # per cent, the stops of Ctrl++ and Ctrl+-

FACTORS: Final[dict[str, float]] = {
    "caption": 12 / 14,
    "small": 13 / 14,
    "body": 1.0,
    "heading": 15 / 14,
    "title": 20 / 14,
    "alias": 22 / 14,
    "read": 20 / 14,
    "read-now": 2.0,
}


class Width(StrEnum):
    """What fits side by side at a page's width in em."""

    WIDE = "wide"  # 84 em and more: a side column beside
    MIDDLE = "middle"  # 60 to 84 em: the side column below
    NARROW = "narrow"  # under 60 em: one column, rail navigation, no key hints


class Scale(NamedTuple):
    """Lengths of one text size and density.

    Attributes:
        em: the height of the base font in logical pixels; 14 at 100 %.
        compact: whether rows and panels are drawn closer (work area under 740 px at 100 %).
    """

    em: float = float(BASE_PX)
    compact: bool = False

    def px(self, drawn: float) -> int:
        """A length of the drawings in logical pixels of this scale.

        Args:
            drawn: the length in the drawings, whose base font is 14 px high.

        Returns:
            The scaled length, rounded; at least 1 for anything above zero.
        """
        scaled = round(drawn * self.em / BASE_PX)
        return max(scaled, 1) if drawn > 0 else scaled

    def font(self, style: str) -> int:
        """The pixel size of a type style.

        Args:
            style: a key of `FACTORS`.

        Returns:
            Pixels, at least 1.
        """
        return max(round(FACTORS[style] * self.em), 1)

    @property
    def field(self) -> int:
        """Height of fields and buttons."""
        return self.px(32)

    @property
    def small_button(self) -> int:
        """Height of small buttons."""
        return self.px(28)

    @property
    def chip_button(self) -> int:
        """Height of chips that can be pressed."""
        return self.px(30)

    @property
    def chip(self) -> int:
        """Height of chips that state something."""
        return self.px(22)

    @property
    def row(self) -> int:
        """Height of a one-line row."""
        return self.px(32 if self.compact else 36)

    @property
    def two_line_row(self) -> int:
        """Height of a two-line row."""
        return self.px(40 if self.compact else 47)

    @property
    def panel_head(self) -> int:
        """Height of a panel's head."""
        return self.px(34 if self.compact else 40)

    @property
    def section(self) -> int:
        """Space above and below a section of a form."""
        return self.px(6 if self.compact else 9)

    @property
    def target(self) -> int:
        """The smallest square that can be hit."""
        return self.px(24)

    def width_class(self, width: int) -> Width:
        """What fits at a width.

        Args:
            width: logical pixels.

        Returns:
            The class of the width in em.
        """
        ems = width / self.em
        if ems >= 84:
            return Width.WIDE
        return Width.MIDDLE if ems >= 60 else Width.NARROW
