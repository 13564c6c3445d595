"""Consent: an answer is added to the ledger, and what follows from it is done in the same transaction."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from caseapp.casework.commands import ConsentDone, RecordConsent
from caseapp.casework.consequences import About, consequences
from caseapp.casework.house import House
from caseapp.casework.queries import Effect, NeededConsent, WithdrawalPreview
from caseapp.casework.refusals import InTheFuture, NotComplete
from caseapp.casework.save import Save
from caseapp.casework.taxonomy import known_codes
from caseapp.casework.waiting import bring_in
from caseapp.domain.consent import Answer, ConsentEntry, Purpose, allows
from caseapp.domain.requests import Outcome
from caseapp.domain.sentences import Sentence
from caseapp.storage.tables import ContactMeans, Person, Referral, WaitingItem

_NO = frozenset({Answer.DECLINED, Answer.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Applied:
    """What an answer did inside a save.

    Attributes:
        entry_id: the row in the ledger; gone where the record was erased.
        done: the result to hand out.
        final: whether it erased something or brought something in, which cannot be taken back.
    """

    entry_id: UUID
    done: ConsentDone
    final: bool


def refuse_wrong_entry(entry: ConsentEntry, today: date) -> None:
    """Judge an answer as it is said.

    Raises:
        InTheFuture: said after today.
        NotComplete: it ends before it was said, or a reason is missing or out of place.
    """
    if entry.said_on > today:
        raise InTheFuture("said_on")
    if entry.until is not None and entry.until < entry.said_on:
        raise NotComplete(["until"])
    if entry.not_now is not None and entry.answer is not Answer.NOT_NOW:
        raise NotComplete(["consents"])
    if entry.subject is not None and entry.purpose not in {Purpose.CONTACT, Purpose.SHARE}:
        raise NotComplete(["consents"])


def apply_answer(
    save: Save,
    person_id: UUID,
    entry: ConsentEntry,
    keep: frozenset[UUID] = frozenset(),
    keep_reason: str = "",
) -> Applied:
    """Add an answer and carry out what follows.

    Args:
        save: the save it is part of.
        person_id: who said it.
        entry: the answer.
        keep: rows that are kept in spite of a "no".
        keep_reason: why.

    Raises:
        NotComplete: rows are to be kept without a reason, or of a record that goes as a whole.
        GoneError: the person, means or referral was erased meanwhile.
    """
    refuse_wrong_entry(entry, save.today)
    _refuse_wrong_subject(save, person_id, entry)
    if keep and (not keep_reason.strip() or entry.purpose is Purpose.KEEP):
        raise NotComplete(["keep_reason"])
    entry_id, stands = save.ledger.add(person_id, entry, kept_reason=keep_reason)
    if not stands:
        said = Sentence("This was said before a later answer, which stands.")
        return Applied(entry_id, ConsentDone((said,)), final=False)
    if entry.answer in _NO:
        done = _carry_out(save, person_id, entry, keep)
        return Applied(entry_id, done, final=done.erased > 0)
    if allows(entry.answer, entry.until, save.today):
        brought, items = bring_in(save, person_id, entry.purpose)
        brought_in = Sentence("Brought into the record from what waited: {n}.", (("n", items),))
        receipt = (brought_in,) if items else ()
        return Applied(entry_id, ConsentDone(receipt, tuple(brought)), final=items > 0)
    return Applied(entry_id, ConsentDone(), final=False)


def _refuse_wrong_subject(save: Save, person_id: UUID, entry: ConsentEntry) -> None:
    save.unit.row(Person, person_id)
    if entry.purpose is Purpose.SHARE and entry.subject is None:
        raise NotComplete(["consents"])  # sharing is asked for one referral
    if entry.subject is not None:
        model = ContactMeans if entry.purpose is Purpose.CONTACT else Referral
        if save.unit.row(model, entry.subject)["person_id"] != person_id:
            raise NotComplete(["consents"])


def _carry_out(save: Save, person_id: UUID, entry: ConsentEntry, keep: frozenset[UUID]) -> ConsentDone:
    about = About(save.unit.session, save.codes, save.today, person_id, entry.subject)
    following = consequences(about, entry.purpose)
    receipt: list[Sentence] = []
    erased = 0
    for one in following:
        gone = one.act(save.unit, keep) if one.act is not None else 0
        erased += gone
        kept = len(keep.intersection(one.effect.rows))
        if kept:
            receipt.append(Sentence("Kept for a named reason: {n}.", (("n", kept),)))
        if not kept or kept < len(one.effect.rows):
            receipt.append(_said(one.effect, kept))
    if erased:
        save.unit.wipes = True
    return ConsentDone(tuple(receipt), (), erased)


def _said(effect: Effect, kept: int) -> Sentence:
    values = dict(effect.values)
    n = values.get("n")
    if kept and isinstance(n, int):
        values["n"] = n - kept
    return Sentence(effect.template, tuple(values.items()))


def record_consent(house: House, command: RecordConsent) -> Outcome[ConsentDone]:
    """Add an answer to the ledger; see :func:`apply_answer`."""
    with house.writing(f"consent.{command.entry.answer}") as unit:
        save = Save.of(house, unit)
        applied = apply_answer(save, command.person_id, command.entry, command.keep, command.keep_reason)
    return Outcome(applied.done, unit.changes)


def withdrawal_preview(house: House, query: WithdrawalPreview) -> tuple[Effect, ...]:
    """What an answer would lead to, before anything is done."""
    with house.reading() as session:
        about = About(session, known_codes(house, session), house.today, query.person_id, query.subject)
        if query.answer in _NO:
            return tuple(one.effect for one in consequences(about, query.purpose))
        if query.answer is not Answer.GIVEN:
            return ()
        waiting = session.scalar(
            select(func.count())
            .select_from(WaitingItem)
            .where(WaitingItem.person_id == query.person_id, WaitingItem.purpose == query.purpose.value)
        )
    if not waiting:
        return ()
    return (Effect("added", "What waited comes into the record: {n}.", (("n", waiting),)),)


def needed_consent(house: House, query: NeededConsent) -> Purpose | None:
    """Which consent a need asks for."""
    with house.reading() as session:
        return known_codes(house, session).purpose_of(query.facts)
