"""What tells people apart: in the matches of the search and on the chip of the one chosen."""

from datetime import date

from caseapp.casework.queries.find import PersonHit
from caseapp.domain.taxonomy import ListName
from caseapp.ui.naming import Labels, age_words
from caseapp.ui.pages.log_contact.state import PersonState
from caseapp.ui.widgets.row import Row
from caseapp.ui.words import day_text, isolated, tr


def last_seen(hit: PersonHit, labels: Labels, today: date) -> str:
    """Where and when she was met last, coarsely: "Station, last Tue", "Old Town, 6 May"."""
    place = labels.of(ListName.PLACE, hit.last_place) if hit.last_place else ""
    if hit.last_on is None:
        return place
    days = (today - hit.last_on).days
    if days == 0:
        when = tr("today")
    elif days == 1:
        when = tr("yesterday")
    else:
        when = day_text(hit.last_on, year=hit.last_on.year != today.year)
    return tr("{place}, {when}", place=place, when=when) if place else when


def hit_row(hit: PersonHit, labels: Labels, today: date) -> Row:
    """A match as a row of the list."""
    age = age_words(hit.age_band) or tr("age not asked")
    detail = " · ".join(part for part in (age, last_seen(hit, labels, today)) if part)
    end = tr("phone ends {digits}", digits=isolated(hit.phone_end)) if hit.phone_end else tr("no phone")
    return Row(key=hit.person_id, title=hit.alias, code=hit.code, detail=detail, end=end, icon="user")


def how_found(hit: PersonHit) -> str:
    """How a search led to her, where that was not her alias."""
    if hit.matched == "phone":
        return tr("found by phone ending {digits}", digits=isolated(hit.phone_end))
    if hit.matched == "name":
        return tr("found by another name")
    return ""


def apart(person: PersonState) -> str:
    """What stands behind a chosen person's name and code."""
    if person.new is not None:
        return tr("new")
    return " · ".join(part for part in (age_words(person.age_band), person.found) if part)
