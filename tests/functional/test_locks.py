"""The window over a real vault when the system tells something, without a bus; and after a sleep."""

import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from caseapp.casework.queries.drafts import Drafts
from caseapp.errors import KnownError
from caseapp.osutils.clock import seconds_awake_or_asleep
from caseapp.osutils.lock_reasons import EVERY, LockReason
from caseapp.ui.shell import locks
from caseapp.ui.shell.locks import missing_words
from tests.functional.real_window import RealWindow
from tests.functional.vaults import Vault


class System:
    """A system that tells what a test says.

    Attributes:
        watching: watches begun and not stopped.
        order: what happened, in order.
    """

    def __init__(self) -> None:
        self.missing: frozenset[LockReason] = frozenset()
        self.watching = 0
        self.order: list[str] = []
        self.tell: Callable[[LockReason], None] = lambda _reason: None

    def watch(
        self, on_lock: Callable[[LockReason], None], _on_known: Callable[[], None], _owner: QObject
    ) -> "System":
        self.watching += 1
        self.tell = on_lock
        return self

    def stop(self) -> None:
        self.watching -= 1
        self.order.append("may sleep")


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    made = System()
    monkeypatch.setattr(locks.Locks.__init__, "__defaults__", (made.watch,))
    return made


@pytest.fixture
def real(system: System, qtbot: QtBot, qapp: QApplication, vault: Vault) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, vault.folder)
    yield window
    window.leave()


@pytest.mark.parametrize("reason", list(LockReason))
def test_whatever_the_system_tells_locks_like_the_key(
    real: RealWindow, vault: Vault, system: System, reason: LockReason
) -> None:
    real.unlock(vault.worker)
    desk = real.house.opened.desk
    real.window.locked.connect(lambda: system.order.append("locked"))
    begun = time.perf_counter()
    with real.qtbot.waitSignal(real.window.locked, timeout=5000):
        system.tell(reason)
    assert time.perf_counter() - begun < 1.0
    assert real.window.house is None
    with pytest.raises(KnownError, match="locked"):
        desk.ask(Drafts()).result(5)
    assert system.order == ["may sleep", "locked"]
    assert system.watching == 0


def test_a_wrong_passphrase_ends_the_watch(real: RealWindow, vault: Vault, system: System) -> None:
    real.write("not this one at all")
    real.press("Return")
    real.wait(lambda: real.reads("did not open"))
    assert system.watching == 0
    real.window.unlock.passphrase.selectAll()
    real.unlock(vault.worker)
    assert system.watching == 1


def test_a_key_that_was_derived_when_nobody_was_there_opens_nothing(
    real: RealWindow, vault: Vault, system: System
) -> None:
    shown: list[object] = []
    real.window.unlocked.connect(lambda: shown.append(1))
    with real.qtbot.waitSignal(real.window.locked, timeout=20_000):
        real.write(vault.worker)
        real.window.unlock.unlock_wanted.emit(vault.worker)
        system.tell(LockReason.SLEEP)
    assert shown == []
    assert real.window.house is None
    assert system.watching == 0
    real.unlock(vault.worker)
    assert real.window.house is not None


SHORTCUTS = ["Ctrl+N", "Ctrl+2", "Ctrl+H", "a", "Return"]


@pytest.mark.parametrize("chord", SHORTCUTS)
@pytest.mark.parametrize("set_back", [False, True])
def test_after_ten_minutes_of_sleep_the_first_key_locks_and_does_nothing_else(
    real: RealWindow, vault: Vault, monkeypatch: pytest.MonkeyPatch, chord: str, set_back: bool
) -> None:
    """Both clocks tell of the sleep, or one of them while the other was set back or stood still."""
    real.unlock(vault.worker)
    page, quiet = real.page, real.house._quiet
    steady, wall = seconds_awake_or_asleep() + 600, time.time() + (-7200 if set_back else 600)
    monkeypatch.setattr("caseapp.ui.shell.idle.time.time", lambda: wall)
    if set_back:
        monkeypatch.setattr("caseapp.ui.shell.idle.seconds_awake_or_asleep", lambda: steady)
    opened: list[str] = []
    monkeypatch.setattr(type(real.house), "open_page", lambda _house, key, **_rest: opened.append(key))
    with real.qtbot.waitSignal(real.window.locked, timeout=20_000):
        QTest.keyClick(real.at(), *_key(chord))
        assert opened == []
        assert real.house.page is page
        assert real.house._quiet is quiet
        QTest.keyClick(real.at(), *_key(chord))  # nor does the next one, until it is locked
        assert opened == []
    assert real.window.unlock.passphrase.text() == ""


def _key(chord: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    from PySide6.QtGui import QKeySequence  # noqa: PLC0415 - only here

    pressed = QKeySequence(chord)[0]  # type: ignore[index]  # the stub lacks it
    return pressed.key(), pressed.keyboardModifiers()


def test_what_is_missing_is_said_for_each_signal() -> None:
    assert missing_words(frozenset()) == ""
    assert missing_words(frozenset({LockReason.SCREEN_LOCK})) == (
        "This computer does not tell when its screen is locked. Lock with Ctrl+L."
    )
    two = missing_words(frozenset({LockReason.LID, LockReason.SLEEP}))
    assert "goes to sleep" in two
    assert "lid is closed" in two
    assert "screen" not in two
    assert "neither" in missing_words(EVERY)


@pytest.mark.parametrize(("key", "some"), [("figures", {"To whom", "What for"}), ("vault", set())])
def test_what_was_half_typed_is_back_after_a_lock(
    real: RealWindow, vault: Vault, key: str, some: set[str]
) -> None:
    real.unlock(vault.worker)
    real.house.open_page(key)
    real.settle()
    typed = {field.accessibleName(): f"zebra {number}" for number, field in enumerate(_lines(real))}
    assert set(typed) >= some
    for field in _lines(real):
        QTest.keyClicks(field, typed[field.accessibleName()])
    real.lock()
    real.unlock(vault.worker)
    assert real.page.key == key
    real.wait(lambda: {field.accessibleName(): field.text() for field in _lines(real)} == typed)


def _lines(real: RealWindow) -> list[QLineEdit]:
    """Also those that are shown only once a month is closed."""
    return [field for field in real.page.findChildren(QLineEdit) if field.accessibleName()]
