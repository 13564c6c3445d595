"""What the pages ask, over a small team's store that was written through the commands."""

from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest

from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import NewNeed, NewReferral, NextStep, PersonPart
from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.casework.commands.follow_ups import EndFollowUp, SetFollowUp
from caseapp.casework.commands.needs import ChangeNeed
from caseapp.casework.commands.people import SetContactMeans
from caseapp.casework.commands.referrals import OfferReferral
from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.casework.commands.team import SetPreference, SetStaffLabel
from caseapp.casework.house import House
from caseapp.casework.queries.contact import ContactIds, ContactRows, ShowContact, StartForm
from caseapp.casework.queries.drafts import Drafts, ShowDraft
from caseapp.casework.queries.find import FindPeople, HitKind, LikelyDuplicates, Search
from caseapp.casework.queries.follow_ups import FollowUps
from caseapp.casework.queries.people import PeopleFilter, PeopleIds, PeopleRows
from caseapp.casework.queries.person import ShowCard, ShowPerson
from caseapp.casework.queries.referrals import Referrals
from caseapp.casework.queries.services import Services
from caseapp.casework.queries.team import Preference, Staff, Terms, TermUse
from caseapp.casework.queries.today import ShowToday
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.need import ForWhom, NeedFacts, NeedState, PutOffReason
from caseapp.domain.person import (
    AgeBand,
    Child,
    ChildBand,
    ChildLives,
    MeansKind,
    Mother,
    PersonFacts,
    SafeContact,
)
from caseapp.domain.referral import Company, EndedBy, Stage, Step, StepFacts
from caseapp.domain.taxonomy import ListName
from caseapp.storage.unit_of_work import GoneError
from tests.storage.house import Clock, new_house
from tests.unit.asking import TODAY, all_yes, ask, do, log, log_one, new, yes


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(clock: Clock) -> House:
    return new_house(clock)


def test_the_people_list_is_in_order_and_pages(house: House) -> None:
    for alias in ("Tee", "Ána", "marisol", "", "Bee"):
        log(house, new(alias))
    keys = ask(house, PeopleIds())
    rows = ask(house, PeopleRows(keys))
    assert [row.alias for row in rows] == ["Ána", "Bee", "marisol", "Tee", ""]
    some = keys[3], keys[1], 999_999
    assert [row.alias for row in ask(house, PeopleRows(some))] == ["Tee", "Bee"]
    assert [row.alias for row in ask(house, PeopleRows(ask(house, PeopleIds(text="ana"))))] == ["Ána"]


def test_the_people_list_is_narrowed(house: House, clock: Clock) -> None:
    need = NewNeed(NeedFacts("housing"))
    part = new("Ruby")
    seen_long_ago = log_one(house, part, days_ago=100)
    waiting = log_one(
        house,
        PersonPart(new=PersonFacts(alias="Tee"), consents=all_yes(), needs=(need,)),
    )
    helped = log_one(
        house,
        PersonPart(
            new=PersonFacts(alias="Jola"),
            consents=all_yes(),
            needs=(need,),
            next_steps=(NextStep("Ask the shelter", TODAY + timedelta(days=2)),),
        ),
    )

    def shown(which: PeopleFilter) -> set[UUID]:
        return {row.person_id for row in ask(house, PeopleRows(ask(house, PeopleIds(which))))}

    assert shown(PeopleFilter.OPEN_NEEDS) == {waiting, helped}
    assert shown(PeopleFilter.NO_NEXT_STEP) == {waiting}
    assert shown(PeopleFilter.NOT_SEEN_90) == {seen_long_ago}
    assert ask(house, ShowToday()).no_next_step == 1
    jola = next(row for row in ask(house, PeopleRows(ask(house, PeopleIds()))) if row.alias == "Jola")
    assert (jola.open_needs, jola.next_what, jola.next_on) == (
        1,
        "Ask the shelter",
        TODAY + timedelta(days=2),
    )
    assert jola.last_on == TODAY


def test_an_attempt_is_not_a_last_contact(house: House) -> None:
    person_id = log_one(house, new("Sam"), days_ago=3)
    log(house, PersonPart(person_id=person_id), channel=Channel.PHONE, reached=Reached.ATTEMPT_1)
    row = ask(house, PeopleRows(ask(house, PeopleIds())))[0]
    assert row.last_on == TODAY - timedelta(days=3)


