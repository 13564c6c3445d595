"""What a slot opens and what it cannot: at the level of keys, not of menus."""

import base64
import json
from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import chain
from typing import Any
from uuid import uuid4

import pytest

from caseapp.domain.roles import Role
from caseapp.vault import connect, envelope, errors, kdf, keyfile, keyring, make, slots, unlocking
from caseapp.vault.head import Which
from caseapp.vault.keyfile import Derivation, KeyFile, SlotKind
from caseapp.vault.session import open_vault, read_keys
from caseapp.vault.slots import OpenSlot
from caseapp.vault.strict_json import to_base64
from tests.security.test_vault_keyfile import body_of, sealed
from tests.security.vault_tools import MANAGER, WORKER, Ready

LABELS = (
    "caseapp/1/cases.db",
    "caseapp/1/cases audit",
    "caseapp/1/cases head",
    "caseapp/1/draw",
    "caseapp/1/figures.db",
    "caseapp/1/figures audit",
    "caseapp/1/figures head",
    "caseapp/1/signing",
    "caseapp/1/name",
    "caseapp/1/labels",
    "caseapp/1/figures mark",
    "caseapp/1/cases handover",
    "caseapp/1/key file",
    "caseapp/1/recovery",
)


@pytest.fixture(scope="module")
def keys(made_vault: Ready) -> KeyFile:
    return read_keys(made_vault.folder)


@pytest.fixture(scope="module")
def manager(keys: KeyFile) -> OpenSlot:
    return unlocking.unlock(keys, MANAGER)


@pytest.fixture(scope="module")
def worker(keys: KeyFile) -> OpenSlot:
    return unlocking.unlock(keys, WORKER)


def all_bytes(value: object) -> Iterator[bytes]:
    """Every byte string anywhere in the key file."""
    if isinstance(value, dict):
        yield from chain.from_iterable(all_bytes(inner) for inner in value.values())
    elif isinstance(value, list):
        yield from chain.from_iterable(all_bytes(inner) for inner in value)
    elif isinstance(value, str):
        yield value.encode()
        try:
            yield base64.b64decode(value, validate=True)
        except ValueError:
            return


def derivable(made_vault: Ready, keys: KeyFile, opened: OpenSlot) -> set[bytes]:
    """Everything of 32 bytes that follows from a slot and the file: windows, labels, envelopes that open."""
    known = {opened.private, opened.secrets.figures, *all_bytes(body_of(made_vault))}
    known |= {getattr(opened.secrets.figures_keys(), name.name) for name in fields(keyring.FiguresKeys)}
    if opened.secrets.case is not None:
        known.add(opened.secrets.case)
    # What of the file opens with what is known, in any place it could stand in.
    for slot in keys.slots:
        for use in ("private", "case", "figures", "label"):
            place = keyfile.place(keys.vault_id, slot.id, slot.kind, slot.derivation, use, generation=1)
            for data in (slot.private, slot.case, slot.figures, slot.label):
                for key in [key for key in known if len(key) == 32 and data]:
                    for opens in (envelope.unwrap, envelope.unseal):
                        try:
                            known.add(opens(key, data or b"", place))
                        except envelope.DoesNotOpenError:
                            continue
    windows = {data[start : start + 32] for data in known for start in range(max(len(data) - 31, 0))}
    salts = [None, *(slot.derivation.salt for slot in keys.slots)]
    derived = {
        envelope.labelled_key(data, label, salt)
        for data in known
        if len(data) == 32
        for label in LABELS
        for salt in salts
    }
    return windows | derived


def opens_cases(made_vault: Ready, key: bytes) -> bool:
    try:
        connect(made_vault.folder / "cases.db", key).close()
    except errors.DamagedDatabaseError:
        return False
    return True


def test_nothing_derivable_from_a_managers_slot_opens_a_case(
    made_vault: Ready, keys: KeyFile, manager: OpenSlot
) -> None:
    candidates = derivable(made_vault, keys, manager)
    assert len(candidates) > 500
    assert [key.hex() for key in candidates if opens_cases(made_vault, key)] == []


def test_the_same_search_finds_the_case_key_from_a_workers_slot(
    made_vault: Ready, keys: KeyFile, worker: OpenSlot
) -> None:
    """Otherwise the test above would have tested nothing."""
    case = worker.secrets.case_keys()
    assert case is not None
    assert case.store in derivable(made_vault, keys, worker)
    assert opens_cases(made_vault, case.store)


def test_a_manager_holds_the_figures_and_a_worker_both(worker: OpenSlot, manager: OpenSlot) -> None:
    assert manager.secrets.case is None
    assert manager.secrets.case_keys() is None
    assert worker.secrets.figures == manager.secrets.figures
    assert worker.secrets.case not in {None, worker.secrets.figures}


