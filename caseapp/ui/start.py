"""Starting the window: application, language, colours, unlock page; nothing of the vault.

Whatever the first paint does not need is imported after it: loading a Qt class with its enums costs
milliseconds, and the bar is 1.3 times a bare window.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication

from caseapp.settings import Loaded, Settings
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.window import Window
from caseapp.ui.theme import theme
from caseapp.ui.words import sentence_of, tr

if TYPE_CHECKING:
    from types import TracebackType

    from caseapp.tasks.doors import Doors

LANGUAGES: Sequence[tuple[str, str]] = (("en", "English"),)
"""Code and own name of each language that is whole; a language comes here with its translation file."""

_FINISH_MS = 200  # for those who make an application without `run` and its first paint


def speak(app: QApplication, language: str) -> None:
    """Set language, number formats and direction of the whole application.

    Args:
        app: the application.
        language: a code such as ``en`` or ``ar``.
    """
    locale = QLocale(language)
    QLocale.setDefault(locale)
    if language != "en":
        from PySide6.QtCore import QLibraryInfo, QTranslator  # noqa: PLC0415 - English needs none of these

        from caseapp.assets import resource  # noqa: PLC0415

        for folder, name in (
            (str(resource("translations")), "caseapp"),
            (QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), "qtbase"),
        ):
            translator = QTranslator(app)
            if translator.load(locale, name, "_", folder):
                app.installTranslator(translator)
        app.setLayoutDirection(locale.textDirection())


def make_application(settings: Settings) -> QApplication:
    """The application with language and theme of the settings, which finishes itself.

    Args:
        settings: of this user.
    """
    app = _make_application(settings)
    QTimer.singleShot(_FINISH_MS, app, finish)
    return app


def _make_application(settings: Settings) -> QApplication:
    # The name stands in task lists and window classes, where it must say nothing about the work.
    name = "notes" if settings.neutral_title else "caseapp"
    # The style by argument: setting it later would load what the first paint does not need.
    app = QApplication([name, "-style", "Fusion"])
    app.setApplicationName(name)
    system = QLocale.system().name().split("_")[0]
    known = {code for code, _ in LANGUAGES}
    language = settings.language or (system if system in known else "en")
    speak(app, language if language in known else "en")
    theme.install(app, settings.theme.value, settings.text_percent, whole=False)
    return app


def finish() -> None:
    """Load what the first paint did not need: style, focus ring, Alt, icon; sweep garbage from now on."""
    app = QApplication.instance()
    from caseapp.ui.sweeper import Sweeper  # noqa: PLC0415 - after the first paint
    from caseapp.ui.theme.alt_letters import AltLetters  # noqa: PLC0415 - as above
    from caseapp.ui.theme.focus import FocusRing  # noqa: PLC0415 - as above
    from caseapp.ui.theme.icons import icon  # noqa: PLC0415 - as above

    if isinstance(app, QApplication) and app.findChild(FocusRing) is None:
        theme.theme().complete()
        FocusRing(app).follow_now()
        AltLetters(app)
        app.setWindowIcon(icon("notebook", "text2"))
        gc.freeze()
        Sweeper(app)


def run(
    doors: Doors,
    loaded: Loaded,
    save: Callable[[Settings], None],
    then: Callable[[], object] = lambda: None,
) -> int:
    """Show the window until it is closed.

    Args:
        doors: ways into a vault.
        loaded: the settings, and what was wrong with them.
        save: keeps changed settings.
        then: called when the window is painted and finished.

    Returns:
        The exit status.
    """
    app = _make_application(loaded.settings)
    preferences = Preferences(loaded.settings, save)
    window = Window(theme.theme(), preferences, doors, LANGUAGES)
    window.painted.connect(finish)
    window.painted.connect(lambda: QTimer.singleShot(0, then))
    window.resize(1366, 738)
    sys.excepthook = _tell(window)
    if doors.last_folder() is None or loaded.problems:
        finish()  # the first picture shows more than the bare unlock page
    window.start()
    window.show()
    for problem in loaded.problems:
        window.tell(sentence_of(problem))
    return app.exec()


def _tell(
    window: Window,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """What happens to a bug: a sentence in the window, its place in our code on stderr, never its values."""

    def hook(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
        place = ""
        while trace is not None:
            code = trace.tb_frame.f_code
            place = f"{code.co_filename.rpartition('caseapp')[2]}:{trace.tb_lineno}"
            trace = trace.tb_next
        sys.stderr.write(f"caseapp: {kind.__name__} at {place}\n")
        window.tell(
            tr("Something inside went wrong. What was saved is safe; drafts are kept. Lock and unlock once."),
        )

    return hook
