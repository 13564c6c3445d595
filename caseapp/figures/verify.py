"""Checks published figures, with nothing but Python: ``python verify.py RELEASE [EARLIER ...] [--key FINGERPRINT]``.

RELEASE and EARLIER are releases, each a zip or a folder. Nothing else is read and nothing is written. Said is, line by
line, what holds, what does not, and what could not be checked. Exit status 0: everything that was checked holds.
1: something does not. 2: it was called wrongly.
"""

import csv
import hashlib
import io
import itertools
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

FILES = ("basis.csv", "datapackage.json", "figures.csv", "proof.json", "signature")
MOST_BYTES = 20_000_000  # per file; a month takes a few hundred thousand
MOST_CELLS = 5_000  # per measure
MOST_NAMED = 20  # of failures of one kind
BASE, WIDTH = 5, 7
OK, FAILED, UNCHECKED = "ok", "FAILED", "not checked"
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, csv.Error)
UNREADABLE = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
)

Row = tuple[str, ...]
Measure = dict[str, Any]


class Finding(NamedTuple):
    """One line of the result: OK, FAILED or UNCHECKED; the release it is about; a sentence."""

    state: str
    release: str
    sentence: str


class Release(NamedTuple):
    """A release that could be read: its name, files, proof, shown figures, sums of the year and basis cells."""

    name: str
    files: dict[str, bytes]
    proof: dict[str, Any]
    figures: dict[Row, int]
    year_to_date: dict[Row, int]
    basis: dict[Row, int]

    @property
    def period(self) -> str:
        """The month, YYYY-MM."""
        return str(self.proof["period"])

    @property
    def digest(self) -> str:
        """The name of the content: a digest over the digests of all files but the signature."""
        lines = [f"{name} {sha256(self.files[name])}" for name in FILES if name != "signature"]
        return sha256("\n".join(["caseapp release 1", self.period, *lines]).encode())


