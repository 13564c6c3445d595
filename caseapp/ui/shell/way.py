"""The way somebody went through the pages, and what of it is kept over a lock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from caseapp.ui.shell.page import State

ONCE: Final = frozenset({"new", "waiting", "consent"})
"""Arguments of an act, such as a dialog to open or words to begin with; they are not kept in the way back."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A page somebody was on: its key and the ids it was given."""

    key: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody was when the vault was locked; ids, numbers and field names, never words.

    Attributes:
        stops: the way so far.
        at: which of them is shown.
        states: what each open page needs to be as it was.
        quiet: whether quiet view was on.
        collapsed: whether the navigation was collapsed.
        dialog: draft of the dialogs that were half filled in, None where there were none.
        words: draft of what was half typed on pages, None where nothing was.
    """

    stops: tuple[Stop, ...]
    at: int
    states: Mapping[str, State]
    quiet: bool = False
    collapsed: bool = False
    dialog: UUID | None = None
    words: UUID | None = None


class Way:
    """The stops so far and which of them is shown.

    Args:
        stops: of an earlier way.
        at: number of the one shown; -1 before the first.
    """

    def __init__(self, stops: tuple[Stop, ...] = (), at: int = -1) -> None:
        self._stops, self._at = list(stops), at

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All of them, those to go forward to as well."""
        return tuple(self._stops)

    @property
    def at(self) -> int:
        """Number of the stop that is shown; -1 before the first."""
        return self._at

    @property
    def here(self) -> Stop | None:
        """The stop that is shown."""
        return self._stops[self._at] if self._at >= 0 else None

    def go(self, key: str, arguments: State) -> None:
        """Go to a page; what lay ahead is forgotten.

        Args:
            key: of the page.
            arguments: it is given.
        """
        # What is done once on arrival is no place: coming back, or unlocking, would do it again.
        stop = Stop(key, {name: value for name, value in arguments.items() if name not in ONCE})
        if stop != self.here:
            del self._stops[self._at + 1 :]
            self._stops.append(stop)
            self._at = len(self._stops) - 1

    def step(self, step: int) -> Stop | None:
        """Go one back (-1) or one forward (1).

        Returns:
            The stop there; None at the end of the way.
        """
        if not 0 <= self._at + step < len(self._stops):
            return None
        self._at += step
        return self._stops[self._at]

    def last_of(self, key: str) -> Stop | None:
        """The last stop at a page, wherever the way goes on from it."""
        return next((stop for stop in reversed(self._stops) if stop.key == key), None)

    def arguments(self) -> dict[str, State]:
        """What each page was given last, up to the one that is shown."""
        return {stop.key: stop.arguments for stop in self._stops[: self._at + 1]}
