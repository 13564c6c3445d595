"""What the values of a need, a consent, a child's band and a contact means are called in the window."""

from collections.abc import Mapping
from typing import Final

from caseapp.domain.consent import How, NotNowReason
from caseapp.domain.need import ForWhom, NeedState, Pressing, PutOffReason
from caseapp.domain.person import ChildBand, ChildLives, MeansKind
from caseapp.domain.referral import Barrier
from caseapp.ui.words import isolated, mark

FOR_WHOM: Final[Mapping[ForWhom, str]] = {
    ForWhom.SELF: mark("For self"),
    ForWhom.CHILD: mark("For a child"),
    ForWhom.HOUSEHOLD: mark("For the household"),
}
PRESSING: Final[Mapping[Pressing, str]] = {
    Pressing.TODAY: mark("Today"),
    Pressing.THIS_WEEK: mark("This week"),
    Pressing.SOON: mark("Soon"),
    Pressing.LATER: mark("Later"),
}
CHILD_BANDS: Final[Mapping[ChildBand, str]] = {
    ChildBand.BABY: isolated("0–2"),
    ChildBand.TODDLER: isolated("3–5"),
    ChildBand.SCHOOL: isolated("6–11"),
    ChildBand.TEEN: isolated("12–17"),
    ChildBand.GROWN: mark("grown"),
}
CHILD_LIVES: Final[Mapping[ChildLives, str]] = {
    ChildLives.WITH_HER: mark("with her"),
    ChildLives.FAMILY: mark("with family"),
    ChildLives.CARE: mark("in care"),
    ChildLives.ELSEWHERE: mark("elsewhere"),
}
MEANS: Final[Mapping[MeansKind, str]] = {
    MeansKind.PHONE: mark("Phone"),
    MeansKind.MESSAGE: mark("Messages"),
    MeansKind.EMAIL: mark("E-mail"),
    MeansKind.PLACE: mark("Meeting place"),
    MeansKind.OTHER: mark("Another way"),
}
NEED_STATES: Final[Mapping[NeedState, str]] = {
    NeedState.RAISED: mark("Noted"),
    NeedState.IN_HAND: mark("In hand"),
    NeedState.MET: mark("Met"),
    NeedState.MET_BY_PEERS: mark("Met by herself or peers"),
    NeedState.PUT_OFF: mark("Put off"),
    NeedState.NO_LONGER_WANTED: mark("No longer wanted"),
}
PUT_OFF: Final[Mapping[PutOffReason, str]] = {
    PutOffReason.CHILDREN_FIRST: mark("Children first"),
    PutOffReason.MONEY_FIRST: mark("Money first"),
    PutOffReason.FEAR_JUDGED: mark("Fear of being judged"),
    PutOffReason.FEAR_LOSING_CHILDREN: mark("Fear of losing children"),
    PutOffReason.HOURS: mark("Opening hours"),
    PutOffReason.NO_CHILDCARE: mark("No childcare"),
    PutOffReason.NO_PAPERS: mark("No papers"),
    PutOffReason.LANGUAGE: mark("Language"),
    PutOffReason.DISTANCE: mark("Distance"),
    PutOffReason.COST: mark("Cost"),
}
HOW: Final[Mapping[How, str]] = {
    How.SPOKEN: mark("Spoken"),
    How.WRITTEN: mark("Written"),
    How.INTERPRETER: mark("By interpreter"),
    How.MESSAGE: mark("Message"),
}
BARRIERS: Final[Mapping[Barrier, str]] = {
    Barrier.TURNED_AWAY: mark("Turned away"),
    Barrier.JUDGED: mark("Judged"),
    Barrier.COST: mark("Cost"),
    Barrier.HOURS: mark("Opening hours"),
    Barrier.PAPERS: mark("No papers"),
    Barrier.LANGUAGE: mark("Language"),
    Barrier.NO_CHILDREN: mark("Children not allowed"),
    Barrier.FEAR: mark("Fear"),
}
NOT_NOW: Final[Mapping[NotNowReason, str]] = {
    NotNowReason.INTOXICATED: mark("Not sober"),
    NotNowReason.PARTNER_PRESENT: mark("Somebody else was present"),
    NotNowReason.NO_INTERPRETER: mark("No interpreter"),
    NotNowReason.OTHER: mark("Another reason"),
}