def sha256(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def verify(paths: list[Path], key: str = "") -> list[Finding]:
    """Check releases, each alone and all together.

    Args:
        paths: the release and earlier ones, in any order, each a zip or a folder.
        key: fingerprint the organisation gave; signatures of other keys fail.

    Returns:
        What holds, what does not and what was not checked.
    """
    found: list[Finding] = []
    releases = []
    for path in paths:
        files, problems = read(path)
        found += [Finding(FAILED, path.name, problem) for problem in problems]
        if problems:
            continue
        release, problems = parse(path.name, files)
        if release is None:
            found += [Finding(FAILED, path.name, problem) for problem in problems]
            continue
        releases.append(release)
        for title, check in CHECKS.items():
            try:
                problems = list(itertools.islice(check(release), MOST_NAMED))
            except MALFORMED:
                problems = ["has not the form of a release"]
            found += [Finding(FAILED, path.name, f"{title}: {each}") for each in problems]
            found += [] if problems else [Finding(OK, path.name, f"{title}: holds")]
        found += signature(release, key)
    try:
        found += together(sorted(releases, key=lambda each: each.period))
    except MALFORMED:
        found.append(Finding(FAILED, "all", "the releases do not have the same form"))
    return found


def read(path: Path) -> tuple[dict[str, bytes], list[str]]:
    """The files of a release and what is wrong with them. At most a few megabytes are taken in."""
    files: dict[str, bytes] = {}
    try:
        if path.is_dir():
            names = [each.name for each in itertools.islice(path.iterdir(), 100)]
            for name in set(names) & set(FILES):
                with (path / name).open("rb") as file:
                    files[name] = file.read(MOST_BYTES + 1)
        else:
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()[:100]
                for name in set(names) & set(FILES):
                    with archive.open(name) as packed:
                        files[name] = packed.read(MOST_BYTES + 1)
    except UNREADABLE as error:
        return {}, [f"cannot be read: it is damaged or no release ({type(error).__name__})"]
    problems = [f"{name} is missing" for name in FILES if name not in files]
    problems += [
        f"{name[:60]!r} does not belong to a release" for name in sorted(set(names) - set(FILES))[:5]
    ]
    problems += [f"{name} is there twice" for name in FILES if names.count(name) > 1]
    return files, problems + [f"{name} is too large" for name in files if len(files[name]) > MOST_BYTES]


def parse(name: str, files: dict[str, bytes]) -> tuple[Release | None, list[str]]:
    """Read proof and tables; None with the reason where they are not of a release."""
    part = "proof.json"
    try:
        proof = json.loads(files[part])
        if proof["format"] != "caseapp-release-1" or not re.fullmatch(
            r"\d{4}-(0[1-9]|1[0-2])", proof["period"]
        ):
            return None, [f"{part}: a format this program does not know; is there a newer verify.py?"]
        for measure in proof["specification"]["measures"]:
            cells = 1
            for each in measure["dimensions"]:
                cells *= len(each["values"]) + 1
            if cells > 20 * MOST_CELLS or len(measure["shapes"]) > 100:
                return None, [f"{part}: {str(measure['id'])[:40]} has too many cells"]
        part = "figures.csv"
        header, figures = table(files[part], "value")
        year_to_date = table(files[part], "year_to_date")[1]
        part = "basis.csv"
        return Release(name, files, proof, figures, year_to_date, table(files[part], "value")[1]), []
    except MALFORMED as error:
        reason = f" ({error})" if isinstance(error, Mistake) else ""
        return None, [f"{part}: has not the form of a release{reason}"]


class Mistake(ValueError):
    """A table that cannot be taken as one, in words."""


def table(content: bytes, column: str) -> tuple[list[str], dict[Row, int]]:
    """One column of numbers, by all columns of codes."""
    lines = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    header, numbers = lines[0], {}
    for line in lines[1:]:
        if line[0].startswith("#"):
            continue
        if len(line) != len(header):
            raise Mistake(f"a row has {len(line)} columns, not {len(header)}")
        row = dict(zip(header, line, strict=True))
        key = tuple(
            code for name, code in row.items() if name not in {"label", "unit", "value", "year_to_date"}
        )
        if key in numbers:
            raise Mistake(f"{' '.join(key)[:100]} is there twice")
        if not re.fullmatch(r"[0-9]{1,9}", row[column]):
            raise Mistake(f"{' '.join(key)[:100]}: {row[column][:20]!r} is not a whole number")
        numbers[key] = int(row[column])
    return header, numbers


# What must be there, from the specification in proof.json


def row_of(release: Release, measure: Measure, codes: Row) -> Row:
    """The row of a cell: measure, period, then a code under every dimension of the release."""
    columns = dict.fromkeys(
        each["id"] for one in release.proof["specification"]["measures"] for each in one["dimensions"]
    )
    own = dict(zip((each["id"] for each in measure["dimensions"]), codes, strict=True))
    return (measure["id"], release.period, *(own.get(name, "") for name in columns))


def cells(measure: Measure, shown: list[str] | None = None) -> Iterator[Row]:
    """The cells of one published table, or of the basis."""
    choices = []
    for each in measure["dimensions"]:
        if shown is None or each["id"] in shown:
            choices.append([*each["values"], *(["any"] if each["multi"] else [])])
        else:
            choices.append(["any" if each["multi"] else "all"])
    return itertools.product(*choices)


def total(release: Release, measure: Measure, codes: Row) -> int:
    """The sum of the basis cells behind a figure."""
    choices = [
        each["values"] if code == "all" else [code]
        for each, code in zip(measure["dimensions"], codes, strict=True)
    ]
    return sum(release.basis[row_of(release, measure, part)] for part in itertools.product(*choices))


def spoken(row: Row) -> str:
    """A row in a sentence."""
    return " ".join(code for code in (row[0], *row[2:]) if code)


# The checks of one release; each gives the sentences of what does not hold


def structure(release: Release) -> Iterator[str]:
    """Every row that must be there is there, no other, and every number is a multiple of 5."""
    for file, numbers in (("figures.csv", release.figures), ("basis.csv", release.basis)):
        wanted = set()
        for measure in release.proof["specification"]["measures"]:
            shapes = measure["shapes"] if file == "figures.csv" else [None]
            wanted |= {row_of(release, measure, codes) for shape in shapes for codes in cells(measure, shape)}
        yield from (f"{file}: the row {spoken(row)} is missing" for row in sorted(wanted - set(numbers)))
        yield from (
            f"{file}: the row {spoken(row)} does not belong there" for row in sorted(set(numbers) - wanted)
        )
        yield from (
            f"{file}: {spoken(row)} is {number}, no multiple of {BASE}"
            for row, number in numbers.items()
            if number % BASE
        )


def sums(release: Release) -> Iterator[str]:
    """Every figure is the sum of its cells, wherever it is shown."""
    for measure in release.proof["specification"]["measures"]:
        for codes in dict.fromkeys(codes for shape in measure["shapes"] for codes in cells(measure, shape)):
            row = row_of(release, measure, codes)
            shown, added = release.figures.get(row), total(release, measure, codes)
            if shown is not None and shown != added:
                yield f"figures.csv: {spoken(row)} is {shown}, but its cells in basis.csv add up to {added}"


def relations(release: Release) -> Iterator[str]:
    """What everybody knows of the true numbers holds for the shown ones too."""
    measures = {each["id"]: each for each in release.proof["specification"]["measures"]}
    for relation in release.proof["specification"]["relations"]:
        measure, kind = measures[relation["measure"]], relation["kind"]
        if kind == "within":
            broken = within(release, measure, measures[relation["other"]])
        elif kind in {"any", "overlap"}:
            broken = counted_twice(release, measure, relation["dimension"], relation["other"])
        else:
            broken = True
        if broken:
            yield f'"{relation["sentence"]}" does not hold'


def within(release: Release, measure: Measure, other: Measure) -> bool:
    """Whether a cell of a measure exceeds the same cell of the one it is a part of."""
    theirs = [each["id"] for each in other["dimensions"]]
    shared = [each["id"] for each in measure["dimensions"] if each["id"] in theirs and not each["multi"]]
    for codes in cells(measure, shared):
        own = dict(zip((each["id"] for each in measure["dimensions"]), codes, strict=True))
        if total(release, measure, codes) > total(
            release, other, tuple(own.get(name, "all") for name in theirs)
        ):
            return True
    return False


def counted_twice(release: Release, measure: Measure, along: str, across: str) -> bool:
    """Whether each <= any <= sum fails along a dimension, or (with a second one) the excess of the sum grows."""
    ids = [each["id"] for each in measure["dimensions"]]
    place = ids.index(along)
    values = measure["dimensions"][place]["values"]

    def excess(codes: Row) -> int:
        """How often people are counted beyond once: the sum of the values minus any."""
        parts = [(*codes[:place], value, *codes[place + 1 :]) for value in values]
        if not across and any(
            total(release, measure, part) > total(release, measure, codes) for part in parts
        ):
            return -1
        return sum(total(release, measure, part) for part in parts) - total(release, measure, codes)

    for codes in cells(measure):
        if codes[place] != "any":
            continue
        if not across and excess(codes) < 0:
            return True
        if across:
            second = ids.index(across)
            if excess(codes) > excess((*codes[:second], "any", *codes[second + 1 :])):
                return True
    return False


def papers(release: Release) -> Iterator[str]:
    """Digests, policy and specification are what they say."""
    signed, proof = json.loads(release.files["signature"]), release.proof
    for name in FILES:
        if name != "signature" and signed["files"].get(name) != sha256(release.files[name]):
            yield f"{name} is not the file that was signed"
    if signed["digest"] != release.digest:
        yield "the signature is of another content"
    for resource in json.loads(release.files["datapackage.json"])["resources"]:
        if resource["hash"] != "sha256:" + sha256(release.files[resource["path"]]):
            yield f"{resource['path']} is not the file datapackage.json describes"
    text = json.dumps(proof["specification"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if sha256(text.encode()) != proof["specification_digest"]:
        yield "proof.json: the specification was changed"
    if (proof["policy"]["base"], proof["policy"]["width"]) != (BASE, WIDTH):
        yield "proof.json: rounded by another policy than this program knows"
    named = re.search(r"\d{4}-\d{2}", release.name)
    if named and named[0] != release.period:
        yield f"named {named[0]}, but holds {release.period}"


CHECKS = {"papers": papers, "structure": structure, "sums": sums, "relations": relations}


def signature(release: Release, key: str) -> Iterator[Finding]:
    """Who signed it."""
    try:
        signed = json.loads(release.files["signature"])
        public, sealed = bytes.fromhex(signed["public_key"]), bytes.fromhex(signed["signature"])
        stated = str(release.proof["key_fingerprint"])
        plain = lambda text: re.sub(r"[^0-9a-f]", "", text.lower())  # noqa: E731 - said once
        own = sha256(public)[:32]
        if plain(stated) != own:
            yield Finding(FAILED, release.name, "signature: of another key than proof.json names")
        if key and plain(key) != own:
            yield Finding(FAILED, release.name, f"signature: of another key than {key}")
        elif not key:
            yield Finding(
                UNCHECKED, release.name, f"signature: is {stated} the key of the organisation? Ask it."
            )
        try:
            from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - may be missing
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
        except ImportError:
            yield Finding(UNCHECKED, release.name, "signature not checked: install cryptography")
            return
        try:
            text = f"caseapp release 1 {release.digest}"
            Ed25519PublicKey.from_public_bytes(public).verify(sealed, text.encode())
            yield Finding(OK, release.name, f"signature: by the key {stated}")
        except InvalidSignature:
            yield Finding(FAILED, release.name, "signature: does not belong to this content")
    except MALFORMED:
        yield Finding(FAILED, release.name, "signature: has not the form of one")


def together(releases: list[Release]) -> Iterator[Finding]:
    """The chain: each release names the one before, and the sums of the year go on from it."""
    for before, after in itertools.pairwise(releases):
        name, broken = after.name, []
        if before.period == after.period:
            broken.append(f"chain: {before.name} is of the same month")
        elif after.proof["previous"] != before.digest:
            year, month = map(int, before.period.split("-"))
            if after.period != f"{year + month // 12:04d}-{month % 12 + 1:02d}":
                yield Finding(
                    UNCHECKED, name, f"chain: months between {before.name} and {name} were not given"
                )
            else:
                broken.append(f"chain: {before.name} is not the release it was published after")
        if before.proof["key_fingerprint"] != after.proof["key_fingerprint"]:
            broken.append(f"chain: signed by another key than {before.name}")
        same_year = before.period[:4] == after.period[:4]
        if same_year and before.proof["specification_digest"] != after.proof["specification_digest"]:
            broken.append(f"chain: {before.name} has other tables in the same year")
        if not broken and after.proof["previous"] == before.digest:
            broken += year_sums(before if same_year else None, after)
            if not broken:
                yield Finding(OK, name, f"chain: follows {before.name}, the sums of the year too")
        yield from (Finding(FAILED, name, each) for each in broken)
    if releases and releases[0].proof["previous"] is not None:
        yield Finding(UNCHECKED, releases[0].name, "chain: the release before it was not given")
    elif releases:
        broken = year_sums(None, releases[0])
        yield from (Finding(FAILED, releases[0].name, each) for each in broken)


def year_sums(before: Release | None, after: Release) -> list[str]:
    """Where the sum of the year is not the one of the month before plus this month."""
    earlier = (
        {} if before is None else {(row[0], *row[2:]): sum_ for row, sum_ in before.year_to_date.items()}
    )
    wrong = (
        f"figures.csv: {spoken(row)}: the sum of the year is {sum_}, not {earlier.get((row[0], *row[2:]), 0)} + "
        f"{after.figures[row]}"
        for row, sum_ in after.year_to_date.items()
        if sum_ != earlier.get((row[0], *row[2:]), 0) + after.figures[row]
    )
    return list(itertools.islice(wrong, MOST_NAMED))


def main(arguments: list[str]) -> int:
    """Print the findings; see the top of this file."""
    key = ""
    if "--key" in arguments:
        place = arguments.index("--key")
        key, arguments = "".join(arguments[place + 1 : place + 2]), arguments[:place] + arguments[place + 2 :]
    if not arguments or any(each.startswith("-") for each in arguments) or ("--key" in sys.argv and not key):
        print(__doc__, file=sys.stderr)
        return 2
    found = verify([Path(each) for each in arguments], key)
    for each in found:
        print(f"{each.state:>11}  {each.release}: {each.sentence}")
    failed = sum(each.state == FAILED for each in found)
    print(f"{failed} checks failed." if failed else "Everything that was checked holds.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
