"""Which question is answered by what."""

from collections.abc import Callable
from typing import Any

from caseapp.casework import queries
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
    queries.Terms: lists.terms,
    queries.Staff: lists.staff,
    queries.Preference: lists.preference,
    queries.TermUse: lists.term_use,
    queries.FindPeople: find.find_people,
    queries.LikelyDuplicates: find.likely_duplicates,
    queries.Search: find.search_all,
    queries.PeopleIds: people.people_ids,
    queries.PeopleRows: people.people_rows,
    queries.ShowPerson: person.show_person,
    queries.ShowCard: person.show_card,
    queries.StartForm: contacts.start_form,
    queries.ContactIds: contacts.contact_ids,
    queries.ContactRows: contacts.contact_rows,
    queries.ShowContact: contacts.show_contact,
    queries.Drafts: drafts.drafts,
    queries.ShowDraft: drafts.show_draft,
    queries.ShowToday: today.show_today,
    queries.FollowUps: today.follow_ups,
    queries.WaitingItems: waiting.waiting_items,
    queries.Tallies: tallies.tallies,
    queries.Referrals: referrals.referrals,
    queries.Services: referrals.services,
}
