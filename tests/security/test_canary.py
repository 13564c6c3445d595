"""Nothing in clear: a marker in every text field is found again inside the vault, and nowhere outside it."""

import json
import os
import pkgutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import caseapp.ui
from caseapp.bootstrap import open_room
from caseapp.casework.opened_files import remove_left_behind
from caseapp.casework.queries.find import Search
from caseapp.room import Room, answer
from caseapp.ui.shell.page import Page
from caseapp.ui.widgets.dialog import Overlay
from caseapp.vault import opener
from tests.functional.vaults import give_home, new_vault
from tests.security.canary_words import STEM, files_in_clear, in_clear
from tests.security.vault_disk import TEMPORARY, Disk

# Kept, but not for the search: where the words are instead.
NOT_SEARCHED = {
    ("wizard", "Name of the team"): "sealed in keys.json; shown at the foot of the navigation",
    ("wizard", "What the manager is called here"): "sealed in the manager's slot; no case knows it",
    ("figures", "To whom"): "in the ledger of figures.db, which a manager opens",
    ("figures", "What for"): "in the ledger of figures.db, which a manager opens",
    ("need dental", "Own words"): "an earlier version, in the history",
    ("log_contact", "Next step"): "an earlier version, in the history",
    ("log_contact", "Note"): "an earlier version, in the history",
    ("log_contact", "Going well, in own words"): "an earlier version, in the history",
    ("picture", "Title"): "an earlier version, in the history",
    ("settings", "Limits of confidentiality"): "among the settings in the vault; shown in Settings",
    ("settings", "Safeguarding, under 18"): "among the settings in the vault; shown in Settings",
}
# Areas leave with every release, because its tables are told by them.
PUBLIC = (("wizard", "Areas"), ("settings", "New value"))
PIECES = "SELECT data FROM attachment_chunks ORDER BY attachment_id, place"
# What a lock keeps as half typed is found as a draft.
LEFT_ON_THE_PAGE = {("figures", "To whom"), ("figures", "What for")}
NO_TEXT = {"Working", "TalliesDialog", "Carrying", "Leaving"}  # dialogs without a field


@dataclass(frozen=True)
class Walked:
    """What a walk said, and where it was."""

    said: list[dict[str, Any]]
    home: Path
    stderr: bytes

    @property
    def end(self) -> dict[str, Any]:
        return next(line for line in self.said if "done" in line)

    def typed(self, *kinds: str) -> dict[tuple[str, str], str]:
        """Markers by place and name."""
        return {
            (line["place"], line["name"]): line["marker"] for line in self.said if line.get("kind") in kinds
        }

    def open(self) -> Room:
        return open_room(Path(self.end["folder"]), self.end["worker"])


def walk(home: Path, *, lock: bool) -> Walked:
    """Have another process type a marker everywhere, then lock it or kill it."""
    for name in ("out", "tmp"):
        (home / name).mkdir()
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    source = home.parent / f"{home.name}-source"  # what is attached comes from outside, and a copy goes there
    for folder in (source, home / "run"):
        folder.mkdir(mode=0o700)
    folders |= {"CANARY_SOURCE": str(source), "XDG_RUNTIME_DIR": str(home / "run")}
    folders |= {"HOME": str(home), "TMPDIR": str(home / "tmp"), "CANARY_OUT": str(home / "out")}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.security.canary_walk"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **folders, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(json.loads(line))
            if "written" in said[-1]:
                break
        if lock:
            rest, stderr = process.communicate(b"lock\n")
            assert process.returncode == 0, stderr.decode()
            said += [json.loads(line) for line in rest.splitlines()]
        else:
            process.kill()
            _rest, stderr = process.communicate()
    assert any("done" in line for line in said), stderr.decode()
    return Walked(said, home, stderr)


@pytest.fixture(scope="module")
def walks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Walked]:
    """Both walks, side by side, because each waits most of its time."""
    homes = {name: tmp_path_factory.mktemp(name) for name in ("killed", "locked")}
    with ThreadPoolExecutor() as both:
        started = {name: both.submit(walk, home, lock=name == "locked") for name, home in homes.items()}
        return {name: done.result() for name, done in started.items()}


@pytest.fixture(params=["killed", "locked"])
def walked(
    request: pytest.FixtureRequest, walks: dict[str, Walked], monkeypatch: pytest.MonkeyPatch
) -> Walked:
    found = walks[request.param]
    give_home(found.home, monkeypatch)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(found.home / "run"))
    return found


def test_nothing_that_was_typed_is_in_clear(walked: Walked) -> None:
    """First of all tests here: the next ones open the vault."""
    first, last = (line["opened"] for line in walked.said if "opened" in line)
    assert all(line["in_clear"] for line in walked.said if "opened" in line)  # else this says nothing
    assert not Path(first).exists()  # there was a lock since
    locked = any("left" in line for line in walked.said)
    assert Path(last).exists() != locked
    remove_left_behind()  # as the next start does, whatever is opened then
    assert not Path(last).exists()
    found, looked = files_in_clear(walked.home)
    releases = [str(path) for path in (walked.home / "out").iterdir()]
    assert found == releases
    assert looked > 15
    assert not in_clear(walked.stderr)
    written = [name for line in walked.said for name in line.get("written", ())]
    assert written == []
    with zipfile.ZipFile(releases[0]) as parts:
        for name in parts.namelist():
            words = parts.read(name)
            for place in PUBLIC:
                words = words.replace(walked.typed("kept")[place].encode(), b"")
            assert not in_clear(words), name


