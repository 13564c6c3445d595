"""Writes that fail, without a compiler: sparsely what ``tests/faults/failing.py`` does from outside."""

from contextlib import suppress
from pathlib import Path

import pytest

from caseapp.errors import KnownError
from tests.faults import world
from tests.faults.acts import ACTS, Act, Place
from tests.faults.failing import afterwards, again
from tests.faults.world import World, make_world
from tests.functional.vaults import give_home
from tests.security.vault_disk import (
    SQLITE_FULL,
    SQLITE_IOERR_FSYNC,
    SQLITE_IOERR_WRITE,
    SQLITE_OK,
    Disk,
    Event,
)

CODES = {"write": SQLITE_IOERR_WRITE, "sync": SQLITE_IOERR_FSYNC}
POINTS = 2  # of each act and errno, spread over all that it writes


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    with pytest.MonkeyPatch.context() as patch:
        return make_world(give_home(tmp_path_factory.mktemp("base"), patch) / "vault.casevault")


class Striking:
    """Refuses one write or sync of an act; counts them."""

    def __init__(self, at: int, *, full: bool) -> None:
        self._at, self._full = at, full
        self.seen = 0
        self.on = False

    def __call__(self, event: Event) -> int:
        if not self.on or event.kind not in ({"write"} if self._full else CODES):
            return SQLITE_OK
        self.seen += 1
        if self.seen != self._at:
            return SQLITE_OK
        return SQLITE_FULL if self._full else CODES[event.kind]


def struck(base: World, act: Act, folder: Path, striking: Striking) -> list[str]:
    """Do an act while a write fails, and again; gives what is wrong."""
    here = base.copy(folder / "vault.casevault")
    before = {900_000 + place for place in range(len(world.ALIASES))}
    disk = Disk()
    disk.refuse = striking
    wrong: list[str] = []
    with disk.under():
        place = Place(here)
        place.open()
        act.before(place, act.first)
        striking.on = True
        with suppress(KnownError):  # and nothing but a sentence
            act.do(place, act.first)
        striking.on = False
        wrong += again(place, act)
    return wrong + afterwards(here, act, before)


@pytest.mark.parametrize("full", [True, False], ids=["full", "failing"])
@pytest.mark.parametrize("name", ["save", "close", "attach", "backup", "keys", "restore"])
def test_an_act_that_meets_a_bad_disk_loses_nothing_and_works_again(
    base: World,
    tmp_path: Path,
    scratch: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    full: bool,
) -> None:
    give_home(tmp_path, monkeypatch)
    counting = Striking(0, full=full)
    assert struck(base, ACTS[name], scratch / "0", counting) == []
    points = sorted({1 + counting.seen * place // POINTS for place in range(POINTS)})
    for at in points:
        give_home(tmp_path / str(at), monkeypatch)
        assert struck(base, ACTS[name], scratch / str(at), Striking(at, full=full)) == [], at
    with capsys.disabled():
        print(f"\n{name}: {len(points)} of {counting.seen} writes made to fail")  # noqa: T201
