"""Starting the window: application, language, theme, window; nothing of the vault."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

from caseapp.settings import Loaded, Settings
from caseapp.tasks.doors import Doors
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.window import Window
from caseapp.ui.theme import theme
from caseapp.ui.words import sentence_of, tr

LANGUAGES: Sequence[tuple[str, str]] = (("en", "English"),)
"""Code and own name of each language that is whole; a language comes here with its translation file."""


def speak(app: QApplication, language: str, translations: Path) -> None:
    """Set language, number formats and direction of the whole application.

    Args:
        app: the application.
        language: a code such as ``en`` or ``ar``.
        translations: folder of ``caseapp_LANGUAGE.qm``.
    """
    locale = QLocale(language)
    QLocale.setDefault(locale)
    for folder, name in (
        (translations, "caseapp"),
        (Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)), "qtbase"),
    ):
        translator = QTranslator(app)
        if translator.load(locale, name, "_", str(folder)):
            app.installTranslator(translator)
    app.setLayoutDirection(locale.textDirection())


def make_application(settings: Settings, translations: Path) -> QApplication:
    """The application with language and theme of the settings.

    Args:
        settings: of this user.
        translations: folder of the translation files.
    """
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # The name stands in task lists and window classes, where it must say nothing about the work.
    app = QApplication([("notes" if settings.neutral_title else "caseapp"), *sys.argv[1:]])
    app.setApplicationName("notes" if settings.neutral_title else "caseapp")
    system = QLocale.system().name().split("_")[0]
    known = {code for code, _ in LANGUAGES}
    language = settings.language or (system if system in known else "en")
    speak(app, language if language in known else "en", translations)
    theme.install(app, settings.theme.value, settings.text_percent)
    return app


def run(doors: Doors, loaded: Loaded, save: Callable[[Settings], None], translations: Path) -> int:
    """Show the window until it is closed.

    Args:
        doors: ways into a vault.
        loaded: the settings, and what was wrong with them.
        save: keeps changed settings.
        translations: folder of the translation files.

    Returns:
        The exit status.
    """
    app = make_application(loaded.settings, translations)
    preferences = Preferences(loaded.settings, save)
    window = Window(theme.theme(), preferences, doors, LANGUAGES)
    window.resize(1366, 738)
    window.start()
    window.show()
    if loaded.problems:
        QMessageBox.information(window, tr("Notes"), "\n".join(sentence_of(each) for each in loaded.problems))
    return app.exec()
