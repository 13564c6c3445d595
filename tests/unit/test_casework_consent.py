"""The consent ledger: latest answer wins, a "no" is carried out at once, and the preview is what happens."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from caseapp.casework.commands.consent import ConsentDone, RecordConsent
from caseapp.casework.commands.contact import NextStep
from caseapp.casework.commands.drafts import KeepDraft
from caseapp.casework.commands.people import AddPerson, SetContactMeans
from caseapp.casework.commands.referrals import StepReferral
from caseapp.casework.queries.consent import ConsentHistory, ConsentsOf, NeededConsent, WithdrawalPreview
from caseapp.casework.refusals import InTheFuture, NotComplete
from caseapp.domain.consent import Answer, ConsentEntry, NotNowReason, Purpose, allows
from caseapp.domain.need import ForWhom, NeedFacts
from caseapp.domain.person import Child, ChildBand, MeansKind, Mother, PersonFacts, SafeContact
from caseapp.domain.referral import Step, StepFacts
from caseapp.storage import tables as t
from caseapp.storage.unit_of_work import GoneError
from tests.unit.casework_tools import HEALTH, HOUSING, SCHOOL, World, referral

NO = (Answer.DECLINED, Answer.WITHDRAWN)


def standing(world: World, person: UUID, purpose: Purpose) -> tuple[Answer, bool]:
    (row,) = [row for row in world.ask(ConsentsOf(person)) if row.purpose is purpose]
    return row.answer, row.usable


def english(done: ConsentDone) -> list[str]:
    return [sentence.template.format(**dict(sentence.values)) for sentence in done.receipt]


def made(world: World, person: UUID, service: UUID) -> UUID:
    """A referral that was made with her name."""
    steps = (StepFacts(Step.OFFERED, world.today), StepFacts(Step.MADE, world.today, named=True))
    share = world.said(Purpose.SHARE)
    world.log(world.part(person, referrals=(referral(service_id=service, steps=steps, share=share),)))
    found: UUID = world.rows(t.Referral)[-1].id
    return found


# --- the ledger as a machine ------------------------------------------------------------------------------

STEP = st.tuples(
    st.sampled_from(Answer),
    st.integers(0, 5),  # days ago
    st.none() | st.integers(-3, 3),  # holds until, days from the day it was said
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=8))
def test_the_latest_answer_stands_whatever_came_before(steps: list[tuple[Answer, int, int | None]]) -> None:
    world = WORLD
    person = world.person()
    stands: tuple[date, Answer, date | None] = (date.min, Answer.NOT_ASKED, None)
    accepted = 0
    for answer, days_ago, holds in steps:
        said_on = world.today - timedelta(days=days_ago)
        until = None if holds is None else said_on + timedelta(days=holds)
        entry = ConsentEntry(Purpose.HEALTH, answer, said_on, until=until)
        if until is not None and until < said_on:
            with pytest.raises(NotComplete):
                world.do(RecordConsent(person, entry))
            continue
        world.do(RecordConsent(person, entry))
        accepted += 1
        if said_on >= stands[0]:
            stands = (said_on, answer, until)
    _, answer, until = stands
    assert standing(world, person, Purpose.HEALTH) == (answer, allows(answer, until, world.today))
    history = [row for row in world.ask(ConsentHistory(person)) if row.purpose is Purpose.HEALTH]
    assert len(history) == accepted
    assert [row.said_on for row in history] == sorted((row.said_on for row in history), reverse=True)
    # What may be noted follows from it, and from nothing else.
    waiting = world.log(world.part(person, HEALTH)).waiting
    assert bool(waiting) is not allows(answer, until, world.today)


WORLD = World()


def test_every_purpose_is_present_asked_or_not(world: World) -> None:
    marisol = world.person()
    rows = world.ask(ConsentsOf(marisol))
    assert [row.purpose for row in rows] == list(Purpose)
    assert [row.answer for row in rows[1:]] == [Answer.NOT_ASKED] * 5
    means = [
        world.do(SetContactMeans(marisol, MeansKind.PHONE, f"+34 600 123 44{n}", SafeContact()))
        for n in (1, 2)
    ]
    world.consent(marisol, Purpose.CONTACT, subject=means[1])
    referred = made(world, marisol, world.service())
    rows = world.ask(ConsentsOf(marisol))
    assert {(row.subject, row.about, row.usable) for row in rows if row.purpose is Purpose.CONTACT} == {
        (means[0], "41", False),
        (means[1], "42", True),
    }
    (share,) = [row for row in rows if row.purpose is Purpose.SHARE]
    assert (share.subject, share.about, share.answer) == (referred, "Harbour Clinic", Answer.GIVEN)


@pytest.mark.parametrize(
    "entry",
    [
        ConsentEntry(Purpose.HEALTH, Answer.GIVEN, date(2026, 11, 6), subject=uuid4()),
        ConsentEntry(Purpose.SHARE, Answer.GIVEN, date(2026, 11, 6)),
        ConsentEntry(Purpose.HEALTH, Answer.GIVEN, date(2026, 11, 6), until=date(2026, 11, 5)),
        ConsentEntry(Purpose.HEALTH, Answer.GIVEN, date(2026, 11, 6), not_now=NotNowReason.OTHER),
    ],
)
def test_answers_that_cannot_be_are_refused(world: World, entry: ConsentEntry) -> None:
    with pytest.raises(NotComplete):
        world.do(RecordConsent(world.person(), entry))


def test_future_answers_and_other_peoples_subjects_are_refused(world: World) -> None:
    marisol, tee = world.person(), world.person("Tee")
    with pytest.raises(InTheFuture):
        world.consent(marisol, Purpose.HEALTH, days_ago=-1)
    means = world.do(SetContactMeans(tee, MeansKind.PHONE, "0600 123 441", SafeContact()))
    with pytest.raises(NotComplete):
        world.consent(marisol, Purpose.CONTACT, subject=means)
    with pytest.raises(GoneError):
        world.consent(marisol, Purpose.CONTACT, subject=uuid4())
    with pytest.raises(GoneError):
        world.consent(uuid4(), Purpose.HEALTH)


def test_which_consent_a_need_asks_for(world: World) -> None:
    assert world.ask(NeededConsent(HOUSING)) is None
    assert world.ask(NeededConsent(HEALTH)) is Purpose.HEALTH
    assert world.ask(NeededConsent(NeedFacts("childcare_day"))) is Purpose.CHILDREN
    assert world.ask(NeededConsent(NeedFacts("sexual_health", ForWhom.CHILD))) is Purpose.CHILDREN


# --- what a "no" does -------------------------------------------------------------------------------------


def rich(world: World) -> UUID:
    """A person with something under every purpose."""
    facts = PersonFacts(
        alias="Marisol",
        other_names=("Mari",),
        settings=("street",),
        mother=Mother.YES,
        children=(Child(ChildBand.BABY), Child(ChildBand.TEEN)),
    )
    consents = tuple(world.said(p) for p in Purpose if p not in {Purpose.SHARE, Purpose.CONTACT})
    logged = world.log(
        world.part(
            None,
            HOUSING,
            HEALTH,
            SCHOOL,
            new=facts,
            consents=consents,
            note="a note",
            her_words="her words",
            referrals=(referral("sexual_health", 1), referral("dental"), referral("housing", 0)),
            next_steps=(NextStep("call", world.today),),
        )
    )
    person = logged.person_ids[0]
    assert person is not None
    world.do(SetContactMeans(person, MeansKind.PHONE, "0600 123 441", SafeContact(how="text only")))
    return person


@pytest.mark.parametrize("answer", NO)
def test_withdrawing_health_erases_health_needs_and_their_words(world: World, answer: Answer) -> None:
    person = rich(world)
    done = world.consent(person, Purpose.HEALTH, answer)
    assert {row.kind for row in world.rows(t.Need)} == {"housing", "school_costs"}
    assert {row.kind for row in world.rows(t.Referral)} == {"housing"}
    assert world.found("quietly") == []
    assert done.erased == 3
    assert "Needs erased, with her words: 1." in english(done)
    assert world.count(t.Child) == 2
    assert world.findings() == []


@pytest.mark.parametrize("answer", NO)
def test_withdrawing_children_erases_children_motherhood_and_their_needs(
    world: World, answer: Answer
) -> None:
    person = rich(world)
    world.consent(person, Purpose.CHILDREN, answer)
    assert world.count(t.Child) == 0
    assert world.rows(t.Person)[0].mother is None
    assert {row.kind for row in world.rows(t.Need)} == {"housing", "sexual_health"}
    assert world.findings() == []


def test_withdrawing_contact_erases_the_means(world: World) -> None:
    person = rich(world)
    other = world.do(SetContactMeans(person, MeansKind.EMAIL, "m@example.org", SafeContact()))
    phone = world.rows(t.ContactMeans, t.ContactMeans.kind == "phone")[0].id
    done = world.consent(person, Purpose.CONTACT, Answer.WITHDRAWN, subject=phone)
    assert [row.id for row in world.rows(t.ContactMeans)] == [other]
    assert "ending in 41" in english(done)[0]
    world.consent(person, Purpose.CONTACT, Answer.DECLINED)
    assert world.count(t.ContactMeans) == 0


def test_withdrawing_a_share_stops_it_and_tells_the_service(world: World) -> None:
    person = world.person()
    referred = made(world, person, world.service())
    done = world.consent(person, Purpose.SHARE, Answer.WITHDRAWN, subject=referred)
    (follow_up,) = world.rows(t.FollowUp)
    assert follow_up.due_on == date(2026, 11, 9)  # from a Friday to the next Monday
    assert (follow_up.what, follow_up.referral_id) == ("", referred)
    assert follow_up.for_staff == world.house.staff_id
    assert any("can’t be called back" in line for line in english(done))
    assert any("pauses" in line for line in english(done))
    assert world.count(t.Referral) == 1


def test_declining_a_share_makes_it_information_given(world: World) -> None:
    person, service = world.person(), world.service()
    world.log(world.part(person, referrals=(referral(service_id=service),)))
    referred = world.rows(t.Referral)[0].id
    world.do(
        StepReferral(
            referred,
            StepFacts(Step.MADE, world.today, named=True),
            share=world.said(Purpose.SHARE, Answer.DECLINED),
        )
    )
    assert [row.named for row in world.rows(t.ReferralStep, t.ReferralStep.step == "made")] == [False]
    assert world.count(t.FollowUp) == 0


def test_withdrawing_count_erases_nothing(world: World) -> None:
    person = rich(world)
    before = world.count(t.Need, t.Referral, t.Child, t.ContactPerson)
    done = world.consent(person, Purpose.COUNT, Answer.WITHDRAWN)
    assert done.erased == 0
    assert english(done)[0] == "Counted no more from this month on."
    assert world.count(t.Need, t.Referral, t.Child, t.ContactPerson) == before


def test_withdrawing_the_record_leaves_nothing_of_her(world: World) -> None:
    person = rich(world)
    world.do(KeepDraft(uuid4(), "contact", f'{{"people": ["{person}"]}}'))
    world.do(KeepDraft(uuid4(), "person", "{}", person_id=person))
    world.do(KeepDraft(uuid4(), "contact", '{"note": "about nobody"}'))
    need = world.rows(t.Need)[0].id
    with world.house.writing("need.change") as unit:
        unit.change(t.Need, need, words="other words")
    done = world.consent(person, Purpose.KEEP, Answer.WITHDRAWN)
    assert done.erased > 10
    with world.house.store.read() as session:
        connection = session.connection()
        for table in t.Base.metadata.sorted_tables:
            for column in table.columns:
                if column.name in {"person_id", "row_id", "target_id"} or table.name == "people":
                    hits = connection.execute(table.select()).mappings().all()
                    assert not any(row[column.name] == person for row in hits), (table.name, column.name)
        # The audit names the id and the reason; that is all that is left.
        actions = connection.execute(text("SELECT action FROM audit_entry ORDER BY counter DESC LIMIT 1"))
        assert actions.scalar() == "consent.withdrawn"
    for words in ("marisol", "mari", "quietly", "text only", "her words", "other words"):
        assert world.found(words) == []
    assert [row.payload for row in world.rows(t.Draft)] == ['{"note": "about nobody"}']
    assert world.count(t.HistoryEntry, t.Consent) == 0
    (contact,) = world.rows(t.Contact)
    assert contact.unidentified == 1
    assert world.findings() == []


def test_erasing_where_she_was_alone_takes_the_contacts_own_note(world: World) -> None:
    marisol, tee = world.person(), world.person("Tee")
    world.log(world.part(marisol), note="only about Marisol")
    world.log(world.part(marisol), world.part(tee), note="about both")
    world.consent(marisol, Purpose.KEEP, Answer.WITHDRAWN)
    assert {row.note for row in world.rows(t.Contact)} == {"", "about both"}
    assert world.found("about") == ["contact"]


def test_rows_can_be_kept_for_a_named_reason(world: World) -> None:
    person = rich(world)
    preview = world.ask(WithdrawalPreview(person, Purpose.HEALTH, None, Answer.WITHDRAWN))
    need = world.rows(t.Need, t.Need.kind == "sexual_health")[0].id
    assert any(need in effect.rows for effect in preview)
    entry = world.said(Purpose.HEALTH, Answer.WITHDRAWN)
    with pytest.raises(NotComplete) as caught:
        world.do(RecordConsent(person, entry, frozenset({need})))
    assert caught.value.fields == ("keep_reason",)
    done = world.do(RecordConsent(person, entry, frozenset({need}), "court date, with her"))
    assert world.rows(t.Need, t.Need.id == need)
    assert world.count(t.Need) == 3
    assert {row.kind for row in world.rows(t.Referral)} == {"housing"}
    assert "Kept for a named reason: 1." in english(done)
    assert world.found("court date") == ["consent"]
    keep = world.said(Purpose.KEEP, Answer.WITHDRAWN)
    with pytest.raises(NotComplete):
        world.do(RecordConsent(person, keep, frozenset({need}), "no reason is one"))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_the_preview_is_what_happens(world: World, purpose: Purpose) -> None:
    person = rich(world)
    subject = made(world, person, world.service()) if purpose is Purpose.SHARE else None
    preview = world.ask(WithdrawalPreview(person, purpose, subject, Answer.WITHDRAWN))
    said = [effect.template.format(**dict(effect.values)) for effect in preview]
    named = {row for effect in preview if effect.kind == "erases" for row in effect.rows}
    before = world.count(t.Need, t.Referral, t.Child, t.ContactMeans, t.Person)
    assert world.ask(WithdrawalPreview(person, purpose, subject, Answer.WITHDRAWN)) == preview
    assert world.count(t.Need, t.Referral, t.Child, t.ContactMeans, t.Person) == before  # nothing done yet
    done = world.consent(person, purpose, Answer.WITHDRAWN, subject=subject)
    assert english(done) == said
    for model in (t.Need, t.Referral, t.Child, t.ContactMeans):
        assert not named & {row.id for row in world.rows(model)}
    again = world.ask(WithdrawalPreview(person, purpose, subject, Answer.WITHDRAWN))
    assert not any(effect.rows for effect in again)


def test_an_earlier_no_typed_in_later_changes_nothing(world: World) -> None:
    person = rich(world)
    done = world.consent(person, Purpose.HEALTH, Answer.WITHDRAWN, days_ago=3)
    assert done.erased == 0
    assert "later answer" in english(done)[0]
    assert standing(world, person, Purpose.HEALTH) == (Answer.GIVEN, True)
    assert world.count(t.Need) == 3


def test_a_no_drops_what_waited_and_a_yes_brings_it_in(world: World) -> None:
    person = world.person()
    world.log(world.part(person, HEALTH, SCHOOL))
    preview = world.ask(WithdrawalPreview(person, Purpose.CHILDREN, None, Answer.GIVEN))
    assert [(effect.kind, dict(effect.values)) for effect in preview] == [("added", {"n": 1})]
    world.consent(person, Purpose.HEALTH, Answer.DECLINED)
    assert [row.purpose for row in world.rows(t.WaitingItem)] == ["children"]
    world.consent(person, Purpose.CHILDREN, Answer.NOT_NOW, not_now=NotNowReason.PARTNER_PRESENT)
    assert world.count(t.WaitingItem) == 1
    assert len(world.consent(person, Purpose.CHILDREN).brought_in) == 1
    assert [row.kind for row in world.rows(t.Need)] == ["school_costs"]


def test_a_failing_erasure_takes_nothing_and_adds_no_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = rich(world)
    before = world.count(t.Need, t.Referral, t.Consent, t.ContactPerson, t.SearchEntry)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(type(world.house.store._chain), "append", fail)
        with pytest.raises(ZeroDivisionError):
            world.consent(person, Purpose.KEEP, Answer.WITHDRAWN)
    assert world.count(t.Need, t.Referral, t.Consent, t.ContactPerson, t.SearchEntry) == before
    assert standing(world, person, Purpose.KEEP) == (Answer.GIVEN, True)
    assert world.findings() == []


def test_nobody_is_made_without_a_yes(world: World) -> None:
    for answer in set(Answer) - {Answer.GIVEN}:
        with pytest.raises(Exception, match="record"):
            world.do(AddPerson(PersonFacts(alias="Tee"), world.said(Purpose.KEEP, answer)))
    assert world.count(t.Person) == 0
