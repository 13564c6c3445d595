"""From tokens to a Qt palette, and from a system's high-contrast palette to tokens."""

from PySide6.QtGui import QColor, QPalette

from caseapp.ui.theme.tokens import Tokens

_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "window"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "window"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.PlaceholderText, "text2"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.Highlight, "fill"),
    (QPalette.ColorRole.HighlightedText, "on_fill"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.LinkVisited, "accent"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.ToolTipBase, "surface"),
    (QPalette.ColorRole.ToolTipText, "text"),
    (QPalette.ColorRole.Mid, "border"),
    (QPalette.ColorRole.Midlight, "border"),
    (QPalette.ColorRole.Dark, "control"),
    (QPalette.ColorRole.Light, "surface"),
    (QPalette.ColorRole.Shadow, "control"),
    (QPalette.ColorRole.BrightText, "bad"),
)
_DISABLED = (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText)


def palette_of(tokens: Tokens) -> QPalette:
    """The palette of a theme.

    Args:
        tokens: the colours.

    Returns:
        A palette with every role of the design set for all groups.
    """
    palette = QPalette()
    for role, name in _ROLES:
        palette.setColor(role, QColor(tokens.colour(name)))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    return palette


def tokens_of(palette: QPalette) -> Tokens:
    """Tokens that use nothing but a system palette, for a high-contrast mode.

    States stay apart by their icons, words and edges; grounds and text take the system's own pairs.

    Args:
        palette: the palette the system handed to the application.

    Returns:
        Tokens with ``high_contrast`` set.
    """

    def name(role: QPalette.ColorRole) -> str:
        return palette.color(QPalette.ColorGroup.Active, role).name()

    window, text = name(QPalette.ColorRole.Window), name(QPalette.ColorRole.WindowText)
    base, highlight = name(QPalette.ColorRole.Base), name(QPalette.ColorRole.Highlight)
    on_highlight = name(QPalette.ColorRole.HighlightedText)
    field_text = name(QPalette.ColorRole.Text)
    dim = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name()
    return Tokens(
        dark=palette.color(QPalette.ColorRole.Window).lightness() < 128,
        window=window,
        surface=base,
        sunken=window,
        hover=window,
        border=text,
        control=text,
        text=field_text,
        text2=field_text,
        disabled=dim,
        accent=field_text,
        fill=highlight,
        on_fill=on_highlight,
        fill_pressed=highlight,
        fill_edge=text,
        accent_soft=base,
        focus=highlight,
        ok=field_text,
        ok_soft=base,
        warn=field_text,
        warn_soft=base,
        bad=field_text,
        bad_soft=base,
        info=field_text,
        info_soft=base,
        neutral=field_text,
        neutral_soft=base,
        bar=highlight,
        high_contrast=True,
    )
