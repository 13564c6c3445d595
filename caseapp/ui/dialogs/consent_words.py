"""How the lines of the consent ledger are called, and what an effect of an answer says."""

import re
from datetime import date
from typing import Final

from PySide6.QtCore import QLocale

from caseapp.casework.queries.consent import ConsentRow, Effect
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.sentences import Sentence
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dates import full_day
from caseapp.ui.dialogs.words import HOW, NOT_NOW
from caseapp.ui.naming import Labels, said
from caseapp.ui.words import day_text, dots, isolated, mark, tr

_DAY: Final = re.compile(r"^\d{4}-\d\d-\d\d$")
PURPOSE: Final[dict[Purpose, str]] = {
    Purpose.KEEP: mark("Keep notes about me"),
    Purpose.CONTACT: mark("Contact me"),
    Purpose.HEALTH: mark("Note my health needs"),
    Purpose.CHILDREN: mark("Note children’s needs"),
    Purpose.SHARE: mark("Share with a service"),
    Purpose.COUNT: mark("Count me in monthly figures"),
}
# What the answer chosen for a line does, before its purpose: "Withdraw: share with Lindenhof".
ACTS: Final[dict[Answer, str]] = {
    Answer.GIVEN: mark("Given"),
    Answer.DECLINED: mark("Declined"),
    Answer.WITHDRAWN: mark("Withdraw"),
    Answer.NOT_ASKED: mark("Not asked"),
    Answer.NOT_NOW: mark("Could not be asked now"),
}
VERBS: Final[dict[Answer, str]] = {
    Answer.GIVEN: mark("Note that she said yes"),
    Answer.DECLINED: mark("Note that she said no"),
    Answer.WITHDRAWN: mark("Withdraw this consent"),
    Answer.NOT_ASKED: mark("Set back to not asked"),
    Answer.NOT_NOW: mark("Note that it could not be asked"),
}
EFFECT_LOOK: Final[dict[str, tuple[str, str]]] = {
    "stops": ("ban", "warn"),
    "erases": ("trash", "warn"),
    "added": ("calendar-clock", "info"),
    "sent": ("file-down", "info"),
    "stays": ("circle-check", "ok"),
}


def purpose_words(row: ConsentRow, labels: Labels, *, quiet: bool = False) -> str:
    """What one line of the ledger asks.

    Args:
        row: the line.
        labels: of the kinds of need: they tell two referrals apart that have no service yet.
        quiet: whether the service, or what is needed of it, is shown as dots.
    """
    hidden = dots if quiet else str
    if row.purpose is Purpose.SHARE and row.subject is not None:
        if row.about:
            return tr("Share with {service}", service=hidden(row.about))
        if row.kind:
            need = hidden(labels.of(ListName.NEED, row.kind))
            return tr("Share with a service for {need}, not chosen yet", need=need)
        return tr("Share with {service}", service=tr("a service not chosen yet"))
    if row.purpose is Purpose.CONTACT and row.about:
        return tr("Contact me, number ending in {end}", end=isolated(row.about))
    return tr(PURPOSE[row.purpose])


def stood_words(row: ConsentRow) -> str:
    """How it stood before, such as "Given on 3 Oct 2026, spoken, to Ines"."""
    if row.said_on is None:
        return tr("Not asked so far.")
    parts = [tr("{answer} on {day}", answer=said(SAID, row.answer), day=full_day(row.said_on))]
    if row.how is not None:
        parts.append(said(HOW, row.how).lower())
    if row.by:
        parts.append(tr("to {who}", who=row.by))
    if row.until is not None:
        parts.append(tr("until {day}", day=full_day(row.until)))
    if row.why is not None:
        parts.append(said(NOT_NOW, row.why).lower())
    return " ".join((", ".join(parts) + ".", *more_words(row))).strip()


def more_words(row: ConsentRow) -> list[str]:
    """Whom to keep it from, which must not be overlooked, and her own words."""
    found = []
    if row.keep_from:
        found.append(tr("Keep it from: {whom}.", whom=row.keep_from.rstrip(".")))
    if row.words:
        found.append(tr("“{words}”", words=row.words))
    return found


SAID: Final[dict[Answer, str]] = {**ACTS, Answer.WITHDRAWN: mark("Withdrawn")}


def effect_words(effect: Effect | Sentence) -> str:
    """One sentence of "What will happen now" or of a receipt, in the language of the window."""
    return tr(effect.template, **{name: _shown(value) for name, value in effect.values})


def _shown(value: str | int | Sentence) -> str:
    """A day and a number as people write them, a sentence translated; anything else as it is."""
    if isinstance(value, Sentence):
        return effect_words(value)
    if isinstance(value, int):
        return QLocale().toString(value)
    if _DAY.match(value):
        return day_text(date.fromisoformat(value))
    return value
