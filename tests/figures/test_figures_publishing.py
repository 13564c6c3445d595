import csv
import errno
import io
import itertools
import json
import random
import re
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from caseapp.figures import publishing
from caseapp.figures.attack import UnsafeError, Verdict
from caseapp.figures.closing import close_month
from caseapp.figures.publishing import PublishError, export, publish
from caseapp.figures.solver import Solver
from tests.figures.conftest import Year
from tests.figures.figures_tools import DRAW_KEY, SEED, SMALL, TODAY, new_ledger, random_month

Rows = list[dict[str, str]]


def rows(path: Path, name: str = "figures.csv") -> Rows:
    with zipfile.ZipFile(path) as archive:
        text = archive.read(name).decode()
    return [row for row in csv.DictReader(io.StringIO(text)) if not row["measure"].startswith("#")]


def test_a_release_is_the_same_for_ever(tmp_path: Path, solver: Solver) -> None:
    connection, ledger = new_ledger(tmp_path)
    for period in ("2026-01", "2026-02"):
        month = random_month(random.Random(period), 40, period)
        close_month(ledger, SMALL, month, DRAW_KEY, {}, today=TODAY, solver=solver)
    first = publish(ledger, "2026-01", SEED)
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    one = export(ledger, "2026-01", folders[0], recipient="City", purpose="Grant", by="Lio", at="2026-11-21")
    later = random_month(random.Random(8), 90, "2026-03")
    close_month(ledger, SMALL, later, b"another draw key".ljust(32), {}, today=TODAY, solver=solver)
    publish(ledger, "2026-02", b"another seed".ljust(32))
    assert publish(ledger, "2026-01", b"another seed".ljust(32)) == first
    two = export(ledger, "2026-01", folders[1], recipient="State", purpose="", by="Bee", at="2026-12-01")
    assert one.read_bytes() == two.read_bytes() == first.content
    assert one.name == "figures-2026-01.zip"
    assert [(each.recipient, each.by) for each in ledger.deliveries()] == [("City", "Lio"), ("State", "Bee")]
    connection.close()