def test_people_are_found_with_what_tells_them_apart(house: House) -> None:
    person_id = log_one(house, new("Marisol", other_names=("Luz",), age_band=AgeBand.FROM_25))
    log(house, new("Nadi"))
    do(
        house,
        SetContactMeans(person_id, MeansKind.PHONE, "+44 7700 900141", SafeContact(how="text only")),
    )
    for asked, matched in (("marizol", "alias"), ("luz", "name"), ("900141", "phone")):
        hit = ask(house, FindPeople(asked))[0]
        assert (hit.person_id, hit.matched, hit.phone_end) == (person_id, matched, "41")
        assert (hit.last_on, hit.last_place, hit.age_band) == (TODAY, "our_rooms", "25_34")
    assert ask(house, FindPeople("zzzzzz")) == ()
    like = ask(house, LikelyDuplicates(PersonFacts(alias="Marisol"), ("07700900141",)))
    assert [hit.person_id for hit in like] == [person_id]
    assert ask(house, LikelyDuplicates(PersonFacts(alias="Bee"))) == ()


def test_search_shows_people_then_services_then_words_newest_first(house: House) -> None:
    log(house, new("Harbour Ana"), days_ago=4)
    do(house, SetService(ServiceFacts("Harbour Clinic", offers=("dental",))))
    part = PersonPart(new=PersonFacts(alias="Bee"), consents=all_yes(), note="Walked to the harbour.\nCold.")
    contact = log(house, part)
    log(house, unidentified=2, note="Tea at the harbour wall", days_ago=1)
    hits = ask(house, Search("harbour"))
    assert [hit.kind for hit in hits[:2]] == [HitKind.PERSON, HitKind.SERVICE]
    assert hits[0].title.startswith("Harbour Ana ")
    words = [hit for hit in hits if hit.kind is HitKind.CONTACT]
    assert [hit.person_id is None for hit in words] == [True, False]
    assert words[1].row_id == contact.contact_id
    assert "harbour" in words[1].snippet
    assert "\n" not in words[1].snippet
    assert ask(house, Search("  ")) == ()


def test_a_value_of_a_list_is_found_by_its_label_in_any_language_and_stands_last(house: House) -> None:
    log(house, unidentified=1, note="Wants childcare")
    hits = ask(house, Search("childcare"))
    assert hits[0].kind is HitKind.CONTACT
    titles = [hit.title for hit in hits if hit.kind is HitKind.TERM]
    assert "Childcare at night" in titles
    assert hits[-1].snippet == "", "one label, not all languages in a row"
    (spanish,) = [hit.title for hit in ask(house, Search("cuidado noche")) if hit.kind is HitKind.TERM]
    assert spanish == "Cuidado infantil de noche"


def test_the_person_page_shows_everything(house: House, clock: Clock) -> None:
    service = do(house, SetService(ServiceFacts("Lindenhof")))
    steps = (
        StepFacts(Step.OFFERED, TODAY - timedelta(days=5)),
        StepFacts(Step.MADE, TODAY - timedelta(days=4), named=True),
        StepFacts(Step.ACCOMPANIED, TODAY - timedelta(days=3), company=Company.WORKER),
    )
    part = PersonPart(
        new=PersonFacts(
            alias="Marisol",
            mother=Mother.YES,
            children=(Child(ChildBand.SCHOOL, ChildLives.WITH_HER), Child(ChildBand.BABY)),
            settings=("street",),
            other_names=("Luz",),
        ),
        consents=all_yes(TODAY - timedelta(days=5)),
        going_well=("calmer", "peer_helped"),
        her_words="My sister keeps him on Thursdays.",
        note="A long talk.",
        needs=(
            NewNeed(NeedFacts("school_costs", ForWhom.CHILD, ChildBand.SCHOOL, words="Fees from January")),
        ),
        referrals=(NewReferral("school_costs", service, 0, steps, yes(Purpose.SHARE)),),
        next_steps=(NextStep("Ring the school", TODAY - timedelta(days=1), time(14)),),
    )
    person_id = log_one(house, part, days_ago=5)
    do(
        house,
        SetContactMeans(
            person_id, MeansKind.MESSAGE, "07700 900141", SafeContact(how="text only", when="14-18 h")
        ),
    )
    log(house, PersonPart(person_id=person_id, note="Second time."), channel=Channel.PHONE)
    page = ask(house, ShowPerson(person_id))
    assert page.facts.other_names == ("Luz",)
    assert [child.band for child in page.facts.children] == [ChildBand.BABY, ChildBand.SCHOOL]
    assert page.since == TODAY - timedelta(days=5)
    assert [(code, words) for _, code, words in page.strengths] == [
        ("calmer", "My sister keeps him on Thursdays."),
        ("peer_helped", ""),
    ]
    need = page.needs[0]
    assert (need.kind, need.words, need.has_next_step) == ("school_costs", "Fees from January", True)
    referral = page.referrals[0]
    assert (referral.stage, referral.service, referral.shared) == (Stage.MADE, "Lindenhof", True)
    assert (referral.waiting_days, referral.share, referral.going_along) == (4, Answer.GIVEN, "Dana")
    means = page.means[0]
    assert (means.hint, means.value, means.rule.how) == ("41", "07700 900141", "text only")
    assert page.follow_ups[0].days_late == 1
    assert page.follow_ups[0].safe_how == "text only, 14-18 h"
    kinds = [row.kind for row in page.timeline]
    assert set(kinds) == {"contact", "need", "referral", "consent"}
    assert page.timeline[0].detail == "Second time."
    assert page.timeline[0].by == "Dana"
    assert [row.on for row in page.timeline] == sorted((row.on for row in page.timeline), reverse=True)
    card = ask(house, ShowCard(person_id))
    assert card.safe is not None
    assert card.safe.when == "14-18 h"
    assert [row.kind for row in card.open_needs] == ["school_costs"]


