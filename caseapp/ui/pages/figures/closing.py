"""What will happen now, said before a month is closed or published: neither can be taken back."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from caseapp.figures.requests import OpenRow
from caseapp.ui.pages.figures.words import month_words
from caseapp.ui.widgets.dialog import Overlay, confirm
from caseapp.ui.words import tr


def confirm_close(window: QWidget, row: OpenRow, *, through: bool, act: Callable[[], object]) -> Overlay:
    """Ask before closing.

    Args:
        window: the main window.
        row: the month.
        through: whether the earlier open months are closed too.
        act: closes.
    """
    month = month_words(row.month)
    earlier = ", ".join(month_words(each) for each in row.waits_for)
    points = [
        (tr("Is added:"), tr("protected figures of {month}, rounded once and for ever", month=month)),
        (
            tr("Stops:"),
            tr("entries dated in {month} change no figure of it; they count in an open month", month=month),
        ),
        (tr("Stays:"), tr("every note and record as it is; nobody's name goes anywhere")),
    ]
    if through and earlier:
        points.insert(0, (tr("Closed first:"), earlier))
    return confirm(window, tr("Close {month}", month=month), points, tr("Close {month}", month=month), act)


def confirm_publish(window: QWidget, month: str, before: Sequence[str], act: Callable[[], object]) -> Overlay:
    """Ask before publishing.

    Args:
        window: the main window.
        month: ``YYYY-MM``.
        before: earlier closed months that are published with it.
        act: publishes.
    """
    words = month_words(month)
    points = [
        (tr("Is added:"), tr("a signed release of {month}; it never changes again", month=words)),
        (tr("Leaves the app:"), tr("nothing yet; handing over is a step of its own")),
    ]
    if before:
        points.insert(0, (tr("Published first:"), ", ".join(month_words(each) for each in before)))
    return confirm(
        window, tr("Publish {month}", month=words), points, tr("Publish {month}", month=words), act
    )
