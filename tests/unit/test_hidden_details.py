"""What a picture hides goes, what it shows stays, and no file can make the parser stumble."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.domain.file_kinds import FileKind, kind_of
from caseapp.domain.hidden_details import NotCleanableError, clean, orientation_of, parts, read_parts
from tests.unit.pictures import SECRET, chunk, exif, jpeg, png, saved, segment, shown, webp

MAKERS: dict[FileKind, Callable[[int], bytes]] = {
    FileKind.JPEG: jpeg,
    FileKind.PNG: png,
    FileKind.WEBP: webp,
}
KINDS = pytest.mark.parametrize("kind", list(MAKERS))


def cleaned(data: bytes, kind: FileKind) -> bytes:
    found = clean(io.BytesIO(data), kind)
    made = b"".join(read_parts(io.BytesIO(data), found.parts, 0, found.size))
    assert len(made) == found.size
    return made


@KINDS
def test_nothing_hidden_is_left_and_every_pixel_is(kind: FileKind) -> None:
    data = MAKERS[kind](1)
    assert kind_of(data) is kind
    assert SECRET[:8] in data
    made = cleaned(data, kind)
    assert SECRET[:8] not in made
    assert b"xif" not in made.lower()
    assert not shown(made).isNull()
    assert shown(made) == shown(data)
    assert clean(io.BytesIO(data), kind).removed >= 3
    assert clean(io.BytesIO(made), kind).removed == 0


@KINDS
@pytest.mark.parametrize("orientation", range(2, 9))
def test_the_way_up_is_kept_and_nothing_with_it(kind: FileKind, orientation: int) -> None:
    data = MAKERS[kind](orientation)
    made = cleaned(data, kind)
    assert SECRET[:8] not in made
    at = made.index(b"MM\0*")
    assert orientation_of(made[at:]) == orientation
    assert shown(made, upright=True) == shown(data, upright=True)
    assert shown(made) == shown(data)


def test_the_flags_of_a_webp_say_what_is_left() -> None:
    assert webp(1)[20] & 0x0C == 0x0C
    assert cleaned(webp(1), FileKind.WEBP)[20] & 0x0C == 0
    assert cleaned(webp(6), FileKind.WEBP)[20] & 0x0C == 0x08


def test_a_jpeg_is_shown_the_other_way_up_by_the_note_that_stays() -> None:
    """Else the test above would say nothing: with the note, the picture is turned."""
    made = cleaned(jpeg(6), FileKind.JPEG)
    assert shown(made, upright=True).width() == shown(made).height()


def test_what_stands_behind_the_end_goes() -> None:
    made = cleaned(jpeg(trailer=b"ftypmp42" + SECRET * 50), FileKind.JPEG)
    assert made.endswith(b"\xff\xd9")
    assert SECRET[:8] not in made


def test_the_small_picture_in_the_head_goes() -> None:
    plain = saved("jpg")
    thumb = segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\2\2" + b"qzk" * 4)
    made = cleaned(plain[:2] + thumb + plain[20:], FileKind.JPEG)
    assert b"qzk" not in made
    assert shown(made) == shown(plain)


def test_colours_stay_as_they_are() -> None:
    plain = saved("jpg")
    profile = segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(40))
    assert profile in cleaned(plain[:2] + profile + plain[2:], FileKind.JPEG)
    picture = saved("png")
    gamma = chunk(b"gAMA", bytes((0, 0, 177, 143)))
    assert gamma in cleaned(picture[:33] + gamma + picture[33:], FileKind.PNG)


def test_a_scan_over_many_blocks_is_found_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a mark falls between two blocks."""
    data = jpeg(3)
    whole = cleaned(data, FileKind.JPEG)
    for block in (1, 2, 3, 7, 64):
        monkeypatch.setattr(parts, "BLOCK", block)
        if block > 1:
            assert cleaned(data, FileKind.JPEG) == whole


@KINDS
def test_a_file_that_ends_early_is_not_called_clean(kind: FileKind) -> None:
    data = MAKERS[kind](6)
    whole = len(cleaned(data, kind))
    for end in range(0, len(data) - len(SECRET) - 40, 7):
        try:
            made = cleaned(data[:end], kind)
        except NotCleanableError:
            continue
        assert len(made) <= whole


@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(list(MAKERS)),
    orientation=st.integers(0, 9),
    changes=st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=6)), max_size=8),
    cut=st.integers(0, 3000),
)
def test_no_damage_makes_it_stumble(
    kind: FileKind, orientation: int, changes: list[tuple[int, bytes]], cut: int
) -> None:
    data = bytearray(MAKERS[kind](orientation))
    for at, put in changes:
        data[at : at + len(put)] = put
    data = data[: max(0, len(data) - cut)] if cut < 1500 else data
    try:
        made = cleaned(bytes(data), kind)
    except NotCleanableError:
        return
    assert len(made) <= len(data) + 64
    before = shown(bytes(data))
    assert before.isNull() or shown(made) == before


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(list(MAKERS)), data=st.binary(max_size=400))
def test_any_bytes_behind_the_signature_are_bounded(kind: FileKind, data: bytes) -> None:
    start = {FileKind.JPEG: b"\xff\xd8", FileKind.PNG: b"\x89PNG\r\n\x1a\n", FileKind.WEBP: b""}[kind]
    try:
        cleaned(start + data, kind)
    except NotCleanableError:
        return


@given(st.binary(max_size=120))
def test_any_note_has_a_way_up(note: bytes) -> None:
    assert 1 <= orientation_of(note) <= 8
    assert 1 <= orientation_of(b"II*\0" + note) <= 8


def test_the_way_up_is_read_in_both_orders() -> None:
    assert [orientation_of(exif(n, order)) for order in "<>" for n in (1, 6, 8)] == [1, 6, 8] * 2
    assert orientation_of(exif(77)) == 1


def test_a_part_of_a_file_that_became_shorter_is_noticed() -> None:
    found = clean(io.BytesIO(png()), FileKind.PNG)
    with pytest.raises(EOFError):
        list(read_parts(io.BytesIO(png()[:60]), found.parts, 0, found.size))


def test_parts_can_be_read_from_any_place() -> None:
    data = jpeg(6)
    found = clean(io.BytesIO(data), FileKind.JPEG)
    whole = b"".join(read_parts(io.BytesIO(data), found.parts, 0, found.size))
    for skip in range(0, found.size, 97):
        assert b"".join(read_parts(io.BytesIO(data), found.parts, skip, 100)) == whole[skip : skip + 100]
