"""Words of the window: translation, plurals, dates and the isolation of codes in right-to-left text.

Every visible string goes through `tr` (or `mark` where it is only named and translated later).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtCore import QDateTime

    from caseapp.domain.sentences import Sentence
    from caseapp.errors import KnownError

CONTEXT: Final = "caseapp"
_ISOLATE, _END_ISOLATE = "\u2066", "\u2069"  # LRI and PDI


def tr(text: str, /, **values: object) -> str:
    """Translate a sentence and fill its places.

    Args:
        text: English, with ``{name}`` places.
        **values: what stands in the places.

    Returns:
        The sentence in the language of the window.
    """
    words = QCoreApplication.translate(CONTEXT, text)
    return words.format(**values) if values else words


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """Translate a sentence with a number in it.

    Args:
        one: English for exactly one.
        many: English for any other number; the key of the translation.
        n: the number, also filled into ``{n}``.
        **values: what stands in the other places.

    Returns:
        The sentence in the language of the window.
    """
    words = QCoreApplication.translate(CONTEXT, many, None, n)
    if words == many and n == 1:
        words = one
    return words.format(n=QLocale().toString(n), **values)


def mark(text: str) -> str:
    """Name a string for translation now and translate it where it is shown."""
    return text


def sentence_of(error: KnownError) -> str:
    """The sentence of an error in the language of the window."""
    return tr(error.template, **{name: _shown(value) for name, value in error.values.items()})


def words_of(sentence: Sentence) -> str:
    """What a room below says, in the language of the window."""
    return tr(sentence.template, **{name: _shown(value) for name, value in sentence.values})


def _shown(value: object) -> object:
    """A sentence within a sentence is translated too."""
    from caseapp.domain.sentences import Sentence  # noqa: PLC0415 - nothing has gone wrong in the first picture

    return words_of(value) if isinstance(value, Sentence) else value


def isolated(text: str) -> str:
    """Keep a code, a phone number, a time or a range left to right inside any text.

    Args:
        text: what must not be turned round, such as ``"K7-204"``.

    Returns:
        The text between U+2066 and U+2069.
    """
    return f"{_ISOLATE}{text}{_END_ISOLATE}"


def day_text(day: dt.date, *, year: bool = False) -> str:
    """A day as the pages write it, such as "Fri 6 Nov".

    Args:
        day: the local calendar day.
        year: whether the year is written too.

    Returns:
        The day by the window's language.
    """
    from PySide6.QtCore import QDate  # noqa: PLC0415 - no day stands in the first picture

    return QLocale().toString(QDate(day.year, day.month, day.day), "ddd d MMM yyyy" if year else "ddd d MMM")


def when_text(moment: dt.datetime, today: dt.date) -> str:
    """A moment as the pages write it: "Today 20:14", "Yesterday 20:14", "Fri 6 Nov 20:14".

    Args:
        moment: local time.
        today: the local calendar day now.

    Returns:
        The moment by the window's language.
    """
    import datetime as dt  # noqa: PLC0415 - as above

    from PySide6.QtCore import QTime  # noqa: PLC0415

    clock = QLocale().toString(QTime(moment.hour, moment.minute), "HH:mm")
    if moment.date() == today:
        return tr("Today {time}", time=isolated(clock))
    if moment.date() == today - dt.timedelta(days=1):
        return tr("Yesterday {time}", time=isolated(clock))
    return f"{day_text(moment.date(), year=moment.year != today.year)} {isolated(clock)}"


def to_qt(moment: dt.datetime) -> QDateTime:
    """A local Python moment as Qt's, to the minute."""
    from PySide6.QtCore import QDate, QDateTime, QTime  # noqa: PLC0415 - as above

    return QDateTime(QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute))


def dots(text: str) -> str:
    """A line of dots in place of a text, of about its length, for quiet view."""
    return "•" * min(max(len(text), 3), 24)
