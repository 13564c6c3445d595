"""Colours that can be read, lengths that grow, icons that follow the theme."""

import re

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseapp.errors import BugError
from caseapp.ui.theme.icons import icon
from caseapp.ui.theme.palette import palette_of, tokens_of
from caseapp.ui.theme.pictures import MIRRORED, drawing_of, picture
from caseapp.ui.theme.qss import sheet_of
from caseapp.ui.theme.scale import TEXT_SIZES, Scale, Width
from caseapp.ui.theme.theme import Theme
from caseapp.ui.theme.tokens import DARK, LIGHT, Tokens

GROUNDS = ("window", "surface", "sunken")
TONES = ("ok", "warn", "bad", "info", "neutral")


def ratio(one: str, other: str) -> float:
    """WCAG 2 contrast of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def text_pairs(tokens: Tokens) -> list[tuple[str, str]]:
    """Every ink on every ground that the window uses for words."""
    pairs = [
        (ink, ground) for ink in ("text", "text2", "accent") for ground in (*GROUNDS, "hover", "accent_soft")
    ]
    pairs += [(tone, f"{tone}_soft") for tone in TONES]
    pairs += [(tone, ground) for tone in TONES for ground in ("surface", "window")]
    pairs += [("text", f"{tone}_soft") for tone in TONES] + [("text2", f"{tone}_soft") for tone in TONES]
    return [*pairs, ("on_fill", "fill"), ("on_fill", "fill_pressed")]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_words_have_enough_contrast(tokens: Tokens) -> None:
    weak = {
        (ink, ground): round(ratio(tokens.colour(ink), tokens.colour(ground)), 2)
        for ink, ground in text_pairs(tokens)
        if ratio(tokens.colour(ink), tokens.colour(ground)) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_and_the_ring_have_enough_contrast(tokens: Tokens) -> None:
    pairs = [(ink, ground) for ink in ("control", "focus") for ground in GROUNDS]
    pairs += [("bar", "surface"), ("fill_edge", "surface"), ("fill_edge", "window"), ("focus", "accent_soft")]
    weak = [(a, b) for a, b in pairs if ratio(tokens.colour(a), tokens.colour(b)) < 3]
    assert weak == []


def test_the_tables_are_those_of_the_design() -> None:
    assert (LIGHT.window, LIGHT.accent, LIGHT.fill, LIGHT.focus) == (
        "#F5F4F1",
        "#17605A",
        "#1C6963",
        "#1F55B5",
    )
    assert (DARK.window, DARK.accent, DARK.fill, DARK.focus) == ("#1B1D1F", "#7CC7BD", "#2B766F", "#8AB4F8")
    assert round(ratio(LIGHT.text2, LIGHT.surface), 1) == 6.8
    assert round(ratio(DARK.text2, DARK.surface), 1) == 7.4


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_sheet_is_filled_whole_and_holds_no_colour_of_its_own(tokens: Tokens) -> None:
    sheet = sheet_of(tokens, Scale())
    assert "$" not in sheet
    known = {
        str(getattr(tokens, name)).upper() for name in Tokens._fields if name not in {"dark", "high_contrast"}
    }
    assert {found.upper() for found in re.findall(r"#[0-9A-Fa-f]{6}\b", sheet)} <= known


def test_lengths_follow_the_text_and_never_vanish() -> None:
    assert (Scale(14).px(32), Scale(28).px(32), Scale(11.2).px(1)) == (32, 64, 1)
    assert Scale(14).font("caption") == 12
    assert Scale(14).font("read-now") == 28
    assert (Scale(14).two_line_row, Scale(14, compact=True).two_line_row) == (47, 40)
    assert Scale(14).target == 24


@pytest.mark.parametrize(
    ("width", "em", "expected"),
    [(1366, 14, Width.WIDE), (1366, 28, Width.NARROW), (1024, 14, Width.MIDDLE), (840, 14, Width.MIDDLE)],
)
def test_what_fits_is_decided_in_em(width: int, em: float, expected: Width) -> None:
    assert Scale(em).width_class(width) is expected


def test_palette_has_the_roles_of_the_design() -> None:
    palette = palette_of(LIGHT)
    assert palette.color(QPalette.ColorRole.Highlight) == QColor(LIGHT.fill)
    assert palette.color(QPalette.ColorRole.PlaceholderText) == QColor(LIGHT.text2)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    assert disabled == QColor(LIGHT.disabled)


def test_high_contrast_takes_only_system_colours() -> None:
    system = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, "#000000"),
        (QPalette.ColorRole.WindowText, "#ffffff"),
        (QPalette.ColorRole.Base, "#000000"),
        (QPalette.ColorRole.Text, "#ffff00"),
        (QPalette.ColorRole.Highlight, "#00ffff"),
        (QPalette.ColorRole.HighlightedText, "#000000"),
    ):
        system.setColor(role, QColor(colour))
    tokens = tokens_of(system)
    assert tokens.high_contrast
    assert tokens.dark
    taken = {getattr(tokens, n) for n in Tokens._fields if n not in {"dark", "high_contrast", "disabled"}}
    assert taken <= {"#000000", "#ffffff", "#ffff00", "#00ffff"}
    assert f"1px solid {tokens.control}" in sheet_of(tokens, Scale())


def test_text_size_stops_and_back(theme: Theme) -> None:
    assert theme.scale.px(10) == round(10 * theme.scale.em / 14)
    seen = [theme.step_text_size(1) for _ in range(6)]
    assert seen == [110, 125, 150, 175, 200, 200]
    assert theme.step_text_size(0) == 100
    for _ in range(5):
        theme.step_text_size(-1)
    assert theme.text_size == TEXT_SIZES[0]


def test_a_low_window_is_drawn_closer(theme: Theme) -> None:
    theme.set_work_height(728)
    assert theme.scale.compact
    theme.set_work_height(768)
    assert not theme.scale.compact


def test_choosing_dark_changes_palette_and_sheet(theme: Theme, qapp: QApplication) -> None:
    theme.choose("dark")
    assert theme.tokens is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    assert DARK.sunken in qapp.styleSheet()


def inked(shown: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off) -> QColor:
    """The strongest colour of an icon."""
    image = shown.pixmap(QSize(48, 48), mode, state).toImage()
    points = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(points, key=QColor.alpha)


def test_icons_take_the_colour_of_state_and_theme(theme: Theme) -> None:
    shown = icon("check", "text2", "accent")
    assert inked(shown).name() == LIGHT.text2.lower()
    assert inked(shown, state=QIcon.State.On).name() == LIGHT.accent.lower()
    assert inked(shown, QIcon.Mode.Disabled).name() == LIGHT.disabled.lower()
    theme.choose("dark")
    assert inked(shown).name() == DARK.text2.lower()


def test_only_directions_are_mirrored(theme: Theme, qapp: QApplication) -> None:
    assert theme
    before = {
        name: picture(name, "#000000", 32).toImage() for name in ("chevron-right", "undo-2", "check", "clock")
    }
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    after = {name: picture(name, "#000000", 32).toImage() for name in before}
    assert {name for name in before if before[name] != after[name]} == {"chevron-right", "undo-2"}
    assert "notebook" not in MIRRORED


def test_a_missing_icon_is_a_bug() -> None:
    with pytest.raises(BugError, match="no-such-drawing"):
        drawing_of("no-such-drawing")


def test_an_icon_is_sharp_on_a_fine_screen(theme: Theme) -> None:
    assert theme
    fine = icon("sun").pixmap(QSize(16, 16), 2.0)
    assert (fine.size(), fine.devicePixelRatio()) == (QSize(32, 32), 2.0)


def test_the_ring_stands_around_the_focused_control_and_is_not_cut(theme: Theme, qtbot: QtBot) -> None:
    assert theme
    outer = QWidget()
    qtbot.addWidget(outer)
    column = QVBoxLayout(outer)
    tight = QWidget()
    inside = QHBoxLayout(tight)
    inside.setContentsMargins(0, 0, 0, 0)
    field = QLineEdit()
    inside.addWidget(field)
    inside.addWidget(QPushButton("Next"))
    column.addWidget(tight)
    outer.show()
    outer.activateWindow()
    field.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(field.hasFocus)
    image = outer.grab().toImage()
    corner = field.mapTo(outer, field.rect().topLeft())
    middle = field.height() // 2
    focus = QColor(LIGHT.focus)
    left = {image.pixelColor(corner.x() - away, corner.y() + middle).name() for away in range(1, 4)}
    top = {image.pixelColor(corner.x() + 40, corner.y() - away).name() for away in range(1, 4)}
    assert focus.name() in left
    assert focus.name() in top


def test_the_ring_outlives_the_window_it_stood_in(theme: Theme, qtbot: QtBot) -> None:
    assert theme
    for _ in range(3):
        outer = QWidget()
        column = QVBoxLayout(outer)
        field = QLineEdit()
        column.addWidget(field)
        outer.show()
        outer.activateWindow()
        field.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(field.hasFocus)
        frames = [child for child in outer.findChildren(QFocusFrame) if child.isVisible()]
        assert len(frames) == 1
        assert frames[0].geometry().contains(field.geometry())
        outer.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