def test_a_person_who_is_gone_says_so(house: House) -> None:
    with pytest.raises(GoneError):
        ask(house, ShowPerson(uuid4()))
    with pytest.raises(GoneError):
        ask(house, ShowContact(uuid4()))


def test_put_off_needs_come_with_their_reasons(house: House) -> None:
    part = PersonPart(new=PersonFacts(alias="Lio"), consents=all_yes(), needs=(NewNeed(NeedFacts("dental")),))
    person_id = log_one(house, part)
    need_id = ask(house, ShowPerson(person_id)).needs[0].need_id
    reasons = (PutOffReason.CHILDREN_FIRST, PutOffReason.COST)
    do(house, ChangeNeed(need_id, NeedState.PUT_OFF, TODAY, reasons))
    need = ask(house, ShowPerson(person_id)).needs[0]
    assert (need.state, set(need.reasons)) == (NeedState.PUT_OFF, set(reasons))


def test_contacts_are_listed_newest_first_and_shown_in_full(house: House) -> None:
    colleague = do(house, SetStaffLabel("Ines"))
    part = PersonPart(
        new=PersonFacts(alias="Ruby"), consents=all_yes(), note="First line\nand more", going_well=("calmer",)
    )
    first = log(
        house,
        part,
        unidentified=2,
        minutes=15,
        setting="street",
        companions=(colleague,),
        topics=("housing", "safety"),
        supplies=(("lubricant", 3), ("condoms_external", 40)),
        spot_services=("first_aid",),
        days_ago=1,
    )
    second = log(house, unidentified=5, note="Tea, warm socks")
    keys = ask(house, ContactIds())
    rows = ask(house, ContactRows(keys))
    assert [row.contact_id for row in rows] == [second.contact_id, first.contact_id]
    assert rows[1].summary == "First line"
    assert rows[1].topics == ("housing", "safety")
    assert rows[1].supplies == (("condoms_external", 40), ("lubricant", 3))
    assert rows[0].summary == "Tea, warm socks"
    view = ask(house, ShowContact(first.contact_id))
    assert (view.companions, view.spot_services, view.setting) == (("Ines",), ("first_aid",), "street")
    assert view.people[0].going_well == ("calmer",)
    assert ask(house, ContactIds(month="2026-10")) == ()
    assert len(ask(house, ContactIds(month="2026-11", place="our_rooms", mine=True))) == 2
    start = ask(house, StartForm())
    assert (start.place, start.channel, start.minutes) == ("our_rooms", Channel.IN_PERSON, None)
    assert start.last_supplies == ()


def test_a_form_starts_from_the_last_contact_of_the_shift(house: House, clock: Clock) -> None:
    assert ask(house, StartForm()).place == ""
    log(house, unidentified=1, place="street_round", supplies=(("hot_drink", 2),), minutes=10)
    log(house, unidentified=1, place="our_rooms")
    start = ask(house, StartForm())
    assert start.last_supplies == (("hot_drink", 2),)
    clock.move(hours=13)
    assert ask(house, StartForm()).place == ""


def test_today_shows_what_is_late_due_and_helped(house: House, clock: Clock) -> None:
    service = do(house, SetService(ServiceFacts("Harbour Clinic")))
    offered = TODAY - timedelta(days=20)
    steps = (
        StepFacts(Step.OFFERED, offered),
        StepFacts(Step.MADE, offered),
        StepFacts(Step.ATTENDED, TODAY - timedelta(days=2)),
        StepFacts(Step.HELPED, TODAY - timedelta(days=1), words="they were kind"),
    )
    part = PersonPart(
        new=PersonFacts(alias="Jola"),
        consents=(*all_yes(offered), yes(Purpose.CONTACT, offered)),
        referrals=(NewReferral("dental", service, None, steps),),
        next_steps=(
            NextStep("late", TODAY - timedelta(days=2)),
            NextStep("today", TODAY, time(21)),
            NextStep("soon", TODAY + timedelta(days=3)),
            NextStep("far", TODAY + timedelta(days=30)),
        ),
    )
    person_id = log_one(house, part, days_ago=20)
    do(house, RecordConsent(person_id, yes(Purpose.HEALTH, until=TODAY + timedelta(days=3))))
    do(house, KeepDraft(uuid4(), "contact", "{}", "Sam", ("place",)))
    view = ask(house, ShowToday())
    assert [(row.what, row.days_late) for row in view.follow_ups] == [("late", 2), ("today", 0)]
    assert (view.later, view.helped, view.waiting) == (1, 1, 0)
    assert [draft.missing for draft in view.drafts] == [("place",)]
    assert [(row.purpose, row.on) for row in view.reviews] == [(Purpose.HEALTH, TODAY + timedelta(days=3))]
    assert len(view.last_contacts) == 1
    assert [row.what for row in ask(house, FollowUps())] == ["late", "today", "soon", "far"]
    do(house, RecordConsent(person_id, yes(Purpose.HEALTH)))
    assert ask(house, ShowToday()).reviews == ()
    do(house, EndFollowUp(view.follow_ups[0].follow_up_id))
    assert [row.what for row in ask(house, ShowToday()).follow_ups] == ["today"]