def test_window_titles_and_the_clipboard_say_nothing(walked: Walked) -> None:
    assert {title for title in walked.end["titles"] if title} == {"Notes"}
    assert [line["clipboard"] for line in walked.said if "left" in line] in ([], [""])


def test_every_page_and_dialog_was_visited(walked: Walked) -> None:
    for module in pkgutil.walk_packages(caseapp.ui.__path__, "caseapp.ui."):
        import_module(module.name)
    visited = {line["visited"] for line in walked.said if "visited" in line}
    ours = {kind.__name__ for base in (Overlay, Page) for kind in base.__subclasses__() if _is_ours(kind)}
    assert ours - NO_TEXT <= visited


def _is_ours(kind: type) -> bool:
    return kind.__module__.startswith("caseapp.ui.")


def test_everything_that_was_typed_is_found_again(walked: Walked) -> None:
    kept = walked.typed("kept")
    assert len(kept) > 45
    room = walked.open()
    try:
        lost = {place for place, marker in kept.items() if not answer(room, Search(marker))}
        stored = _stored(room)
        files = b"".join(row[0] for row in room.session.connect_cases().execute(PIECES))
        name = room.session.vault_name
        handed = room.office.ledger.deliveries()
    finally:
        room.close()
    locked = any("left" in line for line in walked.said)
    assert lost == NOT_SEARCHED.keys() - (LEFT_ON_THE_PAGE if locked else set())
    assert name == kept["wizard", "Name of the team"]
    assert [(each.recipient, each.purpose) for each in handed] == [
        (kept["figures", "To whom"], kept["figures", "What for"])
    ]
    for place in (("need dental", "Own words"), ("log_contact", "Next step"), ("picture", "Title")):
        assert kept[place] in stored["history.earlier"]
    for marker in walked.typed("inside").values():
        assert marker.encode() in files
    manager = open_room(Path(walked.end["folder"]), walked.end["manager"])
    label = manager.session.label
    manager.close()
    assert label == kept["wizard", "What the manager is called here"]


def test_what_was_only_asked_or_is_secret_is_kept_nowhere(walked: Walked) -> None:
    room = walked.open()
    try:
        stored = " ".join(_stored(room).values())
    finally:
        room.close()
    secret = walked.typed("secret", "asked")
    assert len(secret) > 12
    aliases = {("who", "Who: alias, code or phone"), ("who waits", "Who: alias, code or phone")}
    assert {place for place, marker in secret.items() if marker in stored} <= aliases


def _stored(room: Room) -> dict[str, str]:
    """Every text of the opened store with a marker in it, by table and column."""
    connection = room.session.connect_cases()
    found = {}
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        for column in connection.execute(f"PRAGMA table_info({table})").fetchall():
            rows = connection.execute(
                f'SELECT CAST("{column[1]}" AS TEXT) FROM "{table}" WHERE "{column[1]}" LIKE ?',
                (f"%{STEM}%",),
            ).fetchall()
            found[f"{table}.{column[1]}"] = " ".join(str(row[0]) for row in rows)
    return found


# --- the other side: with a weaker setting the same look finds the words


def _sorted_words_in_clear(folder: Path) -> list[str]:
    """Sort more words than fit into the cache, and name the files that they were written to in clear."""
    disk = Disk()
    written: list[str] = []

    def look(event: Any) -> int:  # noqa: ANN401 - an Event
        if in_clear(event.data):
            written.append(event.file)
        return 0

    disk.refuse = look
    vault = new_vault(folder)
    with disk.under():
        room = open_room(vault.folder, vault.worker)
        connection = room.session.connect_cases()
        rows = connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000) "
            "SELECT ? || ' ' || i || hex(randomblob(20)) AS words FROM n ORDER BY words DESC",
            (STEM,),
        )
        assert rows.fetchone()
        del rows
        room.close()
    return sorted(set(written))


def test_a_big_sort_is_written_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _sorted_words_in_clear(give_home(tmp_path, monkeypatch) / "Notes.casevault") == []


def test_the_look_finds_what_temp_store_file_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weaker = tuple(line.replace("temp_store = MEMORY", "temp_store = FILE") for line in opener._SETTINGS)
    assert weaker != opener._SETTINGS
    monkeypatch.setattr(opener, "_SETTINGS", weaker)
    monkeypatch.setattr(opener, "INVARIANTS", {**opener.INVARIANTS, "temp_store": 1})
    assert _sorted_words_in_clear(give_home(tmp_path, monkeypatch) / "Notes.casevault") == [TEMPORARY]
