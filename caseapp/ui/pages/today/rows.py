"""Follow-ups, reviews and contacts as rows of Today."""

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QDate, QLocale

from caseapp.casework.queries.consent import ReviewRow
from caseapp.casework.queries.contact import ContactRow
from caseapp.casework.queries.follow_ups import FollowUpRow
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.contact import Reached
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dialogs.words import NOT_NOW
from caseapp.ui.naming import CHANNELS, PURPOSES, REACHED, Labels, said
from caseapp.ui.pages.follow_up_words import to_do_of
from caseapp.ui.theme.scale import Width
from caseapp.ui.widgets.row import Row, RowChip
from caseapp.ui.widgets.state_chip import ChipTone
from caseapp.ui.widgets.table_model import Cell, Column, Line
from caseapp.ui.words import day_text, isolated, tr, trn, when_text

SOON_DAYS = 7


def long_day(day: dt.date) -> str:
    """A day in full words, such as "Friday 6 November"."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "dddd d MMMM")


def due_chip(row: FollowUpRow, today: dt.date) -> RowChip:
    """When a follow-up is due, as a chip: late is said in days, never in red numbers."""
    if row.days_late > 0:
        return RowChip(trn("{n} day late", "{n} days late", row.days_late), "warn")
    clock = isolated(row.due_at.strftime("%H:%M")) if row.due_at is not None else ""
    tone: ChipTone = "info" if row.due_on == today else "neutral"
    words = tr("Today") if row.due_on == today else day_text(row.due_on)
    return RowChip(f"{words} {clock}".strip(), tone)


def follow_up_row(row: FollowUpRow, today: dt.date, *, two_lines: bool = False, stacked: bool = False) -> Row:
    """One follow-up; what is to be done stands under the name, and the rule under it, where they were cut."""
    return Row(
        key=row.follow_up_id,
        title=row.alias or tr("For the team"),
        code=row.code,
        detail="" if two_lines else to_do_of(row),
        second=to_do_of(row) if two_lines else "",
        end=row.safe_how,
        end_icon="message-circle" if row.safe_how else "",
        lead=due_chip(row, today),
        chevron=row.person_id is not None,
        stacked=stacked,
    )


def follow_up_rows(
    rows: Sequence[FollowUpRow], today: dt.date, *, two_lines: bool = False, stacked: bool = False
) -> list[Row]:
    """Follow-ups under their headings: late, today, the next 7 days, later."""
    soon = today + dt.timedelta(days=SOON_DAYS)
    parts = [
        (tr("Late"), [row for row in rows if row.due_on < today]),
        (tr("Today, {day}", day=long_day(today)), [row for row in rows if row.due_on == today]),
        (tr("Next 7 days"), [row for row in rows if today < row.due_on <= soon]),
        (tr("Later"), [row for row in rows if row.due_on > soon]),
    ]
    listed: list[Row] = []
    for heading, part in parts:
        if part:
            listed.append(Row(title=heading, heading=True, private=False))
            listed += [follow_up_row(row, today, two_lines=two_lines, stacked=stacked) for row in part]
    return listed


def review_row(row: ReviewRow) -> Row:
    """A question to ask again: a consent that ends soon or has ended, or what could not be asked."""
    purpose = said(PURPOSES, row.purpose)
    if row.about:
        about = row.about if row.purpose is Purpose.SHARE else isolated(f"…{row.about}")
        purpose = tr("{purpose} ({about})", purpose=purpose, about=about)
    day = day_text(row.on)
    why = ""
    if row.answer is Answer.NOT_NOW:
        words = tr("{purpose}: could not be asked {day}", purpose=purpose, day=day)
        why = said(NOT_NOW, row.why) if row.why is not None else ""
    elif row.days_late > 0:
        words = tr("{purpose}: ended {day}", purpose=purpose, day=day)
    else:
        words = tr("{purpose}: until {day}", purpose=purpose, day=day)
    return Row(
        row.consent_id,
        row.alias,
        row.code,
        second=words,
        end=why,
        chevron=True,
        end_private=True,
        stacked=True,
    )


def contact_columns() -> list[Column]:
    """When, who, where, what, how long."""
    return [
        Column(tr("When"), 11),
        Column(tr("Who"), 13.5, stretch=True),
        Column(tr("Place"), 9.5, least=Width.MIDDLE),
        Column(tr("What"), 11, stretch=True, least=Width.MIDDLE),
        Column(tr("Minutes"), 6.2, at_end=True),
    ]


def who_cell(row: ContactRow) -> Cell:
    """The people of a contact: the first by name, the others by number."""
    others = len(row.people) - 1 + row.unidentified
    if not row.people:
        return Cell(trn("{n} person", "{n} people", row.unidentified), heavy=True)
    _person, alias, code = row.people[0]
    aside = code if others <= 0 else tr("{code} +{n}", code=isolated(code), n=others)
    return Cell(alias or code, aside, heavy=True, private=True)


def what_words(row: ContactRow, labels: Labels) -> str:
    """What a contact was about, in one line: the note, else supplies, else topics, else how it was made."""
    if row.reached is not Reached.YES:
        return said(REACHED, row.reached)
    supplies = ", ".join(f"{labels.of(ListName.SUPPLY, code)} {number}" for code, number in row.supplies)
    topics = labels.several(ListName.TOPIC, row.topics)
    return row.summary or supplies or topics or said(CHANNELS, row.channel)


def contact_line(row: ContactRow, today: dt.date, labels: Labels) -> Line:
    """A contact in the list of the last ones."""
    when = when_text(row.when.local, today)
    minutes = trn("{n} min", "{n} min", row.minutes) if row.minutes is not None else ""
    what = what_words(row, labels)
    place = labels.of(ListName.PLACE, row.place)
    return Line(
        row.contact_id,
        (
            Cell(when, tone="text2"),
            who_cell(row),
            Cell(place),
            Cell(what, private=bool(row.summary)),
            Cell(minutes, tone="text2"),
        ),
        second=f"{place} · {what}",
    )
