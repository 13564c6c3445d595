"""Days as the form and the person page write them, beside `caseapp.ui.words.day_text`."""

import datetime as dt

from PySide6.QtCore import QDate, QLocale


def short_day(day: dt.date) -> str:
    """A day in a chip or a column: "12 Sep", with the year where it is not this one."""
    this_year = day.year == dt.date.today().year  # noqa: DTZ011 - the local calendar
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM" if this_year else "d MMM yyyy")


def long_day(day: dt.date) -> str:
    """A day in a title: "Friday 6 November"."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "dddd d MMMM")


def full_day(day: dt.date) -> str:
    """A day in the consent ledger: "12 Sep 2026"."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")


def month_of(day: dt.date) -> str:
    """A month: "March 2026"."""
    return QLocale().toString(QDate(day.year, day.month, 1), "MMMM yyyy")
