"""What every test gets: folders of its own; none touches the settings or vaults of whoever runs it.

And widgets that die on the thread they live on, as in the window (see `caseapp.garbage`).
"""

import gc
from collections.abc import Iterator

import pytest

from caseapp.garbage import collect_due


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(tmp_path_factory.mktemp(name.lower())))
        # Whoever runs the tests may lock the screen meanwhile; no window of theirs may lock with it.
        for name in ("SYSTEM", "SESSION"):
            patch.setenv(f"DBUS_{name}_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _swept(_no_collector: None) -> Iterator[None]:
    yield
    collect_due()
