"""What was handed over holds; each change to it is named."""

import json
import random
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import caseapp.figures.verify as verifier
from caseapp.figures.closing import close_month
from caseapp.figures.publishing import build, export, publish
from caseapp.figures.solver import Solver
from caseapp.figures.verify import FAILED, FILES, OK, UNCHECKED, verify
from caseapp.figures.writers.content import Content
from caseapp.figures.writers.signature import fingerprint, pack, public_key, unpack, write_signature
from tests.figures.conftest import Year
from tests.figures.figures_tools import DRAW_KEY, SEED, SMALL, TODAY, new_ledger, random_month
from tests.figures.verifying import KEY, OTHER_SEED, Files, failures, one_digit, replace_in, rewritten


def test_what_was_handed_over_holds(year: Year) -> None:
    found = verify(year.zips, KEY)
    assert {each.state for each in found} == {OK}
    assert [each.sentence for each in found if each.sentence.startswith("chain")] == [
        f"chain: it follows figures-2026-0{number}.zip, and so do the sums of the year"
        for number in (1, 2, 3)
    ]
    assert failures(list(reversed(year.zips))) == []
    spoken = KEY.upper().replace("-", " ")
    assert failures(year.zips, spoken) == []


def test_alone_it_says_what_it_cannot_know(year: Year) -> None:
    found = verify([year.zips[2]])
    assert {each.state for each in found} == {OK, UNCHECKED}
    unchecked = " ".join(each.sentence for each in found if each.state == UNCHECKED)
    assert KEY in unchecked
    assert "the release before it was not given" in unchecked
    gap = verify([year.zips[0], year.zips[2]], KEY)
    assert any("months between figures-2026-01.zip and it were not given" in each.sentence for each in gap)
    assert not [each for each in gap if each.state == FAILED]


def test_a_folder_is_as_good_as_a_zip(year: Year, tmp_path: Path) -> None:
    folder = tmp_path / "figures-2026-01"
    with zipfile.ZipFile(year.zips[0]) as archive:
        archive.extractall(folder)
    assert failures([folder]) == []
    (folder / "figures.csv").unlink()
    assert failures([folder]) == ["figures-2026-01: reading: figures.csv is missing"]


def remove_row(name: str, start: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        lines = files[name].splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(start)]
        assert len(kept) < len(lines)
        files[name] = b"".join(kept)

    return change


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(year: Year, tmp_path: Path, name: str) -> None:
    path = rewritten(year.zips[0], tmp_path, lambda files: files.pop(name) and None)
    assert failures([path]) == [f"figures-2026-01.zip: reading: {name} is missing"]


@pytest.mark.parametrize("name", ["figures.csv", "basis.csv"])
@pytest.mark.parametrize("seed", [None, SEED])
def test_one_changed_digit_is_named(year: Year, tmp_path: Path, name: str, seed: bytes | None) -> None:
    """Even where the organisation's own key signed it anew."""
    path = rewritten(year.zips[0], tmp_path, one_digit(name), seed)
    found = failures([path])
    assert any("figures.csv" in each for each in found)
    if seed is None:
        assert f"figures-2026-01.zip: papers: {name} is not the file that was signed" in found
        assert "figures-2026-01.zip: signature: it does not belong to this content" in found
    elif name == "basis.csv":
        assert any(
            re.search(r"sums: figures.csv: contacts .* but its cells add up to", each) for each in found
        )


def test_a_value_that_is_no_multiple_of_5_is_named(year: Year, tmp_path: Path) -> None:
    path = rewritten(year.zips[0], tmp_path, replace_in("basis.csv", b",0\n", b",3\n"), SEED)
    assert any("3 is no multiple of 5" in each for each in failures([path]))


@pytest.mark.parametrize("name", ["figures.csv", "basis.csv"])
@pytest.mark.parametrize("seed", [None, SEED])
def test_a_removed_row_is_named(year: Year, tmp_path: Path, name: str, seed: bytes | None) -> None:
    start = (
        b"people_reached,2026-01,people,harbour,under_25" if name == "figures.csv" else b"contacts,2026-01"
    )
    path = rewritten(year.zips[0], tmp_path, remove_row(name, start), seed)
    assert any(f"structure: {name}: the row " in each and "is missing" in each for each in failures([path]))


