"""Checks published figures with nothing but Python: verify.py RELEASE [EARLIER ...] [--key FINGERPRINT].

RELEASE and EARLIER are releases, each a zip or a folder. Nothing is written. It says line by line what holds,
what does not, and what was not checked. Exit status 0: all that was checked holds; 1: not; 2: called wrongly.
"""

import csv
import io
import itertools
import json
import math
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

FILES = ("basis.csv", "datapackage.json", "figures.csv", "proof.json", "signature")
MOST_BYTES, MOST, MOST_NAMED = 20_000_000, 100_000, 20  # of a file; cells of all measures; failures of a kind
OK, FAILED, UNCHECKED, BASE, WIDTH, FINE = "ok", "FAILED", "not checked", 5, 7, ["all as it should be"]
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, csv.Error)
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError)
TAGS = {"measure": "#indicator+code", "period": "#date+month", "area": "#loc+area+code"}
TAGS |= {"age": "#population+age", "label": "#indicator+name", "value": "#indicator+value+num"}
TAGS |= {"year_to_date": "#indicator+value+year_to_date+num"}  # of other columns: #indicator+ and the name
Cell = tuple[str, ...]  # measure, then a code for each of its dimensions


class Finding(NamedTuple):
    """One line of the result."""

    state: str
    release: str
    sentence: str


class MistakeError(ValueError):
    """Something that keeps a file from being read as part of a release, in words."""


def cells(measure: dict[str, Any], shown: Iterable[str] | None = None) -> Iterator[Cell]:
    """The cells of a published table that shows these dimensions; or of the basis, which shows them all."""
    choices = []
    for each in measure["dimensions"]:
        any_ = ["any"] if each["multi"] else []
        choices.append([*each["values"], *any_] if shown is None or each["id"] in shown else any_ or ["all"])
    return ((measure["id"], *codes) for codes in itertools.product(*choices))