def test_a_disk_that_fills_up_leaves_no_half_release(
    tmp_path: Path, solver: Solver, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, ledger = new_ledger(tmp_path)
    close_month(ledger, SMALL, random_month(random.Random(1), 9), DRAW_KEY, {}, today=TODAY, solver=solver)
    content = publish(ledger, "2026-01", SEED).content
    out = tmp_path / "out"
    whole = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        whole(path, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(PublishError, match="could not be written"):
            export(ledger, "2026-01", out, recipient="", purpose="", by="Lio", at="2026-11-21")
    assert list(out.iterdir()) == []
    assert not ledger.deliveries()
    file = export(ledger, "2026-01", out, recipient="", purpose="", by="Lio", at="2026-11-21")
    assert file.read_bytes() == content
    connection.close()


def test_the_same_ledger_in_two_vaults_gives_the_same_bytes(tmp_path: Path, solver: Solver) -> None:
    contents = []
    for name in "ab":
        (tmp_path / name).mkdir()
        connection, ledger = new_ledger(tmp_path / name)
        month = random_month(random.Random(1), 40)
        close_month(ledger, SMALL, month, DRAW_KEY, {}, today=TODAY, solver=solver)
        contents.append(publish(ledger, "2026-01", SEED).content)
        connection.close()
    assert contents[0] == contents[1]


def test_open_and_out_of_order_months_are_refused(tmp_path: Path, solver: Solver) -> None:
    connection, ledger = new_ledger(tmp_path)
    for period in ("2026-01", "2026-02", "2026-03"):
        close_month(
            ledger, SMALL, random_month(random.Random(1), 9, period), DRAW_KEY, {}, today=TODAY, solver=solver
        )
    with pytest.raises(PublishError, match="2026-04 is still open"):
        publish(ledger, "2026-04", SEED)
    with pytest.raises(PublishError, match="publish 2026-01, 2026-02 before 2026-03"):
        publish(ledger, "2026-03", SEED)
    with pytest.raises(PublishError, match="not published yet"):
        export(ledger, "2026-01", tmp_path, recipient="", purpose="", by="", at="")
    assert ledger.releases() == ()
    connection.close()


def test_a_release_the_attack_gets_into_is_not_made(
    tmp_path: Path, solver: Solver, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, ledger = new_ledger(tmp_path)
    close_month(ledger, SMALL, random_month(random.Random(1), 9), DRAW_KEY, {}, today=TODAY, solver=solver)
    monkeypatch.setattr(
        publishing.attacking,
        "attack",
        lambda *_: Verdict(safe=False, found=("why",), narrowest=(0, 0), figures=0, releases=0),
    )
    with pytest.raises(UnsafeError, match="why"):
        publish(ledger, "2026-01", SEED)
    assert ledger.releases() == ()
    connection.close()


def test_another_file_of_that_name_is_never_replaced(year: Year, tmp_path: Path) -> None:
    theirs = tmp_path / "figures-2026-01.zip"
    theirs.write_bytes(b"mine")
    handed = len(year.ledger.deliveries())
    with pytest.raises(PublishError, match="there already"):
        export(year.ledger, "2026-01", tmp_path, recipient="", purpose="", by="", at="")
    assert theirs.read_bytes() == b"mine"
    with pytest.raises(PublishError, match="could not be written"):
        export(year.ledger, "2026-01", theirs / "inside a file", recipient="", purpose="", by="", at="")
    assert len(year.ledger.deliveries()) == handed


def test_the_zip_holds_what_it_must_and_no_time_and_no_name(year: Year) -> None:
    for path in year.zips:
        with zipfile.ZipFile(path) as archive:
            assert archive.namelist() == [
                "basis.csv",
                "datapackage.json",
                "figures.csv",
                "proof.json",
                "signature",
            ]
            assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert archive.comment == b""
            text = "".join(archive.read(name).decode() for name in archive.namelist())
        for word in ("City fund", "Grant 12", "Lio", "Seed"):
            assert word not in text
        assert not re.search(r"(?<!\w)\d\d:\d\d", text)


def test_tables_add_up_over_single_valued_dimensions(year: Year) -> None:
    for path in year.zips:
        shown = rows(path)
        for measure in SMALL.measures:
            own = {
                tuple(row[each.id] for each in measure.dimensions): int(row["value"])
                for row in shown
                if row["measure"] == measure.id
            }
            assert set(own) == set(measure.figures)
            for figure, value in own.items():
                for place, each in enumerate(measure.dimensions):
                    parts = [(*figure[:place], code, *figure[place + 1 :]) for code in each.values]
                    if figure[place] == "all" and all(part in own for part in parts):
                        assert sum(own[part] for part in parts) == value


def test_tables_add_up_over_months(year: Year) -> None:
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    for path in year.zips:
        for row in rows(path):
            key = tuple(
                value for name, value in row.items() if name not in {"period", "value", "year_to_date"}
            )
            sums[key] += int(row["value"])
            assert int(row["year_to_date"]) == sums[key]


def test_rows_stand_in_the_order_of_the_specification(year: Year) -> None:
    """Not by value, and no row is missing because it is empty."""
    for name, keys in (("figures.csv", "figures"), ("basis.csv", "basis")):
        found = [
            (row["measure"], *(row[each.id] for each in SMALL.measure(row["measure"]).dimensions))
            for row in rows(year.zips[0], name)
        ]
        assert found == [(each.id, *key) for each in SMALL.measures for key in getattr(each, keys)]
        assert any(row["value"] == "0" for row in rows(year.zips[0], name))


def test_labels_are_the_organisations_words(year: Year) -> None:
    labels = {row["label"] for row in rows(year.zips[0])}
    assert "People reached: The Harbour, under 25" in labels
    assert "People reached" in labels
    assert "People with a need raised: any kind of need, Station, north side, for anyone" in labels


def test_the_package_describes_the_tables(year: Year) -> None:
    with zipfile.ZipFile(year.zips[0]) as archive:
        package = json.loads(archive.read("datapackage.json"))
        for resource in package["resources"]:
            content = archive.read(resource["path"])
            lines = list(csv.reader(io.StringIO(content.decode())))
            fields = resource["schema"]["fields"]
            assert lines[0] == [field["name"] for field in fields]
            assert resource["bytes"] == len(content)
            keys = set()
            for line in lines[1:]:
                if line[0].startswith(resource["dialect"]["commentChar"]):
                    assert all(tag.startswith("#") for tag in line)
                    continue
                row = dict(zip(lines[0], line, strict=True))
                keys.add(tuple(row[name] for name in resource["schema"]["primaryKey"]))
                for field in fields:
                    value = row[field["name"]]
                    assert value or not field["constraints"].get("required")
                    if "enum" in field["constraints"] and value:
                        assert value in field["constraints"]["enum"]
                    if field["type"] == "integer":
                        assert int(value) >= field["constraints"]["minimum"]
            assert len(keys) == len([line for line in lines[1:] if not line[0].startswith("#")])


def test_the_proof_says_what_it_does_not_cover(year: Year) -> None:
    previous = None
    for path, release in zip(year.zips, year.ledger.releases(), strict=True):
        with zipfile.ZipFile(path) as archive:
            proof = json.loads(archive.read("proof.json"))
        assert proof["previous"] == previous == release.previous
        previous = release.digest
        assert proof["policy"] == {"version": 1, "base": 5, "width": 7, "near": 4}
        assert any("differential privacy" in sentence for sentence in proof["attacker"]["not_covered"])
        assert proof["specification_digest"] == SMALL.digest


def test_releases_follow_one_another(year: Year) -> None:
    for before, after in itertools.pairwise(year.ledger.releases()):
        assert after.previous == before.digest