def test_a_row_twice_or_too_many_is_named(year: Year, tmp_path: Path) -> None:
    def twice(files: Files) -> None:
        files["basis.csv"] += files["basis.csv"].splitlines(keepends=True)[1]

    assert any("is there twice" in each for each in failures([rewritten(year.zips[0], tmp_path, twice)]))

    def more(files: Files) -> None:
        line = next(each for each in files["basis.csv"].splitlines() if each.startswith(b"contacts"))
        files["basis.csv"] += line.replace(b"street", b"moon") + b"\n"

    found = failures([rewritten(year.zips[0], tmp_path, more, SEED)])
    assert any("moon" in each and "does not belong there" in each for each in found)


def test_a_broken_relation_is_named_by_its_sentence(year: Year, tmp_path: Path) -> None:
    """More people with a need than people, everything else mended, signed by the right key."""
    shown = {
        measure.id: dict.fromkeys(measure.basis, 0 if measure.id == "people_reached" else 5)
        for measure in SMALL.measures
    }
    content = verifier.Release("", unpack(year.zips[0].read_bytes()))
    files = build_like(content, shown)
    path = tmp_path / "figures-2026-01.zip"
    path.write_bytes(pack(files))
    found = failures([path])
    assert [each for each in found if "relations" not in each] == []
    assert any("no more than people reached in the same cell" in each for each in found)
    assert not any("each is at most any" in each for each in found)


def build_like(release: verifier.Release, shown: dict[str, dict[tuple[str, ...], int]]) -> Files:
    content = Content(
        specification=SMALL,
        period=release.period,
        cells=shown,
        before={},
        previous=None,
        fingerprint=KEY,
    )
    files = build(content)
    files["signature"] = write_signature(release.period, files, SEED)
    return files


def test_each_kind_of_relation_is_checked(year: Year) -> None:
    def found(change: Callable[[tuple[str, ...]], int | None]) -> str:
        spoiled = verifier.Release("", unpack(year.zips[0].read_bytes()))
        for cell in spoiled.basis:
            if (number := change(cell)) is not None:
                spoiled.basis[cell] = number
        return " ".join(spoiled.relations())

    assert found(lambda _cell: None) == ""
    nobody = found(lambda cell: 0 if cell[0] == "people_reached" else None)
    assert "no more than people reached" in nobody
    assert "kind of need: each is at most any" in found(
        lambda cell: 5_000 if cell[:2] == ("needs_raised", "health") else None
    )
    sum_too_small = found(
        lambda cell: 5_000 if cell[0] == "referrals" and cell[1:] == ("any", "any") else None
    )
    assert "kind of service: each is at most any" in sum_too_small

    def two_people_who_are_one(cell: tuple[str, ...]) -> int | None:
        if cell[0] != "referrals":
            return None
        both = cell[1] in {"health", "school", "any"} and cell[2] in {"made", "any"}
        return 10 if cell[1:] == ("any", "any") else 5 if both else 0

    overlap = found(two_people_who_are_one)
    assert "counts twice under kind of service within one value" in overlap
    assert "each is at most any" not in overlap.replace("stage reached this month: each", "")


def test_a_swapped_release_is_named(year: Year, tmp_path: Path) -> None:
    """February's release in the place of March's: by its name, and by the chain."""
    swapped = tmp_path / "figures-2026-03.zip"
    shutil.copy(year.zips[1], swapped)
    assert failures([swapped]) == ["figures-2026-03.zip: papers: it is named 2026-03, but holds 2026-02"]
    renamed = tmp_path / "march.zip"
    shutil.copy(year.zips[1], renamed)
    found = failures([year.zips[0], year.zips[1], renamed])
    assert found == ["march.zip: chain: figures-2026-02.zip is not the release it was published after"]