def test_follow_ups_for_a_colleague_are_the_teams_not_mine(house: House) -> None:
    colleague = do(house, SetStaffLabel("Ines"))
    do(house, SetFollowUp("hers", TODAY, for_staff=colleague))
    do(house, SetFollowUp("anybody's", TODAY))
    assert [row.what for row in ask(house, ShowToday()).follow_ups] == ["anybody's"]
    assert len(ask(house, ShowToday(mine=False)).follow_ups) == 2
    assert len(ask(house, FollowUps(mine=True))) == 1


def test_the_board_shows_open_referrals_and_those_that_ended_lately(house: House, clock: Clock) -> None:
    service = do(house, SetService(ServiceFacts("Little Oak", offers=("childcare_day",))))
    person_id = log_one(house, new("Ruby"))
    offered = TODAY - timedelta(days=60)

    def refer(*steps: StepFacts) -> UUID:
        referral = NewReferral("housing", service, None, (StepFacts(Step.OFFERED, offered), *steps))
        return do(house, OfferReferral(person_id, referral))

    open_one = refer(StepFacts(Step.ACCEPTED, offered))
    ended = refer(StepFacts(Step.CLOSED, TODAY - timedelta(days=3), ended_by=EndedBy.SERVICE, reason="full"))
    refer(StepFacts(Step.CLOSED, TODAY - timedelta(days=40), ended_by=EndedBy.PERSON))
    rows = {row.referral_id: row for row in ask(house, Referrals())}
    assert set(rows) == {open_one, ended}
    assert (rows[open_one].waiting_days, rows[open_one].stage) == (60, Stage.OFFERED)
    assert (rows[ended].waiting_days, rows[ended].ended_by, rows[ended].reason) == (
        None,
        EndedBy.SERVICE,
        "full",
    )
    assert ask(house, Referrals(service_id=uuid4())) == ()
    assert len(ask(house, ShowPerson(person_id)).referrals) == 3
    directory = ask(house, Services(offer="childcare_day", text="oak"))
    assert [(row.facts.name, row.open_referrals) for row in directory] == [("Little Oak", 1)]
    assert ask(house, Services(offer="dental")) == ()


def test_lists_staff_settings_and_use(house: House) -> None:
    log(house, new("Sam", area="north", settings=("street",)), topics=("legal",), supplies=(("food", 1),))
    terms = ask(house, Terms())
    assert {term.list_name for term in terms} == set(ListName)
    assert next(term for term in terms if term.code == "dental").purpose is Purpose.HEALTH
    spanish = ask(house, Terms("es"))
    assert len(spanish) == len(terms)
    used = {
        ListName.AREA: "north",
        ListName.PLACE: "our_rooms",
        ListName.SETTING: "street",
        ListName.TOPIC: "legal",
        ListName.SUPPLY: "food",
        ListName.NEED_GROUP: "health",
    }
    for list_name, code in used.items():
        assert ask(house, TermUse(list_name, code)) > 0
    assert ask(house, TermUse(ListName.AREA, "south")) == 0
    assert [row.is_me for row in ask(house, Staff())] == [True]
    assert ask(house, Preference("language")) == ""
    do(house, SetPreference("language", "es"))
    assert ask(house, Preference("language")) == "es"


def test_drafts_are_kept_and_shown(house: House, clock: Clock) -> None:
    first, second = uuid4(), uuid4()
    do(house, KeepDraft(first, "contact", '{"note": "half"}', "Sam", ("place", "channel")))
    clock.move(minutes=1)
    do(house, KeepDraft(second, "contact", "{}", "3 people"))
    assert [draft.draft_id for draft in ask(house, Drafts())] == [second, first]
    shown = ask(house, ShowDraft(first))
    assert shown is not None
    assert shown.missing == ("place", "channel")
    do(house, DiscardDraft(first))
    assert ask(house, ShowDraft(first)) is None