def test_every_derived_key_is_another(worker: OpenSlot) -> None:
    case, figures = worker.secrets.case_keys(), worker.secrets.figures_keys()
    assert case is not None
    derived = [getattr(case, item.name) for item in fields(case)]
    derived += [getattr(figures, item.name) for item in fields(figures)]
    assert len(set(derived)) == len(derived) == 12


def test_keys_are_not_shown_by_accident(worker: OpenSlot) -> None:
    case = worker.secrets.case_keys()
    text = repr((worker, worker.secrets, case, worker.secrets.figures_keys()))
    assert case is not None
    for secret in (worker.private, worker.secrets.figures, worker.secrets.case or b"", case.store):
        assert secret.hex() not in text
        assert repr(secret)[2:-1] not in text


def test_the_sessions_roles_and_stores(vault: Ready) -> None:
    with open_vault(vault.folder, MANAGER) as session:
        assert (session.role, session.stores, session.label) == (Role.MANAGER, (Which.FIGURES,), "Bee")
        assert session.vault_name == "Night team"
        assert session.draw_key is None
        assert len(session.signing_seed or b"") == 32
        session.connect_figures()
        with pytest.raises(errors.ClosedError):
            session.connect_cases()
        with pytest.raises(errors.ClosedError):
            _ = session.audit
    with open_vault(vault.folder, WORKER) as session:
        assert (session.role, session.stores) == (Role.WORKER, (Which.CASES, Which.FIGURES))
        assert len(session.draw_key or b"") == 32


def other(key: str, slot: dict[str, Any]) -> str | int:
    """Another value that the strict reader accepts."""
    values: dict[str, str | int] = {
        "id": uuid4().hex,
        "lanes": slot["derivation"].get("lanes", 0) + 1,
        "passes": slot["derivation"].get("passes", 0) + 1,
        "memory_kib": slot["derivation"].get("memory_kib", 0) + 8,
        "salt": to_base64(bytes(16)),
    }
    return values[key]


@pytest.mark.parametrize("key", ["id", "lanes", "passes", "memory_kib", "salt", "vault"])
def test_associated_data_binds_each_member(vault: Ready, worker: OpenSlot, key: str) -> None:
    """With the right key in hand (as if the parameters made no difference) nothing opens in another place."""
    body = body_of(vault)
    slot = body["slots"][0]
    if key == "vault":
        body["vault"] = uuid4().hex
    elif key == "id":
        slot["id"] = other("id", slot)
    else:
        slot["derivation"][key] = other(key, slot)
    changed = keyfile.parse(sealed(body))
    moved = changed.slots[0]
    where = keyfile.place(changed.vault_id, moved.id, moved.kind, moved.derivation, "figures", generation=1)
    with pytest.raises(envelope.DoesNotOpenError):
        envelope.unseal(worker.private, moved.figures, where)
    with pytest.raises(errors.WrongPassphraseError):
        unlocking.unlock(changed, WORKER)


def test_a_kind_cannot_be_changed(made_vault: Ready, keys: KeyFile, worker: OpenSlot) -> None:
    slot = keys.slots[0]
    for kind in (SlotKind.MANAGER, SlotKind.RECOVERY):
        where = keyfile.place(keys.vault_id, slot.id, kind, slot.derivation, "figures", generation=1)
        with pytest.raises(envelope.DoesNotOpenError):
            envelope.unseal(worker.private, slot.figures, where)


def test_envelopes_cannot_be_swapped_within_or_between_slots(vault: Ready) -> None:
    body = body_of(vault)
    body["slots"][0]["case"], body["slots"][0]["figures"] = (
        body["slots"][0]["figures"],
        body["slots"][0]["case"],
    )
    with pytest.raises(errors.DamagedKeysError):
        unlocking.unlock(keyfile.parse(sealed(body)), WORKER)
    body = body_of(vault)
    body["slots"][0]["figures"] = body["slots"][1]["figures"]
    with pytest.raises(errors.DamagedKeysError):
        unlocking.unlock(keyfile.parse(sealed(body)), WORKER)


def test_a_public_key_that_is_not_the_private_ones_is_damage(vault: Ready) -> None:
    body = body_of(vault)
    body["slots"][0]["public"] = to_base64(envelope.new_key_pair()[1])
    with pytest.raises(errors.DamagedKeysError):
        unlocking.unlock(keyfile.parse(sealed(body)), WORKER)


