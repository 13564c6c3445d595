"""The words of the field for codes and enums, and the labels of the organisation's own lists."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

from PySide6.QtCore import QLocale

from caseapp.casework.queries.team import Terms
from caseapp.domain.consent import Purpose
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.person import AgeBand
from caseapp.domain.referral import Company, EndedBy, Stage, Step
from caseapp.domain.taxonomy import ListName, Term
from caseapp.ui.shell.asker import Asker
from caseapp.ui.words import isolated, mark, tr

K = TypeVar("K")

AGE_BANDS: Final[Mapping[AgeBand, str]] = {
    AgeBand.UNDER_18: mark("under 18"),
    AgeBand.UNDER_25: mark("under 25"),
    AgeBand.FROM_25: isolated("25–34"),
    AgeBand.FROM_35: isolated("35–44"),
    AgeBand.FROM_45: mark("45 and over"),
}
CHANNELS: Final[Mapping[Channel, str]] = {
    Channel.IN_PERSON: mark("In person"),
    Channel.PHONE: mark("Phone"),
    Channel.MESSAGE: mark("Message"),
    Channel.ONLINE: mark("Online"),
    Channel.DROP_IN: mark("Drop-in"),
    Channel.ACCOMPANIMENT: mark("Went along"),
}
REACHED: Final[Mapping[Reached, str]] = {
    Reached.YES: mark("Reached"),
    Reached.ATTEMPT_1: mark("Not reached, first attempt"),
    Reached.ATTEMPT_2: mark("Not reached, second attempt"),
    Reached.ATTEMPT_3: mark("Not reached, third attempt"),
}
STAGES: Final[Mapping[Stage, str]] = {
    Stage.OFFERED: mark("Offered"),
    Stage.MADE: mark("Made"),
    Stage.ATTENDED: mark("Attended"),
    Stage.CLOSED: mark("It helped / closed"),
}
STEPS: Final[Mapping[Step, str]] = {
    Step.OFFERED: mark("Offered"),
    Step.ACCEPTED: mark("Accepted"),
    Step.DECLINED: mark("Said no"),
    Step.MADE: mark("Made"),
    Step.APPOINTMENT: mark("Appointment"),
    Step.ACCOMPANIED: mark("Went along"),
    Step.ATTENDED: mark("Attended"),
    Step.NOT_ATTENDED: mark("Was not there"),
    Step.RECEIVED: mark("Got the service"),
    Step.HELPED: mark("It helped"),
    Step.NOT_HELPED: mark("It did not help"),
    Step.CLOSED: mark("Closed"),
    Step.REOPENED: mark("Opened again"),
}
ENDED_BY: Final[Mapping[EndedBy, str]] = {
    EndedBy.PERSON: mark("the person"),
    EndedBy.SERVICE: mark("the service"),
    EndedBy.US: mark("us"),
    EndedBy.NOT_AVAILABLE: mark("not available"),
}
COMPANY: Final[Mapping[Company, str]] = {
    Company.WORKER: mark("with a worker"),
    Company.PEER: mark("with a peer"),
    Company.NOBODY: mark("alone, by choice"),
}
PURPOSES: Final[Mapping[Purpose, str]] = {
    Purpose.KEEP: mark("Keep notes"),
    Purpose.CONTACT: mark("Contact"),
    Purpose.HEALTH: mark("Note health"),
    Purpose.CHILDREN: mark("Note children’s needs"),
    Purpose.SHARE: mark("Share with a service"),
    Purpose.COUNT: mark("Count in monthly figures"),
}
LISTS: Final[Mapping[ListName, str]] = {
    ListName.AREA: mark("Areas"),
    ListName.PLACE: mark("Places"),
    ListName.SETTING: mark("Work settings"),
    ListName.TOPIC: mark("Topics"),
    ListName.GOING_WELL: mark("What works"),
    ListName.SUPPLY: mark("Supplies"),
    ListName.SPOT_SERVICE: mark("Services on the spot"),
    ListName.NEED_GROUP: mark("Groups of needs"),
    ListName.NEED: mark("Kinds of need"),
}


def language() -> str:
    """The language of the window as a two-letter code."""
    return QLocale().name().partition("_")[0]


def said(words: Mapping[K, str], key: K | None, otherwise: str = "") -> str:
    """The translated word for a value of an enum.

    Args:
        words: one of the tables above.
        key: the value; None where nothing was said.
        otherwise: words for None.
    """
    return tr(words[key]) if key is not None else otherwise


def age_words(code: str | None) -> str:
    """An age band as it stands beside an alias; empty when it was not asked."""
    return tr(AGE_BANDS[AgeBand(code)]) if code else ""


class Labels:
    """Labels of the organisation's lists, in the language of the window.

    Args:
        terms: all terms of all lists.
    """

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.terms: tuple[Term, ...] = tuple(terms)
        self._words = {(term.list_name, term.code): term.label for term in self.terms}

    def of(self, list_name: ListName, code: str) -> str:
        """The label of a code; a code without a term (a list changed under a page) speaks for itself."""
        return self._words.get((list_name, code), code.replace("_", " "))

    def several(self, list_name: ListName, codes: Iterable[str]) -> str:
        """Labels of some codes in one line."""
        return ", ".join(self.of(list_name, code) for code in codes)

    def choices(self, list_name: ListName) -> list[Term]:
        """The terms of a list that can still be chosen, in the order to show."""
        return [term for term in self.terms if term.list_name is list_name and not term.retired]

    @classmethod
    def load(cls, asker: Asker, then: Callable[["Labels"], None]) -> None:
        """Ask for the lists; questions asked after this are answered after it.

        Args:
            asker: of the page.
            then: called with the labels.
        """
        asker.ask(Terms(language=language()), lambda terms: then(cls(terms)))
