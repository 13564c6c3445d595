"""Asking before what waits for a consent is noted without the person, or left out: neither can be undone."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from caseapp.ui.widgets.dialog import Overlay, confirm
from caseapp.ui.words import tr


def goes_with_need(who: str) -> str:
    """What goes with a need that is settled.

    Args:
        who: alias or code.
    """
    return tr("the words of {who} and what was planned for this need.", who=who)


def confirm_without(window: QWidget, goes: str, act: Callable[[], object]) -> Overlay:
    """Ask before needs become numbers of the month.

    Args:
        window: the main window.
        goes: what is erased, as the rest of a sentence.
        act: does it.

    Returns:
        The open dialog.
    """
    points = [(tr("Is added:"), tr("needs as numbers of the month, without a person.")), (tr("Goes:"), goes)]
    return _confirm(window, tr("Note it without the person"), points, act)


def confirm_leave(window: QWidget, goes: str, act: Callable[[], object]) -> Overlay:
    """Ask before something that waits is left out; arguments as `confirm_without`."""
    return _confirm(window, tr("Leave it out"), [(tr("Goes:"), goes)], act)


def _confirm(
    window: QWidget, title: str, points: list[tuple[str, str]], act: Callable[[], object]
) -> Overlay:
    stays = (tr("Stays:"), tr("the contact. This cannot be undone."))
    return confirm(window, title, [*points, stays], title, act)
