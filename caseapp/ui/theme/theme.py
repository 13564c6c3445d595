"""The theme in force: colours, text size and density of the whole application, and the way to change them."""

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from caseapp.errors import BugError
from caseapp.ui.theme import pictures
from caseapp.ui.theme.palette import palette_of, tokens_of
from caseapp.ui.theme.qss import sheet_of
from caseapp.ui.theme.scale import BASE_PX, TEXT_SIZES, Scale
from caseapp.ui.theme.tokens import DARK, LIGHT, Tokens

if TYPE_CHECKING:
    from caseapp.ui.theme.style import CaseStyle

Choice = Literal["system", "light", "dark"]
COMPACT_UNDER: Final = 740  # height of the work area in drawn pixels


class Theme(QObject):
    """Colours and lengths of the application; one exists while the window does.

    Attributes:
        changed: sent after colours, text size or density changed and the style sheet was set.
    """

    changed = Signal()

    def __init__(self, app: QApplication, choice: Choice = "system", text_size: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self._choice: Choice = choice
        self._text_size = text_size
        self._system_px = max(QFontInfo(app.font()).pixelSize(), BASE_PX)
        self._system_palette = app.palette()
        self._style: CaseStyle | None = None
        self.tokens: Tokens = LIGHT
        self.scale = Scale()
        self._apply()

    def complete(self) -> None:
        """Put our own style over Fusion and ask the system for its scheme.

        After the first paint, because loading what this needs takes 50 ms.
        """
        from caseapp.ui.theme.style import CaseStyle  # noqa: PLC0415 - see above

        if self._style is None:
            self._app.styleHints().colorSchemeChanged.connect(self._follow_system)
            self._style = CaseStyle()
            self._style.use(self.tokens, self.scale)
            self._app.setStyle(self._style)
            self._apply()

    @property
    def choice(self) -> Choice:
        """What the user chose: the system's scheme, or always light or dark."""
        return self._choice

    @property
    def text_size(self) -> int:
        """The text size in per cent, 80 to 200."""
        return self._text_size

    def choose(self, choice: Choice) -> None:
        """Follow the system's colour scheme, or stay light or dark."""
        if choice != self._choice:
            self._choice = choice
            self._apply()

    def set_text_size(self, percent: int) -> None:
        """Scale every text and length.

        Args:
            percent: 80 to 200; anything else is brought inside.
        """
        percent = min(max(percent, TEXT_SIZES[0]), TEXT_SIZES[-1])
        if percent != self._text_size:
            self._text_size = percent
            self._apply()

    def step_text_size(self, steps: int) -> int:
        """Go to a larger or smaller stop, or back to 100 % with 0.

        Args:
            steps: +1, -1, or 0.

        Returns:
            The new size in per cent.
        """
        if steps == 0:
            self.set_text_size(100)
        elif steps > 0:
            self.set_text_size(next((s for s in TEXT_SIZES if s > self._text_size), TEXT_SIZES[-1]))
        else:
            self.set_text_size(next((s for s in reversed(TEXT_SIZES) if s < self._text_size), TEXT_SIZES[0]))
        return self._text_size

    def set_work_height(self, height: int) -> None:
        """Draw closer when the work area is low.

        Args:
            height: of the window in logical pixels.
        """
        compact = height < COMPACT_UNDER
        if compact != self.scale.compact:
            self._apply(compact=compact)

    def _follow_system(self) -> None:
        if self._choice == "system":
            self._apply()

    def _high_contrast(self) -> bool:
        from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see caseapp.ui.flags)

        hints = self._app.styleHints()  # held, because the binding drops what hangs on it otherwise
        return hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast

    def _pick_tokens(self) -> Tokens:
        if self._style is None:
            # Before the first paint the palette that the system gave tells enough of its scheme.
            system_dark = self._system_palette.color(QPalette.ColorRole.Window).lightness() < 128
        elif self._high_contrast():
            return tokens_of(self._system_palette)
        else:
            system_dark = self._is_system_dark()
        dark = system_dark if self._choice == "system" else self._choice == "dark"
        return DARK if dark else LIGHT

    def _is_system_dark(self) -> bool:
        from PySide6.QtCore import Qt  # noqa: PLC0415 - as above

        return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark

    def _apply(self, *, compact: bool | None = None) -> None:
        self.tokens = self._pick_tokens()
        density = self.scale.compact if compact is None else compact
        self.scale = Scale(em=self._system_px * self._text_size / 100, compact=density)
        if self._style is not None:
            self._style.use(self.tokens, self.scale)
        pictures.use_colours(self.tokens)
        font = QFont(self._app.font())
        font.setPixelSize(self.scale.font("body"))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._app.setFont(font)
        self._app.setPalette(palette_of(self.tokens))
        self._app.setStyleSheet(sheet_of(self.tokens, self.scale, whole=self._style is not None))
        self.changed.emit()


_current: list[Theme] = []


def install(
    app: QApplication, choice: Choice = "system", text_size: int = 100, *, whole: bool = True
) -> Theme:
    """Make the theme of an application, or set the one it has.

    Args:
        app: the application.
        choice: colour scheme.
        text_size: per cent.
        whole: whether to put our own style in place now; else somebody calls `Theme.complete`.

    Returns:
        The theme in force.
    """
    if _current:
        _current[0].choose(choice)
        _current[0].set_text_size(text_size)
    else:
        _current.append(Theme(app, choice, text_size))
    if whole:
        _current[0].complete()
    return _current[0]


def theme() -> Theme:
    """The theme in force.

    Raises:
        BugError: before `install`.
    """
    if not _current:
        raise BugError("The theme was asked for before it was installed.")
    return _current[0]


def tokens() -> Tokens:
    """The colours in force; read them when painting, never keep them."""
    return theme().tokens


def px(drawn: float) -> int:
    """A length of the drawings in logical pixels of the scale in force."""
    return theme().scale.px(drawn)
