"""Lucide drawings as pictures that follow the theme and the text direction."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPixmap, QTransform

from caseapp.errors import BugError
from caseapp.ui.theme.early_icons import DRAWINGS
from caseapp.ui.theme.tokens import LIGHT, Tokens

MIRRORED: Final = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "corner-up-left",
        "panel-left-close",
        "panel-left-open",
        "redo-2",
        "undo",
        "undo-2",
    },
)
_HEAVY: Final = frozenset({"check", "minus", "plus"})
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{colour}" '
    'stroke-width="{stroke}" stroke-linecap="round" stroke-linejoin="round">{drawing}</svg>'
)

_drawings: dict[str, str] = dict(DRAWINGS)
_pictures: dict[tuple[str, str, int, bool], QPixmap] = {}
_colours: list[Tokens] = [LIGHT]


def use_colours(tokens: Tokens) -> None:
    """Paint icons in these colours from now on; called by the theme alone."""
    _colours[0] = tokens
    _pictures.clear()


def drawing_of(name: str) -> str:
    """The SVG elements of an icon, without the outer element.

    Args:
        name: a Lucide name.

    Returns:
        SVG text on a 24-unit grid.

    Raises:
        BugError: if Lucide has no such icon.
    """
    known = _drawings.get(name)
    if known is None:
        # Late: 50 ms and an icon table, not before the first paint. The package ships no types.
        from lucide import lucide_icon  # type: ignore[import-untyped]  # noqa: PLC0415

        svg = lucide_icon(name)
        if f"lucide-{name}" not in svg.partition(">")[0]:
            raise BugError(f"There is no icon named {name}.")
        known = svg.partition(">")[2].rpartition("</svg>")[0].strip()
        _drawings[name] = known
    return known


def picture(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture of one colour, for painters and labels.

    Args:
        name: a Lucide name.
        colour: ``#RRGGBB``.
        size: edge in logical pixels.
        ratio: device pixels per logical pixel.

    Returns:
        A transparent picture; mirrored where the text runs right to left and the icon has a direction.
    """
    edge = max(round(size * ratio), 1)
    mirror = name in MIRRORED and QGuiApplication.isRightToLeft()
    key = (name, colour, edge, mirror)
    found = _pictures.get(key)
    if found is None:
        from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - loaded with the first icon

        stroke = 2 if name in _HEAVY else 1.75
        svg = _HEAD.format(colour=colour, stroke=stroke, drawing=drawing_of(name))
        found = QPixmap(edge, edge)
        found.fill(QColor(0, 0, 0, 0))
        painter = QPainter(found)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if mirror:
            painter.setTransform(QTransform(-1, 0, 0, 1, edge, 0))
        QSvgRenderer(svg.encode()).render(painter, QRectF(0, 0, edge, edge))
        painter.end()
        _pictures[key] = found
    shown = QPixmap(found)
    shown.setDevicePixelRatio(ratio)
    return shown


def colour_of(name: str) -> str:
    """The colour of a token in force, for painting an icon."""
    return _colours[0].colour(name)
