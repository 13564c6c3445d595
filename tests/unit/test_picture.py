"""Pictures from memory: what claims to be large, is damaged or is something else is not decoded."""

import pytest
from PySide6.QtGui import QImageReader

from caseapp.domain.file_kinds import FileKind
from caseapp.ui.widgets.picture import MOST_SIDE, decode
from tests.unit.pictures import chunk, jpeg, painted, saved


def test_what_claims_to_be_huge_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bool] = []
    monkeypatch.setattr(QImageReader, "read", lambda _self: read.append(True))
    head = (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
    assert decode(bomb, FileKind.PNG) is None
    assert read == []


def test_a_large_picture_is_made_smaller_while_it_is_decoded() -> None:
    found = decode(saved("jpg", painted(2000, 10)), FileKind.JPEG)
    assert found is not None
    assert (found.width(), found.height()) == (MOST_SIDE, 8)


@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.PNG, FileKind.GIF, FileKind.WEBP])
def test_damage_and_other_kinds_are_not_shown(kind: FileKind) -> None:
    assert decode(b"", kind) is None
    assert decode(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", kind) is None
    assert decode(jpeg()[:30], kind) is None


def test_kinds_that_are_shown_are_decoded() -> None:
    for kind in (FileKind.JPEG, FileKind.PNG, FileKind.WEBP):
        assert decode(saved(kind.value), kind) is not None
