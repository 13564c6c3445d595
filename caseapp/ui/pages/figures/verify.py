"""Checking a release file as its reader would, and saying what was found."""

from typing import Final

from PySide6.QtWidgets import QWidget

from caseapp.figures.requests import Finding
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.row import Row, RowChip
from caseapp.ui.widgets.rows import RowList
from caseapp.ui.words import mark, tr, trn

_LOOKS: Final = {
    "ok": RowChip(mark("ok"), "ok", "check"),
    "FAILED": RowChip(mark("failed"), "bad", "x"),
    "not checked": RowChip(mark("not checked"), "neutral", "circle-question-mark"),
}


def show_findings(window: QWidget, findings: tuple[Finding, ...]) -> Overlay:
    """Show the result of a check.

    Args:
        window: the main window.
        findings: failed ones come first.
    """
    failed = [each for each in findings if each.state == "FAILED"]
    dialog = Overlay(
        window,
        tr("Check of a release"),
        tr("The same check that a reader makes with verify.py."),
        wide=56,
        tall=38,
    )
    if failed:
        words = trn("{n} thing is not as it should be.", "{n} things are not as they should be.", len(failed))
        dialog.body.addWidget(Note("bad", words))
    else:
        dialog.body.addWidget(Note("ok", tr("Everything that could be checked is as it should be.")))
    listed = RowList(tr("What was checked"))
    rest = [each for each in findings if each.state != "FAILED"]
    rows = []
    for number, each in enumerate([*failed, *rest]):
        look = _LOOKS[each.state]
        chip = RowChip(tr(look.words), look.tone, look.icon)
        rows.append(Row(number, each.sentence, second=each.release, chips=(chip,), private=False))
    listed.rows.set_rows(rows)
    dialog.body.addWidget(listed, 1)
    dialog.add_cancel(tr("Close"))
    dialog.open_over(listed)
    return dialog
