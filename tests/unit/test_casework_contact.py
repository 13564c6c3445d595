"""Logging a contact: saved whole or refused with the fields named, never blocked by a missing consent."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from caseapp.casework.commands.contact import AddContacts, NewNeed, NextStep, PersonPart, UndoContact
from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.casework.commands.team import SetTerm
from caseapp.casework.commands.waiting import AcceptWaiting, SettleWaiting
from caseapp.casework.contact_form import log_contact
from caseapp.casework.opening import house_of
from caseapp.casework.refusals import ConsentMissing, InTheFuture, LinesRefused, NotComplete
from caseapp.casework.undo import NotUndone
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.dates import Moment
from caseapp.domain.need import ForWhom, NeedFacts
from caseapp.domain.person import Child, ChildBand, Mother, PersonFacts
from caseapp.domain.referral import Step, StepFacts
from caseapp.domain.taxonomy import ListName
from caseapp.storage import tables as t
from caseapp.storage.unit_of_work import GoneError
from caseapp.vault.errors import VaultError
from tests.storage.house import SLOT
from tests.unit.casework_tools import HEALTH, HOUSING, SCHOOL, World, referral


def test_a_whole_form_is_saved(world: World) -> None:
    marisol, service = world.person("Marisol", Purpose.HEALTH), world.service()
    logged = world.log(
        world.part(
            marisol,
            HOUSING,
            HEALTH,
            going_well=("calmer",),
            her_words="my sister takes him now",
            note="came by for tea",
            referrals=(referral("sexual_health", 1, service_id=service), referral("food")),
            next_steps=(NextStep("call the hostel", world.today + timedelta(days=3)),),
        ),
        unidentified=2,
        minutes=15,
        setting="street",
        topics=("health", "housing"),
        supplies=(("condoms_external", 20), ("lubricant", 5)),
        spot_services=("counselling",),
    )
    assert logged.person_ids == (marisol,)
    assert logged.waiting == ()
    (contact,) = world.rows(t.Contact)
    assert (contact.id, contact.unidentified, contact.on_date) == (logged.contact_id, 2, world.today)
    assert {(row.list_name, row.code, row.person_id) for row in world.rows(t.ContactMark)} == {
        ("topic", "health", None),
        ("topic", "housing", None),
        ("spot_service", "counselling", None),
        ("going_well", "calmer", marisol),
    }
    needs = {row.kind: row for row in world.rows(t.Need)}
    assert set(needs) == {"housing", "sexual_health"}
    assert {row.contact_id for row in needs.values()} == {contact.id}
    assert {(row.kind, row.need_id) for row in world.rows(t.Referral)} == {
        ("sexual_health", needs["sexual_health"].id),
        ("food", None),
    }
    assert {row.step for row in world.rows(t.ReferralStep)} == {"offered"}
    assert [row.what for row in world.rows(t.FollowUp)] == ["call the hostel"]
    assert world.findings() == []


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"place": ""}, ("place",)),
        ({"place": "nowhere"}, ("place",)),
        ({"people": (), "unidentified": 0}, ("people",)),
        ({"unidentified": -1}, ("unidentified", "people")),
        ({"minutes": -5, "setting": "moon"}, ("minutes", "setting")),
        ({"topics": ("health", "weather")}, ("topics",)),
        ({"supplies": (("condoms_external", 0),)}, ("supplies",)),
        ({"supplies": (("lubricant", 1), ("lubricant", 2))}, ("supplies",)),
        ({"companions": (uuid4(),)}, ("companions",)),
        ({"people": (PersonPart(),)}, ("people",)),
        ({"people": (PersonPart(new=PersonFacts(area="moon")),)}, ("area",)),
        ({"people": (PersonPart(new=PersonFacts(), going_well=("flying",)),)}, ("going_well",)),
        ({"people": (PersonPart(new=PersonFacts(), needs=(NewNeed(NeedFacts("yacht")),)),)}, ("needs",)),
        (
            {
                "people": (
                    PersonPart(
                        new=PersonFacts(),
                        needs=(NewNeed(NeedFacts("food", ForWhom.SELF, ChildBand.TEEN)),),
                    ),
                )
            },
            ("child_band",),
        ),
        ({"people": (PersonPart(new=PersonFacts(), referrals=(referral("food", 3),)),)}, ("referrals",)),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_saved(
    world: World, change: dict[str, object], fields: tuple[str, ...]
) -> None:
    with pytest.raises(NotComplete) as caught:
        world.do(replace(world.contact(unidentified=1), **change))  # type: ignore[arg-type]
    assert caught.value.fields == fields
    assert "nothing you typed is lost" in caught.value.sentence
    assert world.count(t.Contact, t.Person, t.WaitingItem) == 0


def test_the_future_is_refused(world: World) -> None:
    for ahead in (timedelta(minutes=30), timedelta(days=1)):
        with pytest.raises(InTheFuture) as caught:
            world.log(unidentified=1, when=Moment.of(world.clock.at + ahead))
        assert caught.value.fields == ("when",)
    world.log(unidentified=1, when=Moment.of(world.clock.at + timedelta(minutes=5)))
    early = StepFacts(Step.OFFERED, world.today + timedelta(days=1))
    with pytest.raises(InTheFuture):
        world.log(world.part(world.person(), referrals=(referral(steps=(early,)),)))


def test_the_date_is_the_local_one(world: World) -> None:
    night = Moment.of((world.clock.at - timedelta(days=1)).replace(hour=23, minute=30))
    ahead = replace(night, offset_minutes=120)
    world.log(unidentified=1, when=ahead)
    assert world.rows(t.Contact)[0].on_date == world.today


def test_somebody_erased_meanwhile_is_said(world: World) -> None:
    with pytest.raises(GoneError):
        world.log(world.part(uuid4()))


# --- consent ----------------------------------------------------------------------------------------------


def test_somebody_new_who_agrees_gets_a_record_with_her_answers(world: World) -> None:
    part = world.part(
        None,
        HEALTH,
        new=PersonFacts(alias="Tee", mother=Mother.YES, children=(Child(ChildBand.BABY),)),
        consents=(world.said(Purpose.KEEP), world.said(Purpose.HEALTH), world.said(Purpose.CHILDREN)),
    )
    logged = world.log(part)
    assert logged.waiting == ()
    (person,) = world.rows(t.Person)
    assert logged.person_ids == (person.id,)
    assert person.mother == "yes"
    assert world.count(t.Child) == 1
    assert [row.kind for row in world.rows(t.Need)] == ["sexual_health"]


@pytest.mark.parametrize("answer", [None, Answer.NOT_ASKED, Answer.NOT_NOW])
def test_somebody_new_who_was_not_asked_is_counted_unidentified_and_waits(
    world: World, answer: Answer | None
) -> None:
    consents = (world.said(Purpose.KEEP, answer),) if answer else ()
    part = world.part(None, HOUSING, new=PersonFacts(alias="Tee"), note="shy", consents=consents)
    logged = world.log(part, unidentified=1)
    assert logged.person_ids == (None,)
    (waiting,) = logged.waiting
    assert (waiting.purpose, waiting.what) == ("keep", "")
    assert waiting.until == world.today + timedelta(days=14)
    assert world.count(t.Person, t.Need, t.ContactPerson) == 0
    assert world.rows(t.Contact)[0].unidentified == 2

    with pytest.raises(ConsentMissing):
        world.do(AcceptWaiting(waiting.waiting_id, world.said(Purpose.KEEP, Answer.DECLINED)))
    person = world.do(AcceptWaiting(waiting.waiting_id, world.said(Purpose.KEEP)))
    assert world.rows(t.Person)[0].id == person
    assert world.rows(t.Contact)[0].unidentified == 1
    assert world.rows(t.ContactPerson)[0].note == "shy"
    assert world.rows(t.Need)[0].kind == "housing"
    assert world.count(t.WaitingItem) == 0
    assert world.findings() == []


def test_somebody_new_who_declines_leaves_nothing_but_a_number(world: World) -> None:
    part = world.part(
        None,
        HOUSING,
        new=PersonFacts(alias="Tee"),
        note="said no",
        consents=(world.said(Purpose.KEEP, Answer.DECLINED),),
        next_steps=(NextStep("ask again", world.today),),
    )
    tally = replace(part, needs=(*part.needs, NewNeed(HEALTH, anonymous=True)))
    logged = world.log(tally)
    assert logged.person_ids == (None,)
    assert logged.waiting == ()
    assert world.rows(t.Contact)[0].unidentified == 1
    assert world.count(t.Person, t.Consent, t.Need, t.WaitingItem, t.FollowUp, t.ContactPerson) == 0
    assert [(row.month, row.kind) for row in world.rows(t.Tally)] == [("2026-11", "sexual_health")]
    assert world.found("said") == []


def test_a_need_without_its_consent_waits_outside_the_record_with_its_referral(world: World) -> None:
    marisol = world.person()
    logged = world.log(
        world.part(marisol, HOUSING, HEALTH, SCHOOL, referrals=(referral("sexual_health", 1),))
    )
    assert [(item.purpose, item.what) for item in logged.waiting] == [
        ("health", "sexual_health"),
        ("children", "school_costs"),
    ]
    assert [row.kind for row in world.rows(t.Need)] == ["housing"]
    assert world.count(t.Referral) == 0
    assert world.found("quietly") == ["waiting"]

    done = world.consent(marisol, Purpose.HEALTH)
    assert len(done.brought_in) == 2
    need = world.rows(t.Need, t.Need.kind == "sexual_health")[0]
    assert (need.words, need.contact_id) == ("a test, quietly", logged.contact_id)
    assert world.rows(t.Referral)[0].need_id == need.id
    assert [row.purpose for row in world.rows(t.WaitingItem)] == ["children"]


def test_a_sensitive_referral_without_a_need_waits_too(world: World) -> None:
    marisol = world.person()
    (waiting,) = world.log(world.part(marisol, referrals=(referral("dental"), referral("food")))).waiting
    assert (waiting.purpose, waiting.what) == ("health", "dental")
    assert [row.kind for row in world.rows(t.Referral)] == ["food"]
    world.consent(marisol, Purpose.HEALTH)
    assert {row.kind for row in world.rows(t.Referral)} == {"food", "dental"}


def test_what_waits_goes_after_fourteen_days(world: World) -> None:
    marisol = world.person()
    world.log(world.part(marisol, HEALTH))
    world.clock.move(days=13)
    world.log(unidentified=1)
    assert world.count(t.WaitingItem) == 1
    world.clock.move(days=1)
    world.log(unidentified=1)
    assert world.count(t.WaitingItem) == 0
    assert world.found("quietly") == []
    assert world.consent(marisol, Purpose.HEALTH).brought_in == ()


def test_what_waited_too_long_goes_when_the_vault_is_opened(world: World) -> None:
    world.log(world.part(world.person(), HEALTH))
    world.clock.move(days=20)
    world.house = house_of(world.house.store, SLOT, "Dana", world.clock)
    assert world.count(t.WaitingItem) == 0


@pytest.mark.parametrize("anonymous", [True, False])
def test_what_waits_can_be_settled(world: World, anonymous: bool) -> None:
    marisol = world.person()
    (waiting,) = world.log(world.part(marisol, HEALTH)).waiting
    world.do(SettleWaiting(waiting.waiting_id, anonymous))
    assert world.count(t.WaitingItem, t.Need) == 0
    assert world.count(t.Tally) == int(anonymous)
    with pytest.raises(GoneError):
        world.do(SettleWaiting(waiting.waiting_id))


def test_a_need_noted_without_the_person_leaves_no_trace_to_her(world: World) -> None:
    marisol = world.person()
    need = NewNeed(HEALTH, anonymous=True)
    world.log(PersonPart(person_id=marisol, needs=(need, NewNeed(HOUSING))))
    (tally,) = world.rows(t.Tally)
    assert (tally.month, tally.kind, tally.for_whom) == ("2026-11", "sexual_health", "self")
    assert [row.kind for row in world.rows(t.Need)] == ["housing"]
    assert world.found("quietly") == []
    with pytest.raises(NotComplete):
        world.log(PersonPart(person_id=marisol, needs=(need,), referrals=(referral("dental", 0),)))


def test_a_late_tally_counts_in_the_first_open_month(world: World) -> None:
    with world.house.writing("month.close", audited=False) as unit:
        closed = {"last_contact": 0, "last_contact_person": 0, "last_need": 0, "last_referral_step": 0}
        for month in ("2026-09", "2026-10"):
            unit.put(t.Closing, month=month, **closed)
    part = PersonPart(person_id=world.person(), needs=(NewNeed(HEALTH, anonymous=True),))
    world.log(part, when=Moment.of(world.clock.at - timedelta(days=60)))
    assert [row.month for row in world.rows(t.Tally)] == ["2026-11"]


def test_an_expired_consent_is_not_used_silently(world: World) -> None:
    marisol = world.person()
    world.consent(marisol, Purpose.HEALTH, until=world.today)
    assert world.log(world.part(marisol, HEALTH)).waiting == ()
    world.clock.move(days=1)
    assert len(world.log(world.part(marisol, HEALTH)).waiting) == 1


def test_an_expired_record_waits_until_it_is_renewed(world: World) -> None:
    marisol = world.person()
    world.consent(marisol, Purpose.KEEP, until=world.today)
    world.clock.move(days=1)
    logged = world.log(world.part(marisol, HOUSING, note="later"))
    assert logged.person_ids == (None,)
    assert world.count(t.ContactPerson) == 0
    world.consent(marisol, Purpose.KEEP)
    assert world.rows(t.ContactPerson)[0].note == "later"
    assert world.rows(t.Contact)[0].unidentified == 0
    assert world.count(t.Need) == 1


def test_answers_in_the_form_are_applied_first(world: World) -> None:
    marisol = world.person("Marisol", Purpose.HEALTH)
    world.log(world.part(marisol, HEALTH))
    logged = world.log(world.part(marisol, HEALTH, consents=(world.said(Purpose.HEALTH, Answer.WITHDRAWN),)))
    assert len(logged.waiting) == 1
    assert world.count(t.Need) == 0


def test_withdrawing_the_record_in_the_form_erases_it(world: World) -> None:
    marisol = world.person()
    world.log(world.part(marisol, HOUSING, note="earlier"))
    logged = world.log(
        world.part(marisol, note="bye", consents=(world.said(Purpose.KEEP, Answer.WITHDRAWN),))
    )
    assert logged.person_ids == (None,)
    assert world.count(t.Person, t.Need, t.ContactPerson, t.Consent) == 0
    assert [row.unidentified for row in world.rows(t.Contact)] == [1, 1]
    assert world.findings() == []


def test_sharing_not_given_is_information_given(world: World) -> None:
    marisol, service = world.person(), world.service()
    steps = (StepFacts(Step.OFFERED, world.today), StepFacts(Step.MADE, world.today, named=True))
    world.log(
        world.part(
            marisol,
            referrals=(
                referral(service_id=service, steps=steps),
                referral("food", service_id=service, steps=steps, share=world.said(Purpose.SHARE)),
            ),
        )
    )
    named = {row.kind: row.named for row in world.rows(t.ReferralStep, t.ReferralStep.step == "made")}
    assert named == {"housing": False, "food": True}


# --- drafts and undo --------------------------------------------------------------------------------------


def test_a_draft_ends_with_its_contact_and_comes_back_with_undo(world: World) -> None:
    draft = uuid4()
    for payload in ('{"note": "first"}', '{"note": "second"}'):
        world.do(KeepDraft(draft, "contact", payload, title="Tee", missing=("place",)))
    assert world.found("second") == ["draft"]
    part = world.part(None, HOUSING, new=PersonFacts(alias="Tee"), consents=(world.said(Purpose.KEEP),))
    logged = world.log(part, draft_id=draft)
    assert world.count(t.Draft) == 0
    world.do(UndoContact(logged.contact_id))
    (back,) = world.rows(t.Draft)
    assert (back.id, back.payload, back.missing) == (draft, '{"note": "second"}', "place")
    left = (t.Contact, t.ContactPerson, t.Person, t.Need, t.Consent, t.OtherName, t.FollowUp, t.HistoryEntry)
    assert world.count(*left) == 0
    assert world.findings() == []
    assert world.log(part, draft_id=draft).contact_id == logged.contact_id
    world.do(DiscardDraft(draft))


def test_undo_takes_back_everything_that_belongs_to_the_contact(world: World) -> None:
    marisol, service = world.person(), world.service()
    before = world.count(t.Person, t.Consent, t.Service)
    part = world.part(
        marisol,
        HOUSING,
        HEALTH,
        going_well=("calmer",),
        referrals=(referral(service_id=service), referral("housing", 0)),
        next_steps=(NextStep("call", world.today),),
        consents=(world.said(Purpose.COUNT),),
    )
    tally = replace(part, needs=(*part.needs, NewNeed(HEALTH, anonymous=True)))
    logged = world.log(tally, topics=("health",), supplies=(("food", 1),), spot_services=("test",))
    assert world.count(t.Tally) == 1
    world.do(UndoContact(logged.contact_id))
    assert world.count(t.Contact, t.ContactPerson, t.ContactMark, t.ContactSupply, t.Need, t.Tally) == 0
    assert world.count(t.Referral, t.ReferralStep, t.FollowUp, t.WaitingItem) == 0
    assert world.count(t.Person, t.Consent, t.Service) == before
    assert world.findings() == []
    with pytest.raises(GoneError):
        world.do(UndoContact(logged.contact_id))


def test_undo_is_for_moments_ago(world: World) -> None:
    logged = world.log(unidentified=1)
    world.clock.move(minutes=16)
    with pytest.raises(NotUndone):
        world.do(UndoContact(logged.contact_id))
    marisol = world.person("Marisol", Purpose.HEALTH)
    world.log(world.part(marisol, HEALTH))
    final = world.log(world.part(marisol, consents=(world.said(Purpose.HEALTH, Answer.WITHDRAWN),)))
    with pytest.raises(NotUndone):
        world.do(UndoContact(final.contact_id))
    assert world.count(t.Contact) == 3
    tee = world.person("Tee")
    world.log(world.part(tee, HEALTH))
    brought_in = world.log(world.part(tee, consents=(world.said(Purpose.HEALTH),)))
    with pytest.raises(NotUndone):
        world.do(UndoContact(brought_in.contact_id))


def test_a_contact_of_a_closed_month_stays(world: World) -> None:
    logged = world.log(unidentified=1)
    with world.house.writing("month.close", audited=False) as unit:
        key = unit.row(t.Contact, logged.contact_id)["key"]
        closed = {"last_contact_person": 0, "last_need": 0, "last_referral_step": 0}
        unit.put(t.Closing, month="2026-11", last_contact=key, **closed)
    with pytest.raises(NotUndone):
        world.do(UndoContact(logged.contact_id))


def test_a_save_whose_end_could_not_be_told_is_not_made_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = world.contact(unidentified=1, draft_id=uuid4())

    def full(_head: object) -> None:
        raise VaultError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(world.house.store, "_write_head", full)
        with pytest.raises(VaultError):
            world.do(command)
    assert world.do(command).contact_id == command.draft_id
    assert world.count(t.Contact) == 1


def test_what_is_kept_in_memory_follows_a_store_whose_head_could_not_be_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_head: object) -> None:
        raise VaultError("The disk is full.")

    world.log(unidentified=1)
    with monkeypatch.context() as patch:
        patch.setattr(world.house.store, "_write_head", full)
        with pytest.raises(VaultError):
            world.do(SetTerm(ListName.PLACE, "", "Quay"))
    world.log(unidentified=1, place="quay")


def test_a_save_that_failed_is_made_when_it_is_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = world.contact(unidentified=1, draft_id=uuid4())
    with monkeypatch.context() as patch:
        patch.setattr(type(world.house.store._chain), "append", _fail)
        with pytest.raises(ZeroDivisionError):
            world.do(command)
    assert world.count(t.Contact) == 0
    world.do(command)
    assert world.count(t.Contact) == 1


def _fail(*_: object) -> None:
    raise ZeroDivisionError


# --- many at once -----------------------------------------------------------------------------------------


def test_many_contacts_are_saved_together(world: World) -> None:
    marisol = world.person()
    new = PersonPart(new=PersonFacts(alias="Tee"), consents=(world.said(Purpose.KEEP),))
    waits = PersonPart(person_id=marisol, needs=(NewNeed(HEALTH),))
    done = world.do(AddContacts((world.contact(new), world.contact(waits), world.contact(unidentified=3))))
    assert (done.contacts, done.people, done.waiting) == (3, 1, 1)
    assert world.findings() == []


def test_one_bad_line_refuses_all_and_every_bad_line_is_named(world: World) -> None:
    good = world.contact(unidentified=1)
    late = replace(good, when=Moment.of(world.clock.at + timedelta(days=2)))
    with pytest.raises(LinesRefused) as caught:
        world.do(
            AddContacts((good, replace(good, place="moon"), good, late, world.contact(world.part(uuid4()))))
        )
    assert [number for number, _ in caught.value.lines] == [2, 4, 5]
    assert "Contact 2: " in caught.value.sentence
    assert world.count(t.Contact) == 0
    assert log_contact(world.house, good).result.contact_id
