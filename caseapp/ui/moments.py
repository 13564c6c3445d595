"""Times and counts as the page of the vault and the restoring of a backup say them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from caseapp.ui.dates import full_day
from caseapp.ui.words import isolated, mark, tr

_KINDS: Final = {
    "people": mark("people"),
    "contacts": mark("contacts"),
    "needs": mark("needs"),
    "referrals": mark("referrals"),
    "services": mark("services"),
    "attachments": mark("attachments"),
}


def moment_text(moment: datetime) -> str:
    """A day and a time of the wall clock: "21 Nov 2026, 22:41".

    Args:
        moment: aware.
    """
    local = moment.astimezone()
    return tr("{day}, {time}", day=full_day(local.date()), time=isolated(local.strftime("%H:%M")))


def count_words(counts: Mapping[str, int]) -> str:
    """How many of what: "40 people, 200 contacts".

    Args:
        counts: records by kind.
    """
    return ", ".join(f"{counts[kind]} {tr(words)}" for kind, words in _KINDS.items() if counts.get(kind))
