"""A contact: one outreach encounter, or an attempt at one."""

from enum import StrEnum


class Channel(StrEnum):
    """How the contact was made."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    MESSAGE = "message"
    ONLINE = "online"
    DROP_IN = "drop_in"
    ACCOMPANIMENT = "accompaniment"


class Reached(StrEnum):
    """Whether somebody was met, or which attempt it was."""

    YES = "yes"
    ATTEMPT_1 = "attempt_1"
    ATTEMPT_2 = "attempt_2"
    ATTEMPT_3 = "attempt_3"
