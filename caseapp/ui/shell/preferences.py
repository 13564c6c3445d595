"""The settings as the window holds them: what they are, and that a change is kept."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from caseapp.errors import KnownError
from caseapp.settings import Settings


class Preferences(QObject):
    """Settings with a signal.

    Args:
        settings: as loaded.
        save: keeps them; raises a `KnownError` with a sentence if it cannot.
        parent: owner.

    Attributes:
        changed: sent with the new `Settings` after they were kept.
        failed: sent with the `KnownError` for which `keep` did not change them.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(
        self, settings: Settings, save: Callable[[Settings], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._save = save

    @property
    def now(self) -> Settings:
        """The settings in force."""
        return self._settings

    def change(self, **values: Any) -> None:  # noqa: ANN401 - fields of Settings, checked by it
        """Change and keep some settings.

        Args:
            **values: fields of `Settings`.

        Raises:
            KnownError: a value cannot be, or the file cannot be written; the old ones stand.
        """
        new = self._settings.changed(**values)
        if new != self._settings:
            self._save(new)
            self._settings = new
            self.changed.emit(new)

    def keep(self, **values: Any) -> None:  # noqa: ANN401 - as above
        """Change settings where nobody waits for the answer; `failed` tells if they stay as they were.

        Args:
            **values: fields of `Settings`.
        """
        try:
            self.change(**values)
        except KnownError as error:
            self.failed.emit(error)