class Release:
    """One release: its files by name, its proof, its tables. Only what has the right form can become one."""

    def __init__(self, name: str, files: dict[str, bytes]) -> None:
        self.name, self.files, self.proof = name, files, json.loads(files["proof.json"])
        self.previous, self.own_key = self.proof["previous"], str(self.proof["key_fingerprint"])
        self.period, self.rules = str(self.proof["period"]), self.proof["specification"]["relations"]
        self.measures = {each["id"]: each for each in self.proof["specification"]["measures"]}
        named = f"{self.proof['format']} {self.period}"
        if not re.fullmatch(r"caseapp-release-1 \d{4}-(0[1-9]|1[0-2])", named):
            raise MistakeError("proof.json: a format this program does not know; is there a newer verify.py?")
        every = self.measures.values()
        size = sum(math.prod(len(one["values"]) + 1 for one in each["dimensions"]) for each in every)
        if size > MOST or sum(len(each["shapes"]) for each in every) + len(self.rules) > 200:
            raise MistakeError("proof.json: too many cells, tables or relations")
        texts = ((name, io.StringIO(files[name].decode(), newline="")) for name in FILES[:3:2])
        self.lines = {name: [*map(tuple, csv.reader(text, strict=True))] for name, text in texts}
        self.figures, self.basis = self.table("figures.csv", "value"), self.table("basis.csv", "value")
        self.year_to_date = self.table("figures.csv", "year_to_date")
        lines = [f"{name} {sha256(files[name]).hexdigest()}" for name in FILES if name != "signature"]
        self.digest = sha256("\n".join(["caseapp release 1", self.period, *lines]).encode()).hexdigest()

    def table(self, file: str, column: str) -> dict[Cell, int]:
        """One column of numbers, by measure and codes."""
        numbers: dict[Cell, int] = {}
        header, *lines = self.lines[file]
        for row in (dict(zip(header, each, strict=True)) for each in lines if not each[0].startswith("#")):
            own = self.measures[row["measure"]]["dimensions"]
            cell = (row["measure"], *(row[each["id"]] for each in own))
            whole = re.fullmatch(r"0|5|[1-9][0-9]{0,7}[05]", row[column])
            if cell in numbers or row["period"] != self.period or whole is None:
                problem = f"is there twice, of another month, or {row[column][:20]} is no multiple of {BASE}"
                raise MistakeError(f"{file}: the row {' '.join(cell)[:100]} {problem}")
            numbers[cell] = int(row[column])
        return numbers

    def texts(self, cell: Cell) -> dict[str, str]:
        """What stands beside the numbers of a cell."""
        measure, words = self.measures[cell[0]], list[str]()
        row = {"measure": cell[0], "period": self.period, "unit": measure["unit"]}
        for each, code in zip(measure["dimensions"], cell[1:], strict=True):
            row[each["id"]] = code
            names = dict(zip(each["values"], each["words"], strict=True)) | {"any": each["any_words"]}
            words += [names[code]] if code != "all" else []
        return row | {"label": measure["title"] + ": " * bool(words) + ", ".join(words)}

    def total(self, cell: Cell) -> int:
        """The sum of the basis cells behind a cell."""
        pairs = zip(self.measures[cell[0]]["dimensions"], cell[1:], strict=True)
        choices = [each["values"] if code == "all" else [code] for each, code in pairs]
        return sum(self.basis[(cell[0], *codes)] for codes in itertools.product(*choices))

    def papers(self) -> Iterator[str]:
        """Digests, method and specification are what they say."""
        signed, proof = json.loads(self.files["signature"]), self.proof
        for name in FILES[:-1]:
            if signed["files"].get(name) != sha256(self.files[name]).hexdigest():
                yield f"{name} is not the file that was signed"
        if signed["digest"] != self.digest:
            yield "the signature is of another content"
        for resource in json.loads(self.files["datapackage.json"])["resources"]:
            if resource["hash"] != "sha256:" + sha256(self.files[resource["path"]]).hexdigest():
                yield f"{resource['path']} is not the file that datapackage.json describes"
        text = json.dumps(proof["specification"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if sha256(text.encode()).hexdigest() != proof["specification_digest"]:
            yield "the specification in proof.json was changed"
        if (proof["policy"]["base"], proof["policy"]["width"]) != (BASE, WIDTH):
            yield "it was rounded by a method this program does not know"
        if (named := re.search(r"\d{4}-\d{2}", self.name)) and named[0] != self.period:
            yield f"it is named {named[0]}, but holds {self.period}"

    def structure(self) -> Iterator[str]:
        """Every row that must be there is there, in its order, and no other; each number a multiple of 5."""
        every, head = self.measures.values(), ["measure", "period", "unit", "label", "value", "year_to_date"]
        head[3:3] = dict.fromkeys(one["id"] for each in every for one in each["dimensions"])
        tags = tuple(TAGS.get(each, f"#indicator+{each.replace('_', '')}") for each in head)
        plain = tuple(each for each in head if each not in {"unit", "label", "year_to_date"})
        basis = [cell for each in every for cell in cells(each)]
        figures = [cell for each in every for shape in each["shapes"] for cell in cells(each, shape)]
        for file, top, wanted in ("figures.csv", [(*head,), tags], figures), ("basis.csv", [plain], basis):
            names = [each for each in top[0] if each not in {"value", "year_to_date"}]
            texts = map(self.texts, dict.fromkeys(wanted))
            right = [*top, *(tuple(row.get(each, "") for each in names) for row in texts)]
            lines = [row if n < len(top) else row[: len(names)] for n, row in enumerate(self.lines[file])]
            moved = {row for row, place in zip(lines, right, strict=False) if row != place}
            for row in sorted({*right} ^ {*lines} or moved):
                problem = "is missing, or not in its place" if row in right else "does not belong there"
                yield f"{file}: the row {' '.join(filter(None, row))[:200]} {problem}"

    def sums(self) -> Iterator[str]:
        """Every figure is the sum of its cells, wherever it is shown."""
        for cell, shown in self.figures.items():
            if shown != (added := self.total(cell)):
                yield f"figures.csv: {' '.join(cell)} is {shown}, but its cells add up to {added}"

    def relations(self) -> Iterator[str]:
        """What everybody knows of the true numbers holds for the shown ones too."""
        broken = (each for each in self.rules if not all(self.keeps(each)))
        yield from (f'"{each["sentence"]}" does not hold' for each in broken)

    def keeps(self, relation: dict[str, str]) -> Iterator[bool]:
        """Whether each cell keeps a relation; the three kinds are said in the sentences of proof.json."""
        measure, kind, other = self.measures[relation["measure"]], relation["kind"], relation["other"]
        own = [each["id"] for each in measure["dimensions"]]
        if kind == "within":  # no more than the measure it is a part of, in the same cell
            theirs = [each["id"] for each in self.measures[other]["dimensions"]]
            for cell in cells(measure, set(own) & set(theirs)):
                codes = dict(zip(own, cell[1:], strict=True))
                yield self.total(cell) <= self.total((other, *(codes.get(name, "all") for name in theirs)))
            return
        place, at = (own.index(each) + 1 for each in (relation["dimension"], other or relation["dimension"]))
        values = measure["dimensions"][place - 1]["values"]
        for cell in (each for each in cells(measure) if each[place] == "any"):
            both = cell, (*cell[:at], "any", *cell[at + 1 :])
            keys = ([(*each[:place], value, *each[place + 1 :]) for value in values] for each in both)
            (parts, whole), (here, there) = ([self.basis[key] for key in each] for each in keys), both
            fits = max(parts) <= self.basis[here] <= sum(parts)  # or: counted twice here, and over all others
            yield fits if kind == "any" else sum(parts) - self.basis[here] <= sum(whole) - self.basis[there]

    def signature(self, key: str) -> Iterator[tuple[str, str]]:
        """Who signed it, held against the fingerprint the reader was given; which keys vouch for it."""
        signed, links = json.loads(self.files["signature"]), self.proof.get("key_handovers", [])[::-1]
        seals = [(signed["public_key"], signed["signature"], f"caseapp release 1 {self.digest}")]
        for old, seal, day in ((each["from"], each["signature"], each["day"]) for each in links):
            seals.append((old, seal, f"caseapp signing key 1 {old} {seals[-1][0]} {day}"))  # of the next key
        digests = (sha256(bytes.fromhex(public)).hexdigest()[:32] for public, *_ in seals)
        names = ["-".join(re.findall("....", each)) for each in digests]
        self.older = {old: str(link["day"]) for old, link in zip(names[1:], links, strict=True)}
        given = "-".join(re.findall(".{1,4}", re.sub(r"[^0-9a-f]", "", key.lower())))
        own, since, self.vouched = names[0], self.older.get(given), UNCHECKED
        yield from [(UNCHECKED, f"whether {own} is the organisation's key; ask it")] * (not key)
        fits = given in names or not key, self.own_key == own, signed["key_fingerprint"] == own
        for name in itertools.compress((key, "proof.json names", "it names"), (not each for each in fits)):
            yield FAILED, f"of another key than {name}"
        try:
            from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - may be missing
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey as Key  # noqa: PLC0415

            for public, seal, text in seals:
                Key.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(seal), text.encode())
            self.vouched = OK
            yield OK, f"by the key {own}" + f", which followed {given} on {since}" * bool(since)
        except ImportError:
            yield UNCHECKED, "signature not checked: install cryptography"
        except InvalidSignature:
            yield FAILED, "it does not belong to this content"


def read(path: Path) -> dict[str, bytes]:
    """The files of a release, of each no more than MOST_BYTES."""
    files = {}
    try:
        inside = [*path.iterdir()] if path.is_dir() else []
        if not all(map(Path.is_file, inside or [path])) or path.stat().st_size > len(FILES) * MOST_BYTES:
            raise ValueError
        archive = None if inside else zipfile.ZipFile(path)
        names = archive.namelist() if archive else [each.name for each in inside]
        for name in set(names) & set(FILES):
            with archive.open(name) if archive else (path / name).open("rb") as file:
                files[name] = file.read(MOST_BYTES + 1)
    except UNREADABLE as error:
        reason = f"it is damaged, too large, no plain file or no release ({type(error).__name__})"
        raise MistakeError(reason) from error
    for name in sorted({*names[:99], *FILES}):
        if name not in FILES or names.count(name) != 1 or len(files[name]) > MOST_BYTES:
            problem = "does not belong there" if name not in FILES else "is too large or there twice"
            raise MistakeError(f"{name[:60]} {'is missing' if name not in names else problem}")
    return files


def together(releases: list[Release]) -> Iterator[tuple[str, str, str]]:
    """The chain: each release names the one before, and the sums of the year go on from it."""
    if releases and releases[0].previous is not None:
        yield UNCHECKED, releases[0].name, "the release before it was not given"
    elif releases:
        yield from ((FAILED, releases[0].name, each) for each in year_sums(None, releases[0]))
    for before, after in itertools.pairwise(releases):
        year, month = map(int, before.period.split("-"))
        same_year = before.period[:4] == after.period[:4]
        follows = after.previous == before.digest
        adjacent = after.period in {before.period, f"{year + month // 12:04d}-{month % 12 + 1:02d}"}
        broken = [f"{before.name} is not the release it was published after"] * (adjacent and not follows)
        if before.own_key in after.older:
            said = f"same organisation as {before.name}, by another key since {after.older[before.own_key]}"
            yield after.vouched, after.name, said
        elif before.own_key != after.own_key:
            broken.append(f"signed by another key than {before.name}")
        if same_year and before.proof["specification_digest"] != after.proof["specification_digest"]:
            broken.append(f"other tables than {before.name} in the same year")
        elif follows:
            broken += year_sums(before if same_year else None, after)
        if not adjacent and not follows:
            yield UNCHECKED, after.name, f"months between {before.name} and it were not given"
        elif not broken:
            yield OK, after.name, f"it follows {before.name}, and so do the sums of the year"
        yield from ((FAILED, after.name, each) for each in broken)


def year_sums(before: Release | None, after: Release) -> list[str]:
    """Where the sum of the year is not the one of the month before plus this month."""
    earlier = before.year_to_date if before else {}
    wrong = [c for c, n in after.figures.items() if after.year_to_date[c] != earlier.get(c, 0) + n]
    pairs = ((cell, f"{earlier.get(cell, 0)} + {after.figures[cell]}") for cell in wrong[:MOST_NAMED])
    return [f"figures.csv: {' '.join(cell)}: the sum of the year is not {sums}" for cell, sums in pairs]


def verify(paths: list[Path], key: str = "") -> list[Finding]:
    """Check releases (zips or folders, in any order), each alone and all together; key: a fingerprint."""
    found, releases = list[Finding](), list[Release]()
    for path in paths:
        part, name = "reading", path.name
        try:
            release = Release(name, read(path))
            for part in ("papers", "structure", "sums", "relations"):
                bad = list(itertools.islice(getattr(release, part)(), MOST_NAMED))
                found += (Finding(FAILED if bad else OK, name, f"{part}: {each}") for each in bad or FINE)
            part = "signature"
            found += (Finding(state, name, f"{part}: {each}") for state, each in release.signature(key))
            releases.append(release)
        except MALFORMED as error:
            reason = str(error) if isinstance(error, MistakeError) else "it has not the form of a release"
            found.append(Finding(FAILED, name, f"{part}: {reason}"))
    releases.sort(key=lambda each: each.period)
    found += (Finding(state, of, f"chain: {each}") for state, of, each in together(releases))
    # What stands in a foreign file must not steer the reader's terminal.
    clean = (["".join(c if c.isprintable() else "?" for c in text) for text in each] for each in found)
    return [Finding(*each) for each in clean]


def main(arguments: list[str]) -> int:
    """Print the findings; see the top of this file."""
    at = arguments.index("--key") if "--key" in arguments else len(arguments)
    paths, key = arguments[:at] + arguments[at + 2 :], "".join(arguments[at + 1 : at + 2])
    if not paths or any(each.startswith("-") for each in paths) or (at < len(arguments) and not key):
        print(__doc__, file=sys.stderr)  # noqa: T201
        return 2
    getattr(sys.stdout, "reconfigure", dict)(errors="replace")
    found = verify([Path(each) for each in paths], key)
    failed = sum(each.state == FAILED for each in found)
    lines = [f"{each.state:>11}  {each.release}: {each.sentence}" for each in found]
    print(*lines, f"{failed} failed." if failed else "Everything that was checked holds.", sep="\n")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
