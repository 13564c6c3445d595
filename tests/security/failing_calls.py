"""A call of the system that fails at its n-th time."""

import os
from collections.abc import Callable

import pytest


class Failing:
    """The nth call that changes the disk fails; open for reading, read and close do not count."""

    def __init__(self, patched: pytest.MonkeyPatch, at: int, number: int) -> None:
        self.calls = 0
        self._at = at
        self._number = number
        for name in ("open", "write", "fsync", "fdatasync", "replace", "pwrite"):
            patched.setattr(os, name, self._wrap(name, getattr(os, name)))

    def _wrap(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
        def called(*values: object, **named: object) -> object:
            if name != "open" or (isinstance(values[1], int) and values[1] & os.O_CREAT):
                self.calls += 1
                if self.calls == self._at:
                    raise OSError(self._number, "refused by the test")
            return real(*values, **named)

        return called

    @property
    def struck(self) -> bool:
        return self.calls >= self._at
