"""keys.json from anybody: a sentence, never a traceback, never a big allocation, never a long derivation."""

import base64
import json
import tracemalloc
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseapp.errors import KnownError
from caseapp.vault import errors, files, kdf, keyfile
from caseapp.vault.session import open_vault
from caseapp.vault.strict_json import to_base64
from tests.security.vault_tools import WORKER, Ready

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def sealed(body: dict[str, Any]) -> bytes:
    """As an attacker writes it: with a checksum that is right."""
    rest = {key: value for key, value in body.items() if key != "check"}
    rest["check"] = sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    return json.dumps(rest).encode()


def body_of(vault: Ready) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((vault.folder / "keys.json").read_text())
    return found


def parse_or_known(data: bytes) -> keyfile.KeyFile | None:
    """Anything else that is raised fails the test."""
    try:
        return keyfile.parse(data)
    except KnownError:
        return None


def test_what_is_written_is_read_back(made_vault: Ready) -> None:
    data = (made_vault.folder / "keys.json").read_bytes()
    keys = keyfile.parse(data)
    assert keys.dump() == data
    assert [slot.kind.value for slot in keys.slots] == ["worker", "manager", "recovery"]


def texts_in(value: object) -> list[bytes]:
    """Every text of the file, and what it stands for: three letters stand in base64 by chance."""
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in (key.encode(), *texts_in(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in texts_in(inner)]
    if not isinstance(value, str):
        return [str(value).encode()]
    try:
        return [base64.b64decode(value, validate=True)]
    except ValueError:
        return [value.encode()]


def test_no_name_stands_in_the_file(made_vault: Ready) -> None:
    found = [(made_vault.folder / name).read_bytes() for name in ("lock", "head")]
    for name in ("keys.json", "keys.json.copy"):
        found += texts_in(json.loads((made_vault.folder / name).read_text()))
    for data in found:
        for text in (b"Ana", b"Bee", b"Night", WORKER.encode()):
            assert text not in data


@given(st.binary(max_size=2000))
def test_any_bytes_give_a_sentence(data: bytes) -> None:
    assert parse_or_known(data) is None


@given(JSON)
def test_any_json_gives_a_sentence(value: object) -> None:
    assert parse_or_known(json.dumps(value).encode()) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.data())
def test_any_change_behind_a_right_checksum_gives_a_sentence_or_a_sane_file(
    made_vault: Ready, data: st.DataObject
) -> None:
    """One member anywhere in the file replaced by anything, the checksum made right again."""
    body = body_of(made_vault)
    holder: Any = body
    while True:
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if isinstance(holder[key], dict | list) and holder[key] and data.draw(st.booleans()):
            holder = holder[key]
            continue
        before = holder[key]
        holder[key] = data.draw(JSON | st.just(before) | st.integers(0, 2**40))
        break
    keys = parse_or_known(sealed(body))
    if keys is not None:
        for slot in keys.slots:
            parameters = slot.derivation.parameters
            assert parameters is None or parameters.within_bounds


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.data())
def test_every_flipped_bit_is_damage_and_not_a_wrong_passphrase(
    made_vault: Ready, data: st.DataObject
) -> None:
    whole = bytearray((made_vault.folder / "keys.json").read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        keys = keyfile.parse(bytes(whole))
    except errors.DamagedKeysError:
        return
    # Only where JSON itself does not care: a kind of blank for another.
    assert keys == keyfile.parse((made_vault.folder / "keys.json").read_bytes())


@pytest.mark.parametrize("cut", [0, 1, 100, -2])
def test_a_file_cut_short_is_damage(made_vault: Ready, cut: int) -> None:
    with pytest.raises(errors.DamagedKeysError):
        keyfile.parse((made_vault.folder / "keys.json").read_bytes()[:cut])


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b'{"a":' * 40_000,
        b'{"format": 1' + b"0" * 5000 + b"}",
        b'{"format": NaN}',
        b'{"format": 1, "format": 1}',
        b"\xff\xfe",
        '{"check": "\ud800"}'.encode("utf-8", "surrogatepass"),
        b"{" + b" " * keyfile.LARGEST_FILE + b"}",
    ],
    ids=[
        "deep lists",
        "deep objects",
        "huge number",
        "not a number",
        "twice",
        "not utf-8",
        "surrogate",
        "too long",
    ],
)
def test_hostile_json_gives_a_sentence(data: bytes) -> None:
    with pytest.raises(errors.DamagedKeysError):
        keyfile.parse(data)


