"""A need: what she wants help with, for whom, how pressing in her view."""

from dataclasses import dataclass
from enum import StrEnum

from caseapp.domain.person import ChildBand


class ForWhom(StrEnum):
    """For whom the need is."""

    SELF = "self"
    CHILD = "child"
    HOUSEHOLD = "household"


class Pressing(StrEnum):
    """How pressing, in her view."""

    TODAY = "today"
    THIS_WEEK = "this_week"
    SOON = "soon"
    LATER = "later"


class NeedState(StrEnum):
    """Where a need stands."""

    RAISED = "raised"
    IN_HAND = "in_hand"
    MET = "met"
    MET_BY_PEERS = "met_by_peers"  # met by herself or peers
    PUT_OFF = "put_off"
    NO_LONGER_WANTED = "no_longer_wanted"

    @property
    def is_open(self) -> bool:
        """Whether something can still be done about it."""
        return self in {NeedState.RAISED, NeedState.IN_HAND, NeedState.PUT_OFF}


class PutOffReason(StrEnum):
    """Why a need was put off: what the research on mothers says nobody counts."""

    CHILDREN_FIRST = "children_first"
    MONEY_FIRST = "money_first"
    FEAR_JUDGED = "fear_judged"
    FEAR_LOSING_CHILDREN = "fear_losing_children"
    HOURS = "hours"
    NO_CHILDCARE = "no_childcare"
    NO_PAPERS = "no_papers"
    LANGUAGE = "language"
    DISTANCE = "distance"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """A need as it is said.

    Attributes:
        kind: code of the taxonomy list ``need``.
        for_whom: self, child or household.
        child_band: only for a child, may be empty.
        pressing: in her view, may be empty.
        words: her words.
    """

    kind: str
    for_whom: ForWhom = ForWhom.SELF
    child_band: ChildBand | None = None
    pressing: Pressing | None = None
    words: str = ""
