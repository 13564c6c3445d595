"""Answers in the consent ledger."""

from dataclasses import dataclass
from uuid import UUID

from caseapp.domain.consent import ConsentEntry
from caseapp.domain.requests import Command
from caseapp.domain.second import Second
from caseapp.domain.sentences import Sentence


@dataclass(frozen=True, slots=True)
class RecordConsent(Command["ConsentDone"]):
    """Add an answer to the ledger and carry out what follows from it, in one transaction.

    ``withdrawn`` and ``declined`` after ``given`` erase by default what the purpose allowed, except rows
    whose id stands in ``keep`` (with ``keep_reason``); see the query ``WithdrawalPreview``. Where the
    organisation wants four eyes, erasing a whole record needs a ``second`` worker.
    """

    person_id: UUID
    entry: ConsentEntry
    keep: frozenset[UUID] = frozenset()
    keep_reason: str = ""
    second: Second | None = None


@dataclass(frozen=True, slots=True)
class ConsentDone:
    """What an answer led to.

    Attributes:
        receipt: sentences in plain words, one per consequence, for her; translated where they are shown.
        brought_in: ids of waiting needs that became part of the record.
        erased: number of rows erased.
    """

    receipt: tuple[Sentence, ...] = ()
    brought_in: tuple[UUID, ...] = ()
    erased: int = 0
