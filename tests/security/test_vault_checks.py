"""Checks of an open vault: what they find, that they give way, and that a repair is one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from caseapp.bootstrap import open_room
from caseapp.casework import checks
from caseapp.casework.commands.backups import BackUpNow
from caseapp.casework.commands.checks import FaultsTold, Repair
from caseapp.casework.commands.people import AddPerson
from caseapp.casework.queries.checks import CheckStatus, Health, LookOn, StopLooking
from caseapp.casework.queries.find import Search
from caseapp.domain.consent import Answer, ConsentEntry, How, Purpose
from caseapp.domain.person import PersonFacts
from caseapp.room import Room, answer, check_room, workers_house
from caseapp.vault.head import Which
from tests.functional.vaults import WORKER, give_home, new_vault

NAMES = ("Marisol", "Jola", "Nadi", "Ruby")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        give_home(tmp_path_factory.mktemp("home"), patch)
        folder = new_vault(tmp_path_factory.mktemp("made") / "Night.casevault").folder
        room = open_room(folder, WORKER)
        for name in NAMES:
            add(room, name)
        room.close()
        yield folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    import shutil  # noqa: PLC0415 - used here only

    give_home(tmp_path / "home", monkeypatch)
    return Path(shutil.copytree(filled, tmp_path / "Night.casevault"))


@pytest.fixture
def room(folder: Path) -> Iterator[Room]:
    opened = open_room(folder, WORKER)
    yield opened
    opened.close()


def add(room: Room, name: str) -> None:
    keep = ConsentEntry(Purpose.KEEP, Answer.GIVEN, date(2026, 11, 1), how=How.SPOKEN)
    answer(room, AddPerson(PersonFacts(alias=name), keep))


def spoil(room: Room, *statements: str) -> None:
    """As one who holds the keys, past everything that writes."""
    connection = room.session.connect(Which.CASES)
    for statement in statements:
        connection.execute(statement)
    room.session.release(connection)


def health(room: Room) -> Health:
    found: Health = answer(room, CheckStatus())
    return found


def looked_at_once(room: Room) -> Health:
    looked = answer(room, LookOn(fresh=True))
    seen = [looked.done]
    while not looked.finished:
        looked = answer(room, LookOn())
        seen.append(looked.done)
    assert seen == sorted(seen)
    assert seen[-1] == looked.total
    return health(room)


def passed_slowly(room: Room) -> Health:
    for _ in range(10_000):
        assert room.checks is not None
        if not room.checks.idle():
            return health(room)
    raise AssertionError("the slow pass has no end")


def found(room: Room, words: str) -> int:
    return len(answer(room, Search(words, 9)))


SPOILED = {
    "an entry has other words": ["UPDATE search_entries SET text = 'Tee' WHERE text LIKE 'Marisol%'"],
    "an entry is missing": ["DELETE FROM search_entries WHERE text LIKE 'Marisol%'"],
    "an entry is there twice": [
        (
            "INSERT INTO search_entries (kind, row_id, target_id, person_id, on_date, text) "
            "SELECT kind, row_id, row_id, person_id, on_date, text FROM search_entries WHERE text LIKE 'M%'"
        )
    ],
    "an entry leads to somebody else": [
        (
            "UPDATE search_entries SET target_id = (SELECT id FROM people WHERE alias = 'Jola') "
            "WHERE text LIKE 'Marisol%'"
        )
    ],
    "an entry has no row": [
        (
            "INSERT INTO search_entries (kind, row_id, target_id, person_id, on_date, text) "
            "VALUES ('person', '00000000000000000000000000000001', '00000000000000000000000000000001', "
            "NULL, NULL, 'somebody erased')"
        )
    ],
    "the index has a word that stands nowhere": [
        "INSERT INTO search_index(rowid, text) VALUES (999, 'erasedword')"
    ],
    "the index lost a word": [
        (
            "INSERT INTO search_index(search_index, rowid, text) "
            "SELECT 'delete', key, text FROM search_entries WHERE text LIKE 'Marisol%'"
        )
    ],
    "nothing keeps the index in step": ["DROP TRIGGER search_entries_added"],
    "there is no index": ["DROP TABLE search_index"],
}


@pytest.mark.parametrize("what", SPOILED)
def test_search_that_does_not_fit_the_rows_is_found_and_made_anew(room: Room, what: str) -> None:
    assert check_room(room) == []
    spoil(room, *SPOILED[what])
    findings = check_room(room)
    assert findings
    assert {finding.repair for finding in findings} == {"search"}
    assert len(looked_at_once(room).faults) == len(findings)
    mended = answer(room, Repair()).result
    assert (mended.mended, mended.left) == (len(findings), 0)
    assert check_room(room) == []
    assert health(room).faults == ()
    assert found(room, "Marisol") == 1
    assert found(room, "erasedword") == found(room, "somebody") == 0
    add(room, "Bee")
    assert found(room, "Bee") == 1
    assert check_room(room) == []


def test_a_repair_that_is_stopped_changes_nothing(room: Room) -> None:
    spoil(room, *SPOILED["an entry is there twice"])
    before = looked_at_once(room).faults

    class StopError(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done:
            raise StopError

    with pytest.raises(StopError):
        answer(room, Repair(), stop)
    assert health(room).faults == before
    assert len(check_room(room)) == len(before)
    assert found(room, "Jola") == 1


def test_the_copy_of_the_key_file_is_made_anew(room: Room, folder: Path) -> None:
    (folder / "keys.json.copy").write_bytes(b"{}")
    assert [fault.file for fault in looked_at_once(room).faults] == ["keys.json.copy"]
    assert answer(room, Repair()).result.left == 0
    assert (folder / "keys.json.copy").read_bytes() == (folder / "keys.json").read_bytes()
    assert looked_at_once(room).faults == ()


def test_a_record_is_not_made_anew_but_the_backup_that_holds_it_is_named(room: Room) -> None:
    answer(room, BackUpNow())
    spoil(room, "UPDATE people SET pronouns = 'x' WHERE alias = 'Ruby'", "DELETE FROM search_entries")
    now = looked_at_once(room)
    assert {fault.repair for fault in now.faults} == {True, False}
    mended = answer(room, Repair()).result
    assert mended.left == 1
    (left,) = health(room).faults
    assert "not as it was last saved" in str(left.said)
    assert not left.repair
    held = health(room).held
    assert held is not None
    assert datetime.now(UTC) - held < timedelta(minutes=5)
    assert [fault.said for fault in looked_at_once(room).faults] == [left.said]


def test_damage_without_an_earlier_backup_is_not_promised_to_be_in_one(room: Room) -> None:
    spoil(room, "UPDATE people SET pronouns = 'x' WHERE alias = 'Ruby'")
    assert looked_at_once(room).held is None


def test_a_spoiled_backup_is_found(room: Room, folder: Path) -> None:
    answer(room, BackUpNow())
    store = next((folder / "backups").glob("*/cases.db"))
    data = bytearray(store.read_bytes())
    data[9000] ^= 1
    store.write_bytes(data)
    assert [fault.file for fault in looked_at_once(room).faults] == [store.parent.name]


# --- slowly -----------------------------------------------------------------------------------------------


def test_the_slow_pass_covers_everything_and_rests(room: Room) -> None:
    after = passed_slowly(room)
    assert after.faults == ()
    assert after.whole_on is not None
    assert after.passed_over == ()
    assert room.checks is not None
    assert not room.checks.idle()
    house = workers_house(room)
    later = house.now() + checks.AGAIN_AFTER + timedelta(minutes=1)
    house.now = lambda: later
    assert room.checks.idle()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people SET pronouns = 'x' WHERE alias = 'Ruby'",
        "UPDATE people SET alias = 'Ruby' WHERE alias = 'Jola'",
        "DELETE FROM search_entries WHERE text LIKE 'Ruby%'",
        "INSERT INTO search_index(rowid, text) VALUES (999, 'erasedword')",
    ],
)
def test_what_the_slow_pass_finds_stays_until_a_whole_check_is_clean(folder: Path, statement: str) -> None:
    room = open_room(folder, WORKER)
    spoil(room, statement)
    faults = passed_slowly(room).faults
    assert faults
    assert not health(room).told
    answer(room, FaultsTold())
    room.close()
    room = open_room(folder, WORKER)
    assert health(room).faults == faults
    assert health(room).told
    spoil(
        room,
        "UPDATE people SET pronouns = '' WHERE alias = 'Ruby'",
        "UPDATE people SET alias = 'Jola' WHERE alias = 'Ruby' AND rowid < "
        "(SELECT max(rowid) FROM people WHERE alias = 'Ruby')",
    )
    answer(room, Repair())
    assert looked_at_once(room).faults == ()
    room.close()


def test_the_slow_pass_goes_on_another_day_where_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_IDLE", 0.0)
    monkeypatch.setattr(checks, "_KEPT_EVERY", 1)
    moments, whole, places = 0, None, set()
    while whole is None:
        room = open_room(folder, WORKER)
        assert room.checks is not None
        for _ in range(7):
            room.checks.idle()
        moments += 1
        places.add(str(room.checks._notes.place))
        whole = health(room).whole_on
        room.close()
        assert moments < 60
    assert moments > 2
    assert len(places) == moments


def test_a_save_comes_between_two_looks_of_a_check_that_was_asked_for(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_ASKED", 0.0)  # the vault of a test is small
    looked = answer(room, LookOn(fresh=True))
    looks = 0
    while not looked.finished:
        if looks < 10:
            add(room, f"Ana {looks}")
        looked = answer(room, LookOn())
        looks += 1
    assert looks > 10
    assert health(room).faults == ()


def test_a_check_can_be_stopped(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_ASKED", 0.0)  # the vault of a test is small
    answer(room, LookOn(fresh=True))
    answer(room, LookOn())
    answer(room, StopLooking())
    assert health(room).asked_on is None
    assert looked_at_once(room).asked_on is not None


def test_long_statements_give_way_and_are_passed_over_in_the_end(room: Room) -> None:
    """Somebody always waits: the pass goes on without them and says so, and calls nothing whole."""
    spoil(
        room,
        "CREATE TABLE long (a)",
        "INSERT INTO long WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
        "SELECT i FROM n",
    )
    room.somebody_waits = lambda: True
    after = passed_slowly(room)
    assert "structure" in after.passed_over
    assert after.whole_on is None
    asked = looked_at_once(room)
    assert asked.whole_on is not None
    assert asked.passed_over == ()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"findings": 3}', '{"place": "x"}', '{"whole_on": "then"}'])
def test_notes_that_cannot_be_understood_are_begun_anew(room: Room, text: str) -> None:
    from caseapp.casework.commands.team import SetPreference  # noqa: PLC0415 - used here only

    answer(room, SetPreference("integrity", text))
    from caseapp.casework.check_notes import read_notes  # noqa: PLC0415 - used here only

    assert read_notes(room.house).findings == ()