def test_a_newer_format_is_said_before_anything_else_is_judged() -> None:
    with pytest.raises(errors.NewerFormatError) as caught:
        keyfile.parse(sealed({"format": 7, "something": "else"}))
    assert caught.value.values == {"found": 7, "known": keyfile.FORMAT}
    assert "Update Caseapp" in caught.value.sentence


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    with path.open("wb") as file:
        file.truncate(4 << 30)
    tracemalloc.start()
    try:
        assert files.read_bounded(path, keyfile.LARGEST_FILE) is None
        assert tracemalloc.get_traced_memory()[1] < 8 * keyfile.LARGEST_FILE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 8 << 20),
        ("memory_kib", kdf.CEILING.memory_kib + 1),
        ("memory_kib", kdf.FLOOR.memory_kib - 1),
        ("memory_kib", 0),
        ("memory_kib", -1),
        ("memory_kib", 65536.0),
        ("memory_kib", True),
        ("passes", kdf.CEILING.passes + 1),
        ("passes", kdf.FLOOR.passes - 1),
        ("lanes", 0),
        ("lanes", 1 << 20),
        ("salt", ""),
        ("salt", "AAAA"),
        ("algorithm", "argon2d"),
    ],
)
def test_cost_out_of_bounds_is_refused_before_anything_is_derived(
    vault: Ready, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    body = body_of(vault)
    for slot in body["slots"][:2]:
        slot["derivation"][name] = value
    (vault.folder / "keys.json").write_bytes(sealed(body))
    (vault.folder / "keys.json.copy").unlink(missing_ok=True)

    with pytest.raises(errors.DamagedKeysError):
        keyfile.parse((vault.folder / "keys.json").read_bytes())

    def derived(*_values: object, **_named: object) -> None:
        pytest.fail("something was derived")

    monkeypatch.setattr(kdf, "Argon2id", derived)
    with pytest.raises(errors.DamagedKeysError):
        open_vault(vault.folder, WORKER)


def test_one_file_cannot_cost_many_derivations(made_vault: Ready) -> None:
    body = body_of(made_vault)
    worker = body["slots"][0]
    for number in range(10):
        derivation = {**worker["derivation"], "salt": to_base64(bytes([number] * 16))}
        body["slots"].append({**worker, "id": f"{number:032x}", "derivation": derivation})
    with pytest.raises(errors.DamagedKeysError):
        keyfile.parse(sealed(body))


def test_the_number_of_slots_is_bounded(made_vault: Ready) -> None:
    body = body_of(made_vault)
    body["slots"] = [{**body["slots"][0], "id": f"{number:032x}"} for number in range(keyfile.MOST_SLOTS)]
    assert keyfile.parse(sealed(body))
    body["slots"].append({**body["slots"][0], "id": "f" * 32})
    with pytest.raises(errors.DamagedKeysError):
        keyfile.parse(sealed(body))


def test_two_slots_cannot_share_an_id(made_vault: Ready) -> None:
    body = body_of(made_vault)
    body["slots"].append(body["slots"][0])
    with pytest.raises(errors.DamagedKeysError):
        keyfile.parse(sealed(body))


def test_a_manager_slot_with_a_case_secret_is_not_accepted(made_vault: Ready) -> None:
    body = body_of(made_vault)
    body["slots"][1]["case"] = body["slots"][0]["case"]
    with pytest.raises(errors.DamagedKeysError):
        keyfile.parse(sealed(body))


def test_parameters_below_the_floor_are_derived_for_nobody() -> None:
    with pytest.raises(errors.DamagedKeysError):
        kdf.derive("anything at all", bytes(16), kdf.KdfParameters(1024, 1, 1))
