"""The colour table of the design, light and dark, and the same shape filled from a system palette."""

from typing import Literal, NamedTuple

Tone = Literal["ok", "warn", "bad", "info", "neutral"]


class Tokens(NamedTuple):  # quicker to define than a dataclass, and the first paint waits for it
    """Every colour of the window, as ``#RRGGBB``; painters, palette and style sheet read the same object.

    Attributes:
        dark: whether the grounds are darker than the text.
        high_contrast: whether the colours were taken from the system instead of the design.
    """

    dark: bool
    window: str
    surface: str
    sunken: str
    hover: str
    border: str
    control: str
    text: str
    text2: str
    disabled: str
    accent: str
    fill: str
    on_fill: str
    fill_pressed: str
    fill_edge: str
    accent_soft: str
    focus: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    neutral: str
    neutral_soft: str
    bar: str
    high_contrast: bool = False

    def colour(self, name: str) -> str:
        """The colour of a token by its name.

        Args:
            name: an attribute of this class, such as ``"text2"``.

        Returns:
            ``#RRGGBB``.
        """
        return str(getattr(self, name))

    def soft(self, tone: Tone) -> str:
        """The ground that belongs to a tone."""
        return self.colour(f"{tone}_soft")


LIGHT = Tokens(
    dark=False,
    window="#F5F4F1",
    surface="#FFFFFF",
    sunken="#ECEAE5",
    hover="#F0EEEA",
    border="#D8D5CE",
    control="#807D76",
    text="#22262A",
    text2="#565B62",
    disabled="#8B8880",
    accent="#17605A",
    fill="#1C6963",
    on_fill="#FFFFFF",
    fill_pressed="#1A615B",
    fill_edge="#1C6963",
    accent_soft="#E1EFED",
    focus="#1F55B5",
    ok="#2A673B",
    ok_soft="#E5F1E8",
    warn="#774800",
    warn_soft="#FCF1DC",
    bad="#932B2B",
    bad_soft="#FAEAE8",
    info="#28527D",
    info_soft="#E6EEF6",
    neutral="#4A4F55",
    neutral_soft="#ECEAE5",
    bar="#5F958F",
)

DARK = Tokens(
    dark=True,
    window="#1B1D1F",
    surface="#25282B",
    sunken="#151718",
    hover="#2D3134",
    border="#3B4044",
    control="#8A9197",
    text="#E9E7E3",
    text2="#B3B8BD",
    disabled="#7B8187",
    accent="#7CC7BD",
    fill="#2B766F",
    on_fill="#FFFFFF",
    fill_pressed="#286D66",
    fill_edge="#7CC7BD",
    accent_soft="#1F3A38",
    focus="#8AB4F8",
    ok="#8FCB9B",
    ok_soft="#22352A",
    warn="#E7BE73",
    warn_soft="#3A301C",
    bad="#F0A19A",
    bad_soft="#402725",
    info="#9DC3EA",
    info_soft="#22313F",
    neutral="#C9CCD0",
    neutral_soft="#34383C",
    bar="#5F958F",
)
