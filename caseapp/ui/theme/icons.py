"""Lucide drawings as Qt icons that follow the theme, the text direction and the state of their control."""

from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap, QTransform

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
    mirror = name in MIRRORED and QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    key = (name, colour, edge, mirror)
    found = _pictures.get(key)
    if found is None:
        from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - loaded with the first icon

        stroke = 2 if name in _HEAVY else 1.75
        svg = _HEAD.format(colour=colour, stroke=stroke, drawing=drawing_of(name))
        found = QPixmap(edge, edge)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if mirror:
            painter.setTransform(QTransform(-1, 0, 0, 1, edge, 0))
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, edge, edge))
        painter.end()
        _pictures[key] = found
    shown = QPixmap(found)
    shown.setDevicePixelRatio(ratio)
    return shown


class _Engine(QIconEngine):
    """Paints one drawing in the colour of its state, as it is at the moment of painting."""

    def __init__(self, name: str, tone: str, checked: str) -> None:
        super().__init__()
        self._name = name
        self._tone = tone
        self._checked = checked

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        tokens = _colours[0]
        if mode is QIcon.Mode.Disabled:
            return tokens.disabled
        return tokens.colour(self._checked if state is QIcon.State.On else self._tone)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint into a rectangle, centred and square."""
        size = min(rect.width(), rect.height())
        ratio = painter.device().devicePixelRatio()
        corner = rect.topLeft() + QPoint((rect.width() - size) // 2, (rect.height() - size) // 2)
        painter.drawPixmap(corner, picture(self._name, self._colour(mode, state), size, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """A picture for a screen of one device pixel per logical pixel."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(  # noqa: N802 - Qt's name
        self,
        size: QSize,
        mode: QIcon.Mode,
        state: QIcon.State,
        scale: float,
    ) -> QPixmap:
        """A picture of a logical size for a screen of the given scale."""
        return picture(self._name, self._colour(mode, state), min(size.width(), size.height()), scale)

    def clone(self) -> QIconEngine:
        """A copy, asked for when an icon is detached; kept, because Qt holds no Python reference."""
        copy = _Engine(self._name, self._tone, self._checked)
        _clones.append(copy)
        return copy


_clones: list[_Engine] = []
_icons: dict[tuple[str, str, str], QIcon] = {}


def icon(name: str, tone: str = "text", checked: str = "accent") -> QIcon:
    """An icon that follows theme, direction and state.

    Args:
        name: a Lucide name.
        tone: the token of its colour.
        checked: the token of its colour while its control is checked.

    Returns:
        A shared icon.
    """
    key = (name, tone, checked)
    if key not in _icons:
        _icons[key] = QIcon(_Engine(name, tone, checked))
    return _icons[key]
