"""What a release may say, and nothing else."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.figures.conftest import Year
from tests.figures.figures_tools import SEED
from tests.figures.verifying import Files, failures, replace_in, rewritten


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
