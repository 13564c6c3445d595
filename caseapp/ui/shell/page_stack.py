"""The pages that were built: which is shown, and where the keyboard is in it."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from caseapp.domain.requests import Changes
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.shell.registry import Entry
from caseapp.ui.widgets import reach


class PageStack(QStackedWidget):
    """Builds each page when it is first wanted and keeps it until the lock.

    Args:
        entries: pages of this session, by key.
        context: what every page is given.
    """

    def __init__(self, entries: Mapping[str, Entry], context: PageContext) -> None:
        super().__init__()
        self._entries, self._context = entries, context
        self._pages: dict[str, Page] = {}
        self._quiet = False

    @property
    def page(self) -> Page | None:
        """The page shown now."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    @property
    def pages(self) -> Mapping[str, Page]:
        """Pages that were opened, by key, shown or not."""
        return self._pages

    def of(self, key: str) -> Page:
        """The page of a key, built if it was not."""
        page = self._pages.get(key)
        if page is None:
            page = self._entries[key].make()(self._context, self)
            page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            page.set_quiet(self._quiet)
            self._pages[key] = page
            self.addWidget(page)
        return page

    def build(self, key: str, arguments: State) -> None:
        """Have a page ready behind the one that is shown."""
        if key in self._entries and key not in self._pages:
            self.of(key).arrive(arguments)

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Hide or show names and notes on every page, and on those still to be built."""
        self._quiet = on
        for page in self._pages.values():
            page.set_quiet(on)

    def spread(self, changes: Changes) -> None:
        """Tell every page what was changed."""
        for page in tuple(self._pages.values()):
            page.on_changes(changes)

    # --- the keyboard -------------------------------------------------------------------------------------

    def focus(self) -> None:
        """Put the focus where the page that is shown wants it."""
        page = self.page
        if page is None:
            return
        target = page.start_focus()
        if target is None or target.isHidden():
            target = reach.first_choice(page)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_if_lost(self) -> None:
        """Where nothing on the page has the focus, the page says what comes first."""
        page, now = self.page, self.window().focusWidget()
        if page is not None and (now is None or not page.isAncestorOf(now) or not now.isVisible()):
            self.focus()

    def focus_if_hidden(self) -> bool:
        """Where the part of the page that has the focus went, the page says what comes first.

        Returns:
            Whether it was so.
        """
        page, now = self.page, self.window().focusWidget()
        if page is None or now is None or now.isVisible() or not page.isAncestorOf(now):
            return False
        self.focus()
        return True
