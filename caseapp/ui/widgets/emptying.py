"""Takes out of a layout what is about to be shown anew."""

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Take everything out of a layout; its widgets are hidden at once and deleted when Qt is idle.

    Args:
        layout: of rows that are built anew; layouts inside it are not looked into.
    """
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()  # until it is deleted it would be seen over what comes
            widget.deleteLater()
