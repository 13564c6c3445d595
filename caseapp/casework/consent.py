"""Consent: an answer is added to the ledger, and what follows from it is done in the same transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from caseapp.casework.attachments import drop_erased
from caseapp.casework.commands.consent import ConsentDone, RecordConsent
from caseapp.casework.consent_ledger import current_consents
from caseapp.casework.consequences import About, consequences
from caseapp.casework.house import House
from caseapp.casework.leads import ErasingAloneError, SecondNeededError, wants_four_eyes
from caseapp.casework.queries.consent import Effect, NeededConsent, WithdrawalPreview
from caseapp.casework.recent import forget_forms, said_no
from caseapp.casework.refusals import InTheFuture, NotComplete
from caseapp.casework.save import Save
from caseapp.casework.taxonomy import known_codes
from caseapp.casework.waiting import bring_in
from caseapp.domain.consent import Answer, ConsentEntry, Purpose, allows
from caseapp.domain.requests import Outcome
from caseapp.domain.sentences import Sentence
from caseapp.storage.tables import ContactMeans, Person, Referral, WaitingItem

_NO = frozenset({Answer.DECLINED, Answer.WITHDRAWN})
_AFTER_KEEP = (Purpose.KEEP, Purpose.HEALTH, Purpose.CHILDREN)
"""In this order: a part of a contact that comes in may let something wait for the others."""


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


def refuse_wrong_share(entry: ConsentEntry | None, today: date) -> None:
    """Judge the answer that comes with a referral, where one does.

    Raises:
        InTheFuture: said after today.
        NotComplete: it is about something else than sharing, or as `refuse_wrong_entry` says.
    """
    if entry is not None:
        refuse_wrong_entry(entry, today)
        if entry.purpose is not Purpose.SHARE:
            raise NotComplete(["consents"])


def apply_answer(
    save: Save,
    person_id: UUID,
    entry: ConsentEntry,
    keep: frozenset[UUID] = frozenset(),
    keep_reason: str = "",
    *,
    agreed: bool = False,
) -> Applied:
    """Add an answer and carry out what follows.

    Args:
        save: the save it is part of.
        person_id: who said it.
        entry: the answer.
        keep: rows that are kept in spite of a "no".
        keep_reason: why.
        agreed: a second worker did, where one is wanted.

    Raises:
        ErasingAloneError: the whole record would go, and a second worker is wanted for that.
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
        if _erases_a_record(entry) and not agreed and wants_four_eyes(save.house):
            raise ErasingAloneError
        said_no(save.unit, person_id)
        done = _carry_out(save, person_id, entry, keep)
        return Applied(entry_id, done, final=done.erased > 0)
    if allows(entry.answer, entry.until, save.today):
        return _bring_in(save, person_id, entry.purpose, entry_id)
    return Applied(entry_id, ConsentDone(), final=False)


def _bring_in(save: Save, person_id: UUID, purpose: Purpose, entry_id: UUID) -> Applied:
    """After a yes: what waited for it comes in, as long as a record may be kept at all."""
    if not save.ledger.usable(person_id, Purpose.KEEP, save.today):
        waits = save.unit.session.scalar(_waiting(person_id, [purpose])) or 0
        said = Sentence("Goes on waiting until she agrees that a record is kept: {n}.", (("n", waits),))
        return Applied(entry_id, ConsentDone((said,) if waits else ()), final=False)
    brought: list[UUID] = []
    items = 0
    # With a record that may be kept again comes what she agreed to while it was not.
    for each in _AFTER_KEEP if purpose is Purpose.KEEP else (purpose,):
        if save.ledger.usable(person_id, each, save.today) or each is purpose:
            ids, n = bring_in(save, person_id, each)
            brought += ids
            items += n
    brought_in = Sentence("Brought into the record from what waited: {n}.", (("n", items),))
    return Applied(entry_id, ConsentDone((brought_in,) if items else (), tuple(brought)), final=items > 0)


def _waiting(person_id: UUID, purposes: Sequence[Purpose]) -> Select[int]:
    """How much waits for an answer of hers."""
    return (
        select(func.count())
        .select_from(WaitingItem)
        .where(
            WaitingItem.person_id == person_id,
            WaitingItem.purpose.in_([purpose.value for purpose in purposes]),
        )
    )


def _refuse_wrong_subject(save: Save, person_id: UUID, entry: ConsentEntry) -> None:
    save.unit.row(Person, person_id)
    if entry.purpose is Purpose.SHARE and entry.subject is None:
        raise NotComplete(["consents"])  # sharing is asked for one referral
    if entry.subject is not None:
        model = ContactMeans if entry.purpose is Purpose.CONTACT else Referral
        if save.unit.row(model, entry.subject)["person_id"] != person_id:
            raise NotComplete(["consents"])


def _carry_out(save: Save, person_id: UUID, entry: ConsentEntry, keep: frozenset[UUID]) -> ConsentDone:
    about = About(save.unit.session, save.codes, save.today, person_id, entry.subject, save.house.copies())
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


def _erases_a_record(entry: ConsentEntry) -> bool:
    return entry.purpose is Purpose.KEEP and entry.answer in _NO


def _said(effect: Effect, kept: int) -> Sentence:
    values = dict(effect.values)
    n = values.get("n")
    if kept and isinstance(n, int):
        values["n"] = n - kept
    return Sentence(effect.template, tuple(values.items()))


def record_consent(
    house: House, command: RecordConsent, progress: Callable[[int, int], None] | None = None
) -> Outcome[ConsentDone]:
    """Add an answer to the ledger; see :func:`apply_answer`.

    Args:
        house: the open house.
        command: the answer.
        progress: told how far the erasing of files is, in pieces; what it raises undoes everything.

    Raises:
        SecondNeededError: it erases the record, four eyes are wanted, and nobody else agreed.
    """
    agreed = _erases_a_record(command.entry) and wants_four_eyes(house)
    if agreed and (command.second is None or not house.agrees(command.second)):
        raise SecondNeededError
    with house.writing(f"consent.{command.entry.answer}") as unit:
        if progress is not None:
            unit.progress = progress
        save = Save.of(house, unit)
        applied = apply_answer(
            save, command.person_id, command.entry, command.keep, command.keep_reason, agreed=agreed
        )
    forget_forms(house, unit)
    drop_erased(house)
    return Outcome(applied.done, unit.changes)


def withdrawal_preview(house: House, query: WithdrawalPreview) -> tuple[Effect, ...]:
    """What an answer would lead to, before anything is done."""
    copies = house.copies()
    with house.reading() as session:
        codes = known_codes(house, lambda: session)
        about = About(session, codes, house.today, query.person_id, query.subject, copies)
        if query.answer in _NO:
            return tuple(one.effect for one in consequences(about, query.purpose))
        if query.answer is not Answer.GIVEN:
            return ()
        usable = {
            row.purpose for row in current_consents(session, query.person_id, house.today) if row.usable
        }
        if query.purpose is Purpose.KEEP:
            comes = [each for each in _AFTER_KEEP if each in usable or each is Purpose.KEEP]
        else:
            comes = [query.purpose] if Purpose.KEEP in usable else []
        waiting = session.scalar(_waiting(query.person_id, comes))
    if not waiting:
        return ()
    return (Effect("added", "What waited comes into the record: {n}.", (("n", waiting),)),)


def needed_consent(house: House, query: NeededConsent) -> Purpose | None:
    """Which consent a need asks for."""
    with house.reading() as session:
        return known_codes(house, lambda: session).purpose_of(query.facts)
