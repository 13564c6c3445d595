"""Icons for controls: normal, disabled and checked colours of the theme in force."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from caseapp.ui.theme.pictures import colour_of, picture


class _Engine(QIconEngine):
    """Paints one drawing in the colour of its state, as it is at the moment of painting."""

    def __init__(self, name: str, tone: str, checked: str) -> None:
        super().__init__()
        self._name = name
        self._tone = tone
        self._checked = checked

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode is QIcon.Mode.Disabled:
            return colour_of("disabled")
        return colour_of(self._checked if state is QIcon.State.On else self._tone)

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


def icon_of(name: str, tone: str, checked: str) -> QIcon:
    """The shared icon of a drawing and its two tones.

    Args:
        name: a Lucide name.
        tone: the token of its colour.
        checked: the token of its colour while its control is checked.

    Returns:
        An icon that paints itself in the theme in force.
    """
    key = (name, tone, checked)
    if key not in _icons:
        _icons[key] = QIcon(_Engine(name, tone, checked))
    return _icons[key]
