"""Whatever the verifier is given: a sentence, never a traceback, never endless work."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import caseapp.figures.verify as verifier
from caseapp.figures.verify import FILES, verify
from caseapp.figures.writers.signature import pack, unpack
from tests.figures.conftest import Year
from tests.figures.verifying import KEY, OTHER_SEED, Files, failures, rewritten


def test_huge_files_are_not_taken_in(year: Year, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tmp_path / "bomb.zip"
    files = unpack(year.zips[0].read_bytes())
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in FILES:
            archive.writestr(name, b"\0" * (verifier.MOST_BYTES + 1) if name == "basis.csv" else files[name])
    assert failures([bomb]) == ["bomb.zip: reading: basis.csv is too large or there twice"]
    monkeypatch.setattr(verifier, "MOST", 10)
    assert any("too many cells" in each for each in failures([year.zips[0]]))


@pytest.mark.parametrize("what", ["relations", "shapes", "measures"])
def test_a_proof_that_asks_for_endless_work_is_refused(year: Year, tmp_path: Path, what: str) -> None:
    """A few kilobytes zipped: each relation costs as much as all cells, a million of them cost days."""

    def endless(files: Files) -> None:
        proof = json.loads(files["proof.json"])
        specification = proof["specification"]
        holder = specification["measures"][0] if what == "shapes" else specification
        copies = (json.loads(json.dumps(each)) for each in holder[what] * 2000)
        holder[what] = [
            {**each, "id": f"m{number}"} if what == "measures" else each for number, each in enumerate(copies)
        ]
        files["proof.json"] = json.dumps(proof).encode()

    forged = rewritten(year.zips[0], tmp_path, endless, OTHER_SEED)
    assert failures([forged]) == [
        "figures-2026-01.zip: reading: proof.json: too many cells, tables or relations"
    ]


def test_a_zip_with_two_files_of_a_name_is_refused(year: Year, tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    files = unpack(year.zips[0].read_bytes())
    with zipfile.ZipFile(path, "w") as archive:
        for name in FILES:
            archive.writestr(name, files[name])
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("figures.csv", files["figures.csv"])
    assert failures([path]) == ["two.zip: reading: figures.csv is too large or there twice"]


RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(data=st.data(), name=st.sampled_from(FILES), keep=st.booleans())
@RELAXED
def test_no_content_of_a_file_ends_in_a_traceback(
    year: Year, tmp_path: Path, data: st.DataObject, name: str, *, keep: bool
) -> None:
    files = unpack(year.zips[0].read_bytes())
    content = bytearray(files[name])
    if keep:
        for _ in range(data.draw(st.integers(1, 4))):
            place = data.draw(st.integers(0, len(content) - 1))
            piece = data.draw(st.binary(max_size=6))
            content[place : place + data.draw(st.integers(0, 40))] = piece
    else:
        content = bytearray(data.draw(st.binary(max_size=60)))
    changed = bytes(content) != files[name]
    files[name] = bytes(content)
    path = tmp_path / "figures-2026-01.zip"
    path.write_bytes(pack(files))
    found = failures([path])
    if name != "signature":  # what stands around its values changes nothing that is checked by them
        assert bool(found) == changed


@given(
    tree=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=4),
        lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=3), part, max_size=3),
        max_leaves=6,
    ),
    data=st.data(),
)
@RELAXED
def test_no_json_ends_in_a_traceback(year: Year, tmp_path: Path, tree: object, data: st.DataObject) -> None:
    """Somewhere in the JSON stands something else, and everything is signed anew."""
    name = data.draw(st.sampled_from(["proof.json", "datapackage.json", "signature"]))
    files = unpack(year.zips[0].read_bytes())
    whole = json.loads(files[name])
    part = whole
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(part[key], dict | list) or not part[key] or data.draw(st.booleans()):
            break
        part = part[key]
    part[key] = tree
    files[name] = json.dumps(whole).encode()
    path = tmp_path / "figures-2026-01.zip"
    path.write_bytes(pack(files))
    verify([path, year.zips[1]], KEY)


@given(content=st.binary(max_size=400))
@example(b"")
@example(b"PK\x05\x06" + bytes(18))
@RELAXED
def test_no_file_ends_in_a_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "figures.zip"
    path.write_bytes(content)
    assert failures([path])


@given(data=st.data())
@RELAXED
def test_no_damaged_zip_ends_in_a_traceback(year: Year, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(year.zips[0].read_bytes())
    size = len(content)
    places = st.one_of(st.integers(0, size - 1), st.integers(size - 400, size - 1))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(places)] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(places) :]
    path = tmp_path / "figures-2026-01.zip"
    path.write_bytes(bytes(content))
    verify([path], KEY)


def test_deeply_nested_json_is_a_failure(year: Year, tmp_path: Path) -> None:
    for name in ("proof.json", "signature", "datapackage.json"):
        path = rewritten(
            year.zips[0], tmp_path, lambda files, name=name: files.update({name: b"[" * 100_000})
        )
        assert failures([path])


def test_nothing_there_is_a_failure(tmp_path: Path) -> None:
    assert failures([tmp_path / "nothing.zip"])
    assert failures([tmp_path])


@pytest.mark.parametrize("inside", [False, True] if hasattr(os, "mkfifo") else [])
def test_what_is_no_plain_file_is_refused_and_not_waited_for(
    year: Year, tmp_path: Path, inside: bool
) -> None:
    path = tmp_path / "figures-2026-01"
    if inside:
        with zipfile.ZipFile(year.zips[0]) as archive:
            archive.extractall(path)
        (path / "figures.csv").unlink()
        os.mkfifo(path / "figures.csv")
    else:
        os.mkfifo(path)
    (found,) = failures([path])
    assert "no plain file" in found


def test_a_file_larger_than_any_release_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "figures-2026-01.zip"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)
    (found,) = failures([path])
    assert "too large" in found
