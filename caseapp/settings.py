"""Settings of one user on one laptop: how the window looks and locks. Nothing about people.

What belongs to the organisation (lists, retention, areas) is kept in the vault. This file is in clear; it
holds the path of the last vault, which may carry a name that a user gave the folder (see SECURITY.md).
"""

import contextlib
import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Self

from caseapp.errors import KnownError
from caseapp.paths import private_folder

TEXT_PERCENT = range(80, 201)
IDLE_MINUTES = range(1, 61)
LARGEST_FILE = 64 * 1024  # bytes; a settings file is a few hundred, anything huge is not ours

_LANGUAGE = r"[a-z]{2,3}(_[A-Z]{2})?"


class Theme(StrEnum):
    """Colours of the window."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class SettingError(KnownError):
    """A value that a setting cannot have, or a settings file that cannot be read or written."""

    code = "setting"


class _Values(NamedTuple):  # no dataclass: the first paint waits for this module
    language: str | None
    theme: Theme
    text_percent: int
    idle_minutes: int
    neutral_title: bool
    last_vault: Path | None
    block_capture: bool


class Settings(_Values):
    """Every setting, with its default.

    Attributes:
        language: a code such as ``en`` or ``pt_BR``; None follows the system.
        theme: colours.
        text_percent: size of all text, 80 to 200.
        idle_minutes: the vault locks after so many minutes without a key or a click, 1 to 60.
        neutral_title: whether window title and icon say nothing about the work ("Notes").
        last_vault: the vault that was open last, offered at the next start; None offers to make one.
        block_capture: whether windows are kept out of pictures of the screen where the system can; off for
            who shares the screen or needs a magnifier that reads it.

    Raises:
        SettingError: a value is out of its range.
    """

    __slots__ = ()

    def __new__(
        cls,
        language: str | None = None,
        theme: Theme = Theme.SYSTEM,
        text_percent: int = 100,
        idle_minutes: int = 5,
        *,
        neutral_title: bool = True,
        last_vault: Path | None = None,
        block_capture: bool = True,
    ) -> Self:
        """Check every value."""
        if language is not None and not re.fullmatch(_LANGUAGE, language):
            raise SettingError("The language must be a code such as 'en' or 'pt_BR'.")
        if text_percent not in TEXT_PERCENT:
            raise _out_of_range("The text size", TEXT_PERCENT, "percent")
        if idle_minutes not in IDLE_MINUTES:
            raise _out_of_range("The idle time", IDLE_MINUTES, "minutes")
        return super().__new__(
            cls, language, theme, text_percent, idle_minutes, neutral_title, last_vault, block_capture
        )

    def changed(self, **values: Any) -> "Settings":  # noqa: ANN401 - of several types, checked
        """The same settings but for some values.

        Args:
            **values: by the name of the setting.

        Raises:
            SettingError: a value is out of its range.
        """
        return Settings(**{**self._asdict(), **values})


class Loaded(NamedTuple):
    """What a settings file gave.

    Attributes:
        settings: usable always; what could not be read has its default.
        problems: sentences for the user, none when all is well.
    """

    settings: Settings
    problems: tuple[SettingError, ...] = ()


def load(path: Path) -> Loaded:
    """Read the settings; a missing file means defaults, a damaged one defaults and a sentence.

    Args:
        path: the settings file.

    Returns:
        Settings and what was wrong. Unknown names (of a newer version) are passed over in silence.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return Loaded(Settings())
    except OSError as error:
        sentence = "The settings in {path} could not be read ({reason}). Standard settings are used for now."
        return Loaded(Settings(), (SettingError(sentence, path=path, reason=error.strerror),))
    import json  # noqa: PLC0415 - the first start has no file, and no need for it

    try:
        values = json.loads(raw) if len(raw) <= LARGEST_FILE else None
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        sentence = (
            "The settings in {path} are damaged. Standard settings are used; your notes are not touched."
        )
        return Loaded(Settings(), (SettingError(sentence, path=path),))
    return _from_values(values)


def save(settings: Settings, path: Path) -> None:
    """Write the settings: whole, or not at all.

    Args:
        settings: what to keep.
        path: the settings file; its folder is made where it is missing.

    Raises:
        SettingError: the file could not be written; the old one still stands.
        FolderError: its folder could not be made.
    """
    import json  # noqa: PLC0415 - these cost more than all the rest, and the first paint does not save
    import tempfile  # noqa: PLC0415

    private_folder(path.parent)
    values = settings._asdict()
    values["last_vault"] = str(settings.last_vault) if settings.last_vault else None
    text = json.dumps(values, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    written: Path | None = None
    try:
        # mkstemp makes the file readable by its owner alone.
        handle, name = tempfile.mkstemp(prefix=".settings-", dir=path.parent)
        written = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
    except OSError as error:
        if written:
            with contextlib.suppress(OSError):
                written.unlink(missing_ok=True)
        sentence = "The settings could not be written to {path} ({reason}). The earlier ones still stand."
        raise SettingError(sentence, path=path, reason=error.strerror) from error


def _from_values(values: dict[str, object]) -> Loaded:
    """Take each value apart from the others, so that one bad value does not undo the rest."""
    settings = Settings()
    problems = []
    for name in Settings._fields:
        if name not in values:
            continue
        try:
            settings = settings.changed(**{name: _read(name, values[name])})
        except (SettingError, ValueError, TypeError):
            sentence = "The setting '{name}' has a value that it cannot have. The standard is used for it."
            problems.append(SettingError(sentence, name=name))
    return Loaded(settings, tuple(problems))


def _read(name: str, value: object) -> object:
    """Turn a JSON value into what the setting holds.

    Raises:
        TypeError, ValueError: it is of another kind.
    """
    if name in {"text_percent", "idle_minutes"} and type(value) is int:
        return value
    if name in {"neutral_title", "block_capture"} and isinstance(value, bool):
        return value
    if name == "theme" and isinstance(value, str):
        return Theme(value)
    if name in {"language", "last_vault"} and value is None:
        return None
    if name == "language" and isinstance(value, str):
        return value
    if name == "last_vault" and isinstance(value, str) and value and "\0" not in value:
        return Path(value)
    raise TypeError(name)


def _out_of_range(what: str, allowed: range, unit: str) -> SettingError:
    sentence = "{what} must be from {low} to {high} {unit}."
    return SettingError(sentence, what=what, low=allowed[0], high=allowed[-1], unit=unit)
