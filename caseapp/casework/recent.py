"""The last saves of the contact form, in memory only, so that one can be taken back or recognised."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from caseapp.casework.commands.contact import ContactLogged
from caseapp.casework.house import House
from caseapp.storage.rows import Values
from caseapp.storage.unit_of_work import UnitOfWork

_MOST = 20
_MEMO = "said no"


@dataclass
class Saved:
    """What a save did, kept in memory so that it can be taken back or recognised when it is sent again.

    Attributes:
        result: what was handed out.
        draft: the draft it ended.
        people: people it made.
        named: people it was about who had a record before.
        consents: answers it added.
        tallies: needs it noted without a person.
        final: whether an answer in it was carried out in a way that cannot be taken back.
    """

    result: ContactLogged
    draft: Values | None = None
    people: list[UUID] = field(default_factory=list)
    named: list[UUID] = field(default_factory=list)
    consents: list[UUID] = field(default_factory=list)
    tallies: list[UUID] = field(default_factory=list)
    final: bool = False

    def make_final(self) -> None:
        """Say that it cannot be taken back; the form, which holds what was typed about her, goes."""
        self.draft, self.final = None, True


def remember(house: House, saved: Saved) -> None:
    """Keep what a save did, and drop the oldest.

    Args:
        house: the open house.
        saved: what was saved.
    """
    if saved.final:
        saved.make_final()
    house.recent[saved.result.contact_id] = saved
    while len(house.recent) > _MOST:
        del house.recent[next(iter(house.recent))]


def said_no(unit: UnitOfWork, person_id: UUID) -> None:
    """Note in a save that a "no" was carried out, for :func:`forget_forms` once it is durable."""
    people = unit.memo.setdefault(_MEMO, set())
    assert isinstance(people, set)
    people.add(person_id)


def forget_forms(house: House, unit: UnitOfWork, but: Saved | None = None) -> None:
    """Drop the forms in memory about everybody who said no in a save.

    Args:
        house: the open house.
        unit: the save, which is done.
        but: what it saved itself; its own answers are judged by what they did.
    """
    people = unit.memo.get(_MEMO, set())
    assert isinstance(people, Iterable)
    gone = frozenset(people)
    for saved in house.recent.values():
        if (
            isinstance(saved, Saved)
            and saved is not but
            and not gone.isdisjoint((*saved.people, *saved.named))
        ):
            saved.make_final()
