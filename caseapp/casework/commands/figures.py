"""Closing a month."""

from dataclasses import dataclass

from caseapp.domain.requests import Command


@dataclass(frozen=True, slots=True)
class CloseMonth(Command["MonthClosed"]):
    """Turn a month into protected figures, once. Earlier open months are closed first or refused by name.

    Attributes:
        month: ``YYYY-MM``.
        through: close every open month up to it, oldest first; else only this one.
    """

    month: str
    through: bool = False


@dataclass(frozen=True, slots=True)
class MonthClosed:
    """Which months were closed, oldest first."""

    months: tuple[str, ...] = ()
