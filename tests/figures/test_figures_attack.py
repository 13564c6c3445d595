import csv
import io
import json
import random
from collections.abc import Callable

import pytest

from caseapp.figures import attack as attacking
from caseapp.figures.attack import attack
from caseapp.figures.publishing import drafts
from caseapp.figures.reading import protection
from tests.figures.conftest import Year
from tests.figures.figures_tools import SMALL

Files = dict[str, bytes]


def edited(files: Files, name: str, change: Callable[[list[str], list[str]], None]) -> None:
    """Change the rows of a table in place."""
    lines = list(csv.reader(io.StringIO(files[name].decode())))
    for line in lines[1:]:
        change(lines[0], line)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(line for line in lines if line)
    files[name] = text.getvalue().encode()


def test_what_is_released_is_safe(year: Year) -> None:
    files = drafts(year.ledger)
    for number in range(len(files)):
        verdict = attack(files[number], files[:number])
        assert verdict.safe, verdict.found
        assert verdict.narrowest == (0, 7)
        assert verdict.figures == sum(len(measure.figures) for measure in SMALL.measures)
        assert verdict.releases == number
    assert protection(year.ledger, "2026-04") == verdict
    assert protection(year.ledger, "2026-05") is None


def add(
    measure: str, amount: int, columns: tuple[str, ...] = ("value", "year_to_date"), **where: str
) -> Callable[[list[str], list[str]], None]:
    def change(header: list[str], line: list[str]) -> None:
        row = dict(zip(header, line, strict=True))
        if row["measure"] == measure and all(row[name] == code for name, code in where.items()):
            for column in columns:
                if column in row:
                    line[header.index(column)] = str(int(row[column]) + amount)

    return change


def drop(measure: str, **where: str) -> Callable[[list[str], list[str]], None]:
    def change(header: list[str], line: list[str]) -> None:
        row = dict(zip(header, line, strict=True))
        if row["measure"] == measure and all(row[name] == code for name, code in where.items()):
            line.clear()

    return change


TOTAL = {"area": "all", "age": "all", "returning": "all", "mother": "all"}


@pytest.mark.parametrize(
    ("file", "change", "found"),
    [
        ("figures.csv", add("people_reached", 1, **TOTAL), "no multiple of 5"),
        ("figures.csv", add("people_reached", 5, **TOTAL), "add up to"),
        ("figures.csv", add("contacts", 5, columns=("year_to_date",)), "sum of the year"),
        ("figures.csv", drop("contacts", setting="street", channel="phone"), "is missing"),
        ("basis.csv", drop("contacts", setting="street", channel="phone"), "is missing"),
        ("basis.csv", add("contacts", 2, setting="street", channel="phone"), "no multiple of 5"),
    ],
)
def test_a_figure_that_is_not_of_the_cells_is_found(
    year: Year, file: str, change: Callable[[list[str], list[str]], None], found: str
) -> None:
    files = drafts(year.ledger)
    candidate = dict(files[-1])
    edited(candidate, file, change)
    verdict = attack(candidate, files[:-1])
    assert not verdict.safe
    assert any(found in sentence for sentence in verdict.found), verdict.found


def test_a_broken_relation_is_found(year: Year) -> None:
    """Every area's people with a need exceed the people reached there, with all sums mended."""
    files = drafts(year.ledger)
    candidate = dict(files[-1])
    for file in ("basis.csv", "figures.csv"):
        edited(candidate, file, add("needs_raised", 500, area="harbour"))
        edited(candidate, file, add("needs_raised", 500, area="all"))
    verdict = attack(candidate, files[:-1])
    assert not verdict.safe
    assert any("no more than people reached" in sentence for sentence in verdict.found), verdict.found


def test_two_totals_of_the_same_people_that_differ_are_a_group(year: Year) -> None:
    """Under 18 by subtraction: the table by age leaves somebody out whom the table by motherhood counts."""
    files = drafts(year.ledger)
    candidate = dict(files[-1])
    edited(candidate, "figures.csv", add("people_reached", 5, age="under_25", mother="all", area="all"))
    release = attacking.Release("", candidate)
    found = list(attacking._subtraction(release))
    assert any("differ by 5" in sentence for sentence in found)
    assert not list(attacking._subtraction(attacking.Release("", files[-1])))


def test_other_months_and_policies_are_held_against_it(year: Year) -> None:
    files = drafts(year.ledger)
    assert any("not later" in found for found in attack(files[1], [files[0], files[2]]).found)
    candidate = dict(files[-1])
    proof = json.loads(candidate["proof.json"])
    proof["policy"]["width"] = 6
    candidate["proof.json"] = json.dumps(proof).encode()
    assert any("another rounding policy" in found for found in attack(candidate, files[:-1]).found)
    hidden = {**files[-1], "shares.csv": b"area,share\nharbour,0.37\n"}
    assert any("not known to be sums" in found for found in attack(hidden, files[:-1]).found)
    proof["policy"]["width"], proof["specification_digest"] = 7, "x"
    candidate["proof.json"] = json.dumps(proof).encode()
    assert any("other tables" in found for found in attack(candidate, files[:-1]).found)


def test_files_of_no_form_are_not_safe(year: Year) -> None:
    files = drafts(year.ledger)
    rng = random.Random(6)
    for name in ("basis.csv", "figures.csv", "proof.json"):
        for content in (b"", b"{}", b"\xff", rng.randbytes(200)):
            assert not attack({**files[-1], name: content}, files[:-1]).safe
