"""A file is what its bytes say; what would run is refused, whatever it is called."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.file_kinds import HEAD_BYTES, FileKind, RefusedFileError, kind_of
from tests.unit.pictures import jpeg, png, saved, webp


def packed(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        if first is not None:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, b"x" * 50)
    return data.getvalue()[:HEAD_BYTES]


ODT = ("mimetype", b"application/vnd.oasis.opendocument.text")

KNOWN = [
    (jpeg(), FileKind.JPEG),
    (png(), FileKind.PNG),
    (webp(), FileKind.WEBP),
    (saved("png").replace(b"\x89PNG", b"\x88PNG"), FileKind.OTHER),
    (b"GIF89a\1\0\1\0", FileKind.GIF),
    (b"\0\0\0\x18ftypheic\0\0\0\0", FileKind.HEIC),
    (b"\0\0\0\x18ftypM4A \0\0\0\0", FileKind.M4A),
    (b"\0\0\0\x18ftypisom\0\0\0\0", FileKind.OTHER),
    (b"RIFF\0\0\0\0WAVEfmt ", FileKind.WAV),
    (b"%PDF-1.7\n%\xe2\xe3", FileKind.PDF),
    (b"\n\n%PDF-1.4", FileKind.PDF),
    (b"OggS\0\2", FileKind.OGG),
    (b"fLaC\0\0", FileKind.FLAC),
    (b"ID3\4\0", FileKind.MP3),
    (b"\xff\xfb\x90\x64" + bytes(20), FileKind.MP3),
    (packed("[Content_Types].xml", "word/document.xml"), FileKind.DOCX),
    (packed("content.xml", first=ODT), FileKind.ODT),
    (packed("photos/one.jpg"), FileKind.OTHER),
    ("Für Lìo, سلام\n".encode(), FileKind.TEXT),
    ("Für Lio".encode("utf-16"), FileKind.TEXT),
    ("Für die Behörde, München".encode("cp1252"), FileKind.TEXT),
    (("a" * (HEAD_BYTES - 1) + "ü").encode()[:HEAD_BYTES], FileKind.TEXT),
    (b"", FileKind.TEXT),
    (b"\0\1\2\3", FileKind.OTHER),
]
RUNS = [
    b"MZ\x90\0",
    b"\x7fELF\2",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!/bin/sh\nrm -rf ~",
    b"\xef\xbb\xbf#!/usr/bin/env python",
    "#!/bin/sh".encode("utf-16"),
    b"\n  <?php echo 1;",
    b"@ECHO OFF\r\n",
    b"[Desktop Entry]\nExec=sh",
    b"[InternetShortcut]\nURL=file:///",
    b"Windows Registry Editor Version 5.00",
    b"L\0\0\0\x01\x14\x02\0",
    packed("META-INF/MANIFEST.MF"),
    packed("AndroidManifest.xml", "classes.dex"),
    packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
]


@pytest.mark.parametrize(("head", "kind"), KNOWN)
def test_the_bytes_say_what_it_is(head: bytes, kind: FileKind) -> None:
    assert kind_of(head) is kind


@pytest.mark.parametrize("head", RUNS)
def test_what_would_run_is_refused_with_a_sentence(head: bytes) -> None:
    with pytest.raises(RefusedFileError) as caught:
        kind_of(head)
    assert "not added" in caught.value.sentence


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind_or_are_refused(head: bytes) -> None:
    try:
        assert kind_of(head) in FileKind
    except RefusedFileError:
        return


def test_what_is_not_known_has_no_ending_and_is_not_opened() -> None:
    assert not FileKind.OTHER.opens
    assert FileKind.OTHER.ending == ""
    assert {kind.ending for kind in FileKind if kind.opens} >= {".jpg", ".pdf", ".txt", ".docx"}
