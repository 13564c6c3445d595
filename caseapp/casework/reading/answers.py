"""Which question is answered by what."""

from collections.abc import Callable
from typing import Any

from caseapp.casework.queries.contact import ContactIds, ContactRows, ShowContact, StartForm
from caseapp.casework.queries.drafts import Drafts, ShowDraft
from caseapp.casework.queries.find import FindPeople, LikelyDuplicates, Search
from caseapp.casework.queries.follow_ups import FollowUps
from caseapp.casework.queries.people import PeopleIds, PeopleRows
from caseapp.casework.queries.person import ShowCard, ShowPerson
from caseapp.casework.queries.referrals import Referrals
from caseapp.casework.queries.services import Services
from caseapp.casework.queries.team import Preference, Staff, Terms, TermUse
from caseapp.casework.queries.today import ShowToday
from caseapp.casework.queries.waiting import Tallies, WaitingItems
from caseapp.casework.reading import (
    contacts,
    drafts,
    find,
    lists,
    people,
    person,
    referrals,
    tallies,
    today,
    waiting,
)

QUERIES: dict[type, Callable[[Any, Any], Any]] = {
    Terms: lists.terms,
    Staff: lists.staff,
    Preference: lists.preference,
    TermUse: lists.term_use,
    FindPeople: find.find_people,
    LikelyDuplicates: find.likely_duplicates,
    Search: find.search_all,
    PeopleIds: people.people_ids,
    PeopleRows: people.people_rows,
    ShowPerson: person.show_person,
    ShowCard: person.show_card,
    StartForm: contacts.start_form,
    ContactIds: contacts.contact_ids,
    ContactRows: contacts.contact_rows,
    ShowContact: contacts.show_contact,
    Drafts: drafts.drafts,
    ShowDraft: drafts.show_draft,
    ShowToday: today.show_today,
    FollowUps: today.follow_ups,
    WaitingItems: waiting.waiting_items,
    Tallies: tallies.tallies,
    Referrals: referrals.referrals,
    Services: referrals.services,
}
