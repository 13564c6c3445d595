"""Every shortcut of the window, bound from the table that Help shows."""

from dataclasses import dataclass
from typing import Final

from caseapp.ui.words import mark


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One line of the key table.

    Attributes:
        keys: portable names, several divided by `` / ``, ends of a range by `` to ``.
        does: English, marked for translation.
        binds: name of the method of `Acts`; empty where a page, a widget or the window itself binds it.
    """

    keys: str
    does: str
    binds: str = ""


TABLE: Final[tuple[Shortcut, ...]] = (
    Shortcut("Ctrl+K", mark("Search"), "open_search"),
    Shortcut("Ctrl+N", mark("Log a contact"), "log_contact"),
    Shortcut("Ctrl+L", mark("Lock at once"), "lock"),
    Shortcut("Ctrl+H", mark("Quiet view: hide names and notes"), "toggle_quiet"),
    Shortcut("Ctrl+Enter", mark("Save, or do the main act of the page"), "main_act"),
    Shortcut("Esc", mark("Back; a draft is kept, never discarded")),
    Shortcut("Ctrl+Shift+N", mark("New person from the search text")),
    Shortcut("Ctrl+Z", mark("Undo what was just done"), "undo"),
    Shortcut("Ctrl+Shift+Z", mark("Redo, in a text")),
    Shortcut("Ctrl+1 to Ctrl+6", mark("Pages of the navigation, in the order shown")),
    Shortcut("Ctrl+,", mark("Settings"), "open_settings"),
    Shortcut("Ctrl+B", mark("Collapse or open the navigation"), "toggle_navigation"),
    Shortcut("F6 / Shift+F6", mark("Next or previous panel")),
    Shortcut("Alt+Left / Alt+Right", mark("Back or forward; previous or next month on Figures")),
    Shortcut("Alt+letter", mark("Jump to the field with the underlined letter")),
    Shortcut("Space", mark("Pick the chip that has the focus")),
    Shortcut("1 to 9", mark("Pick a topic while the topics have the focus")),
    Shortcut("+ / -", mark("One more or one less of a supply")),
    Shortcut("Ctrl+D", mark("Same supplies as last time")),
    Shortcut("G / D / W / N", mark("Given, declined, withdrawn, not asked, in the consent list")),
    Shortcut("A / C", mark("Attended, close, on the referral board")),
    Shortcut("Ctrl++ / Ctrl+- / Ctrl+0", mark("Larger text, smaller text, normal text")),
    Shortcut("F1", mark("This page")),
)

# What is bound beside the table's single-method lines: keys, method, argument.
RANGES: Final[tuple[tuple[str, str, int], ...]] = (
    *((f"Ctrl+{n}", "open_numbered", n) for n in range(1, 9)),
    ("F6", "step_panel", 1),
    ("Shift+F6", "step_panel", -1),
    ("Alt+Left", "step_sideways", -1),
    ("Alt+Right", "step_sideways", 1),
    ("Ctrl+Return", "main_act_by", 0),
)
