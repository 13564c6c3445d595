"""A vault that is not there: desk, doors and pages for tests of the window. Aliases are invented."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from caseapp.domain.roles import Role
from caseapp.errors import KnownError
from caseapp.tasks.desk import Desk, Handler, Long
from caseapp.tasks.doors import MadeVault, NewVault, Opened
from caseapp.ui.shell.bridge import Bridge
from caseapp.ui.shell.page import PageContext

T = TypeVar("T")

WORKER_WORDS = "lantern gravel otter sunday"
MANAGER_WORDS = "violet harbour pencil nine"
CODE = "-".join(f"AB{n:02d}C" for n in range(13))


class FakeRoom:
    """A room with handlers and no store.

    Args:
        handlers: which request is answered by what.
    """

    def __init__(self, handlers: Mapping[type, Handler | Long] | None = None) -> None:
        self.handlers: Mapping[type, Handler | Long] = dict(handlers or {})
        self.closed = False
        self.idled = 0

    def idle(self) -> bool:
        """Count idle work; there is never more."""
        self.idled += 1
        return False

    def close(self) -> None:
        """Remember it."""
        self.closed = True


def open_desk(handlers: Mapping[type, Handler | Long] | None = None) -> tuple[Desk, FakeRoom]:
    """A started desk with a fake room."""
    room = FakeRoom(handlers)
    desk = Desk(lambda: room)
    desk.start().result(timeout=5)
    return desk, room


@dataclass
class Recorder:
    """What a page asked of the window around it."""

    went: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)
    undo: Callable[[], None] | None = None

    def open_page(self, key: str, **arguments: object) -> None:
        self.went.append((key, arguments))

    def open_person(self, person_id: UUID) -> None:
        self.went.append(("person", {"person_id": person_id}))

    def log_contact(self, person_id: UUID | None = None, draft_id: UUID | None = None) -> None:
        self.went.append(("log_contact", {"person_id": person_id, "draft_id": draft_id}))

    def go_on_with_dialog(self, draft_id: UUID) -> None:
        self.went.append(("dialog", {"draft_id": draft_id}))

    def back(self) -> None:
        self.went.append(("back", {}))

    def forward(self) -> None:
        self.went.append(("forward", {}))

    def say(self, words: str, undo: Callable[[], None] | None = None) -> None:
        self.said.append(words)
        self.undo = undo

    def warn(self, words: str) -> None:
        self.warned.append(words)

    def announce(self, words: str) -> None:
        self.announced.append(words)


def make_context(
    handlers: Mapping[type, Handler | Long] | None = None,
    role: Role = Role.WORKER,
    parent: QObject | None = None,
    extras: Mapping[str, object] | None = None,
) -> tuple[PageContext, Recorder]:
    """What a page is given, with a desk that answers from handlers.

    Args:
        handlers: which request is answered by what.
        role: who is signed in.
        parent: keeps the bridge alive; the context does too.
        extras: as bootstrap would hand to pages.

    Returns:
        The context, and the recorder of what the page asked for.
    """
    desk, _room = open_desk(handlers)
    recorder = Recorder()
    context = PageContext(
        desk=desk,
        bridge=Bridge(parent),
        navigator=recorder,
        messenger=recorder,
        role=role,
        label="Dana",
        vault_name="Night team store",
        extras=dict(extras or {}),
    )
    return context, recorder


def done(value: T) -> "Future[T]":
    """A future that is settled already."""
    future: Future[T] = Future()
    future.set_result(value)
    return future


def failed(error: BaseException) -> "Future[Any]":
    """A future that failed already."""
    future: Future[Any] = Future()
    future.set_exception(error)
    return future


class WrongWordsError(KnownError):
    """As the vault's."""

    code = "wrong_passphrase"

    def __init__(self) -> None:
        super().__init__("That did not open. Check Caps Lock and keyboard language, then try again.")


class OlderError(KnownError):
    """A question the user may answer with "go on"."""

    code = "older"

    def __init__(self) -> None:
        super().__init__("This vault is older than the one last opened here. Continue?")


class FakeDoors:
    """Doors that open fake rooms.

    Args:
        folder: of the last vault; None on the first run.
        handlers: of every room opened.
        demo: whether nothing is real.
    """

    def __init__(
        self,
        folder: Path | None,
        handlers: Mapping[type, Handler | Long] | None = None,
        *,
        demo: bool = False,
    ) -> None:
        self.folder = folder
        self.handlers = handlers
        self.demo = demo
        self.made: NewVault | None = None
        self.rooms: list[FakeRoom] = []
        self.passphrase = WORKER_WORDS
        self.older = False
        self.label = "Dana"
        self.accepted: AbstractSet[str] = frozenset()

    def last_folder(self) -> Path | None:
        return self.folder

    def door_of(self, folder: Path) -> "Future[str]":
        assert folder
        return done("")

    def default_folder(self, name: str) -> Path:
        return Path("/nowhere") / f"{name or 'Notes'}.casevault"

    def work_settings(self) -> tuple[tuple[str, str], ...]:
        return (("street", "Street"), ("indoor", "Indoor, shared"), ("online", "Online"))

    def _open(self, role: Role) -> Opened:
        desk, room = open_desk(self.handlers)
        self.rooms.append(room)
        label = self.label if role is Role.WORKER else "Noor"
        return Opened(desk=desk, role=role, vault_name="Night team store", label=label, demo=self.demo)

    def make(self, new: NewVault) -> "Future[MadeVault]":
        self.made = new
        return done(MadeVault(self._open(Role.WORKER), CODE))

    def open(
        self,
        folder: Path,
        passphrase: str,
        accept: AbstractSet[str] = frozenset(),
        key_file: Path | None = None,
    ) -> "Future[Opened]":
        assert folder
        self.key_file = key_file
        self.accepted = accept
        if passphrase == self.passphrase:
            if self.older and OlderError.code not in accept:
                return failed(OlderError())
            return done(self._open(Role.WORKER))
        if passphrase == MANAGER_WORDS:
            return done(self._open(Role.MANAGER))
        return failed(WrongWordsError())

    def suggest_passphrase(self) -> tuple[str, float]:
        return "tea lamp moss oar kite fig", 63.3

    def may_go_on(self, error: KnownError) -> bool:
        return error.code == OlderError.code

    def open_with_code(
        self, folder: Path, code: str, new_passphrase: str, whose: str = ""
    ) -> "Future[Opened]":
        self.whose = whose
        assert folder
        if code.strip().upper() != CODE:
            return failed(WrongWordsError())
        self.passphrase = new_passphrase
        return done(self._open(Role.WORKER))

    def change_passphrase(self, opened: Opened, old: str, new: str) -> "Future[None]":
        assert opened
        if old != self.passphrase:
            return failed(WrongWordsError())
        self.passphrase = new
        return done(None)


def shown_texts(root: QWidget) -> list[str]:
    """Every word a widget and what is in it could show, for tests that look for what must be gone."""
    found: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        for read in ("text", "toPlainText", "windowTitle", "placeholderText", "accessibleName", "toolTip"):
            method = getattr(widget, read, None)
            if callable(method):
                words = method()
                if isinstance(words, str) and words:
                    found.append(words)
    return found
