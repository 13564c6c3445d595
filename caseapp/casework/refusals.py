"""What casework refuses, in sentences."""

from collections.abc import Iterable, Sequence

from caseapp.domain.consent import Purpose
from caseapp.errors import KnownError

# What a field is called in a sentence.
FIELDS = {
    "when": "date and time",
    "place": "place",
    "channel": "how it was made",
    "people": "at least one person, or a number of people not identified",
    "minutes": "minutes",
    "setting": "setting",
    "unidentified": "number of people not identified",
    "companions": "companions",
    "topics": "topics",
    "supplies": "supplies",
    "spot_services": "services given on the spot",
    "going_well": "what is going well",
    "needs": "needs",
    "referrals": "referrals",
    "service": "service",
    "next_steps": "next step",
    "what": "what is to be done",
    "due_on": "date it is due",
    "label": "label",
    "title": "title",
    "code": "code",
    "parent": "group",
    "name": "name",
    "offers": "what it offers",
    "area": "area",
    "settings": "work settings",
    "adults": "number of adults",
    "value": "number or address",
    "consents": "consent",
    "said_on": "date it was said",
    "until": "last day it holds",
    "keep_reason": "reason for keeping",
    "facts": "alias",
    "reasons": "reasons",
    "steps": "steps of the referral",
    "appointment_at": "time of the appointment",
    "ended_by": "who ended it",
    "on": "date",
    "child_band": "age band of the child",
    "purpose": "purpose",
}


class NotComplete(KnownError):  # noqa: N818 - the word the window and the command dataclasses use
    """Something a save needs is missing or cannot be right.

    Attributes:
        fields: codes of the fields, in the order of the form.
    """

    code = "not_complete"
    brief = "Please look at: {fields}."
    """What is wrong, without what it means for a form that is open."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = tuple(dict.fromkeys(fields))
        super().__init__(
            self.brief + " Nothing was saved yet, and nothing you typed is lost.",
            fields=", ".join(FIELDS[field] for field in self.fields),
        )


class LinesRefused(KnownError):  # noqa: N818 - of one family with the others
    """Some contacts of a file were refused, so all of it was.

    Attributes:
        lines: number of each, from 1, and why.
    """

    code = "lines_refused"

    def __init__(self, lines: Sequence[tuple[int, KnownError]]) -> None:
        self.lines = tuple(lines)
        super().__init__(
            "Nothing was saved, because some contacts cannot be: {lines}",
            lines=" ".join(f"Contact {number}: {_brief(error)}" for number, error in self.lines),
        )


def _brief(error: KnownError) -> str:
    return error.brief.format(**error.values) if isinstance(error, NotComplete) else error.sentence


class InTheFuture(NotComplete):
    """A date that has not come yet."""

    code = "in_the_future"
    brief = "The {field} lies in the future. Put the day it happened."

    def __init__(self, field: str) -> None:
        super().__init__([field])
        self.template = "The {field} lies in the future. Put the day it happened; nothing you typed is lost."
        self.values = {"field": FIELDS[field]}
        self.args = (self.template,)


class ConsentMissing(KnownError):  # noqa: N818 - the word of the command dataclasses
    """Something may not be noted about her, because she was not asked or did not say yes.

    Attributes:
        purpose: what she would have to be asked.
    """

    code = "consent_missing"

    def __init__(self, purpose: Purpose) -> None:
        self.purpose = purpose
        super().__init__(_ASKED_FOR[purpose])


_ASKED_FOR = {
    Purpose.KEEP: "She has not agreed that a record is kept. Ask now, or log the contact without her name.",
    Purpose.CONTACT: "She has not agreed to be contacted this way. Ask now, or leave it out.",
    Purpose.HEALTH: "She has not agreed that her health is noted. Ask now, note it without the person, "
    "or leave it out.",
    Purpose.CHILDREN: "She has not agreed that her children are noted. Ask now, note it without the person, "
    "or leave it out.",
    Purpose.SHARE: "She has not agreed that her name goes to the service. Ask now, or give information only.",
    Purpose.COUNT: "She has not agreed to be counted. Ask now, or leave it as it is.",
}
