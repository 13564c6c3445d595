"""Push buttons as drawn: an icon, words with an underlined letter, and the shortcut in a small box."""

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QSizePolicy,
    QStylePainter,
    QToolButton,
    QWidget,
)

from caseapp.ui import flags
from caseapp.ui.theme.icons import icon
from caseapp.ui.theme.mirror import placed
from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.scale import FACTORS
from caseapp.ui.theme.theme import px, theme, tokens
from caseapp.ui.widgets import ink
from caseapp.ui.widgets.keys import key_words
from caseapp.ui.words import isolated

Kind = Literal["primary", "plain", "quiet", "link"]
Size = Literal["small", "normal", "bar", "large"]
_HEIGHTS: dict[str, int] = {"small": 28, "normal": 32, "bar": 36, "large": 40}


class Button(QPushButton):
    """A push button.

    Args:
        words: its text; ``&`` before the letter that Alt presses.
        kind: primary (one per page), plain, quiet (no edge) or link (underlined, accent).
        icon_name: a Lucide name, or empty.
        keys: shortcut shown in a box; the action itself is bound by the page or the window.
        end_icon: a Lucide name after everything, such as "chevron-down" on a button that opens a menu.
        size: height as drawn: small 28, normal 32, bar 36, large 40.
        detail: secondary words after the text, such as "locks in 4:12".
        parent: owner.
    """

    def __init__(
        self,
        words: str,
        kind: Kind = "plain",
        *,
        icon_name: str = "",
        keys: str = "",
        end_icon: str = "",
        size: Size = "normal",
        detail: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(words)  # not above, where another form of the call takes a QIcon and would load it
        self._kind: Kind = kind
        self._icon_name = icon_name
        self._keys = keys
        self._end_icon = end_icon
        self._size: Size = size
        self._detail = detail
        self._detail_tone = "text2"
        self._hide_keys = False
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self._pointed = False
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if keys:
            self.setToolTip(f"{self._plain()} ({key_words(keys)})")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter presses as Space does; held down in a list before, it stops at the page that opened."""
        if not _entered(self, event):
            super().keyPressEvent(event)

    def _plain(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def set_detail(self, words: str, tone: str = "text2") -> None:
        """Change the secondary words and their tone."""
        if (words, tone) != (self._detail, self._detail_tone):
            longer = len(words) != len(self._detail)
            self._detail, self._detail_tone = words, tone
            if longer:
                self.updateGeometry()
            self.update()

    def set_icon_name(self, name: str) -> None:
        """Change the icon."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def set_keys(self, keys: str) -> None:
        """Show another shortcut in the box and the tooltip."""
        self._keys = keys
        self.setToolTip(f"{self._plain()} ({key_words(keys)})" if keys else "")
        self.updateGeometry()
        self.update()

    @property
    def keys(self) -> str:
        """The shortcut in the box."""
        return self._keys

    def hide_keys(self, hidden: bool) -> None:  # noqa: FBT001 - the state of one flag
        """Leave the key box away where the page is narrow."""
        self._hide_keys = hidden
        self.updateGeometry()
        self.update()

    def _fonts(self) -> tuple[QFont, QFont]:
        words, small = QFont(self.font()), QFont(self.font())
        scale = theme().scale
        words.setPixelSize(scale.font("small" if self._size == "small" else "body"))
        heavy = self._kind == "primary"
        words.setWeight(QFont.Weight.DemiBold if heavy else QFont.Weight.Medium)
        if self._kind == "link":
            words.setWeight(QFont.Weight.Normal)
            words.setPixelSize(scale.font("small"))
            words.setUnderline(True)
        small.setPixelSize(round(FACTORS["caption"] * scale.em))
        return words, small

    def _widths(self) -> tuple[int, int, int, int]:
        """Icon, words, detail and key box with their gaps, in pixels."""
        words, small = self._fonts()
        icon_width = px(16) + px(8) if self._icon_name else 0
        if not self._plain():
            icon_width = px(16)
        word_width = QFontMetrics(words).horizontalAdvance(self._plain()) if self._plain() else 0
        detail_font = QFont(words)
        detail_font.setWeight(QFont.Weight.Normal)
        detail_width = (
            QFontMetrics(detail_font).horizontalAdvance(self._detail) + px(8) if self._detail else 0
        )
        key_width = 0
        if self._keys and not self._hide_keys:
            key_width = QFontMetrics(small).horizontalAdvance(key_words(self._keys)) + px(10) + px(9)
        if self._end_icon:
            key_width += px(14) + px(8)
        return icon_width, word_width, detail_width, key_width

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as everything in it, as high as its size says."""
        height = px(_HEIGHTS[self._size])
        pad = {"link": 2, "quiet": 9}.get(self._kind, 12 if self._size != "small" else 9)
        width = sum(self._widths()) + 2 * px(pad)
        if self._kind == "link":
            height = px(24)
        return QSize(max(width, height if not self._plain() else 0), height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Words on a button are never cut."""
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """The first visit of the mouse gives it its shape; before that nobody sees it."""
        if not self._pointed:
            from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see flags)

            self._pointed = True
            link = self._kind == "link"
            self.setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Lie flat again."""
        super().leaveEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Grow with the text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.updateGeometry()

    def _colours(self) -> tuple[str, str, str]:
        """Ground, edge and text; empty for none."""
        t = tokens()
        down, over = self.isDown() or self.isChecked(), self.underMouse() and self.isEnabled()
        if not self.isEnabled():
            return ("", t.disabled if self._kind in {"primary", "plain"} else "", t.disabled)
        match self._kind:
            case "primary":
                return (t.fill_pressed if down or over else t.fill, t.fill_edge, t.on_fill)
            case "plain":
                ground = t.accent_soft if down else t.hover if over else t.surface
                return (ground, t.control, t.text)
            case "quiet":
                ground = t.accent_soft if down else t.hover if over else ""
                return (ground, "", t.accent if self.property("tone") == "accent" else t.text)
            case "link":
                return ("", "", t.accent)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw ground and edge, then icon, words, detail and key box along the reading direction."""
        ground, edge, tint = self._colours()
        painter = QStylePainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if ground or edge:
            shape = ink.rounded(self.rect(), px(4))
            if ground:
                ink.fill(painter, shape, ground)
            if edge:
                ink.outline(painter, shape, edge)
        icon_width, word_width, detail_width, key_width = self._widths()
        left = (self.width() - icon_width - word_width - detail_width - key_width) // 2
        words, small = self._fonts()
        if self._icon_name:
            size = px(16)
            tone = tint if self._kind != "plain" or not self.isEnabled() else tokens().text
            drawn = picture(self._icon_name, tone, size, self.devicePixelRatioF())
            spot = self._place(QRect(left, (self.height() - size) // 2, size, size))
            painter.drawPixmap(spot.topLeft(), drawn)
            left += icon_width
        painter.setFont(words)
        how = flags.CENTRED | flags.MNEMONIC | flags.ONE_LINE
        spot = self._place(QRect(left, 0, word_width + 1, self.height()))
        ink.write(painter, spot, how, self.text(), tint)
        left += word_width
        if self._detail:
            words.setWeight(QFont.Weight.Normal)
            painter.setFont(words)
            spot = self._place(QRect(left + px(8), 0, detail_width - px(8) + 1, self.height()))
            detail_tint = tokens().colour(self._detail_tone)
            ink.write(painter, spot, flags.CENTRED | flags.ONE_LINE, self._detail, detail_tint)
            left += detail_width
        if self._end_icon:
            size = px(14)
            spot = self._place(QRect(left + px(8), (self.height() - size) // 2, size, size))
            drawn = picture(self._end_icon, tokens().text2, size, self.devicePixelRatioF())
            painter.drawPixmap(spot.topLeft(), drawn)
        elif key_width:
            self._paint_key(painter, small, self._place(self._key_spot(left, key_width)), tint)

    def _key_spot(self, left: int, width: int) -> QRect:
        height = px(18)
        return QRect(left + px(9), (self.height() - height) // 2, width - px(9), height)

    def _paint_key(self, painter: QStylePainter, font: QFont, spot: QRect, tint: str) -> None:
        plain = self._kind != "primary" and self.isEnabled()
        ink.outline(painter, ink.rounded(spot, px(3)), tokens().border if plain else tint)
        painter.setFont(font)
        words = isolated(key_words(self._keys))
        ink.write(painter, spot, flags.CENTRED, words, tokens().text2 if plain else tint)

    def _place(self, rect: QRect) -> QRect:
        return placed(self, rect)


def _entered(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Whether a key is Enter, which then presses the button."""
    if event.key() not in flags.ENTER_KEYS or event.modifiers().value & ~flags.KEYPAD:
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


class _IconButton(QToolButton):
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter presses as Space does."""
        if not _entered(self, event):
            super().keyPressEvent(event)


def icon_button(icon_name: str, name: str, keys: str = "", *, framed: bool = False) -> QToolButton:
    """A button that is only an icon.

    Args:
        icon_name: a Lucide name.
        name: what it does, for screen readers and as tooltip.
        keys: its shortcut, named in the tooltip.
        framed: whether it has an edge.

    Returns:
        The button, at least 24 x 24.
    """
    from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see flags)

    button = _IconButton()
    button.setIcon(icon(icon_name, "text2"))
    button.setAccessibleName(name)
    button.setToolTip(f"{name} ({key_words(keys)})" if keys else name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if framed:
        button.setProperty("kind", "frame")
    return button
