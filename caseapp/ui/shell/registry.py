"""Which pages there are, in the order of the navigation; each is imported when it is first opened."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Protocol

from PySide6.QtWidgets import QWidget

from caseapp.domain.roles import Role
from caseapp.ui.shell.page import Page, PageContext
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.words import mark

_WORKER: Final = frozenset({Role.WORKER})
_BOTH: Final = frozenset({Role.WORKER, Role.MANAGER})


class PageFactory(Protocol):
    """Makes a page; a `Page` subclass is one."""

    def __call__(self, context: PageContext, parent: QWidget | None = None) -> Page:
        """Make the page."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of page.

    Attributes:
        key: as the navigator calls it.
        title: English, marked for translation.
        icon: a Lucide name.
        make: returns the page class; imports its module.
        roles: who may open it.
        under: the key whose navigation item is shown as current; empty for its own.
        listed: whether it stands in the navigation.
        broad: whether the navigation gives way to it: its two columns or its board need the width.
    """

    key: str
    title: str
    icon: str
    make: Callable[[], PageFactory]
    roles: frozenset[Role] = _WORKER
    under: str = ""
    listed: bool = True
    broad: bool = False


def late(module: str, name: str) -> Callable[[], PageFactory]:
    """A page class that is imported when it is needed.

    Args:
        module: below ``caseapp.ui``, such as ``"pages.today"``.
        name: of the class.

    Returns:
        A function that imports and returns it.
    """

    def load() -> PageFactory:
        factory: PageFactory = getattr(import_module(f"caseapp.ui.{module}"), name)
        return factory

    return load


ENTRIES: Final[tuple[Entry, ...]] = (
    Entry("today", mark("Today"), "sun", late("pages.today", "TodayPage")),
    Entry("people", mark("People"), "users", late("pages.people", "PeoplePage")),
    Entry("contacts", mark("Contacts"), "message-square-text", late("pages.contacts", "ContactsPage")),
    Entry("referrals", mark("Referrals"), "waypoints", late("pages.referrals", "ReferralsPage"), broad=True),
    Entry("services", mark("Services"), "building-complex", late("pages.services", "ServicesPage")),
    Entry("figures", mark("Figures"), "chart-column", late("pages.figures", "FiguresPage"), _BOTH),
    Entry("person", mark("Person"), "user", late("pages.person", "PersonPage"), under="people", listed=False),
    Entry(
        "log_contact",
        mark("Log contact"),
        "plus",
        late("pages.log_contact", "LogContactPage"),
        under="contacts",
        listed=False,
        broad=True,
    ),
    Entry(
        "settings",
        mark("Settings"),
        "settings",
        late("shell.settings_page", "SettingsPage"),
        _BOTH,
        listed=False,
    ),
    Entry(
        "vault",
        mark("This vault"),
        "key-round",
        late("pages.vault", "VaultPage"),
        _BOTH,
        under="settings",
        listed=False,
    ),
    Entry(
        "help", mark("Help"), "circle-question-mark", late("shell.help_page", "HelpPage"), _BOTH, listed=False
    ),
)


class Searcher(Protocol):
    """What answers the search field."""

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""


def global_search(field: SearchField, context: PageContext) -> Searcher:
    """What answers the search field in the top bar; imported after unlock.

    Args:
        field: in the top bar.
        context: as for pages.

    Returns:
        The object that listens to the field for as long as it lives.
    """
    made: Searcher = import_module("caseapp.ui.pages.global_search").GlobalSearch(field, context)
    return made
