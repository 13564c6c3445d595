"""From the form's state to one command, and what is missing before it can be one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from caseapp.casework.commands.contact import (
    ContactLogged,
    LogContact,
    NewNeed,
    NewReferral,
    NextStep,
    PersonPart,
)
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.contact import Reached
from caseapp.domain.dates import Moment
from caseapp.domain.person import PersonFacts
from caseapp.errors import BugError
from caseapp.ui.pages.log_contact.state import FormState, PersonState
from caseapp.ui.words import day_text, mark, tr, trn

# Codes of what can be missing, as the store keeps them with a draft, and what a link to the field says.
MISSING: Final[dict[str, str]] = {
    "people": mark("who, or how many"),
    "search": mark("who is meant in the search (Enter takes, or clear it)"),
    "when": mark("date and time"),
    "future": mark("a time that is not in the future"),
    "place": mark("place"),
    "channel": mark("how"),
    "owner": mark("whose words, needs or next step this is"),
    "due_on": mark("the day of the next step"),
}


def missing(state: FormState, now: datetime) -> tuple[str, ...]:
    """What a save still needs.

    Args:
        state: the form.
        now: local wall-clock time.

    Returns:
        Codes of `MISSING`, in the order of the form.
    """
    found: list[str] = []
    if not state.people and not state.unidentified:
        found.append("people")
    if state.when is None:
        found.append("when")
    elif state.when > now:
        found.append("future")
    if not state.place:
        found.append("place")
    if state.channel is None:
        found.append("channel")
    if not state.people and state.unidentified and _needs_owner(state.loose):
        found.append("owner")
    if any(person.step_what.strip() and person.step_on is None for person in state.people):
        found.append("due_on")
    return tuple(found)


def _needs_owner(loose: PersonState) -> bool:
    return bool(
        any(not need.anonymous for need in loose.needs)
        or loose.referrals
        or loose.going_well
        or loose.her_words.strip()
        or loose.step_what.strip()
    )


def is_blank(state: FormState) -> bool:
    """Whether nothing worth a draft was entered; what a form starts with does not count."""
    return not (
        state.people
        or state.unidentified
        or state.topics
        or state.supplies
        or state.spot_services
        or state.violence_spoken is not None
        or state.loose.said_something
    )


def command_of(state: FormState, draft_id: UUID) -> LogContact:
    """The command that saves a complete form.

    Args:
        state: the form; nothing of `missing`.
        draft_id: the draft this save ends.

    Returns:
        The command.

    Raises:
        BugError: if the form is not complete.
    """
    if state.when is None or state.channel is None:
        raise BugError("An incomplete form was handed to be saved.")
    parts = tuple(_part(person) for person in state.people)
    if not parts and state.loose.needs:
        parts = (_nobody(state.loose, state.when.date()),)
    return LogContact(
        when=Moment.of(state.when.astimezone()),
        place=state.place,
        channel=state.channel,
        minutes=state.minutes,
        setting=state.setting,
        reached=state.reached,
        people=parts,
        unidentified=state.unidentified - (len(parts) - len(state.people)),
        companions=state.companions,
        topics=state.topics,
        supplies=state.supplies,
        spot_services=state.spot_services,
        violence_spoken=state.violence_spoken,
        note="" if state.people else state.loose.note.strip(),
        draft_id=draft_id,
    )


def _part(person: PersonState) -> PersonPart:
    keys = [need.key for need in person.needs]
    steps: tuple[NextStep, ...] = ()
    if person.step_what.strip() and person.step_on is not None:
        steps = (NextStep(person.step_what.strip(), person.step_on, for_staff=person.step_staff),)
    return PersonPart(
        person_id=person.person_id,
        new=person.new if person.person_id is None else None,
        consents=person.consents,
        going_well=person.going_well,
        her_words=person.her_words.strip(),
        note=person.note.strip(),
        needs=tuple(NewNeed(need.facts, need.anonymous) for need in person.needs),
        referrals=tuple(
            NewReferral(
                kind=item.kind,
                service_id=item.service_id,
                need_index=keys.index(item.need_key) if item.need_key in keys else None,
                steps=item.steps,
                share=item.share,
            )
            for item in person.referrals
        ),
        next_steps=steps,
    )


def _nobody(loose: PersonState, day: date) -> PersonPart:
    """One of the people not identified, whose needs are noted as numbers: no record is wanted."""
    return PersonPart(
        new=PersonFacts(),
        consents=(ConsentEntry(Purpose.KEEP, Answer.DECLINED, day, how=None),),
        needs=tuple(NewNeed(need.facts, anonymous=True) for need in loose.needs),
    )


def named(person: PersonState, *, quiet: bool) -> str:
    """What a person is called now: the alias, or in quiet view the code."""
    if quiet or not person.alias:
        return person.code or tr("Somebody new")
    return person.alias


def draft_title(state: FormState) -> str:
    """What Today calls the draft."""
    names = ", ".join(person.alias or person.code for person in state.people)
    if names:
        return names
    if state.unidentified:
        return trn("{n} person, not identified", "{n} people, not identified", state.unidentified)
    return tr("Contact")


def all_of(names: Sequence[str]) -> str:
    """Names in a row: "Marisol, Tee and Jola"."""
    if len(names) < 2:
        return "".join(names)
    return tr("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


def with_words(state: FormState, *, quiet: bool) -> str:
    """Whom the saved contact, or the attempt at one, was with.

    Args:
        state: the form that was saved.
        quiet: whether aliases are hidden.
    """
    who = all_of([named(person, quiet=quiet) for person in state.people])
    more, met = state.unidentified, state.reached is Reached.YES
    if met and who and more:
        return trn(
            "Contact with {who} and {n} unidentified person is saved.",
            "Contact with {who} and {n} unidentified people is saved.",
            more,
            who=who,
        )
    if who and more:
        return trn(
            "The attempt to reach {who} and {n} unidentified person is saved.",
            "The attempt to reach {who} and {n} unidentified people is saved.",
            more,
            who=who,
        )
    if who:
        words = tr("Contact with {who} is saved.", who=who)
        return words if met else tr("The attempt to reach {who} is saved.", who=who)
    if met:
        return trn(
            "Contact with {n} unidentified person is saved.",
            "Contact with {n} unidentified people is saved.",
            more,
        )
    return trn(
        "The attempt to reach {n} unidentified person is saved.",
        "The attempt to reach {n} unidentified people is saved.",
        more,
    )


def saved_words(state: FormState, done: ContactLogged, *, quiet: bool) -> str:
    """What is said after a save: whom it was with, and what waits for a consent.

    Args:
        state: the form that was saved.
        done: what came of it.
        quiet: whether aliases are hidden.

    Returns:
        One or two sentences.
    """
    words = [with_words(state, quiet=quiet)]
    people = [item for item in done.waiting if item.purpose == Purpose.KEEP.value and not item.what]
    needs = len(done.waiting) - len(people)
    if needs:
        until = min(item.until for item in done.waiting)
        words.append(
            trn(
                "{n} need waits for consent, until {day} at the latest.",
                "{n} needs wait for consent, until {day} at the latest.",
                needs,
                day=day_text(until),
            )
        )
    if people:
        words.append(
            tr("No record is kept yet: what was typed waits until {day}.", day=day_text(people[0].until))
        )
    return " ".join(words)


def keep_words(person: PersonState, on: date) -> str:
    """What the answer to "may we keep a record" leads to, for somebody new."""
    answer = person.standing(Purpose.KEEP, on).answer
    if answer is Answer.GIVEN:
        return tr("A record is made when you save.")
    if answer is Answer.DECLINED:
        return tr(
            "No record is made. The contact counts one person not identified, her needs only as numbers."
        )
    return tr(
        "Keeping a record has not been asked yet. You can save the contact now: she counts as not "
        "identified, and what is noted about her waits as an encrypted draft outside the record, 14 days "
        "at most."
    )
