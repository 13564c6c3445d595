import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import caseapp.figures.verify as verifier
from caseapp.figures.closing import close_month
from caseapp.figures.publishing import build, export, publish
from caseapp.figures.solver import Solver
from caseapp.figures.verify import FAILED, FILES, OK, UNCHECKED, main, verify
from caseapp.figures.writers.content import Content
from caseapp.figures.writers.signature import fingerprint, pack, public_key, unpack, write_signature
from tests.figures.conftest import Year
from tests.figures.figures_tools import DRAW_KEY, SEED, SMALL, TODAY, new_ledger, random_month

KEY = fingerprint(public_key(SEED))
OTHER_SEED = b"o" * 32
Files = dict[str, bytes]


def failures(paths: list[Path], key: str = KEY) -> list[str]:
    return [f"{each.release}: {each.sentence}" for each in verify(paths, key) if each.state == FAILED]


def rewritten(path: Path, to: Path, change: Callable[[Files], None], seed: bytes | None = None) -> Path:
    """A release with something changed; signed anew with a key where one is given."""
    files = unpack(path.read_bytes())
    change(files)
    if seed is not None:
        period = json.loads(files["proof.json"])["period"]
        del files["signature"]
        files["signature"] = write_signature(period, files, seed)
    to.mkdir(parents=True, exist_ok=True)
    (to / path.name).write_bytes(pack(files))
    return to / path.name


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


def replace_in(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def one_digit(name: str) -> Callable[[Files], None]:
    """Make the last number of the file another multiple of 5."""

    def change(files: Files) -> None:
        text = files[name].decode().rstrip("\n")
        head, number = text[: text.rindex(",") + 1], int(text[text.rindex(",") + 1 :])
        files[name] = f"{head}{number + 5}\n".encode()

    return change


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


def run(*arguments: object, isolated: str = "-I") -> tuple[int, str, str]:
    command = [sys.executable, isolated, str(Path(verifier.__file__)), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_the_bare_program(year: Year, tmp_path: Path) -> None:
    status, said, _ = run(*year.zips, "--key", KEY)
    assert status == 0
    assert said.endswith("Everything that was checked holds.\n")
    status, said, _ = run(rewritten(year.zips[0], tmp_path, one_digit("basis.csv")))
    assert status == 1
    assert "FAILED  figures-2026-01.zip: papers: basis.csv is not the file that was signed" in said
    for wrong in ([], ["--key"], ["--what"], [year.zips[0], "--key"]):
        status, said, complaint = run(*wrong)
        assert (status, said) == (2, "")
        assert "verify.py RELEASE" in complaint


def test_the_bare_program_without_any_package(year: Year) -> None:
    """-S leaves out site-packages: the machine of a funder."""
    status, said, _ = run(*year.zips, isolated="-IS")
    assert status == 0
    assert "not checked  figures-2026-01.zip: signature: signature not checked: install cryptography" in said


def test_the_bare_program_is_short_and_imports_the_standard_library_only() -> None:
    source = Path(verifier.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) < 300
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", source, re.MULTILINE))
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


def test_main_prints_and_returns_the_status(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(path) for path in year.zips]) == 0
    assert "chain: it follows figures-2026-03.zip" in capsys.readouterr().out


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


def test_a_foreign_file_does_not_steer_the_terminal(year: Year, tmp_path: Path) -> None:
    path = tmp_path / "figures\x1b[2J\udcff.zip"
    shutil.copy(rewritten(year.zips[0], tmp_path, lambda files: files.update({"a\x1b]0;b\x07": b""})), path)
    status, said, _ = run(path)
    assert status == 1
    assert "a?]0;b? does not belong there" in said
    assert "\x1b" not in said


def test_nothing_there_is_a_failure(tmp_path: Path) -> None:
    assert failures([tmp_path / "nothing.zip"])
    assert failures([tmp_path])


# --- what a release may say, and nothing else -------------------------------------------------------------


def insert(name: str, at: int, line: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        lines = files[name].splitlines(keepends=True)
        files[name] = b"".join([*lines[:at], line + b"\n", *lines[at:]])
        described(files)

    return change


def described(files: Files) -> None:
    """Describe the tables anew, as somebody who signs it anew would."""
    package = json.loads(files["datapackage.json"])
    for resource in package["resources"]:
        resource["hash"] = "sha256:" + hashlib.sha256(files[resource["path"]]).hexdigest()
    files["datapackage.json"] = json.dumps(package).encode()


def extra_column(name: str, header: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        first, *rest = files[name].splitlines()
        files[name] = b"\n".join([first + b"," + header, *(line + b",37" for line in rest)]) + b"\n"
        described(files)

    return change


def other_words(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        replace_in(name, old, new)(files)
        described(files)

    return change


def turned_round(files: Files) -> None:
    *head, one, other = files["basis.csv"].splitlines(keepends=True)
    files["basis.csv"] = b"".join([*head, other, one])
    described(files)


def in_the_proof(files: Files) -> None:
    proof = json.loads(files["proof.json"])
    proof["true_counts"] = {"harbour": 37}
    files["proof.json"] = json.dumps(proof).encode()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (extra_column("figures.csv", b"true_value"), "figures.csv: the row measure"),
        (extra_column("basis.csv", b"true_value"), "basis.csv: the row measure"),
        (insert("figures.csv", 2, b"# harbour: 37 people"), "figures.csv: the row # harbour: 37 people"),
        (insert("figures.csv", 2, b"#,,,,,,,,,,,,37"), "figures.csv: the row #"),
        (insert("basis.csv", 1, b"#measure,37"), "basis.csv: the row #measure"),
        (insert("basis.csv", 5, b""), "reading: it has not the form of a release"),
        (
            other_words("figures.csv", b"#indicator+value+num", b"#indicator+37"),
            "figures.csv: the row #indicator",
        ),
        (
            other_words("figures.csv", b": The Harbour", b": The Harbour (37)"),
            "figures.csv: the row people_reached",
        ),
        (other_words("figures.csv", b",people,", b",37 people,"), "figures.csv: the row people_reached"),
        (
            other_words("basis.csv", b"street,in_person,", b"street,in_person,0"),
            "basis.csv: the row contacts",
        ),
        (
            other_words("basis.csv", b"contacts,2026-01,,", b"contacts,2026-01,37,"),
            "basis.csv: the row contacts",
        ),
        (turned_round, "is missing, or not in its place"),
    ],
)
def test_nothing_else_is_said_even_by_the_right_key(
    year: Year, tmp_path: Path, change: Callable[[Files], None], named: str
) -> None:
    """Columns, comments, words, the order of rows: each could carry a true number beside a shown one."""
    found = failures([rewritten(year.zips[0], tmp_path, change, SEED)])
    assert found
    assert any(named in each for each in found), found


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
