"""The unlocked part of the window: navigation, top bar, pages and the way between them.

It is made at unlock and destroyed whole at lock, so that nothing a page showed outlives the keys.
"""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from caseapp.domain.roles import Role
from caseapp.errors import BugError, KnownError
from caseapp.tasks.doors import Opened
from caseapp.ui.shell.bridge import Bridge
from caseapp.ui.shell.held_dialogs import HeldDialogs
from caseapp.ui.shell.loose_words import LooseWords
from caseapp.ui.shell.navigation import Item, Navigation, foot_label
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.shell.page_stack import PageStack
from caseapp.ui.shell.registry import Entry, Searcher
from caseapp.ui.shell.topbar import TopBar
from caseapp.ui.shell.way import Place, Stop, Way
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets import reach, tab_order
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.widgets.text import IconLabel, text
from caseapp.ui.widgets.toast import Toast
from caseapp.ui.words import sentence_of, tr

SearchMaker = Callable[[SearchField, PageContext], Searcher]


class House(QWidget):
    """Navigator and messenger of the pages.

    Args:
        opened: the open vault.
        bridge: of the window.
        entries: pages there are.
        search: makes what answers the search field; None for a session without casework.
        extras: handed to pages.
        parent: the window.
    """

    def __init__(
        self,
        opened: Opened,
        bridge: Bridge,
        entries: Sequence[Entry],
        search: SearchMaker | None,
        extras: Mapping[str, object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.opened = opened
        self._bridge = bridge
        self._entries = {entry.key: entry for entry in entries if opened.role in entry.roles}
        self._listed = [entry for entry in self._entries.values() if entry.listed]
        self._way = Way()
        self._quiet = False
        self.navigation = Navigation()
        self.bar = TopBar()
        self.toast = Toast(self)
        self.context = PageContext(
            desk=opened.desk,
            bridge=bridge,
            navigator=self,
            messenger=self,
            role=opened.role,
            label=opened.label,
            vault_name=opened.vault_name,
            demo=opened.demo,
            extras=extras,
        )
        self.stack = PageStack(self._entries, self.context)
        self._lay_out()
        self._dialogs = HeldDialogs(self.stack, self.context)
        self._dialog: UUID | None = None
        self._words = LooseWords(self.stack, self.context)
        casework = opened.role is Role.WORKER
        self.bar.set_casework(casework)
        self._search = search(self.bar.search, self.context) if search is not None and casework else None
        self._show_items()
        bridge.changed.connect(self.stack.spread)
        bridge.failed.connect(self._tell_failure)
        self.navigation.wanted.connect(self.open_page)
        self.navigation.quiet_wanted.connect(lambda: self.set_quiet(not self._quiet))
        self.bar.quiet_toggled.connect(self.set_quiet)
        self.bar.log_wanted.connect(self._log_empty)
        self.toast.left.connect(self.stack.focus)

    def _lay_out(self) -> None:
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.bar)
        if self.opened.demo:
            beside.addWidget(_practice_line())
        beside.addWidget(self.stack, 1)
        beside.addWidget(self.toast)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        edge = QFrame()
        edge.setProperty("line", "v")
        row.addWidget(edge)
        row.addLayout(beside, 1)

    def _show_items(self) -> None:
        items = [
            Item(entry.key, tr(entry.title), entry.icon, f"Ctrl+{number}")
            for number, entry in enumerate(self._listed, start=1)
        ]
        role = tr("outreach") if self.opened.role is Role.WORKER else tr("manager")
        self.navigation.show_pages(items, self.opened.vault_name, foot_label(self.opened.label, role))

    # --- the navigator ---

    def open_page(self, key: str, **arguments: object) -> None:
        """Go to a page.

        Args:
            key: of the page; one that this session may not open is a bug of the caller.
            **arguments: ids, numbers and codes.
        """
        if key not in self._entries:
            raise BugError(f"There is no page {key} in this session.")
        self._way.go(key, arguments)
        self._arrive(Stop(key, arguments))

    def open_person(self, person_id: UUID) -> None:
        """Go to a person's page."""
        self.open_page("person", person_id=person_id)

    def log_contact(self, person_id: UUID | None = None, draft_id: UUID | None = None) -> None:
        """Go to the contact form."""
        self.open_page("log_contact", person_id=person_id, draft_id=draft_id)

    def _log_empty(self) -> None:
        self.log_contact()

    def back(self) -> None:
        """Go back one page."""
        self._step(-1)

    def forward(self) -> None:
        """Go forward one page."""
        self._step(1)

    def _step(self, step: int) -> None:
        stop = self._way.step(step)
        if stop is not None:
            self._arrive(stop)

    def go_on_with_dialog(self, draft_id: UUID) -> None:
        """Go where a dialog was half filled in, and open it again; or where words were half typed."""
        self._dialogs.go_on(draft_id, there=False)
        self._words.go_on(draft_id, there=False)

    def open_first(self) -> None:
        """Go to the first page of the navigation."""
        self.open_page(self._listed[0].key)

    def open_numbered(self, number: int) -> None:
        """Go to the n-th page of the navigation, counted from 1."""
        if number <= len(self._listed):
            self.open_page(self._listed[number - 1].key)

    @property
    def page(self) -> Page | None:
        """The page shown now."""
        return self.stack.page

    def _arrive(self, stop: Stop, state: State | None = None) -> None:
        page = self.stack.of(stop.key)
        entry = self._entries[stop.key]
        self.navigation.give_way(entry.broad)
        new_here = self.stack.currentWidget() is not page
        self.stack.setCurrentWidget(page)
        guessed = self.window().focusWidget() if new_here else None  # Qt takes the first that Tab would reach
        page.follow_width()
        self.navigation.mark_current(entry.under or entry.key)
        self.bar.close_search()
        page.arrive(stop.arguments)
        if state:
            page.restore_state(state)
        now = self.window().focusWidget()
        if now is None or now is guessed or not page.isAncestorOf(now) or not now.isVisible():
            self.stack.focus()
        announce(page, tr(entry.title))

    # --- the messenger ---

    def say(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """Show what was done, with Undo for ten seconds."""
        self.toast.say(words, undo)

    def warn(self, words: str) -> None:
        """Show a failure that stays until it is closed."""
        self.toast.warn(words)

    def announce(self, words: str) -> None:
        """Tell screen readers."""
        announce(self, words)

    def _tell_failure(self, error: KnownError) -> None:
        self.warn(sentence_of(error))

    # --- what the window asks ---

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Hide or show names and notes on every page."""
        if on == self._quiet:
            return
        self._quiet = on
        self.bar.quiet.setChecked(on)
        self.stack.set_quiet(on)
        if self._search is not None:
            self._search.set_quiet(on)
        self.announce(tr("Quiet view is on.") if on else tr("Quiet view is off."))

    def toggle_quiet(self) -> None:
        """Ctrl+H."""
        self.set_quiet(not self._quiet)

    def keep_dialogs(self, overlays: Sequence[Overlay]) -> None:
        """Hand what is typed in dialogs to the vault; called before they are closed and before `leave`."""
        here = self._way.here
        self._dialog = self._dialogs.keep(overlays, self.page, {} if here is None else here.arguments)

    def leave(self, *, carry: bool = False, coming_back: bool = True) -> Place:
        """Have every page hand in its unsaved words, and note where the user is.

        Args:
            carry: the next house is built at once: pages add what no lock may keep.
            coming_back: whether it is a lock, and not the end of the program.

        Returns:
            What `settle` needs after the next unlock.
        """
        states = {key: dict(page.save_state()) for key, page in self.stack.pages.items()}
        if carry:
            states = {key: {**state, **self.stack.pages[key].carry()} for key, state in states.items()}
        collapsed = self.navigation.is_collapsed
        words = self._words.keep(self._way.arguments(), coming_back=coming_back)
        return Place(self._way.stops, self._way.at, states, self._quiet, collapsed, self._dialog, words)

    def settle(self, place: Place | None) -> None:
        """Go where the user was, or to the first page.

        Args:
            place: from `leave` of an earlier house; None for the first page.
        """
        if place is None or place.at < 0 or any(stop.key not in self._entries for stop in place.stops):
            self.open_first()
            return
        self.set_quiet(place.quiet)
        self._way = Way(place.stops, place.at)
        shown = place.stops[place.at]
        for key, state in place.states.items():
            if key != shown.key and state:
                last = self._way.last_of(key)
                if last is not None:
                    page = self.stack.of(key)
                    page.arrive(last.arguments)
                    page.restore_state(state)
        self._arrive(shown, place.states.get(shown.key))
        if place.dialog is not None:
            self._dialogs.go_on(place.dialog, there=True)
        if place.words is not None:
            self._words.go_on(place.words, there=True)

    def step_panel(self, step: int) -> None:
        """F6: put the focus into the next or previous panel of the page, the top bar or the navigation."""
        page = self.page
        if page is None:
            return
        panels: list[QWidget] = [p for p in page.findChildren(Panel) if p.isVisible()]
        regions = [self.navigation, self.bar, *(panels or [page])]
        target = reach.step_region(regions, self.window().focusWidget(), step)
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refit(self) -> None:
        """Follow the width of the window."""
        narrow = theme().scale.width_class(self.width()) is Width.NARROW
        self.navigation.set_narrow(narrow)
        self.bar.set_narrow(narrow)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001, N802 - Qt's signature
        """Tab goes in reading order; where the focused part went, the page says what comes first."""
        if self.isVisible() and self.stack.focus_if_hidden():
            return True
        return tab_order.step(self, forward=forward)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the width of the window."""
        super().resizeEvent(event)
        self.refit()


def _practice_line() -> QWidget:
    frame = QFrame()
    frame.setProperty("bar", "practice")
    row = QHBoxLayout(frame)
    row.setContentsMargins(px(16), px(5), px(16), px(5))
    row.setSpacing(px(8))
    row.addWidget(IconLabel("info", "warn"))
    row.addWidget(text(tr("Practice. Nothing here is real."), "small", tone="warn", weight=600))
    row.addStretch(1)
    return frame
