"""Judging a contact form before anything of it is written."""

from collections.abc import Iterator
from datetime import timedelta

from caseapp.casework.commands.contact import LogContact, NewReferral, PersonPart
from caseapp.casework.consent import refuse_wrong_entry, refuse_wrong_share
from caseapp.casework.people import wrong_fields
from caseapp.casework.refusals import InTheFuture, NotComplete
from caseapp.casework.save import (
    Save,
    refuse_wrong_need,
    refuse_wrong_next_step,
    refuse_wrong_referral,
    staff_ids,
)
from caseapp.domain.consent import Purpose
from caseapp.domain.taxonomy import ListName

_AHEAD = timedelta(minutes=10)  # a form's clock may be a little ahead
_OLDEST_YEAR = 1970
_DAY_MINUTES = 24 * 60
_MOST_UNIDENTIFIED = 999
_MOST_SUPPLIES = 9_999


def refuse_wrong_contact(save: Save, command: LogContact) -> None:
    """Judge a form.

    Raises:
        NotComplete: fields are missing or cannot be right; all of them are named.
        InTheFuture: the contact, a step or an answer is dated after now.
    """
    wrong = [field for field, right in _fields(save, command) if not right]
    if wrong:
        raise NotComplete(wrong)
    if command.when.utc > save.house.now() + _AHEAD or command.when.day > save.today:
        raise InTheFuture("when")
    for part in command.people:
        _refuse_wrong_part(save, part)


def _fields(save: Save, command: LogContact) -> Iterator[tuple[str, bool]]:
    """Each field, and whether it can be right."""
    codes = save.codes
    supplies = [code for code, _ in command.supplies]
    yield "when", command.when.day.year >= _OLDEST_YEAR
    yield "place", not codes.unknown(ListName.PLACE, [command.place])
    yield "minutes", command.minutes is None or 0 <= command.minutes <= _DAY_MINUTES
    yield "setting", not command.setting or not codes.unknown(ListName.SETTING, [command.setting])
    yield "unidentified", 0 <= command.unidentified <= _MOST_UNIDENTIFIED
    yield "people", _people_can_be(command)
    yield "companions", _companions_are_there(save, command)
    yield "topics", not codes.unknown(ListName.TOPIC, command.topics)
    yield "spot_services", not codes.unknown(ListName.SPOT_SERVICE, command.spot_services)
    yield "supplies", not codes.unknown(ListName.SUPPLY, supplies) and len(set(supplies)) == len(supplies)
    yield "supplies", all(0 < quantity <= _MOST_SUPPLIES for _, quantity in command.supplies)


def _people_can_be(command: LogContact) -> bool:
    """Somebody at all, everybody once, each either known or new."""
    known = [part.person_id for part in command.people if part.person_id is not None]
    either = all((part.person_id is None) != (part.new is None) for part in command.people)
    return (bool(command.people) or command.unidentified > 0) and either and len(set(known)) == len(known)


def _companions_are_there(save: Save, command: LogContact) -> bool:
    if not command.companions:
        return True
    return staff_ids(save).issuperset(command.companions)


def _refuse_wrong_part(save: Save, part: PersonPart) -> None:
    if save.codes.unknown(ListName.GOING_WELL, part.going_well):
        raise NotComplete(["going_well"])
    if part.new is not None:
        wrong = wrong_fields(part.new, save.codes)
        if wrong:
            raise NotComplete(wrong)
    for entry in part.consents:
        refuse_wrong_entry(entry, save.today)
        if entry.purpose is Purpose.SHARE or (part.new is not None and entry.subject is not None):
            raise NotComplete(["consents"])  # sharing is asked with its referral
    for need in part.needs:
        refuse_wrong_need(save, need.facts)
    for referral in part.referrals:
        _refuse_wrong_referral_of(save, part, referral)
    for step in part.next_steps:
        refuse_wrong_next_step(save, step)


def _refuse_wrong_referral_of(save: Save, part: PersonPart, referral: NewReferral) -> None:
    index = referral.need_index
    # A referral is somebody's: it cannot hang on a need that is noted without her.
    if index is not None and (not 0 <= index < len(part.needs) or part.needs[index].anonymous):
        raise NotComplete(["referrals"])
    refuse_wrong_referral(save, referral)
    refuse_wrong_share(referral.share, save.today)
