"""Starting the window: application, theme, focus ring, then the unlock page; everything else comes later."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from caseapp.errors import KnownError
from caseapp.settings import Settings
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.window import Window
from caseapp.ui.theme.focus import FocusRing
from caseapp.ui.theme.icons import icon
from caseapp.ui.theme.theme import install
from caseapp.ui.words import sentence_of, tr

if TYPE_CHECKING:
    from caseapp.tasks.doors import Doors

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


class Shell:
    """The application object with what must live as long as it.

    Args:
        doors: ways into a vault.
        settings: of this user.
        save: keeps changed settings.
    """

    def __init__(self, doors: Doors, settings: Settings, save: Callable[[Settings], None]) -> None:
        found = QApplication.instance()
        self.app = found if isinstance(found, QApplication) else QApplication(["notes"])
        # Neither the window list nor the task bar says what this is.
        self.app.setApplicationName("notes")
        self.app.setApplicationDisplayName("")
        self.app.setDesktopFileName("notes")
        self.app.setQuitOnLastWindowClosed(True)
        self._translators: list[QTranslator] = []
        speak(self.app, settings.language, self._translators)
        self.theme = install(self.app, settings.theme.value, settings.text_percent)
        self.app.setWindowIcon(icon("notebook", "text2"))
        self.ring = FocusRing(self.app)
        self.preferences = Preferences(settings, save)
        self.window = Window(self.theme, self.preferences, doors)
        self.window.resize(1366, 738)


def speak(app: QApplication, language: str | None, loaded: list[QTranslator]) -> None:
    """Use a language and its direction, and Qt's own words in it.

    Args:
        app: the application.
        language: a code; None follows the system.
        loaded: keeps the translators alive.
    """
    locale = QLocale(language) if language else QLocale.system()
    QLocale.setDefault(locale)
    right_to_left = (language or "en").partition("_")[0] in RIGHT_TO_LEFT
    app.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight,
    )
    translator = QTranslator(app)
    path = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language not in {None, "en"} and translator.load(locale, "qtbase", "_", path):
        app.installTranslator(translator)
        loaded.append(translator)


def run(
    doors: Doors,
    settings: Settings,
    save: Callable[[Settings], None],
    problems: Sequence[KnownError] = (),
) -> int:
    """Show the window until it is closed.

    Args:
        doors: ways into a vault.
        settings: of this user.
        save: keeps changed settings.
        problems: sentences about the settings file, shown on the unlock page.

    Returns:
        Exit status.
    """
    shell = Shell(doors, settings, save)
    sys.excepthook = _tell(shell)
    shell.window.start()
    shell.window.show()
    for problem in problems:
        shell.window.unlock.refuse(sentence_of(problem))
    return shell.app.exec()


def _tell(
    shell: Shell,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """What happens to a bug: a sentence in the window, its place in our code on stderr, never its values."""

    def hook(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
        place = ""
        while trace is not None:
            code = trace.tb_frame.f_code
            place = f"{code.co_filename.rpartition('caseapp')[2]}:{trace.tb_lineno}"
            trace = trace.tb_next
        sys.stderr.write(f"caseapp: {kind.__name__} at {place}\n")
        words = tr(
            "Something inside went wrong. What was saved is safe; drafts are kept. Lock and unlock once.",
        )
        if shell.window.house is not None:
            shell.window.house.warn(words)
        else:
            shell.window.unlock.refuse(words)

    return hook
