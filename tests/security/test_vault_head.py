"""The file head: synced, never torn, and of one store and key only."""

from pathlib import Path

import pytest

from caseapp.vault import head
from caseapp.vault.head import EMPTY, Head, HeadFile, Which

KEY = bytes(range(32))


def entry(number: int) -> Head:
    return Head(number, bytes([number % 256]) * head.MAC_BYTES)


@pytest.fixture
def head_file(tmp_path: Path) -> HeadFile:
    file = HeadFile(tmp_path, {Which.CASES: KEY, Which.FIGURES: bytes(32)})
    file.create()
    return file


def test_a_head_is_read_back_for_each_store(tmp_path: Path, head_file: HeadFile) -> None:
    assert head_file.read(Which.CASES) == EMPTY
    for number in range(1, 20):
        head_file.write(Which.CASES, entry(number))
        head_file.write(Which.FIGURES, entry(100 + number))
        again = HeadFile(tmp_path, {Which.CASES: KEY, Which.FIGURES: bytes(32)})
        assert again.read(Which.CASES) == entry(number)
        assert again.read(Which.FIGURES) == entry(100 + number)
    assert (tmp_path / "head").stat().st_mode & 0o777 == 0o600


def test_a_lower_counter_written_later_counts(tmp_path: Path, head_file: HeadFile) -> None:
    """After a loss was accepted the head goes back; the turn decides, not the counter."""
    for number in (7, 8, 3):
        head_file.write(Which.CASES, entry(number))
    assert HeadFile(tmp_path, {Which.CASES: KEY}).read(Which.CASES) == entry(3)


def test_a_torn_write_reads_as_the_last_acknowledged_state(tmp_path: Path, head_file: HeadFile) -> None:
    """Cut the last write after every byte: the old state or the new one, and the next write heals."""
    path = tmp_path / "head"
    for number in (1, 2):
        head_file.write(Which.CASES, entry(number))
    before = path.read_bytes()
    head_file.write(Which.CASES, entry(3))
    after = path.read_bytes()
    changed = [place for place in range(len(after)) if before[place] != after[place]]
    for cut in range(min(changed), max(changed) + 2):
        path.write_bytes(after[:cut] + before[cut:])
        torn = HeadFile(tmp_path, {Which.CASES: KEY})
        assert torn.read(Which.CASES) == (entry(3) if cut > max(changed) else entry(2))
        torn.write(Which.CASES, entry(9))
        assert HeadFile(tmp_path, {Which.CASES: KEY}).read(Which.CASES) == entry(9)
        torn.close()


def test_a_write_touches_one_block_only(tmp_path: Path, head_file: HeadFile) -> None:
    path = tmp_path / "head"
    for number in range(1, 6):
        before = path.read_bytes()
        head_file.write(Which.CASES, entry(number))
        after = path.read_bytes()
        assert (
            len({place // head.BLOCK_BYTES for place in range(len(after)) if before[place] != after[place]})
            == 1
        )


def test_damage_to_both_blocks_is_no_head_rather_than_a_wrong_one(
    tmp_path: Path, head_file: HeadFile
) -> None:
    path = tmp_path / "head"
    for number in (1, 2):
        head_file.write(Which.CASES, entry(number))
    whole = path.read_bytes()
    for place in range(0, 84, 5):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        damaged[head.BLOCK_BYTES + place] ^= 1
        path.write_bytes(damaged)
        assert HeadFile(tmp_path, {Which.CASES: KEY}).read(Which.CASES) is None


def test_records_do_not_pass_for_another_store_or_key(tmp_path: Path) -> None:
    record = head.pack(KEY, Which.CASES, entry(1), 1)
    assert head.unpack(KEY, Which.CASES, record + bytes(9)) == (1, entry(1))
    assert head.unpack(KEY, Which.FIGURES, record) is None
    assert head.unpack(bytes(32), Which.CASES, record) is None
    assert head.unpack(KEY, Which.CASES, b"") is None


def test_the_head_hides_how_much_is_written(tmp_path: Path, head_file: HeadFile) -> None:
    head_file.write(Which.CASES, Head(0x1122334455667788, bytes(32)))
    assert bytes.fromhex("1122334455667788") not in (tmp_path / "head").read_bytes()
