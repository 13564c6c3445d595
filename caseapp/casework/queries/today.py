"""The first page after unlocking."""

from dataclasses import dataclass
from datetime import date

from caseapp.casework.queries.consent import ReviewRow
from caseapp.casework.queries.contact import ContactRow
from caseapp.casework.queries.drafts import DraftRow
from caseapp.casework.queries.follow_ups import FollowUpRow
from caseapp.domain.requests import Query


@dataclass(frozen=True, slots=True)
class TodayView:
    """The first page after unlocking.

    Attributes:
        follow_ups: late and due today, late first; ``later`` counts the next 7 days.
        last_contacts: mine, newest first.
        drafts: waiting drafts.
        waiting: all that waits for a consent; ``waiting_people`` those of them who wait as a person.
        helped: people who said this week that a referral helped.
        no_next_step: people with open needs and no next step.
        reviews: what is to be asked again: consents past or near their date, by date, then what could not
            be asked when it came up, longest ago first.
    """

    day: date
    follow_ups: tuple[FollowUpRow, ...]
    later: int
    last_contacts: tuple[ContactRow, ...]
    drafts: tuple[DraftRow, ...]
    waiting: int
    helped: int
    no_next_step: int
    reviews: tuple[ReviewRow, ...]
    waiting_people: int = 0


@dataclass(frozen=True, slots=True)
class ShowToday(Query[TodayView]):
    """Today, mine or the team's."""

    mine: bool = True