def test_another_organisations_month_is_named(year: Year, tmp_path: Path, solver: Solver) -> None:
    connection, ledger = new_ledger(tmp_path)
    close_month(ledger, SMALL, random_month(random.Random(1), 99), DRAW_KEY, {}, today=TODAY, solver=solver)
    publish(ledger, "2026-01", OTHER_SEED)
    theirs = export(ledger, "2026-01", tmp_path, recipient="", purpose="", by="", at="")
    connection.close()
    found = failures([theirs, year.zips[1]], "")
    assert "figures-2026-02.zip: chain: signed by another key than figures-2026-01.zip" in found
    assert (
        "figures-2026-02.zip: chain: figures-2026-01.zip is not the release it was published after" in found
    )


def test_another_keys_signature_is_named(year: Year, tmp_path: Path) -> None:
    path = rewritten(year.zips[1], tmp_path, lambda _files: None, OTHER_SEED)
    assert failures([path], "") == ["figures-2026-02.zip: signature: of another key than proof.json names"]
    assert f"figures-2026-02.zip: signature: of another key than {KEY}" in failures([path])

    def named(files: Files) -> None:
        proof = json.loads(files["proof.json"])
        proof["key_fingerprint"] = fingerprint(public_key(OTHER_SEED))
        files["proof.json"] = json.dumps(proof).encode()

    thorough = rewritten(year.zips[1], tmp_path / "b", named, OTHER_SEED)
    assert failures([thorough], "") == []  # nothing but the key itself can tell: --key, or the chain
    assert failures([thorough]) == [f"figures-2026-02.zip: signature: of another key than {KEY}"]
    assert failures([year.zips[0], thorough, year.zips[2]], "") == [
        "figures-2026-02.zip: chain: signed by another key than figures-2026-01.zip",
        "figures-2026-03.zip: chain: figures-2026-02.zip is not the release it was published after",
        "figures-2026-03.zip: chain: signed by another key than figures-2026-02.zip",
    ]


def test_a_changed_fingerprint_is_named(year: Year, tmp_path: Path) -> None:
    change = replace_in("signature", f'"key_fingerprint": "{KEY[:3]}'.encode(), b'"key_fingerprint": "bad')
    found = failures([rewritten(year.zips[0], tmp_path, change)])
    assert found == ["figures-2026-01.zip: signature: of another key than it names"]


def test_a_key_is_shown_as_it_is_and_not_as_a_file_calls_it(year: Year, tmp_path: Path) -> None:
    """A forger names the organisation's key in letters that look like it; a reader would compare those."""
    other = fingerprint(public_key(OTHER_SEED))
    looks_like = "".join(chr(ord(each) + 0xFEE0) if each != "-" else each for each in KEY) + " " * 80 + other

    def named(files: Files) -> None:
        proof = json.loads(files["proof.json"])
        proof["key_fingerprint"] = looks_like
        files["proof.json"] = json.dumps(proof).encode()

    forged = rewritten(year.zips[0], tmp_path, named, OTHER_SEED)
    said = [each.sentence for each in verify([forged]) if "key" in each.sentence]
    assert not any(looks_like[:9] in each for each in said)
    assert f"signature: by the key {other}" in said
    assert failures([forged], other) == [
        "figures-2026-01.zip: signature: of another key than proof.json names"
    ]


def test_a_sum_of_the_year_that_does_not_go_on_is_named(year: Year, tmp_path: Path) -> None:
    last = rewritten(year.zips[-1], tmp_path, one_digit("figures.csv"), SEED)
    found = failures([*year.zips[:-1], last])
    assert any("the sum of the year is not" in each for each in found)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (replace_in("proof.json", b'"base": 5', b'"base": 1'), "a method this program does not know"),
        (
            replace_in("proof.json", b"People reached", b"People  reached"),
            "specification in proof.json was changed",
        ),
        (replace_in("proof.json", b"caseapp-release-1", b"caseapp-release-9"), "is there a newer verify.py"),
        (
            replace_in("datapackage.json", b"sha256:", b"sha256:0"),
            "not the file that datapackage.json describes",
        ),
        (replace_in("figures.csv", b",2026-01,", b",2026-02,"), "of another month"),
        (lambda files: files.update({"extra.txt": b""}), "extra.txt does not belong there"),
    ],
)
def test_other_changes_are_named(
    year: Year, tmp_path: Path, change: Callable[[Files], None], said: str
) -> None:
    found = failures([rewritten(year.zips[0], tmp_path, change)])
    assert any(said in each for each in found), found
