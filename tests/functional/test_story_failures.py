"""Each way an opening can fail says its own sentence on the unlock page of the real window; no traceback."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.bootstrap import open_room
from caseapp.casework.commands.team import SetStaffLabel
from caseapp.room import answer
from tests.functional.real_window import RealWindow
from tests.functional.vaults import Vault
from tests.security.test_vault_keyfile import sealed

_sentences: dict[str, str] = {}


@contextmanager
def nothing(_vault: Vault) -> Iterator[None]:
    yield


@contextmanager
def damaged_keys(vault: Vault) -> Iterator[None]:
    for name in ("keys.json", "keys.json.copy"):
        (vault.folder / name).write_bytes(b'{"format": 1')
    yield


@contextmanager
def damaged_database(vault: Vault) -> Iterator[None]:
    path = vault.folder / "cases.db"
    words = bytearray(path.read_bytes())
    words[100] ^= 1
    path.write_bytes(words)
    yield


@contextmanager
def newer_format(vault: Vault) -> Iterator[None]:
    (vault.folder / "keys.json").write_bytes(sealed({"format": 2}))
    yield


@contextmanager
def no_permission(_vault: Vault) -> Iterator[None]:
    """Refused at the lowest level: for root no mode refuses anything."""
    real = os.open

    def refusing(path: "os.PathLike[str] | str", *rest: int) -> int:
        if Path(path).name == "cases.db":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "open", refusing)
        yield


@contextmanager
def disk_full(_vault: Vault) -> Iterator[None]:
    """No file may grow by a byte, said by the system itself."""
    import resource  # noqa: PLC0415 - Unix only
    import signal  # noqa: PLC0415 - used here only

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


@contextmanager
def held_by_another(vault: Vault) -> Iterator[None]:
    """Another process has it open, as a second window would."""
    holder = (
        "import sys; from pathlib import Path; from caseapp.bootstrap import open_room\n"
        "room = open_room(Path(sys.argv[1]), sys.argv[2]); print('open', flush=True); sys.stdin.read()\n"
        "room.close()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(vault.folder), vault.worker],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        try:
            yield
        finally:
            process.communicate()


@contextmanager
def missing_saves(vault: Vault) -> Iterator[None]:
    """The disk lost what it had acknowledged: the store is as before the last saves, the head is not."""
    before = (vault.folder / "cases.db").read_bytes()
    room = open_room(vault.folder, vault.worker)
    for number in range(3):
        answer(room, SetStaffLabel(f"Ana {number}"))
    assert room.house is not None
    shutil.copy(vault.folder / "head", vault.folder / "head.kept")
    room.close()
    (vault.folder / "cases.db").write_bytes(before)
    shutil.move(vault.folder / "head.kept", vault.folder / "head")
    yield


@pytest.mark.parametrize(
    ("spoil", "passphrase", "says", "may_go_on"),
    [
        (nothing, "seven quiet lanterns", "That did not open. Check Caps Lock", False),
        (damaged_keys, "", "The key file keys.json is damaged", False),
        (damaged_database, "", "the file cases.db is damaged", False),
        (newer_format, "", "written by a newer Caseapp (format 2", False),
        (no_permission, "", "does not allow Caseapp to read and write cases.db", False),
        (disk_full, "", "The disk is full", False),
        (held_by_another, "", "open in another window or command on this computer since", False),
        (missing_saves, "", "The last saves are missing from cases.db: 3.", True),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_an_opening_that_fails_says_so(
    qtbot: QtBot,
    qapp: QApplication,
    vault: Vault,
    capfd: pytest.CaptureFixture[str],
    spoil: Callable[[Vault], AbstractContextManager[None]],
    passphrase: str,
    says: str,
    may_go_on: bool,
) -> None:
    real = RealWindow(qtbot, qapp, vault.folder)
    with spoil(vault):
        real.write(passphrase or vault.worker)
        real.press("Return")
        real.wait(lambda: real.window.unlock.note is not None and real.window.unlock.note.isVisible())
        real.settle()
    assert real.window.house is None
    (sentence,) = [text for text in real.texts() if says in text]
    assert real.reads("Go on") is may_go_on
    assert not any(vault.worker in text for text in real.texts() if text != vault.worker)
    if may_go_on:
        real.tab_to_name("Go on")
        real.press("Space")
        real.wait(lambda: real.window.house is not None)
    real.leave()
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    assert sentence not in _sentences.values()
    _sentences[spoil.__name__] = sentence
    with capfd.disabled():
        print(f"\n{spoil.__name__}: {sentence}")  # noqa: T201 - the sentences are to be read


def test_after_a_refusal_the_vault_opens_when_the_reason_is_gone(
    qtbot: QtBot, qapp: QApplication, vault: Vault
) -> None:
    real = RealWindow(qtbot, qapp, vault.folder)
    with held_by_another(vault):
        real.write(vault.worker)
        real.press("Return")
        real.wait(lambda: real.reads("open in another window or command on this computer"))
    real.unlock(vault.worker)  # what was typed is selected, so that typing replaces it
    assert real.page.key == "today"
    real.leave()
