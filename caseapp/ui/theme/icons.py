"""Icons for controls; what paints them comes with the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon


def icon(name: str, tone: str = "text", checked: str = "accent") -> QIcon:
    """An icon that follows theme, direction and state.

    Args:
        name: a Lucide name.
        tone: the token of its colour.
        checked: the token of its colour while its control is checked.

    Returns:
        A shared icon.
    """
    from caseapp.ui.theme.icon_engine import icon_of  # noqa: PLC0415 - the unlock page paints pictures only

    return icon_of(name, tone, checked)
