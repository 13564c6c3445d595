"""Times as this page says them."""

from datetime import datetime

from caseapp.ui.dates import full_day
from caseapp.ui.words import isolated, tr


def moment_text(moment: datetime) -> str:
    """A day and a time of the wall clock: "21 Nov 2026, 22:41".

    Args:
        moment: aware.
    """
    local = moment.astimezone()
    return tr("{day}, {time}", day=full_day(local.date()), time=isolated(local.strftime("%H:%M")))
