"""Importing what an unlock will need, while the passphrase is typed.

SQLAlchemy, the cryptography and the pages take a second to import on a small computer. They come one module
after the other on a thread of their own, which gives way after each, so that no key waits for them.
"""

import gc
import sys
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Final

from caseapp.garbage import uncollected

_PAUSE: Final = 0.004  # seconds between two modules

PAGES: Final = (
    "lucide",
    "caseapp.ui.shell.acts",
    "caseapp.ui.shell.idle",
    "caseapp.ui.shell.locks",
    "caseapp.ui.shell.front_door",
    "caseapp.ui.shell.house",
    "caseapp.ui.shell.registry",
    "caseapp.ui.pages.global_search",
    "caseapp.ui.pages.today",
    "caseapp.ui.pages.log_contact",
)
SYSTEM: Final = {"linux": ("caseapp.osutils.linux_locks",)}
ROOMS: Final = (
    "sqlalchemy.sql",
    "sqlalchemy.orm",
    "sqlcipher3.dbapi2",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "caseapp.vault.session",
    "caseapp.behind_entrance",
    "caseapp.bootstrap",
    "caseapp.storage.tables",
    "caseapp.storage.checks",
    "caseapp.casework.opening",
    "caseapp.figures.answers",
    "caseapp.casework.handlers",
    "caseapp.casework.close_month",
    "caseapp.casework.keys",
)


def start(pause: float = _PAUSE) -> threading.Thread:
    """Start importing; who needs a module sooner gets it as ever, by importing it.

    Args:
        pause: seconds between two modules.

    Returns:
        The thread, which ends by itself. The garbage collector rests until then, because next to nothing of
        what is imported is garbage, and looking through all of it would make the window wait.
    """
    thread = threading.Thread(target=_import_all, args=(pause,), name="warm-up", daemon=True)
    thread.start()
    return thread


def _import_all(pause: float) -> None:
    with uncollected():
        for name in _names():
            import_module(name)
            time.sleep(pause)
        _configure_mappers()
        gc.freeze()


def _configure_mappers() -> None:
    """Tie the tables together, which the first statement would do otherwise."""
    from sqlalchemy.orm import configure_mappers  # noqa: PLC0415 - late, as all that is imported here

    configure_mappers()


def _names() -> Iterator[str]:
    """Every module, its packages first: small steps."""
    for name in (*PAGES, *SYSTEM.get(sys.platform, ()), *ROOMS):
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            yield ".".join(parts[:length])
