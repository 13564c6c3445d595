"""What the keyboard can reach: the first choice of a page, and the way from panel to panel."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QPlainTextEdit, QWidget

_FIRST = (QAbstractItemView, QLineEdit, QPlainTextEdit)  # before buttons, which do something when pressed


def first_choice(page: QWidget) -> QWidget | None:
    """What takes the focus on a page that names nothing: a list or a field, else whatever takes it."""
    choices = _stops(page)
    return next((w for w in choices if isinstance(w, _FIRST)), choices[0] if choices else None)


def step_region(regions: Sequence[QWidget], now: QWidget | None, step: int) -> QWidget:
    """Where F6 leads.

    Args:
        regions: in their order, the inner ones last; one of them at least can be reached.
        now: what has the focus, None for nothing.
        step: 1 for the next, -1 for the one before.
    """
    reachable = [(region, stops[0]) for region in regions if (stops := _stops(region))]
    around = [now is not None and region.isAncestorOf(now) for region, _stop in reachable]
    at = max((number for number, holds in enumerate(around) if holds), default=-1)
    return reachable[(at + step) % len(reachable)][1]


def _stops(region: QWidget) -> list[QWidget]:
    return [w for w in region.findChildren(QWidget) if _can_stop(w)]


def _can_stop(widget: QWidget) -> bool:
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.isVisible() and widget.isEnabled()
