"""Saves to be recorded, cut and killed; storage's own path can take the place of :class:`Notes`."""

from collections.abc import Callable
from typing import Protocol

from vault_tools import numbers, save

from caseapp.vault import Connection, checkpoint
from caseapp.vault.session import Session

IDLE_EVERY = 9


class Workload(Protocol):
    """What is saved; one instance lives as long as one session."""

    def save(self, number: int) -> None:
        """Save one thing that can be told by its number; on return it is acknowledged."""

    def idle(self) -> None:
        """What is done when nobody types."""

    def found(self) -> set[int]:
        """The numbers of all things that are there."""


class Notes:
    """Saves of the vault alone: a row, an audit entry, the head."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection: Connection = session.connect_cases()

    def save(self, number: int) -> None:
        # Sizes from one page to a dozen.
        save(self._session, self._connection, number, text="tea " * (number % 7) ** 4)

    def idle(self) -> None:
        checkpoint(self._connection)

    def found(self) -> set[int]:
        return set(numbers(self._connection))


def work(workload: Workload, acknowledge: Callable[[int], None], first: int, last: int) -> None:
    """Save one after another, with idle moments between."""
    for number in range(first, last + 1):
        workload.save(number)
        acknowledge(number)
        if number % IDLE_EVERY == 0:
            workload.idle()
