"""Releases before and after a change of the keys: readers learn that it is the same organisation."""

import json
import shutil
from pathlib import Path

import pytest

from caseapp.figures.verify import FAILED, OK, UNCHECKED, Finding, verify
from caseapp.figures.writers.signature import fingerprint, public_key
from caseapp.vault.signing_handover import action
from tests.figures.verifying import OTHER_SEED, Files, failures, rewritten
from tests.functional.cli.terminal import Call
from tests.functional.cli.test_cli_keys import Made
from tests.functional.cli.test_cli_restore_keys import made

__all__ = ["made"]  # a fixture
THIRD_SEED = b"t" * 32


@pytest.fixture(scope="module")
def releases(made: Made, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """June, July and August, each published under keys of its own."""
    folder = tmp_path_factory.mktemp("signed")
    vault, home = Path(shutil.copytree(made.folder, folder / "p.casevault")), folder / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(home))
        out = folder / "out"
        for number, month in enumerate(("2026-06", "2026-07", "2026-08")):
            if number:
                run_typed(patch, made.worker, "keys", vault, "change-all")
            run_typed(patch, made.worker, "figures", "close", vault, "--month", month)
            run_typed(patch, made.worker, "figures", "publish", vault, "--month", month, "--out", out)
    return sorted(out.glob("*.zip"))


def run_typed(patch: pytest.MonkeyPatch, passphrase: str, *words: object) -> None:
    import io  # noqa: PLC0415 - used here only
    import sys  # noqa: PLC0415

    from caseapp.cli import run  # noqa: PLC0415

    patch.setattr(sys, "stdin", io.StringIO(f"{passphrase}\n"))
    assert run([*map(str, words), "--passphrase-file", "-"]) == 0


def key_of(release: Path, tmp_path: Path) -> str:
    shutil.unpack_archive(release, tmp_path / release.stem)
    named: str = json.loads((tmp_path / release.stem / "signature").read_text())["key_fingerprint"]
    return named


def test_whoever_knows_an_earlier_key_learns_which_one_followed_it(
    call: Call, releases: list[Path], tmp_path: Path
) -> None:
    june, july, august = releases
    keys = [key_of(each, tmp_path) for each in releases]
    assert len(set(keys)) == 3
    for key in keys:
        assert call("verify", august, "--key", key).status == 0
    told = call("verify", august, "--key", keys[0].replace("-", "").upper()).out
    assert f"by the key {keys[2]}, which followed {keys[0]} on 20" in told
    said = call("verify", august, june, july, "--key", keys[0])
    assert said.status == 0, said
    assert said.out.count("same organisation as") == 2
    assert "same organisation as figures-2026-06.zip, by another key since 20" in said.out
    # A later key vouches for no earlier one, and nobody vouches for a stranger's.
    assert f"of another key than {keys[2]}" in call("verify", june, "--key", keys[2]).out
    stranger = fingerprint(public_key(OTHER_SEED))
    assert call("verify", august, "--key", stranger).status == 1


def planted(*handovers: tuple[bytes, bytes]) -> list[dict[str, str]]:
    """Handovers as a proof lists them, each signed by its first key."""
    found = []
    for old, new in handovers:
        day, public, _, seal = action(old, new).removeprefix("vault.signing_key.").split(".")
        found.append({"day": day, "from": public, "signature": seal})
    return found


@pytest.mark.parametrize("how", ["unsigned", "elsewhere", "before", "without"])
def test_a_forged_handover_is_refused(releases: list[Path], tmp_path: Path, how: str) -> None:
    """Somebody else's releases, dressed as those of whom the readers trust."""
    june, july, _ = releases
    trusted = key_of(june, tmp_path)
    own = json.loads((tmp_path / june.stem / "signature").read_text())["public_key"]
    genuine = json.loads(unpacked(july, tmp_path)["proof.json"])["key_handovers"]

    def forge(files: Files) -> None:
        proof = json.loads(files["proof.json"])
        proof["key_fingerprint"] = fingerprint(public_key(OTHER_SEED))
        stranger = planted((THIRD_SEED, OTHER_SEED))
        proof["key_handovers"] = {
            "unsigned": [{**stranger[0], "from": own}],
            "elsewhere": genuine,
            "before": [*genuine, *stranger],
            "without": [],
        }[how]
        files["proof.json"] = json.dumps(proof).encode()

    forged = rewritten(july, tmp_path / "forged", forge, OTHER_SEED)
    assert failures([forged], trusted) != []
    assert failures([june, forged], "") != []


def unpacked(release: Path, tmp_path: Path) -> Files:
    folder = tmp_path / f"{release.stem}-files"
    shutil.unpack_archive(release, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_without_the_library_it_is_said_to_be_unchecked(
    releases: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "cryptography.exceptions", None)
    found = verify(releases[:2], key_of(releases[0], tmp_path))
    assert not [each for each in found if each.state == FAILED]
    assert Finding(UNCHECKED, "figures-2026-07.zip", f"chain: {same(found)}") in found
    assert [each for each in found if each.state == OK]


def same(found: list[Finding]) -> str:
    said = next(each.sentence for each in found if "same organisation" in each.sentence)
    return said.removeprefix("chain: ")