def test_unlocking_derives_once_for_all_slots_with_the_same_parameters(
    keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived: list[Derivation] = []
    real = unlocking.kdf.derive

    def counted(passphrase: str, salt: bytes, parameters: kdf.KdfParameters) -> bytes:
        derived.append(Derivation(salt, parameters))
        return real(passphrase, salt, parameters)

    monkeypatch.setattr(unlocking.kdf, "derive", counted)
    with pytest.raises(errors.WrongPassphraseError):
        unlocking.unlock(keys, "not the passphrase")
    assert len(derived) == 1


def with_secrets(keys: KeyFile, kind: SlotKind, put: keyring.Secrets) -> KeyFile:
    """What somebody with the folder but no passphrase can do: seal what he likes to the public halves."""
    slot = next(slot for slot in keys.slots if slot.kind is kind)

    def sealed_to(use: str, secret: bytes) -> bytes:
        where = keyfile.place(keys.vault_id, slot.id, slot.kind, slot.derivation, use, generation=1)
        return envelope.seal(slot.public, secret, where)

    case = slot.case if put.case is None or slot.case is None else sealed_to("case", put.case)
    filled = replace(slot, case=case, figures=sealed_to("figures", put.figures))
    # The label follows from the figures secret: he writes it anew, or it would give him away.
    return slots.with_slot(keys, slots.relabel(keys, filled, put, "Ana"))


@pytest.mark.parametrize("what", ["both", "case", "figures"])
def test_secrets_that_somebody_else_put_into_a_slot_are_damage(
    keys: KeyFile, made_vault: Ready, worker: OpenSlot, what: str
) -> None:
    """Else the owner of a synced folder waits behind an empty vault for the notes that are written next."""
    foreign = keyring.Secrets.new()
    if what == "case":  # a manager, who knows the figures secret
        foreign = replace(foreign, figures=worker.secrets.figures)
    if what == "figures":
        foreign = replace(foreign, case=None)
    with pytest.raises(errors.DamagedKeysError):
        unlocking.unlock(with_secrets(keys, SlotKind.WORKER, foreign), WORKER)
    with pytest.raises(errors.DamagedKeysError):
        unlocking.unlock_by_recovery(with_secrets(keys, SlotKind.RECOVERY, foreign), made_vault.recovery_code)
    if what != "case":
        with pytest.raises(errors.DamagedKeysError):
            unlocking.unlock(with_secrets(keys, SlotKind.MANAGER, foreign), MANAGER)


def test_a_vault_of_somebody_elses_secrets_does_not_open(vault: Ready) -> None:
    """The whole attack: his secrets in every slot, his empty stores beside them, no passphrase known."""
    foreign = keyring.Secrets.new()
    keys = read_keys(vault.folder)
    for kind in SlotKind:
        keys = with_secrets(keys, kind, foreign)
    name = envelope.wrap(
        foreign.figures_keys().name, slots.pad("Night"), keyfile.name_place(keys.vault_id, 1)
    )
    for file in ("cases.db", "figures.db", "head", "keys.json.copy"):
        (vault.folder / file).unlink()
    make._create_stores(vault.folder, foreign)
    (vault.folder / "keys.json").write_bytes(replace(keys, name=name).dump())
    for way in ({"passphrase": WORKER}, {"passphrase": MANAGER}, {"recovery_code": vault.recovery_code}):
        with pytest.raises(errors.DamagedKeysError):
            open_vault(vault.folder, **way, accept=errors.ACCEPTABLE)


def test_the_same_secrets_can_be_sealed_anew_without_a_passphrase(keys: KeyFile, worker: OpenSlot) -> None:
    again = with_secrets(keys, SlotKind.WORKER, worker.secrets)
    assert again.slots[0].case != keys.slots[0].case
    assert unlocking.unlock(again, WORKER).secrets == worker.secrets


def test_what_is_sealed_to_the_public_half_opens_with_the_private_one(keys: KeyFile) -> None:
    slot = keys.slots[1]
    where = keyfile.place(keys.vault_id, slot.id, slot.kind, slot.derivation, "figures", generation=1)
    renewed = envelope.seal(slot.public, bytes(32), where)
    assert len(renewed) == len(slot.figures)
    opened = unlocking.unlock(keys, MANAGER)
    assert envelope.unseal(opened.private, renewed, where) == bytes(32)


@pytest.mark.parametrize("typed", ["caf\u00e9 au lait tonight", "cafe\u0301 au lait tonight"])
def test_the_same_letters_open_however_the_keyboard_composes_them(typed: str) -> None:
    first = kdf.derive("caf\u00e9 au lait tonight", bytes(16), kdf.FLOOR)
    assert kdf.derive(typed, bytes(16), kdf.FLOOR) == first


def test_the_length_of_a_name_is_hidden() -> None:
    assert len(slots.pad("Li")) == len(slots.pad("Marisol of the night team")) == 64
    assert slots.unpad(slots.pad("Zoë")) == "Zoë"


@pytest.mark.parametrize("text", ["", "   ", "x" * 101, "two\nlines", "nul\0"])
def test_a_name_that_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(errors.BadLabelError):
        slots.pad(text)


def test_the_file_is_json_a_person_can_read(made_vault: Ready) -> None:
    assert json.loads((made_vault.folder / "keys.json").read_text())["format"] == 1
