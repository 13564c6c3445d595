"""Where Tab goes: in the order in which the layouts are read, whatever was built first.

Qt's own chain is the order of creation: chips that are built when their words arrive would come after the
save button.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def stops(root: QWidget) -> list[QWidget]:
    """Every control inside that Tab can reach.

    Args:
        root: of the part of the window that is walked through.

    Returns:
        The controls in reading order.
    """
    return [widget for widget in _inside(root, root) if _takes_tab(widget)]


def step(root: QWidget, *, forward: bool) -> bool:
    """Move the focus to the next or previous control, round and round.

    Args:
        root: of the part that the focus stays in.
        forward: Tab; False for Shift+Tab.

    Returns:
        Whether there was a control to go to.
    """
    reachable = stops(root)
    if not reachable:
        return False
    order = list(_inside(root, root))
    now = root.window().focusWidget()
    if now in reachable:
        at = reachable.index(now)
    elif now in order:  # at something that a click reached: go on from its place
        before = [widget for widget in order[: order.index(now)] if widget in reachable]
        at = len(before) - (1 if forward else 0)
    else:
        at = -1 if forward else 0
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    reachable[(at + (1 if forward else -1)) % len(reachable)].setFocus(reason)
    return True


def _takes_tab(widget: QWidget) -> bool:
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.isEnabled() and widget.focusProxy() is None


def _inside(widget: QWidget, root: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    laid_out = list(_of_layout(layout)) if layout is not None else []
    others = [child for child in widget.children() if isinstance(child, QWidget) and child not in laid_out]
    for child in (*laid_out, *others):
        if not child.isWindow() and child.isVisibleTo(root):
            yield child
            yield from _inside(child, root)


def _of_layout(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _of_layout(inner)
