"""The list of people."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from caseapp.domain.requests import Query


class PeopleFilter(StrEnum):
    """Which people a list shows."""

    ALL = "all"
    OPEN_NEEDS = "open_needs"
    NO_NEXT_STEP = "no_next_step"  # open needs and no next step: nobody falls through
    NOT_SEEN_90 = "not_seen_90"


@dataclass(frozen=True, slots=True)
class PeopleIds(Query[tuple[int, ...]]):
    """Local keys of all people in the order of the list (alias), for a list that pages."""

    show: PeopleFilter = PeopleFilter.ALL
    text: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row of the people list."""

    key: int
    person_id: UUID
    alias: str
    code: str
    age_band: str | None
    area: str
    last_on: date | None
    open_needs: int
    next_on: date | None
    next_what: str
    next_tells: str | None = None  # as `FollowUpRow.tells`


@dataclass(frozen=True, slots=True)
class PeopleRows(Query[tuple[PersonRow, ...]]):
    """The rows for some local keys, in the order of the keys."""

    keys: tuple[int, ...]
